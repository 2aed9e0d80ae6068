from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.lint.no_effect import no_effect_in_seeds
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
