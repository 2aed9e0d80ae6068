from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.lint.no_effect import no_effect_in_scenario, no_effect_in_seeds
from model.load import load_scenarios, load_seeds
from model.simulation.choice_set import ChoiceSet

Rewrite = Callable[[str, str, str], None]


def said(folder: Path) -> list[str]:
    """Messages of parts of a region without effect, with file names for paths; each at the line that declares it."""
    seeds = load_seeds(folder)
    scenarios = load_scenarios(["baseline", "deal"], seeds, folder / "scenarios")
    found = no_effect_in_seeds(ChoiceSet(seeds), scenarios)
    for one in found:
        line = Path(one.file).read_text(encoding="utf-8").splitlines()[one.line - 1]
        assert line.lstrip().startswith(one.path.rpartition(".")[2] + ":")
    return [f"{Path(one.file).name}: {one.path}: {one.cause}" for one in found]


def said_of(folder: Path, text: str) -> list[str]:
    """Messages of parts of a scenario of this text without effect."""
    seeds = load_seeds(folder)
    (folder / "scenarios" / "x.yaml").write_text(f"name: N\nsummary: S.\n{text}", encoding="utf-8")
    (scenario,) = load_scenarios(["x"], seeds, folder / "scenarios")
    found = no_effect_in_scenario(scenario, ChoiceSet(seeds))
    return [f"{Path(one.file).name}:{one.line}: {one.path}: {one.cause}" for one in found]


def test_a_region_in_which_everything_counts_is_told_nothing(triad_folder: Path) -> None:
    assert said(triad_folder) == []


MISTAKES = {
    "a document nobody cites": (
        "sources.yaml",
        "  memoir:\n",
        "  diary: {title: D, publisher: P, standpoint: s, reliability: r}\n  memoir:\n",
        "sources.yaml: documents.diary: nothing cites it: no event, tie, share or scenario",
    ),
    "an event type nobody uses": (
        "types.yaml",
        "types:\n",
        'types:\n  parade: {name: parade, cameo: "150", goldstein: -1, shares: {security: 1}, tells: t}\n',
        "types.yaml: types.parade: no event, action or scenario is of this type",
    ),
    "a standing nobody has": (
        "types.yaml",
        "  alleged:",
        "  rumoured: {value: 0.1, criterion: hearsay}\n  alleged:",
        "types.yaml: standing.rumoured: no event has this standing",
    ),
    "a tie kind nobody uses": (
        "ties.yaml",
        "kinds:\n",
        "kinds:\n  kinship: {meaning: they are cousins, supports: {security: 0.1}}\n",
        "ties.yaml: kinds.kinship: no tie is of this kind",
    ),
    "a sort of dependence nobody has": (
        "dependence.yaml",
        "kinds:\n",
        "kinds:\n  water: {meaning: share of water, weight: 0}\n",
        "dependence.yaml: kinds.water: no share is of this kind",
    ),
    "a profile that never comes to power": (
        "issues.yaml",
        "          profile: {CCC: CCC_trader}\n",
        "",
        "interests.yaml: profiles.CCC_trader: no stage brings it to power",
    ),
    "an assumption without effect": (
        "assumptions.yaml",
        "joint_limits:",
        "  gravity: {value: 1, range: [0, 2], standing: assumed, why: w}\njoint_limits:",
        "assumptions.yaml: assumptions.gravity: no rule asks for it and no transition names it",
    ),
    "an actor nobody feels about": (
        "actors.yaml",
        "  DDD:",
        "  EEE: {name: Republic of E, short: E, coordinates: [1, 1], decides: false}\n  DDD:",
        "actors.yaml: actors.EEE: nobody feels about it: no tie, event or interest names it",
    ),
    "an action that takes no step": (
        "actions.yaml",
        "    rate: 0.04\n",
        "    rate: 0.04\n    steps: true\n",
        "actions.yaml: actions.raid.by: CCC and BBB can never take it: between them it moves no issue",
    ),
    "an action at the rate 0": (
        "actions.yaml",
        "    rate: 0.08\n",
        "    rate: 0\n",
        "actions.yaml: actions.gift: nobody can take it: its rate is 0",
    ),
    "an action of nobody": (
        "actions.yaml",
        "by: {AAA: [BBB, CCC], CCC: [DDD]}",
        "by: {}",
        "actions.yaml: actions.gift: nobody can take it: `by` names nobody",
    ),
    "a stage nothing leads to": (
        "issues.yaml",
        "      signed:\n",
        "      frozen: {meaning: nobody talks}\n      signed:\n",
        "issues.yaml: issues.treaty.stages.frozen: nothing ever brings the issue here",
    ),
    "an outcome that is never reached": (
        "outcomes.yaml",
        "months_to, meaning: months until it is signed, issue: {treaty: signed}",
        "months_to, meaning: m, issue: {treaty: frozen}",
        "outcomes.yaml: outcomes.months_to_treaty: can never be reached: nothing brings treaty to frozen",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_has_no_effect_is_said(triad_folder: Path, rewrite: Rewrite, mistake: str) -> None:
    file, old, new, expected = MISTAKES[mistake]
    if mistake == "an outcome that is never reached":
        rewrite("issues.yaml", "      signed:\n", "      frozen: {meaning: nobody talks}\n      signed:\n")
    rewrite(file, old, new)
    assert expected in said(triad_folder)


def test_a_document_that_only_an_outside_measure_is_from_is_cited(triad_folder: Path, rewrite: Rewrite) -> None:
    rewrite(
        "sources.yaml", "  memoir:\n", "  survey: {title: S, publisher: P, standpoint: s, reliability: r}\n  memoir:\n"
    )
    assert len(said(triad_folder)) == 1
    (triad_folder / "outside").mkdir()
    (triad_folder / "outside" / "measures.yaml").write_text("measures: {trust: {document: survey}}\n", encoding="utf-8")
    assert said(triad_folder) == []


def test_a_hazard_in_months_gone_by_or_of_chance_0_moves_nothing(triad_folder: Path, rewrite: Rewrite) -> None:
    shut = "hazard: 0.2, requires: {treaty: [none, drafted]}"
    rewrite("issues.yaml", "chance: 0.5, why: they agree", "chance: 0, why: they agree")
    assert said(triad_folder) == []
    rewrite("issues.yaml", shut, "hazard: 0")
    assert said(triad_folder) == [
        "actions.yaml: actions.gift: nobody can take it: nothing brings road to open",
        "issues.yaml: issues.road: nobody can move it: no transition from shut, its stage in 2020-12, can happen",
    ]
    rewrite("issues.yaml", "hazard: 0,", "hazard: 0.2, months: [2020-11, 2020-12],")
    assert len(said(triad_folder)) == 2
    rewrite("issues.yaml", "[2020-11, 2020-12]", "[2020-12, 2021-01]")
    assert said(triad_folder) == []


def test_what_no_transition_requires_in_vain_follows_from_what_it_waits_for(
    triad_folder: Path, rewrite: Rewrite
) -> None:
    """The road opens only once the treaty is signed, and the step to sign it moves nothing any more."""
    rewrite("issues.yaml", "chance: 0.5, why: they agree", "chance: 0, why: they agree")
    rewrite("issues.yaml", "requires: {treaty: [none, drafted]}", "requires: {treaty: signed}")
    assert said(triad_folder) == []
    rewrite(
        "issues.yaml",
        "{action: treaty_step, within: [BBB, CCC]}, why: they sign it",
        "{action: raid}, chance: 0, why: w",
    )
    assert [line.split(": ")[1] for line in said(triad_folder)] == [
        "actions.gift", "issues.treaty.stages.signed", "issues.road",
        "outcomes.treaty_signed", "outcomes.months_to_treaty",
    ]  # fmt: skip


def test_an_action_that_only_takes_steps_nobody_waits_for_is_idle(triad_folder: Path, rewrite: Rewrite) -> None:
    for why in ("they draft it", "they sign it"):
        rewrite(
            "issues.yaml", f"{{action: treaty_step, within: [BBB, CCC]}}, why: {why}", f"{{action: gift}}, why: {why}"
        )
    assert said(triad_folder) == [
        "actions.yaml: actions.treaty_step: nobody can take it: it is open only while it moves an issue (`steps`), "
        "and no transition names it with these parties"
    ]


def test_a_tempo_of_0_idles_an_actor(triad_folder: Path, rewrite: Rewrite) -> None:
    parade = "  parade: {name: parade, type: raid, salience: war, by: {CCC: [BBB]}, rate: 0.1}\n"
    rewrite("actions.yaml", "actions:\n", f"actions:\n{parade}")
    assert said(triad_folder) == []
    rewrite("actors.yaml", "tempo: 0.5", "tempo: 0")
    assert said(triad_folder) == ["actions.yaml: actions.parade: nobody can take it: its rate is 0"]


def test_what_only_a_scenario_does_is_not_silent(triad_folder: Path, rewrite: Rewrite) -> None:
    rewrite("issues.yaml", "      signed:\n", "      frozen: {meaning: nobody talks}\n      signed:\n")
    rewrite("scenarios/deal.yaml", "{treaty: drafted}", "{treaty: frozen}")
    assert said(triad_folder) == []


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
