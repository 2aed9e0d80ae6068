"""`trace`: one world of a scenario, stepped beside the baseline's same world and accounted for month by month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.load import BASELINE
from model.outcomes.measures import Watch
from model.rules.axes import Array
from model.simulation.study import Study
from model.spec.outcomes import Happened, Reached
from model.trace.builder import Chronicle
from model.trace.recorder import Witness
from model.trace.records import Ending, Gap, Happening, Milestone, Month, Paired, Trace, Versus

WIDEST = 10
"""Most alignments that are kept each month among those that differ from the baseline's."""


def trace(study: Study, scenario: str, world: int) -> Trace:
    """The account of one world, compared with the baseline's if the study has it and it is another scenario."""
    here = Chronicle(study, scenario, BASELINE, world)
    there = Chronicle(study, BASELINE, BASELINE, world) if scenario != BASELINE else None
    months, parted = [], None
    opening, stages = here.witness.alignment_mean[0], here.stages
    for _ in range(study.months):
        month = here.month()
        if there is None:
            months.append(month)
            continue
        other = there.month()
        months.append(_versus(month, other, here.witness, there.witness))
        if parted is None and here.witness.differs(there.witness):
            parted = month.number
    return accounted(here, tuple(months), opening, stages, there=there, parted=parted)


def accounted(
    here: Chronicle,
    months: tuple[Month, ...],
    opening: Array,
    stages: dict[str, str],
    *,
    there: Chronicle | None = None,
    parted: int | None = None,
) -> Trace:
    """The account of a world that has been stepped to its end, and of the baseline's beside it if that was too.

    opening, stages: the alignments (actor, actor), mean over dimensions, and the stages it began with.
    """
    witness, study = here.witness, here.study
    spec, axes = witness.loaded.spec, witness.axes
    return Trace(
        region=study.seeds.region.name,
        scenario=witness.loaded.id,
        name=spec.name,
        summary=spec.summary,
        baseline=None if there is None else BASELINE,
        world=here.world,
        seed=study.seed,
        as_of=study.as_of,
        actors={name: study.seeds.actors.actors[name].short for name in axes.actors},
        assumptions=dict(spec.assumptions),
        alignment={f"{gap.of}.{gap.to}": gap.here for gap in _gaps(axes.actors, opening, np.zeros_like(opening))},
        stages=stages,
        months=months,
        parted=parted,
        ending=_ending(here, there, opening),
    )


def _versus(month: Month, other: Month, here: Witness, there: Witness) -> Month:
    """The month with what sets it apart from the baseline's."""
    mine, theirs = month.happenings, other.happenings
    return replace(
        month,
        versus=Versus(
            here=_only(mine, theirs),
            there=_only(theirs, mine),
            gaps=_gaps(here.axes.actors, here.alignment_mean[0], there.alignment_mean[0], equal=False)[:WIDEST],
        ),
    )


def _only(these: tuple[Happening, ...], those: tuple[Happening, ...]) -> tuple[Happening, ...]:
    return tuple(happening for happening in these if happening not in those)


def _gaps(actors: tuple[str, ...], here: Array, there: Array, *, equal: bool = True) -> tuple[Gap, ...]:
    """Every alignment in two worlds, those that differ most first."""
    found = [
        Gap(of, to, float(here[i, j]), float(there[i, j]))
        for i, of in enumerate(actors)
        for j, to in enumerate(actors)
        if i != j and (equal or here[i, j] != there[i, j])
    ]
    return tuple(sorted(found, key=lambda gap: -abs(gap.difference)))


def _ending(here: Chronicle, there: Chronicle | None, opening: Array) -> Ending:
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
        if isinstance(outcome, Reached | Happened)
    ]
    ends = here.stages
    others = {q: None for q in ends} if there is None else there.stages
    return Ending(
        stages={q: Paired(stage, others[q]) for q, stage in ends.items()},
        milestones=tuple(milestones),
        outcomes={n: Paired(v, theirs.get(n)) for n, v in mine.items() if not n.startswith(pairs)},
        gaps=_gaps(
            here.actors,
            here.witness.alignment_mean[0],
            opening if there is None else there.witness.alignment_mean[0],
        ),
    )


def _first(watch: Watch, name: str) -> int | None:
    return int(watch.first[name][0]) if watch.first[name][0] >= 0 else None


def _outcomes(chronicle: Chronicle) -> dict[str, float | str | bool | None]:
    """The outcomes of its one world; None where there is no number."""
    found: dict[str, float | str | bool | None] = {}
    for name, column in chronicle.measures.final(chronicle.witness, chronicle.watch).items():
        value = column[0]
        if column.dtype.kind in "Ub":
            found[name] = str(value) if column.dtype.kind == "U" else bool(value)
        else:
            found[name] = None if np.isnan(value) else float(value)
    return found
