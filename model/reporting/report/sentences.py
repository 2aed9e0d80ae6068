"""Findings of a run in sentences. Every number in them is marked: a cell of comparison.csv, or a part of one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from markupsafe import Markup

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.followed import LEAST_WRITTEN
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
CHOSEN = "The largest effects that followed, one in each unit first, against the smallest difference that matters:"
"""How these are chosen."""


class Sentences:
    """The sentences of one run."""

    def __init__(self, saved: Saved, words: Words) -> None:
        self.saved = saved
        self.words = words

    def number(self, scenario: str, outcome: str, column: str, *, sign: bool = False, size: bool = False) -> Markup:
        """One cell of the comparison, marked as that. size: without its sign, where the sentence says the direction."""
        value = float(self.saved.cells[scenario, outcome][column])
        of = {"mean": scenario, "baseline_mean": BASELINE}.get(column)
        shown = (
            self.level(of, outcome, value)
            if of
            else self.words.number(outcome, abs(value) if size else value, sign=sign)
        )
        if size and self.words.is_share(outcome) and column in ("difference", "ci_low", "ci_high"):
            shown = shown.replace("\u00a0%", "\u00a0points")
        return Markup('<data value="{}" data-scenario="{}" data-outcome="{}" data-column="{}">{}</data>').format(
            repr(value), scenario, outcome, column, shown
        )

    def level(self, scenario: str, outcome: str, value: float) -> str:
        """An outcome's mean in a scenario: `never` for months to what no world came to."""
        return level(self.saved, self.words, scenario, outcome, value)

    def interval(self, scenario: str, outcome: str) -> Markup:
        """The 95 % interval of a difference; of its size, the smaller end first, where both ends have its sign."""
        ends, row = ["ci_low", "ci_high"], self.saved.cells[scenario, outcome]
        sized = row["ci_low"] * row["ci_high"] > 0
        shown = [self.number(scenario, outcome, end, sign=not sized, size=sized) for end in ends]
        low, high = shown[::-1] if sized and row["ci_high"] < 0 else shown
        return Markup("95 % interval {} to {}").format(low, high)

    def compared(self) -> str:
        """The comparison in a sentence: what with what, in how many worlds, over which months, and what was changed."""
        return compared_said(self.saved.read, self.saved.seeds)

    def changed(self) -> str:
        """Everything that sets this run apart from a plain one, in words; empty where nothing does."""
        return set_apart(self.saved.read, self.saved.seeds)

    def answer(self) -> list[Markup]:
        """The baseline in a sentence, then the largest effects that matter and that no scenario writes itself."""
        said = [self._baseline()]
        if self.saved.others and all(map(self.saved.identical, self.saved.others)):
            said.append(Markup("Every world of every scenario came out as the same world of the baseline."))
        elif self.saved.others:
            told = [
                Markup("“{}”: {}").format(self.saved.scenarios[name].name, self.effect(name, outcome))
                for name, outcome in self.largest(TOLD_FIRST)
            ]
            said += told or [Markup("No effect that a scenario does not write itself is known to matter.")]
        return [sentence for sentence in said if sentence]

    def largest(self, count: int) -> list[tuple[str, str]]:
        """Scenario and outcome of the largest effects: first one in each unit, then of another scenario and outcome.

        So an event's share of worlds is told beside influence and leanings, whose smallest that matters is far smaller.
        """
        rows = self.saved.effects()
        pairs = varied(list(zip(rows["scenario"], rows["outcome"], strict=True)), len(rows))
        units = [self.words.unit(outcome) for _, outcome in pairs]
        first = [pair for place, pair in enumerate(pairs) if units.index(units[place]) == place]
        return [*first, *(pair for pair in pairs if pair not in first)][:count]

    def effect(self, scenario: str, outcome: str) -> Markup:
        """One difference from the baseline: its size, with the interval, and in words that a person can place."""
        row = self._findings[scenario, outcome]
        up, size = row["difference"] > 0, self.number(scenario, outcome, "difference", size=True)
        here, there = (self.number(scenario, outcome, column) for column in ("mean", "baseline_mean"))
        label, interval, split = self.words.subject(outcome), self.interval(scenario, outcome), self._split(row)
        if self.words.is_share(outcome):
            said = Markup("in {} of worlds instead of {}, {} {} ({})").format(
                here, there, size, "more" if up else "fewer", interval
            )
            label = f"“{label}”"
        else:
            turn = "rises" if up else "falls"
            said = Markup("{} by {} ({}), from {} to {}").format(turn, size, interval, there, here)
        before = Markup("{}: {}; together it").format(label, split) if split else label
        said = Markup("{} {}").format(before, said)
        visits = in_visits(self.saved.seeds, outcome, row["followed"])
        further = [
            f"what followed is {visits}" if split and visits else visits,
            f"mostly through {through}" if (through := self._through(scenario, outcome)) else "",
            "its size is not sure: it may be too small to matter" if row["kind"] == SIZE_UNSURE else "",
        ]
        return said + Markup("").join(Markup("; {}").format(part) for part in further if part) + "."

    def _through(self, scenario: str, outcome: str) -> str:
        """The acts or the stage that most of what followed came through; empty where no ledger names one."""
        if self.saved.ledger is None or not has_ledger(self.saved.seeds, outcome):
            return ""
        cause = ledger.mainly(self.saved.why(outcome, scenario), self.words)
        return f"the {cause}" if cause.startswith(("stage ", "fall ")) else cause

    def _split(self, row: Mapping[str, Any]) -> Markup:
        """The written part of a difference and the part that followed; empty where next to nothing is written."""
        whole, followed = float(row["difference"]), float(row["followed"])
        own = whole - followed
        if abs(own) < LEAST_WRITTEN * abs(whole):
            return Markup("")
        taken_back, against = whole * followed < 0, whole * own < 0
        shown = [
            Markup('<data value="{}" data-scenario="{}" data-outcome="{}" data-column="{}">{}</data>').format(
                repr(value), row["scenario"], row["outcome"], column,
                self.words.number(row["outcome"], abs(value) if size else value, sign=not size),
            )
            for column, value, size in (("written", own, False), ("followed", followed, taken_back))
        ]  # fmt: skip
        if taken_back:
            said = "what followed (the finding) took back {} of {} that the scenario itself writes"
        elif against:
            said = "{} followed (the finding), against {} that the scenario itself writes"
        else:
            said = "{} followed (the finding), besides {} that the scenario itself writes"
        return Markup(said).format(*reversed(shown))

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
