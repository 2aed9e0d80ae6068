from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from model.lint.no_channel import no_channel
from model.lint.reachability import Reach
from model.load import load_seeds
from model.simulation.choice_set import ChoiceSet
from tests.conftest import FEUD


@pytest.fixture
def feud(tmp_path: Path) -> Path:
    """A copy of the region in which every rule is in play."""
    return shutil.copytree(FEUD, tmp_path / "feud")


def said(folder: Path) -> list[str]:
    """Messages of rules that nothing brings into play, each at a line that the file has."""
    seeds = load_seeds(folder)
    found = list(no_channel(Reach(ChoiceSet(seeds))))
    assert all(seeds.lines[file][route] for file, route, _ in found)
    return [f"{'.'.join(map(str, route))}: {cause}" for _, route, cause in found]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_where_every_rule_is_in_play_nothing_is_said() -> None:
    assert said(FEUD) == []


def test_an_exposure_to_one_without_means_of_pressure_is_said(feud: Path) -> None:
    change(
        feud / "dependence.yaml",
        "shares:\n",
        "shares:\n  - {id: b-open-to-d, of: BBB, on: DDD, kind: border, share: 0.2, attested_by: gazette}\n",
    )
    assert said(feud) == [
        "shares.0.id: this exposure has no effect: DDD has no action of a `lever` or `force` type against BBB"
    ]


def test_a_documented_use_of_force_is_pressure_too(feud: Path) -> None:
    """CCC raided AAA once; what it can do today it does to others only."""
    change(feud / "actions.yaml", "CCC: [AAA, BBB]}\n    rate: 0.04", "CCC: [BBB]}\n    rate: 0.04")
    change(feud / "actions.yaml", "CCC: [AAA, BBB]}\n    rate: 0.06", "CCC: [BBB]}\n    rate: 0.06")
    change(feud / "actions.yaml", "CCC: [AAA]}\n    rate: 0.05", "CCC: [BBB]}\n    rate: 0.05")
    assert said(feud) == []
    without = (feud / "events.yaml").read_text(encoding="utf-8").replace("type: raid", "type: aid")
    (feud / "events.yaml").write_text(without.replace("type: threat", "type: aid"), encoding="utf-8")
    assert said(feud) == [
        "shares.9.id: this exposure has no effect: CCC has no action of a `lever` or `force` type against AAA"
    ]


def test_a_commitment_between_two_who_cannot_fight_is_said(feud: Path) -> None:
    change(feud / "actions.yaml", "{AAA: [CCC], BBB: [CCC], CCC: [AAA, BBB]}", "{AAA: [CCC], CCC: [AAA]}")
    idle = [one for one in said(feud) if "restrains nobody" in one]
    assert idle[0] == (
        "issues.treaty.stages.drafted.effects.binds.0.between: restrains nobody: "
        "neither BBB nor CCC can choose force against the other"
    )


def test_answers_to_force_that_cannot_happen_are_said(feud: Path) -> None:
    change(feud / "types.yaml", "    force: true\n", "")
    answers = [one for one in said(feud) if one.startswith("actions.")]
    never = "nobody can take it: no use of force that it would answer can happen"
    assert answers == [f"actions.stand_by: {never}", f"actions.warn: {never}"]
