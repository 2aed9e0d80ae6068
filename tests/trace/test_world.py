"""A told world is the ensemble's world, and everything told of it adds up to what happened in it."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest

from model.cli.commands.trace import document
from model.experiment.ensemble import BLOCK, Task, run_block
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.model import Region
from model.trace.builder import TraceBuilder
from model.trace.narrative import Narrative
from model.trace.recorder import Recorder
from model.trace.records import Event, Month, Trace
from model.trace.world import trace_world
from tests.conftest import FEUD, SHIPPED, TRIAD
from tests.simulation.seeing import Seeing

pytestmark = pytest.mark.slow

SOME = [
    name for name in ("baseline", "peace-deal-signed", "best-case-for-moscow", "corridor-opened") if name in SHIPPED
]
WORLDS = (0, 3, 17)
FIRING = ("armed", "fired", "active", "last_event")
"""The part of the state that is as long as the scenario has interventions."""
CASES = [(scenario, world) for scenario in SOME for world in WORLDS]


def alone(experiment: Experiment, scenario: str, world: int) -> Seeing:
    return Seeing(experiment, scenario, worlds=1, first_world=world, collect=False)


@pytest.fixture(scope="module")
def traces(experiment: Experiment) -> dict[tuple[str, int], Trace]:
    return {(scenario, world): trace_world(experiment, scenario, world) for scenario, world in CASES}


def text(experiment: Experiment, trace: Trace) -> str:
    return "\n".join(line.text for line in Narrative(trace, experiment.seeds).whole())


@pytest.mark.parametrize(("scenario", "world"), CASES)
def test_the_parts_told_sum_to_the_utility_the_region_used(
    experiment: Experiment, traces: dict[tuple[str, int], Trace], scenario: str, world: int
) -> None:
    region, told_of = alone(experiment, scenario, world), 0
    acts = region.choice_set.alternatives
    for month in traces[scenario, world].months:
        region.step()
        for event in month.events:
            if event.action is None:
                continue
            row = next(
                n
                for n, a in enumerate(acts)
                if (a.action, a.source, a.target) == (event.action, event.source, event.target)
            )
            for why in event.evaluations:
                actor = region.axes.actor[why.actor]
                options = (region.choice_set.option_event == row) & (region.choice_set.option_actor == actor)
                (used,) = region.utilities.utility[0, options]
                named = (why.parts.interest, why.parts.stake, why.parts.feeling, why.parts.pressure)
                assert math.fsum(named) == pytest.approx(used, abs=1e-12)
                assert why.conduct == region.utilities.conduct[0, options]
                assert why.restraint == region.utilities.restraint[0, options]
                assert math.fsum(x.worth for x in why.interest_terms) == pytest.approx(why.parts.interest, abs=1e-12)
                assert math.fsum(x.worth for x in why.stake_terms) == pytest.approx(why.parts.stake, abs=1e-12)
                assert math.fsum(x.worth for x in why.pressure_terms) == pytest.approx(why.parts.pressure, abs=1e-12)
                told_of += 1
    assert told_of > experiment.months / 2, "about one choice a month is evaluated"


def test_in_the_feud_pressure_conduct_and_restraint_are_told_as_they_weighed() -> None:
    """The pressers' terms sum to their part of the utility; what held force back and who goes on is said in words."""
    feud = make_experiment(["baseline"], seeds=FEUD, months=12)
    pressed = held_back = went_on = 0
    for world in range(12):
        trace = trace_world(feud, "baseline", world)
        whys = [why for month in trace.months for event in month.events for why in event.evaluations]
        for why in whys:
            worth = math.fsum(term.worth for term in why.pressure_terms)
            assert worth == pytest.approx(why.parts.pressure, abs=1e-12)
            assert all(term.hold > 0 for term in why.pressure_terms)
        pressed += any(why.pressure_terms for why in whys)
        said = text(feud, trace)
        held_back += "protection or a commitment held it back" in said
        went_on += "what the two sides did recently spoke for it" in said
    assert pressed > 6 and held_back > 0 and went_on > 3


@pytest.mark.parametrize(("scenario", "world"), CASES)
def test_the_moves_told_sum_to_the_change_of_every_alignment(
    experiment: Experiment, traces: dict[tuple[str, int], Trace], scenario: str, world: int
) -> None:
    region = alone(experiment, scenario, world)
    actors = region.axes.actors
    for month in traces[scenario, world].months:
        before = region.alignment_mean[0]
        region.step()
        moved = np.zeros_like(before)
        for change in month.changes:
            i, j = region.axes.actor[change.of], region.axes.actor[change.to]
            moved[i, j] = math.fsum([*change.events.values(), change.drift])
            for event in month.events:
                made = 0.0 if event.moves is None else event.moves[:, i, j].mean()
                assert change.events.get(event.number, 0.0) == pytest.approx(made, abs=1e-15)
        assert np.abs(region.alignment_mean[0] - before - moved).max() < 1e-12, f"all of {len(actors)} × {len(actors)}"


@pytest.mark.parametrize("scenario", SOME)
def test_what_is_told_is_what_the_world_does_in_an_ensemble(
    experiment: Experiment, traces: dict[tuple[str, int], Trace], scenario: str
) -> None:
    together = Region(experiment, scenario, worlds=64, collect=False)
    acts = together.choice_set.alternatives
    for n in range(experiment.months):
        together.step()
        for world in WORLDS:
            month = traces[scenario, world].months[n]
            chosen = {
                (acts[actor.chosen[world]].name, bool(together.done[world, actor.chosen[world]]))
                for actor in together.actors
                if actor.chosen[world] >= 0
            }
            said = {
                (f"{d.action}/{'+'.join(d.source)}/{'+'.join(d.target)}", d.came_about) for d in chosen_events(month)
            }
            assert said == chosen
            scripted = int(together.done[world, len(acts) :].sum())
            assert len(month.events) - len(said) == scripted
            fired = {k for k, when in enumerate(together.state.fired[world]) if when == together.month}
            assert {f.place for f in month.fired if not f.ends} == fired


def chosen_events(month: Month) -> list[Event]:
    return [event for event in month.events if event.action is not None]


@pytest.mark.parametrize(("scenario", "world"), CASES)
def test_the_steps_told_lead_from_each_months_stages_to_the_next(
    experiment: Experiment, traces: dict[tuple[str, int], Trace], scenario: str, world: int
) -> None:
    region, trace = alone(experiment, scenario, world), traces[scenario, world]
    stages = dict(trace.stages)
    for month in trace.months:
        region.step()
        for step in (s for fired in month.fired for s in fired.steps):
            assert stages[step.issue] == step.begins
            stages[step.issue] = step.to
        opened = dict(stages)
        for step in month.steps:
            assert opened[step.issue] == step.begins
            if step.happened:
                stages[step.issue] = step.to
                assert step.random_number is None or step.random_number < step.chance
        reached = {q: region.choice_set.stages[n][region.state.stage[0, n]] for n, q in enumerate(region.axes.issues)}
        assert stages == reached
    assert {q: pair.here for q, pair in trace.ending.stages.items()} == stages


@pytest.mark.parametrize(("scenario", "world"), [case for case in CASES if case[0] != "baseline"])
def test_the_worlds_part_in_the_first_month_in_which_their_arrays_differ(
    experiment: Experiment, traces: dict[tuple[str, int], Trace], scenario: str, world: int
) -> None:
    here, there = alone(experiment, scenario, world), alone(experiment, "baseline", world)
    acts, first = len(here.choice_set.alternatives), None
    for month in range(1, experiment.months + 1):
        here.step()
        there.step()
        held = [{**vars(region.state), **vars(region.environment)} for region in (here, there)]
        same = all(np.array_equal(held[0][name], held[1][name]) for name in held[0] if name not in FIRING)
        same &= np.array_equal(here.done[:, :acts], there.done[:, :acts])
        same &= all(np.array_equal(a.chosen, b.chosen) for a, b in zip(here.actors, there.actors, strict=True))
        if not same and first is None:
            first = month
    trace = traces[scenario, world]
    assert trace.parted == first
    assert text(experiment, trace).count("HERE THE TWO WORLDS PART") == 1
    for month in trace.months[: (first or 1) - 1]:
        assert month.divergence is not None
        assert not month.divergence.here and not month.divergence.there and not month.divergence.gaps


def test_without_reasons_the_same_comes_about_and_nothing_else_is_told() -> None:
    experiment = make_experiment(["baseline"], seeds=FEUD, months=18)
    whole = TraceBuilder(experiment, "baseline", "baseline", 4)
    bare = Recorder(experiment, "baseline", 4, reasons=False)
    brief = TraceBuilder(experiment, "baseline", "baseline", 4, recorder=bare)
    told = 0
    for _ in range(experiment.months):
        full, month = whole.month(), brief.month()
        assert month.occurrences == full.occurrences and brief.stages == whole.stages
        assert not whole.recorder.differs(brief.recorder)
        assert not month.changes and not any(event.evaluations or event.moves is not None for event in month.events)
        assert not any(step.effects for step in month.steps)
        told += len(month.occurrences)
    assert told > 5


@pytest.mark.parametrize("reasons", [True, False])
def test_no_attribute_comes_to_exist_in_a_month(reasons: bool) -> None:
    """All is declared before the first month; of options that nobody weighed nothing is known."""
    experiment = make_experiment(["baseline"], seeds=FEUD, months=4)
    recorder = Recorder(experiment, "baseline", 4, reasons=reasons)
    regions = [recorder, Region(experiment), Region(experiment, worlds=3, collect=False)]
    declared = [{*vars(region)} for region in regions]
    assert not recorder.drift_of(recorder.opening.alignment[0]).any()
    assert np.isnan(recorder.chance_of(0)) and np.isnan(recorder.utilities.utility).all()
    for region in regions:
        region.step()
        region.run_to_end()
    assert [{*vars(region)} for region in regions] == declared
    assert np.isnan(recorder.chance_of(0)) != reasons


def test_the_baseline_is_compared_with_nothing(experiment: Experiment, traces: dict[tuple[str, int], Trace]) -> None:
    trace = traces["baseline", 3]
    assert trace.baseline is None and trace.parted is None
    assert all(month.divergence is None for month in trace.months)
    assert "in the baseline" not in text(experiment, trace).split("How it ends")[1]


def test_the_ending_is_the_runs_own(experiment: Experiment, traces: dict[tuple[str, int], Trace]) -> None:
    """Outcomes and first months as a run's table has them for the same world, in both scenarios."""
    trace = traces["peace-deal-signed", 17]
    here, there = (run_block(experiment, Task(name, 0, BLOCK)).outcomes for name in ("peace-deal-signed", "baseline"))
    for name, pair in trace.ending.outcomes.items():
        for value, column in ((pair.here, here[name]), (pair.there, there[name])):
            if column.dtype.kind == "U":
                assert value == column[17]
            elif np.isnan(column[17]):
                assert value is None
            else:
                assert value == pytest.approx(float(column[17]), abs=1e-9)
    for milestone in trace.ending.milestones:
        assert (milestone.here is not None) == bool(here[milestone.outcome][17])
        assert (milestone.there is not None) == bool(there[milestone.outcome][17])
    signed_in = next(m for m in trace.ending.milestones if m.outcome == "peace_signed")
    assert signed_in.here == here["months_to_peace"][17] == 3
    widest = trace.ending.gaps[0]
    differ = {n: abs(here[n][17] - there[n][17]) for n in here if re.fullmatch(r"alignment\.\w+\.\w+", n)}
    assert max(differ, key=differ.__getitem__) == f"alignment.{widest.of}.{widest.to}"


def test_a_refused_proposal_is_told_with_its_chance_and_luck(
    experiment: Experiment, traces: dict[tuple[str, int], Trace]
) -> None:
    trace = traces["baseline", 3]
    refused = [(m, d) for m in trace.months for d in m.events if d.refused_by]
    assert refused, "some offers are refused in two years"
    value = {name: given.value for name, given in experiment.seeds.assumptions.assumptions.items()}
    noise = value["choice_noise"] * value["consent_noise"]
    said = text(experiment, trace)
    for month, event in refused:
        assert not event.came_about and event.moves is None
        assert all(event.number not in change.events for change in month.changes)
        (why, *_) = [r for r in event.evaluations if r.agreed is False]
        asks = experiment.seeds.actions.actions[event.action].asks
        threshold = value.get(f"consent_{asks}", 0.0)
        likely = 1 / (1 + math.exp(threshold - why.conduct - why.parts.utility / noise))
        assert why.consent_chance == pytest.approx(likely, rel=1e-9)
        assert why.random_number is not None and why.random_number >= likely
        name = trace.actors[why.actor]
        assert re.search(
            rf"{name}( \({why.actor}\))? refused: the chance that it would agree was {likely:.2f}, "
            rf"and luck drew {why.random_number:.2f}, not below that",
            said,
        )


def test_of_two_who_propose_the_same_neither_is_asked() -> None:
    """Both agreed by proposing, and the act counts once."""
    region = make_experiment(["baseline"], seeds=TRIAD)
    told_of = [trace_world(region, "baseline", world) for world in range(8)]
    both = [d for trace in told_of for m in trace.months for d in m.events if len(d.proposers) == 2]
    assert both, "in the invented region B and C want the same"
    for event in both:
        assert event.came_about or event.refused_by, "a third party may still refuse"
        assert all((why.agreed is None) == (why.actor in event.proposers) for why in event.evaluations)


def test_chances_of_choice_are_shares_of_the_weights(experiment: Experiment) -> None:
    """Of the chance that the actor acts, a share as large as the option's among its weights."""
    region, trace = alone(experiment, "baseline", 0), trace_world(experiment, "baseline", 0)
    for month in trace.months:
        region.step()
        for event in chosen_events(month):
            for why in event.evaluations:
                if why.role == "asked":
                    assert why.chance is None
                    continue
                actor = region.actors[region.axes.actor[why.actor]]
                weights = np.exp(region.utilities.log_weight[0, actor.options])
                events = [region.choice_set.alternatives[d] for d in region.choice_set.option_event[actor.options]]
                at = next(n for n, a in enumerate(events) if (a.action, a.source, a.target) == (
                    event.action, event.source, event.target))  # fmt: skip
                acting = 1 - region.utilities.idle[0, actor.place]
                assert region.utilities.steady[0], "as the shipped region has it"
                assert why.chance == pytest.approx(acting * weights[at] / weights.sum(), rel=1e-9)
                base = region.utilities.share[0, actor.options][at]
                assert why.times_as_likely == pytest.approx(why.chance / base, rel=1e-9)


def test_the_document_of_an_account_is_valid_json(experiment: Experiment, traces: dict[tuple[str, int], Trace]) -> None:
    held = document(traces["best-case-for-moscow", 0], experiment.seeds, None)
    again = json.loads(json.dumps(held, allow_nan=False))
    assert again == held, "texts as keys, lists for tuples, and no number that JSON lacks"
