"""Scenario files → resolved scenarios, or every fault in all of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.common.errors import Fault, ScenarioError, did_you_mean
from model.conditions.kind import kinds_of
from model.load.firing import Sourced, firing_faults
from model.load.names import names_in
from model.load.positions import Located, compose, composed
from model.load.shelf import ScenarioFile, Shelf, scenario_files
from model.spec.base import name_of_month
from model.spec.fields import Route
from model.spec.scenario import Scenario
from model.spec.seeds import FILES, REGION, Seeds

DEFAULT_FOLDER = Path("scenarios")
BASELINE = "baseline"
"""The scenario with which the others are compared."""


@dataclass(frozen=True, order=True)
class Origin:
    """The file and line something was written at."""

    file: str
    line: int

    def __str__(self) -> str:
        """`scenarios/thaw.yaml:14`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class LoadedScenario:
    """A scenario with all it inherits, and where each part of it was written."""

    id: str
    """The stem of its file."""
    path: Path
    spec: Scenario
    """Resolved: parents' interventions first, assumptions by full path with the child's over the parents'."""
    origins: Mapping[str, Origin]
    """`interventions[n]`, `months` and every assumption path → where it was written."""
    digests: Mapping[str, str]
    """File → SHA-256 of its bytes, for the file itself and all it extends."""
    warnings: tuple[str, ...] = ()
    """Warnings about things that are allowed but probably not meant: an assumption set to the value it has anyway."""


def scenario_names(folder: Path = DEFAULT_FOLDER) -> list[str]:
    """The names of the scenarios in a folder."""
    return sorted({path.stem for path in scenario_files(folder)})


def scenarios_beside(seeds: Path) -> Path:
    """Folder of a region's scenarios: inside its seeds folder, or scenarios/."""
    inside = seeds / "scenarios"
    return inside if inside.is_dir() else DEFAULT_FOLDER


def faults_of_names(seeds: Seeds, folder: Path) -> list[Fault]:
    """Names of scenarios in a region's own files that its folder of scenarios lacks; none is the baseline."""
    there = scenario_names(folder)
    named: list[tuple[str, Route, str]] = [
        (REGION, ("region", "core", place), name) for place, name in enumerate(seeds.region.core)
    ]
    if seeds.questions is not None:
        asked = seeds.questions.questions.items()
        named += [("questions.yaml", ("questions", name, "scenario"), q.scenario) for name, q in asked if q.scenario]
    files = {file: compose(seeds.folder / file) for file in {file for file, _, _ in named}}
    faults = []
    for file, route, name in named:
        cause = f"{BASELINE} is what others are compared with; name another" if name == BASELINE else ""
        if name not in there:
            cause = f'unknown scenario "{name}"{did_you_mean(name, there)}'
        if cause:
            faults.append(files[file].fault(route, cause))
    return faults


def core_first(seeds: Seeds, names: Iterable[str]) -> list[str]:
    """Names of scenarios in the order in which they are shown: the baseline, the core, all others by name."""
    leading = (BASELINE, *seeds.region.core)
    return sorted(names, key=lambda name: (leading.index(name) if name in leading else len(leading), name))


def load_scenarios(names: Sequence[str], seeds: Seeds, folder: Path = DEFAULT_FOLDER) -> list[LoadedScenario]:
    """The named scenarios, resolved, each once; raises ScenarioError with the faults of all together."""
    shelf = Shelf.of(seeds, folder)
    loaded = [_checked(shelf, path, lineage, seeds) for path, lineage in shelf.lineages(names) if lineage is not None]
    if shelf.faults:
        elsewhere = [] if seeds.folder == Path("seeds") else ["--seeds", seeds.folder.as_posix()]
        few = [] if {*scenario_names(folder)} <= {*names} else names
        again = shlex.join(["uv", "run", "simulate.py", "check", *few, *elsewhere])
        raise ScenarioError(shelf.faults, again)
    return loaded


def load_each(
    names: Iterable[str], seeds: Seeds, folder: Path = DEFAULT_FOLDER
) -> Iterator[tuple[str, LoadedScenario | None]]:
    """Each scenario by its name, every file read once; None where it, or a file that it extends, has mistakes."""
    shelf = Shelf.of(seeds, folder)
    faulty: set[str] = set()
    for name in names:
        before = len(shelf.faults)
        ((path, lineage),) = shelf.lineages([name]) or [(Path(), None)]
        faulty |= {
            fault.file for fault in shelf.faults[before:] if fault.line
        }  # they spoil whatever extends such a file
        before = len(shelf.faults)
        sound = lineage is not None and not faulty & {file.located.file for file in lineage}
        scenario = _checked(shelf, path, lineage, seeds) if lineage is not None and sound else None
        yield name, scenario if len(shelf.faults) == before else None


def load_written(content: str, name: str, seeds: Seeds, folder: Path = DEFAULT_FOLDER) -> LoadedScenario:
    """A scenario that is not in a file yet, as if it were in `<name>.yaml`; raises ScenarioError."""
    shelf = Shelf.of(seeds, folder)
    path = Path(f"{name}.yaml")
    shelf.keep(path, composed(content.encode(), path.as_posix()))
    lineage = shelf.lineage(path)
    scenario = None if lineage is None else _checked(shelf, path, lineage, seeds)
    if scenario is None or shelf.faults:
        raise ScenarioError(shelf.faults)
    return scenario


def _checked(shelf: Shelf, path: Path, lineage: Sequence[ScenarioFile], seeds: Seeds) -> LoadedScenario:
    """A scenario with all it inherits; what is wrong with it goes to the shelf's faults."""
    parts = [part for file in lineage for part in _sourced(file)]
    scenario = _resolved(path, lineage, parts, seeds)
    shelf.faults += firing_faults(scenario.id, scenario.spec, parts, seeds)
    shelf.faults += _joint_faults(scenario, lineage, seeds)
    return scenario


def faults_by_name(names: Sequence[str], seeds: Path, folder: Path) -> list[Fault]:
    """Mistakes that names alone show, in scenarios of a region whose own files have mistakes."""
    shelf = Shelf(names_in({file: compose(seeds / file) for file in FILES}), folder, None)
    shelf.lineages(names)
    return shelf.faults


def out_of_reach(scenario: LoadedScenario, *, as_of: int, months: int) -> list[str]:
    """A warning for each intervention that a run from `as_of` over `months` months leaves out."""
    warnings = []
    for place, intervention in enumerate(scenario.spec.interventions):
        dates, origin = intervention.dates, scenario.origins[f"interventions[{place}]"]
        span = f"{name_of_month(as_of + 1)} to {name_of_month(as_of + months)}"
        if dates and (dates[-1] <= as_of or dates[0] > as_of + months):
            when = " to ".join(map(name_of_month, dates))
            warnings.append(f"{origin}: {when} is out of reach: this run covers {span}")
        required = () if intervention.when is None else intervention.when.required
        for month in (month for _, one in required for kind in kinds_of(one) for _, month in kind.first_months):
            if month > as_of + months:
                since = name_of_month(month)
                warnings.append(f"{origin}: an event since {since} is out of reach: this run covers {span}")
    return warnings


def _sourced(file: ScenarioFile) -> Iterator[Sourced]:
    for place, intervention in enumerate(file.spec.interventions):
        yield Sourced(intervention, file.located, place)


def _resolved(path: Path, lineage: Sequence[ScenarioFile], parts: Sequence[Sourced], seeds: Seeds) -> LoadedScenario:
    """The last of a lineage with all it inherits."""
    own = lineage[-1].spec
    origins: dict[str, Origin] = {}
    assumptions: dict[str, float] = {}
    months: int | None = None
    for file in lineage:
        located = file.located
        for name, value in file.spec.assumptions.items():
            assumptions[seeds.full_path(name)] = value
            origins[seeds.full_path(name)] = _origin(located, ("assumptions", name))
        if file.spec.months is not None:
            months, origins["months"] = file.spec.months, _origin(located, ("months",))
    for n, part in enumerate(parts):
        origins[f"interventions[{n}]"] = _origin(part.located, ("interventions", part.place))
    changes = {
        "assumptions": assumptions,
        "months": months,
        "interventions": tuple(part.spec for part in parts),
    }
    digests = {file.located.file: file.located.digest for file in lineage}
    doubts = [doubt for file in lineage for doubt in file.located.doubts]
    same = [
        f"{origins[name]}: {name}: {value:g} is its value already; setting it changes nothing"
        for name, value in assumptions.items()
        if seeds.numbers[name].range == (value, value)  # where the range is wider, no draw moves it now
    ]
    warnings = (*doubts, *same, *(f"{origins[name]}: {said}" for name, said in _implausible(assumptions, seeds)))
    return LoadedScenario(path.stem, path, own.model_copy(update=changes), origins, digests, warnings)


def _implausible(assumptions: Mapping[str, float], seeds: Seeds) -> Iterator[tuple[str, str]]:
    """Assumptions set beyond the range that is declared plausible, and what is to be said of it.

    A chance or share of 0 or 1 is no estimate: the scenario supposes that something does not come about, or does.
    """
    for name, value in assumptions.items():
        low, high = seeds.numbers[name].range
        supposed = seeds.numbers[name].limits == (0, 1) and value in (0, 1)
        if low < high and not low <= value <= high and not supposed:
            yield name, f"{name}: {value:g} lies outside its plausible range, {low:g} to {high:g}"


def _origin(located: Located, route: Route) -> Origin:
    return Origin(located.file, located.line(route))


def _joint_faults(scenario: LoadedScenario, lineage: Sequence[ScenarioFile], seeds: Seeds) -> Iterator[Fault]:
    """Assumptions that break a joint limit together, told at the first of them the scenario sets."""
    changed = scenario.spec.assumptions
    for limit in seeds.assumptions.joint_limits:
        both = [f"assumptions.{limit.numerator}", f"assumptions.{limit.denominator}"]
        top, bottom = (changed.get(path, seeds.numbers[path].value) for path in both)
        for file in reversed(lineage):
            written = [name for name in file.spec.assumptions if seeds.full_path(name) in both]
            if written and top > limit.at_most * bottom:
                names = f"{limit.numerator} {top:g} and {limit.denominator} {bottom:g}"
                cause = f"{names} are in a ratio above {limit.at_most:g}, the limit assumptions.yaml sets"
                yield file.located.fault(("assumptions", written[0]), cause)
                break


def left_out(scenario: LoadedScenario, baseline: LoadedScenario) -> list[str]:
    """A warning where a scenario does not extend the baseline and lacks what the baseline scripts."""
    own = [intervention.model_copy(update={"why": ""}) for intervention in scenario.spec.interventions]
    scripted = [intervention.model_copy(update={"why": ""}) for intervention in baseline.spec.interventions]
    lacking = [f"interventions[{n}]" for n, step in enumerate(scripted) if step not in own]
    lacking += [name for name in baseline.spec.assumptions if name not in scenario.spec.assumptions]
    if not lacking:
        return []
    places = ", ".join(str(baseline.origins[name]) for name in lacking)
    return [
        f"{scenario.path.as_posix()}: does not extend {baseline.id} and leaves out what is scripted there ({places}); "
        f"write `extends: {baseline.id}` to have it happen here too"
    ]
