"""Findings of a run in sentences. Every number in them is marked: a cell of comparison.csv, or a part of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from markupsafe import Markup

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.followed import is_set, own_part
from model.analysis.kept_ledger import has_ledger
from model.analysis.verdicts import SIZE_UNSURE, varied
from model.common.text import listed
from model.load import BASELINE
from model.reporting.wording import ledger
from model.reporting.wording.compared import compared_said, set_apart
from model.reporting.wording.sizes import in_visits
from model.reporting.wording.words import Words

TOLD = 4
"""Most changes of a scenario that are told."""
TOLD_FIRST = 3
"""Effects of all scenarios that are told first."""
CHOSEN = (
    "What matters most: large effects that followed, counted in smallest differences that matter. "
    "The largest of each unit (number, share of worlds, months) is among them."
)
"""How these are chosen."""
NONE = "No effect that a scenario does not write itself is known to matter."
SET_ITSELF = "Set by the scenario itself, no finding"
"""Head of what it sets."""
MAX_SET = 4
"""Most outcomes that a scenario sets itself which are named beside its effect."""


@dataclass(frozen=True)
class Told:
    """One of the largest effects of a run."""

    scenario: str
    name: str
    times: Markup
    """Its size against the smallest difference that matters."""
    effect: Markup
    """The effect, in a sentence."""
    sets: Markup
    """The headline outcomes that the scenario sets itself, wholly or in part, with that part."""


class Sentences:
    """The sentences of one run."""

    def __init__(self, saved: Saved, words: Words) -> None:
        self.saved = saved
        self.words = words

    def number(self, scenario: str, outcome: str, column: str, *, sign: bool = False, size: bool = False) -> Markup:
        """One cell of the comparison, marked as that. size: without its sign, where the sentence says the direction."""
        value = float(self.saved.cells[scenario, outcome][column])
        of = {"mean": scenario, "baseline_mean": BASELINE}.get(column)
        if of:
            return self._marked(scenario, outcome, column, value, self.level(of, outcome, value))
        return self._difference(scenario, outcome, column, value, sign=sign, size=size)

    def _difference(
        self, scenario: str, outcome: str, column: str, value: float, *, sign: bool = False, size: bool = False
    ) -> Markup:
        """A difference, an end of its interval or a part of it, marked as that."""
        shown = self.words.size(outcome, value) if size else self.words.number(outcome, value, sign=sign)
        return self._marked(scenario, outcome, column, value, shown)

    def _marked(self, scenario: str, outcome: str, column: str, value: float, shown: str) -> Markup:
        return Markup('<data value="{}" data-scenario="{}" data-outcome="{}" data-column="{}">{}</data>').format(
            repr(value), scenario, outcome, column, shown
        )

    def level(self, scenario: str, outcome: str, value: float) -> str:
        """An outcome's mean in a scenario: `never` for months to what no world came to."""
        return level(self.saved, self.words, scenario, outcome, value)

    def interval(self, row: Mapping[str, Any], low: str = "ci_low", high: str = "ci_high") -> Markup:
        """The 95 % interval of a difference; of its size, the smaller end first, where both ends have its sign.

        row: of the findings. low, high: the columns of its ends.
        """
        sized = row[low] * row[high] > 0
        ends = (high, low) if sized and row[high] < 0 else (low, high)
        scenario, outcome = row["scenario"], row["outcome"]
        shown = [self._difference(scenario, outcome, end, float(row[end]), sign=not sized, size=sized) for end in ends]
        return Markup("95\u00a0% interval {} to {}").format(*shown)

    def compared(self) -> str:
        """The comparison in a sentence: what with what, in how many worlds, over which months, and what was changed."""
        return compared_said(self.saved.read, self.saved.seeds)

    def changed(self) -> str:
        """Everything that sets this run apart from a plain one, in words; empty where nothing does."""
        return set_apart(self.saved.read, self.saved.seeds)

    def answer(self) -> list[Markup]:
        """The baseline in a sentence, then how the effects of `told` are chosen, or why there is none."""
        said = [self._baseline()]
        if self.saved.others and all(map(self.saved.identical, self.saved.others)):
            said.append(Markup("Every world of every scenario came out as the same world of the baseline."))
        elif self.saved.others:
            said.append(Markup(CHOSEN if self.told else NONE))
        return [sentence for sentence in said if sentence]

    @cached_property
    def told(self) -> list[Told]:
        """The largest effects that matter and that no scenario writes itself."""
        names = {name: scenario.name for name, scenario in self.saved.scenarios.items()}
        return [
            Told(name, names[name], self.times(name, outcome), self.effect(name, outcome), self.sets(name))
            for name, outcome in self.largest(TOLD_FIRST)
        ]

    def times(self, scenario: str, outcome: str) -> Markup:
        """The size of what followed against the smallest difference that matters; empty where that is 0."""
        row = self._findings[scenario, outcome]
        if not row["smallest"]:
            return Markup("")
        times = abs(row["followed"]) / row["smallest"]
        shown = self._marked(scenario, outcome, "times", times, f"{times:.1f}")
        return Markup("{} times the smallest difference that matters").format(shown)

    def sets(self, scenario: str) -> Markup:
        """The headline outcomes that a scenario sets itself, largest first, and in brackets what it sets of each."""
        rows = [row for (name, _), row in self._findings.items() if name == scenario and is_set(row)]
        rows.sort(key=lambda row: -abs(own_part(row)) / (row["smallest"] or np.inf))
        parts = [Markup("{} ({})").format(self.words.subject(row["outcome"]), self._set(row)) for row in rows[:MAX_SET]]
        left = [Markup("{} more").format(len(rows) - MAX_SET)] if len(rows) > MAX_SET else []
        return joined([*parts, *left]) or Markup("no headline outcome")

    def _set(self, row: Mapping[str, Any]) -> Markup:
        """The difference, where a scenario sets all of it; or its part of it."""
        whole = self.number(row["scenario"], row["outcome"], "difference", sign=True)
        if row["written"]:
            return whole
        own = self._difference(row["scenario"], row["outcome"], "written", own_part(row), sign=True)
        return Markup("{} of {}").format(own, whole)

    def largest(self, count: int) -> list[tuple[str, str]]:
        """Scenario and outcome of the largest effects, of other scenarios and outcomes first, at least one a unit.

        So an event's share of worlds is told beside influence and leanings, whose smallest that matters is far smaller.
        """
        rows = self.saved.effects()
        pairs = varied(list(zip(rows["scenario"], rows["outcome"], strict=True)), len(rows))
        units = [self.words.unit(outcome) for _, outcome in pairs]
        first = [pair for place, pair in enumerate(pairs) if units.index(units[place]) == place]
        chosen = [*first, *(pair for pair in pairs if pair not in first)][:count]
        return [pair for pair in pairs if pair in chosen]

    def effect(self, scenario: str, outcome: str) -> Markup:
        """One difference from the baseline: its size, with the interval, and in words that a person can place."""
        row = self._findings[scenario, outcome]
        up, size = row["difference"] > 0, self.number(scenario, outcome, "difference", size=True)
        here, there = (self.number(scenario, outcome, column) for column in ("mean", "baseline_mean"))
        label, split = self.words.subject(outcome), self._split(row)
        interval = Markup("") if split else Markup(" ({})").format(self.interval(row))
        if self.words.is_share(outcome):
            turn = "more" if up else "fewer"
            said = Markup("in {} of worlds instead of {}, {} {}{}").format(here, there, size, turn, interval)
            label = f"“{label}”"
        else:
            turn = "rises" if up else "falls"
            said = Markup("{} by {}{}, from {} to {}").format(turn, size, interval, there, here)
        before = Markup("{}: {}; together it").format(label, split) if split else label
        said = Markup("{} {}").format(before, said)
        visits = in_visits(self.saved.seeds, outcome, row["followed"])
        further = [
            f"what followed is {visits}" if split and visits else visits,
            f"mostly {why}" if (why := self._mainly(scenario, outcome)) else "",
            "its size is not sure: it may be too small to matter" if row["kind"] == SIZE_UNSURE else "",
        ]
        return said + Markup("").join(Markup("; {}").format(part) for part in further if part) + "."

    def _mainly(self, scenario: str, outcome: str) -> str:
        """The acts or the stage that most of what followed came through, as a clause; empty where none is known."""
        if self.saved.ledger is None or not has_ledger(self.saved.seeds, outcome):
            return ""
        return ledger.mainly(self.saved.why(outcome, scenario), self.words)

    def _split(self, row: Mapping[str, Any]) -> Markup:
        """The written part of a difference and the part that followed; empty where next to nothing is written."""
        whole, followed, own = float(row["difference"]), float(row["followed"]), own_part(row)
        if not own:
            return Markup("")
        taken_back, against = whole * followed < 0, whole * own < 0
        key = (row["scenario"], row["outcome"])
        shown = self._difference(*key, "followed", followed, sign=True, size=taken_back)
        interval = self.interval(row, "followed_low", "followed_high")
        written = self._difference(*key, "written", own, sign=True)
        said = "{} ({}) followed, besides {} that the scenario itself writes"
        if taken_back:
            said = "what followed took back {} ({}) of {} that the scenario itself writes"
        elif against:
            said = "{} ({}) followed, against {} that the scenario itself writes"
        return Markup(said).format(shown, interval, written)

    @cached_property
    def _findings(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(row["scenario"], row["outcome"]): row for row in records(self.saved.findings)}

    def _baseline(self) -> Markup:
        spec = self.saved.seeds.outcomes.outcomes
        yes = [name for name in self.saved.headline if name in spec and spec[name].once]
        verbs = ("comes true in", "in", "in") if yes else ("ends at", "at", "at")
        shown = yes or [name for name in self.saved.headline if (BASELINE, name) in self.saved.cells]
        parts = [
            Markup("“{}” {} {}").format(self.words.outcome(name), verb, self.number(BASELINE, name, "mean"))
            for name, verb in zip(shown[:3], verbs, strict=False)
        ]
        baseline = self.saved.scenarios[BASELINE].name
        said = Markup("In “{}”, {}{}.").format(baseline, joined(parts), " of worlds" if yes else "")
        return said if parts else Markup("")

    def changes(self, scenario: str) -> list[Markup]:
        """The largest effects of a scenario that matter and that it does not write itself."""
        return [self.effect(scenario, outcome) for outcome in self.saved.effects(scenario)["outcome"].head(TOLD)]

    def brief(self, scenario: str) -> str:
        """The largest effects of a scenario that followed, in a line: short names and few digits."""
        rows = records(self.saved.effects(scenario))
        parts = [
            f"{self.words.short(row['outcome'])} {self.words.small(row['outcome'], row['followed'])}" for row in rows
        ]
        left = f", and {len(parts) - TOLD_FIRST} more" if len(parts) > TOLD_FIRST else ""
        return ", ".join(parts[:TOLD_FIRST]) + left

    def scripted(self, scenario: str) -> str:
        """The headline outcomes a scenario sets itself, or moves by what it writes with too little beyond."""
        found = self.saved.findings
        names = found[(found["scenario"] == scenario) & found["written"]]["outcome"]
        return listed(self.words.outcome(name) for name in names)


def level(saved: Saved, words: Words, scenario: str, outcome: str, value: float) -> str:
    """An outcome's mean in a scenario: `never` for months to what no world came to."""
    return "never" if saved.never(scenario, outcome) else words.number(outcome, value)


def joined(parts: list[Markup]) -> Markup:
    """`A, B and C`."""
    before = Markup(", ").join(parts[:-1])
    return before + (Markup(" and ") if before else Markup("")) + parts[-1] if parts else before
