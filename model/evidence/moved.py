"""Starting alignments that move when the evidence that no document confirms is left out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from model.evidence.replay import replay
from model.evidence.unconfirmed import Resting, Unconfirmed
from model.rules.values import Values
from model.spec.seeds import Seeds

MIN_MOVE = 0.05
"""From here on a starting alignment counts as moved."""


def moved_without(seeds: Seeds, as_of: int, values: Values, left_out: Iterable[str] = ()) -> Resting:
    """Starting alignments, mean over the dimensions, that differ by MIN_MOVE or more without what is unconfirmed.

    left_out: documents that are left out anyway.
    """
    doubtful = Unconfirmed.of(seeds).documents
    before, after = (
        np.asarray(replay(seeds, as_of, values, without).alignment[0].mean(axis=0))
        for without in (tuple(left_out), (*left_out, *doubtful))
    )
    apart = ~np.eye(len(before), dtype=bool)
    return Resting(int((np.abs(after - before)[apart] >= MIN_MOVE).sum()), int(apart.sum()))
