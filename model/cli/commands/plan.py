"""`check --plan`: what a run with the same options would do, and which line says so."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace

from model.cli.batch import with_batch
from model.cli.commands.check import checked, summary
from model.cli.plan import Changed, Planned, ScenarioPlan, Work, changes_by_command, duration, scenario_plan, work_of
from model.cli.show import Terminal, say
from model.cli.wanted import Wanted, experiment_wanted, run_name, settings_wanted
from model.common.system import cores
from model.experiment.settings import Setting, shown
from model.simulation.experiment import Experiment
from model.spec.base import name_of_month
from model.spec.seeds import Seeds


def plan_command(wanted: Wanted, *, plan: bool) -> None:
    """Validate as `check` does, the options of a run as well, and print the plan if asked; raises a ModelError."""
    wanted = with_batch(wanted)
    region, loaded, warnings = checked(wanted.scenarios, wanted.seeds)
    experiment, more = experiment_wanted(replace(wanted, overrides=wanted.fixed))
    settings = settings_wanted(wanted, experiment.seeds) if wanted.sweeps else []
    say([*warnings, *more])
    if not plan:
        summary(region, loaded)
        return
    console = Terminal(highlight=False)
    for line in _plan(experiment, settings, wanted, console.width if console.is_terminal else None):
        console.print(line, soft_wrap=True, markup=False)


def _plan(experiment: Experiment, settings: list[Setting], wanted: Wanted, width: int | None) -> Iterator[str]:
    """The whole plan in lines, filled to a width if there is one."""
    for indent, text in _told(experiment, settings, wanted):
        if width is None:
            yield " " * indent + text
        else:
            yield textwrap.fill(
                text, max(width, indent + 20), initial_indent=" " * indent, subsequent_indent=" " * (indent + 4),
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip


Indented = tuple[int, str]
MAX_SETTINGS_SHOWN = 20


def _told(experiment: Experiment, settings: list[Setting], wanted: Wanted) -> Iterator[Indented]:
    first, last = experiment.as_of + 1, experiment.as_of + experiment.months
    seeds = experiment.seeds
    given = "--as-of" if wanted.as_of is not None else _declared_as_of(seeds)
    yield 0, f"THE RUN  {name_of_month(first)} to {name_of_month(last)}, seed {experiment.seed}"
    yield 2, f"as of {name_of_month(experiment.as_of)} ({given})"
    yield 2, f"horizon: {experiment.months} months ({_horizon_by(experiment, wanted)})"
    if experiment.without:
        yield 2, f"without the testimony of {', '.join(experiment.without)} (--without)"
    changed = list(changes_by_command(experiment))
    for change in changed:
        yield 2, _change(change)
    if not changed:
        yield 2, "all assumptions are those of the seeds, but where a scenario says otherwise"
    if settings:
        yield 0, ""
        yield 0, f"THE SETTINGS  {len(settings):,}, all with the same random numbers"
        yield from ((2, _setting(setting)) for setting in settings[:MAX_SETTINGS_SHOWN])
    if len(settings) > MAX_SETTINGS_SHOWN:
        yield 2, f"and {len(settings) - MAX_SETTINGS_SHOWN:,} more"
    for scenario in experiment.scenarios:
        yield 0, ""
        yield from _scenario(scenario_plan(scenario, experiment))
    yield 0, ""
    yield from _work(work_of(experiment, wanted.worlds, wanted.jobs or cores(), max(len(settings), 1)))
    yield 2, f"it would write {_where(wanted)}"


def _setting(setting: Setting) -> str:
    return f"{setting.name}: {', '.join(f'{path} = {shown(value)}' for path, value in setting.values.items())}"


def _declared_as_of(seeds: Seeds) -> str:
    route = ("region", "documented_until")
    return f"{(seeds.folder / 'region.yaml').as_posix()}:{seeds.lines['region.yaml'][route]}"


def _horizon_by(experiment: Experiment, wanted: Wanted) -> str:
    if wanted.months is not None:
        return "--months"
    longest = max(experiment.scenarios, key=lambda scenario: scenario.spec.horizon)
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
    settings = f"{work.settings:,} settings × " if work.settings > 1 else ""
    yield 2, f"{settings}{work.scenarios} scenarios × {work.worlds:,} worlds × {work.months} months"
    if work.again:
        yield 2, f"and {work.again:,} worlds of each again without --set, to say what that changes"
    if work.shipped:
        yield 2, f"and {work.shipped:,} of the baseline again with nothing changed, to say what the changes do"
    at_once = "in one process" if work.jobs == 1 else f"in {work.jobs} processes"
    yield 2, f"about {duration(work.seconds)} {at_once} on this machine, estimated {work.probe}"
    if work.of_settings:
        yield 2, work.of_settings


def _where(wanted: Wanted) -> str:
    if wanted.out is None:
        return f"runs/<time>-{run_name(wanted)}"
    exists = " (there is such a folder already: a run needs --resume or another --out)" if wanted.out.exists() else ""
    return f"{wanted.out.as_posix()}{exists}"
