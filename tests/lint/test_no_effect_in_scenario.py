"""Parts of a scenario without effect are told at their line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.lint.no_effect import no_effect_in_scenario
from model.load import load_scenarios, load_seeds
from model.simulation.choice_set import ChoiceSet

Rewrite = Callable[[str, str, str], None]


def said_of(folder: Path, text: str) -> list[str]:
    """Messages of parts of a scenario of this text without effect."""
    seeds = load_seeds(folder)
    (folder / "scenarios" / "x.yaml").write_text(f"name: N\nsummary: S.\n{text}", encoding="utf-8")
    (scenario,) = load_scenarios(["x"], seeds, folder / "scenarios")
    found = no_effect_in_scenario(scenario, ChoiceSet(seeds))
    return [f"{Path(one.file).name}:{one.line}: {one.path}: {one.cause}" for one in found]


def test_an_intervention_that_waits_for_what_the_scenario_rules_out(triad_folder: Path, rewrite: Rewrite) -> None:
    wait = "interventions:\n  - {when: {issue: {treaty: none}}, attention: {AAA: 1}}\n"
    assert said_of(triad_folder, wait) == []
    rewrite("issues.yaml", "to: open, hazard: 0.2", "to: open, hazard: flood")
    rewrite("issues.yaml", "chance: 0.5, why: they agree", "chance: 0, why: they agree")
    flood = "  flood: {value: 0.2, range: [0, 1], standing: assumed, why: w}\njoint_limits:"
    rewrite("assumptions.yaml", "joint_limits:", flood)
    wait = wait.replace("treaty: none", "road: open")
    assert said_of(triad_folder, wait) == []
    assert said_of(triad_folder, "assumptions: {flood: 0}\n" + wait) == [
        "x.yaml:5: interventions[0].when: cannot fire: what would bring road to open cannot happen in this scenario"
    ]


def test_an_intervention_that_would_come_after_the_end(triad_folder: Path, rewrite: Rewrite) -> None:
    wait = "interventions:\n  - {when: {issue: {treaty: signed}}, after: 33, attention: {AAA: 1}}\n"
    assert said_of(triad_folder, wait) == [], "drafted in month 1, at rest in 2, signed in 3, and month 36 is the last"
    late = "x.yaml:4: interventions[0].when: cannot fire within 36 months: treaty comes to signed in month 3 at the "
    assert said_of(triad_folder, wait.replace("33", "34")) == [f"{late}earliest, and `after` adds 34"]
    slow = "assumptions: {rest_months: 6}\n" + wait.replace("33", "29")
    assert [line.partition("month 8 ")[2] for line in said_of(triad_folder, slow)] == [
        "at the earliest, and `after` adds 29"
    ]
    script = wait.replace("33", "34") + "  - {at: 2021-02, issue: {treaty: signed}}\n"
    assert said_of(triad_folder, script) == [], "a script brings it about in month 2"
    assert len(said_of(triad_folder, script.replace("2021-02", "2021-03"))) == 1


RULED_OUT = {
    "{event: {type: raid, source: BBB}}": "nobody can do what its event asks for, and no other",
    "{event: {type: aid, source: AAA, target: DDD}}": "nobody can do what its event asks for, and no other",
    "{chance: 0}": "its chance is 0",
    "{all: [{issue: {treaty: none}}, {chance: 0}]}": "its chance is 0",
    "{not: {issue: {treaty: [none, drafted, signed]}}}": "what `not` excludes holds in every world",
    "{not: {any: [{chance: 1}, {event: {type: raid}}]}}": "what `not` excludes holds in every world",
    "{any: [{chance: 0}, {event: {type: raid, source: DDD}}]}": "of what `any` lists nothing can come about: its",
}


@pytest.mark.parametrize("when", RULED_OUT)
def test_a_condition_that_bounds_alone_rule_out(when: str, triad_folder: Path) -> None:
    (told,) = said_of(triad_folder, f"interventions:\n  - {{name: n, when: {when}, attention: {{AAA: 1}}}}\n")[:1]
    assert told.startswith(f"x.yaml:4: interventions[0].when: cannot fire: {RULED_OUT[when]}")


@pytest.mark.parametrize(
    "when",
    [
        "{event: {type: raid, source: CCC}, chance: 0.2}",
        "{not: {event: {type: raid}}}",
        "{any: [{chance: 0}, {alignment: {of: AAA, to: BBB, above: 0.9}}]}",
        "{not: {all: [{chance: 1}, {issue: {treaty: signed}}]}}",
        "{event: {type: accord, source: CCC, target: BBB, since: 6 months}}",
    ],
)
def test_a_condition_that_some_world_may_meet(when: str, triad_folder: Path) -> None:
    told = said_of(triad_folder, f"interventions:\n  - {{name: n, when: {when}, attention: {{AAA: 1}}}}\n")
    assert not [line for line in told if "cannot fire" in line]


def test_what_waits_for_an_event_of_a_script_that_comes_too_late(triad_folder: Path) -> None:
    wait = "  - {when: {event: {type: raid, source: BBB}}, after: 34, attention: {AAA: 1}}\n"
    raid = "  - {at: 2021-02, event: {type: raid, source: BBB, target: CCC, salience: war}}\n"
    assert said_of(triad_folder, f"interventions:\n{wait}{raid}") == [], "it comes in month 36, the last"
    assert said_of(triad_folder, f"interventions:\n{wait}{raid.replace('-02', '-03')}") == [
        "x.yaml:4: interventions[0].when: cannot fire within 36 months: its event happens in month 3 at the earliest, "
        "and `after` adds 34"
    ]
    chain = (
        f"  - {{when: {{event: {{type: raid, source: BBB}}}}, event: {{type: aid, source: DDD, target: AAA}}}}\n{raid}"
    )
    last = "  - {when: {event: {type: aid, source: DDD}}, after: 33, attention: {AAA: 1}}\n"
    chain = chain.replace("target: AAA", "target: AAA, salience: war")
    assert said_of(triad_folder, f"interventions:\n{last}{chain}") == []
    assert len(said_of(triad_folder, f"interventions:\n{last.replace('33', '34')}{chain}")) == 1
    circle = chain.replace("at: 2021-02", "when: {event: {type: aid, source: DDD}}")
    assert said_of(triad_folder, f"interventions:\n{circle}") == [
        f"x.yaml:{line}: interventions[{n}].when: cannot fire within 36 months: its event happens in no month"
        for n, line in enumerate((4, 5))
    ], "each waits for the other"


@pytest.mark.parametrize("asks", ["{}", "{{all: [{}]}}", "{{any: [{}, {{chance: 0}}]}}"])
def test_what_waits_for_an_event_since_the_last_month_comes_too_late(asks: str, triad_folder: Path) -> None:
    """A month's event is seen as the next month opens, and after the last there is none."""

    def told(since: str) -> list[str]:
        when = asks.format(f"{{event: {{type: accord, source: CCC, target: BBB, since: {since}}}}}")
        said = said_of(triad_folder, f"interventions:\n  - {{name: n, when: {when}, attention: {{AAA: 1}}}}\n")
        return [line for line in said if "cannot fire" in line]

    assert told("2023-11") == []
    (late,) = told("2023-12")
    assert late.startswith("x.yaml:4: interventions[0].when: cannot fire within 36 months: ") and "month 36" in late


def test_a_chance_of_1_is_told(triad_folder: Path) -> None:
    sure = "interventions:\n  - {name: n, when: {chance: 1}, attention: {AAA: 1}}\n"
    assert said_of(triad_folder, sure) == ["x.yaml:4: interventions[0].when: a chance of 1 leaves nothing to chance"]


SCENARIOS = {
    "assumptions: {gravity: 2}\n": (
        "x.yaml:3: assumptions.gravity: no rule and no transition reads this assumption; setting it changes nothing"
    ),
    "interventions:\n  - {at: 2021-02, attention: {DDD: 0.5}}\n": (
        "x.yaml:4: interventions[0].attention.DDD: DDD is passive: its attention changes nothing"
    ),
    "interventions:\n  - {at: 2021-02, tie: {kind: trade, of: AAA, to: BBB, strength: 0}}\n": (
        "x.yaml:4: interventions[0].tie: a tie of strength 0 changes nothing"
    ),
    "interventions:\n  - {at: 2021-02, dependence: {of: AAA, on: BBB, change: 0}}\n": (
        "x.yaml:4: interventions[0].dependence: a change of 0 changes nothing"
    ),
    "interventions:\n  - {at: 2021-02, event: {type: raid, source: AAA, target: BBB, salience: 0}}\n": (
        "x.yaml:4: interventions[0].event: an event of salience 0 moves nothing"
    ),
    "interventions:\n  - {at: 2021-02, attention: {AAA: 0.5}}\n  - {at: 2021-02, attention: {AAA: 0.5}}\n": (
        "x.yaml:5: interventions[1]: the same stands at {folder}/x.yaml:4 already; it will happen twice"
    ),
    (
        "interventions:\n  - {at: 2021-02, attention: {AAA: 0.5, BBB: 0.4}}\n"
        "  - {at: 2021-02, attention: {BBB: 0.4, AAA: 0.5}}\n"
    ): "x.yaml:5: interventions[1]: the same stands at {folder}/x.yaml:4 already; it will happen twice",
}


@pytest.mark.parametrize("text", SCENARIOS)
def test_what_changes_nothing_in_a_scenario_is_said(triad_folder: Path, rewrite: Rewrite, text: str) -> None:
    gravity = "  gravity: {value: 1, range: [0, 2], standing: assumed, why: w}\njoint_limits:"
    rewrite("assumptions.yaml", "joint_limits:", gravity)
    assert said_of(triad_folder, text) == [SCENARIOS[text].replace("{folder}", (triad_folder / "scenarios").as_posix())]


NEVER = "never counts: {folder}/x.yaml:5 sets the same over the whole of its span"
OVERRIDDEN = {
    "at: 2021-02, attention: {AAA: 0.5}|at: 2021-02, attention: {AAA: 0.7}": "attention.AAA",
    "between: [2021-03, 2021-05], attention: {AAA: 0.5}|at: 2021-02, attention: {AAA: 0.7}": "attention.AAA",
    "between: [2021-03, 2021-05], attention: {AAA: 0.5}|between: [2021-03, 2021-06], attention: {AAA: 1}": (
        "attention.AAA"
    ),
    "at: 2021-02, issue: {treaty: drafted}|at: 2021-02, issue: {treaty: signed}": "issue.treaty",
    "at: 2021-02, attention: {AAA: 0.5}|between: [2021-02, 2021-06], attention: {AAA: 0.7}": "",
    "at: 2021-02, attention: {AAA: 0.5}|at: 2021-03, attention: {AAA: 0.7}": "",
    "at: 2021-02, attention: {AAA: 0.5}|at: 2021-02, attention: {BBB: 0.7}": "",
    "at: 2021-02, issue: {treaty: drafted}|at: 2021-03, issue: {treaty: signed}": "",
    "at: 2021-02, issue: {treaty: signed}|at: 2021-02, issue: {treaty: drafted}, or_further: true": "",
}


@pytest.mark.parametrize("pair", OVERRIDDEN)
def test_what_a_later_intervention_sets_again_over_the_same_span_is_said(triad_folder: Path, pair: str) -> None:
    text = "interventions:\n" + "".join(f"  - {{{one}}}\n" for one in pair.split("|"))
    folder = (triad_folder / "scenarios").as_posix()
    part = OVERRIDDEN[pair]
    assert said_of(triad_folder, text) == (
        [f"x.yaml:4: interventions[0].{part}: {NEVER.format(folder=folder)}"] if part else []
    )


def test_a_scenario_may_set_anew_what_it_inherits(triad_folder: Path) -> None:
    assert said_of(triad_folder, "extends: deal\ninterventions:\n  - {at: 2021-03, issue: {treaty: signed}}\n") == []


def test_an_inherited_part_is_told_at_its_own_place(triad_folder: Path, rewrite: Rewrite) -> None:
    rewrite("scenarios/deal.yaml", "forbid: {actor: AAA, action: raid}", "attention: {DDD: 1}")
    expected = "deal.yaml:12: interventions[2].attention.DDD: DDD is passive: its attention changes nothing"
    assert said_of(triad_folder, "extends: deal\n") == [expected]
    more = "extends: deal\ninterventions:\n  - {at: 2021-02, attention: {DDD: 0.5}}\n"
    assert said_of(triad_folder, more)[1].startswith("x.yaml:5: interventions[0].attention.DDD")
