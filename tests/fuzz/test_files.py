"""Whatever becomes of a file, the program answers with a place or runs as it should."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from model.cli.commands.check import checked
from model.common.errors import Fault, FaultyFiles, RunError
from model.evidence.attribution import attribution, why
from model.evidence.replay import Past, replay
from model.load import BASELINE, Located, compose, load_seeds
from model.load.faults import Spec, validated
from model.load.names import Names
from model.rules.values import Values
from model.simulation.experiment import Experiment
from model.simulation.measures import Measures, Watch
from model.simulation.model import Region
from model.spec.seeds import Seeds
from tests.conftest import ROOT, SHIPPED, TRIAD
from tests.fuzz.guard import compile_rules, guarded
from tests.fuzz.mutations import Spoiled, mutated

CASES = int(os.environ.get("FUZZ_CASES", "5000"))
"""How many cases of all files together; FUZZ_CASES=100000 for the long night."""
RARE = CASES > 5000
SEEDS = sorted(path.name for path in (ROOT / "seeds").glob("*.yaml"))
INVENTED = sorted(path.name for path in TRIAD.glob("*.yaml"))
FILES = [
    *(("seeds", name) for name in SEEDS),
    *(("seeds", f"chronicle/{name}.yaml") for name in ("2025", "same")),
    *(("triad", name) for name in INVENTED),
    *(("seeds", f"scenarios/{name}.yaml") for name in SHIPPED),
    *(("triad", f"scenarios/{path.name}") for path in sorted((TRIAD / "scenarios").glob("*.yaml"))),
]
SHARE = {"seeds": 110, "triad": 180, "scenarios": 45}
"""Cases of a file in proportion: an evidence file has more in it than a scenario, and the invented region is quick."""
LONGEST = 12
"""Months a run that is let through is followed for."""


def cases_of(region: str, name: str) -> int:
    weight = [SHARE[_sort(r, n)] for r, n in FILES]
    return max(1, round(CASES * SHARE[_sort(region, name)] / sum(weight)))


def _sort(region: str, name: str) -> str:
    return "scenarios" if name.startswith("scenarios") else region


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Copies of the shipped and of the invented region, each with its scenarios, to spoil a file of."""
    folder = tmp_path_factory.mktemp("regions")
    shutil.copytree(ROOT / "seeds", folder / "seeds", ignore=shutil.ignore_patterns("examples", "outside", "schema"))
    shutil.copytree(ROOT / "scenarios", folder / "seeds" / "scenarios")
    shutil.copytree(TRIAD, folder / "triad")
    return {path.name: path for path in folder.iterdir()}


UNSPOILED: Callable[[Path], Located] = cache(compose)


@cache
def sound_region(folder: Path) -> tuple[Seeds, Past]:
    """The region as it is before a file of it is spoiled, and its past."""
    seeds = load_seeds(folder)
    return seeds, replay(seeds, seeds.region.documented_until, Values.central(seeds))


@pytest.fixture
def unspoiled(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Path], None]:
    """From now on only this file of a region is read from the disk anew, and only what depends on it is worked out."""

    def only(folder: Path, spoiled: Path) -> None:
        compile_rules()  # by the region of that, before its past is replaced
        monkeypatch.setattr("model.load.seeds.validated", Validated(spoiled))
        seeds, past = sound_region(folder)
        read = Read()
        for module in ("model.load.seeds", "model.load.scenarios", "model.load.shelf"):
            monkeypatch.setattr(f"{module}.compose", lambda path: (read if path == spoiled else UNSPOILED)(path))
        if spoiled.parent.name == "scenarios":  # a scenario: the region and its past are the same every time
            monkeypatch.setattr("model.cli.commands.check.load_seeds", lambda _: seeds)
            monkeypatch.setattr("model.simulation.experiment.replay", lambda *_: past)

    return only


class Read:
    """`compose`, which takes a file apart once for each content."""

    def __init__(self) -> None:
        self.content, self.located = b"", Located("")

    def __call__(self, path: Path) -> Located:
        if (content := path.read_bytes()) != self.content or not self.located.file:
            self.content, self.located = content, compose(path)
        return self.located


VALUED = ("salience", "stages", "any_stage")
"""Kinds of names of which a file takes more than the name."""
SOUND: dict[str, tuple[Any, Any]] = {}
"""File → the names it may use, and what it says, before it is spoiled."""


class Validated:
    """`validated`, which takes a sound file as it is while the names that it may use are those they were."""

    def __init__(self, spoiled: Path) -> None:
        self.spoiled = spoiled.as_posix()

    def __call__(self, located: Located, model: type[Spec], names: Names, faults: list[Fault]) -> Spec | None:
        used = {kind: of if kind in VALUED else list(of) for kind, of in names.items()}
        if located.file != self.spoiled and SOUND.get(located.file, (None, None))[0] == used:
            return SOUND[located.file][1]
        spec = validated(located, model, names, faults)
        if spec is not None:
            SOUND.setdefault(located.file, (used, spec))
        return spec


@pytest.mark.parametrize(("region", "name"), FILES, ids=["-".join(file).replace("/", "-") for file in FILES])
def test_a_spoiled_file_is_answered_with_a_place_or_runs(
    regions: dict[str, Path], unspoiled: Callable[[Path, Path], None], region: str, name: str
) -> None:
    folder = regions[region]
    path = folder / name
    sound = path.read_bytes()
    tree, text = compose(path).tree, sound.decode()
    unspoiled(folder, path)
    scenarios = [BASELINE, *([path.stem] if name.startswith("scenarios") else [])]
    before = sorted(folder.rglob("*"))

    @settings(
        max_examples=cases_of(region, name), derandomize=not RARE, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    @given(mutated(tree, text))
    def hold(spoiled: Spoiled) -> None:
        path.write_bytes(spoiled.content)
        with guarded():
            answered(folder, list(dict.fromkeys(scenarios)))
        assert sorted(folder.rglob("*")) == before

    try:
        hold()
    finally:
        path.write_bytes(sound)


def answered(folder: Path, names: list[str]) -> None:
    """The files are refused in words that a person can follow, or the region runs."""
    try:
        seeds, loaded, _ = checked(names, folder)
    except FaultyFiles as error:
        assert error.faults
        for fault in error.faults:
            told(fault, folder)
        return
    except RunError as error:
        assert str(folder) in str(error)
        return
    experiment = Experiment(seeds, tuple(loaded), seeds.region.documented_until, months=LONGEST)
    try:
        with np.errstate(all="raise", under="ignore"):
            lived(experiment, names[-1])  # where that is a scenario, the baseline is as it was
            if names == [BASELINE]:  # else the region is as it was, and so is what its scores are made of
                first, second, *_ = experiment.choice_set.axes.actors
                score = attribution(seeds, experiment.as_of, Values.central(seeds))
                why(seeds, first, second, score)
    except RunError as error:
        assert str(folder) in str(error)


def told(fault: Fault, folder: Path) -> None:
    """A fault names a file of the region and a place in it, in characters a terminal can show."""
    assert Path(fault.file).is_relative_to(folder)
    assert fault.line >= 1 and fault.column >= 1, fault
    said = str(fault)
    assert said.replace("\n", "").isprintable(), said
    assert len(said) < 2000, said


def lived(experiment: Experiment, scenario: str) -> None:
    """A year of two worlds stays within its bounds."""
    region = Region(experiment, scenario, worlds=2, collect=False)
    measures = Measures(experiment.choice_set)
    watch = Watch(measures, region)
    for _ in range(min(region.months, LONGEST)):
        region.step()
        watch.look(region)
        assert np.isfinite(region.state.alignment).all()
        assert np.abs(region.state.alignment).max() <= 1 + 1e-12
        assert region.state.dependence.min() >= 0
    assert all(np.isfinite(each).all() for each in measures.monthly(watch))
    measures.final(region, watch)
