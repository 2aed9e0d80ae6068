"""The command `page`: texts beside the sliders, worlds left out, and mistakes it refuses."""

from __future__ import annotations

import base64
import errno
import gzip
import json
import os
import re
from pathlib import Path

import numpy as np
import pytest

from model.experiment.run_folder import RunFolder
from tests.conftest import FULL, Call
from tests.reading import about, worlds_of
from tests.reporting.conftest import SCENARIOS, WORLDS

pytestmark = pytest.mark.slow


def test_the_page_says_how_it_was_made(run: Path, written: Path) -> None:
    html, manifest = written.read_text(), json.loads((run / "run.json").read_text())
    assert f"Seed 1; {WORLDS} worlds; 36 months; as of 2025-07; version {manifest['version']}" in html
    for digest in (*manifest["digests"].values(), manifest["code"]):
        assert digest in html
    assert f"uv run simulate.py page {run} --slider impact" in html
    assert f"uv run simulate.py run {' '.join(SCENARIOS)} --sample --worlds {WORLDS} --seed 1" in html
    assert "Content-Security-Policy" in html and "unsafe" not in html
    assert set(re.findall(r"https?://[^\s\"']+", html)) <= {"http://www.w3.org/2000/svg"}


def test_a_thousand_worlds_take_a_few_hundred_kilobytes(written: Path) -> None:
    """The text and what the worlds of one scenario of three take, from the page of three with fewer worlds."""
    html = written.read_text()
    payload = re.search(r'id="page-worlds">([^<]*)<', html)
    assert payload is not None
    a_world = len(payload[1]) / WORLDS / 3
    assert len(html) - len(payload[1]) + a_world * 1024 * 4 < 600_000


def test_worlds_that_do_not_fit_are_left_out_and_the_page_says_so(
    run: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.reporting.takehome.page.MAX_BYTES", 1000)
    out = tmp_path / "page.html"
    assert call("page", run, "--out", out)[0] == 0
    kept = about(out)["worlds"]
    assert kept == 128 < WORLDS, "never fewer than this"
    assert f"the first {kept} of the {WORLDS} worlds" in out.read_text()
    (packed,) = re.findall(r'id="page-worlds">([^<]*)<', out.read_text())
    flat = gzip.decompress(base64.b64decode(packed))
    planes = np.frombuffer(flat, dtype=np.uint8).reshape(2, -1)
    first = planes[0, :kept].astype(int) + 256 * planes[1, :kept].astype(int)
    start = RunFolder(run).followed("baseline")["russian_influence"][:kept, 0]
    np.testing.assert_array_equal(first, np.rint(start * 16384) * 2)


def test_some_of_a_runs_scenarios_may_be_chosen_and_the_same_page_comes_again(
    run: Path, tmp_path: Path, call: Call
) -> None:
    out = tmp_path / "page.html"
    assert call("page", run, SCENARIOS[1], "--worlds", "50", "--out", out)[0] == 0
    first = out.read_bytes()
    assert [s["id"] for s in about(out)["scenarios"]] == ["baseline", SCENARIOS[1]]
    assert about(out)["worlds"] == 50
    assert call("page", run, SCENARIOS[1], "--worlds", "50", "--out", out)[0] == 0
    assert out.read_bytes() == first
    status, printed, _ = call("page", run)
    assert status == 0 and printed.strip() == str(run / "page.html") and (run / "page.html").is_file()


def test_the_sliders_are_those_the_outcomes_go_with(run: Path, tmp_path: Path, call: Call) -> None:
    out = tmp_path / "page.html"
    assert call("page", run, "--out", out)[0] == 0
    paths = [slider["path"] for slider in about(out)["sliders"]]
    assert len(paths) == len(set(paths)) == 6
    drawn = worlds_of(run)["baseline"]
    columns = [f"assumptions.{path.removeprefix('assumptions.')}" for path in paths]
    together = drawn[columns].corr("spearman").to_numpy()
    assert np.abs(together[~np.eye(6, dtype=bool)]).max() < 0.3, "none is a double of another"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name a run folder or scenarios"),
        (("peace-deal-sined",), "did you mean peace-deal-signed?"),
        (("runs/nowhere",), "there is no run folder of this name"),
        (("tests",), "not a run folder"),
        (("RUN", "peace-deal-signed"), 'has no scenario "peace-deal-signed"'),
        (("RUN", "RUN"), "give one run folder, first"),
        (("corridor-opened", "RUN"), "give one run folder, first"),
        (("RUN", "--seed", "2"), "--seed: "),
        (("RUN", "--months", "12"), "--months: "),
        (("RUN", "--delay", "3"), "--delay: "),
        (("RUN", "--slider", "impct"), "did you mean impact?"),
        (("RUN", "--out", "FOLDER"), "ends in .html"),
        (("RUN", "--out", "FOLDER/none/page.html"), "there is no folder"),
        (("corridor-opened", "--without", "gossip"), 'unknown document "gossip"'),
        (("--briefs", "corridor-opened"), "leave scenarios out"),
        (("--briefs", "--as-of", "2031-01"), "the documents cover"),
        (("--briefs", "--without", "gossip"), 'unknown document "gossip"'),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    run: Path, tmp_path: Path, call: Call, words: tuple[str, ...], said: str
) -> None:
    given = [word.replace("RUN", str(run)).replace("FOLDER", str(tmp_path)) for word in words]
    given += [] if "--out" in given else ["--out", str(tmp_path / "page.html")]
    status, _, told = call("page", *given)
    assert status == 2 and said in told, told
    assert "Traceback" not in told and list(tmp_path.iterdir()) == []


def test_a_page_that_cannot_be_written_leaves_the_old_one(
    run: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "page.html"
    out.write_text("the old page")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, FULL)

    monkeypatch.setattr(os, "replace", full)
    status, _, said = call("page", run, "--out", out)
    assert status == 2 and FULL in said
    assert out.read_text() == "the old page" and list(tmp_path.iterdir()) == [out]
