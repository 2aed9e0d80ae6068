"""Forecasts from past months: the region simulated forward from what was documented then, with nothing scripted."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from model.axes import Array
from model.ensemble import BLOCK
from model.hindcast.milestones import Lookout, milestones
from model.hindcast.past import WINDOWS, DocumentedPast
from model.load import LoadedScenario
from model.parameters import Values
from model.region import Region
from model.spec.scenario import Scenario
from model.study import Study

NOTHING_SCRIPTED = LoadedScenario(
    id="nothing-scripted",
    path=Path("nothing-scripted"),
    spec=Scenario(name="Nothing scripted", summary="Everybody goes on as the rules have it."),
    origins={},
    digests={},
)


@dataclass(frozen=True)
class RowsStudy(Study):
    """A study whose worlds are a few luck rows under each of several settings, so that settings share their luck."""

    settings: tuple[dict[str, float], ...] = ()
    """Assumption path → value, for each setting. They must not bear on the past, which all share."""
    each: int = BLOCK
    """Worlds of each setting."""

    def values(self, worlds: slice) -> Values:
        """The settings one after the other, each for as many worlds."""
        rows = np.arange(worlds.start, worlds.stop) // self.each
        paths = self.settings[0]
        changed = {path: np.array([s[path] for s in self.settings])[rows] for path in paths}
        return Values({**self._central.rows, **changed})


class SharedLuck(Region):
    """A region in which world w of every setting has the luck of world w."""

    def __init__(self, study: RowsStudy) -> None:
        from model.hindcast.luck import TiledLuck

        worlds = study.each * len(study.settings)
        super().__init__(study, NOTHING_SCRIPTED.id, worlds=worlds, collect=False)
        self.luck = TiledLuck(study.seed, 0, worlds, each=study.each)
