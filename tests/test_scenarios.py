"""Each shipped scenario does what its name says, in the months it says, in every world it says.

The tables below are written from the summaries, with numbers worked out by hand. A month is looked at twice: as it
opens, and when the interventions have fired but nobody has acted yet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from model.simulation.experiment import make_experiment
from model.spec.base import name_of_month
from tests.conftest import SHIPPED
from tests.stories import FIRST_MONTH, MONTHS, Story, beginning, months_after, place, told

WORLDS = 32
Tell = Callable[[str], Story]


@pytest.fixture(scope="module")
def tell() -> Tell:
    experiment = make_experiment(["baseline", *(name for name in SHIPPED if name != "baseline")])
    return cache(lambda name: told(experiment, name, worlds=WORLDS))


# scenario, month, issue, the stage it is put into and those further on
STAGES = [
    ("peace-deal-signed", "2025-10", "peace", "signed ratified"),
    ("peace-deal-signed", "2025-10", "constitution", "waived"),
    ("corridor-agreed", "2025-10", "peace", "signed ratified"),
    ("corridor-agreed", "2025-12", "corridor", "agreed under_construction open"),
    ("corridor-agreed", "2025-12", "corridor_control", "armenian"),
    ("corridor-opened", "2026-10", "corridor", "open"),
    ("corridor-joint-control", "2025-12", "corridor_control", "joint"),
    ("corridor-joint-control", "2026-10", "corridor", "open"),
    ("corridor-russian-control", "2025-12", "corridor_control", "russian"),
    ("corridor-russian-control", "2026-10", "corridor", "open"),
    ("yerevan-changes-course", "2026-06", "yerevan", "moscow_leaning"),
    ("armenia-leaves", "2025-11", "csto", "left"),
    ("armenia-leaves", "2026-05", "eaeu", "left"),
    ("sanctions-enforced", "2025-11", "sanctions_enforcement", "tightened"),
    ("western-guarantees", "2026-02", "eu_path_armenia", "applied candidate"),
    ("border-with-turkiye-opens", "2025-12", "armenia_turkiye_border", "open_to_third_countries open"),
    ("border-with-turkiye-opens", "2026-04", "armenia_turkiye_border", "open"),
    ("russia-prevails", "2026-03", "ukraine_war", "russia_prevails"),
    ("russia-exhausted", "2026-03", "ukraine_war", "russia_exhausted"),
    ("ceasefire-in-ukraine", "2026-03", "ukraine_war", "ceasefire russia_prevails russia_exhausted"),
    ("iran-returns", "2025-12", "iran_strength", "recovered"),
    ("georgia-turns", "2025-11", "tbilisi", "moscow_leaning"),
    ("baku-forces-the-corridor", "2026-07", "corridor", "open"),
    ("best-case-for-moscow", "2025-11", "tbilisi", "moscow_leaning"),
    ("best-case-for-moscow", "2026-03", "ukraine_war", "russia_prevails"),
    ("best-case-for-moscow", "2026-06", "yerevan", "moscow_leaning"),
    ("best-case-for-moscow", "2026-09", "north_south", "completed"),
    ("worst-case-for-moscow", "2025-10", "peace", "signed ratified"),
    ("worst-case-for-moscow", "2026-10", "corridor", "open"),
    ("worst-case-for-moscow", "2025-11", "csto", "left"),
    ("worst-case-for-moscow", "2026-05", "eaeu", "left"),
    ("worst-case-for-moscow", "2026-03", "ukraine_war", "russia_exhausted"),
    ("worst-case-for-moscow", "2026-04", "armenia_turkiye_border", "open"),
    ("worst-case-for-moscow", "2026-09", "tbilisi", "integration"),
]


@pytest.mark.parametrize(("name", "calendar", "issue", "stages"), STAGES)
def test_an_issue_is_where_the_scenario_puts_it_in_every_world_and_was_not_before(
    tell: Tell, name: str, calendar: str, issue: str, stages: str
) -> None:
    story, baseline, month = tell(name), tell("baseline"), place(calendar)
    assert story.is_in(story.scripted[month], issue, stages).all()
    assert not story.is_in(story.opening[month], issue, stages).all()
    assert not baseline.is_in(baseline.scripted[month], issue, stages).all()


# scenario, month, type, who does it, to whom: scripted events done in every world, in that month alone
EVENTS = [
    ("baseline", "2025-08", "mediate", "USA", "ARM AZE"),
    ("peace-deal-signed", "2025-10", "treaty", "ARM", "AZE"),
    ("corridor-agreed", "2025-12", "agreement_economic", "ARM", "AZE"),
    ("corridor-russian-control", "2025-12", "agreement_political", "RUS", "ARM AZE"),
    ("russian-provocation-skirmish", "2025-10 2025-11", "skirmish", "RUS", "ARM AZE"),
    ("russian-provocation-georgia", "2025-10", "reinforce_base", "RUS", "GEO"),
    ("russian-provocation-georgia", "2025-11", "threaten", "RUS", "GEO"),
    ("russian-provocation-sabotage", "2025-10", "sabotage", "RUS", "AZE GEO"),
    ("russian-provocation-sabotage", "2025-11", "sabotage", "RUS", "ARM"),
    ("border-clash-misattributed", "2025-10", "skirmish", "AZE", "ARM"),
    ("border-clash-misattributed", "2025-10", "skirmish", "ARM", "AZE"),
    ("unrest-in-yerevan", "2025-09 2026-05", "disinformation", "RUS", "ARM"),
    ("unrest-in-yerevan", "2025-11 2026-02", "back_unrest", "RUS", "ARM"),
    ("sanctions-enforced", "2025-11", "enforce", "EU USA", "RUS"),
    ("western-guarantees", "2026-02", "join_body", "ARM", "EU"),
    ("border-with-turkiye-opens", "2025-12 2026-04", "open_border", "ARM", "TUR"),
    ("ceasefire-in-ukraine", "2026-03", "ceasefire", "RUS", "UKR"),
    ("moscow-baku-reset", "2025-10", "apology", "RUS", "AZE"),
    ("moscow-baku-reset", "2025-11", "release", "RUS", "AZE"),
    ("moscow-baku-reset", "2025-11", "release", "AZE", "RUS"),
    ("moscow-baku-reset", "2026-01", "ease_sanctions", "RUS", "AZE"),
    ("moscow-baku-reset", "2026-03", "visit", "RUS", "AZE"),
    ("azerbaijan-turkiye-union", "2026-01", "agreement_military", "AZE", "TUR"),
    ("georgia-turns", "2025-11", "agreement_political", "GEO", "RUS"),
    ("moscow-presses-yerevan", "2025-10", "embargo", "RUS", "ARM"),
    ("moscow-presses-yerevan", "2026-01", "energy_price", "RUS", "ARM"),
    ("moscow-presses-yerevan", "2026-03", "threaten", "RUS", "ARM"),
    ("baku-forces-the-corridor", "2026-03", "demand", "AZE", "ARM"),
    ("baku-forces-the-corridor", "2026-05", "offensive", "AZE", "ARM"),
    ("west-presses-tbilisi", "2025-10", "restrict_travel", "EU", "GEO"),
    ("west-presses-tbilisi", "2025-12", "sanction", "USA", "GEO"),
    ("west-presses-tbilisi", "2026-03", "cut_aid", "EU", "GEO"),
    ("ankara-presses-yerevan", "2025-11", "demand", "TUR", "ARM"),
    ("ankara-presses-yerevan", "2026-01", "restrict_travel", "TUR", "ARM"),
    ("ankara-presses-yerevan", "2026-03", "threaten", "TUR", "ARM"),
    ("tehran-objects-to-the-route", "2026-01", "threaten", "IRN", "AZE"),
    ("tehran-objects-to-the-route", "2026-02", "agreement_military", "IRN", "ARM"),
    ("tehran-objects-to-the-route", "2026-03", "show_force", "IRN", "AZE"),
    ("baku-presses-moscow", "2025-10", "accuse", "AZE", "RUS"),
    ("baku-presses-moscow", "2025-11", "demand", "AZE", "RUS"),
    ("baku-presses-moscow", "2026-01", "arrest", "AZE", "RUS"),
    ("baku-presses-moscow", "2026-03", "halt_talks", "AZE", "RUS"),
    ("west-answers-a-forced-route", "2026-06", "condemn", "EU USA", "AZE"),
    ("west-answers-a-forced-route", "2026-06", "deploy_observers", "EU", "ARM"),
    ("west-answers-a-forced-route", "2026-07", "sanction", "EU USA", "AZE"),
    ("west-answers-a-forced-route", "2026-09", "aid_military", "EU", "ARM"),
    ("best-case-for-moscow", "2025-10", "apology", "RUS", "AZE"),
    ("best-case-for-moscow", "2025-11", "agreement_political", "GEO", "RUS"),
    ("best-case-for-moscow", "2026-09", "investment", "RUS", "AZE IRN"),
    ("worst-case-for-moscow", "2025-10", "treaty", "ARM", "AZE"),
    ("worst-case-for-moscow", "2026-04", "open_border", "ARM", "TUR"),
    ("worst-case-for-moscow", "2026-09", "join_body", "GEO", "EU"),
]


@pytest.mark.parametrize(("name", "calendar", "type_", "source", "target"), EVENTS)
def test_a_event_is_done_in_every_world_in_the_months_the_scenario_says_and_in_no_other(
    tell: Tell, name: str, calendar: str, type_: str, source: str, target: str
) -> None:
    done = tell(name).scripted_event(type_, source, target)
    wanted = np.zeros(MONTHS, dtype=bool)
    wanted[[place(month) for month in calendar.split()]] = True
    assert done[wanted].all()
    assert not done[~wanted].any()


HOSTILE = {
    "skirmish", "reinforce_base", "sabotage", "disinformation", "leave_body", "enforce", "embargo", "demand",
    "restrict_travel", "threaten", "accuse", "condemn",
}  # fmt: skip
INHERITED = {"baseline", "best-case-for-moscow", "worst-case-for-moscow"}
FIRST = [row for row in EVENTS if row[0] not in INHERITED and row[1] == min(r[1] for r in EVENTS if r[0] == row[0])]


@pytest.mark.parametrize(("name", "calendar", "type_", "source", "target"), FIRST)
def test_the_first_event_of_a_scenario_draws_those_it_is_done_to_nearer_or_drives_them_off(
    tell: Tell, name: str, calendar: str, type_: str, source: str, target: str
) -> None:
    story = tell(name)
    parent, month = tell(story.region.loaded.spec.extends or "baseline"), place(calendar.split()[0])
    acts = len(story.region.choice_set.alternatives)
    alike = (story.done[month][:, :acts] == parent.done[month][:, :acts]).all(axis=1)
    alike &= (story.alignment[month - 1] == parent.alignment[month - 1]).all(axis=(1, 2))
    assert alike.mean() > 0.5, "the script is all that differs in most worlds"
    moved = (story.alignment[month] - parent.alignment[month])[alike] * (-1 if type_ in HOSTILE else 1)
    actor = story.region.axes.actor
    for other in target.split():
        for doer in source.split():
            assert (moved[:, actor[other], actor[doer]] > 0).all()


# scenario, the stages that arm it, months after them, type, who does it, to whom
CONDITIONAL = [
    ("corridor-opened", {"peace": "signed ratified"}, 12, "open_border", "ARM", "AZE"),
    ("peace-corridor-and-provocation", {"peace": "signed ratified", "corridor": "agreed under_construction"}, 3,
     "skirmish", "RUS", "ARM AZE"),
    ("treaty-stalls", {"peace": "initialled"}, 2, "demand", "AZE", "ARM"),
    ("armenia-leaves", {"csto": "left"}, 6, "leave_body", "ARM", "RUS"),
    ("western-guarantees", {"eu_path_armenia": "applied candidate"}, 3, "guarantee", "EU USA", "ARM"),
    ("worst-case-for-moscow", {"csto": "left"}, 6, "leave_body", "ARM", "RUS"),
]  # fmt: skip
BESIDES = {
    "treaty-stalls": "2025-10",
    "armenia-leaves": "2025-11",
    "worst-case-for-moscow": "2025-11",
}  # dated events of the same sort


@pytest.mark.parametrize(("name", "stages", "after", "type_", "source", "target"), CONDITIONAL)
def test_a_conditional_event_follows_its_condition_where_it_holds(
    tell: Tell, name: str, stages: dict[str, str], after: int, type_: str, source: str, target: str
) -> None:
    story = tell(name)
    seen = [np.all([story.is_in(s, q, at) for q, at in stages.items()], axis=0) for s in story.opening]
    expected = months_after(np.array(seen), after)
    if name in BESIDES:
        expected[place(BESIDES[name])] = True
    assert np.array_equal(story.scripted_event(type_, source, target), expected)
    assert expected.any()


def test_moscow_and_baku_reach_their_accord_only_where_azerbaijan_has_come_to_lean_to_russia(tell: Tell) -> None:
    story = tell("moscow-baku-reset")
    actor = story.region.axes.actor
    leans = np.array([a[:, actor["AZE"], actor["RUS"]] > 0 for a in story.alignment[:-1]])
    seen = np.concatenate([np.zeros((1, WORLDS), dtype=bool), leans])
    accord = story.scripted_event("agreement_political", "RUS", "AZE")
    assert np.array_equal(accord, months_after(seen, 6))
    assert accord.any()


# scenario, month, a stage that is set with it, who leans to whom, and what the standing ties gain in security, economy
# and politics: strength × what the kind supports, and what the stage adds
TIES = [
    ("western-guarantees", "2026-05", "", "ARM", "EU", (0.25, 0.05, 0.15)),
    ("western-guarantees", "2026-05", "", "ARM", "USA", (0.25, 0.05, 0.15)),
    ("western-guarantees", "2026-05", "", "EU", "ARM", (0.25, 0.05, 0.15)),
    ("azerbaijan-turkiye-union", "2026-01", "", "AZE", "TUR", (0.15, 0.03, 0.09)),
    ("azerbaijan-turkiye-union", "2026-01", "", "TUR", "AZE", (0.15, 0.03, 0.09)),
    # half an occupation on one side only, and half a transit link that is taken back between Armenia and Türkiye
    ("baku-forces-the-corridor", "2026-07", "corridor", "ARM", "AZE", (-0.2, -0.05 + 0.1, -0.15 + 0.025)),
    ("baku-forces-the-corridor", "2026-07", "corridor", "AZE", "ARM", (0, 0.1, 0.025)),
    ("baku-forces-the-corridor", "2026-07", "corridor", "AZE", "TUR", (0, 0.1, 0.025)),
    ("baku-forces-the-corridor", "2026-07", "corridor", "ARM", "TUR", (0, 0, 0)),
]


@pytest.mark.parametrize(("name", "calendar", "issue", "of", "to", "gain"), TIES)
def test_a_tie_stands_from_the_month_the_scenario_says(
    tell: Tell, name: str, calendar: str, issue: str, of: str, to: str, gain: tuple[float, float, float]
) -> None:
    story, month = tell(name), place(calendar)
    worlds, actor = beginning(story, month, issue), story.region.axes.actor
    before, after = (s[month].standing[worlds][:, :, actor[of], actor[to]] for s in (story.opening, story.scripted))
    assert np.allclose(after - before, gain, rtol=0, atol=1e-12)


# scenario, month, a stage that is set with it, who depends on whom, and by how much more
DEPENDENCE = [
    ("western-guarantees", "2026-05", "", "ARM", "RUS", -0.05),
    ("western-guarantees", "2026-05", "", "ARM", "EU", 0.03),
    ("western-guarantees", "2026-05", "", "ARM", "USA", 0.02),
    ("azerbaijan-turkiye-union", "2026-01", "", "AZE", "TUR", 0.03),
    ("azerbaijan-turkiye-union", "2026-01", "", "AZE", "RUS", -0.03),
    # a forced route frees Azerbaijan a little and Armenia not at all
    ("baku-forces-the-corridor", "2026-07", "corridor", "AZE", "RUS", -0.02),
    ("baku-forces-the-corridor", "2026-07", "corridor", "ARM", "RUS", 0),
]


@pytest.mark.parametrize(("name", "calendar", "issue", "of", "on", "change"), DEPENDENCE)
def test_dependence_changes_in_the_month_the_scenario_says(
    tell: Tell, name: str, calendar: str, issue: str, of: str, on: str, change: float
) -> None:
    story, month = tell(name), place(calendar)
    worlds, actor = beginning(story, month, issue), story.region.axes.actor
    before, after = (s[month].dependence[worlds, actor[of], actor[on]] for s in (story.opening, story.scripted))
    assert np.allclose(after - before, change, rtol=0, atol=1e-12)


# scenario, actor, and its free attention by month
ATTENTION = [
    ("west-steps-back", "EU", {"2025-09": 1, "2025-10": 0.5, "2026-06": 0.5, "2027-09": 0.5, "2027-10": 1}),
    ("west-steps-back", "USA", {"2025-09": 1, "2025-10": 0.5, "2026-06": 0.5, "2027-09": 0.5, "2027-10": 1}),
    ("russia-prevails", "RUS", {"2026-03": 1, "2027-10": 1}),
    ("russia-exhausted", "RUS", {"2026-03": 0.5, "2027-10": 0.5}),
    ("iran-returns", "IRN", {"2025-12": 1, "2027-10": 1}),
]


@pytest.mark.parametrize(("name", "actor", "levels"), ATTENTION)
def test_attention_is_as_free_as_the_scenario_says(tell: Tell, name: str, actor: str, levels: dict[str, float]) -> None:
    story, column = tell(name), tell(name).region.axes.actor[actor]
    given = [story.scripted[place(month)].attention[:, column] for month in levels]
    assert all((seen == level).all() for seen, level in zip(given, levels.values(), strict=True))
    usual = [tell("baseline").scripted[place(month)].attention[:, column] for month in levels]
    assert any((seen != level).any() for seen, level in zip(usual, levels.values(), strict=True))


# scenario, the actor, what it may not propose, to whom, first and last month
BANS = [
    ("treaty-stalls", "AZE", "treaty_step", "ARM", "2025-08", "2026-12"),
    ("treaty-stalls", "AZE", "waive_condition", "ARM", "2025-08", "2026-12"),
    ("treaty-stalls", "ARM", "treaty_step", "AZE", "2025-08", "2026-12"),
    ("best-case-for-moscow", "AZE", "treaty_step", "ARM", "2025-08", "2026-12"),
    ("best-case-for-moscow", "AZE", "waive_condition", "ARM", "2025-08", "2026-12"),
    ("best-case-for-moscow", "ARM", "treaty_step", "AZE", "2025-08", "2026-12"),
    ("west-steps-back", "EU", "guarantee", "ARM", "2025-10", "2027-09"),
    ("west-steps-back", "EU", "pact", "ARM", "2025-10", "2027-09"),
    ("west-steps-back", "USA", "guarantee", "ARM", "2025-10", "2027-09"),
    ("west-steps-back", "USA", "pact", "ARM", "2025-10", "2027-09"),
]


@pytest.mark.parametrize(("name", "actor", "action", "other", "first", "last"), BANS)
def test_what_a_scenario_forbids_is_closed_for_its_span_and_open_before_and_after(
    tell: Tell, name: str, actor: str, action: str, other: str, first: str, last: str
) -> None:
    story, choice_set = tell(name), tell(name).region.choice_set
    named = {f"{actor}/{action}/{pair}" for pair in (f"{actor}/{other}", f"{other}/{actor}")}
    options = [option for option, name in enumerate(choice_set.option_names) if name in named]
    assert options
    for month in range(MONTHS):
        closed = place(first) <= month <= place(last)
        assert (story.scripted[month].allowed[:, options] == (not closed)).all(), name_of_month(FIRST_MONTH + month)
        assert tell("baseline").scripted[month].allowed[:, options].all()


@pytest.mark.parametrize("name", ["treaty-stalls", "best-case-for-moscow"])
def test_a_barred_treaty_is_not_signed_while_the_bar_lasts(tell: Tell, name: str) -> None:
    """In few worlds of the baseline is it signed so early: it takes many to see some."""
    story, after = tell(name), place("2027-01")
    baseline = told(make_experiment(["baseline"]), "baseline", worlds=256)
    for action in ("treaty_step", "waive_condition"):
        assert not story.chosen(action, "ARM AZE")[:after].any()
        assert baseline.chosen(action, "ARM AZE")[:after].any()
    assert not story.is_in(story.scripted[after], "peace", "signed ratified").any()
    assert baseline.is_in(baseline.scripted[after], "peace", "signed ratified").any()


@pytest.mark.parametrize(
    ("name", "issue", "stage"),
    [("treaty-stalls", "constitution", "amended"), ("worst-case-for-moscow", "yerevan", "moscow_leaning")],
)
def test_what_a_scenario_rules_out_by_an_assumption_does_not_come_about(
    tell: Tell, name: str, issue: str, stage: str
) -> None:
    story, baseline = tell(name), tell("baseline")
    assert not any(story.is_in(seen, issue, stage).any() for seen in story.scripted)
    assert any(baseline.is_in(seen, issue, stage).any() for seen in baseline.scripted)


def test_a_single_provocation_is_all_that_parts_it_from_treaty_and_route_agreed(tell: Tell) -> None:
    story, twin = tell("peace-corridor-and-provocation"), tell("corridor-agreed")
    fired = story.region.state.fired[:, -1]
    for month in range(MONTHS):
        untouched = fired > month + 1
        assert np.array_equal(story.alignment[month][untouched], twin.alignment[month][untouched])
    assert (fired <= MONTHS).any()


def test_no_two_scenarios_have_the_same_worlds(tell: Tell) -> None:
    last = {name: tell(name).alignment[-1] for name in SHIPPED}
    for one, other in combinations(last, 2):
        assert not np.array_equal(last[one], last[other]), f"{one} and {other}"


def test_every_claim_of_a_scenario_is_told_here() -> None:
    tables = (STAGES, EVENTS, CONDITIONAL, TIES, DEPENDENCE, ATTENTION, BANS)
    assert {str(row[0]) for table in tables for row in table} >= set(SHIPPED)
