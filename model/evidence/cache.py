"""The documented past under other values: what is alike in all that it goes by is replayed once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from model.evidence.replay import Past, replay
from model.rules.axes import Array
from model.rules.known_values import Parts
from model.rules.values import Values
from model.spec.seeds import Seeds


class Replays:
    """The pasts of rows of values; rows alike in all that a replay asks for share one."""

    def __init__(
        self, seeds: Seeds, as_of: int, central: Values, without: Collection[str] = (), most: int | None = None
    ) -> None:
        self.seeds, self.as_of, self.central, self.without, self.most = seeds, as_of, central, without, most
        self.parts = Parts(central)
        past = replay(seeds, as_of, self.parts.near(central), without)
        self.paths = sorted(self.parts.asked & {*central.rows})
        """Assumptions that a replay uses."""
        self._own = np.stack([central.rows[path] for path in self.paths], axis=1)
        """Their values: (1, path)."""
        self.known = {self._keys({})[0]: (past.alignment[0], past.shift[0], past.conduct[0])}
        """The values asked for → alignment, shift, conduct; of more than `most`, those not asked for longest go."""

    def past(self, rows: Mapping[str, Array]) -> Past:
        """The documented past of every row, or one for all that are alike. rows: path → (row,), the others central."""
        keys = self._keys(rows)
        new = {key: place for place, key in enumerate(keys) if key not in self.known}
        if new:
            places = list(new.values())
            asked = {path: rows[path][places] for path in self.paths if path in rows}
            values = self.parts.near(self.central.drawn(asked))
            found = replay(self.seeds, self.as_of, values, self.without)
            self.known |= dict(zip(new, zip(found.alignment, found.shift, found.conduct, strict=True), strict=True))
        self.known |= {key: self.known.pop(key) for key in dict.fromkeys(keys)}
        alignment, shift, conduct = (np.stack(parts) for parts in zip(*(self.known[key] for key in keys), strict=True))
        while self.most is not None and len(self.known) > self.most:
            del self.known[next(iter(self.known))]
        return Past(self.as_of, alignment, shift, conduct)

    def _keys(self, rows: Mapping[str, Array]) -> list[bytes]:
        """The values that the past of every row, or of all where they are alike, goes by."""
        own = {place: rows[path] for place, path in enumerate(self.paths) if path in rows}
        columns = np.repeat(self._own, max(map(len, own.values()), default=1), axis=0)
        for place, column in own.items():
            columns[:, place] = column
        return [row.tobytes() for row in columns]
