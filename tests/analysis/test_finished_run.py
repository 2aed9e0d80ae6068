"""Whatever reads a saved run reads what that run had, and every folder says what it is and what to do with it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from model.analysis.finished_run import Saved
from model.experiment.inputs import FOLDER
from model.experiment.run_folder import RunFolder
from tests.conftest import TRIAD, Call
from tests.fixtures import simulated
from tests.reading import page

pytestmark = pytest.mark.slow

WORDS = ("deal", "--worlds", "60", "--months", "6", "--jobs", "1")
READERS = ("report", "compare", "page")


@pytest.fixture(scope="module")
def region_of_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(TRIAD, tmp_path_factory.mktemp("region") / "triad"))


@pytest.fixture(scope="module")
def ran(region_of_runs: Path) -> Path:
    return simulated(region_of_runs.parent / "run", *WORDS, "--seeds", str(region_of_runs))


@pytest.fixture(scope="module")
def sensitivity_run(region_of_runs: Path) -> Path:
    """A sensitivity run of the same scenario."""
    folder = region_of_runs.parent / "weighed"
    words = ("deal", "--points", "16", "--months", "6", "--jobs", "1", "--seeds", str(region_of_runs))
    return simulated(folder, *words, command="sensitivity")


@pytest.fixture
def copied(ran: Path, tmp_path: Path) -> Path:
    """The run, which a test may spoil."""
    return Path(shutil.copytree(ran, tmp_path / "copied"))


@pytest.mark.parametrize(
    ("reader", "pattern", "instead"),
    [
        ("report", r"(?m)^headline:.*", "  harmony: {kind: balance, meaning: more}\nheadline: [harmony, smuggling]"),
        ("page", r"  orbit:.*\n", ""),
        ("compare", r"a_influence", "sway_of_a"),
        ("compare", r"(?s)^.*$", "outcomes: [this is, no longer: yaml"),
    ],
)
def test_a_run_is_read_as_it_was_whatever_became_of_its_outcomes(
    region_of_runs: Path, ran: Path, call: Call, reader: str, pattern: str, instead: str
) -> None:
    file = region_of_runs / "outcomes.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(re.sub(pattern, instead, before), encoding="utf-8")
    try:
        status, _, said = call(reader, ran)
    finally:
        file.write_text(before, encoding="utf-8")
    assert status == 0, said
    (line,) = said.splitlines()
    assert "changed or gone since this run" in line and str(file) in line
    assert Saved(RunFolder(ran)).headline == ("a_influence", "orbit.BBB=AAA", "treaty_signed", "alignment.BBB.CCC")


@pytest.mark.parametrize("words", [("export", "--out"), ("compare", "--by", "outcome", "--csv", "--out")], ids=" ".join)
def test_every_command_that_shows_a_run_says_that_its_files_have_changed(
    region_of_runs: Path, ran: Path, call: Call, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = region_of_runs / "outcomes.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(f"{before}# a remark\n", encoding="utf-8")
    try:
        status, _, said = call(words[0], ran, *words[1:], tmp_path / "out.csv")
    finally:
        file.write_text(before, encoding="utf-8")
    (line,) = said.splitlines()
    assert status == 0 and f"{ran}: changed or gone since this run" in line and str(file) in line


def test_a_run_whose_own_evidence_was_touched_is_refused(copied: Path, call: Call) -> None:
    with (copied / FOLDER / "ties.yaml").open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    status, _, said = call("report", copied)
    assert status == 2 and "seeds/ties.yaml" in said and "no longer what the run wrote" in said


def test_outcomes_that_one_of_two_runs_measured_are_not_compared(
    ran: Path, triad_folder: Path, tmp_path: Path, call: Call
) -> None:
    file = triad_folder / "outcomes.yaml"
    more = "  harmony: {kind: balance, meaning: more}\nheadline: [harmony, a_influence, orbit.BBB=AAA]"
    file.write_text(re.sub(r"(?m)^headline:.*", more, file.read_text(encoding="utf-8")), encoding="utf-8")
    assert call("run", *WORDS, "--seeds", triad_folder, "--out", tmp_path / "other")[0] == 0
    status, out, said = call("compare", ran, tmp_path / "other")
    assert status == 0 and "only one of the two runs measured it: harmony" in said
    assert not re.search(r"harmony\s+[\d.]+", out)


@pytest.mark.parametrize("reader", READERS)
def test_a_sensitivity_run_says_what_it_is_and_what_takes_it_up(sensitivity_run: Path, call: Call, reader: str) -> None:
    status, _, said = call(reader, sensitivity_run)
    assert status == 2 and "is a sensitivity run" in said and f"report RUN --with {sensitivity_run}" in said
    for part in ("weighing", "contested/gazette-alone"):
        status, _, said = call(reader, sensitivity_run / part)
        assert status == 2 and "is a part of a larger run" in said and str(sensitivity_run) in said


def test_an_interrupted_sensitivity_run_is_gone_on_with_by_the_command_it_tells(
    sensitivity_run: Path, tmp_path: Path, call: Call
) -> None:
    half = Path(shutil.copytree(sensitivity_run, tmp_path / "half"))
    manifest = json.loads((half / "run.json").read_text(encoding="utf-8"))
    del manifest["files"]
    (half / "run.json").write_text(json.dumps(manifest | {"finished": None}), encoding="utf-8")
    for reader in READERS:
        status, _, said = call(reader, half)
        assert status == 2 and "is a sensitivity run that is not finished" in said
    words = shlex.split(said.rpartition("to go on with it: ")[2])
    assert words[:3] == ["uv", "run", "simulate.py"] and words[-1] == "--resume"
    assert call(*words[3:])[0] == 0, "the very command that was told"
    assert json.loads((half / "run.json").read_text(encoding="utf-8"))["finished"]


def test_another_commands_folder_is_not_gone_on_with(
    ran: Path, sensitivity_run: Path, region_of_runs: Path, call: Call
) -> None:
    status, _, said = call("run", *WORDS, "--seeds", region_of_runs, "--out", sensitivity_run, "--resume")
    assert status == 2 and "is a sensitivity run, and this is another command" in said
    points = ("deal", "--points", "16", "--seeds", region_of_runs)
    status, _, said = call("sensitivity", *points, "--out", ran, "--resume")
    assert status == 2 and "is a run, and this is another command" in said


@pytest.mark.parametrize("reader", READERS)
def test_a_workshops_session_is_no_run(tmp_path: Path, call: Call, reader: str) -> None:
    (tmp_path / "session.json").write_text("{}")
    status, _, said = call(reader, tmp_path)
    assert status == 2 and f"workshop --session {tmp_path}" in said


def test_a_file_is_no_run_folder(ran: Path, call: Call) -> None:
    for reader in ("report", "compare"):
        status, _, said = call(reader, ran / "report.html")
        assert status == 2 and "not a run folder" in said and "Errno" not in said


def test_a_sensitivity_run_of_other_scenarios_is_told_not_to_cover_these(
    triad_folder: Path, tmp_path: Path, call: Call
) -> None:
    """It has to say what it does not cover, not that nothing is sure enough."""
    (triad_folder / "scenarios" / "feud.yaml").write_text(
        "name: Feud\nsummary: A and C fight.\nextends: baseline\ninterventions:\n"
        "  - {at: 2021-02, event: {type: raid, source: AAA, target: CCC, salience: war}}\n"
    )
    small = ("--months", "6", "--jobs", "1", "--seeds", triad_folder)
    assert call("run", "feud", "--worlds", "60", *small, "--out", tmp_path / "run")[0] == 0
    assert call("sensitivity", "deal", "--points", "16", *small, "--out", tmp_path / "weighed")[0] == 0
    status, _, said = call("report", tmp_path / "run", "--with", tmp_path / "weighed")
    assert status == 0 and "weighed says nothing about feud" in said
    html = page(tmp_path / "run")
    assert "No conclusion of this run is sure enough" not in html
    assert "Not looked into: the run weighed has none of this run’s scenarios (feud)." in html
    assert "No effect in the sensitivity run" not in html


@pytest.mark.parametrize(
    ("words", "differs"),
    [
        (("--set", "impact=0.3"), "assumptions.impact (set to 0.3; not set)"),
        (("--months", "5"), "months (5; 6)"),
        (("--as-of", "2020-11"), "as-of month (2020-11; 2020-12)"),
        (("--without", "memoir"), "documents left out (memoir; none)"),
    ],
)
def test_what_was_made_from_other_inputs_is_taken_up_only_by_force(
    sensitivity_run: Path, region_of_runs: Path, tmp_path: Path, call: Call, words: tuple[str, ...], differs: str
) -> None:
    options = dict(zip(WORDS[1::2], WORDS[2::2], strict=True)) | dict([words])
    given = [word for option in options.items() for word in option]
    assert call("run", "deal", *given, "--seeds", region_of_runs, "--out", tmp_path / "run")[0] == 0
    status, _, said = call("report", tmp_path / "run", "--with", sensitivity_run)
    assert status == 2 and differs in said and "--force" in said
    status, _, said = call("report", tmp_path / "run", "--with", sensitivity_run, "--force")
    assert status == 0 and differs in said
    assert differs in page(tmp_path / "run") and "Caution." in page(tmp_path / "run")


def test_other_evidence_and_other_scenarios_are_named(
    sensitivity_run: Path, triad_folder: Path, tmp_path: Path, call: Call
) -> None:
    (triad_folder / "ties.yaml").write_text((triad_folder / "ties.yaml").read_text() + "# a remark\n")
    deal = triad_folder / "scenarios" / "deal.yaml"
    deal.write_text(deal.read_text().replace("2021-03", "2021-04"))
    assert call("run", *WORDS, "--seeds", triad_folder, "--out", tmp_path / "run")[0] == 0
    status, _, said = call("report", tmp_path / "run", "--with", sensitivity_run)
    assert status == 2 and "the evidence (ties.yaml)" in said and "what these scenarios do: deal" in said
