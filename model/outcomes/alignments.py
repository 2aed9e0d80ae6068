"""Every alignment at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from model.common.errors import did_you_mean
from model.common.languages import _, marked
from model.outcomes.kind import Kind
from model.outcomes.moments import Column, Moments
from model.spec.outcomes import ColumnName, Speaker
from model.spec.seeds import Seeds


class Alignments(Kind):
    """Every alignment of deciding actors at the end, mean and by dimension."""

    kind: Literal["alignments"]

    measured_in = marked("A number from −1 (hostile) to 1 (allied), at the end.")
    scale = "−1 to 1"
    monthly_too = False  # the means are measured every month in any region
    heads = "alignment"
    titled_by_names = True
    before_scale = "alignment, "
    span = 2

    def no_such_column(self, name: str, column: ColumnName, seeds: Seeds) -> str:
        """A column is of two actors, and maybe of a dimension."""
        parts, actors, dimensions = column.parts, list(seeds.actors.actors), seeds.region.dimensions
        for place, part in enumerate(parts[:3]):
            known = actors if place < 2 else dimensions
            if part not in known:
                word = "actor" if place < 2 else "dimension"
                return f'unknown {word} "{part}"{did_you_mean(part, known)}'
        if not 2 <= len(parts) <= 3 or parts[0] == parts[1] or column.category:
            return f"name two actors, as alignment.{actors[0]}.{actors[-1]}, and if need be a dimension"
        return ""

    def pattern(self, name: str, seeds: Seeds) -> str:
        """`alignment.AAA.BBB.security`."""
        names = seeds.actors.actors, seeds.region.dimensions
        actors, dimensions = ("|".join(map(re.escape, each)) for each in names)
        return rf"alignment\.({actors})\.({actors})(\.({dimensions}))?"

    def in_codebook(self, column: str, label: str, seeds: Seeds) -> tuple[str, str]:
        """All pairs of actors as one row, and by dimension as another."""
        whole = len(ColumnName.of(column).parts) == 2
        of = "mean over dimensions" if whole else f"one of {', '.join(seeds.region.dimensions)}"
        actors = ", ".join(seeds.actors.actors)
        return f"alignment.A.B{'' if whole else '.DIMENSION'}", f"How far A leans to B, {of}; A and B: {actors}"

    def pairs(self, column: ColumnName) -> list[tuple[str, str]]:
        """Its two actors."""
        of, to = column.parts[:2]
        return [(of, to)]

    def title(self, label: str, column: ColumnName, say: Speaker) -> str:
        """`A → B, security`."""
        if not column.part:
            return super().title(label, column, say)
        of, to, *dimension = column.parts
        return ", ".join([f"{say.actor(of)} → {say.actor(to)}", *map(say.dimension, dimension)])

    def subject(self, title: str, column: ColumnName, say: Speaker) -> str:
        """`Leaning of A to B (security)`: without an arrow, which may be read as trade."""
        if not column.part:
            return title
        of, to, *dimension = column.parts
        return " ".join([f"Leaning of {say.actor(of)} to {say.actor(to)}", *_bracketed(dimension, say)])

    def compared(self, title: str, column: ColumnName, say: Speaker) -> str:
        """`how far A leans to B (security)`."""
        of, to, *dimension = column.parts
        leans = _("how far {actor} leans to {other}", actor=say.actor(of), other=say.actor(to))
        return " ".join([leans, *_bracketed(dimension, say)])

    def brief(self, column: ColumnName) -> str:
        """`AAA→BBB security`."""
        if not column.part:
            return super().brief(column)
        of, to, *dimension = column.parts
        return " ".join([f"{of}→{to}", *dimension])

    def moved_by(self, column: ColumnName, mean: float, by_dimension: Mapping[str, float]) -> float:
        """As far as the alignment itself."""
        return by_dimension.get(column.parts[2], 0.0) if len(column.parts) > 2 else mean

    def final(self, name: str, seen: Moments) -> dict[str, Column]:
        """Mean and by dimension."""
        assert seen.by_dimension is not None, "at the end every alignment is at hand"
        found: dict[str, Column] = {}
        for pair, i, j in seen.layout.pairs:
            found[pair] = seen.alignment[:, i, j]
            for d, dimension in enumerate(seen.axes.dimensions):
                found[f"{pair}.{dimension}"] = seen.by_dimension[:, d, i, j]
        return found


def _bracketed(dimensions: Sequence[str], say: Speaker) -> Iterator[str]:
    return (f"({say.dimension(name)})" for name in dimensions)
