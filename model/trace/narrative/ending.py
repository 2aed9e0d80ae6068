"""The end of a world, beside the baseline's same world; the baseline itself is set beside its own start."""

from __future__ import annotations

from collections.abc import Iterator

from model.common.text import calendar, capital, in_full, spaced, unsigned
from model.trace.narrative.wording import ROUNDS_TO_ZERO, Line, Wording
from model.trace.records import Gap, Milestone, Paired, Trace

MAX_TOLD_AT_END = 5
"""Most alignments and outcomes told."""
CAUTION = (
    "One world is one draw of luck. It shows how the model works; what a scenario does on the whole is seen by "
    "comparing many worlds (run)."
)


def ending(say: Wording, trace: Trace) -> Iterator[Line]:
    """The last paragraphs."""
    last, own = calendar(trace.as_of + len(trace.months)), trace.baseline is None
    beside = "" if own else f", beside world {trace.world} of the baseline"
    yield Line(f"How it ends ({last}){beside}", heading=True)
    if not own and trace.parted is None:
        yield Line(
            "In this world the scenario changes nothing: everything is as in the baseline. "
            "Its interventions did not fire here, or found already done what they would have done."
        )
        return
    if trace.parted is not None:
        parted = f"{calendar(trace.as_of + trace.parted)} (month {trace.parted})"
        before = "" if trace.parted == 1 else "; before that they are the same"
        yield Line(f"The two worlds part in {parted}{before}.")
    yield _milestones(trace)
    yield from _stages(say, trace)
    gaps = [gap for gap in trace.ending.gaps if abs(gap.difference) >= ROUNDS_TO_ZERO][:MAX_TOLD_AT_END]
    if gaps:
        verb = "changed most from start to end" if own else "differ most"
        yield Line(f"Alignments that {verb}: {'; '.join(_gap(say, gap, own=own) for gap in gaps)}.")
    yield from _outcomes(say, trace)
    yield Line(CAUTION)


def _gap(say: Wording, gap: Gap, *, own: bool) -> str:
    here, there = in_full(gap.here), in_full(gap.there)
    ends = f"from {there} to {here}" if own else f"{here} here, {there} in the baseline"
    return f"{say.leaning(gap.of, gap.to)} {ends} ({in_full(gap.difference)})"


def _milestones(trace: Trace) -> Line:
    """Milestones that came true in one world and not in the other, or at another time."""

    def at(month: int | None) -> str:
        return calendar(trace.as_of + (month or 0))

    def dated(milestone: Milestone) -> str:
        return f"{spaced(milestone.outcome)} ({at(milestone.here if milestone.here is not None else milestone.there)})"

    every = trace.ending.milestones
    here = [m for m in every if m.here is not None]
    if trace.baseline is None:
        return Line(f"Milestones reached: {', '.join(map(dated, here)) or 'none'}.")
    both = [m for m in here if m.there is not None]
    apart = [
        f"{spaced(m.outcome)} ({at(m.here)} here, {at(m.there)} in the baseline)" for m in both if m.here != m.there
    ]
    said = {
        "only here": [dated(m) for m in here if m.there is None],
        "only in the baseline": [dated(m) for m in every if m.here is None and m.there is not None],
        "in both, at different times": apart,
        "in both alike": [dated(m) for m in both if m.here == m.there],
    }
    told = [f"{where}: {', '.join(names)}" for where, names in said.items() if names]
    return Line(f"Milestones reached {'; '.join(told)}." if told else "Neither world reaches a milestone.")


def _stages(say: Wording, trace: Trace) -> Iterator[Line]:
    """Issues that end elsewhere than in the baseline; in the baseline itself, those that moved."""
    stages, own = trace.ending.stages, trace.baseline is None
    moved = 0
    for issue, pair in stages.items():
        other = trace.stages[issue] if own else str(pair.there)
        if pair.here == other:
            continue
        moved += 1
        here, there = str(pair.here), other
        if own:
            yield Line(f"{capital(say.issue(issue))} went {say.way(issue, there, here)}.")
        else:
            first, second = say.stage(issue, here), say.stage(issue, there)
            yield Line(f"{capital(say.issue(issue))} ends as {first} here, and as {second} in the baseline.")
    if not moved:
        yield Line("No issue has moved." if own else "All issues end in the same stages in both worlds.")


def _outcomes(say: Wording, trace: Trace) -> Iterator[Line]:
    """The outcomes that differ, numbers by size; in the baseline itself, all of them. Milestones are told above."""
    ending = trace.ending
    told = {m.outcome for m in ending.milestones} | {
        name for name, outcome in say.seeds.outcomes.outcomes.items() if outcome.unit == "months"
    }
    outcomes = {name: pair for name, pair in ending.outcomes.items() if name not in told and pair.here is not None}
    named = {name: say.without_codes(spaced(name).replace(".", " of ")) for name in outcomes}
    if trace.baseline is None:
        said = [f"{named[name]} {_value(say, pair.here)}" for name, pair in outcomes.items()]
        if said:
            yield Line(f"Outcomes: {'; '.join(said)}.")
        return
    numbers = [name for name in outcomes if abs(_difference(outcomes[name]) or 0) >= ROUNDS_TO_ZERO]
    numbers.sort(key=lambda name: -abs(_difference(outcomes[name]) or 0))
    kinds = [name for name, pair in outcomes.items() if isinstance(pair.here, str | bool) and pair.here != pair.there]
    said = []
    for name in (*numbers[:MAX_TOLD_AT_END], *kinds):
        difference = _difference(outcomes[name])
        size = "" if difference is None else f" ({in_full(difference)})"
        here, there = (_value(say, side) for side in (outcomes[name].here, outcomes[name].there))
        said.append(f"{named[name]} {here} here, {there} in the baseline{size}")
    yield Line(f"Outcomes that differ most: {'; '.join(said)}." if said else "No outcome differs to speak of.")


def _value(say: Wording, value: float | str | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f'"{say.without_codes(value)}"' if isinstance(value, str) else "–" if value is None else unsigned(value, 3)


def _difference(pair: Paired) -> float | None:
    """Here less there, where both are numbers."""
    if isinstance(pair.here, str | bool | None) or isinstance(pair.there, str | bool | None):
        return None
    return pair.here - pair.there
