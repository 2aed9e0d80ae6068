"""Properties of any region, whatever its names, its numbers and the order it is written in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.evidence.replay import SUMS
from model.experiment.ensemble import Task, run_block
from model.experiment.tables import outcome_rows
from model.load import load_seeds
from model.rules.axes import Array
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.model import Region
from tests.conftest import FEUD, TRIAD
from tests.simulation.seeing import Seeing

pytestmark = pytest.mark.slow

CLOSE = 1e-12
ACTORS = ("AAA", "BBB", "CCC", "DDD")
few = settings(max_examples=25, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
Yaml = dict[str, Any]
Rewrite = Callable[[str, Yaml], None]


@pytest.fixture(params=[TRIAD, FEUD], ids=["triad", "feud"])
def pattern(request: pytest.FixtureRequest) -> Path:
    """A region that leaves rules out, and one with every rule on."""
    return Path(request.param)


def region(
    pattern: Path, folder: Path, rewrite: Rewrite = lambda *_: None, words: Mapping[str, str] | None = None
) -> Experiment:
    """An invented region after words were exchanged in all its files and each file's tree was rewritten."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(pattern, folder)
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for word in words or {}:
            text = re.sub(rf"\b{word}\b", f"«{word}»", text)
        for word, other in (words or {}).items():
            text = text.replace(f"«{word}»", other)
        tree = yaml.load(text, yaml.BaseLoader)
        rewrite(path.name, tree)
        path.write_text(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return make_experiment(["baseline", "deal"], seeds=folder)


def past(experiment: Experiment) -> dict[tuple[str, str, str], float]:
    """Alignments at the start by dimension, who leans, to whom."""
    axes, alignment = experiment.choice_set.axes, experiment.past(slice(0, 1)).alignment[0]
    return {
        (dimension, of, to): float(alignment[d, i, j])
        for d, dimension in enumerate(axes.dimensions)
        for i, of in enumerate(axes.actors)
        for j, to in enumerate(axes.actors)
        if i != j
    }


def utilities_of(experiment: Experiment, **changes: float) -> dict[tuple[str, ...], tuple[float, ...]]:
    """Parts of utility and weight of every option in month 1, before any draw, by actor, action and others.

    Errors of the stakes are luck as well, so they are set to 0.
    """
    overrides = experiment.overrides | {f"assumptions.{name}": value for name, value in changes.items()}
    still = Experiment(
        experiment.seeds, experiment.scenarios, experiment.as_of, 1, 1, overrides | {"assumptions.stake_spread": 0.0}
    )
    now = Seeing(still, "baseline", collect=False)
    now.step()
    choice_set, utilities = now.choice_set, now.utilities
    found = {}
    for option, (actor, event) in enumerate(zip(choice_set.option_actor, choice_set.option_event, strict=True)):
        act = choice_set.alternatives[event]
        parties = sorted(act.parties) if choice_set.agreement[event] else act.parties
        parts = (utilities.interest, utilities.stake, utilities.feeling, utilities.pressure, utilities.log_weight)
        name = (choice_set.axes.actors[actor], act.action, *parties)
        found[name] = tuple(float(part[0, option]) for part in parts)
    return found


def assert_alike(here: Mapping[Any, Any], there: Mapping[Any, Any]) -> None:
    assert here.keys() == there.keys()
    for name, value in here.items():
        assert np.allclose(value, there[name], rtol=0, atol=CLOSE), name


@given(order=st.permutations(range(4)), places=st.permutations(range(4)))
@few
def test_other_names_in_another_order_give_the_same_results_under_those_names(
    pattern: Path, tmp_path: Path, order: list[int], places: list[int]
) -> None:
    new = dict(zip(ACTORS, (("ZED", "MID", "AWK", "TOP")[n] for n in order), strict=True))

    def shuffle(file: str, tree: Yaml) -> None:
        if file == "actors.yaml":
            tree["actors"] = dict(sorted(tree["actors"].items(), key=lambda item: places[order.index(_place(item[0]))]))

    def _place(name: str) -> int:
        return ("ZED", "MID", "AWK", "TOP").index(name)

    own, other = region(pattern, tmp_path / "own"), region(pattern, tmp_path / "other", shuffle, new)
    assert_alike({(d, new[i], new[j]): value for (d, i, j), value in past(own).items()}, past(other))

    def told(name: tuple[str, ...]) -> tuple[str, ...]:
        actor, action, *parties = name
        agreement = own.seeds.types.types[own.seeds.actions.actions[action].type].agreement
        named = [new[party] for party in parties]
        return (new[actor], action, *(sorted(named) if agreement else named))

    assert_alike({told(name): value for name, value in utilities_of(own).items()}, utilities_of(other))


@given(part=st.floats(0.05, 1))
@few
def test_smaller_weights_and_as_much_more_impact_change_nothing(pattern: Path, tmp_path: Path, part: float) -> None:
    """κ and the weights only ever meet as a product, but for a feeling, which takes the bare weight: η goes with κ.

    So do sums of conduct: c₀ goes with the weights, π with κ. A guarantee is cut to a whole, so it must deter none.
    """

    def scale(file: str, tree: Yaml) -> None:
        for kind in tree["types"].values() if file == "types.yaml" else ():
            kind["goldstein"] = repr(float(kind["goldstein"]) * part)

    own, other = region(pattern, tmp_path / "own"), region(pattern, tmp_path / "other", scale)
    value = {name: given.value for name, given in own.seeds.assumptions.assumptions.items()}
    more = {f"assumptions.{name}": value[name] / part for name in ("impact", "feeling", "pressure") if name in value}
    more |= {f"assumptions.{name}": value[name] * part for name in ("conduct_scale",) if name in value}
    bold = {"assumptions.deterrence": 0.0}
    own, other = (replace(own, overrides=bold), replace(other, overrides=bold | more))
    assert_alike(past(own), past(other))
    assert_alike(utilities_of(own), utilities_of(other))


EQUAL = ("capability", "tempo", "hostility")


def mirrored(file: str, tree: Yaml) -> None:
    """Make the region its own mirror image, with AAA for CCC: all that one does, holds or wants the other does too."""
    if file == "events.yaml":
        tree["events"] += [_swapped(event) | {"id": f"{event['id']}-mirrored"} for event in tree["events"]]
    if file == "ties.yaml":
        tree["ties"] += [_swapped(tie) | {"id": f"{tie['id']}-mirrored"} for tie in tree["ties"]]
    if file == "dependence.yaml":
        for share in tree["shares"]:
            share["share"] = repr(float(share["share"]) / 2)
        tree["shares"] += [_swapped(share) | {"id": f"{share['id']}-mirrored"} for share in tree["shares"]]
    if file == "actors.yaml":
        tree["actors"]["CCC"] |= {key: each for key, each in tree["actors"]["AAA"].items() if key in EQUAL}
    if file == "actions.yaml":
        for action in tree["actions"].values():
            by = action["by"]
            for actor, targets in _swapped(dict(by)).items():
                by[actor] = [*by.get(actor, []), *(target for target in targets if target not in by.get(actor, []))]
            action.get("rates", {}).update(_swapped(action.get("rates", {})))
    if file == "interests.yaml":
        profiles = tree["profiles"]
        del profiles["CCC_trader"]
        profiles["CCC"] = _swapped(profiles["AAA"])
        profiles["BBB"]["cares"] += _swapped(profiles["BBB"]["cares"])
        for profile in profiles.values():
            profile["stakes"] = {}
    if file == "issues.yaml":
        for issue in tree["issues"].values():
            for stage in issue["stages"].values():
                stage.pop("effects", None)
            for transition in issue["transitions"]:
                transition.get("acts", {}).pop("within", None)


def _swapped(tree: Any) -> Any:
    if isinstance(tree, str):
        return {"AAA": "CCC", "CCC": "AAA"}.get(tree, tree)
    if isinstance(tree, dict):
        return {_swapped(key): _swapped(value) for key, value in tree.items()}
    return [_swapped(item) for item in tree] if isinstance(tree, list) else tree


def test_a_region_that_is_its_own_mirror_image_gives_mirror_image_results(pattern: Path, tmp_path: Path) -> None:
    experiment = region(pattern, tmp_path / "mirrored", lambda file, tree: mirrored(file, tree))
    found = past(experiment)
    assert_alike(found, {(d, _swapped(i), _swapped(j)): value for (d, i, j), value in found.items()})
    options = utilities_of(experiment)

    def reflected(name: tuple[str, ...]) -> tuple[str, ...]:
        actor, action, *parties = _swapped(list(name))
        agreement = experiment.seeds.types.types[experiment.seeds.actions.actions[action].type].agreement
        return (actor, action, *(sorted(parties) if agreement else parties))

    assert len({value for value in found.values()}) > 6 and len(options) > 10
    assert_alike(options, {reflected(name): value for name, value in options.items()})


@given(month=st.integers(1, 12), source=st.sampled_from(ACTORS), target=st.sampled_from(ACTORS), kind=st.data())
@few
def test_a_documented_event_of_no_salience_changes_nothing(
    pattern: Path, tmp_path: Path, month: int, source: str, target: str, kind: st.DataObject
) -> None:
    if source == target:
        return
    own = region(pattern, tmp_path / "own")
    sort = kind.draw(st.sampled_from(sorted(own.seeds.types.types)))

    def add(file: str, tree: Yaml) -> None:
        if file == "events.yaml":
            event = {"id": "nothing", "date": f"2020-{month:02d}", "what": "nothing", "type": sort, "source": source}
            tree["events"].append(event | {"target": target, "salience": "0", "attested_by": ["gazette"]})

    other = region(pattern, tmp_path / "other", add)
    assert len(other.seeds.events) == len(own.seeds.events) + 1
    assert_alike(past(own), past(other))
    ours, theirs = (each.past(slice(0, 1)).conduct for each in (own, other))
    assert np.array_equal(ours, theirs)


SCRIPTED = {
    "event": "{type: aid, source: AAA, target: DDD, salience: 1}",
    "issue": "{treaty: signed}",
    "tie": "{kind: alliance, between: [AAA, CCC], strength: -1}",
    "dependence": "{of: CCC, on: AAA, change: 0.5}",
    "attention": "{AAA: 0}",
    "forbid": "{actor: AAA, action: gift}",
}


SELDOM = ("forbid", "dependence")
"""Effects that show in few worlds: a ban on a rare choice, and dependence on one that must press to gain by it."""


def scripted(pattern: Path, folder: Path, line: str) -> Experiment:
    """An invented region with a scenario of one intervention."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(pattern, folder)
    text = f"name: X\nsummary: S.\ninterventions:\n  - {{{line}}}\n"
    (folder / "scenarios" / "x.yaml").write_text(text, encoding="utf-8")
    return make_experiment(["baseline", "x"], seeds=folder, months=14)


def lived(experiment: Experiment, scenario: str, worlds: int = 12) -> list[list[Array]]:
    """All that changes, at the end of every month."""
    now, seen = Region(experiment, scenario, worlds=worlds, collect=False), []
    for _ in range(experiment.months):
        now.step()
        state = now.state
        parts = (state.alignment, state.shift, state.dependence, state.stage, state.rest)
        parts += tuple(getattr(state, name) for name in SUMS)
        seen.append([np.array(part, dtype=np.float64) for part in parts])
    return seen


@given(month=st.integers(2, 12), what=st.sampled_from(sorted(SCRIPTED)))
@few
def test_time_before_an_intervention_is_untouched(pattern: Path, tmp_path: Path, month: int, what: str) -> None:
    year, within = divmod(2020 * 12 + 11 + month, 12)
    experiment = scripted(pattern, tmp_path / "x", f"at: {year}-{within + 1:02d}, {what}: {SCRIPTED[what]}")
    here, there = lived(experiment, "x"), lived(experiment, "baseline")
    for before in range(month - 1):
        assert all(np.array_equal(a, b) for a, b in zip(here[before], there[before], strict=True))
    differ = [
        not all(np.array_equal(a, b) for a, b in zip(*both, strict=True)) for both in zip(here, there, strict=True)
    ]
    assert any(differ[month - 1 :]) or what in SELDOM, "and afterwards something is different"


@pytest.mark.parametrize("sort", ["aid", "raid", "accord"])
def test_a_scripted_event_of_no_salience_changes_nothing(pattern: Path, tmp_path: Path, sort: str) -> None:
    """Neither an alignment nor an issue, nor whether there was a clash."""
    experiment = scripted(
        pattern, tmp_path / "x", f"at: 2021-02, event: {{type: {sort}, source: AAA, target: BBB, salience: 0}}"
    )
    for months in zip(lived(experiment, "x"), lived(experiment, "baseline"), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(*months, strict=True))
    short = replace(experiment, months=3)  # most worlds have no other clash yet
    here, there = (
        outcome_rows(run_block(short, Task(name, 0, 12)), 0, short.seeds.outcomes).to_pandas()
        for name in ("x", "baseline")
    )
    assert not there["escalation"].all()
    assert here.drop(columns="scenario").equals(there.drop(columns="scenario"))


@given(world=st.integers(0, 7), month=st.integers(1, 8), share=st.floats(-1, 1), data=st.data())
@few
def test_worlds_do_not_see_each_other(
    anyones: Experiment, world: int, month: int, share: float, data: st.DataObject
) -> None:
    sound, moved = (Region(anyones, "deal", worlds=8, collect=False) for _ in range(2))
    others = np.arange(8) != world
    for now in range(1, 11):
        sound.step()
        moved.step()
        if now == month:
            moved.state.alignment[world] = share
            moved.state.dependence[world] = abs(share)
            moved.state.pressing[world] = moved.state.hostile[world] = abs(share)
            moved.state.stage[world] = data.draw(st.sampled_from([0, 1]))
            moved.state.rest[world] = 0
            moved.refresh(~others)
        for part in ("alignment", "shift", "dependence", "stage", "rest", *SUMS):
            here, there = (np.asarray(getattr(run.state, part), dtype=np.float64)[others] for run in (sound, moved))
            assert np.array_equal(here, there)


@pytest.fixture(scope="module", params=[TRIAD, FEUD], ids=["triad", "feud"])
def anyones(request: pytest.FixtureRequest) -> Experiment:
    """Either region as it is."""
    return make_experiment(["baseline", "deal"], seeds=request.param)


@given(data=st.data())
@settings(few, max_examples=60)
def test_alignments_stay_in_their_bounds_under_any_values_that_can_be_set(
    anyones: Experiment, data: st.DataObject
) -> None:
    overrides = {}
    for path, number in anyones.seeds.numbers.items():
        bearable = anyones.seeds.bearable.get(path.removeprefix("assumptions."))
        limits = bearable or number.limits
        assert limits is not None
        if data.draw(st.booleans()):
            ends, inside = st.sampled_from(limits), st.floats(*limits)
            overrides[path] = data.draw(st.one_of(ends, inside))
    experiment = Experiment(anyones.seeds, anyones.scenarios, anyones.as_of, 6, 1, overrides)
    with np.errstate(all="raise", under="ignore"):
        for scenario in ("baseline", "deal"):
            for alignment, shift, dependence, _, _, *sums in lived(experiment, scenario, worlds=3):
                assert all(np.isfinite(each).all() and each.min() >= 0 for each in sums)
                assert np.isfinite(alignment).all() and np.isfinite(shift).all() and np.isfinite(dependence).all()
                assert np.abs(alignment).max() <= 1 + CLOSE
                assert dependence.min() >= 0


def test_every_parameter_of_the_rules_has_bounds_and_they_hold_the_shipped_ones() -> None:
    seeds = load_seeds(Path("seeds"))
    for name, (low, high) in seeds.bearable.items():
        given = seeds.assumptions.assumptions[name]
        assert low <= given.range[0] <= given.range[1] <= high
