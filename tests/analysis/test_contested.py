"""Contested evidence: what moves where a document is left out, doubted, or read its own way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.analysis.followed import Written
from model.analysis.sensitivity.contested import Variant, as_read, judged_again, score_moves, summed_up, variants
from model.common.errors import RunError
from model.evidence.replay import replay
from model.rules.values import Values
from model.simulation.experiment import Experiment, make_experiment
from tests.conftest import TRIAD


@pytest.fixture(scope="module")
def small() -> Experiment:
    return make_experiment(["baseline", "deal"], seeds=TRIAD, months=6)


@pytest.fixture(scope="module")
def named(small: Experiment) -> dict[str, Variant]:
    return {variant.name: variant for variant in variants(small)}


def test_every_variant_the_evidence_allows_is_there_once(named: dict[str, Variant]) -> None:
    assert set(named) == {
        "without gazette", "without memoir", "without events alleged", "without events alleged or disputed",
        "as memoir reads it", "gazette alone", "memoir alone",
    }  # fmt: skip


def test_a_documents_reading_turns_the_event_around_and_nothing_else(
    small: Experiment, named: dict[str, Variant]
) -> None:
    read = {event.id: event for event in named["as memoir reads it"].experiment.seeds.events}
    raid = read["border-raid"]
    assert (raid.source, raid.target, raid.standing) == (("CCC",), ("AAA",), "disputed")
    for event in small.seeds.events:
        assert event.id == "border-raid" or read[event.id] == event


def test_dropping_doubted_events_is_giving_them_no_weight(small: Experiment, named: dict[str, Variant]) -> None:
    silent = Values.central(small.seeds).replaced({"standing.alleged": 0.0, "standing.disputed": 0.0})
    expected = replay(small.seeds, small.as_of, silent).alignment[0].mean(axis=0)
    found = named["without events alleged or disputed"]
    assert np.abs(found.scores - expected).max() < 1e-12
    assert np.abs(found.scores - Variant("as it is", small).scores).max() > 0.001


def test_a_document_left_out_moves_scores_as_without_does(small: Experiment, named: dict[str, Variant]) -> None:
    moves = score_moves(Variant("as it is", small), list(named.values()))
    expected = replay(small.seeds, small.as_of, Values.central(small.seeds), ("memoir",)).alignment[0].mean(axis=0)
    before = replay(small.seeds, small.as_of, Values.central(small.seeds)).alignment[0].mean(axis=0)
    table = moves[moves["variant"] == "without memoir"]
    axes = small.choice_set.axes
    for of, to, score, moved in table[["of", "to", "score", "moved"]].itertuples(index=False):
        i, j = axes.actor[of], axes.actor[to]
        assert score == pytest.approx(expected[i, j]) and moved == pytest.approx(expected[i, j] - before[i, j])
    assert (table["moved"].abs().diff().dropna() <= 1e-15).all(), "largest moves first"


def by_sign(*_: object) -> float:
    """Everything matters whose direction is sure."""
    return 0.0


def test_a_planted_verdict_is_held_lost_or_reversed_by_its_interval(
    small: Experiment, named: dict[str, Variant]
) -> None:
    luck = np.random.default_rng(1).normal(size=256)
    nothing = np.zeros(256)
    base = {("deal", "up"): (luck + 1, nothing), ("deal", "unsure"): (luck - luck.mean(), nothing)}
    ends = {"held": luck + 2, "lost": luck - luck.mean(), "reversed": luck - 1}
    for verdict, column in ends.items():
        found = judged_again(base, "without memoir", base | {("deal", "up"): (column, nothing)}, by_sign)
        assert found[["outcome", "verdict"]].to_numpy().tolist() == [["up", verdict]], "unsure was no verdict"
    table = summed_up(score_moves(Variant("as it is", small), [named["without memoir"]]), found)
    assert table[["held", "lost", "reversed"]].to_numpy().tolist() == [[0, 0, 1]]


def test_what_a_scenario_writes_itself_is_no_verdict_to_be_held() -> None:
    """Of two that rise by 1 all but .01 of the first is written, and half of the second."""
    luck = np.random.default_rng(1).normal(size=256)
    luck, nothing = (luck - luck.mean()) / luck.std(ddof=1), np.zeros(256)
    sides = {("deal", "written"): (luck + 1, nothing), ("deal", "half"): (luck + 1, nothing)}
    written = Written({("deal", "written"): (0.99, 1 / 16), ("deal", "half"): (0.5, 1 / 16)})
    assert judged_again(sides, "without memoir", sides, by_sign)["outcome"].tolist() == ["written", "half"]
    assert judged_again(sides, "without memoir", sides, by_sign, written)["outcome"].tolist() == ["half"]


def test_what_may_be_chance_among_all_comparisons_is_no_verdict() -> None:
    """Its own 95 % interval leaves out 0 (p = .02); the correction for twenty comparisons does not."""
    luck = np.random.default_rng(1).normal(size=256)
    luck, nothing = (luck - luck.mean()) / luck.std(ddof=1), np.zeros(256)
    alone = {("deal", "unsure"): (luck + 2.35 / 16, nothing), ("deal", "up"): (luck + 1, nothing)}
    many = alone | {("deal", f"other {k}"): (luck, nothing) for k in range(18)}
    assert judged_again(alone, "without memoir", alone, by_sign)["outcome"].tolist() == ["unsure", "up"]
    assert judged_again(many, "without memoir", many, by_sign)["outcome"].tolist() == ["up"]
    shifted = many | {("deal", "up"): alone["deal", "unsure"]}
    assert judged_again(many, "without memoir", shifted, by_sign)["verdict"].tolist() == ["lost"]


def test_a_reading_in_which_an_actor_acts_on_itself_is_refused_in_words(small: Experiment) -> None:
    events = list(small.seeds.events)
    place = next(i for i, event in enumerate(events) if event.readings)
    wrong = events[place].readings[0].model_copy(update={"target": ("CCC",)})
    events[place] = events[place].model_copy(update={"readings": (wrong,)})
    with pytest.raises(RunError, match="border-raid.*memoir"):
        as_read(replace(small.seeds, events=tuple(events)), "memoir")


def test_a_variants_block_is_the_first_worlds_of_an_ordinary_run(small: Experiment) -> None:
    from model.experiment.ensemble import Task, run_block

    few = run_block(Variant("as it is", small).small, Task("deal", 0, 256)).outcomes
    whole = run_block(small, Task("deal", 0, 256)).outcomes
    assert few and all(np.array_equal(column, whole[name]) for name, column in few.items() if column.dtype.kind != "f")
    assert all(np.array_equal(few[n], whole[n], equal_nan=True) for n in few if few[n].dtype.kind == "f")
