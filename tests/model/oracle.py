"""The model's arithmetic once more, by loops over names, from the design's text and the bare YAML.

Nothing of `model` is imported: what this works out and what the program works out have only the seeds in common.
Levels are dicts by (dimension, who leans, to whom), pairs by (of, on); a missing pair is 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Cell = tuple[str, str, str]
Levels = dict[Cell, float]
Pairs = dict[tuple[str, str], float]


def month_of(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7]) - 1


def listed(names: Any) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def cut(number: float, low: float, high: float) -> float:
    return min(high, max(low, number))


def mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


@dataclass(frozen=True)
class Deed:
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


class Oracle:
    """A region as its YAML has it, and the four rules over it."""

    def __init__(self, folder: Path, **assumptions: float) -> None:
        self.yaml: dict[str, Any] = {}
        for file in folder.glob("*.yaml"):
            self.yaml |= yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
        for name in ("ties", "dependence"):  # these two files both declare `kinds`
            self.yaml[name] = yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
        self.assumed = {name: float(each["value"]) for name, each in self.yaml["assumptions"].items()} | assumptions
        self.actors = list(self.yaml["actors"])
        self.deciders = [a for a in self.actors if self.yaml["actors"][a].get("decides") != "false"]
        self.dimensions = listed(self.yaml["region"]["dimensions"])
        self.opens = month_of(self.yaml["region"]["replay_from"])
        self.cells = [(d, i, j) for d in self.dimensions for i in self.actors for j in self.actors if i != j]

    # Rule 1: everyone judges a deed by how they feel about its target

    def is_agreement(self, deed: Deed) -> bool:
        return bool(self.yaml["types"][deed.type].get("agreement") == "true")

    def weight(self, deed: Deed) -> dict[str, float]:
        """w by dimension: salience × standing × Goldstein/10 × share, times ν if negative."""
        kind = self.yaml["types"][deed.type]
        named = self.yaml["salience"].get(deed.salience)
        whole = float(named["value"] if named else deed.salience) * float(kind["goldstein"]) / 10
        whole *= float(self.yaml["standing"][deed.standing]["value"])
        whole *= self.assumed["negativity"] if whole < 0 else 1
        return {d: whole * float(kind["shares"].get(d, 0)) for d in self.dimensions}

    def moves(self, deed: Deed, level: Levels) -> Levels:
        """What a deed does to each alignment, room left out."""
        impact, moved = self.assumed["impact"], dict.fromkeys(self.cells, 0.0)
        back = impact * self.assumed["reflection"]
        seen = impact * self.assumed["spillover"]
        onlookers = [k for k in self.actors if k not in deed.parties]
        for d, w in self.weight(deed).items():
            if self.is_agreement(deed):
                for s in deed.parties:
                    others = [t for t in deed.parties if t != s]
                    for t in others:
                        moved[d, t, s] += impact * w
                    for k in onlookers:
                        moved[d, k, s] += seen * w * mean([level[d, k, t] for t in others])
                continue
            for s in deed.sources:
                for t in deed.targets:
                    moved[d, t, s] += impact * w
                    moved[d, s, t] += back * w
                for k in onlookers:
                    moved[d, k, s] += seen * w * mean([level[d, k, t] for t in deed.targets])
        return moved

    def pushes(self, deeds: list[Deed], level: Levels) -> list[tuple[Levels, Levels]]:
        """Each deed's upward and downward push, scaled so that a month's sums do not exceed 1."""
        each = [self.moves(deed, level) for deed in deeds]
        up = {c: sum(max(0.0, m[c]) for m in each) for c in self.cells}
        down = {c: sum(max(0.0, -m[c]) for m in each) for c in self.cells}
        return [
            (
                {c: max(0.0, m[c]) / max(1.0, up[c]) for c in self.cells},
                {c: max(0.0, -m[c]) / max(1.0, down[c]) for c in self.cells},
            )
            for m in each
        ]

    def appraised(self, deeds: list[Deed], level: Levels) -> list[Levels]:
        """What each deed of a month moves, room included."""
        return [
            {c: up[c] * (1 - level[c]) - down[c] * (1 + level[c]) for c in self.cells}
            for up, down in self.pushes(deeds, level)
        ]

    # Rule 2: deeds fade, ties do not

    def standing(self, month: int, stages: Mapping[str, str]) -> Levels:
        """The sum of the ties that stand in a month, those of the stages included; not yet cut."""
        total = dict.fromkeys(self.cells, 0.0)
        pairings = [t for t in self.yaml["ties"]["ties"] if stands(t, month)]
        for issue, stage in stages.items():
            pairings += self.effects(issue, stage).get("ties", [])
        for tie in pairings:
            pairs = [(tie["of"], tie["to"])] if "of" in tie else [(a, b) for a in tie["between"] for b in tie["between"]]
            for d, support in self.yaml["ties"]["kinds"][tie["kind"]]["supports"].items():
                for a, b in pairs:
                    if a != b:
                        total[d, a, b] += float(support) * float(tie.get("strength", 1))
        return total

    def kept(self) -> float:
        return float(2 ** (-1 / self.assumed["memory_half_life"]))

    def remember(self, world: World, deeds: list[Deed], month: int, stages: Mapping[str, str]) -> None:
        """Rules 1 and 2 over a month: A', the lasting share of each move, then A''."""
        before = world.alignment
        parts = self.appraised(deeds, before)
        after = {c: before[c] + sum(part[c] for part in parts) for c in self.cells}
        share = self.assumed["lasting_share"]
        world.shift = {c: world.shift[c] + share * (after[c] - before[c]) for c in self.cells}
        standing = self.standing(month, stages)
        ties = {c: cut(standing[c] + world.shift[c], -1, 1) for c in self.cells}
        world.alignment = {c: ties[c] + self.kept() * (after[c] - ties[c]) for c in self.cells}

    def documented(self, month: int) -> list[Deed]:
        return [
            Deed(e["type"], listed(e["source"]), listed(e["target"]), e["salience"], e.get("standing", "documented"))
            for e in self.yaml["events"]
            if month_of(e["date"]) == month
        ]

    def stages_in(self, month: int) -> dict[str, str]:
        """Each issue's stage at the end of a documented month."""
        found = {}
        for name, issue in self.yaml["issues"].items():
            entered = {month_of(date): stage for date, stage in issue["history"].items() if month_of(date) <= month}
            found[name] = entered[max(entered)]
        return found

    def replay(self, as_of: int) -> Iterator[tuple[int, World]]:
        """Each documented month and the world at its end."""
        first = self.standing(self.opens, self.stages_in(self.opens))
        world = World({c: cut(first[c], -1, 1) for c in self.cells}, dict.fromkeys(self.cells, 0.0))
        for month in range(self.opens, as_of + 1):
            self.remember(world, self.documented(month), month, self.stages_in(month))
            yield month, world

    def start(self, as_of: int, luck: Pairs) -> World:
        """The world at the start of month 1."""
        *_, (_, world) = self.replay(as_of)
        world.stage = self.stages_in(as_of)
        world.rest = dict.fromkeys(world.stage, 0)
        world.dependence = {(i, j): 0.0 for i in self.actors for j in self.actors}
        for share in self.yaml["dependence"]["shares"]:
            if stands(share, as_of):
                kind = self.yaml["dependence"]["kinds"][share["kind"]]
                world.dependence[share["of"], share["on"]] += float(kind["weight"]) * float(share["share"])
        world.luck = luck
        return world

    def lean(self, level: Levels, i: str, j: str) -> float:
        """A[i, j], mean over dimensions."""
        return mean([level[d, i, j] for d in self.dimensions])

    def effects(self, issue: str, stage: str) -> dict[str, Any]:
        return dict(self.yaml["issues"][issue]["stages"][stage].get("effects", {}))

    def in_force(self, world: World, kind: str) -> list[Any]:
        """The effects of one kind of all stages the issues are in."""
        return [e[kind] for q, s in world.stage.items() if kind in (e := self.effects(q, s))]


def stands(dated: Mapping[str, Any], month: int) -> bool:
    """Whether a dated declaration counts in a month, its first and last included."""
    begins, until = dated.get("from"), dated.get("until")
    return (begins is None or month_of(begins) <= month) and (until is None or month <= month_of(until))


class Choosing(Oracle):
    """Rules 3 and 4: what actors weigh, what they depend on, and how issues move."""

    def attention(self, world: World, i: str) -> float:
        return min([1.0, *(float(e[i]) for e in self.in_force(world, "attention") if i in e)])

    def capability(self, world: World, i: str) -> float:
        factors = [float(e[i]) for e in self.in_force(world, "capability") if i in e]
        return float(self.yaml["actors"][i].get("capability", 0)) * math.prod(factors)

    def profile(self, world: World, i: str) -> str:
        return next((str(e[i]) for e in self.in_force(world, "profile") if i in e), i)

    def depends(self, world: World, i: str, j: str) -> float:
        """D[i, j] with the effects of stages."""
        changes = [e for effects in self.in_force(world, "dependence") for e in effects]
        change = sum(float(e["change"]) for e in changes if (e["of"], e["on"]) == (i, j))
        return cut(world.dependence[i, j] + change, 0, 1)

    def cares(self, profile: str) -> Levels:
        """Interest in each alignment, Σ|interest| = 1; one without a dimension is spread evenly."""
        table = dict.fromkeys(self.cells, 0.0)
        for care in self.yaml["profiles"][profile]["cares"]:
            within = [care["dimension"]] if "dimension" in care else list(self.dimensions)
            for d in within:
                table[d, care["of"], care["to"]] += float(care["weight"]) / len(within)
        whole = sum(abs(x) for x in table.values())
        return {c: x / whole for c, x in table.items()}

    def worth(self, profile: str, level: Levels) -> float:
        """G: what a profile gets from the alignments as they are."""
        return sum(x * level[c] for c, x in self.cares(profile).items())

    def gain(self, profile: str, deed: Deed, level: Levels) -> float:
        """ΔG, each interest asking what the deed does to its own alignment."""
        total = 0.0
        impact, weight = self.assumed["impact"], self.weight(deed)
        for (d, i, j), interest in self.cares(profile).items():
            doers = deed.parties if self.is_agreement(deed) else deed.sources
            if i in deed.parties and j in deed.parties:
                if self.is_agreement(deed) or (i in deed.targets and j in deed.sources):
                    total += interest * impact * weight[d]
                elif i in deed.sources and j in deed.targets:
                    total += interest * impact * self.assumed["reflection"] * weight[d]
            elif j in doers and i not in deed.parties:
                judged = [t for t in (deed.parties if self.is_agreement(deed) else deed.targets) if t != j]
                felt = mean([level[d, i, t] for t in judged])
                total += interest * impact * self.assumed["spillover"] * weight[d] * felt
        return total

    def room(self, deed: Deed, level: Levels) -> float:
        """r = 1 − sign(ŵ)·A[target, source]."""
        if self.is_agreement(deed):
            pairs = [(a, b) for a in deed.parties for b in deed.parties if a != b]
        else:
            pairs = [(t, s) for t in deed.targets for s in deed.sources]
        return 1 - math.copysign(1, sum(self.weight(deed).values())) * mean([self.lean(level, a, b) for a, b in pairs])

    def chance(self, transition: Mapping[str, Any], key: str = "chance") -> float:
        given = transition.get(key, "1")
        return self.assumed[given] if given in self.assumed else float(given)

    def transitions(self, world: World) -> list[tuple[str, int, dict[str, Any]]]:
        """(issue, place in its list, transition) of every transition open in this world."""
        return [
            (q, n, t)
            for q, issue in self.yaml["issues"].items()
            for n, t in enumerate(issue["transitions"])
            if world.rest[q] == 0
            and world.stage[q] in listed(t["from"])
            and all(world.stage[other] in listed(stages) for other, stages in t.get("requires", {}).items())
        ]

    def level(self, issue: str, stage: str) -> float:
        stages = self.yaml["issues"][issue]["stages"]
        return float(stages[stage].get("level", list(stages).index(stage)))

    def stake(self, i: str, deed: Deed, world: World) -> float:
        total = 0.0
        for q, _, t in self.transitions(world):
            if sets_off(deed, t):
                own = float(self.yaml["profiles"][self.profile(world, i)].get("stakes", {}).get(q, 0))
                own += self.assumed["stake_spread"] * world.luck[i, q]
                change = self.level(q, t["to"]) - self.level(q, world.stage[q])
                total += self.assumed["stake_unit"] * own * self.chance(t) * change
        return total

    def forecast(self, i: str, deed: Deed, world: World) -> float:
        """r·ΔG + stake."""
        gain = self.gain(self.profile(world, i), deed, world.alignment)
        return self.room(deed, world.alignment) * gain + self.stake(i, deed, world)

    def parts(self, i: str, deed: Deed, world: World) -> dict[str, float]:
        """The utility of a deed to one of its parties, part by part."""
        level = world.alignment
        everyone = deed.parties if self.is_agreement(deed) else deed.targets
        regard = mean([self.lean(level, i, other) for other in everyone if other != i])
        threats = sum(
            self.depends(world, i, j)
            * self.capability(world, j)
            * self.attention(world, j)
            * max(0.0, -self.forecast(j, deed, world))
            for j in self.deciders
            if j != i
        )
        return {
            "interest": self.room(deed, level) * self.gain(self.profile(world, i), deed, level),
            "stake": self.stake(i, deed, world),
            "feeling": self.assumed["feeling"] * sum(self.weight(deed).values()) * regard,
            "leverage": self.assumed["leverage"] * threats,
        }

    def utility(self, i: str, deed: Deed, world: World) -> float:
        parts = self.parts(i, deed, world)
        return parts["interest"] + parts["stake"] + parts["feeling"] - parts["leverage"]

    def deeds_of(self, i: str) -> dict[str, list[Deed]]:
        """What an actor may do or propose, by action."""
        return {
            name: [
                Deed(action["type"], (i,), listed(target), action["salience"], action=name)
                for target in action["by"][i]
            ]
            for name, action in self.yaml["actions"].items()
            if i in action["by"]
        }

    def is_open(self, deed: Deed, world: World) -> bool:
        action = self.yaml["actions"][deed.action]
        if any(world.stage[q] not in listed(stages) for q, stages in action.get("when", {}).items()):
            return False
        return action.get("steps") != "true" or any(sets_off(deed, t) for _, _, t in self.transitions(world))

    def choices(self, i: str, world: World, forbidden: tuple[str, ...] = ()) -> tuple[dict[Deed, float], float]:
        """The weight of every deed open to an actor, and of doing nothing."""
        free, weights, busy = self.attention(world, i), {}, 0.0
        for name, deeds in self.deeds_of(i).items():
            open_now = [deed for deed in deeds if self.is_open(deed, world) and name not in forbidden]
            action = self.yaml["actions"][name]
            rate = float(action.get("rates", {}).get(i, action["rate"])) * float(self.yaml["actors"][i]["tempo"])
            busy += rate if open_now else 0
            for deed in open_now:
                tilt = math.exp(self.utility(i, deed, world) / self.assumed["choice_noise"])
                weights[deed] = rate * free / len(open_now) * tilt
        return weights, 1 - free * busy

    def consent(self, i: str, deed: Deed, world: World) -> float:
        return 1 / (1 + math.exp(-self.utility(i, deed, world) / self.assumed["choice_noise"]))

    def diversified(self, world: World) -> Pairs:
        """What each depends on a month later: where a supplier is disliked, the others gain."""
        new = dict(world.dependence)
        for i in self.actors:
            suppliers = [j for j in self.actors if world.dependence[i, j] > 0]
            for j in suppliers:
                lean = self.lean(world.alignment, i, j)
                lost = world.dependence[i, j] * self.assumed["diversification"] * (1 - lean) / 2
                new[i, j] -= lost
                liked = {k: max(0.0, self.lean(world.alignment, i, k)) for k in suppliers if k != j}
                for k, liking in liked.items():
                    new[i, k] += lost * liking / sum(liked.values()) if liking else 0
        return new

    def month(self, world: World, month: int, as_of: int, deeds: list[Deed], luck: Mapping[tuple[str, int], float]) -> None:
        """Appraise, forget, dependence, issues: everything after it is known what was done.

        month: in the calendar. luck: (issue, place of the transition) → uniform number of this month.
        """
        open_now = self.transitions(world)
        self.remember(world, deeds, as_of, world.stage)
        world.dependence = self.diversified(world)
        happening: dict[str, list[dict[str, Any]]] = {}
        for q, n, t in open_now:
            season = [month_of(date) for date in listed(t.get("months", ()))]
            if "hazard" in t:
                happens = (not season or month in season) and luck[q, n] < self.chance(t, "hazard")
            else:
                happens = any(sets_off(deed, t) for deed in deeds) and luck[q, n] < self.chance(t)
            if happens:
                happening.setdefault(q, []).append(t)
        rest = round(self.assumed["rest_months"])
        for q in world.stage:
            world.rest[q] = max(0, world.rest[q] - 1)
            steps = sorted(happening.get(q, []), key=lambda t: t.get("setback") != "true")
            if steps:
                world.stage[q] = steps[0]["to"]
                world.rest[q] = 2 * rest if steps[0].get("setback") == "true" else rest


def sets_off(deed: Deed, transition: Mapping[str, Any]) -> bool:
    """Whether a chosen deed is one of those a transition lists."""
    acts = transition.get("acts")
    if acts is None or deed.action not in listed(acts["action"]):
        return False
    within = {"source": deed.sources, "target": deed.targets, "within": deed.parties}
    return all(set(names) <= set(listed(acts[key])) for key, names in within.items() if key in acts)
