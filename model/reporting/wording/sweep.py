"""Findings of a sweep in sentences: what was compared, the largest effects, and what the settings changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from model.analysis.followed import LEAST_WRITTEN
from model.analysis.sweep import Sweep, Turn, is_sure
from model.analysis.verdicts import SIZE_UNSURE, SURE, varied
from model.common.text import listed
from model.experiment.joined import SETTING
from model.load import BASELINE
from model.reporting.wording.changed import FEW, change_title
from model.reporting.wording.compared import compared_said
from model.reporting.wording.sizes import in_visits
from model.reporting.wording.words import Words

UNIT = "\u00a0"
"""Between a number and its unit."""


class SweepSentences:
    """The sentences of one sweep."""

    def __init__(self, sweep: Sweep, words: Words) -> None:
        self.sweep, self.words = sweep, words

    def compared(self) -> str:
        """Scenarios and baseline, in how many worlds and settings, and what all settings share."""
        return compared_said(self.sweep.read, self.sweep.seeds, self.sweep.in_words)

    @cached_property
    def effects(self) -> list[tuple[str, str]]:
        """Scenarios and outcomes that matter in some setting and that no scenario sets itself.

        First what is largest against the smallest difference that matters, over all settings in which it matters.
        """
        table = self.sweep.table
        table = table[(table["scenario"] != BASELINE) & table["kind"].isin(SURE)]
        table = table[~table["scripted"].astype(bool)]
        size = table["followed"].abs() / table["smallest"].replace(0, np.nan)
        total = size.groupby([table["scenario"], table["outcome"]], sort=False).sum()
        return [(str(name), str(outcome)) for name, outcome in total.sort_values(ascending=False, kind="stable").index]

    def told(self, count: int) -> list[str]:
        """The largest effects, each in a sentence that begins with its scenario; or that there is none."""
        found = [
            f"“{self.sweep.read.scenarios[scenario].name}”: {self.effect(scenario, outcome)}"
            for scenario, outcome in varied(self.effects, count)
        ]
        return found or ["No effect that a scenario does not write itself is known to matter in any setting."]

    def effect(self, scenario: str, outcome: str) -> str:
        """One difference from the baseline at its least and at its greatest, and in how many settings it matters."""
        rows = sorted(self.sweep.rows(scenario, outcome), key=lambda row: row["difference"])
        sure = [row for row in rows if is_sure(row)]
        label = self.words.subject(outcome)
        subject = f"the share of worlds with “{label}”" if self.words.is_share(outcome) else label
        unsure = sum(row["kind"] == SIZE_UNSURE for row in sure)
        whole = f"all {len(rows)}" if len(sure) == len(rows) else f"{len(sure)} of {len(rows)}"
        matters = f"it matters in {whole} settings" + (f", in {unsure} with a size that is not sure" if unsure else "")
        if len(rows) == 1:
            matters = "it matters" + (", its size is not sure" if unsure else "")
        return f"{subject} {self._moves(outcome, rows)}; {matters}{self._followed(outcome, max(sure, key=_size))}."

    def _moves(self, outcome: str, rows: Sequence[Mapping[str, Any]]) -> str:
        """A difference at its least and its greatest, with intervals. rows: by size, a setting each."""
        ends = (rows[0], rows[-1])
        moves = [self._moved(outcome, row) for row in ends]
        if moves[0] == moves[1]:
            low, high = min(row["ci_low"] for row in rows), max(row["ci_high"] for row in rows)
            if len(rows) == 1:
                return f"{moves[0]} ({self._interval(outcome, low, high)})"
            return f"{moves[0]} in every setting ({self._interval(outcome, low, high, 's within')})"
        moved = " and ".join(
            f"{move} ({self._interval(outcome, row['ci_low'], row['ci_high'])}) {self.sweep.place(row[SETTING])}"
            for move, row in zip(moves, ends, strict=True)
        )
        return moved.replace(f" and {moves[0].partition(' ')[0]} by", " and by")

    def _moved(self, outcome: str, row: Mapping[str, Any]) -> str:
        """`rises by 0.2`."""
        if row["difference"] == 0:
            return "stays"
        return f"{'rises' if row['difference'] > 0 else 'falls'} by {self.words.size(outcome, row['difference'])}"

    def _interval(self, outcome: str, low: float, high: float, within: str = "") -> str:
        """Interval of a difference; of its size where both ends have one sign."""
        if low * high > 0:
            low, high = sorted((abs(low), abs(high)))
            shown = [self.words.size(outcome, low), self.words.size(outcome, high)]
        else:
            shown = [self.words.number(outcome, end, sign=True) for end in (low, high)]
        return f"95 % interval{within} {shown[0].partition(UNIT)[0]} to {shown[1]}"

    def _followed(self, outcome: str, row: Mapping[str, Any]) -> str:
        """Of the largest part that followed: what the scenario writes beside it, and its size in words."""
        own = row["difference"] - row["followed"]
        written = abs(own) >= LEAST_WRITTEN * abs(row["difference"])
        visits = in_visits(self.sweep.seeds, outcome, row["followed"])
        said = f"; {self.sweep.place(row[SETTING])} the scenario itself writes " if written else ""
        said += self.words.number(outcome, own, sign=True) if written else ""
        most = "" if visits.startswith("less") else "at most "
        return said + (f"; what followed is {most}{visits}" if visits else "")

    def turned(self, turn: Turn) -> str:
        """One verdict that changes sign between settings."""
        name = self.sweep.read.scenarios[turn.scenario].name
        return (
            f"{self.words.outcome(turn.outcome)} in “{name}” changes sign: raised at {self.sweep.places(turn.raised)}; "
            f"lowered at {self.sweep.places(turn.lowered)}."
        )

    def changed(self) -> str:
        """The changes that the settings and the options of all made in the baseline; empty where that was not kept."""
        change = self.sweep.change
        if change is None:
            return ""
        title, sure = change_title(change), change.sure
        if sure.empty:
            untold = f"; {change.untold} of {len(change.rows)} cannot be told" if change.untold else ""
            return f"{title}: no headline outcome in any setting by enough to matter{untold}."
        told = listed(
            f"{self.words.short(row['outcome'])} {self.words.small(row['outcome'], row['difference'])} "
            f"{self.sweep.place(row[SETTING])}"
            for row in sure.drop_duplicates("outcome").head(FEW).to_dict("records")
        )
        where = f"{sure[SETTING].nunique()} of {len(self.sweep.settings)} settings"
        return f"{title}: in {where} by enough to matter, most {told}."


def _size(row: Mapping[str, Any]) -> float:
    return abs(float(row["followed"]))
