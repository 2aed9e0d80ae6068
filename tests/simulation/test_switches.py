"""Rules that a region may leave out: at the value that switches them off the worlds are those without the rule."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from model.simulation.experiment import Experiment, make_experiment
from model.simulation.model import Region
from model.spec.seeds import OPTIONAL_ASSUMPTIONS
from tests.conftest import FEUD, TRIAD

OFF = {f"assumptions.{name}": float(off) for name, (off, _) in OPTIONAL_ASSUMPTIONS.items()}
STRONG = {"deterrence": 20.0, "conduct_scale": 0.1}
"""Where the feud's own value shows in few worlds, or is that by which a region counts that leaves it out."""
FLAGS = ("force", "lever", "guarantee")


def left_out(folder: Path, names: set[str], *, declarations: bool = False) -> Path:
    """A copy of the feud without some assumptions, and without all that only the rules left out would read."""
    shutil.copytree(FEUD, folder)

    def rewrite(file: str, tree: dict[str, Any]) -> None:
        if file == "assumptions.yaml":
            tree["assumptions"] = {name: each for name, each in tree["assumptions"].items() if name not in names}
        if not declarations:
            return
        if file == "types.yaml":
            tree["types"] = {
                name: {key: value for key, value in kind.items() if key not in FLAGS}
                for name, kind in tree["types"].items()
            }
        if file == "dependence.yaml":
            for kind in tree["kinds"].values():
                kind.pop("serves", None)
        if file == "actions.yaml":
            for action in tree["actions"].values():
                action.pop("asks", None)
        if file == "actors.yaml":
            del tree["hostility_basis"]
            for actor in tree["actors"].values():
                actor.pop("hostility", None)
                actor.pop("hostility_range", None)
        if file == "issues.yaml":
            for issue in tree["issues"].values():
                for stage in issue["stages"].values():
                    stage.get("effects", {}).pop("binds", None)

    for path in folder.glob("*.yaml"):
        tree = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        rewrite(path.name, tree)
        path.write_text(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return folder


def lived(experiment: Experiment, scenario: str = "baseline") -> list[tuple[np.ndarray, ...]]:
    """Choices, what came about, alignments, dependence and stages of every month."""
    region, seen = Region(experiment, scenario, worlds=192, collect=False), []
    for _ in range(18):
        region.step()
        parts = (region.now.chosen, region.done, region.state.alignment, region.state.dependence, region.state.stage)
        seen.append(tuple(part.copy() for part in parts))
    return seen


def same(here: list[tuple[np.ndarray, ...]], there: list[tuple[np.ndarray, ...]]) -> bool:
    """To the last bit."""
    return all(a.tobytes() == b.tobytes() for both in zip(here, there, strict=True) for a, b in zip(*both, strict=True))


def feud(**overrides: float) -> Experiment:
    changes = {f"assumptions.{name}": value for name, value in overrides.items()}
    return make_experiment(["baseline", "deal"], seeds=FEUD, overrides=changes)


OF_BEHAVIOUR = sorted({*OPTIONAL_ASSUMPTIONS} - {"rate_counts"})
"""Counts of choices, which this region has none of, have a switch of their own: tests/analysis/events/test_counted."""


def test_the_feud_has_every_rule_on() -> None:
    given = feud().seeds.assumptions.assumptions
    switches = {name for name in OF_BEHAVIOUR if not name.endswith(("half_life", "scale"))}
    assert switches <= set(given)
    assert all(given[name].value != OPTIONAL_ASSUMPTIONS[name][0] for name in switches)


@pytest.mark.parametrize("name", OF_BEHAVIOUR)
def test_an_assumption_at_its_off_value_gives_the_worlds_of_a_region_that_leaves_it_out(
    tmp_path: Path, name: str
) -> None:
    off = lived(feud(**{name: OPTIONAL_ASSUMPTIONS[name][0]}))
    without = make_experiment(["baseline", "deal"], seeds=left_out(tmp_path / "without", {name}))
    assert same(off, lived(without))
    on = {name: STRONG[name]} if name in STRONG else {}
    assert not same(off, lived(feud(**on))), "and switched on it does something"


def test_with_every_rule_off_nothing_declared_for_them_does_anything(tmp_path: Path) -> None:
    """Force, levers, guarantees, protection, exposure, commitments and what is asked for are then mere words.

    Where nothing is force no answer to it is open, as where answers have no rate.
    """
    calm = OFF | dict.fromkeys(("hostility.AAA", "hostility.CCC", "actions.stand_by.rate", "actions.warn.rate"), 0.0)
    off = make_experiment(["baseline", "deal"], seeds=FEUD, overrides=calm)
    bare = left_out(tmp_path / "bare", set(OPTIONAL_ASSUMPTIONS), declarations=True)
    assert same(lived(off), lived(make_experiment(["baseline", "deal"], seeds=bare)))


def test_a_region_that_leaves_the_rules_out_has_the_worlds_of_their_off_values() -> None:
    plain, off = (make_experiment(["baseline", "deal"], seeds=TRIAD, overrides=each) for each in ({}, OFF))
    assert not {*OPTIONAL_ASSUMPTIONS} & set(plain.seeds.assumptions.assumptions)
    assert same(lived(plain), lived(off))
