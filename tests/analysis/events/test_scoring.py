"""The three event scores and every reference, worked out by hand and by the oracle for an invented region."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.analysis.events import EventRecord, choice_design, event_skill, matches, records_of
from model.analysis.events.matching import choice_cases
from model.analysis.events.one_step import opening
from model.load import load_seeds
from model.spec.base import month_of
from model.spec.chronicle import Layers
from tests.fixtures import known
from tests.simulation.oracle import Event
from tests.simulation.oracle_choosing import Choosing

EVERY = ("model", "base rates", "running frequency", "self-exciting", "last six months")
RAID = """
  - {id: planted, date: 2020-08-20, type: raid, source: CCC, target: BBB, salience: war, what: never,
     attested_by: gazette}
"""


@pytest.fixture
def record(scored_triad: Path) -> EventRecord:
    return EventRecord(known(load_seeds(scored_triad)))


@pytest.fixture
def cases(record: EventRecord) -> pd.DataFrame:
    return record.cases()


def one(cases: pd.DataFrame, **where: str) -> pd.Series:
    """The one row with these entries."""
    for column, value in where.items():
        cases = cases[cases[column] == value]
    assert len(cases) == 1
    return cases.iloc[0]


def chances(row: pd.Series) -> dict[str, float]:
    """The chances behind log scores times weights."""
    return {name: math.exp(row[name] / row["events"]) for name in EVERY}


# Matching


def test_events_are_matched_to_what_their_doers_could_have_chosen(record: EventRecord) -> None:
    names = record.past.choice_set.option_names
    told = {(c.event.id, c.of): ([names[s] for s in c.cells], c.how, c.weight) for c in record.choices}
    assert told == {
        ("first-accord", "BBB"): (["BBB/accord/BBB/CCC", "BBB/treaty_step/BBB/CCC"], "same type", 1),
        ("border-raid", "AAA"): (["AAA/raid/AAA/CCC"], "same type", 1),
        ("talks", "CCC"): (["CCC/mediation/CCC/AAA"], "same type", 1),
        ("second-raid", "CCC"): (["CCC/raid/CCC/AAA"], "same type", 0.5),
        ("second-raid", "DDD"): ([], "does not decide", 0.5),
        ("grain-gift", "AAA"): (["AAA/gift/AAA/BBB"], "same type", 1),
    }


def test_an_event_of_another_type_is_matched_by_its_kind_and_one_of_no_kind_by_nothing(record: EventRecord) -> None:
    (raid,) = (event for event in record.events if event.id == "border-raid")
    types = record.past.seeds.types.types
    types["attack"] = types["raid"].model_copy(update={"cameo": "193"})
    types["snub"] = types["raid"].model_copy(update={"cameo": "125"})
    attack, snub = (raid.model_copy(update={"type": name}) for name in ("attack", "snub"))
    found = choice_cases([raid, attack, snub], record.past.choice_set)
    assert [case.how for case in found] == ["same type", "same kind", "no alternative"]
    assert found[1].cells == found[0].cells and not found[2].cells


def test_what_is_not_scored_is_counted(cases: pd.DataFrame) -> None:
    table = matches(cases).set_index(["score", "window", "how"])["events"]
    assert table["choice", "calibration", "does not decide"] == 0.5
    assert table["pair_sign", "calibration", "no alternative"] == pytest.approx(1 / 3 + 1 / 2), "talks, second raid"
    for score in ("choice", "pair_sign"):
        assert table[score].sum() == pytest.approx(4), "every event of the scored months, once"
    skills = event_skill(cases).set_index(["score", "window", "reference"])["events"]
    assert skills["choice", "calibration", "base rates"] == 2.5


# By hand


def test_a_choice_by_base_rates_and_by_counts(cases: pd.DataFrame) -> None:
    row = chances(one(cases, score="choice", event="border-raid"))
    # May: accord .1, raid .04, mediation .06, gift .08; five options are open, and A has done nothing yet
    assert row["base rates"] == pytest.approx(0.04 / 0.28)
    for name in ("running frequency", "self-exciting", "last six months"):
        assert row[name] == pytest.approx(1 / 5)
    row = chances(one(cases, score="choice", event="grain-gift"))
    # September: gift .08 goes to either of two; of six, AAA has one raid; its own options are five
    assert row["base rates"] == pytest.approx(0.04 / 0.28)
    assert row["running frequency"] == pytest.approx(0.5 / (5 * 0.5 + 1))


def test_a_pair_and_sign_by_base_rates_and_by_counts(cases: pd.DataFrame) -> None:
    # by base rates every party asked agrees to one in two; A has attention .8, B .9; C tempo .5
    accord_ab = (0.08 + 0.46) * (0.045 + 0.4775) - 0.46 * 0.4775
    accord_bc = (0.045 + 0.4775) * (0.05 + 0.475) - 0.4775 * 0.475
    treaty_bc = (0.18 + 0.41) * (0.1 + 0.45) - 0.41 * 0.45
    three, two, gift = 0.048 * 0.25, 0.03 * 0.5, 0.032
    raids = {"AC": 0.032 + 0.005, "BC": 0.005}
    ab, bc, ac = accord_ab + three / 3 + gift, accord_bc + treaty_bc + three / 3, three / 3 + two + gift
    row = chances(one(cases, score="pair_sign", event="border-raid"))
    assert row["base rates"] == pytest.approx(raids["AC"] / (ab + bc + ac + 0.037 + 0.005 + 0.04))
    # one event before, between B and C; six cells that some alternative has
    assert row["running frequency"] == pytest.approx(0.5 / (1 + 6 * 0.5))
    row = chances(one(cases, score="pair_sign", event="grain-gift", of="AAA-BBB friendly"))
    since_march = 1 + 1 / 3 + 1 / 3 + 1 / 2
    assert row["last six months"] == pytest.approx(0.5 / (since_march + 6 * 0.5))
    assert row["running frequency"] == pytest.approx(0.5 / (1 + since_march + 6 * 0.5))


def test_counts_are_scored_as_poisson_from_the_month_before_the_quarter(cases: pd.DataFrame) -> None:
    row = one(cases, score="counts", window="calibration", of="AAA-CCC hostile")
    assert row["events"] == 1.5, "the border raid, and half of the second"
    rate = 3 * (0.04 + 0.005)  # in March the road is shut: A's attention is whole
    assert row["base rates"] == pytest.approx(1.5 * math.log(rate) - rate)
    pace = (1 + 0.5) / 3 * 0.5 / (1 + 6 * 0.5)  # one event in three months, none of them here
    assert row["running frequency"] == pytest.approx(1.5 * math.log(3 * pace) - 3 * pace)
    quarters = cases.loc[cases["score"] == "counts", ["window", "month"]].drop_duplicates().to_numpy().tolist()
    assert quarters == [["calibration", "2020-04"], ["test", "2020-10"]], "July to September lies across the split"


# By another route


def test_the_model_one_step_ahead_is_what_the_oracle_says(scored_triad: Path, cases: pd.DataFrame) -> None:
    oracle = Choosing(scored_triad)
    world = oracle.start(month_of("2020-05"), defaultdict(float))
    weights, _ = oracle.choices("CCC", world)
    (talks,) = (event for event in weights if event.action == "mediation")
    row = one(cases, score="choice", event="talks")
    assert math.exp(row["model"]) == pytest.approx(weights[talks] / sum(weights.values()))


def test_events_expected_are_those_proposed_and_agreed_to(scored_triad: Path, record: EventRecord) -> None:
    oracle = Choosing(scored_triad)
    world = oracle.start(month_of("2020-05"), defaultdict(float))
    expected = dict.fromkeys(record.cells.cells, 0.0)
    proposals: dict[tuple[str, frozenset[str]], dict[str, tuple[Event, float]]] = defaultdict(dict)
    for i in ("AAA", "BBB", "CCC"):
        weights, idle = oracle.choices(i, world)
        for event, weight in weights.items():
            chance = weight / (sum(weights.values()) + idle)
            if oracle.is_agreement(event):
                proposals[event.action, frozenset(event.parties)][i] = event, chance
            else:
                sign = "hostile" if event.type == "raid" else "friendly"
                expected["-".join(sorted((i, *event.targets))) + f" {sign}"] += chance
    for (_, parties), by in proposals.items():
        chance = 0.0
        for proposing in range(1, 2 ** len(by)):  # every set of parties that may have proposed it
            who = [i for n, i in enumerate(by) if proposing >> n & 1]
            event, alone = by[who[0]][0], 1.0
            for i in parties:
                own = by[i][1] if i in by else 0.0
                alone *= own if i in who else (1 - own) * oracle.consent(i, event, world)
            chance += alone
        pairs = {"-".join(sorted(pair)) for pair in permutations(parties, 2)}
        for pair in pairs:
            expected[f"{pair} friendly"] += chance / len(pairs)
    found = record.openings[month_of("2020-06")].expected
    assert dict(zip(record.cells.cells, found.tolist(), strict=True)) == pytest.approx(expected)


# What is known


def test_what_happens_later_changes_no_score_before_it(scored_triad: Path, cases: pd.DataFrame) -> None:
    events = scored_triad / "events.yaml"
    events.write_text(events.read_text(encoding="utf-8").rstrip() + RAID, encoding="utf-8")
    later = EventRecord(known(load_seeds(scored_triad))).cases()
    earlier, same = (
        rows[(rows["month"] < "2020-08") & (rows["score"] != "counts")].reset_index(drop=True)
        for rows in (cases, later)
    )
    assert len(earlier) > 5
    pd.testing.assert_frame_equal(earlier, same)
    september = {"score": "pair_sign", "event": "grain-gift", "of": "AAA-BBB friendly"}
    changed = one(cases, **september) != one(later, **september)
    assert [name for name in EVERY if not changed[name]] == ["base rates"], "what came before a month is known in it"


def test_the_calibration_window_reads_nothing_after_it(scored_triad: Path, record: EventRecord) -> None:
    alone = EventRecord(record.past, ("calibration",))
    assert alone.months[-1] == month_of("2020-08")
    assert {event.id for event in alone.events} == {e.id for e in record.events} - {"grain-gift"}
    whole = record.cases()
    pd.testing.assert_frame_equal(
        alone.cases(), whole[whole["window"] == "calibration"].reset_index(drop=True), check_dtype=False
    )


def test_a_chronicle_is_scored_beside_the_documents_whether_or_not_it_is_in_use(record: EventRecord) -> None:
    assert list(records_of(record.past)) == ["documents"], "this region has none"
    seeds = record.past.seeds
    raid = next(event for event in seeds.events if event.id == "border-raid")
    told = raid.model_copy(update={"id": "told-elsewhere", "date": "2020-04-02"})
    layers = Layers({**seeds.layers.files, "chronicle/2020.yaml": (told,)})
    for events in (seeds.events, (*seeds.events, told)):
        past = replace(record.past, seeds=replace(seeds, layers=layers, events=events))
        alone, both = records_of(past).values()
        assert {event.id for event in both.events} - {event.id for event in alone.events} == {"told-elsewhere"}
        pd.testing.assert_frame_equal(alone.cases(), record.cases())
        row, before = (one(r.cases(), score="pair_sign", event="border-raid") for r in (both, alone))
        assert chances(row)["running frequency"] == pytest.approx(1.5 / 5), "one more event, in this very cell"
        assert row["model"] != before["model"], "and it has been replayed"


# The design matrix


def test_the_scores_of_choices_follow_from_the_design_matrix(record: EventRecord, cases: pd.DataFrame) -> None:
    design = choice_design(record)
    noise = record.past.values["choice_noise"][0]
    scored = cases[(cases["score"] == "choice") & cases["model"].notna()]
    assert design["choice"].nunique() == len(scored)
    for (_, rows), expected in zip(design.groupby("choice"), scored.itertuples(), strict=True):
        utility = rows["interest"] + rows["stake"] + rows["feeling"] + rows["pressure"]
        besides = rows["conduct"] + rows["hostility"] - rows["restraint"]
        weight = np.exp(rows["log_share"] + utility / noise + besides)
        taken = weight[rows["taken"]].sum() / weight.sum()
        assert rows["weight"].iloc[0] * math.log(taken) == pytest.approx(expected.model)


def test_a_month_is_evaluated_without_errors_of_stakes(record: EventRecord) -> None:
    again = opening(record.past, month_of("2020-06"), record.cells)
    assert np.array_equal(again.tilted, record.openings[month_of("2020-06")].tilted)
