"""Whatever number the seeds declare with a range can be set, is drawn, and does what it would do if written so."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.analysis.sensitivity.factors import screened
from model.evidence.replay import replay
from model.experiment.ensemble import BlockResult, Task, run_block
from model.load import load_seeds
from model.rules.known_values import Asked
from model.rules.ties import Ties
from model.rules.values import Values, read_overrides
from model.simulation.design import Design
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.measures import Measures
from model.simulation.model import Region
from model.simulation.parameters import Parameters
from model.simulation.sampling import draws, sampled_paths, undrawn
from model.spec.seeds import Seeds
from tests.conftest import FEUD

Rewrite = Callable[[str, str, str], None]
SECTIONS = ("strengths", "shares", "effects", "chances", "outcomes", "salience")

WRITTEN = [
    ("strengths.alliance.ab-pact=0.4", "ties.yaml", "strength: 1.2", "strength: 0.4"),
    ("strengths.alliance.ab-alliance=0.5", "ties.yaml", "BBB], attested", "BBB], strength: 0.5, attested"),
    ("shares.BBB.b-arms=0.5", "dependence.yaml", "share: 0.6", "share: 0.5"),
    ("shares.CCC.c-shield=0.1", "dependence.yaml", "kind: shield, share: 0.7", "kind: shield, share: 0.1"),
    ("shares.BBB.b-border=1", "dependence.yaml", "kind: border, share: 0.3", "kind: border, share: 1"),
    ("hostility.AAA=-2", "actors.yaml", "hostility: 0.4", "hostility: -2"),
    ("effects.treaty.drafted.attention.AAA=0.9", "issues.yaml", "{AAA: 0.5}, binds", "{AAA: 0.9}, binds"),
    ("effects.treaty.drafted.binds.BBB-CCC=0", "issues.yaml", "BBB, CCC], strength: 0.5", "BBB, CCC], strength: 0"),
    ("effects.road.open.binds.AAA-CCC=0", "issues.yaml", "AAA, CCC], strength: 0.6", "AAA, CCC], strength: 0"),
    ("effects.treaty.signed.ties.alliance.BBB-CCC=-0.6", "issues.yaml", "BBB, CCC], strength: 0.6",
     "BBB, CCC], strength: -0.6"),
    ("effects.treaty.signed.dependence.BBB.AAA=0.1", "issues.yaml", "change: -0.2", "change: 0.1"),
    ("effects.road.open.ties.alliance.AAA-CCC=-1", "issues.yaml", "strength: 0.4", "strength: -1"),
    ("effects.road.open.capability.AAA=0.1", "issues.yaml", "capability: {AAA: 0.5}", "capability: {AAA: 0.1}"),
    ("chances.road.shut.open.hazard=0.7", "issues.yaml", "hazard: 0.2,", "hazard: 0.7,"),
    ("chances.road.shut.open.mediation=0.9", "issues.yaml", "chance: 0.5", "chance: 0.9"),
    ("salience.measure=0.75", "types.yaml", "{value: 0.5, criterion: a measure", "{value: 0.75, criterion: a measure"),
    ("outcomes.orbit.margin=0.4", "outcomes.yaml", "powers: {AAA", "margin: 0.4, powers: {AAA"),
    ("outcomes.smuggling.openness.BBB=0.3", "outcomes.yaml", "openness: {BBB: 0.8}", "openness: {BBB: 0.3}"),
    ("outcomes.smuggling.openness_by_stage.BBB.treaty.signed=0.1", "outcomes.yaml", "signed: 0.5", "signed: 0.1"),
    ("outcomes.smuggling.enforcement.BBB.treaty.signed=1", "outcomes.yaml", "signed: 0.4", "signed: 1"),
    ("outcomes.smuggling.carriers.BBB=0.5", "outcomes.yaml", "carriers: {BBB: 1}", "carriers: {BBB: 0.5}"),
]  # fmt: skip


BUSY = {"actions.raid.rate": 0.4, "actions.raid.rates.CCC": 0.4, "assumptions.deterrence": 20.0}
"""Overrides under which force is so frequent, and so easily deterred, that a few worlds show what bears on it."""


@pytest.fixture(scope="module")
def plain() -> Experiment:
    """The invented region in which every rule reads its numbers."""
    return make_experiment(["baseline", "deal"], seeds=FEUD, overrides=BUSY)


@pytest.fixture
def triad_folder(tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    return Path(shutil.copytree(FEUD, tmp_path / "feud"))


def alike(here: Mapping[str, np.ndarray], there: Mapping[str, np.ndarray]) -> bool:
    return all(
        np.allclose(here[name], there[name], atol=1e-9, equal_nan=True)
        if here[name].dtype.kind == "f"
        else np.array_equal(here[name], there[name])
        for name in there
    )


def block(experiment: Experiment, **changed: Any) -> BlockResult:
    return run_block(replace(experiment, months=18, **changed), Task("deal", 0, 24))


@pytest.mark.parametrize(("said", "file", "old", "new"), WRITTEN, ids=[said for said, *_ in WRITTEN])
def test_a_number_that_is_set_runs_as_if_it_were_written_so(
    plain: Experiment, triad_folder: Path, rewrite: Rewrite, said: str, file: str, old: str, new: str
) -> None:
    rewrite(file, old, new)
    written = make_experiment(["baseline", "deal"], seeds=triad_folder, overrides=BUSY)
    own = read_overrides([said], plain.seeds)
    here, there, before = block(plain, overrides=BUSY | own), block(written), block(plain)
    assert alike(here.outcomes, there.outcomes) and np.allclose(here.total, there.total, atol=1e-7)
    assert not (alike(here.outcomes, before.outcomes) and np.allclose(here.total, before.total, atol=1e-9))
    (path,) = own
    assert written.seeds.numbers[path].value == own[path]


def test_no_number_is_declared_that_nothing_reads(plain: Experiment) -> None:
    asked = Asked(Values.central(plain.seeds).rows)
    values = Values(asked)
    replay(plain.seeds, plain.as_of, values)
    Parameters(plain.structure(plain.scenario("deal")), values, plain.as_of)
    Ties(plain.seeds, plain.choice_set.axes, values).dependence(2020 * 12 + 5)  # one share had ended by then
    region = Region(plain, "deal", worlds=2, collect=False)
    region.parameters.values = values
    Measures(plain.choice_set).moment(region)
    unread = {path for path in plain.seeds.numbers if path.startswith(SECTIONS)} - asked.asked
    assert unread == set()


def test_worlds_of_a_design_that_are_alike_in_all_values_go_by_one_row(plain: Experiment) -> None:
    impact, tempo = [0.2, 0.1, 0.2], [0.5, 0.5, 0.9]
    rows = {"assumptions.impact": np.repeat(impact, 4), "tempo.AAA": np.repeat(tempo, 4)}
    designed = replace(plain, months=9, design=Design(rows, np.tile(np.arange(4), 3)))
    together = Region(designed, "deal", worlds=14, collect=False)  # two more repeat the last row
    assert together.parameters.count == 3
    seen = together.run_to_end()
    for n, own in enumerate(zip(impact, tempo, strict=True)):
        overrides = BUSY | dict(zip(rows, own, strict=True))
        alone = Region(replace(plain, months=9, overrides=overrides), "deal", worlds=4, collect=False).run_to_end()
        of = slice(4 * n, 4 * n + 4)
        assert np.array_equal(seen.alignment[of], alone.alignment) and np.array_equal(seen.done[of], alone.done)
    assert np.array_equal(seen.dependence[12:], seen.dependence[[11, 11]])


def test_a_sampled_world_is_the_world_in_which_its_draw_is_set(plain: Experiment) -> None:
    together = block(plain, sample=True)
    columns = draws(plain.seeds, plain.seed, slice(0, 24), fixed=BUSY)
    drawn = {path: float(column[17]) for path, column in columns.items()}
    assert {path.partition(".")[0] for path in drawn} >= {*SECTIONS} - {"salience"}
    alone = block(plain, overrides=BUSY | drawn)
    for name, column in alone.outcomes.items():
        if column.dtype.kind == "f":
            assert together.outcomes[name][17] == pytest.approx(column[17], abs=1e-9, nan_ok=True), name
        else:
            assert together.outcomes[name][17] == column[17], name


def test_every_number_is_drawn_or_named_among_those_that_are_not(seeds: Seeds) -> None:
    drawn = set(sampled_paths(seeds, ["assumptions.impact"]))
    left = {name for sort in undrawn(seeds, ["assumptions.impact"]) for name in sort.names}
    assert drawn | (left & {*seeds.numbers}) == {*seeds.numbers} and not drawn & left
    assert {path.partition(".")[0] for path in drawn} >= {*SECTIONS}, "the shipped seeds give all of them a spread"
    assert "types.war.goldstein" in left and "assumptions.impact" in left


def test_shares_that_come_to_more_than_the_whole_are_cut_to_it(plain: Experiment) -> None:
    central = Values.central(plain.seeds)
    more = central.replaced({"shares.BBB.b-arms": 1.0, "shares.BBB.b-arms-of-c": 0.5, "shares.BBB.b-arms-of-d": 0.5})
    axes = plain.choice_set.axes
    found = Ties(plain.seeds, axes, more).dependence(plain.as_of)[0, axes.actor["BBB"]]
    bread, shield = 0.3 * 0.4, 0.2 * 0.4
    arms = {"AAA": 0.5 * 1 / 2 + bread + shield, "CCC": 0.5 * 0.5 / 2, "DDD": 0.5 * 0.5 / 2}
    assert {name: found[axes.actor[name]] for name in arms} == pytest.approx(arms)


def test_protection_and_exposure_are_the_bare_shares_of_the_month(plain: Experiment) -> None:
    """Whatever weight their kind has in dependence."""
    axes = plain.choice_set.axes
    more = Values.central(plain.seeds).replaced({"shares.CCC.c-shield": 1.0, "shares.BBB.b-border": 0.9})
    ties = Ties(plain.seeds, axes, more)
    protected, exposed = (ties.serving(role, plain.as_of)[0] for role in ("protection", "exposure"))
    a, b, c = (axes.actor[name] for name in ("AAA", "BBB", "CCC"))
    assert (protected[b, a], protected[c, b], protected.sum()) == pytest.approx((0.4, 1.0, 1.4))
    assert (exposed[b, c], exposed[a, c], exposed.sum()) == pytest.approx((0.9, 0.2, 1.1)), "one share had ended"


def test_factors_do_not_grow_with_ties_shares_and_stages(seeds: Seeds) -> None:
    groups = screened(seeds).groups
    of = {path: factor for factor, paths in groups.items() for path in paths}
    assert {of[tie.path] for tie in seeds.ties.ties} == {f"ties.{tie.kind}" for tie in seeds.ties.ties}
    assert {of[share.path] for share in seeds.dependence.shares} == {f"shares.{s.of}" for s in seeds.dependence.shares}
    assert {of[path] for path in of if path.startswith("effects.")} <= {f"effects.{q}" for q in seeds.issues.issues}
    assert {of[path] for path in of if path.startswith("salience.")} == {"salience"}


def test_two_effects_of_one_name_are_two_numbers(triad_folder: Path, rewrite: Rewrite) -> None:
    tie = "{kind: alliance, between: [AAA, CCC], strength: 0.4}"
    rewrite("issues.yaml", f"ties: [{tie}]", f"ties: [{tie}, {tie.replace('0.4', '0.1')}]")
    numbers = load_seeds(triad_folder).numbers
    assert numbers["effects.road.open.ties.alliance.AAA-CCC"].value == 0.4
    assert numbers["effects.road.open.ties.alliance.AAA-CCC.2"].value == 0.1


def test_what_no_basis_gives_a_spread_has_a_path_and_is_not_drawn(plain: Experiment) -> None:
    assert plain.seeds.types.salience_basis is None
    assert plain.seeds.numbers["salience.war"].limits == (0, 1)
    assert not [path for path in sampled_paths(plain.seeds) if path.startswith("salience.")]
    assert plain.seeds.folder == FEUD
