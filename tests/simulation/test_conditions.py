"""Conditions on what happens, held against reading them by hand; chance says the same in every scenario."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.conditions.programs import fits
from model.rules.random_numbers import RandomNumbers
from model.rules.records import NEVER
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.model import Region
from model.spec.base import month_of
from model.spec.condition import Condition, EventCondition
from tests.conftest import ROOT, TRIAD, Call

WORLDS, MONTHS = 48, 18
START = month_of("2020-12")
KINDS = ("issue", "alignment", "event", "chance", "not", "any", "all")


def written(tmp_path: Path, name: str, interventions: list[dict[str, Any]], months: int = MONTHS) -> str:
    content = {"name": name, "summary": "S.", "months": months, "interventions": interventions}
    (tmp_path / f"{name}.yaml").write_text(json.dumps(content), encoding="utf-8")
    return str(tmp_path / f"{name}.yaml")


def experiment_of(tmp_path: Path, **scenarios: list[dict[str, Any]]) -> Experiment:
    paths = [written(tmp_path, name, interventions) for name, interventions in scenarios.items()]
    return make_experiment(["baseline", *paths], seeds=TRIAD, months=MONTHS)


def made_up(dice: random.Random, depth: int = 0) -> dict[str, Any]:
    """A condition of one to three parts, nested up to three deep."""
    found: dict[str, Any] = {}
    for kind in dice.sample(KINDS[:4] if depth == 3 else KINDS, dice.choice((1, 1, 2, 3))):
        if kind == "issue":
            found[kind] = {"treaty": dice.sample(["none", "drafted", "signed"], dice.choice((1, 2)))}
        elif kind == "alignment":
            of, to = dice.sample(["AAA", "BBB", "CCC"], 2)
            found[kind] = {"of": of, "to": to, dice.choice(("above", "below")): round(dice.uniform(-0.5, 0.5), 2)}
        elif kind == "event":
            found[kind] = {"type": dice.sample(["raid", "accord", "mediation"], dice.choice((1, 2)))}
            for side in dice.sample(("source", "target"), dice.choice((0, 1))):
                found[kind][side] = dice.sample(["AAA", "BBB", "CCC"], dice.choice((1, 2)))
            since = dice.choice((None, "2021-05", "1 month", "4 months"))
            found[kind] |= {} if since is None else {"since": since}
        elif kind == "chance":
            found[kind] = round(dice.random(), 2)
        elif kind == "not":
            found[kind] = made_up(dice, depth + 1)
        else:
            found[kind] = [made_up(dice, depth + 1) for _ in range(dice.choice((1, 2, 3)))]
    return found


class ByHand:
    """Worlds of a region as they were seen, and how a condition reads in one of them."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.events = [*region.choice_set.alternatives, *region.structure.scripted]
        self.happened: list[list[tuple[int, Any]]] = [[] for _ in range(WORLDS)]

    def look(self) -> None:
        """Write down what happened this month."""
        for w, n in zip(*np.nonzero(self.region.done), strict=True):
            self.happened[w].append((self.region.month, self.events[n]))

    def holds(self, it: Condition, w: int, name: str) -> bool:
        """Read a condition at the opening of the month after the last."""
        region, opens = self.region, self.region.month + 1
        for issue, stages in it.issue.items():
            q = region.axes.issue[issue]
            if region.choice_set.stages[q][region.state.stage[w, q]] not in stages:
                return False
        if it.alignment is not None:
            i, j = (region.axes.actor[actor] for actor in (it.alignment.of, it.alignment.to))
            level = region.state.alignment[w, :, i, j].mean()
            if it.alignment.above is not None and not level > it.alignment.above:
                return False
            if it.alignment.below is not None and not level < it.alignment.below:
                return False
        if it.event is not None and not any(
            fits(it.event, event, region.experiment.seeds) and self.counts(it.event, month, opens)
            for month, event in self.happened[w]
        ):
            return False
        if it.chance is not None:
            drawn = RandomNumbers(1, np.array([w])).uniform([f"chance/{name}"], 0)[0, 0]
            if drawn >= it.chance:
                return False
        if it.not_ is not None and self.holds(it.not_, w, name):
            return False
        if it.any is not None and not [one for one in it.any if self.holds(one, w, name)]:
            return False
        return all(self.holds(one, w, name) for one in it.all or ())

    @staticmethod
    def counts(asked: EventCondition, month: int, opens: int) -> bool:
        if isinstance(asked.since, int):
            return opens - month <= asked.since
        return asked.since is None or START + month >= month_of(asked.since)


@pytest.mark.slow
def test_conditions_hold_where_reading_them_says_so(tmp_path: Path) -> None:
    dice = random.Random(5)
    waiting = [
        {"name": f"n{k % 7}", "when": made_up(dice), "after": dice.choice((0, 1, 4)), "tie": {
            "kind": "alliance", "between": ["AAA", "DDD"], "strength": 0.01}}
        for k in range(60)
    ]  # fmt: skip
    raid = {"at": "2021-04", "event": {"type": "raid", "source": ["AAA", "CCC"], "target": "BBB", "salience": "war"}}
    experiment = experiment_of(tmp_path, many=[raid, *waiting])
    region = Region(experiment, "many", worlds=WORLDS, collect=False, seed=1)
    by_hand, given = ByHand(region), region.structure.schedule
    armed = np.full((WORLDS, len(given)), NEVER)
    fired = armed.copy()
    for month in range(1, MONTHS + 1):
        for k, intervention in enumerate(given):
            for w in range(WORLDS) if intervention.when is not None else ():
                if armed[w, k] == NEVER and by_hand.holds(intervention.when, w, str(intervention.name)):
                    armed[w, k] = month
                if month - armed[w, k] + 1 >= max(intervention.after, 1) and fired[w, k] == NEVER:
                    fired[w, k] = month
        region.step()
        by_hand.look()
        assert np.array_equal(region.state.armed[:, 1:], armed[:, 1:]), f"month {month}"
        assert np.array_equal(region.state.fired[:, 1:], fired[:, 1:]), f"month {month}"
    held = (armed[:, 1:] < NEVER).sum(axis=0)
    assert ((held > 0) & (held < WORLDS)).sum() > 20, "many conditions held in some worlds and not in others"
    assert len({*armed[:, 1:].ravel()}) > 8, "and they began to hold in many months"
    seen = Region(experiment, "many", worlds=WORLDS, collect=False, seed=1)
    seen.run_to_end()
    assert np.array_equal(seen.state.fired, region.state.fired), "in one call as in steps"


ATTENTION = {"attention": {"AAA": 0.5}}


def test_the_same_worlds_draw_the_same_in_every_scenario_that_has_the_name(tmp_path: Path) -> None:
    lot = {"name": "lot", "when": {"chance": 0.4}, **ATTENTION}
    twin = {"name": "lot", "when": {"not": {"chance": 0.4}}, **ATTENTION}
    less = {"name": "lot", "when": {"chance": 0.1}, **ATTENTION}
    other = {"name": "other", "when": {"chance": 0.4}, **ATTENTION}
    raid = {"at": "2021-02", "event": {"type": "raid", "source": "AAA", "target": "CCC", "salience": "war"}}
    experiment = experiment_of(tmp_path, one=[lot, other], two=[raid, less, other, lot, twin])
    worlds, fired = 2000, {}
    for scenario in ("one", "two"):
        region = Region(experiment, scenario, worlds=worlds, collect=False, seed=1)
        region.step()
        fired[scenario] = region.state.fired == 1
    assert np.array_equal(fired["one"][:, 0], fired["two"][:, 3])
    assert np.array_equal(fired["one"][:, 1], fired["two"][:, 2])
    assert np.array_equal(~fired["two"][:, 3], fired["two"][:, 4]), "where the draw says no, `not` says yes"
    assert not (fired["two"][:, 1] & ~fired["two"][:, 3]).any(), "a smaller chance says yes only where a larger does"
    assert fired["one"].mean(axis=0) == pytest.approx([0.4, 0.4], abs=0.04)
    both = (fired["one"][:, 0] & fired["one"][:, 1]).mean()
    assert both == pytest.approx(0.16, abs=0.03), "two names draw apart"
    alone = Region(experiment, "one", worlds=3, first_world=700, collect=False, seed=1)
    alone.step()
    assert np.array_equal(alone.state.fired == 1, fired["one"][700:703])
    luck = Region(experiment, "one", worlds=worlds, collect=False, seed=2)
    luck.step()
    assert not np.array_equal(luck.state.fired == 1, fired["one"]), "another seed draws others"


def test_an_answer_comes_the_month_after_and_what_follows_counts_from_the_event(tmp_path: Path) -> None:
    raid = {"type": "raid", "source": "DDD", "target": "BBB"}
    chain = [
        {"at": "2021-03", "event": {**raid, "salience": "war"}},
        {"when": {"event": raid}, "event": {"type": "aid", "source": "DDD", "target": "BBB", "salience": "war"}},
        {"when": {"event": {"type": "aid", "source": "DDD"}}, "after": "6 months", **ATTENTION},
        {"when": {"event": {**raid, "since": "2021-04"}}, **ATTENTION},
        {"when": {"issue": {"treaty": ["none", "drafted", "signed"]}, "not": {"event": raid}}, **ATTENTION},
    ]
    region = Region(experiment_of(tmp_path, chain=chain), "chain", worlds=4, collect=False, seed=1)
    for _ in range(12):
        region.step()
    assert (region.state.fired == [3, 4, 10, NEVER, 1]).all(), "nobody else raids as D does, which only a script can"


def test_nothing_is_kept_of_events_that_no_condition_asks_for(tmp_path: Path) -> None:
    twice = [{"when": {"event": {"type": "raid", "since": since}}, **ATTENTION} for since in ("2021-02", "3 months")]
    experiment = experiment_of(tmp_path, twice=twice)
    baseline, asking = (Region(experiment, name, worlds=2, collect=False, seed=1) for name in ("baseline", "twice"))
    assert baseline.state.last_event.shape == (2, 0)
    assert asking.state.last_event.shape == (2, 1), "one pattern, whatever month counts"


PAGE = ROOT / "model" / "docs" / "conditions.md"


@pytest.fixture
def analyst(tmp_path: Path) -> Path:
    """The scenario that the page shows, as a file."""
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    (tmp_path / "visas-and-gas.yaml").write_text(example, encoding="utf-8")
    return tmp_path / "visas-and-gas.yaml"


def test_the_plan_of_the_page_is_the_one_that_is_printed(analyst: Path, call: Call) -> None:
    status, out, _ = call("check", "--plan", analyst)
    assert status == 0
    printed = re.sub(r"\s+\[[^]]*visas-and-gas[^]]*\]", "", " ".join(out.split()))
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert " ".join(shown.split()) in printed


@pytest.mark.slow
def test_armenia_leaves_only_where_the_gas_price_went_up(analyst: Path) -> None:
    experiment = make_experiment(["baseline", str(analyst)])
    worlds, months = 256, 18
    region = Region(experiment, "visas-and-gas", worlds=worlds, months=months, collect=False, seed=1)
    seen = region.run_to_end()
    asked = EventCondition(type=("energy_price",), source=("RUS",), target=("ARM",))
    events = [*region.choice_set.alternatives, *region.structure.scripted]
    raised = seen.done[:, :, [fits(asked, event, experiment.seeds) for event in events]].any(axis=2)
    april = month_of("2026-04") - experiment.as_of
    first = np.where(raised[:, april:].any(axis=1), april + raised[:, april:].argmax(axis=1), NEVER)
    issue = region.axes.issue["eaeu"]
    left = seen.stage[:, :, issue] == region.choice_set.stage_index("eaeu", "left")
    assert (region.state.fired[:, 2] == april).mean() == pytest.approx(0.5, abs=0.1), "an answer in half of the worlds"
    due = first + 6 <= months
    assert left[due, (first + 6)[due]].all(), "it left six months after the price"
    fired = region.state.fired[:, 3]
    assert np.array_equal(fired < NEVER, due) and (fired[due] == first[due] + 6).all()
    assert 0.1 < (~due).mean() < 0.6 and left[~due, -1].mean() < 0.1, "elsewhere only by its own choice"
