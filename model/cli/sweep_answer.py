"""The one answer a sweep ends with: what was compared, the largest effects, then a row a setting or a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from rich.console import Console

from model.analysis.sweep import BY_SETTING, Sweep, is_sure
from model.analysis.verdicts import CANNOT_TELL, SCRIPTED, TOO_SMALL
from model.cli.answer import fitted, print_lines
from model.cli.comparison import SET, SIZE, SMALL, UNTOLD, verdict_mark
from model.cli.grid import columns, fitting, print_grid
from model.cli.sweep import sweep_table
from model.common.text import counted, listed
from model.experiment.joined import SETTING
from model.experiment.settings import shown as value_shown
from model.load import BASELINE
from model.reporting.wording.sweep import SweepSentences
from model.reporting.wording.words import Words

MAX_ROWS = 20
"""Settings of all scenarios, or else effects, that have a row each; of more, a scenario has one row."""
NO_TURN = "No verdict changes sign between settings."
TOLD, MAX_TURNS = 3, 3
"""Effects, and verdicts that change sign, told in sentences."""
SAME = "–"
MARKED = {
    SIZE: "it may be too small to matter", SMALL: "too small to matter", UNTOLD: "cannot be told",
    SET: "set or written by the scenario", SAME: "the same in every world",
}  # fmt: skip


def print_sweep(console: Console, sweep: Sweep, *, full: bool) -> None:
    """The answer; in full every headline outcome of every scenario by setting, as of the baseline alone."""
    words = Words(sweep.seeds, sweep.read.months)
    sentences = SweepSentences(sweep, words)
    if full or not sweep.others:
        sweep_table(console, sweep, sentences)
    else:
        _print_answer(console, sweep, sentences, words)
    if changed := sentences.changed():
        console.print(f"{changed} All: {sweep.change.file if sweep.change else ''}.", markup=False)


def foremost(sweep: Sweep) -> str:
    """The outcome of the largest effect; the first of the headline where none matters."""
    found = SweepSentences(sweep, Words(sweep.seeds)).effects
    return found[0][1] if found else sweep.headline[0]


def _print_answer(console: Console, sweep: Sweep, sentences: SweepSentences, words: Words) -> None:
    said = [sentences.compared(), "", *(f"- {effect}" for effect in sentences.told(TOLD)), ""]
    print_lines(console, said, wraps=True)
    effects: dict[str, list[str]] = {}
    for scenario, outcome in sentences.effects:
        effects.setdefault(scenario, []).append(outcome)
    moved = [name for name in sweep.others if name in effects]
    if len(moved or sweep.others) * len(sweep.settings) <= MAX_ROWS:
        outcomes = list(dict.fromkeys(outcome for _, outcome in sentences.effects)) or _largest_first(sweep)
        notes = _print_settings(console, sweep, words, moved or sweep.others, outcomes)
    else:
        notes = _print_scenarios(console, sweep, words, effects, moved)
    still = [name for name in sweep.others if name not in effects]
    if moved and still:
        notes.append(f"Nothing that is known to matter in any setting: {listed(still)}.")
    if not moved:
        notes.append(_why_none(sweep))
    turns = list(_turns(sentences))
    notes += [] if turns or not moved else [NO_TURN]
    print_lines(console, [" ".join(notes), *turns], wraps=True)


def _largest_first(sweep: Sweep) -> list[str]:
    """The headline by the largest difference of each, against what matters: first what more worlds may tell."""
    free = sweep.table[(sweep.table["scenario"] != BASELINE) & ~sweep.table["scripted"].eq(True)]
    size = (free["followed"].abs() / free["smallest"].replace(0, np.nan)).groupby(free["outcome"]).max()
    return sorted(sweep.headline, key=lambda outcome: -size.get(outcome, 0.0))


def _print_settings(
    console: Console, sweep: Sweep, words: Words, scenarios: Sequence[str], outcomes: Sequence[str]
) -> list[str]:
    """A row a setting of each scenario, as many outcomes as there is room for; what is to be said of it."""
    path = next(iter(sweep.varying)) if sweep.is_line else ""
    heads = columns("scenario", path.removeprefix("assumptions.") or SETTING, *map(words.short, outcomes), of_words=2)
    table = []
    for scenario in scenarios:
        by_outcome = [sweep.rows(scenario, outcome) for outcome in outcomes]
        for rows in zip(*by_outcome, strict=True):
            name = rows[0][SETTING]
            cells = [_cell(words, row) for row in rows]
            table.append([scenario, value_shown(sweep.settings[name][path]) if path else name, *cells])
    count = fitting(console, heads, table, above=1)
    rows = [row[:count] for row in table]
    print_grid(console, heads[:count], rows, above=1)
    marks = {cell[-1] for row in rows for cell in row[2:]}
    meanings = [f"{mark}: {meaning}" for mark, meaning in MARKED.items() if mark in marks]
    said = "Each cell: what followed, without what the scenario writes itself. No mark: it matters, and that is sure."
    said += f" {'; '.join(meanings)}." if meanings else ""
    if left := len(heads) - count:
        said += f" {counted(left, 'outcome')} more: --table full."
    return [said]


def _cell(words: Words, row: Mapping[str, Any]) -> str:
    """The part of a difference that followed, and the mark of its verdict."""
    mark = verdict_mark(row)
    if row["differing"] == 0:
        return SAME
    return mark if mark in (SET, SMALL) else f"{words.small(row['outcome'], row['followed'])}{mark}"


def _print_scenarios(
    console: Console, sweep: Sweep, words: Words, effects: Mapping[str, Sequence[str]], scenarios: Sequence[str]
) -> list[str]:
    """The least and the greatest of each effect where it matters, a row each, of many effects a row a scenario."""
    ends = {name: [_ends(sweep, words, name, outcome) for outcome in effects[name]] for name in scenarios}
    if not ends:
        return []
    if sum(map(len, ends.values())) <= MAX_ROWS:
        heads = columns("scenario", "outcome", "least", SETTING, "greatest", SETTING, "settings", of_words=2)
        rows = [[name, *cells] for name, each in ends.items() for cells in each]
        print_grid(console, heads, rows, above=1)
    else:
        width = max(map(len, scenarios))
        shown = {name: [_span(*cells) for cells in each] for name, each in ends.items()}
        lines = [f"{name:<{width}}  {fitted(each, max(console.width - width - 2, 0))}" for name, each in shown.items()]
        print_lines(console, [*lines, ""], wraps=False)
    return [
        f"Each row: what followed, where it matters, at its least and its greatest, and in how many of "
        f"{len(sweep.settings)} settings. {SIZE}: it may be too small to matter. Every setting: {BY_SETTING}."
    ]


def _ends(sweep: Sweep, words: Words, scenario: str, outcome: str) -> list[str]:
    """Outcome, its least and its greatest where it matters, the setting of each, and how many settings these are."""
    rows = sorted((row for row in sweep.rows(scenario, outcome) if is_sure(row)), key=lambda row: row["followed"])
    ends = [text for row in (rows[0], rows[-1]) for text in (_cell(words, row), row[SETTING])]
    return [words.short(outcome), *ends, str(len(rows))]


def _span(outcome: str, least: str, _: str, greatest: str, __: str, count: str) -> str:
    """`A→B −.07 … +.02 (31)`."""
    return f"{outcome} {' … '.join(dict.fromkeys((least.strip(), greatest.strip())))} ({count})"


def _why_none(sweep: Sweep) -> str:
    """How many differences say nothing, and why."""
    kinds = sweep.table[sweep.table["scenario"] != BASELINE]["kind"]
    left = [
        (SCRIPTED, "that scenarios set or write themselves"), (TOO_SMALL, "too small to matter"),
        (CANNOT_TELL, "that cannot be told with so few worlds"),
    ]  # fmt: skip
    counts = [(int((kinds == kind).sum()), what) for kind, what in left]
    return f"Of {counted(len(kinds), 'difference')}: {listed(f'{count} {what}' for count, what in counts if count)}."


def _turns(sentences: SweepSentences) -> Iterator[str]:
    """Where verdicts change sign."""
    turns = sentences.sweep.turns()
    for turn in turns[:MAX_TURNS]:
        yield sentences.turned(turn)
    if len(turns) > MAX_TURNS:
        yield f"{counted(len(turns) - MAX_TURNS, 'verdict')} more change sign: --table full."
