"""The one answer a run ends with: what was compared, the largest effects in sentences, and a line for each scenario."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from rich.cells import cell_len
from rich.console import Console

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.followed import is_set
from model.analysis.verdicts import CANNOT_TELL, SIZE_UNSURE, TOO_SMALL
from model.cli.comparison import SIZE, comparison_table
from model.cli.show import quoted
from model.common.text import MINUS, counted, listed
from model.experiment.run_folder import REPORT
from model.reporting.report.sentences import SET_ITSELF, Sentences, Told
from model.reporting.wording.words import Words

COVERS = ["Intervals cover luck between worlds, not how right the model is."]
FEW = 30
"""Worlds below which a run is a trial of the machinery."""
SETS = "sets"
"""Head of the numbers of outcomes that scenarios set themselves."""
SETS_MEANS = (
    "Sets: outcomes that the scenario sets itself, wholly or in part; that part is no finding (which: --table full). "
)
LEAST_ROOM = 46
"""Columns beside the names that these numbers and an effect take."""
LEAST_UNTOLD = 0.25
"""From this share of differences that cannot be told on, the next thing to do is to add worlds."""


def print_comparison(console: Console, saved: Saved, *, full: bool) -> None:
    """The answer, or in full every headline outcome of every scenario; of the baseline alone its levels."""
    if full or not saved.others:
        comparison_table(console, saved)
    else:
        print_answer(console, saved)


def print_answer(console: Console, saved: Saved) -> None:
    """Print what was compared, the largest effects that matter, then one row a scenario of all that matters in it."""
    words = Words(saved.seeds, saved.months)
    sentences = Sentences(saved, words)
    first = [sentences.compared(), "", *(sentence.striptags() for sentence in sentences.answer())]
    largest = [line for place, effect in enumerate(sentences.told, 1) for line in _effect(place, effect, console.width)]
    names = max(map(cell_len, (*saved.leading, "scenario")))
    room = max(console.width - names - 2, 0)
    counts = room >= LEAST_ROOM
    rows = ["", *_rows(saved, words, names, room), ""]
    for lines, wraps in (
        (first, True), (largest, False), (COVERS if largest else [], True),
        (["", _meaning(saved, counts=counts)], True), (rows, False), ([_left_out(saved)], True),
    ):  # fmt: skip
        print_lines(console, lines, wraps=wraps)


def _effect(place: int, effect: Told, width: int) -> Iterator[str]:
    """One of the largest effects: its scenario, what followed, and what the scenario sets itself; indented."""
    yield f"{place}. {effect.scenario} (“{effect.name}”)"
    times = f" ({effect.times.striptags()})" if effect.times else ""
    for line in (f"What followed{times}: {effect.effect.striptags()}", f"{SET_ITSELF}: {effect.sets.striptags()}."):
        yield textwrap.fill(
            line, width, initial_indent="   ", subsequent_indent="   ", break_long_words=False, break_on_hyphens=False
        )


def print_lines(console: Console, lines: Iterable[str], *, wraps: bool) -> None:
    """Print lines as they are, or wrapped."""
    for line in lines:
        console.print(line, markup=False, soft_wrap=not wraps)


def print_next(console: Console, saved: Saved, *, full: bool) -> None:
    """The path of the report, or of the run where there is none, and the next useful command after the short answer."""
    path = saved.folder.path
    report = path / REPORT
    console.print(str(report if report.is_file() else path), soft_wrap=True, markup=False)
    if full or not saved.others:
        return
    command, why = f"compare {quoted(path)} --table full", "every number"
    untold = _untold(saved)
    if len(untold) >= LEAST_UNTOLD * max(len(saved.findings), 1) and (worlds := _would_tell(untold)):
        command, why = f"run --extend {quoted(path)} --worlds {worlds}", "to tell more"
    console.print(f"{why}: uv run simulate.py {command}", soft_wrap=True, markup=False)


def _rows(saved: Saved, words: Words, names: int, room: int) -> Iterator[str]:
    """A row a scenario; where there is room, with the number of outcomes that it sets itself, under a head."""
    findings = records(saved.findings)
    sets = Counter(row["scenario"] for row in findings if is_set(row)) if room >= LEAST_ROOM else None
    if sets is not None:
        yield f"{'scenario':<{names}} {SETS}  what followed and matters"
        room -= len(SETS) + 1
    for name in saved.leading:
        own = "" if sets is None else f"{sets[name] or '':>{len(SETS)}} "
        yield f"{name:<{names}} {own} {_row(saved, words, name, room, counts=sets is not None)}".rstrip()


def _row(saved: Saved, words: Words, scenario: str, room: int, *, counts: bool) -> str:
    """The effects that matter in a scenario, largest first, as much as there is room for.

    counts: the number of outcomes that it sets stands before it.
    """
    rows = saved.effects(scenario)
    if rows.empty:
        why = _why_none(saved, scenario, counts=counts)
        return "as the baseline in every world" if saved.identical(scenario) else f"none{why}"
    return fitted([_cell(words, row) for row in records(rows)], room)


def fitted(parts: Sequence[str], room: int) -> str:
    """As many parts as there is room for, one at least, and how many are left: `A, B, 2 more`."""
    shown = [*parts[:1]]
    for place, part in enumerate(parts[1:], 1):
        more = f", {len(parts) - place - 1} more" if place + 1 < len(parts) else ""
        if cell_len(", ".join([*shown, part]) + more) > room:
            break
        shown.append(part)
    left = len(parts) - len(shown)
    return ", ".join(shown) + (f", {left} more" if left else "")


def _why_none(saved: Saved, scenario: str, *, counts: bool) -> str:
    """How many of its differences a scenario writes itself, and how many cannot be told."""
    findings = saved.findings[saved.findings["scenario"] == scenario]
    untold = _untold(saved)
    parts = [
        (0 if counts else int(findings["written"].sum()), "set by the scenario"),
        (int((untold["scenario"] == scenario).sum()), "cannot be told"),
    ]
    reasons = ", ".join(f"{count} {what}" for count, what in parts if count)
    return f" ({reasons})" if reasons else ""


def _cell(words: Words, row: dict[str, Any]) -> str:
    mark = SIZE if row["kind"] == SIZE_UNSURE else ""
    return f"{words.short(row['outcome'])} {words.small(row['outcome'], row['followed'])}{mark}"


def _meaning(saved: Saved, *, counts: bool) -> str:
    """The meaning of the rows that follow. counts: True where they say how many outcomes a scenario sets itself."""
    core = [name for name in saved.seeds.region.core if name in saved.others]
    meaning = SETS_MEANS if counts else ""
    meaning += (
        "What followed: without what the scenario sets, first the largest against the smallest difference that matters"
    )
    unsure = ((saved.findings["kind"] == SIZE_UNSURE) & ~saved.findings["written"]).any()
    meaning += f" ({SIZE}: it may be too small to matter). " if unsure else ". "
    meaning += f"A→B: leaning of A to B, from {MINUS}1 to 1; influence: from 0 to 1; pt: worlds in a hundred."
    if core and len(core) < len(saved.others):
        first = f"The first {len(core)} scenarios are" if len(core) > 1 else "The first scenario is"
        meaning += f" {first} among those on which the documents turn."
    return meaning


def _left_out(saved: Saved) -> str:
    """How many differences are not among the rows."""
    findings, untold = saved.findings, _untold(saved)
    free = findings[~findings["written"]]
    left = [
        (len(findings) - len(free), "that scenarios set themselves"),
        (int((free["kind"] == TOO_SMALL).sum()), "too small to matter"),
        (len(untold), "that cannot be told" + _worlds_said(untold, saved.worlds)),
    ]
    head = f"Left out, of {counted(len(findings), 'difference')}: "
    return head + (listed(f"{count} {what}" for count, what in left if count) or "none") + "."


def _worlds_said(untold: pd.DataFrame, worlds: int) -> str:
    if more := _would_tell(untold):
        return f" (about {more:,} worlds would tell half of them)"
    return " (too few worlds)" if worlds < FEW else ""


def _untold(saved: Saved) -> pd.DataFrame:
    """The differences that no scenario writes itself and that cannot be told."""
    return saved.findings[(saved.findings["kind"] == CANNOT_TELL) & ~saved.findings["written"]]


def _would_tell(untold: pd.DataFrame) -> int | None:
    """Number of worlds that would tell half of what cannot be told; None where it is not known of half of it."""
    worlds = untold["worlds_to_settle"].astype(float).fillna(np.inf)
    half = float(worlds.quantile(0.5, interpolation="higher")) if len(worlds) else np.inf
    return int(half) if np.isfinite(half) else None
