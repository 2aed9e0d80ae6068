"""Names of scenario files: what no system can tell apart, keep or read is told as it is, and each file is read once."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from model.load import scenario_names
from model.load.positions import Located, compose
from model.load.shelf import DEEPEST
from tests.conftest import Call, posix

TEXT = "name: N\nsummary: S.\n"


def first_line(call: Call, region: Path, *words: str) -> str:
    """First words of a check; it finds a mistake."""
    status, out, said = call("check", *words, "--seeds", region)
    assert (status, out) == (2, "")
    return said.splitlines()[0]


@pytest.mark.parametrize("other", ["BASELINE.yaml", "Baseline.yml"])
def test_names_that_differ_in_capital_letters_only_are_refused(triad_folder: Path, call: Call, other: str) -> None:
    folder = triad_folder / "scenarios"
    (folder / other).write_text(TEXT, encoding="utf-8")
    if (folder / other).samefile(folder / "baseline.yaml"):
        pytest.skip("here they are one file")
    said = f"{folder}/baseline.yaml: has the same name as {folder}/{other} but for capital letters; rename one of them"
    assert first_line(call, triad_folder) == said
    assert first_line(call, triad_folder, "baseline") == said, "also where only one of them is asked for"
    assert call("run", "deal", "--seeds", triad_folder)[2].splitlines()[0] == said


def test_letters_composed_otherwise_make_the_same_name(triad_folder: Path, call: Call) -> None:
    folder = triad_folder / "scenarios"
    (folder / "caf\u00e9.yaml").write_text(TEXT, encoding="utf-8")
    assert call("check", "cafe\u0301", "--seeds", triad_folder)[0] == 0
    (folder / "cafe\u0301.yaml").write_text(TEXT, encoding="utf-8")
    if len(list(folder.glob("caf*"))) < 2:
        pytest.skip("here they are one file")
    assert "has the same name as" in first_line(call, triad_folder)


def test_one_name_with_two_endings_is_refused(triad_folder: Path, call: Call) -> None:
    folder = triad_folder / "scenarios"
    (folder / "deal.yml").write_text(TEXT, encoding="utf-8")
    said = f"{folder}/deal.yml: has the same name as {folder}/deal.yaml; rename one of them"
    assert first_line(call, triad_folder) == said


def test_an_ending_in_capital_letters_is_an_ending(triad_folder: Path, call: Call) -> None:
    (triad_folder / "scenarios" / "X.YAML").write_text(TEXT, encoding="utf-8")
    assert scenario_names(triad_folder / "scenarios") == ["X", "baseline", "deal"]
    assert call("check", "X", "--seeds", triad_folder)[0] == 0
    assert call("check", triad_folder / "scenarios" / "X.YAML", "--seeds", triad_folder)[0] == 0


@pytest.mark.parametrize("hidden", [".deal.yaml", "._deal.yaml"])
def test_hidden_files_of_editors_and_systems_are_no_scenarios(triad_folder: Path, call: Call, hidden: str) -> None:
    (triad_folder / "scenarios" / hidden).write_bytes(b"\0\1\2")
    assert call("check", "--seeds", triad_folder)[0] == 0


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a" * 240, "it is longer than 100 letters"),
        ("թ" * 101, "it is longer than 100 letters"),
        ("=cmd()", "it begins with =, "),
        ("-x", "it begins with -, "),
        ("@home", "it begins with @, "),
        ("+1", "it begins with +, "),
    ],
)
def test_a_name_no_run_can_use_is_refused(triad_folder: Path, call: Call, name: str, why: str) -> None:
    path = triad_folder / "scenarios" / f"{name}.yaml"
    path.write_text(TEXT, encoding="utf-8")
    begins = f"{path}: its files in a run folder cannot be named after it: {why}"
    assert first_line(call, triad_folder).startswith(begins)


@posix
@pytest.mark.parametrize("kind", ["pipe", "link to nothing", "link to itself", "folder"])
def test_what_is_no_file_is_told_and_not_waited_for(triad_folder: Path, call: Call, kind: str) -> None:
    path = triad_folder / "scenarios" / "x.yaml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere" if kind == "link to nothing" else path.name)
    why = "a link to a file that is not there" if "link" in kind else "not a file"
    for words in ((), ("x",), (str(path),)):
        assert first_line(call, triad_folder, *words) == f"{path}: cannot be read: it is {why}"


@posix
def test_a_seeds_file_that_is_a_pipe_is_told_and_not_waited_for(triad_folder: Path, call: Call) -> None:
    (triad_folder / "ties.yaml").unlink()
    os.mkfifo(triad_folder / "ties.yaml")
    assert first_line(call, triad_folder) == f"{triad_folder}/ties.yaml: cannot be read: it is not a file"


def chain(folder: Path, links: int, first: str) -> None:
    """So many scenarios, each of which extends the one before."""
    for n in range(links):
        parent = f"s{n - 1}" if n else first
        (folder / f"s{n}.yaml").write_text(f"{TEXT}extends: {parent}\n", encoding="utf-8")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[Path]:
    """How often each scenario file was read."""
    count: Counter[Path] = Counter()

    def counted(path: Path) -> Located:
        count[path] += 1
        return compose(path)

    monkeypatch.setattr("model.load.shelf.compose", counted)
    return count


def test_a_long_chain_is_refused_where_it_grows_too_long(triad_folder: Path, call: Call, reads: Counter[Path]) -> None:
    folder = triad_folder / "scenarios"
    chain(folder, 200, "deal")
    status, _, said = call("check", "--seeds", triad_folder)
    longest = DEEPEST - 1  # deal and the baseline come before
    cause = f"extends: more than {DEEPEST} scenarios extend each other here, the most there may be"
    assert said.splitlines()[0] == f"{folder}/s{longest}.yaml:3:10: {cause}"
    assert (status, len(said.splitlines())) == (2, 4), "it is told once, not of all that extend it"
    assert set(reads.values()) == {1} and len(reads) == 202


def test_the_longest_chain_that_is_allowed_is_sound(triad_folder: Path, call: Call) -> None:
    chain(triad_folder / "scenarios", DEEPEST - 1, "deal")
    assert call("check", "--seeds", triad_folder)[0] == 0


def test_a_long_circle_is_told_once(triad_folder: Path, call: Call, reads: Counter[Path]) -> None:
    chain(triad_folder / "scenarios", 200, "s199")
    status, _, said = call("check", "--seeds", triad_folder)
    assert status == 2 and said.count("circular extends: ") == 1
    assert set(reads.values()) == {1}
