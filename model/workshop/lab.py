"""What the pages show, computed: a scenario's worlds and the baseline's with the same luck, for given settings.

These functions run in the processes of the bench and answer with what can be drawn. All arithmetic is that of `run`, so
the numbers are those of `run` to the last digit, whatever the number of worlds.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from model.axes import Array
from model.compare import QUANTILES, bands, milestones, records
from model.ensemble import BLOCK, STEPS, measured
from model.evidence import Past, replay
from model.load import BASELINE, LoadedScenario, out_of_reach
from model.measures import Measures, Watch
from model.parameters import Values
from model.region import Region
from model.repertoire import Repertoire
from model.spec.seeds import Seeds
from model.study import Study
from model.verdicts import SIGN, STABLE, findings, scripted
from model.words import Words
from model.workshop.library import Library
from model.workshop.results import Curve, Effect, Ensemble, Explored, Fan, Leanings
from model.workshop.settings import Settings

SETTLED = BLOCK
"""Worlds that are computed once nobody drags any more."""
SINGLES = 5
"""Single worlds drawn thin."""
PASTS, ENSEMBLES = 64, 12
"""Pasts, and ensembles of worlds, that a process keeps."""

T = TypeVar("T")


@dataclass(frozen=True)
class Rehearsal(Study):
    """A study whose repertoire and past are known from earlier ones."""

    known_repertoire: Repertoire | None = None
    known_past: Past | None = None

    @cached_property
    def repertoire(self) -> Repertoire:
        """What can be done."""
        return self.known_repertoire or super().repertoire

    def past(self, worlds: slice) -> Past:
        """The documented past, the same for all worlds."""
        return self.known_past or super().past(worlds)


class _Noted(dict[str, Array]):
    """Values that note which of them are asked for."""

    def __init__(self, rows: Mapping[str, Array]) -> None:
        super().__init__(rows)
        self.asked: set[str] = set()

    def __getitem__(self, path: str) -> Array:
        self.asked.add(path)
        return super().__getitem__(path)


class Lab:
    """One process's workplace: the library, and what was computed before."""

    def __init__(self, seeds: Seeds) -> None:
        self.seeds = seeds
        self.library = Library.of(seeds)
        self.repertoire = Repertoire(seeds)
        self.measures = Measures(self.repertoire)
        self.words = Words(seeds)
        self._pasts: dict[Hashable, Past] = {}
        self._ensembles: dict[Hashable, Ensemble] = {}
        self._replay_reads: dict[int, set[str]] = {}

    def study(self, settings: Settings) -> tuple[Study, LoadedScenario]:
        """The study that `run` makes of the downloaded file, and the file's scenario."""
        here = settings.loaded(self.library)
        start, overrides = settings.start(self.seeds), settings.overrides()
        study = Rehearsal(
            self.seeds, (here,), start, settings.horizon(self.library), settings.seed,
            overrides, known_repertoire=self.repertoire, known_past=self.past(start, overrides),
        )  # fmt: skip
        return study, here

    def ensemble(self, settings: Settings, worlds: int) -> Ensemble:
        """So many worlds of the scenario that the settings describe, computed once."""
        return remembered(self._ensembles, (settings, worlds), ENSEMBLES, lambda: self._simulated(settings, worlds))

    def _simulated(self, settings: Settings, worlds: int) -> Ensemble:
        study, scenario = self.study(settings)
        with threadpool_limits(1, user_api="blas"), np.errstate(all="raise", under="ignore"):
            found = followed(Region(study, scenario.id, worlds=worlds, collect=False), self.measures)
        gc.collect()  # a Mesa model and its agents hold each other, and their arrays with them
        return found

    def past(self, as_of: int, overrides: Mapping[str, float]) -> Past:
        """The documented past, computed once for all settings that differ in nothing a replay asks for."""
        values = Values.central(self.seeds).replaced(overrides)
        if as_of not in self._replay_reads:
            noted = _Noted(values.rows)
            replay(self.seeds, as_of, Values(noted))
            self._replay_reads[as_of] = noted.asked | {*self.seeds.saliences}
        felt = tuple(sorted((path, v) for path, v in overrides.items() if path in self._replay_reads[as_of]))
        return remembered(self._pasts, (as_of, felt), PASTS, lambda: replay(self.seeds, as_of, values))

    # What is drawn of them

    def effects(self, here: Ensemble, there: Ensemble, scenario: LoadedScenario, months: int) -> tuple[Effect, ...]:
        """The headline outcomes, scenario against baseline."""
        names = self.seeds.outcomes.headline
        frames = {BASELINE: pd.DataFrame(there.outcomes), scenario.id: pd.DataFrame(here.outcomes)}
        done = [spec for spec, fired in zip(scenario.spec.interventions, here.fired, strict=True) if fired]
        return tuple(
            self._effect(row, scripted(self.seeds, done, str(row["outcome"])))
            for row in records(findings(frames, BASELINE, months, names))
        )

    def _effect(self, row: dict[str, float | str], scripted: bool) -> Effect:
        name, words = str(row["outcome"]), self.words
        mean, there, difference, low, high = (
            float(row[column]) for column in ("mean", "baseline_mean", "difference", "ci_low", "ci_high")
        )
        ends = f"{words.number(name, low, sign=True)} to {words.number(name, high, sign=True)}"
        shown = (words.number(name, mean), words.number(name, there), words.number(name, difference, sign=True), ends)
        sure = row["kind"] in (STABLE, SIGN)
        return Effect(
            name, words.outcome(name), words.unit(name), difference, low, high, sure, scripted, shown, str(row["said"])
        )

    def fans(self, here: Ensemble, there: Ensemble) -> tuple[Fan, ...]:
        """The followed measures that are numbers."""
        found = []
        for place, name in enumerate(self.measures.followed):
            ours, theirs = (side.followed[:, :, place] / STEPS for side in (here, there))
            if not self.words.is_share(name):
                table = bands(ours)
                levels = {level: rounded(table[level]) for level in QUANTILES}
                middle = rounded(np.median(theirs, axis=0))
                singles = [rounded(world) for world in ours[:SINGLES]]
                found.append(Fan(name, self.words.outcome(name), levels, singles, middle))
        return tuple(found)

    def curves(self, here: Ensemble, there: Ensemble) -> tuple[Curve, ...]:
        """The followed measures that come true or not, once and for all."""
        found = []
        for place, name in enumerate(self.measures.followed):
            if name in self.measures.outcomes and self.words.is_share(name):
                ours, theirs = (side.followed[:, :, place] / STEPS for side in (here, there))
                curve = milestones({name: ours}, [name])
                share, low, high = (rounded(curve[column]) for column in ("share", "low", "high"))
                found.append(Curve(name, self.words.outcome(name), share, low, high, rounded(theirs.mean(axis=0))))
        return tuple(found)

    def leanings(self, here: Ensemble, there: Ensemble) -> Leanings:
        """How far the deciding actors lean to each other, on average, month by month."""
        axes, measures = self.measures.axes, self.measures
        found = []
        for side in (here, there):
            matrix = np.zeros((len(side.total), *(len(axes.actors),) * 2))
            matrix[:, measures.of, measures.to] = side.total[:, : len(measures.pairs)] / side.worlds
            found.append(np.round(matrix[:, : axes.deciders, : axes.deciders], 4).tolist())
        return Leanings(list(axes.actors[: axes.deciders]), *found)


def remembered(kept: dict[Hashable, T], key: Hashable, most: int, compute: Callable[[], T]) -> T:
    """What was computed under this key before; where there are too many, the one not asked for longest is forgotten."""
    kept[key] = kept.pop(key) if key in kept else compute()
    while len(kept) > most:
        del kept[next(iter(kept))]
    return kept[key]


def rounded(numbers: Array | pd.Series[float]) -> list[float]:
    """Numbers as a picture needs them."""
    return np.round(np.asarray(numbers, dtype=np.float64), 4).tolist()


_labs: dict[int, Lab] = {}


def lab_of(seeds: Seeds) -> Lab:
    """The lab of a process."""
    if id(seeds) not in _labs:
        _labs[id(seeds)] = Lab(seeds)
    return _labs[id(seeds)]


def simulated(seeds: Seeds, settings: Settings, worlds: int) -> Ensemble:
    """So many worlds of the scenario that the settings describe."""
    return lab_of(seeds).ensemble(settings, worlds)


def followed(region: Region, measures: Measures) -> Ensemble:
    """Step a region to its horizon and keep what is drawn of it: `recorded` without its histograms."""
    watch = Watch(measures, region)
    kept = [measures.names.index(name) for name in measures.followed]
    totals, paths = [], []
    for monthly in measured(region, measures, watch):
        totals.append(monthly.sum(axis=0))
        paths.append(np.rint(monthly[:, :, kept] * STEPS).astype(np.int16))
    fired = tuple(bool(worlds) for worlds in (region.script.fired <= region.months).sum(axis=0))
    headline = {name.partition("=")[0] for name in region.study.seeds.outcomes.headline}
    outcomes = {name: found for name, found in measures.final(region, watch).items() if name in headline}
    return Ensemble(outcomes, np.concatenate(totals), np.concatenate(paths, axis=1), fired)


def explored(seeds: Seeds, sides: tuple[Settings, ...], worlds: int) -> Explored:
    """What Explore shows of so many worlds: of the scenario, then the baseline's where it is another."""
    here, there = (simulated(seeds, side, worlds) for side in (sides[0], sides[-1]))
    return drawn(seeds, sides[0], here, there)


def drawn(seeds: Seeds, settings: Settings, here: Ensemble, there: Ensemble) -> Explored:
    """What Explore shows of a state, from its worlds and the baseline's."""
    lab = lab_of(seeds)
    scenario = settings.loaded(lab.library)
    start, months = settings.start(seeds), settings.horizon(lab.library)
    return Explored(
        worlds=here.worlds,
        complete=here.worlds == SETTLED,
        first=start,
        effects=lab.effects(here, there, scenario, months),
        fans=lab.fans(here, there),
        curves=lab.curves(here, there),
        leanings=lab.leanings(here, there),
        notes=tuple(out_of_reach(scenario, as_of=start, months=months)),
    )
