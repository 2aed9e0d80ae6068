"""Files that are too much, lead round in circles or lead elsewhere end in a message, within a gibibyte."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from model.lint.reachability import Reach
from tests.conftest import ROOT, Call
from tests.fuzz.guard import guarded

HEAD = "name: N\nsummary: S.\n"
RAID = "date: 2020-05, what: w, type: raid, source: {}, target: BBB, salience: 1, attested_by: [gazette]"


def filled(head: str, line: Callable[[int], str], tail: str = "") -> str:
    """As many lines as fit into the largest file that is read, or into the most values a file may hold."""
    lines, room, values = [head], 1_900_000, 19_000
    for number in range(values):
        lines.append(line(number))
        room -= len(lines[-1])
        values -= 1 + lines[-1].count(": ") + lines[-1].count(",")
        if min(room, values) < 0:
            break
    return "".join([*lines, tail])


FLOODS: dict[str, tuple[str, str]] = {
    "unknown keys": ("scenarios/x.yaml", filled(HEAD, "k{}: 1\n".format)),
    "a key again and again": ("scenarios/x.yaml", filled(HEAD, lambda _: "name: N\n")),
    "assumptions that are none": ("scenarios/x.yaml", filled(HEAD + "assumptions:\n", "  spillovr{}: 1\n".format)),
    "documents that are none": ("scenarios/x.yaml", filled(HEAD + "documents: [", "gazet{}, ".format, "x]\n")),
    "actors that are none": (
        "scenarios/x.yaml", filled(HEAD + "interventions:\n", "- {{at: 2021-02, attention: {{AAX{}: 1}}}}\n".format),
    ),
    "interventions": (
        "scenarios/x.yaml",
        filled(HEAD + "interventions:\n", lambda _: "- {when: {issue: {treaty: signed}}, attention: {AAA: 1}}\n"),
    ),
    "events of nobody": ("events.yaml", filled("events:\n", lambda n: f"- {{id: e{n}, {RAID.format(f'A{n}')}}}\n")),
    "events of one name": ("events.yaml", filled("events:\n", lambda n: f"- {{id: e, {RAID.format('AAA')}}}\n")),
    "values": ("scenarios/x.yaml", HEAD + "documents: [" + "x, " * 600_000 + "x]\n"),
    "open brackets": ("scenarios/x.yaml", HEAD + "question: " + "[" * 1_900_000),
    "questions": ("scenarios/x.yaml", HEAD + "? " * 900_000),
    "aliases": ("scenarios/x.yaml", HEAD + "question: &a x\ndocuments: [" + "*a, " * 400_000 + "]"),
    "laughs": ("scenarios/x.yaml", HEAD + "a: &a [x,x]\n" + "".join(
        f"{b}: &{b} [*{a},*{a}]\n" for a, b in zip("abcdefghijklm", "bcdefghijklmn", strict=True))),
    "a quote without end": ("scenarios/x.yaml", HEAD + 'question: "' + "\\n" * 900_000),
    "one long word": ("scenarios/x.yaml", HEAD + f"extends: {'x' * 1_900_000}\n"),
    "one long key": ("scenarios/x.yaml", HEAD + f"? {'x' * 1_900_000}\n: 1\n"),
    "actors": ("actors.yaml", filled(
        "capability_basis: &b {standing: assumed, why: w}\n".replace("&b ", "")
        + "tempo_basis: {standing: assumed, why: w}\nactors:\n",
        "  A{}: {{name: n, short: s, coordinates: [1, 2]}}\n".format)),
    "dimensions": ("region.yaml", filled(
        "region:\n  name: n\n  replay_from: 2020-01\n  documented_until: 2020-12\n  cautions: []\n  dimensions: [a",
        ", d{}".format, "]\n")),
}  # fmt: skip


@pytest.mark.parametrize("flood", [name for name in FLOODS if name != "interventions"])
def test_a_flood_is_refused_in_few_words(triad_folder: Path, call: Call, flood: str) -> None:
    file, text = FLOODS[flood]
    (triad_folder / file).write_text(text, encoding="utf-8")
    with guarded():
        status, _, said = call("check", "--seeds", triad_folder)
    assert status == 2 and str(triad_folder / file) in said
    assert len(said) < 200_000


def test_two_thousand_interventions_are_checked(triad_folder: Path, call: Call) -> None:
    file, text = FLOODS["interventions"]
    (triad_folder / file).write_text(text, encoding="utf-8")
    with guarded():
        status, _, _ = call("check", "--seeds", triad_folder)
    assert status == 0


ONE_OF_MANY: dict[str, Callable[[int], str]] = {
    "the same": lambda _: "- {when: {issue: {treaty: signed}}, attention: {AAA: 1}}\n",
    "each its own": lambda n: f"- {{at: 2021-0{1 + n % 9}, attention: {{AAA: 0.{n}}}}}\n",
}


@pytest.mark.parametrize("kind", ONE_OF_MANY)
def test_the_work_of_a_check_grows_with_the_interventions_and_not_with_their_square(
    triad_folder: Path, call: Call, kind: str
) -> None:
    def work(number: int) -> int:
        """Calls of functions while so many interventions are checked: the same on every machine."""
        lines = map(ONE_OF_MANY[kind], range(number))
        (triad_folder / "scenarios/x.yaml").write_text(f"{HEAD}interventions:\n{''.join(lines)}", encoding="utf-8")
        made = 0

        def count(_: FrameType, event: str, __: object) -> None:
            nonlocal made
            made += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            assert call("check", "--seeds", triad_folder)[0] == 0
        finally:
            sys.setprofile(None)
        return made

    work(1)  # what is found out once, is
    one, few, many = work(1), work(50), work(200)
    assert many - one < 6 * (few - one)


def test_interventions_that_take_no_issue_anywhere_are_left_out_without_looking_anew(
    triad_folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looks(number: int) -> int:
        """Times that what can be reached is worked out while so many interventions are checked."""
        lines = ONE_OF_MANY["the same"](0) * number
        (triad_folder / "scenarios/x.yaml").write_text(f"{HEAD}interventions:\n{lines}", encoding="utf-8")
        made.clear()
        assert call("check", "--seeds", triad_folder)[0] == 0
        return len(made)

    made: list[Reach] = []
    real = Reach.__init__

    def counted(self: Reach, *given: Any) -> None:
        made.append(self)
        real(self, *given)

    monkeypatch.setattr(Reach, "__init__", counted)
    assert 0 < looks(1) == looks(30)


def test_a_file_of_100_mb_is_refused_without_reading_it(triad_folder: Path) -> None:
    with (triad_folder / "events.yaml").open("ab") as file:
        file.truncate(100_000_000)
    status, said, used = measured("check", "--seeds", str(triad_folder))
    assert (status, used < 1 << 30) == (2, True)
    assert said.startswith(f"{triad_folder}/events.yaml: cannot be read: it is larger than 2 MB")


MEASURING = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
sys.stderr.buffer.write(done.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def measured(*words: str) -> tuple[int, str, int]:
    """Exit status, error stream and the most memory, in bytes, that the program used.

    A small process starts it: on Linux a program's peak begins at that of the process that starts it, and this one may
    have had large tests.
    """
    command = [sys.executable, "-c", MEASURING, sys.executable, str(ROOT / "simulate.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr, int(done.stdout) * (1 if sys.platform == "darwin" else 1024)


def linked(region: Path) -> Iterator[tuple[str, Path, Path | str]]:
    scenarios = region / "scenarios"
    yield "to itself", scenarios / "x.yaml", "x.yaml"
    yield "in a circle", region / "ties.yaml", "events.yaml"
    yield "to nothing", scenarios / "x.yaml", "nothing.yaml"
    yield "to a folder", scenarios / "x.yaml", scenarios
    yield "to an endless device", scenarios / "x.yaml", "/dev/zero"


@pytest.mark.parametrize("where", ["to itself", "in a circle", "to nothing", "to a folder", "to an endless device"])
def test_a_link_that_leads_nowhere_is_told(triad_folder: Path, call: Call, where: str) -> None:
    link, target = next((link, target) for name, link, target in linked(triad_folder) if name == where)
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    if where == "in a circle":
        (triad_folder / "events.yaml").unlink()
        (triad_folder / "events.yaml").symlink_to("ties.yaml")
    with guarded():
        status, _, said = call("check", "--seeds", triad_folder)
    assert status == 2 and link.stem in said


def test_a_folder_that_holds_itself_is_read_once(triad_folder: Path, call: Call) -> None:
    (triad_folder / "scenarios" / "again").symlink_to(triad_folder / "scenarios")
    assert call("check", "--seeds", triad_folder)[0] == 0


@pytest.mark.parametrize("length", [1, 2, 40])
def test_extends_in_a_circle_is_told_however_long(triad_folder: Path, call: Call, length: int) -> None:
    for n in range(length):
        text = f"{HEAD}extends: x{(n + 1) % length}\n"
        (triad_folder / "scenarios" / f"x{n}.yaml").write_text(text, encoding="utf-8")
    status, _, said = call("check", triad_folder / "scenarios" / "x0.yaml", "--seeds", triad_folder)
    assert status == 2 and "circular extends: x0 → " in said


@pytest.mark.parametrize("parent", ["../secret", "../secret.yaml", "{outside}", "{outside}.yaml", "deal/../../secret"])
def test_extends_does_not_lead_out_of_the_folder(triad_folder: Path, call: Call, parent: str) -> None:
    outside = triad_folder / "secret"
    outside.with_suffix(".yaml").write_text(HEAD + "months: 7\n", encoding="utf-8")
    (triad_folder / "scenarios" / "deal").mkdir()
    written = parent.format(outside=outside)
    path = triad_folder / "scenarios" / "x.yaml"
    path.write_text(f"{HEAD}extends: {written}\n", encoding="utf-8")
    status, _, said = call("check", path, "--seeds", triad_folder)
    assert status == 2
    shelf = triad_folder / "scenarios"
    assert said.splitlines()[0] == (
        f"{path}:3:10: extends: must name a scenario beside this file or in {shelf}, not a path elsewhere"
    )


def test_extends_may_lead_into_a_folder_below(triad_folder: Path, call: Call) -> None:
    (triad_folder / "scenarios" / "old").mkdir()
    (triad_folder / "scenarios" / "old" / "parent.yaml").write_text(HEAD, encoding="utf-8")
    path = triad_folder / "scenarios" / "x.yaml"
    path.write_text(f"{HEAD}extends: old/parent\n", encoding="utf-8")
    assert call("check", path, "--seeds", triad_folder)[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself refuses to make files of these names")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a:b", "Windows allows no : in it"),
        ("a\\b", "Windows allows no \\ in it"),
        ("con", "Windows keeps this name for a device"),
        ("nul", "Windows keeps this name for a device"),
        ("Lpt1.old", "Windows keeps this name for a device"),
        ("end.", "Windows allows no dot or space at its end"),
        ("end ", "Windows allows no dot or space at its end"),
        ("a\nb", "it holds a character that cannot be seen"),
        ("a\u202eb", "it holds a character that cannot be seen"),
        ("a\x1b[2Jb", "it holds a character that cannot be seen"),
        ("a\udcffb", "it holds a character that cannot be seen"),
    ],
)
def test_a_scenario_after_which_no_file_can_be_named_everywhere_is_refused(
    triad_folder: Path, call: Call, name: str, why: str
) -> None:
    (triad_folder / "scenarios" / f"{name}.yaml").write_text(HEAD, encoding="utf-8")
    status, _, said = call("check", "--seeds", triad_folder)
    assert status == 2 and why in said
    assert said.replace("\n", "").isprintable()
