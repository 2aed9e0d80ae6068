"""`check` tells every mistake in every kind of file, and all that has no effect."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, TRIAD, Call, called, shown

SCENARIO_FAULTS = yaml.load((ROOT / "tests" / "load" / "scenario_faults.yaml").read_text("utf-8"), yaml.BaseLoader)
SEED_FAULTS = yaml.load((ROOT / "tests" / "load" / "seed_faults.yaml").read_text("utf-8"), yaml.BaseLoader)


def test_the_tables_hold_every_kind_of_file_and_no_fault_twice() -> None:
    kinds = {case["in"] for case in SEED_FAULTS}
    assert kinds >= {path.name for path in TRIAD.glob("*.yaml")}
    for table in (SCENARIO_FAULTS, SEED_FAULTS):
        assert len({case["fault"] for case in table}) == len(table)


@pytest.mark.parametrize("case", SCENARIO_FAULTS, ids=[case["fault"] for case in SCENARIO_FAULTS])
def test_a_scenario_is_told_where_what_and_what_would_do(triad_folder: Path, call: Call, case: dict[str, str]) -> None:
    path = triad_folder / "scenarios" / "x.yaml"
    path.write_text(case["file"], encoding="utf-8")
    status, _, said = call("check", path, "--seeds", triad_folder)
    line, column = (int(number) for number in case["said"].split(":")[:2])
    text = case["file"].splitlines()[line - 1]
    window = max(0, column - 61)
    assert said.splitlines() == [
        f"{path}:{case['said']}",
        "    " + text.replace("\t", " ")[window : window + 100],
        "    " + " " * (column - 1 - window) + "^",
        f"to check again: uv run simulate.py check {path} --seeds {triad_folder}",
    ]
    assert status == 2


@pytest.mark.parametrize("case", SEED_FAULTS, ids=[case["fault"] for case in SEED_FAULTS])
def test_a_seeds_file_is_told_where_what_and_what_would_do(
    triad_folder: Path, call: Call, case: dict[str, str]
) -> None:
    path = triad_folder / case["in"]
    text = path.read_text(encoding="utf-8").replace(case["instead_of"], case["is"])
    path.write_text(text, encoding="utf-8")
    status, _, said = call("check", "--seeds", triad_folder)
    first, shown, caret, again = said.splitlines()
    where = re.fullmatch(
        rf"{re.escape(str(path))}:(\d+):(\d+): {re.escape(case['path'])}: {re.escape(case['said'])}", first
    )
    assert where, first
    line, column = int(where[1]), int(where[2])
    assert text.splitlines()[line - 1][column - 1 :].startswith(case["at"])
    assert shown[caret.index("^") :].startswith(case["at"][: len(shown) - caret.index("^")])
    assert again == f"to check again: uv run simulate.py check --seeds {triad_folder}"
    assert status == 2


def test_to_leave_out_every_document_is_warned_of(triad_folder: Path, call: Call) -> None:
    words = ("why", "AAA", "BBB", "--seeds", triad_folder, "--without", "gazette")
    assert call(*words)[2] == ""
    status, _, said = call(*words, "--without", "memoir")
    assert status == 0
    assert (
        said
        == "warning: every document is left out (--without): no event, tie or share that a document attests counts\n"
    )


def test_an_earlier_as_of_date_is_said_to_be_told_by_later_documents(triad_folder: Path, call: Call) -> None:
    meant = "--as-of means what had happened by then, as told by these documents of 2021-01; not what was known then."
    listed = call("list", "documents", "--seeds", triad_folder)[1]
    assert " ".join(listed.split()).endswith(meant)
    told = call("why", "AAA", "BBB", "--seeds", triad_folder, "--as-of", "2020-06")[1]
    assert meant.replace("these ", "") in " ".join(told.split())
    assert "--as-of means" not in call("why", "AAA", "BBB", "--seeds", triad_folder)[1]


@pytest.mark.slow
def test_one_run_tells_the_faults_of_all_files(triad_folder: Path) -> None:
    planted = {
        "actors.yaml": ("tempo: 0.5", "tempo: fast"),
        "events.yaml": ("source: BBB", "source: BBC"),
        "issues.yaml": ("why: they draft it", "wy: they draft it"),
        "scenarios/baseline.yaml": ("name: As documented", "name: [As documented]"),
        "scenarios/deal.yaml": ("{treaty: drafted}", "{treaty: draftd}"),
    }
    for file, (old, new) in planted.items():
        text = (triad_folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (triad_folder / file).write_text(text.replace(old, new), encoding="utf-8")
    (triad_folder / "scenarios" / "mine.yaml").write_text("name: M\nname: N\n", encoding="utf-8")
    done = called("check", "--seeds", str(triad_folder))
    faults = re.findall(r"^(\S+?):(\d+):(\d+): (.*)$", done.stderr, re.MULTILINE)
    assert [(Path(file).relative_to(triad_folder).as_posix(), cause) for file, _, _, cause in faults] == [
        ("actors.yaml", 'actors.CCC.tempo: must be a number from 0 to 10, not "fast"'),
        ("events.yaml", 'events[0].source: unknown actor "BBC"; did you mean BBB?'),
        ("issues.yaml", 'issues.treaty.transitions[0]: the key "why" is missing'),
        ("issues.yaml", 'issues.treaty.transitions[0].wy: unknown key "wy"; did you mean why?'),
        ("scenarios/baseline.yaml", "name: must be a text, not a list"),
        (
            "scenarios/deal.yaml",
            'interventions[0].issue.treaty: issue treaty has no stage "draftd"; did you mean drafted?',
        ),
        ("scenarios/mine.yaml", 'name: duplicate key "name"; it is already on line 1'),
    ]
    assert done.stderr.splitlines()[-1] == f"to check again: uv run simulate.py check --seeds {triad_folder}"
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_name_that_a_broken_file_may_declare_casts_no_doubt_on_scenarios(triad_folder: Path, call: Call) -> None:
    (triad_folder / "actors.yaml").write_text("actors: [", encoding="utf-8")
    _, _, said = call("check", "--seeds", triad_folder)
    assert re.findall(r"^\S+:\d+:\d+:", said, re.MULTILINE) == [f"{triad_folder}/actors.yaml:1:9:"]


def test_what_has_no_effect_is_a_warning_and_no_mistake(triad_folder: Path, call: Call) -> None:
    path = triad_folder / "scenarios" / "x.yaml"
    path.write_text(
        "name: N\nsummary: S.\ninterventions:\n  - {at: 2021-02, attention: {DDD: 0.5}}\n", encoding="utf-8"
    )
    with (triad_folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("  diary: {title: D, publisher: P, standpoint: s, reliability: r}\n")
    status, out, said = call("check", "--seeds", triad_folder)
    passive = f"warning: {path}:4: interventions[0].attention.DDD: DDD is passive: its attention changes nothing"
    diary = (
        f"warning: {triad_folder}/sources.yaml:13: documents.diary: nothing cites it: no event, tie, share or scenario"
    )
    assert sorted(said.splitlines()) == sorted([passive, diary])
    assert status == 0 and out.splitlines()[-1] == "no mistakes found"
    assert call("check", path, "--seeds", triad_folder)[2].splitlines() == [passive], (
        "only of the file that is asked about"
    )


def test_a_text_that_a_hash_cuts_short_is_warned_of(triad_folder: Path, call: Call) -> None:
    path = triad_folder / "scenarios" / "x.yaml"
    path.write_text(
        "name: Plan #2 of Moscow\nsummary: One of # them\nquestion: How?  # a note\nmonths: 12 # a year\n",
        encoding="utf-8",
    )
    rest = (
        "the text ends before the #, where a comment begins; put all of it in quotes if the rest belongs to it, or else"
    )
    rest += " two spaces before the # and one behind"
    expected = [f"warning: {path}:1:12: name: {rest}", f"warning: {path}:2:17: summary: {rest}"]
    status, _, said = call("check", path, "--seeds", triad_folder)
    assert (status, said.splitlines()) == (0, expected)
    text = (triad_folder / "issues.yaml").read_text(encoding="utf-8")
    (triad_folder / "issues.yaml").write_text(
        text.replace("{meaning: no text}", "{meaning: text #0\n        }"), encoding="utf-8"
    )
    assert f": issues.treaty.stages.none.meaning: {rest}" in call("check", "--seeds", triad_folder)[2]


def test_a_value_outside_its_plausible_range_is_warned_of(triad_folder: Path, call: Call) -> None:
    path = triad_folder / "scenarios" / "x.yaml"
    path.write_text("name: N\nsummary: S.\nassumptions: {spillover: 0.9}\n", encoding="utf-8")
    status, _, said = call("check", path, "--seeds", triad_folder, "--set", "spillover=0.1")
    outside = "lies outside its plausible range, 0.25 to 0.75"
    assert f"warning: {path}:3: assumptions.spillover: 0.9 {outside}" in said.splitlines()
    assert f"warning: --set assumptions.spillover=0.1 {outside}" in said.splitlines()
    assert status == 0


def test_the_shipped_files_have_no_mistakes(call: Call) -> None:
    """Nor anything to warn of: a chance that a scenario sets to 0 is what it supposes."""
    status, out, said = call("check")
    assert status == 0 and out.splitlines()[-1] == "no mistakes found" and said == ""


def test_options_of_a_run_are_checked_without_its_plan(triad_folder: Path, call: Call) -> None:
    plain, early = call("check", "--seeds", triad_folder), call("check", "--seeds", triad_folder, "--as-of", "2020-06")
    assert early[:2] == plain[:2] and plain[0] == 0
    assert "THE WORK" not in early[1]


@pytest.mark.parametrize("command", [("check",), ("check", "--plan"), ("run",)], ids=" ".join)
def test_a_region_without_scenarios_has_nothing_to_run(
    triad_folder: Path, call: Call, command: tuple[str, ...]
) -> None:
    for path in (triad_folder / "scenarios").iterdir():
        path.unlink()
    status, out, said = call(*command, "--seeds", triad_folder)
    assert (status, out) == (2, "") and said.startswith(f"{triad_folder / 'scenarios'}: no scenarios there")


def spoiled(region: Path) -> Path:
    """A scenario with a fault and a warning, at the end of a long path."""
    folder = region / "scenarios" / "a-folder-with-a-name-longer-than-a-narrow-terminal-is-wide"
    folder.mkdir()
    path = folder / "x.yaml"
    path.write_text(
        "name: N\nsummary: S.\ninterventions:\n  - {at: 2021-02, attention: {DDD: 0.5}}\n", encoding="utf-8"
    )
    return path


@pytest.mark.slow
def test_in_a_narrow_pipe_no_path_is_broken(triad_folder: Path) -> None:
    path = spoiled(triad_folder)
    narrow = {"COLUMNS": "40", "NO_COLOR": "1"}
    done = called("check", str(path), "--seeds", str(triad_folder), env=narrow)
    assert f"warning: {path}:4: interventions[0].attention.DDD" in done.stderr
    plan = called("check", "--plan", str(path), "--seeds", str(triad_folder), env=narrow)
    assert f"from 2021-02 on: free attention of D 0.5  [{path}:4]" in plan.stdout
    path.write_text(path.read_text().replace("DDD", "DDX"), encoding="utf-8")
    done = called("check", str(path), "--seeds", str(triad_folder), env=narrow)
    assert done.stderr.splitlines()[0].startswith(f"{path}:4:31: interventions[0].attention.DDX: unknown actor")
    used = called("run", "--worlds", "0", "--out", str(path), env=narrow)
    assert used.stderr.splitlines()[-1] == "to see how it is used: uv run simulate.py run --help"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to look through")
def test_on_a_narrow_terminal_without_colour_nothing_is_lost(triad_folder: Path) -> None:
    path = spoiled(triad_folder)
    seen = on_a_terminal("check", "--plan", str(path), "--seeds", str(triad_folder), columns=40)
    assert "\x1b" not in seen
    assert f"warning: {path}:4: interventions[0].attention.DDD: DDD is passive" in seen
    lines = seen[seen.index("THE RUN") :].splitlines()
    assert all(len(line) <= 40 or str(triad_folder) in line or " " not in line.strip() for line in lines), lines
    assert f"[{path}:4]" in seen, "a path is in one piece, though the terminal may fold it"
    path.write_text(path.read_text().replace("DDD", "DDX"), encoding="utf-8")
    assert f"{path}:4:31: " in on_a_terminal("check", str(path), "--seeds", str(triad_folder), columns=40)


def on_a_terminal(*words: str, columns: int) -> str:
    """Output of the program on a terminal of a width."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    env = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
    env |= {"NO_COLOR": "1", "TERM": "xterm"}
    command = [sys.executable, str(ROOT / "simulate.py"), *words]
    running = subprocess.Popen(command, cwd=ROOT, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = shown(ours)
    running.wait(timeout=300)
    return seen.replace("\r\n", "\n")
