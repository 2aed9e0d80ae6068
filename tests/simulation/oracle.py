"""The model's arithmetic once more, by loops over names, from the design's text and the bare YAML.

Nothing of `model` is imported: what this and the program work out have only the seeds in common.
Levels are dicts by (dimension, who leans, to whom), pairs by (of, on); a missing pair is 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from scipy.stats import binom

LEFT_OUT = (
    dict.fromkeys(("asymmetry", "inertia", "reciprocity", "pressure", "deterrence", "commitment", "steady_tempo"), 0.0)
    | {f"consent_{kind}": 0.0 for kind in ("talks", "deal", "accord", "commitment")}
    | {"consent_noise": 1.0}
)
"""As what a region's assumptions count where it leaves them out (ODD 5); without a prior, targets share evenly."""

Cell = tuple[str, str, str]
Levels = dict[Cell, float]
Pairs = dict[tuple[str, str], float]


def month_of(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7]) - 1


def listed(names: Any) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def cut(number: float, low: float, high: float) -> float:
    return min(high, max(low, number))


def plausible(count: int, trials: int, chance: float) -> bool:
    """True where a count lies within what five sigma leave of a binomial, in its exact tails."""
    tail = 2.87e-7
    return bool(binom.cdf(count, trials, chance) > tail and binom.sf(count - 1, trials, chance) > tail)


def mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


@dataclass(frozen=True)
class Event:
    type: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    salience: str
    standing: str = "documented"
    action: str = ""

    @property
    def parties(self) -> tuple[str, ...]:
        return self.sources + self.targets


@dataclass
class World:
    """One world at the start of a month."""

    alignment: Levels
    shift: Levels
    dependence: Pairs = field(default_factory=dict)
    stage: dict[str, str] = field(default_factory=dict)
    rest: dict[str, int] = field(default_factory=dict)
    luck: Pairs = field(default_factory=dict)
    """(actor, issue) → the standard normal of its stake."""
    conduct: dict[str, Pairs] = field(default_factory=dict)
    """The six fading sums, by the name the program gives each; and `since_force`, months since force was used."""
    scripted: list[dict[str, Any]] = field(default_factory=list)
    """Ties and dependence that a scenario has put in force, written as the effects of a stage are."""


class Oracle:
    """A region as its YAML has it: what an event weighs, moves and leaves in the sums of conduct."""

    def __init__(self, folder: Path, **assumptions: float) -> None:
        self.yaml: dict[str, Any] = {}
        for file in folder.glob("*.yaml"):
            self.yaml |= yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
        for name in ("ties", "dependence"):  # these two files both declare `kinds`
            text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
            self.yaml[name] = yaml.load(text, yaml.BaseLoader)
        given = self.yaml["assumptions"].items()
        self.assumed = LEFT_OUT | {name: float(each["value"]) for name, each in given} | assumptions
        self.actors = list(self.yaml["actors"])
        self.deciders = [a for a in self.actors if self.yaml["actors"][a].get("decides") != "false"]
        self.dimensions = listed(self.yaml["region"]["dimensions"])
        self.opens = month_of(self.yaml["region"]["replay_from"])
        self.as_of = month_of(self.yaml["region"]["documented_until"])
        self.cells = [(d, i, j) for d in self.dimensions for i in self.actors for j in self.actors if i != j]

    # Everyone judges an event by how they feel about its target

    def is_agreement(self, event: Event) -> bool:
        return bool(self.yaml["types"][event.type].get("agreement") == "true")

    def weight(self, event: Event) -> dict[str, float]:
        """The weight w by dimension: salience × standing × Goldstein/10 × share."""
        kind = self.yaml["types"][event.type]
        named = self.yaml["salience"].get(event.salience)
        whole = float(named["value"] if named else event.salience) * float(kind["goldstein"]) / 10
        whole *= float(self.yaml["standing"][event.standing]["value"])
        return {d: whole * float(kind["shares"].get(d, 0)) for d in self.dimensions}

    def whole(self, event: Event) -> float:
        """ŵ, the weight summed over the dimensions."""
        return sum(self.weight(event).values())

    def effective_weight(self, event: Event) -> dict[str, float]:
        """The weight by dimension, times ν where it is negative."""
        return {d: w * (self.assumed["negativity"] if w < 0 else 1) for d, w in self.weight(event).items()}

    def sides(self, event: Event) -> list[tuple[str, tuple[str, ...]]]:
        """Every doer with its others: the targets, or in an agreement the other parties."""
        if self.is_agreement(event):
            return [(i, tuple(j for j in event.parties if j != i)) for i in event.parties]
        return [(i, event.targets) for i in event.sources]

    def moves(self, event: Event, level: Levels) -> Levels:
        """Effect of an event on each alignment, headroom left out."""
        impact, moved = self.assumed["impact"], dict.fromkeys(self.cells, 0.0)
        back = impact * self.assumed["reflection"]
        seen = impact * self.assumed["spillover"]
        onlookers = [k for k in self.actors if k not in event.parties]
        for d, w in self.effective_weight(event).items():
            if self.is_agreement(event):
                for s in event.parties:
                    others = [t for t in event.parties if t != s]
                    for t in others:
                        moved[d, t, s] += impact * w
                    for k in onlookers:
                        moved[d, k, s] += seen * w * mean([level[d, k, t] for t in others])
                continue
            for s in event.sources:
                for t in event.targets:
                    moved[d, t, s] += impact * w
                    moved[d, s, t] += back * w
                for k in onlookers:
                    moved[d, k, s] += seen * w * mean([level[d, k, t] for t in event.targets])
        return moved

    def pushes(self, events: list[Event], level: Levels) -> list[tuple[Levels, Levels]]:
        """Each event's upward and downward push, scaled so that a month's sums do not exceed 1."""
        each = [self.moves(event, level) for event in events]
        up = {c: sum(max(0.0, m[c]) for m in each) for c in self.cells}
        down = {c: sum(max(0.0, -m[c]) for m in each) for c in self.cells}
        return [
            (
                {c: max(0.0, m[c]) / max(1.0, up[c]) for c in self.cells},
                {c: max(0.0, -m[c]) / max(1.0, down[c]) for c in self.cells},
            )
            for m in each
        ]

    def appraised(self, events: list[Event], level: Levels) -> list[Levels]:
        """Moves by each event of a month, headroom included, the cut to ±1 left out."""
        warm = {c: self.warmth(level[c]) for c in self.cells}
        return [
            {c: up[c] * (1 - warm[c]) - down[c] * (1 + warm[c]) for c in self.cells}
            for up, down in self.pushes(events, level)
        ]

    def warmth(self, level: float) -> float:
        """The warmth m = max(A, (1 − a)·A), which leaves a kindness 1 − m of headroom and a blow 1 + m."""
        return max(level, (1 - self.assumed["asymmetry"]) * level)

    # Who quarrels goes on for a while, and what was done before is done again

    def kept_for(self, half_life: str) -> float:
        """Share of a sum that a month leaves; of sums that nothing reads, any."""
        return float(2 ** (-1 / self.assumed.get(half_life, 1.0)))

    def record(self, world: World, events: list[Event]) -> None:
        """The fading sums of conduct after a month, and the month's events in them."""
        fades = {
            "friendly": "conduct_half_life", "hostile": "conduct_half_life", "friendly_count": "habit_half_life",
            "hostile_count": "habit_half_life", "pressing": "pressure_half_life", "guaranteed": "memory_half_life",
        }  # fmt: skip
        for name, half_life in fades.items():
            before = world.conduct.get(name, {})
            kept = self.kept_for(half_life)
            world.conduct[name] = {(i, j): kept * before.get((i, j), 0.0) for i in self.actors for j in self.actors}
        since = world.conduct.get("since_force", {})
        world.conduct["since_force"] = {
            (i, j): since.get((i, j), math.inf) + 1 for i in self.actors for j in self.actors
        }
        for event in events:
            self.add(world.conduct, event)

    def add(self, sums: dict[str, Pairs], event: Event) -> None:
        """One event of some weight added to the sums of its pairs."""
        size, kind = self.whole(event), self.yaml["types"][event.type]
        pairs = [(i, j) for i, others in self.sides(event) for j in others]
        for i, j in pairs if size else ():
            sort = "friendly" if size > 0 else "hostile"
            sums[sort][i, j] += abs(size)
            sums[f"{sort}_count"][i, j] += 1 / len(pairs)
            if kind.get("force") == "true":
                sums["pressing"][i, j] += 4 * abs(size)
                sums["since_force"][i, j] = 0
            elif kind.get("lever") == "true":
                sums["pressing"][i, j] += abs(size)
            if kind.get("guarantee") == "true":
                sums["guaranteed"][j, i] += abs(size)


def stands(dated: Mapping[str, Any], month: int) -> bool:
    """True where a dated declaration counts in a month, its first and last included."""
    begins, until = dated.get("from"), dated.get("until")
    return (begins is None or month_of(begins) <= month) and (until is None or month <= month_of(until))
