"""A condition in words, wherever it is told: plan, trace, report, pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from model.common.text import MINUS, capital, listed
from model.spec.condition import AlignmentCondition, Condition, EventCondition
from model.spec.seeds import Seeds

SOMEBODY = "somebody"
"""In place of an actor that a condition leaves open."""


class Names(Protocol):
    """Names of a region's things as a text writes them."""

    @property
    def seeds(self) -> Seeds:
        """The region."""

    def actor(self, name: str) -> str:
        """An actor."""

    def issue(self, name: str) -> str:
        """An issue."""


def condition_in_words(condition: Condition, say: Names, *, past: bool = False) -> str:
    """All that a condition asks for, in a clause. past: as it was some time ago."""
    return listed(_parts(condition, say, past))


def _parts(condition: Condition, say: Names, past: bool) -> Iterator[str]:
    """Each thing that must hold."""
    is_now, said_yes = ("was", "said") if past else ("is", "says")
    for issue, stages in condition.issue.items():
        yield f"{say.issue(issue)} {is_now} {listed((f'“{_spaced(stage)}”' for stage in stages), 'or')}"
    if condition.alignment is not None:
        yield _leaning(condition.alignment, say, past)
    if condition.event is not None:
        yield _happened(condition.event, say, past)
    if condition.chance is not None:
        yield f"a draw with chance {condition.chance:g} {said_yes} yes"
    if condition.any is not None:
        either = listed((_inner(one, say, past) for one in condition.any), "or")
        yield f"({either})" if len(condition.any) > 1 else either
    for one in condition.all or ():
        yield _inner(one, say, past)
    if condition.not_ is not None:
        inner = _inner(condition.not_, say, past)
        yield f"it {is_now} not true that " + (inner if inner.startswith("(") else f"({inner})")


def _inner(condition: Condition, say: Names, past: bool) -> str:
    """A condition within another, in brackets where it asks for several things."""
    parts = list(_parts(condition, say, past))
    return parts[0] if len(parts) == 1 else f"({listed(parts)})"


def _leaning(leaning: AlignmentCondition, say: Names, past: bool) -> str:
    sides = [("above", leaning.above), ("below", leaning.below)]
    levels = " and ".join(f"{side} {level:g}" for side, level in sides if level is not None).replace("-", MINUS)
    return f"{say.actor(leaning.of)} {'leaned' if past else 'leans'} to {say.actor(leaning.to)} {levels}"


def _happened(event: EventCondition, say: Names, past: bool) -> str:
    """An event by the sentences of its types, and since when it counts."""
    source, target = (_one_of(names, say) for names in (event.source, event.target))
    told = [capital(_tells(kind, source, target, say)) for kind in event.type]
    since = f" in {event.since} or later" if event.first_month is not None else ""
    if isinstance(event.since, int):
        since = f" in the last {event.since} months" if event.since > 1 else " in the last month"
    return f"{listed((f'“{one}”' for one in told), 'or')} {'had' if past else 'has'} happened{since}"


def _tells(kind: str, source: str, target: str, say: Names) -> str:
    found = say.seeds.types.types.get(kind)
    if found is None:
        return f"{_spaced(kind)}: {source} to {target}"
    parties = listed(sorted((source, target), key=SOMEBODY.__eq__))
    return found.tells.strip().rstrip(".").format(source=source, target=target, parties=parties)


def _one_of(names: Sequence[str] | None, say: Names) -> str:
    return SOMEBODY if names is None else listed(map(say.actor, names), "or")


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
