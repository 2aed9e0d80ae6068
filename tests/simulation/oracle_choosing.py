"""The rules of choice and of issues once more, by loops over names: what options are worth and how issues move."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tests.simulation.oracle import Event, Levels, Pairs, World, cut, listed, mean, month_of, stands
from tests.simulation.oracle_past import Past

Luck = Mapping[tuple[str, str, int], float]
"""(issue, stage it is in, place of the transition in the issue's list) → a uniform number."""


class Choosing(Past):
    """A region as its YAML has it, and all rules over it."""

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

    def gain(self, profile: str, event: Event, level: Levels) -> float:
        """ΔG, each interest asking what the event does to its own alignment."""
        total = 0.0
        impact, weight = self.assumed["impact"], self.effective_weight(event)
        for (d, i, j), interest in self.cares(profile).items():
            doers = event.parties if self.is_agreement(event) else event.sources
            if i in event.parties and j in event.parties:
                if self.is_agreement(event) or (i in event.targets and j in event.sources):
                    total += interest * impact * weight[d]
                elif i in event.sources and j in event.targets:
                    total += interest * impact * self.assumed["reflection"] * weight[d]
            elif j in doers and i not in event.parties:
                judged = [t for t in (event.parties if self.is_agreement(event) else event.targets) if t != j]
                onlooker_weight = mean([level[d, i, t] for t in judged])
                total += interest * impact * self.assumed["spillover"] * weight[d] * onlooker_weight
        return total

    def headroom(self, event: Event, level: Levels) -> float:
        """The factor r = 1 − sign(ŵ) × the warmth of A[target, source]."""
        pairs = [(t, s) for s, others in self.sides(event) for t in others]
        sign = math.copysign(1, self.whole(event))
        return 1 - sign * self.warmth(mean([self.lean(level, a, b) for a, b in pairs]))

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

    def sets_off(self, event: Event, transition: Mapping[str, Any]) -> bool:
        """True where an event is one a transition lists; a scripted one if its parties could choose such an act.

        Which step a scripted agreement stands for, the scenario says itself.
        """
        acts = transition.get("acts")
        among = {"source": event.sources, "target": event.targets, "within": event.parties}
        if acts is None or any(not set(who) <= set(listed(acts.get(key, who))) for key, who in among.items()):
            return False
        if event.action:
            return event.action in listed(acts["action"])
        return not self.is_agreement(event) and any(self.could(event, name) for name in listed(acts["action"]))

    def could(self, event: Event, name: str) -> bool:
        """True where a scripted event is such as its sources may choose."""
        action = self.yaml["actions"][name]
        reach = {t for s in event.sources for target in action["by"].get(s, []) for t in listed(target)}
        return bool(action["type"] == event.type) and set(event.targets) <= reach

    def stake(self, i: str, event: Event, world: World) -> float:
        total = 0.0
        for q, _, t in self.transitions(world):
            if self.sets_off(event, t):
                own = float(self.yaml["profiles"][self.profile(world, i)].get("stakes", {}).get(q, 0))
                own += self.assumed["stake_spread"] * world.luck[i, q]
                change = self.level(q, t["to"]) - self.level(q, world.stage[q])
                total += self.assumed["stake_unit"] * own * self.chance(t) * change
        return total

    def forecast(self, i: str, event: Event, world: World) -> float:
        """r·ΔG + stake."""
        gain = self.gain(self.profile(world, i), event, world.alignment)
        return self.headroom(event, world.alignment) * gain + self.stake(i, event, world)

    def parts(self, i: str, event: Event, world: World) -> dict[str, float]:
        """The utility of an event to one of its parties, part by part."""
        level = world.alignment
        mean_alignment = mean([self.lean(level, i, other) for other in self.others(i, event)])
        pressure = sum(
            self.assumed["pressure"]
            * world.conduct["pressing"][j, i]
            * (self.depends(world, i, j) + self.dated("exposure", i, j))
            * self.stronger(world, j, i)
            * self.forecast(j, event, world)
            for j in self.deciders
            if j != i
        )
        return {
            "interest": self.headroom(event, level) * self.gain(self.profile(world, i), event, level),
            "stake": self.stake(i, event, world),
            "feeling": self.assumed["feeling"] * sum(self.effective_weight(event).values()) * mean_alignment,
            "pressure": pressure,
        }

    def others(self, i: str, event: Event) -> list[str]:
        """The others of a doer."""
        return [j for j in (event.parties if self.is_agreement(event) else event.targets) if j != i]

    def stronger(self, world: World, j: str, i: str) -> float:
        """c_ji, the share that j has of the power of the two."""
        mine, against = (self.capability(world, who) * self.attention(world, who) for who in (j, i))
        return mine / (mine + against)

    def dated(self, role: str, i: str, j: str) -> float:
        """The share of i's that serves a role and comes from j in the as-of month: X or p."""
        kinds = {name for name, kind in self.yaml["dependence"]["kinds"].items() if kind.get("serves") == role}
        return sum(
            float(share["share"])
            for share in self.yaml["dependence"]["shares"]
            if (share["of"], share["on"]) == (i, j) and share["kind"] in kinds and stands(share, self.as_of)
        )

    def of_late(self, i: str, event: Event, world: World) -> float:
        """Conduct: what i and the others did to each other of late, by the sign of the event."""
        sums, scale = world.conduct, self.assumed.get("conduct_scale", 1.0)

        def between(a: str, b: str) -> float:
            return math.tanh((sums["friendly"][a, b] - sums["hostile"][a, b]) / scale)

        chi, rho = self.assumed["inertia"], self.assumed["reciprocity"]
        return math.copysign(1, self.whole(event)) * mean(
            [chi * between(i, j) + rho * between(j, i) for j in self.others(i, event)]
        )

    def held_back(self, i: str, event: Event, world: World) -> float:
        """Restraint of force: who protects the target, and what binds the two."""
        if self.yaml["types"][event.type].get("force") != "true":
            return 0.0
        (j,) = event.targets
        protected = sum(
            min(1.0, self.dated("protection", j, k) + world.conduct["guaranteed"][j, k])
            * self.stronger(world, k, i)
            * (1 + self.lean(world.alignment, k, j)) / 2
            for k in self.deciders
            if k not in (i, j)
        )  # fmt: skip
        bound = sum(
            float(each["strength"])
            for binds in self.in_force(world, "binds")
            for each in binds
            if set(each["between"]) == {i, j}
        )
        return self.assumed["deterrence"] * protected + self.assumed["commitment"] * bound

    def tilt(self, i: str, event: Event, world: World) -> float:
        """The log of what an option's base rate is multiplied by: U/τ + conduct + α·[hostile] − restraint."""
        hostility = float(self.yaml["actors"][i].get("hostility", 0)) if self.whole(event) < 0 else 0.0
        utility = self.utility(i, event, world) / self.assumed["choice_noise"]
        return utility + self.of_late(i, event, world) + hostility - self.held_back(i, event, world)

    def utility(self, i: str, event: Event, world: World) -> float:
        return sum(self.parts(i, event, world).values())

    def events_of(self, i: str) -> dict[str, list[Event]]:
        """Events that an actor may do or propose, by action."""
        return {
            name: [
                Event(action["type"], (i,), listed(target), action["salience"], action=name)
                for target in action["by"][i]
            ]
            for name, action in self.yaml["actions"].items()
            if i in action["by"]
        }

    def is_open(self, event: Event, world: World) -> bool:
        action = self.yaml["actions"][event.action]
        if any(world.stage[q] not in listed(stages) for q, stages in action.get("when", {}).items()):
            return False
        if not self.provoked(event, action.get("after"), world):
            return False
        steps = any(self.sets_off(event, t) for _, _, t in self.transitions(world))
        return steps or action.get("steps") != "true"

    def provoked(self, event: Event, after: str | None, world: World) -> bool:
        """Return True where force of the last two months opens an answer: used by a target, or by others on it."""
        since = world.conduct["since_force"]
        (i,) = event.sources
        struck = any(since[k, j] < 2 for j in self.others(i, event) for k in self.actors if k not in (i, j))
        used = any(since[j, k] < 2 for j in self.others(i, event) for k in self.actors if k != j)
        return after is None or (struck if after == "struck" else used)

    def choices(self, i: str, world: World) -> tuple[dict[Event, float], float]:
        """The weight of every event open to an actor, and of doing nothing."""
        free, weights, busy = self.attention(world, i), {}, 0.0
        for name, events in self.events_of(i).items():
            open_now = [event for event in events if self.is_open(event, world)]
            action = self.yaml["actions"][name]
            rate = float(action.get("rates", {}).get(i, action["rate"]))
            rate *= float(self.yaml["actors"][i]["tempo"])
            rate *= (1 + math.exp(self.threshold(name))) / 2
            busy += rate if open_now else 0
            habits = [self.habit(i, event, world) for event in open_now]
            for event, habit in zip(open_now, habits, strict=True):
                weights[event] = rate * free * habit / sum(habits) * math.exp(self.tilt(i, event, world))
        return weights, max(1 - free * busy, 1e-9)

    def habit(self, i: str, event: Event, world: World) -> float:
        """Share of a base rate by what was done before; the same for all where there is no prior."""
        if "habit_prior" not in self.assumed:
            return 1.0
        counts = world.conduct["friendly_count" if self.whole(event) > 0 else "hostile_count"]
        return mean([counts[i, j] for j in self.others(i, event)]) + self.assumed["habit_prior"]

    def chances(self, i: str, world: World) -> dict[Event, float]:
        """The probability of every event open to an actor; with what is left of 1 it does nothing."""
        weights, idle = self.choices(i, world)
        whole = sum(weights.values())
        if not self.assumed["steady_tempo"]:
            return {event: weight / (whole + idle) for event, weight in weights.items()}
        return {event: (1 - idle) * weight / whole for event, weight in weights.items()}

    def threshold(self, action: str) -> float:
        """c, by the kind of agreement an action asks for."""
        return self.assumed[f"consent_{self.yaml['actions'][action].get('asks', 'talks')}"]

    def consent(self, i: str, event: Event, world: World) -> float:
        noise = self.assumed["choice_noise"] * self.assumed["consent_noise"]
        agreeable = self.utility(i, event, world) / noise + self.of_late(i, event, world)
        return 1 / (1 + math.exp(self.threshold(event.action) - agreeable))

    def diversified(self, world: World) -> Pairs:
        """Dependence of each a month later: where a supplier is disliked, the others gain."""
        new = dict(world.dependence)
        for i in self.actors:
            suppliers = [j for j in self.actors if world.dependence[i, j] > 0]
            for j in suppliers:
                lean = self.lean(world.alignment, i, j)
                lost = world.dependence[i, j] * self.assumed["diversification"] * (1 - lean) / 2
                new[i, j] -= lost
                liked = {k: max(0.0, self.lean(world.alignment, i, k)) for k in suppliers if k != j}
                for k, liking in liked.items():
                    new[i, k] += lost * liking / sum(liked.values()) if liking > 0 else 0.0
        return new

    def put(self, world: World, issue: str, stage: str) -> None:
        """A dated scenario step, at the opening of a month; the rest counts after that month."""
        if world.stage[issue] != stage:
            world.stage[issue] = stage
            world.rest[issue] = round(self.assumed["rest_months"]) + 1

    def pass_month(self, world: World, month: int, as_of: int, events: list[Event], luck: Luck) -> None:
        """Appraise, forget, dependence, issues: all that follows once it is known what was done.

        month: in the calendar. luck: the month's uniform number of each transition open to be taken.
        """
        open_now = self.transitions(world)
        self.remember(world, events, as_of, world.stage)
        self.record(world, events)
        world.dependence = self.diversified(world)
        taken: dict[str, list[dict[str, Any]]] = {}
        was = dict(world.stage)
        for q, n, t in open_now:
            season = [month_of(date) for date in listed(t.get("months", ()))]
            if "hazard" in t:
                happens = (not season or month in season) and luck[q, was[q], n] < self.chance(t, "hazard")
            else:
                happens = any(self.sets_off(event, t) for event in events)
                happens = happens and luck[q, was[q], n] < self.chance(t)
            if happens:
                taken.setdefault(q, []).append(t)
        rest = round(self.assumed["rest_months"])
        for q in world.stage:
            world.rest[q] = max(0, world.rest[q] - 1)
            steps = sorted(taken.get(q, []), key=lambda t: t.get("setback") != "true")
            if steps:
                world.stage[q] = steps[0]["to"]
                world.rest[q] = 2 * rest if steps[0].get("setback") == "true" else rest
