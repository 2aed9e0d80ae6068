"""The trace of one world of a scenario, stepped beside the baseline's same world month by month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.load import BASELINE
from model.rules.axes import Array
from model.simulation.experiment import Experiment
from model.simulation.measures import Watch
from model.trace.builder import TraceBuilder
from model.trace.recorder import Recorder
from model.trace.records import Divergence, Ending, Gap, Milestone, Month, Occurrence, Paired, Trace

MAX_GAPS = 10
"""Most alignments that are kept each month among those that differ from the baseline's."""


def trace_world(experiment: Experiment, scenario: str, world: int) -> Trace:
    """The trace of one world, compared with the baseline's if the experiment has it and it is another scenario."""
    here = TraceBuilder(experiment, scenario, BASELINE, world)
    there = None
    if scenario != BASELINE:
        beside = Recorder(experiment, BASELINE, world, reasons=False)
        there = TraceBuilder(experiment, BASELINE, BASELINE, world, recorder=beside)
    months, parted = [], None
    opening, stages = here.recorder.alignment_mean[0], here.stages
    for _ in range(experiment.months):
        month = here.month()
        if there is None:
            months.append(month)
            continue
        other = there.month()
        months.append(_divergence(month, other, here.recorder, there.recorder))
        if parted is None and here.recorder.differs(there.recorder):
            parted = month.number
    return finished_trace(here, tuple(months), opening, stages, there=there, parted=parted)


def finished_trace(
    here: TraceBuilder,
    months: tuple[Month, ...],
    opening: Array,
    stages: dict[str, str],
    *,
    there: TraceBuilder | None = None,
    parted: int | None = None,
) -> Trace:
    """The trace of a world that has been stepped to its end, and of the baseline's beside it if that was too.

    opening, stages: the alignments (actor, actor), mean over dimensions, and the stages it began with.
    """
    recorder, experiment = here.recorder, here.experiment
    spec, axes = recorder.loaded.spec, recorder.axes
    return Trace(
        region=experiment.seeds.region.name,
        scenario=recorder.loaded.id,
        name=spec.name,
        summary=spec.summary,
        baseline=None if there is None else BASELINE,
        world=here.world,
        seed=experiment.seed,
        as_of=experiment.as_of,
        actors={name: experiment.seeds.actors.actors[name].short for name in axes.actors},
        assumptions=dict(spec.assumptions),
        alignment={f"{gap.of}.{gap.to}": gap.here for gap in _gaps(axes.actors, opening, np.zeros_like(opening))},
        stages=stages,
        months=months,
        parted=parted,
        ending=_ending(here, there, opening),
    )


def _divergence(month: Month, other: Month, here: Recorder, there: Recorder) -> Month:
    """The month with what sets it apart from the baseline's."""
    mine, theirs = month.occurrences, other.occurrences
    return replace(
        month,
        divergence=Divergence(
            here=_only(mine, theirs),
            there=_only(theirs, mine),
            gaps=_gaps(here.axes.actors, here.alignment_mean[0], there.alignment_mean[0], equal=False)[:MAX_GAPS],
        ),
    )


def _only(these: tuple[Occurrence, ...], those: tuple[Occurrence, ...]) -> tuple[Occurrence, ...]:
    return tuple(occurrence for occurrence in these if occurrence not in those)


def _gaps(actors: tuple[str, ...], here: Array, there: Array, *, equal: bool = True) -> tuple[Gap, ...]:
    """Every alignment in two worlds, those that differ most first."""
    found = [
        Gap(of, to, float(here[i, j]), float(there[i, j]))
        for i, of in enumerate(actors)
        for j, to in enumerate(actors)
        if i != j and (equal or here[i, j] != there[i, j])
    ]
    return tuple(sorted(found, key=lambda gap: -abs(gap.difference)))


def _ending(here: TraceBuilder, there: TraceBuilder | None, opening: Array) -> Ending:
    """The end, beside the baseline's; the baseline's own alignments are set against the start."""
    pairs = here.measures.pairs
    mine = _outcomes(here)
    theirs = {} if there is None else _outcomes(there)
    milestones = [
        Milestone(
            name,
            outcome.meaning,
            _first(here.watch, name),
            None if there is None else _first(there.watch, name),
        )
        for name, outcome in here.measures.outcomes.items()
        if outcome.once
    ]
    ends = here.stages
    others = {q: None for q in ends} if there is None else there.stages
    return Ending(
        stages={q: Paired(stage, others[q]) for q, stage in ends.items()},
        milestones=tuple(milestones),
        outcomes={n: Paired(v, theirs.get(n)) for n, v in mine.items() if not n.startswith(pairs)},
        gaps=_gaps(
            here.actors,
            here.recorder.alignment_mean[0],
            opening if there is None else there.recorder.alignment_mean[0],
        ),
    )


def _first(watch: Watch, name: str) -> int | None:
    return int(watch.first[name][0]) if watch.first[name][0] >= 0 else None


def _outcomes(builder: TraceBuilder) -> dict[str, float | str | bool | None]:
    """The outcomes of its one world; None where there is no number."""
    found: dict[str, float | str | bool | None] = {}
    for name, column in builder.measures.final(builder.recorder, builder.watch).items():
        value = column[0]
        if column.dtype.kind in "Ub":
            found[name] = str(value) if column.dtype.kind == "U" else bool(value)
        else:
            found[name] = None if np.isnan(value) else float(value)
    return found
