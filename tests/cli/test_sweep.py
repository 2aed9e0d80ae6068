"""Several settings in one run: what it writes, that each setting is the run it would be alone, and its mistakes."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser

from model.analysis.intervals import holm
from model.analysis.sweep import Sweep
from model.cli.sweep import _difference
from model.experiment.run_folder import RunFolder
from model.experiment.settings import settings_in, settings_of
from model.load import load_seeds
from model.simulation.model import Region
from tests.conftest import TABLES, TRIAD, Call, digests
from tests.reading import Reader, page
from tests.seeing import screen, wider_than_the_screen

pytestmark = pytest.mark.slow

WORDS = ("run", "deal", "--seeds", TRIAD, "--worlds", "60", "--months", "6", "--jobs", "1")
LINE = ("--set", "spillover=0.3,0.6", "--set", "feeling=0.01")
Ran = Callable[..., Path]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], tuple[Path, str]]:
    return {}


@pytest.fixture
def ran(call: Call, runs: dict[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Path, str]]:
    """A run with some options and what it printed, made once."""

    def make(*options: str) -> tuple[Path, str]:
        if options not in runs:
            folder = tmp_path_factory.mktemp("sweeps") / "run"
            status, said, complained = call(*WORDS, *options, "--out", folder)
            assert status == 0, complained
            runs[options] = folder, said
        return runs[options]

    return make


def test_a_setting_is_the_run_of_the_same_values_alone(ran: Ran) -> None:
    (sweep, _), (alone, _) = ran(*LINE), ran("--set", "spillover=0.6", "--set", "feeling=0.01")
    assert digests(sweep / "settings" / "spillover=0.6") == digests(alone)
    for name in ("outcomes.parquet", "trajectories.parquet"):
        whole = pq.read_table(sweep / name)
        assert whole.column_names[0] == "setting" and set(whole["setting"].to_pylist()) == {
            "spillover=0.3", "spillover=0.6",
        }  # fmt: skip
        rows = whole.filter(pc.field("setting") == "spillover=0.6")
        assert rows.drop(["setting"]).equals(pq.read_table(alone / name))
    lines = (sweep / "comparison.csv").read_text(encoding="utf-8").splitlines()
    (head, *expected), mine = (alone / "comparison.csv").read_text(encoding="utf-8").splitlines(), "spillover=0.6,"
    assert lines[0] == f"setting,{head}"
    assert [line.removeprefix(mine) for line in lines if line.startswith(mine)] == expected


def test_all_settings_have_the_same_random_numbers(ran: Ran) -> None:
    """The value that holds anyway gives the worlds of a run that sets nothing."""
    central = load_seeds(TRIAD).numbers["assumptions.spillover"].value
    (sweep, _), (plain, _) = ran("--set", f"spillover={central:g},0.9"), ran()
    assert digests(sweep / "settings" / f"spillover={central:g}") == digests(plain)
    assert list(pd.read_parquet(plain / "outcomes.parquet").columns[:2]) == ["scenario", "world"], "no setting alone"


def test_the_folder_says_what_each_setting_is(ran: Ran) -> None:
    folder, printed = ran(*LINE)
    with (folder / "settings.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["setting", "assumptions.spillover"], ["spillover=0.3", "0.3"], ["spillover=0.6", "0.6"],
        ]  # fmt: skip
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert manifest["kind"] == "sweep" and manifest["overrides"] == {"assumptions.feeling": 0.01}
    assert manifest["finished"] and {"settings.csv", "by-setting.csv", *TABLES} <= set(manifest["files"])
    told = " ".join(printed.split())
    assert told.startswith("“A deal” compared with “As documented”, the same 60 worlds each, 2020-12 to 2021-06; ")
    assert "2 settings: spillover at 0.3 and 0.6; feeling set to 0.01." in told
    *_, path, further = printed.splitlines()
    assert path == str(folder / "report.html")
    assert re.search(rf"simulate.py compare {re.escape(str(folder))} --by setting --outcome \S+$", further)


def test_all_differences_are_judged_together(ran: Ran) -> None:
    folder, _ = ran(*LINE)
    table = pd.read_csv(folder / "by-setting.csv")
    comparison = pd.read_csv(folder / "comparison.csv").set_index(["setting", "scenario", "outcome"])
    differences = table[table["scenario"] != "baseline"]
    assert len(differences) == len(table) / 2 > 4
    assert list(differences["p_corrected"]) == pytest.approx(list(holm(differences["p"].to_numpy())))
    for row in differences.to_dict("records"):
        cell = comparison.loc[(row["setting"], row["scenario"], row["outcome"])]
        assert (row["difference"], row["mean"]) == pytest.approx((cell["difference"], cell["mean"]))


def planted(folder: Path, kinds: dict[str, tuple[float, str, bool]]) -> Sweep:
    """A sweep of one outcome: setting → difference, kind of verdict, set by the scenario itself."""
    rows = [
        {"setting": name, "scenario": "deal", "outcome": "x", "difference": size, "kind": kind, "scripted": own}
        for name, (size, kind, own) in kinds.items()
    ]
    pd.DataFrame(rows).to_csv(folder / "by-setting.csv", index=False)
    settings = {name: {"assumptions.a": float(place)} for place, name in enumerate(kinds)}
    return Sweep(RunFolder(folder), {"settings": settings, "scenarios": {"baseline": {}, "deal": {}}})


def test_a_verdict_turns_only_where_both_directions_are_sure(tmp_path: Path) -> None:
    sure = {"1": (0.1, "matters", False), "2": (0.0, "cannot tell", False), "03": (-0.2, "size unsure", False)}
    (turn,) = planted(tmp_path, sure).turns()
    assert (turn.scenario, turn.outcome, turn.raised, turn.lowered) == ("deal", "x", ("1",), ("03",))
    assert not planted(tmp_path, sure | {"03": (-0.2, "cannot tell", False)}).turns()
    assert not planted(tmp_path, sure | {"03": (-0.2, "set by the scenario", True)}).turns(), "it sets it there"


def test_the_table_of_settings_that_a_sweep_wrote_makes_the_same_settings_again(ran: Ran) -> None:
    folder, _ = ran("--set", "spillover=0.3,0.6", "--set", "impact=0.1,0.2")
    seeds = load_seeds(TRIAD)
    expected = settings_of(["spillover=0.3,0.6", "impact=0.1,0.2"], seeds)
    assert settings_in(folder / "settings.csv", seeds) == expected


def test_a_sweep_that_was_cut_short_goes_on(ran: Ran, call: Call, tmp_path: Path) -> None:
    folder, printed = ran(*LINE)
    cut = Path(shutil.copytree(folder, tmp_path / "cut"))
    shutil.rmtree(cut / "settings" / "spillover=0.6")
    manifest = json.loads((cut / "run.json").read_text(encoding="utf-8"))
    (cut / "run.json").write_text(json.dumps(manifest | {"finished": None}), encoding="utf-8")
    kept = (cut / "settings" / "spillover=0.3" / "outcomes.parquet").stat().st_mtime_ns
    other = call(*WORDS, "--set", "spillover=0.3,0.7", "--set", "feeling=0.01", "--out", cut, "--resume")
    assert other[0] == 2 and "settings (spillover=0.6, spillover=0.7)" in other[2]
    status, again, said = call(*WORDS, *LINE, "--out", cut, "--resume")
    assert status == 0, said
    assert digests(cut) == digests(folder) and again.splitlines()[:-2] == printed.splitlines()[:-2]
    assert (cut / "settings" / "spillover=0.3" / "outcomes.parquet").stat().st_mtime_ns == kept
    assert "nothing to do" in call(*WORDS, *LINE, "--out", cut, "--resume")[2]


def test_compare_and_report_read_a_sweep_without_simulating(
    ran: Ran, call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, printed = ran(*LINE)
    moved = Path(shutil.copytree(folder, tmp_path / "moved"))
    monkeypatch.setattr(Region, "__init__", lambda *_, **__: pytest.fail("nothing is to be simulated"))
    before = {path: path.read_bytes() for path in (moved / "figures").iterdir()}
    html = page(moved)
    shutil.rmtree(moved / "settings")  # its tables are joined
    assert call("compare", moved) == (0, "".join(f"{line}\n" for line in printed.splitlines()[:-2]), "")
    assert call("report", moved)[:2] == (0, f"{moved / 'report.html'}\n")
    assert page(moved) == html and {path: path.read_bytes() for path in (moved / "figures").iterdir()} == before
    for words in (("page", moved), ("compare", moved, folder)):
        status, out, said = call(*words)
        assert (status, out) == (2, "") and f"{moved}: is a sweep; name the run of one of its settings" in said
    (moved / "by-setting.csv").write_text("setting\n", encoding="utf-8")
    assert "no longer what the run wrote: by-setting.csv" in call("report", moved)[2]


def test_the_report_draws_what_the_settings_change(ran: Ran) -> None:
    folder, _ = ran("--set", "spillover=0.3,0.6", "--set", "impact=0.1,0.2")
    read, html = Reader(page(folder)), page(folder)
    drawn = {path.stem for path in (folder / "figures").glob("*.svg")}
    assert {"by-setting-a_influence", "by-setting-alignment.BBB.CCC"} <= drawn and len(read.images) == len(drawn)
    assert all(len(image["alt"] or "") > 20 for image in read.images)
    assert all(address.startswith(("data:", "#")) for address in read.addresses)
    assert "spillover=0.3 impact=0.2" in html and "Where verdicts change sign" in html
    quoted = "Which number to quote:</strong> that of a run with <code>--sample</code>, which draws every assumption"
    alone, _ = ran("--set", "spillover=0.6", "--set", "feeling=0.01")
    assert quoted in html and quoted in page(alone), "the page of one setting says the same"
    assert not re.search(r"\b(nan|inf|None|NaN)\b", re.sub(r"<[^>]+>", "", html))


def test_a_sweep_of_the_baseline_alone_shows_levels(call: Call, tmp_path: Path) -> None:
    words = ("run", "baseline", "--seeds", TRIAD, "--worlds", "2", "--months", "3", "--jobs", "1")
    status, out, said = call(*words, "--set", "spillover=0.2:0.7:13", "--out", tmp_path / "run")
    assert status == 0 and "baseline, levels" in out and "differences" not in out, said
    assert "This sweep has the baseline alone" in page(tmp_path / "run")


@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_shows_it(ran: Ran, browser: Browser, width: int) -> None:
    folder, _ = ran("--set", "spillover=0.3,0.6", "--set", "impact=0.1,0.2")
    context = screen(browser, width, 900)
    shown = context.new_page()
    shown.goto((folder / "report.html").as_uri())
    wide = wider_than_the_screen(shown)
    broken = shown.evaluate("[...document.images].filter(image => !image.naturalWidth).length")
    context.close()
    assert wide == 0 and broken == 0


def test_no_difference_is_a_negative_nothing() -> None:
    assert [_difference(x) for x in (-4e-5, -6e-5, 0.2, -3.21)] == ["+0.0000", "-0.0001", "+0.200", "-3.2"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((), "each setting"),
        (("--sample",), "each setting with --sample"),
        (("--without", "gazette"), "each setting with --without gazette"),
        (
            ("--as-of", "2020-06", "--set", "impact=0.3"),
            "each setting with --set assumptions.impact=0.3 and --as-of 2020-06",
        ),
    ],
)
def test_a_sweep_tells_what_each_setting_and_the_other_options_changed_in_the_baseline(
    ran: Ran, tmp_path: Path, call: Call, given: tuple[str, ...], told: str
) -> None:
    (plain, _), run = ran(), tmp_path / "run"
    status, out, said = call(*WORDS, "--set", "spillover=0.3,0.6", *given, "--figures", "none", "--out", run)
    assert status == 0, said
    found = pd.read_csv(run / "as-shipped.csv")
    assert list(found.columns[:3]) == ["setting", "scenario", "outcome"] and set(found["scenario"]) == {"baseline"}
    assert list(found["p_corrected"]) == pytest.approx(list(holm(found["p"].to_numpy())), rel=1e-4)
    for setting, rows in found.groupby("setting"):
        for column, folder in (("first", plain), ("second", run / "settings" / str(setting))):
            table = pd.read_csv(folder / "comparison.csv")
            means = table[table["scenario"] == "baseline"].set_index("outcome")["mean"]
            expected = means.reindex(rows["outcome"], fill_value=0)
            assert rows[column].to_numpy() == pytest.approx(expected.to_numpy(), abs=2e-6), (setting, column)
    html = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page(run)))
    for text in (" ".join(out.split()), html):
        assert f"What {told} changed in the baseline, against the same worlds with nothing changed" in text
    assert (
        "All: as-shipped.csv." in " ".join(out.split()) and "Table: what the settings changed in the baseline" in html
    )
    assert "as-shipped.csv" in json.loads((run / "run.json").read_text(encoding="utf-8"))["files"]


def test_a_sweep_of_an_earlier_version_is_read_without_what_its_settings_changed(
    ran: Ran, call: Call, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(ran(*LINE)[0], tmp_path / "run"))
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    del manifest["files"]["as-shipped.csv"], manifest["files"]["by-setting.csv"]
    (folder / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "as-shipped.csv").unlink()
    pd.read_csv(folder / "by-setting.csv").drop(columns="followed").to_csv(folder / "by-setting.csv", index=False)
    for words in (("compare", folder), ("report", folder)):
        status, out, said = call(*words)
        assert status == 0 and "changed in the baseline" not in out, said
    assert "changed in the baseline" not in page(folder) and "“A deal”" in page(folder)


def test_in_full_every_headline_outcome_of_every_scenario_is_shown(ran: Ran, call: Call) -> None:
    folder, printed = ran(*LINE)
    status, full, said = call("compare", folder, "--table", "full")
    assert status == 0 and "deal, differences from the baseline, by spillover" in full, said
    assert "differences from the baseline, by" not in printed
    assert all(outcome in full for outcome in ("a_influence", "orbit.BBB=AAA", "treaty_signed", "alignment.BBB.CCC"))
