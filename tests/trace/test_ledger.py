"""The ledger's parts sum to the paired difference, are what the trace tells, and can be worked out by hand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.experiment.ensemble import computing
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.measures import Measures, Watch
from model.simulation.model import Region
from model.trace.ledger import Ledger
from model.trace.parts import (
    EVENT,
    FORGETTING,
    GIVEN_DEPENDENCE,
    GIVEN_TIE,
    SCRIPTED,
    STAGE_DEPENDENCE,
    STAGE_TIE,
    SUPPLIERS,
    Part,
)
from model.trace.recorded_worlds import RecordedWorlds
from model.trace.world import trace_world
from tests.conftest import FEUD, TRIAD

A, B, C = 0, 1, 2
RETAINED, LASTING = 0.5 ** (1 / 12), 0.4
"""Of the invented regions: share of the distance to the ties that a month leaves, and the lasting share of a move."""


def divided(experiment: Experiment, scenario: str, worlds: int, first: int = 0) -> Ledger:
    with computing():
        baseline = RecordedWorlds(experiment, "baseline", worlds=worlds, first_world=first)
        return Ledger.of(experiment, scenario, baseline)


def written(folder: Path, interventions: str, further: str = "") -> None:
    """A scenario of its own in a copy of an invented region."""
    text = f"name: Own\nsummary: Its own.\nextends: baseline\n{further}interventions:\n{interventions}"
    (folder / "scenarios" / "own.yaml").write_text(text, encoding="utf-8")


def still(*paths: str) -> dict[str, float]:
    """Overrides by which nobody acts, and nothing besides."""
    return {f"tempo.{name}": 0.0 for name in ("AAA", "BBB", "CCC")} | dict.fromkeys(paths, 0.0)


CASES = [
    *((region, "deal", sample) for region in (TRIAD, FEUD) for sample in (False, True)),
    *(
        (Path("seeds"), name, sample)
        for name in ("best-case-for-moscow", "corridor-opened")
        for sample in (False, True)
    ),
]


@pytest.mark.parametrize(("seeds", "scenario", "sample"), CASES)
def test_the_parts_sum_to_every_difference(seeds: Path, scenario: str, sample: bool) -> None:
    experiment = replace(make_experiment(["baseline", scenario], seeds=seeds), sample=sample)
    worlds, measures = 24, Measures(experiment.choice_set)
    found = divided(experiment, scenario, worlds)
    sides = [Region(experiment, name, worlds=worlds, collect=False) for name in (scenario, "baseline")]
    with computing():
        for side in sides:
            side.run_to_end()
    for name, cells in (("alignment_mean", found.alignment), ("dependence", found.dependence)):
        gap = (getattr(sides[0], name) - getattr(sides[1], name)).mean(axis=0)
        assert np.abs(sum(cells.values(), np.zeros_like(gap)) - gap).max() < 1e-12
    assert np.abs(sum(found.alignment.values())).max() > 1e-3
    ends = [measures.final(side, Watch(measures, side)) for side in sides]
    influences = {name: outcome.influences for name, outcome in measures.outcomes.items() if outcome.influences}
    for name, over in influences.items():
        assert sum(found.influence(over).values()) == pytest.approx((ends[0][name] - ends[1][name]).mean(), abs=1e-12)
    assert influences


def test_with_changed_assumptions_and_lasting_interventions_the_parts_sum_too(triad_folder: Path) -> None:
    """Memory, ties, the starts of dependence and the sizes of stages may all be the scenario's own."""
    written(
        triad_folder,
        "  - at: 2021-02\n    issue: {treaty: signed}\n"
        "  - between: [2021-03, 2021-05]\n    tie: {kind: alliance, between: [AAA, CCC], strength: 0.7}\n"
        "  - at: 2021-06\n    dependence: {of: BBB, on: CCC, change: 0.9}\n"
        "  - at: 2021-04\n    event: {type: raid, source: AAA, target: CCC, salience: war}\n",
        "assumptions: {memory_half_life: 7, lasting_share: 0.6}\n",
    )
    experiment = make_experiment(["baseline", "own"], seeds=triad_folder, months=14)
    found = divided(experiment, "own", 40)
    gap = (found.here.alignment_mean - found.there.alignment_mean).mean(axis=0)
    assert np.abs(sum(found.alignment.values()) - gap).max() < 1e-12
    need = (found.here.dependence - found.there.dependence).mean(axis=0)
    assert np.abs(sum(found.dependence.values()) - need).max() < 1e-12
    own = {part.part for cells in (found.alignment, found.dependence) for part in cells if part.written}
    assert {SCRIPTED, GIVEN_TIE, GIVEN_DEPENDENCE, STAGE_TIE, STAGE_DEPENDENCE, "assumptions"} <= own


def test_a_scripted_event_alone_is_written_to_the_last_part(triad_folder: Path) -> None:
    written(triad_folder, "  - at: 2021-01\n    event: {type: raid, source: AAA, target: CCC, salience: war}\n")
    experiment = make_experiment(["baseline", "own"], seeds=triad_folder, months=3, overrides=still())
    found = divided(experiment, "own", 4)
    start = found.there.start_alignment[0, 0, C, A]  # security; a raid has no other dimension
    made = -0.2 * 1.5 * (1 + start) / 2
    raid = Part(SCRIPTED, "AAA", "raid", "CCC", written=True)
    faded = Part(FORGETTING, written=True)
    assert found.alignment[raid][C, A] == pytest.approx(made, abs=1e-12)
    assert found.alignment[faded][C, A] == pytest.approx(made * (1 - LASTING) * (RETAINED**3 - 1), abs=1e-12)
    assert set(found.alignment) == {raid, faded}
    assert found.times(raid) == (1.0, 0.0) and np.isnan(found.times(faded)).all()
    assert set(found.dependence) == {Part(SUPPLIERS)}, "who is struck leaves the supplier that struck"
    gap = (found.here.alignment_mean - found.there.alignment_mean)[0, C, A]
    assert gap == pytest.approx(made * (LASTING + (1 - LASTING) * RETAINED**3), abs=1e-12)


def told_moves(experiment: Experiment, scenario: str, world: int) -> dict[tuple[str, str, str], np.ndarray]:
    """Source, action and target in one world as its trace tells it → the moves, mean over dimensions."""
    found: dict[tuple[str, str, str], np.ndarray] = defaultdict(lambda: np.zeros((1, 1)))
    for month in trace_world(experiment, scenario, world).months:
        for event in month.events:
            if event.moves is not None:
                sides = ("+".join(event.source + event.target), "") if event.agreement and event.action else (
                    "+".join(event.source), "+".join(event.target)
                )  # fmt: skip
                key = (sides[0], event.action or event.type, sides[1])
                found[key] = found[key] + event.moves.mean(axis=0)
    return found


def test_the_answer_of_one_actor_is_its_own_part(feud_folder: Path) -> None:
    """Only B acts, and only by standing by one that was struck: A's scripted raid on C opens that to it."""
    written(feud_folder, "  - at: 2021-01\n    event: {type: raid, source: AAA, target: CCC, salience: war}\n")
    given = make_experiment(["baseline", "own"], seeds=feud_folder, months=6)
    rates = [
        path for path in given.seeds.numbers if path.startswith("actions.") and not path.startswith("actions.stan")
    ]
    overrides = still(*rates) | {"tempo.BBB": 1.0, "actions.stand_by.rate": 0.9}
    experiment = replace(given, overrides=overrides)
    found = divided(experiment, "own", 16)
    answer = Part(EVENT, "BBB", "stand_by", "CCC")
    assert {part for part in found.alignment if part.part == EVENT} == {answer}
    told = sum(told_moves(experiment, "own", world)["BBB", "stand_by", "CCC"] for world in range(16))
    assert found.alignment[answer] == pytest.approx(told / 16, abs=1e-12)
    with computing():
        traces = [trace_world(experiment, "own", world) for world in range(16)]
    done = sum(event.action == "stand_by" for trace in traces for month in trace.months for event in month.events)
    assert found.times(answer) == (done / 16, 0.0) and done > 0
    assert found.alignment[Part(FORGETTING)][C, B] < 0 < found.alignment[answer][C, B]


@pytest.mark.parametrize("world", [0, 3])
def test_the_ledger_of_one_world_is_what_its_trace_tells(experiment: Experiment, world: int) -> None:
    """Every event of an actor, here less there; nothing is counted twice and nothing is left out."""
    found = divided(experiment, "peace-deal-signed", 1, first=world)
    here, there = (told_moves(experiment, name, world) for name in ("peace-deal-signed", "baseline"))
    parts = [part for part in found.alignment if part.part in (EVENT, SCRIPTED)]
    for part in parts:
        gap = here[part[1:4]] - there[part[1:4]]
        assert found.alignment[part] == pytest.approx(gap, abs=1e-12)
    gaps = {key for key in {*here, *there} if np.abs(here[key] - there[key]).max() > 1e-12}
    assert gaps <= {part[1:4] for part in parts} and len(gaps) > 5


def test_a_stage_is_written_until_the_baseline_is_in_it_too(feud_folder: Path) -> None:
    """The script opens the road in the first month; in the baseline the snow melts later, in its own time."""
    written(feud_folder, "  - at: 2021-01\n    issue: {road: open}\n")
    experiment = make_experiment(["baseline", "own"], seeds=feud_folder, months=10, overrides=still())
    found, q = divided(experiment, "own", 64), 1
    with computing():
        seen = Region(experiment, "baseline", worlds=64, collect=False).run_to_end()
    shut = seen.stage[:, :10, q] == 0  # in force in the months 1 to 10
    shut_at_the_end = (seen.stage[:, -1, q] == 0).mean()
    assert 0 < shut_at_the_end <= shut[:, -1].mean() < shut[:, 2].mean() < 1
    pull = (1 - RETAINED) * RETAINED ** np.arange(9, -1, -1)
    tie = 0.4 * 0.5 / 2  # strength × what an alliance supports in security, over two dimensions
    part = Part(STAGE_TIE, "", "road=open", written=True)
    assert found.alignment[part][A, C] == pytest.approx(tie * (shut @ pull).mean(), abs=1e-12)
    assert set(found.alignment) == {part}
    ends = seen.stage[:, -1, q] == 0
    assert found.times(part._replace(target="CCC")) == (1.0, 0.0)
    melted = found.times(part._replace(written=False))
    assert melted == pytest.approx((0.0, 1 - shut_at_the_end)), "by itself it opens in the baseline alone"
    need = found.dependence[part._replace(part=STAGE_DEPENDENCE)]
    assert need[C, A] == pytest.approx(0.1 * ends.mean(), abs=1e-12)


def test_a_stage_that_actors_reach_is_theirs(experiment: Experiment) -> None:
    found = divided(experiment, "peace-deal-signed", 48)
    brought = {part for part in found.alignment if part.part == STAGE_TIE and part.source and not part.written}
    assert brought and all("=" in part.action for part in brought)
    assert any(part.written and part.action == "peace=signed" for part in found.alignment)
