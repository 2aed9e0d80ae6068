"""`check`: validate what users write, and with `--plan` show what a run would do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from model.commands.run import Wanted, run_name, study_wanted
from model.commands.show import warn
from model.errors import RunError, SeedError
from model.load import LoadedScenario, faults_by_name, load_scenarios, load_seeds, scenario_names, scenarios_beside
from model.load.seeds import DEFAULT_FOLDER
from model.plan import Changed, Planned, ScenarioPlan, Work, changes_by_command, scenario_plan, work_of
from model.pool import cores
from model.repertoire import Repertoire
from model.schema import FOLDER, stale
from model.silent import silent_in_scenario, silent_in_seeds
from model.spec.base import name_of_month
from model.spec.seeds import Seeds
from model.study import Study


def check_command(wanted: Wanted, *, plan: bool) -> None:
    """Validate seeds and scenarios, and warn of what has no effect; raises a ModelError with every fault."""
    beside = scenarios_beside(wanted.seeds)
    names = list(wanted.scenarios) or scenario_names(beside)
    region = seeds_or_all_faults(wanted.seeds, names, beside)
    if not names:
        raise RunError(f"{beside}: no scenarios there")
    loaded = load_scenarios(names, region, folder=beside)
    warnings = [warning for scenario in loaded for warning in scenario.warnings]
    repertoire = Repertoire(region)
    warnings += [str(found) for scenario in loaded for found in silent_in_scenario(scenario, repertoire)]
    if not wanted.scenarios:
        warnings += map(str, silent_in_seeds(repertoire, loaded))
        warnings += _stale(region, beside)
    study = None
    if plan or wanted.overrides or wanted.without or wanted.as_of is not None or wanted.months is not None:
        study, more = study_wanted(wanted)
        warnings += more
    for warning in dict.fromkeys(warnings):
        warn(warning)
    console = Console(highlight=False)
    if plan and study is not None:
        for line in _plan(study, wanted, console.width if console.is_terminal else None):
            console.print(line, soft_wrap=True, markup=False)
        return
    console.print("\n".join(_summary(region, loaded)), soft_wrap=True, markup=False)


def seeds_or_all_faults(seeds: Path, names: list[str], beside: Path) -> Seeds:
    """The region; where its files have faults, those of the scenarios come with them as far as they can be told."""
    try:
        return load_seeds(seeds)
    except SeedError as error:
        raise SeedError([*error.faults, *faults_by_name(names, seeds, beside)], error.again) from None


def _summary(region: Seeds, loaded: list[LoadedScenario]) -> Iterator[str]:
    yield (
        f"{region.folder.as_posix()}: {len(region.documents)} documents, {len(region.events)} events, "
        f"{len(region.ties.ties)} ties, {len(region.actors.actors)} actors, {len(region.actions.actions)} actions, "
        f"{len(region.issues.issues)} issues, {len(region.numbers)} assumptions"
    )
    yield f"scenarios: {', '.join(scenario.id for scenario in loaded)}"
    yield "no mistakes found"


def _stale(region: Seeds, beside: Path) -> Iterator[str]:
    if names := stale(region, beside):
        folder = region.folder / FOLDER
        elsewhere = "" if region.folder == DEFAULT_FOLDER else f" --seeds {region.folder.as_posix()}"
        listed = ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
        yield (
            f"{folder.as_posix()}: {listed} no longer fit the YAML files; "
            f"write them anew: uv run simulate.py schema --out {folder.as_posix()}{elsewhere}"
        )


def _plan(study: Study, wanted: Wanted, width: int | None) -> Iterator[str]:
    """The whole plan in lines, filled to a width if there is one."""
    for indent, text in _told(study, wanted):
        if width is None:
            yield " " * indent + text
        else:
            yield textwrap.fill(
                text, max(width, indent + 20), initial_indent=" " * indent, subsequent_indent=" " * (indent + 4),
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip


Indented = tuple[int, str]


def _told(study: Study, wanted: Wanted) -> Iterator[Indented]:
    first, last = study.as_of + 1, study.as_of + study.months
    seeds = study.seeds
    given = "--as-of" if wanted.as_of is not None else _declared_as_of(seeds)
    yield 0, f"THE RUN  {name_of_month(first)} to {name_of_month(last)}, seed {study.seed}"
    yield 2, f"as of {name_of_month(study.as_of)} ({given})"
    yield 2, f"horizon: {study.months} months ({_horizon_by(study, wanted)})"
    if study.without:
        yield 2, f"without the testimony of {', '.join(study.without)} (--without)"
    changed = list(changes_by_command(study))
    for change in changed:
        yield 2, _change(change)
    if not changed:
        yield 2, "all assumptions are those of the seeds, but where a scenario says otherwise"
    for scenario in study.scenarios:
        yield 0, ""
        yield from _scenario(scenario_plan(scenario, study))
    yield 0, ""
    yield from _work(work_of(study, wanted.worlds, wanted.jobs or cores()))
    yield 2, f"it would write {_where(wanted)}"


def _declared_as_of(seeds: Seeds) -> str:
    route = ("region", "documented_until")
    return f"{(seeds.folder / 'region.yaml').as_posix()}:{seeds.lines['region.yaml', route]}"


def _horizon_by(study: Study, wanted: Wanted) -> str:
    if wanted.months is not None:
        return "--months"
    longest = max(study.scenarios, key=lambda scenario: scenario.spec.horizon)
    if longest.spec.months is None:
        return "the default; no scenario names another"
    return f"{longest.origins['months']}, the longest of the scenarios"


def _scenario(plan: ScenarioPlan) -> Iterator[Indented]:
    yield 0, f"{plan.id}  {plan.name}"
    yield 2, f"by itself {plan.horizon}"
    for change in plan.changes:
        yield 2, _change(change)
    for part in plan.interventions:
        yield 2, _intervention(part)
    if not plan.interventions:
        yield 2, "nothing is scripted"


def _change(change: Changed) -> str:
    return f"{change.path} = {change.value:g}, set by {change.by}; otherwise {change.otherwise:g} ({change.declared})"


def _intervention(part: Planned) -> str:
    return f"{part.when}: {part.does}  [{part.by}]" + (" OUT OF REACH of this run" if part.beyond else "")


def _work(work: Work) -> Iterator[Indented]:
    yield 0, f"THE WORK  {work.world_months:,} world-months"
    yield 2, f"{work.scenarios} scenarios × {work.worlds:,} worlds × {work.months} months"
    at_once = "in one process" if work.jobs == 1 else f"in {work.jobs} processes"
    yield 2, f"about {_duration(work.seconds)} {at_once} on this machine, estimated {work.probe}"


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _where(wanted: Wanted) -> str:
    if wanted.out is None:
        return f"runs/<time>-{run_name(wanted)}"
    exists = " (there is such a folder already: a run needs --resume or another --out)" if wanted.out.exists() else ""
    return f"{wanted.out.as_posix()}{exists}"
