"""Findings of a run in sentences. Every number in them is a cell of comparison.csv, and is marked as one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from model.analysis.finished_run import Saved
from model.analysis.verdicts import SURE
from model.common.text import listed
from model.load import BASELINE
from model.reporting.wording.words import Words
from model.spec.outcomes import Happened, Reached

TOLD = 4
"""Most changes of a scenario that are told."""


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
        """The 95 % interval of a difference."""
        low, high = (self.number(scenario, outcome, end, sign=True) for end in ("ci_low", "ci_high"))
        return Markup("95 % interval {} to {}").format(low, high)

    def answer(self) -> list[Markup]:
        """The answer in three sentences: what happens anyway, what moves the first outcome, what else is clearest."""
        said = [self._baseline()]
        if self.saved.others and all(map(self.saved.identical, self.saved.others)):
            said.append(Markup("Every world of every scenario came out as the same world of the baseline."))
        elif self.saved.others:
            said += [self._first(), self._clearest()]
        return [sentence for sentence in said if sentence]

    def _baseline(self) -> Markup:
        spec = self.saved.seeds.outcomes.outcomes
        yes = [name for name in self.saved.headline if isinstance(spec.get(name), Reached | Happened)]
        verbs = ("comes true in", "in", "in") if yes else ("ends at", "at", "at")
        shown = yes or [name for name in self.saved.headline if (BASELINE, name) in self.saved.cells]
        parts = [
            Markup("“{}” {} {}").format(self.words.outcome(name), verb, self.number(BASELINE, name, "mean"))
            for name, verb in zip(shown[:3], verbs, strict=False)
        ]
        baseline = self.saved.scenarios[BASELINE].name
        said = Markup("In “{}”, {}{}.").format(baseline, joined(parts), " of worlds" if yes else "")
        return said if parts else Markup("")

    def _first(self) -> Markup:
        """The outcome that heads the list: who lowers and who raises it most."""
        outcome = self.saved.headline[0]
        rows = self._free("outcome", outcome)
        sure = rows[rows["kind"].isin(SURE)].sort_values("difference")
        label, level = self.words.outcome(outcome), self.number(BASELINE, outcome, "baseline_mean")
        if sure.empty:
            return Markup("{} is {} in the baseline, and no scenario moves it by more than luck might.").format(
                label, level
            )
        moves = []
        for row, turn in ((sure.iloc[0], "falls"), (sure.iloc[-1], "rises")):
            if (row["difference"] < 0) == (turn == "falls") and row["difference"] != 0:
                moves.append(self._move(row["scenario"], outcome, turn, most=len(rows) > 1))
        return Markup("{} is {} in the baseline; it {}.").format(label, level, joined(moves))

    def _move(self, scenario: str, outcome: str, turn: str, *, most: bool) -> Markup:
        return Markup("{}{} in “{}”, by {} ({})").format(
            turn, " most" if most else "", self.saved.scenarios[scenario].name,
            self.number(scenario, outcome, "difference", size=True), self.interval(scenario, outcome),
        )  # fmt: skip

    def _clearest(self) -> Markup:
        """Among all else that no scenario sets by its own hand, the largest change against how far worlds differ."""
        rows = self._free()
        rows = rows[rows["outcome"] != self.saved.headline[0]]
        sure = rows[rows["kind"].isin(SURE)]
        if sure.empty:
            return Markup(
                "Beyond that, no difference in the headline outcomes can be told from luck with this many worlds."
            )
        row = self._largest(sure).iloc[0]
        where = self.saved.scenarios[row["scenario"]].name
        return Markup("The clearest change elsewhere is in “{}”: {}").format(
            where, self.change(row["scenario"], row["outcome"])
        )

    def change(self, scenario: str, outcome: str) -> Markup:
        """One difference from the baseline."""
        return Markup("{}, from {} to {}, a difference of {} ({}).").format(
            self.words.outcome(outcome),
            self.number(scenario, outcome, "baseline_mean"), self.number(scenario, outcome, "mean"),
            self.number(scenario, outcome, "difference", sign=True), self.interval(scenario, outcome),
        )  # fmt: skip

    def changes(self, scenario: str) -> list[Markup]:
        """The largest changes a scenario makes that it does not set itself and luck does not explain."""
        rows = self._free("scenario", scenario)
        sure = self._largest(rows[rows["kind"].isin(SURE)])
        return [self.change(scenario, outcome) for outcome in sure["outcome"].head(TOLD)]

    def scripted(self, scenario: str) -> str:
        """The headline outcomes a scenario sets by its own hand."""
        found = self.saved.findings
        names = found[(found["scenario"] == scenario) & found["scripted"]]["outcome"]
        return listed(self.words.outcome(name) for name in names)

    def _free(self, column: str = "", value: str = "") -> pd.DataFrame:
        """The findings that no scenario sets itself, of one scenario or one outcome if asked."""
        found = self.saved.findings
        rows = found[~found["scripted"].astype(bool)]
        return rows[rows[column] == value] if column else rows

    @staticmethod
    def _largest(rows: pd.DataFrame) -> pd.DataFrame:
        """By size against the smallest difference that matters."""
        size = rows["difference"].abs() / rows["smallest"].replace(0, np.nan)
        return rows.loc[size.sort_values(ascending=False, kind="stable").index]


def level(saved: Saved, words: Words, scenario: str, outcome: str, value: float) -> str:
    """An outcome's mean in a scenario: `never` for months to what no world came to."""
    return "never" if saved.never(scenario, outcome) else words.number(outcome, value)


def joined(parts: list[Markup]) -> Markup:
    """`A, B and C`."""
    before = Markup(", ").join(parts[:-1])
    return before + (Markup(" and ") if before else Markup("")) + parts[-1] if parts else before
