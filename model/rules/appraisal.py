"""Rule 1, appraisal: everyone judges a deed by how they feel about its target.

Cognitive balance (Heider 1946) as a dynamic: nothing imposes balance among triads; it follows, and is measured.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np

from model.axes import Array, Index, at, worlds_first
from model.sums import added, parts_of


@dataclass(frozen=True)
class Deeds:
    """Deeds in rows: their weight, and who moves towards whom because of them."""

    weight: Array
    """(deed, dimension): salience × standing × Goldstein/10 × the type's share; negative if hostile."""
    ahead: Array
    """(deed, actor, actor): 1 where an alignment moves with the full weight: target to doer, party to party."""
    back: Array
    """(deed, actor, actor): 1 where it moves with the reflected part: doer to target."""
    regard: Array
    """(deed, doer, other): how an onlooker's feelings for the others are averaged into its judgement of the doer."""
    onlooker: Array
    """(deed, actor): 1 for those who are not party to the deed."""

    @cached_property
    def touched(self) -> Touched:
        """The leanings that each deed can move."""
        return Touched.by(self)

    def __getitem__(self, rows: Index) -> Self:
        """The deeds of these rows."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def __add__(self, more: Self) -> Self:
        """These deeds, then more."""
        return type(self)(
            **{f.name: np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(self)}
        )

    @property
    def total(self) -> Array:
        """Weight summed over the dimensions: (deed,)."""
        return np.asarray(self.weight.sum(axis=1))


@dataclass(frozen=True)
class Touched:
    """The leanings that deeds can move, all of the first deed, then those of the next; most deeds touch few."""

    first: Index
    """(deed + 1,): where those of each deed begin."""
    leaning: Index
    """(touched,): its place in the flattened (actor, actor)."""
    ahead: Array
    back: Array
    """(touched,): 1 where it moves with the full weight, with the reflected part."""
    feeling: tuple[Index, ...]
    """(touched,) each: an onlooker's leanings to the others of the deed, by which it judges the doer."""
    share: tuple[Array, ...]
    """(touched,) each: what these weigh in the mean; 0 for those who are party to the deed."""

    @classmethod
    def by(cls, deeds: Deeds) -> Self:
        """What these deeds can touch."""
        judged = deeds.onlooker[:, :, None] * np.asarray(deeds.regard.any(axis=2))[:, None, :]  # (deed, onlooker, doer)
        deed, of, to = np.nonzero(deeds.ahead + deeds.back + judged)
        actors = deeds.onlooker.shape[1]
        regard = deeds.regard[deed, to] * deeds.onlooker[deed, of][:, None]  # (touched, other)
        others = np.argsort(regard == 0, axis=1, kind="stable")[:, : np.count_nonzero(regard, axis=1).max(initial=1)]
        return cls(
            first=np.searchsorted(deed, np.arange(len(deeds.weight) + 1)),
            leaning=of * actors + to,
            ahead=deeds.ahead[deed, of, to],
            back=deeds.back[deed, of, to],
            feeling=tuple((of[:, None] * actors + others).T),
            share=tuple(np.take_along_axis(regard, others, axis=1).T),
        )


@dataclass(frozen=True)
class Moves:
    """How far deeds push leanings, room left out: a move is a leaning that one deed touches in one world."""

    world: Index
    """(move,)."""
    leaning: Index
    """(move,): its place in the flattened (actor, actor)."""
    size: Array
    """(dimension, move)."""

    def table(self, worlds: int, actors: int) -> Array:
        """Laid out as alignments are, where no leaning is moved twice: (world, dimension, actor, actor)."""
        whole = np.zeros((len(self.size), actors**2, worlds))
        whole[:, self.leaning, self.world] = self.size
        return worlds_first(whole.reshape(-1, actors, actors, worlds))


def effective_weight(weight: Array, *, impact: Array, negativity: Array) -> Array:
    """Weight as felt: κ times the weight, and ν times that where it is hostile.

    weight: (..., dimension). impact, negativity: broadcastable to (..., 1).
    """
    return impact * weight * np.where(weight < 0, negativity, 1.0)


def moves(
    alignment: Array,
    deeds: Deeds,
    world: Index,
    deed: Index,
    *,
    impact: Array,
    reflection: Array,
    spillover: Array,
    negativity: Array,
    salience: Array | None = None,
) -> Moves:
    """How far deeds would push every leaning they touch, room left out.

    alignment: (world, dimension, actor, actor), as the month opened. world, deed: (row,), which deed is done in which
    world. Parameters: (world,). salience: how much more or less deeds matter than coded, (world or 1, deed).
    """
    weight = effective_weight(deeds.weight[deed], impact=impact[world, None], negativity=negativity[world, None])
    if salience is not None:
        weight = weight * at(salience, world, deed)[:, None]
    touched = deeds.touched
    row, each = parts_of(touched.first, deed)
    where = world[row]
    levels = alignment.transpose(1, 2, 3, 0).reshape(alignment.shape[1], -1)  # (dimension, leaning × world)
    judged = np.zeros((len(levels), len(row)))
    for feeling, share in zip(touched.feeling, touched.share, strict=True):
        judged += share[each] * np.take(levels, feeling[each] * len(alignment) + where, axis=1)
    parties = touched.ahead[each] + reflection[where] * touched.back[each]
    return Moves(where, touched.leaning[each], np.take(weight.T, row, axis=1) * (parties + spillover[where] * judged))


@dataclass(frozen=True)
class Moved:
    """How far leanings moved in a month, all deeds and the room left taken in."""

    place: Index
    """(moved,): in the flattened (dimension, actor, actor, world)."""
    world: Index
    """(moved,)."""
    size: Array
    """(moved,)."""


def after(alignment: Array, pushed: Moves) -> tuple[Array, Moved]:
    """The alignments after a month's moves, and what moved: (world, dimension, actor, actor)."""
    worlds, dimensions, actors, _ = alignment.shape
    cells = actors**2 * worlds
    cell = pushed.leaning * worlds + pushed.world
    touched = np.zeros(cells, dtype=bool)
    touched[cell] = True
    once = np.flatnonzero(touched)
    rank = np.empty(cells, dtype=np.intp)
    rank[once] = np.arange(len(once))
    by_dimension = np.arange(dimensions)[:, None]
    place = (once + by_dimension * cells).ravel()
    each = (rank[cell] + by_dimension * len(once)).ravel()
    up, down = (added(each, np.maximum(part, 0).ravel(), len(place)) for part in (pushed.size, -pushed.size))
    levels = alignment.transpose(1, 2, 3, 0).flatten()
    before = np.take(levels, place)
    within = settle(before, up, down)
    levels[place] = within
    moved = Moved(place, np.tile(once % worlds, dimensions), within - before)
    return worlds_first(levels.reshape(dimensions, actors, actors, worlds)), moved


def settle(alignment: Array, up: Array, down: Array) -> Array:
    """The alignment after a month's moves, which shrink as the extremes come near: bounded and free of order.

    up, down: sums of the upward moves and of the size of the downward moves, each scaled down to 1 if above.
    """
    return alignment + np.minimum(up, 1) * (1 - alignment) - np.minimum(down, 1) * (1 + alignment)
