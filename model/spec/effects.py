"""Changes that a stage of an issue makes while it lasts: the keys of YAML, and the changes that the rules know.

The rules are compiled and know no keys. What they know of a stage, or of a lasting intervention, is in `Changes`; a
class for each key (`model/effects/stages/`) says which of these it makes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import Field, model_validator

from model.spec.base import ActorName, Frozen, ProfileName, Share, fault
from model.spec.evidence import OnAnother, Pairing
from model.spec.fields import Route, add_keys

Size = TypeVar("Size")
"""A number: as declared, or an array of the rows of parameters."""
Other = TypeVar("Other")
Value = TypeVar("Value")


class TieEffect(Pairing):
    """A standing tie that holds while an issue is in a stage."""

    @property
    def path(self) -> str:
        """Its kind and whom it joins: `dispute.AAA-BBB`, or `occupation.AAA.BBB` where it is of one towards another."""
        joined = f"{self.of}.{self.to}" if self.between is None else "-".join(self.between)
        return f"{self.kind}.{joined}"


class DependenceEffect(OnAnother):
    """A change of dependence while an issue is in a stage."""

    change: float = Field(ge=-1, le=1)

    @property
    def path(self) -> str:
        """The dependent actor, and the one it depends on: `AAA.BBB`."""
        return f"{self.of}.{self.on}"


class Binding(Frozen):
    """A commitment that keeps two actors from using force against each other while an issue is in a stage."""

    between: tuple[ActorName, ActorName]
    strength: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _binds_two(self) -> Self:
        if self.between[0] == self.between[1]:
            raise fault("binding", "a commitment needs two different actors", "between")
        return self

    @property
    def path(self) -> str:
        """Whom it binds, as a name: `AAA-BBB`."""
        return "-".join(self.between)


def apart(names: Iterable[str]) -> tuple[str, ...]:
    """The names, with `.2`, `.3` … after one that is there already."""
    met: Counter[str] = Counter()
    found = []
    for name in names:
        met[name] += 1
        found.append(name if met[name] == 1 else f"{name}.{met[name]}")
    return tuple(found)


def effect_path(issue: str, stage: str, name: str) -> str:
    """The dotted path of the size of a stage's effect."""
    return f"effects.{issue}.{stage}.{name}"


@dataclass(frozen=True)
class Changes(Generic[Size]):
    """All that the rules know of a stage or of a lasting intervention, each change with its size."""

    ties: tuple[tuple[Pairing, Size], ...] = ()
    """Ties that stand, each with its strength."""
    dependence: tuple[tuple[str, str, Size], ...] = ()
    """The dependent actor, the actor it depends on, and the change."""
    binds: tuple[tuple[tuple[str, str], Size], ...] = ()
    """Two actors, and how much a commitment binds them."""
    attention: tuple[tuple[str, Size], ...] = ()
    """Free attention of an actor, 0 to 1; the lowest of all stages holds."""
    capability: tuple[tuple[str, Size], ...] = ()
    """A factor on an actor's capability."""
    profile: tuple[tuple[str, str], ...] = ()
    """An actor, and the profile of interests that it pursues instead of its own."""

    def joined(self, other: Changes[Size]) -> Changes[Size]:
        """Both together."""
        return Changes(
            (*self.ties, *other.ties),
            (*self.dependence, *other.dependence),
            (*self.binds, *other.binds),
            (*self.attention, *other.attention),
            (*self.capability, *other.capability),
            (*self.profile, *other.profile),
        )

    def resized(self, size: Callable[[Size], Other]) -> Changes[Other]:
        """The same changes, with another form of their sizes."""
        return Changes(
            tuple((tie, size(strength)) for tie, strength in self.ties),
            tuple((of, on, size(change)) for of, on, change in self.dependence),
            tuple((pair, size(strength)) for pair, strength in self.binds),
            tuple((actor, size(level)) for actor, level in self.attention),
            tuple((actor, size(factor)) for actor, factor in self.capability),
            self.profile,
        )


@dataclass(frozen=True)
class StageEffect(ABC, Generic[Value]):
    """An effect of a stage: what stands under its key."""

    given: Value

    key: ClassVar[str]
    """The key in YAML."""
    value: ClassVar[Any]
    """Type of what stands under the key; its own docstring, or that of the kind, goes into the schema."""

    @property
    def sizes(self) -> Iterator[tuple[str, Route, float]]:
        """The numbers that can be set and drawn: a name, the keys that lead there, and the number."""
        yield from ()

    @abstractmethod
    def compiled(self, size: Callable[[str], Size]) -> Changes[Size]:
        """Parts of it that the rules know; `size` gives the number of a name."""


KINDS: dict[str, type[StageEffect[Any]]] = {}
"""The known kinds by their keys."""


class Effects(Frozen):
    """Changes that a stage makes while it lasts."""

    ties: tuple[TieEffect, ...] = ()
    dependence: tuple[DependenceEffect, ...] = ()
    binds: tuple[Binding, ...] = ()
    attention: dict[ActorName, Share] = {}
    """Free attention of an actor, 0 to 1; the lowest of all stages holds."""
    capability: dict[ActorName, Share] = {}
    """A factor on an actor's capability."""
    profile: dict[ActorName, ProfileName] = {}
    """The interests an actor pursues instead of its own."""

    @property
    def kinds(self) -> dict[str, StageEffect[Any]]:
        """The effects that it has, by key."""
        return {key: KINDS[key](given) for key, given in self if given}

    @property
    def sizes(self) -> Iterator[tuple[str, Route, float]]:
        """The numbers of all effects: name with its key before it, the keys that lead there, and the number."""
        for key, effect in self.kinds.items():
            yield from ((f"{key}.{name}", (key, *route), size) for name, route, size in effect.sizes)

    def compiled(self, size: Callable[[str], Size]) -> Changes[Size]:
        """Parts of it that the rules know; `size` gives the number of a name."""
        total: Changes[Size] = Changes()
        for key, effect in self.kinds.items():
            total = total.joined(effect.compiled(partial(_of_kind, size, key)))
        return total

    @property
    def declared(self) -> Changes[float]:
        """The changes by the numbers that the file gives."""
        return self.compiled({name: size for name, _, size in self.sizes}.__getitem__)


def _of_kind(size: Callable[[str], Size], key: str, name: str) -> Size:
    """The number of a name among those of one kind."""
    return size(f"{key}.{name}")


def know(kinds: Mapping[str, type[StageEffect[Any]]], *holders: type[Frozen]) -> None:
    """Let stages have effects of these kinds; `holders` are the declarations in which stages stand, the inner first."""
    KINDS.update(kinds)
    add_keys(Effects, {key: kind.value for key, kind in kinds.items() if key not in Effects.model_fields}, *holders)
