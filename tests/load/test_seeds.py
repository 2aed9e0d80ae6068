from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from model.common.errors import SeedError
from model.load import compose, load_seeds
from model.spec.seeds import FILES, REQUIRED_ASSUMPTIONS
from tests.fixtures import faults

Rewrite = Callable[[str, str, str], None]


def test_a_valid_region_is_read_whole(triad_folder: Path) -> None:
    seeds = load_seeds(triad_folder)
    assert seeds.region.name == "The Triad"
    assert seeds.region.replay_from == 2020 * 12
    assert list(seeds.actors.actors) == ["AAA", "BBB", "CCC", "DDD"]
    assert [event.salience for event in seeds.events] == [0.5, 1, 0.4, 0.9, 0.25]
    assert seeds.events[2].target == ("BBB", "DDD")
    assert seeds.actions.actions["accord"].by["BBB"] == (("AAA",), ("CCC",))
    assert seeds.issues.issues["treaty"].transitions[2].chance == "setback_chance"
    assert seeds.types.types["accord"].cameo == "057"
    assert set(seeds.digests) == set(FILES)


def test_seeds_travel_to_other_processes(triad_folder: Path) -> None:
    seeds = load_seeds(triad_folder)
    assert pickle.loads(pickle.dumps(seeds)) == seeds


def test_every_number_has_a_path(triad_folder: Path) -> None:
    numbers = load_seeds(triad_folder).numbers
    assert {path.partition(".")[0] for path in numbers} == {
        "assumptions",
        "actions",
        "tempo",
        "capability",
        "ties",
        "standing",
        "dependence",
        "stakes",
        "interests",
        "strengths",
        "shares",
        "effects",
        "chances",
        "outcomes",
        "salience",
    }
    assert numbers["actions.raid.rate"].value == 0.04
    assert numbers["actions.raid.rates.CCC"].value == 0.02
    assert numbers["ties.dispute.economic"].value == -0.2
    assert numbers["stakes.AAA.treaty"].value == -0.5
    assert numbers["interests.BBB.CCC.BBB.economic"].value == 0.5
    assert "tempo.DDD" not in numbers
    of_sections = 6 + 6 + 4 + 3 + 2 + 4 + 9  # rates, actors, ties, standings, dependence, stakes, interests
    more = 5 + 6 + 8 + 4 + 5 + 3  # strengths, shares, effects, chances, numbers of outcomes, levels of salience
    assert len(numbers) == 13 + of_sections + more


def test_a_range_is_the_spread_of_its_basis_cut_to_the_fields_limits(triad_folder: Path, rewrite: Rewrite) -> None:
    rewrite("ties.yaml", "supports: {security: 0.5}", "supports: {security: 0.8, economic: 0}")
    rewrite("ties.yaml", "basis: {", "basis: {spread: [0.5, 2], unit: alignment, source: gazette, ")
    numbers = load_seeds(triad_folder).numbers
    ally = numbers["ties.alliance.security"]
    assert (ally.range, ally.limits, ally.unit, ally.source) == ((0.4, 1), (-1, 1), "alignment", "gazette")
    assert numbers["ties.dispute.security"].range == (-0.8, -0.2)
    assert numbers["ties.alliance.economic"].range == (0, 0)


def test_a_bare_name_means_an_assumption(triad_folder: Path) -> None:
    seeds = load_seeds(triad_folder)
    assert seeds.full_path("spillover") == "assumptions.spillover"
    assert seeds.full_path("tempo.AAA") == "tempo.AAA"


def test_a_number_tells_its_file_and_line(triad_folder: Path, rewrite: Rewrite) -> None:
    rewrite("actors.yaml", ", capability: 0.5, tempo: 0.5", "")
    seeds = load_seeds(triad_folder)
    assert seeds.place("stakes.AAA.treaty") == f"{triad_folder.as_posix()}/interests.yaml:10"
    assert seeds.place("spillover") == f"{triad_folder.as_posix()}/assumptions.yaml:7"
    assert seeds.place("capability.CCC") == f"{triad_folder.as_posix()}/actors.yaml:6"  # left to its default
    assert all(seeds.place(path) for path in seeds.numbers)


def test_an_actor_may_have_ranges_of_its_own(triad_folder: Path, rewrite: Rewrite) -> None:
    """Others keep the spread of the section: half to one and a half times the value, if it says none."""
    own = "tempo: 0.5, tempo_range: [0.4, 2], hostility: 0.1, hostility_range: [-1, 0.2]"
    rewrite("actors.yaml", "tempo: 0.5", own)
    rewrite("actors.yaml", "actors:", "hostility_basis: {standing: assumed, why: w}\nactors:")
    numbers = load_seeds(triad_folder).numbers
    assert numbers["tempo.CCC"].range == (0.4, 2) and numbers["hostility.CCC"].range == (-1, 0.2)
    assert numbers["tempo.AAA"].range == (0.5, 1.5) and numbers["hostility.AAA"].range == (0, 0)


def test_all_faults_of_all_files_come_out_together(triad_folder: Path, rewrite: Rewrite) -> None:
    rewrite("events.yaml", "source: BBB", "source: BBC")
    rewrite("actors.yaml", "tempo: 0.5", "tempo: fast")
    rewrite("issues.yaml", "why: they draft it", "wy: they draft it")
    (triad_folder / "ties.yaml").write_text("basis: [")
    (triad_folder / "sources.yaml").unlink()
    found = faults(triad_folder)
    assert [Path(f.file).name for f in found] == [
        "actors.yaml", "events.yaml", "issues.yaml", "issues.yaml", "sources.yaml", "ties.yaml",
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_casts_no_doubt_on_others(triad_folder: Path) -> None:
    (triad_folder / "actors.yaml").write_text("actors: [")
    assert {Path(f.file).name for f in faults(triad_folder)} == {"actors.yaml"}


def test_a_broken_file_does_not_hide_what_is_wrong_between_others(triad_folder: Path, rewrite: Rewrite) -> None:
    rewrite("outcomes.yaml", "kind: influence", "kind: influenze")
    rewrite("events.yaml", "id: grain-gift", "id: border-raid")
    assert [Path(f.file).name for f in faults(triad_folder)] == ["events.yaml", "outcomes.yaml"]


def test_a_missing_folder_is_one_fault(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path / "nowhere")
    assert fault.cause == "there is no such seeds folder"


def test_it_says_how_to_check_again(triad_folder: Path, rewrite: Rewrite, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite("region.yaml", "name:", "nom:")
    with pytest.raises(SeedError, match=f"check --seeds {triad_folder}$"):
        load_seeds(triad_folder)
    triad_folder.rename(triad_folder.parent / "seeds")
    monkeypatch.chdir(triad_folder.parent)
    with pytest.raises(SeedError, match=r"\nto check again: uv run simulate.py check$"):
        load_seeds()


FAULTS = yaml.load((Path(__file__).parent / "seed_faults.yaml").read_text("utf-8"), yaml.BaseLoader)


@pytest.mark.parametrize("case", FAULTS, ids=[case["fault"] for case in FAULTS])
def test_it_is_told_where_and_what(triad_folder: Path, rewrite: Rewrite, case: dict[str, str]) -> None:
    rewrite(case["in"], case["instead_of"], case["is"])
    (fault,) = faults(triad_folder)
    assert (Path(fault.file).name, fault.path, fault.cause) == (case["in"], case["path"], case["said"])
    line = (triad_folder / fault.file).read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert line == fault.text
    assert line[fault.column - 1 :].startswith(case["at"])


@pytest.mark.parametrize("name", REQUIRED_ASSUMPTIONS)
def test_the_rules_find_every_parameter_they_ask_for(triad_folder: Path, name: str) -> None:
    text = (triad_folder / "assumptions.yaml").read_text().partition("joint_limits")[0]
    (triad_folder / "assumptions.yaml").write_text(text.replace(f"  {name}:\n", f"  {name}_else:\n"))
    (fault,) = faults(triad_folder)
    assert fault.cause == f'the rules need an assumption "{name}", and none is given'


def test_lists_may_be_empty(triad_folder: Path) -> None:
    (triad_folder / "events.yaml").write_text("events: []")
    basis = "basis: {standing: assumed, why: w}"
    kinds = "kinds: {alliance: {meaning: m, supports: {}}}"
    (triad_folder / "ties.yaml").write_text(f"{basis}\n{kinds}\nties: []")
    (triad_folder / "dependence.yaml").write_text(f"{basis}\nkinds: {{}}\nshares: []")
    seeds = load_seeds(triad_folder)
    assert (seeds.events, seeds.ties.ties, seeds.dependence.shares) == ((), (), ())


def _places(tree: Any, route: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if route:
        yield route
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _places(value, (*route, key))


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_nothing_a_user_writes_anywhere_makes_a_traceback(triad_folder: Path, file: str) -> None:
    original = compose(triad_folder / file).tree
    rng = random.Random(file)
    strange: list[Any] = [None, "", "x", "-1", "nan", "1e999", "2020-05", [], ["x"], [[]], [None], {}]
    strange += [{"x": "y"}, {"": None}]
    for route in rng.sample(places := list(_places(original)), k=min(40, len(places))):
        tree = yaml.safe_load(yaml.safe_dump(original))
        spot = tree
        for part in route[:-1]:
            spot = spot[part]
        spot[route[-1]] = rng.choice(strange)
        (triad_folder / file).write_text(yaml.safe_dump(tree), encoding="utf-8")
        try:
            load_seeds(triad_folder)
        except SeedError as error:
            assert all(fault.line for fault in error.faults)


@pytest.mark.parametrize("name", ["claims.yml", "Claims.yaml", "claims.YAML"])
def test_a_file_that_would_be_passed_over_for_its_name_is_told(triad_folder: Path, name: str) -> None:
    (triad_folder / name).write_text("claims: {}\n", encoding="utf-8")
    (fault,) = faults(triad_folder)
    assert str(fault) == f"{triad_folder.as_posix()}/{name}: is not read under this name; rename it to claims.yaml"


def test_outcomes_that_ask_for_types_are_not_asked_while_the_types_have_faults(triad_folder: Path) -> None:
    outcomes, types = triad_folder / "outcomes.yaml", triad_folder / "types.yaml"
    text = outcomes.read_text(encoding="utf-8")
    pressed = "  pressed: {kind: pressure, meaning: how hard B is pressed, on: BBB, types: [raid]}\nheadline:"
    outcomes.write_text(text.replace("headline:", pressed), encoding="utf-8")
    load_seeds(triad_folder)
    types.write_text(types.read_text(encoding="utf-8").replace("goldstein:", "goldstien:"), encoding="utf-8")
    with pytest.raises(SeedError) as raised:
        load_seeds(triad_folder)
    assert {Path(fault.file).name for fault in raised.value.faults} == {"types.yaml"}
