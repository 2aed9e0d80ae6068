"""The section "What this depends on": the findings it shows, its pictures, and the documents behind conclusions."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from model.analysis.finished_run import Saved
from model.analysis.robustness.verdicts import STEADY, Statement
from model.common.text import capital, listed, percent
from model.evidence.attribution import why
from model.experiment.kinds import without_out
from model.load import BASELINE
from model.reporting.figures.robustness import FAILING, HELD, UNTOLD, assumptions_chart, conclusions_chart
from model.reporting.report.attached import Attached
from model.reporting.report.conclusions import Conclusions
from model.reporting.report.evidence import Evidence
from model.reporting.report.pictures import Picture
from model.reporting.wording.horizon import horizon, joined, until
from model.reporting.wording.robustness import assumption_in_words
from model.reporting.wording.words import Words
from model.spec.outcomes import ColumnName

DRAWN = 12
"""Conclusions in a picture, the least steady ones, and assumptions in a picture, those with the largest part."""
BEHIND = 0.1
"""A document is named where it attests this share of what makes up the starting scores behind an outcome."""
MAX_DOCUMENTS = 3
"""Documents of the starting scores that are named."""


class RobustnessSection:
    """Robustness of the conclusions of a run, by its own draws or by those of a sensitivity run beside it."""

    def __init__(self, saved: Saved, words: Words, evidence: Evidence, beside: Sequence[Attached]) -> None:
        self.saved, self.words, self.evidence = saved, words, evidence
        sampled = (other for other in beside if other.robustness is not None)
        self.beside = min(sampled, key=lambda other: len(other.uncovered), default=None)

    @cached_property
    def conclusions(self) -> Conclusions | None:
        """The conclusions in words; None where nobody looked."""
        found = self.saved.robustness or (self.beside.robustness if self.beside else None)
        if found is None or self.blank:
            return None
        names = {name: scenario.name for name, scenario in self.saved.scenarios.items()}
        return Conclusions(self.words, names, found.only(names))

    @property
    def _borrowed(self) -> Attached | None:
        """The other run whose draws are shown, where they are not this run's own."""
        return self.beside if self.saved.robustness is None else None

    @property
    def cautions(self) -> list[str]:
        """Cautions for a reader where the draws are another run's."""
        return self._borrowed.cautions if self._borrowed else []

    @property
    def blank(self) -> str:
        """Reason why the other run's draws say nothing here; empty if they say something."""
        other = self._borrowed
        if other is None or other.covers(self.saved.others):
            return ""
        return f"Not looked into: the run {other.name} has none of this run’s scenarios ({listed(other.uncovered)})."

    @property
    def command(self) -> str:
        """Command that gives this section to a run that has none."""
        return shlex.join(["uv", "run", *without_out(self.saved.manifest["command"]), "--sample"])

    @property
    def source(self) -> str:
        """Name of the run that the draws are of."""
        return f"the run {self._borrowed.name}" if self._borrowed else "this run"

    def pictures(self) -> Iterator[Picture]:
        """The least steady conclusions, and the assumptions they depend on most."""
        if self.conclusions is None or not self.conclusions.verdicts:
            return
        yield self._conclusions(self.conclusions)
        if rows := self._mean_parts(self.conclusions):
            yield self._parts(rows)

    def _about(self) -> str:
        """Subject of the pictures: the baseline, horizon, and the run whose worlds were drawn where it is another."""
        saved = self.saved
        against = f"effects compared with “{saved.scenarios[BASELINE].name}”"
        if (other := self._borrowed) is not None:
            return joined(against, f"by {other.worlds} of {self.source}", until(saved.as_of, saved.months))
        return joined(against, horizon(saved.as_of, saved.months, saved.worlds))

    def _conclusions(self, conclusions: Conclusions) -> Picture:
        shown = conclusions.verdicts[:DRAWN]
        few = len(shown) < len(conclusions.verdicts)
        title = f"The {DRAWN} least steady conclusions" if few else "Under what share each conclusion holds"
        rows = [
            (
                conclusions.title(one),
                one.share,
                *one.spread,
                HELD if one.steady else UNTOLD if one.share >= STEADY else FAILING,
            )
            for one in shown
        ]
        table = [[name, percent(share), percent(low), percent(high)] for name, share, low, high, _ in rows]
        alt = f"{title}, from {table[0][1]} ({table[0][0]}) to {table[-1][1]} ({table[-1][0]})"
        note = (
            f"Dots: holds under {percent(STEADY)} or more; hollow: too small beside luck to tell; squares: under less. "
            "Bars: the same with a quarter of the worlds left out. Dashed: half of the plausible assumptions."
        )
        head = ["conclusion", "share", "from", "to"]
        return Picture(
            "hangs-conclusions", title, self._about(), alt, partial(conclusions_chart, rows), head, table, note
        )

    def _mean_parts(self, conclusions: Conclusions) -> list[tuple[str, float]]:
        """Assumption → its part in how a difference varies from world to world, mean over the conclusions."""
        parts: dict[str, float] = {}
        for robust in conclusions.verdicts:
            for matter in robust.matters:
                parts[matter.path] = parts.get(matter.path, 0) + matter.share * robust.explained / len(
                    conclusions.verdicts
                )
        ranked = sorted(parts.items(), key=lambda item: -item[1])
        seeds = self.saved.seeds
        return [(capital(assumption_in_words(path, seeds)), part) for path, part in ranked[:DRAWN] if part > 0]

    def _parts(self, rows: list[tuple[str, float]]) -> Picture:
        title = "The assumptions that the conclusions depend on most"
        table = [[name, percent(part, 1)] for name, part in rows]
        alt = f"{title}: " + ", ".join(f"{name} {part}" for name, part in table[:3])
        note = "The rest of how differences vary from world to world is luck, or beyond what this many worlds can tell."
        head = ["assumption", "mean part"]
        return Picture(
            "hangs-assumptions", title, self._about(), alt, partial(assumptions_chart, rows), head, table, note
        )

    def rows(self) -> list[dict[str, Any]]:
        """Every conclusion, the least steady first."""
        conclusions = self.conclusions
        if conclusions is None:
            return []
        return [
            {
                "title": conclusions.title(robust),
                "share": conclusions.share(robust),
                "matters": conclusions.matters(robust),
                "fails": conclusions.fails(robust),
                "explained": percent(robust.explained),
                "documents": self.documents(robust.statement),
                "lost": self.lost(robust.statement),
            }
            for robust in conclusions.verdicts
        ]

    def documents(self, statement: Statement) -> list[str]:
        """The documents of the scenario, of claims about this, and behind the scores or stakes it is made of."""
        named = list(self.saved.scenarios[statement.scenario].documents)
        for claim in self.saved.seeds.claims.values():
            if any((test.scenario, test.outcome) == (statement.scenario, statement.outcome) for test in claim.tests):
                named += claim.documents
        return list(dict.fromkeys([*named, *self.behind(statement.outcome)]))

    def behind(self, outcome: str) -> list[str]:
        """The documents that the starting scores an outcome is made of rest on, or those on who wants its stages."""
        if outcome not in self._behind:
            self._behind[outcome] = self._behind_outcome(outcome)
        return self._behind[outcome]

    @cached_property
    def _behind(self) -> dict[str, list[str]]:
        return {}

    def _behind_outcome(self, outcome: str) -> list[str]:
        spec = self.saved.seeds.outcomes.of(outcome)
        if spec is None:
            return []
        if spec.awaits:
            profiles = [p for p in self.saved.seeds.interests.profiles.values() if p.voice is None]
            speak = [name for p in profiles if set(p.stakes) & set(spec.awaits) for name in p.source or ()]
            return sorted(set(speak), key=lambda name: (-speak.count(name), name))[:MAX_DOCUMENTS]
        weight: dict[str, float] = {}
        for of, to in spec.pairs(ColumnName.of(outcome)):
            rows = why(self.saved.seeds, of, to, self.evidence.attribution)
            for documents, part in zip(rows["documents"], rows["alignment"].abs(), strict=True):
                for name in filter(None, str(documents).split(", ")):
                    weight[name] = weight.get(name, 0.0) + float(part)
        known = {name: part for name, part in weight.items() if name in self.saved.seeds.documents}
        ranked = sorted(known, key=lambda name: (-known[name], name))
        return [name for name in ranked[:MAX_DOCUMENTS] if known[name] >= BEHIND * sum(known.values())]

    def lost(self, statement: Statement) -> list[str]:
        """The readings of the evidence under which a sensitivity run beside this one no longer finds it."""
        return self.beside.lost.get((statement.scenario, statement.outcome), []) if self.beside else []
