"""Tables at every width: through a real terminal, and in a pipe."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from model.cli.grid import Column, columns, print_grid
from tests.conftest import ROOT, TRIAD, Call, shown
from tests.fixtures import HINDCAST_PLAN

WIDTHS = (60, 80, 100, 120, 200)
WIDE = 2000
"""Wide enough that nothing folds."""
CUT = "\x1e"
DRIVER = f"""
import contextlib, fcntl, io, json, struct, sys, termios
import simulate
from model.cli import changed, comparison, grid, scores, sensitivities, show
from model.cli.commands import plan

drawn, draw = [], grid.print_grid
def keeping(console, heads, rows, **more):
    drawn.append((heads, rows, more))
    draw(console, heads, rows, **more)
for place in (changed, comparison, scores, sensitivities):
    place.print_grid = keeping

asked, estimate = [], plan.work_of
def estimated_once(*words):
    asked.append(asked[0] if asked else estimate(*words))
    return asked[0]
plan.work_of = estimated_once

def wide(columns):
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

for once, words in json.loads(sys.argv[1]):
    sys.argv = ["simulate.py", *words]
    if once:
        drawn.clear()
        with contextlib.redirect_stdout(io.StringIO()):
            assert simulate.main() == 0, words
        assert drawn
    for columns in {WIDTHS + (WIDE,)}:
        wide(columns)
        if not once:
            assert simulate.main() == 0, words
        else:
            for heads, rows, more in drawn:
                draw(show.terminal(), heads, rows, **more)
        print({CUT!r}, end="", flush=True)
"""
"""Carries out commands one after another, each at every width; what takes long is computed once, then drawn at each."""


KINDS = ("scenarios", "actors", "actions", "issues", "assumptions", "documents", "outcomes", "types", "ties")


def commands(folder: Path, sound: Path) -> dict[str, tuple[bool, list[str]]]:
    """Every command that prints a table or a layout of its own, and if it is computed only once."""
    small = ["--seeds", str(TRIAD), "--months", "3", "--jobs", "1"]
    other, scored = str(folder / "run"), ["--seeds", str(folder / "scored"), "--jobs", "1"]
    changed = ["--seed", "2", "--worlds", "8", "--set", "assumptions.spillover=0.9"]
    return {
        "run": (True, ["run", "deal", *changed, *small, "--table", "full", "--out", other]),
        "sensitivity": (True, ["sensitivity", "deal", "--points", "16", *small, "--out", str(folder / "sensitivity")]),
        "hindcast": (True, ["hindcast", "--worlds", "4", *scored, "--out", str(folder / "hindcast")]),
        "compare": (False, ["compare", str(sound), "--table", "full"]),
        "compare two": (False, ["compare", str(sound), other]),
        "why": (False, ["why", "ARM", "AZE"]),
        "check": (False, ["check", "deal", "--seeds", str(TRIAD)]),
        "check --plan": (False, ["check", "deal", "--plan", *small, "--worlds", "8"]),
        "trace": (False, ["trace", "deal", "--seeds", str(TRIAD), "--months", "3"]),
        "list of shipped names": (False, ["list", "assumptions"]),
        "list": (False, ["list", "--seeds", str(TRIAD)]),
        **{f"list {kind}": (False, ["list", kind, "--seeds", str(TRIAD)]) for kind in KINDS},
    }


NAMES = list(commands(Path(), Path()))
Screens = dict[tuple[str, int], str]
"""(Command, width) → what stands on the screen."""


def read(shown: str, names: Sequence[str]) -> Screens:
    """The screens drawn, by command and width."""
    pieces = shown.split(CUT)
    assert len(pieces) == len(names) * (len(WIDTHS) + 1) + 1, pieces[-1]
    return dict(zip(itertools.product(names, (*WIDTHS, WIDE)), pieces, strict=False))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where runs go, beside the invented region with one start to be scored from."""
    folder = tmp_path_factory.mktemp("widths")
    scored = shutil.copytree(TRIAD, folder / "scored") / "region.yaml"
    plan = HINDCAST_PLAN.replace("every: 2", "every: 6").replace("[2, 4]", "[2]")
    scored.write_text(scored.read_text("utf-8").replace("documented_until: 2020-12", plan), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def screens(folder: Path, sound: Path) -> Screens:
    """The screens of every command at every width."""
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals to look through")
    wanted = commands(folder, sound)
    ours, theirs = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
    running = subprocess.Popen(
        [sys.executable, "-c", DRIVER, json.dumps(list(wanted.values()))],
        cwd=ROOT, env=env | {"NO_COLOR": "1", "TERM": "xterm", "PYTHONPATH": str(ROOT)},
        stdin=theirs, stdout=theirs, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    seen = shown(ours)
    _, said = running.communicate(timeout=300)
    assert running.returncode == 0, said.decode()
    return read(re.sub(r"\x1b\[\d*m|\r", "", seen), list(wanted))


def told(screen: str) -> Counter[str]:
    """The words of a screen, but for rules."""
    return Counter(word for word in screen.split() if set(word) != {"─"})


def scores(screen: str) -> Counter[str]:
    """The numbers with decimals among them."""
    return Counter({word: count for word, count in told(screen).items() if re.fullmatch(r"\W*\d*\.\d+\W*", word)})


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_shows_every_word_whole_and_every_number(screens: Screens, name: str, width: int) -> None:
    narrow, wide = screens[name, width], screens[name, WIDE]
    assert set(told(narrow)) == set(told(wide))
    assert not scores(wide) - scores(narrow)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_longer_than_the_terminal_is_wide(screens: Screens, name: str, width: int) -> None:
    for line in screens[name, width].splitlines():
        assert len(line) <= width or os.sep in line or len(line.split()) == 1, line  # paths and names stay whole


def test_in_a_pipe_no_column_is_lost_either(call: Call, sound: Path, screens: Screens) -> None:
    for name, words in (("why", ["why", "ARM", "AZE"]), ("compare", ["compare", str(sound), "--table", "full"])):
        status, out, _ = call(*words)
        assert status == 0 and set(told(out)) == set(told(screens[name, WIDE]))
        assert not scores(screens[name, WIDE]) - scores(out)


@pytest.mark.parametrize("width", WIDTHS)
def test_each_assumption_has_its_own_share_beside_or_below_it(screens: Screens, width: int) -> None:
    pairs = re.compile(r"(\S+)(?: \*)?\s+(\d+\.\d\d \[)")
    narrow, wide = (pairs.findall(screens["sensitivity", each]) for each in (width, WIDE))
    assert len(wide) > 5 and narrow == wide


HEADS = columns("outcome", "assumption", "share", "change", of_words=2)
ROWS = [["peace.signed", "memory of event", "0.25", "+1"], ["", "spillover", "0.125", "−0.5"], ["x", "none", "", ""]]


def drawn(width: int, heads: Sequence[Column] = HEADS, rows: Sequence[Sequence[str]] = ROWS, **more: Any) -> str:
    paper = io.StringIO()
    print_grid(Console(file=paper, width=width), heads, rows, **more)
    return paper.getvalue()


def test_what_fits_is_a_table() -> None:
    assert drawn(50) == (
        "outcome       assumption       share  change\n"
        "────────────────────────────────────────────\n"
        "peace.signed  memory of event   0.25      +1\n"
        "              spillover        0.125    −0.5\n"
        "x             none\n"
    )


def test_what_does_not_fit_has_its_words_above() -> None:
    assert drawn(32) == (
        "outcome\n"
        "  assumption       share  change\n"
        "────────────────────────────────\n"
        "peace.signed\n"
        "  memory of event   0.25      +1\n"
        "  spillover        0.125    −0.5\n"
        "x\n"
        "  none\n"
    )
    assert drawn(20, total=["", "all", "0.375", "+0.5"]) == (
        "outcome\n"
        "  assumption\n"
        "    share  change\n"
        "─────────────────\n"
        "peace.signed\n"
        "  memory of event\n"
        "     0.25      +1\n"
        "  spillover\n"
        "    0.125    −0.5\n"
        "x\n"
        "  none\n"
        "─────────────────\n"
        "  all\n"
        "    0.375    +0.5\n"
    )


def test_numbers_that_do_not_fit_beside_each_other_stand_in_several_tables() -> None:
    heads, rows = columns("outcome", "baseline", "deal", "no-deal", of_words=1), [["peace", "0.5", "+0.1", "-0.2"]]
    assert drawn(26, heads, rows, repeat=2) == (
        "outcome  baseline  deal\n"
        "───────────────────────\n"
        "peace         0.5  +0.1\n"
        "\n"
        "outcome  baseline  no-deal\n"
        "──────────────────────────\n"
        "peace         0.5     -0.2\n"
    )
