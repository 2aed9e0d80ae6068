"""Robustness of the conclusions in words: the share of assumptions under which each holds, and where it fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from model.analysis.robustness.run_robustness import RunRobustness
from model.analysis.robustness.verdicts import ABOVE, MIN_DRAWS, STEADY, Matter, Robust
from model.common.text import listed, percent
from model.reporting.wording.robustness import assumption_in_words, region_in_words, span_in_words
from model.reporting.wording.words import Words

NAMED = 3
"""Assumptions that are named for a verdict."""
SLIGHT = 0.05
"""An assumption with a smaller part in what assumptions explain is not named."""


@dataclass(frozen=True)
class Conclusions:
    """The verdicts of a run in words."""

    words: Words
    names: Mapping[str, str]
    """Scenario → its name."""
    found: RunRobustness

    @property
    def verdicts(self) -> list[Robust]:
        """The least steady first, and those that cannot be told before those that hold."""
        return sorted(self.found.verdicts, key=lambda one: (one.share >= STEADY, one.steady, one.share, one.spread))

    @property
    def failing(self) -> list[Robust]:
        """Those that fail under more than a twentieth of the plausible assumptions, or in a region."""
        return [robust for robust in self.verdicts if robust.share < STEADY or robust.region is not None]

    @property
    def resting(self) -> list[tuple[Robust, Matter]]:
        """Those that rest on one coefficient, and on which."""
        return [(robust, matter) for robust in self.verdicts if (matter := robust.rests_on) is not None]

    def summary(self) -> str:
        """All verdicts in a sentence or two."""
        count = len(self.found.verdicts)
        if self.found.draws < MIN_DRAWS:
            return (
                f"Too few draws ({self.found.draws:,}) to say under which assumptions a conclusion holds: "
                f"give at least {MIN_DRAWS} worlds, and better a thousand."
            )
        if not count:
            return "No conclusion of this run is sure enough to ask what it depends on."
        steady = sum(robust.steady for robust in self.found.verdicts)
        blind = sum(robust.blind and robust.share >= STEADY for robust in self.found.verdicts)
        return (
            f"Conclusions that hold under {percent(STEADY)} or more of {self.found.draws:,} draws of the plausible "
            f"assumptions: {steady} of {count}. Too small beside luck to tell: {blind}. "
            f"Resting on one coefficient: {len(self.resting)}."
        )

    def title(self, robust: Robust) -> str:
        """The verdict: `Influence of A rises with “A deal”`, `Treaty signed in more worlds with “A deal”`."""
        outcome, rises = robust.statement.outcome, robust.statement.side == ABOVE
        turns = ("in more worlds", "in fewer worlds") if self.words.is_share(outcome) else ("rises", "falls")
        turn = turns[0] if rises else turns[1]
        return f"{self.words.outcome(outcome)} {turn} with “{self.names[robust.statement.scenario]}”"

    def share(self, robust: Robust) -> str:
        """The share of plausible assumptions, and how steady it is."""
        if robust.blind and robust.share >= STEADY:
            return "cannot be told"
        low, high = map(percent, robust.spread)
        shown = "all" if robust.share == 1 else percent(robust.share)
        return shown if low == high else f"{shown} ({low} to {high})"

    def holds(self, robust: Robust) -> str:
        """Under what share of the plausible assumptions it holds, and where it fails."""
        return f"Holds under {self.share(robust)} of the plausible assumptions. {self.fails(robust)}"

    def fails(self, robust: Robust) -> str:
        """The assumptions under which it fails."""
        region = robust.region
        if region is not None:
            return (
                f"It reverses where {region_in_words(region, self.words.seeds)}: {percent(region.coverage)} of the "
                f"draws in which it fails lie there, and of those that lie there it fails in {percent(region.density)}."
            )
        if robust.blind and robust.share >= STEADY:
            return (
                "Too small beside luck to tell: an assumption too weak to be seen among so many draws could reverse "
                "it. More worlds would tell."
            )
        if robust.share == 1:
            return "It fails nowhere, as far as this many draws can tell."
        return "No region of assumptions was found in which it reverses; its failures are scattered or too few."

    def matters(self, robust: Robust) -> str:
        """The assumptions it depends on, each with its part in what assumptions explain, and which way it works."""
        if not robust.matters:
            return "no assumption that can be told from luck"
        sign = 1 if robust.statement.side == ABOVE else -1
        told = [matter for matter in robust.matters if matter.share >= SLIGHT] or list(robust.matters[:1])
        shown = listed(
            f"{assumption_in_words(matter.path, self.words.seeds)} ({percent(matter.share)}, "
            f"{'strengthens' if matter.rise * sign > 0 else 'weakens'} it)"
            for matter in told[:NAMED]
        )
        return shown + (f"; {len(told) - NAMED} more" if len(told) > NAMED else "")

    def warning(self, robust: Robust, matter: Matter) -> str:
        """Warning that a verdict rests on one coefficient."""
        return (
            f"{self.title(robust)}: rests on one coefficient. {percent(matter.alone)} of how the difference varies "
            f"with the assumptions comes from {assumption_in_words(matter.path, self.words.seeds)} alone "
            f"(plausible {span_in_words(matter.path, self.words.seeds)})."
        )

    def lines(self) -> Iterator[str]:
        """Lines for the terminal."""
        yield self.summary()
        for robust in self.failing:
            yield f"{self.title(robust)}. {self.holds(robust)}"
