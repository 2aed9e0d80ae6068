"""A design: the values of every row of a run chosen beforehand, and whose luck each row has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from model.axes import Array, Index
from model.evidence import Past, replay
from model.parameters import Values
from model.spec.seeds import Seeds


@dataclass(frozen=True)
class Design:
    """Rows that stand where worlds stand in other runs; what is asked for past the last row repeats it."""

    rows: Mapping[str, Array]
    """Assumption path → (row,)."""
    luck: Index
    """The number of the world whose luck a row has: (row,). Rows that share it differ by their values alone."""

    def __len__(self) -> int:
        return len(self.luck)

    def places(self, worlds: slice) -> Index:
        """The rows these worlds stand for."""
        return np.minimum(np.arange(worlds.start, worlds.stop), len(self) - 1)

    def values(self, worlds: slice) -> dict[str, Array]:
        """Assumption path → (world,)."""
        places = self.places(worlds)
        return {path: column[places] for path, column in self.rows.items()}


class _Asked(Mapping[str, Array]):
    """Values that remember which of them were asked for."""

    def __init__(self, rows: Mapping[str, Array]) -> None:
        self.rows, self.asked = rows, set[str]()

    def __getitem__(self, path: str) -> Array:
        self.asked.add(path)
        return self.rows[path]

    def __contains__(self, path: object) -> bool:
        return path in self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Replays:
    """The pasts of a design's rows; rows alike in all that the replay asks for share one."""

    def __init__(self, seeds: Seeds, as_of: int, central: Values, without: Collection[str], design: Design) -> None:
        self.seeds, self.as_of, self.central, self.without, self.design = seeds, as_of, central, without, design
        asked = _Asked(central.rows)
        self.central_past = replay(seeds, as_of, Values(asked), without)
        self.paths = sorted(asked.asked & set(design.rows))
        self.known: dict[bytes, tuple[Array, Array]] = {}

    def past(self, worlds: slice) -> Past:
        """The documented past of these worlds, each under its own values."""
        if not self.paths:
            return self.central_past
        chosen = self.design.values(worlds)
        table = np.stack([chosen[path] for path in self.paths], axis=1)  # (world, path)
        keys = [row.tobytes() for row in table]
        new = {key: place for place, key in enumerate(keys) if key not in self.known}
        if new:
            places = list(new.values())
            values = self.central.drawn({path: chosen[path][places] for path in self.paths})
            found = replay(self.seeds, self.as_of, values, self.without)
            self.known |= dict(zip(new, zip(found.alignment, found.shift, strict=True), strict=True))
        alignment, shift = (np.stack(parts) for parts in zip(*(self.known[key] for key in keys), strict=True))
        return Past(self.as_of, alignment, shift)
