"""Memory and the documented past once more, by loops over names: how events fade and where worlds start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.simulation.oracle import Cell, Event, Levels, Oracle, Pairs, World, cut, listed, mean, month_of, stands


class Past(Oracle):
    """A region as its YAML has it, replayed from its documents."""

    def supported(self, pairings: list[Any]) -> Levels:
        """The sum of what some ties support; not yet cut."""
        total = dict.fromkeys(self.cells, 0.0)
        for tie in pairings:
            pairs = (
                [(tie["of"], tie["to"])]
                if "of" in tie
                else [(a, b) for a in tie["between"] for b in tie["between"] if a != b]
            )
            for d, support in self.yaml["ties"]["kinds"][tie["kind"]]["supports"].items():
                for a, b in pairs:
                    total[d, a, b] += float(support) * float(tie.get("strength", 1))
        return total

    def standing(self, month: int, stages: Mapping[str, str], scripted: Sequence[Any] = ()) -> Levels:
        """Level that the ties of a month support, those of stages and scenario included; not yet cut."""
        holding = [tie for tie in self.yaml["ties"]["ties"] if stands(tie, month)]
        effects = [self.effects(q, stage) for q, stage in stages.items()] + list(scripted)
        return self.supported(holding + [tie for each in effects for tie in each.get("ties", [])])

    @property
    def kept(self) -> float:
        return float(2 ** (-1 / self.assumed["memory_half_life"]))

    def remember(self, world: World, events: list[Event], month: int, stages: Mapping[str, str]) -> list[Levels]:
        """Appraisal and memory over a month: A', the lasting share of it, then A''; returns each event's moves.

        Last among them is what the cut of A' to ±1 took away.
        """
        before = world.alignment
        parts = self.appraised(events, before)
        uncut = {c: before[c] + sum(part[c] for part in parts) for c in self.cells}
        after = {c: cut(uncut[c], -1, 1) for c in self.cells}
        share = self.assumed["lasting_share"]
        world.shift = {c: world.shift[c] + share * (after[c] - before[c]) for c in self.cells}
        standing = self.standing(month, stages, world.scripted)
        ties = {c: cut(standing[c] + world.shift[c], -1, 1) for c in self.cells}
        world.alignment = {c: ties[c] + self.kept * (after[c] - ties[c]) for c in self.cells}
        return [*parts, {c: after[c] - uncut[c] for c in self.cells}]

    def documented(self, month: int) -> dict[str, Event]:
        """The documented events of a month, by the event's id."""
        return {
            each["id"]: Event(
                each["type"],
                listed(each["source"]),
                listed(each["target"]),
                each["salience"],
                each.get("standing", "documented"),
            )
            for each in self.yaml["events"]
            if month_of(each["date"]) == month
        }

    def stages_in(self, month: int) -> dict[str, str]:
        """Each issue's stage at the end of a documented month."""
        found = {}
        for name, issue in self.yaml["issues"].items():
            entered = {month_of(date): stage for date, stage in issue["history"].items()}
            found[name] = entered[max(date for date in entered if date <= month)]
        return found

    def replay(self, as_of: int) -> Iterator[tuple[int, World, dict[str, Levels]]]:
        """Each documented month, the world at its end, and what each of its events moved."""
        first = self.standing(self.opens, self.stages_in(self.opens))
        world = World({c: cut(first[c], -1, 1) for c in self.cells}, dict.fromkeys(self.cells, 0.0))
        for month in range(self.opens, as_of + 1):
            events = self.documented(month)
            parts = self.remember(world, list(events.values()), month, self.stages_in(month))
            self.record(world, list(events.values()))
            yield month, world, dict(zip([*events, "limit"], parts, strict=True))

    def attribution(self, cell: Cell, as_of: int) -> dict[str, float]:
        """The part each event, each tie and the cuts have in one alignment, in closed form.

        Of a move x, n months on, φx stands and (1 − φ)x·2^(−n/h) is left. A tie fills up while it stands and
        fades afterwards; the limit is whatever the ties and the moves lost at ±1, month by month.
        """
        parts: dict[str, float] = {}
        share, moved, lost = self.assumed["lasting_share"], 0.0, 0.0
        for month, _, events in self.replay(as_of):
            faded = self.kept ** (as_of - month + 1)
            for name, part in events.items():
                parts[name] = parts.get(name, 0.0) + part[cell] * (share + (1 - share) * faded)
                moved += part[cell]
            whole = self.standing(month, self.stages_in(month))[cell] + share * moved
            lost += (cut(whole, -1, 1) - whole) * (1 - self.kept) * self.kept ** (as_of - month)
        first = self.standing(self.opens, self.stages_in(self.opens))[cell]
        parts["limit"] += lost + (cut(first, -1, 1) - first) * self.kept ** (as_of - self.opens + 1)
        for tie in self.yaml["ties"]["ties"]:
            held = [month for month in range(self.opens, as_of + 1) if stands(tie, month)]
            parts[tie["id"]] = self.supported([tie])[cell] * self.charged(held, as_of)
        for q, issue in self.yaml["issues"].items():
            for stage in issue["stages"]:
                held = [m for m in range(self.opens, as_of + 1) if self.stages_in(m)[q] == stage]
                support = self.supported(self.effects(q, stage).get("ties", []))[cell]
                parts[f"{q}: {stage}"] = support * self.charged(held, as_of)
        return {name: part for name, part in parts.items() if part}

    def charged(self, held: list[int], as_of: int) -> float:
        """How much of a tie that stood in one stretch of months shows at the end of the as-of month."""
        if not held:
            return 0.0
        full = 1.0 if held[0] == self.opens else 1 - self.kept ** len(held)
        return float(full * self.kept ** (as_of - held[-1]))

    def start(self, as_of: int, luck: Pairs) -> World:
        """The world at the start of month 1."""
        *_, (_, world, _) = self.replay(as_of)
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
        """The effects of one kind, of all stages the issues are in and of the scenario."""
        effects = [self.effects(q, stage) for q, stage in world.stage.items()] + world.scripted
        return [each[kind] for each in effects if kind in each]
