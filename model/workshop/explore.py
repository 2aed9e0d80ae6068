"""Results that the pages show: a scenario's worlds and the baseline's with the same luck, for given settings.

These functions run in the worker processes and answer with what can be drawn. All arithmetic is that of `run`, so
the numbers are those of `run` to the last digit, whatever the number of worlds.
"""

from __future__ import annotations

import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import TypeVar

import numpy as np

from model.analysis.kept_ledger import has_ledger
from model.evidence.cache import Replays
from model.evidence.replay import Past
from model.experiment.ensemble import BLOCK, FOLLOWED_SCALE, computing, measured
from model.experiment.first_use import make_ready
from model.load import LoadedScenario, out_of_reach
from model.outcomes.kind import kind_of
from model.rules.known_values import Parts
from model.rules.values import Values, in_rows
from model.simulation.choice_set import ChoiceSet
from model.simulation.design import Design
from model.simulation.experiment import Experiment
from model.simulation.known import Known
from model.simulation.measures import Measures
from model.simulation.model import Region
from model.simulation.structure import Structure
from model.spec.seeds import Seeds
from model.workshop.catalogue import Catalogue
from model.workshop.drawing import Drawing, Sides
from model.workshop.reasons import parts_by_ledger, through
from model.workshop.results import Ensemble, Explored, Reason
from model.workshop.settings import Settings

SETTLED_WORLDS = BLOCK
"""Worlds that are computed once nobody drags any more."""
MIN_WORLDS_DRAWN = 4
"""Fewest worlds of which a picture is drawn."""
DOUBTS, PASTS, ENSEMBLES, STRUCTURES = 8, 64, 48, 32
"""Readers' ways to weigh the events, pasts of each, ensembles, and structures of scenarios that a process keeps."""

T = TypeVar("T")


class Explorer:
    """Explorer of one process: the scenario catalogue, and results computed before."""

    def __init__(self, seeds: Seeds) -> None:
        self.seeds = seeds
        self.catalogue = Catalogue.of(seeds)
        self.choice_set = ChoiceSet(seeds)
        self.central = Values.central(seeds)
        self.measures = Measures(self.choice_set, shown(seeds))
        self.drawing = Drawing(seeds, self.measures)
        self._replays: dict[Hashable, Replays] = {}
        self._ensembles: dict[Hashable, Ensemble] = {}
        self._structures: dict[Hashable, tuple[dict[str, Structure], dict[str, Parts]]] = {}

    def experiment(self, settings: Settings, design: Design | None = None) -> tuple[Experiment, LoadedScenario]:
        """The experiment that `run` makes of the downloaded file, or one row of a design, and the file's scenario."""
        here, plain = settings.loaded(self.catalogue), settings.model_copy(update={"assume": (), "doubt": ()})
        structures, parts = remembered(self._structures, plain, STRUCTURES, lambda: ({}, {}))
        known = Known(
            choice_set=self.choice_set, central=self.central, pasts=self._pasts(settings), structures=structures,
            parts=parts,
        )  # fmt: skip
        experiment = Experiment(
            self.seeds, (here,), settings.start(self.seeds), settings.horizon(self.catalogue), settings.seed,
            settings.overrides(), design=design, known=known,
        )  # fmt: skip
        return experiment, here

    def ensembles(self, wanted: Collection[Settings], worlds: int) -> dict[Settings, Ensemble]:
        """So many worlds of every scenario that the settings describe, computed once.

        Settings that differ in nothing but assumptions are the rows of one region, which takes little more than one
        of them.
        """
        alike = defaultdict[Settings, list[Settings]](list)
        for settings in dict.fromkeys(wanted):
            if (settings, worlds) not in self._ensembles:
                alike[settings.model_copy(update={"assume": ()})].append(settings)
        for plain, several in alike.items():
            for settings, ensemble in zip(several, self._simulated(plain, several, worlds), strict=True):
                self._ensembles[settings, worlds] = ensemble
        found = {settings: self._ensembles.pop((settings, worlds)) for settings in dict.fromkeys(wanted)}
        self._ensembles |= {(settings, worlds): ensemble for settings, ensemble in found.items()}
        while len(self._ensembles) > ENSEMBLES:
            del self._ensembles[next(iter(self._ensembles))]
        return found

    def _simulated(self, plain: Settings, several: Sequence[Settings], worlds: int) -> list[Ensemble]:
        """So many worlds of each of some settings that differ from plain ones in their assumptions alone."""
        one = several[0] if len(several) == 1 else plain
        experiment, scenario = self.experiment(one, None if len(several) == 1 else self._design(several, worlds))
        with computing():
            return followed(
                Region(experiment, scenario.id, worlds=len(several) * worlds, collect=False), self.measures, worlds
            )

    def _design(self, several: Sequence[Settings], worlds: int) -> Design:
        """The same worlds for each of the settings, one's after another's."""
        chosen = [dict(settings.assume) for settings in several]
        rows = {
            path: np.repeat([own.get(path, self.seeds.numbers[path].value) for own in chosen], worlds)
            for path in sorted({path for own in chosen for path in own})
        }
        return Design(rows, np.tile(np.arange(worlds), len(several)))

    def past(self, settings: Settings) -> Past:
        """The documented past, replayed once for all settings that differ in nothing a replay asks for."""
        return self._pasts(settings).past(in_rows(dict(settings.assume)))

    def _pasts(self, settings: Settings) -> Replays:
        """Pasts as one reader weighs the events."""
        start, doubts = settings.start(self.seeds), settings.model_copy(update={"assume": ()}).overrides()
        key = (start, settings.doubt)
        return remembered(
            self._replays, key, DOUBTS,
            lambda: Replays(self.seeds, start, self.central.replaced(doubts), most=PASTS),
        )  # fmt: skip

    def drawn(self, settings: Settings, here: Ensemble, there: Ensemble, alone: Sides | None = None) -> Explored:
        """Results that Explore shows, from the scenario's worlds and the baseline's.

        alone: both with nobody acting, where they are known, so that what followed can be told from what is written.
        """
        scenario = settings.loaded(self.catalogue)
        start, months = settings.start(self.seeds), settings.horizon(self.catalogue)
        return Explored(
            worlds=here.worlds,
            complete=here.worlds == SETTLED_WORLDS,
            compared=not settings.is_baseline,
            first=start,
            effects=self.drawing.effects(here, there, scenario, months, alone),
            fans=self.drawing.fans(here, there),
            curves=self.drawing.curves(here, there),
            leanings=self.drawing.leanings(here),
            notes=tuple(out_of_reach(scenario, as_of=start, months=months)),
        )


def remembered(kept: dict[Hashable, T], key: Hashable, most: int, compute: Callable[[], T]) -> T:
    """Return the value kept under this key, or compute it; of more than `most`, the least recently used is dropped."""
    kept[key] = kept.pop(key) if key in kept else compute()
    while len(kept) > most:
        del kept[next(iter(kept))]
    return kept[key]


_explorers: dict[int, Explorer] = {}


def explorer_of(seeds: Seeds) -> Explorer:
    """The explorer of a process."""
    if id(seeds) not in _explorers:
        _explorers[id(seeds)] = Explorer(seeds)
    return _explorers[id(seeds)]


def prepare(seeds: Seeds) -> None:
    """Have the rules compiled and at hand before anybody asks; the terminal is told what is waited for."""
    settings, explorer = Settings(), explorer_of(seeds)
    experiment = Experiment(seeds, (settings.loaded(explorer.catalogue),), settings.start(seeds), months=1)
    make_ready(experiment, lambda line: print(line, file=sys.stderr, flush=True))
    previewed(seeds, ((settings,), MIN_WORLDS_DRAWN))
    gc.collect()
    gc.freeze()  # what a first drawing loads stays, and is looked through after no other


def shown(seeds: Seeds) -> set[str]:
    """The outcomes that Explore shows: those of the headline, and those that are followed by month."""
    outcomes = seeds.outcomes.outcomes
    headline = [seeds.outcomes.of(column) for column in seeds.outcomes.headline]
    return {name for name, outcome in outcomes.items() if kind_of(outcome).followed or outcome in headline}


def followed(region: Region, measures: Measures, worlds: int) -> list[Ensemble]:
    """Step a region to its horizon and keep what is drawn of every so many of its worlds, as `recorded` does."""
    _, watch, seen = measured(region, measures)
    wanted, n = measures.followed, measures.axes.deciders
    path = np.empty((region.worlds, region.months + 1, len(wanted)), dtype=np.int16)
    for name, each in measures.monthly_followed(watch):
        path[:, :, wanted.index(name)] = np.rint(each.reshape(region.worlds, -1) * FOLLOWED_SCALE)
    leaning = seen.alignment[:, :, :n, :n].reshape(-1, worlds, region.months + 1, n, n).sum(axis=1)
    fired = region.state.fired <= region.months
    headline = {name.partition("=")[0] for name in region.experiment.seeds.outcomes.headline}
    outcomes = {name: found for name, found in measures.final(region, watch).items() if name in headline}
    return [
        Ensemble(
            {name: found[rows].copy() for name, found in outcomes.items()},
            leaning[place].copy(), path[rows].copy(), tuple(map(bool, fired[rows].sum(axis=0))),
        )
        for place, rows in enumerate(slice(first, first + worlds) for first in range(0, region.worlds, worlds))
    ]  # fmt: skip


def explored(seeds: Seeds, sides: tuple[Settings, ...], worlds: int) -> Explored:
    """Compute the results that Explore shows of so many worlds: of the scenario and, where another, the baseline.

    Both are computed with nobody acting too, so that what the scenario writes itself is told from what followed.
    """
    explorer = explorer_of(seeds)
    alone = [side.nobody_acting(seeds) for side in sides] if len(sides) > 1 else []
    found = explorer.ensembles((*sides, *alone), worlds)
    still = (found[alone[0]], found[alone[-1]]) if alone else None
    return explorer.drawn(sides[0], found[sides[0]], found[sides[-1]], still)


def previewed(seeds: Seeds, *wanted: tuple[tuple[Settings, ...], int]) -> list[Explored]:
    """Compute the same of few worlds, for several requests at once; what followed is not told from what is written."""
    explorer, found = explorer_of(seeds), dict[tuple[Settings, int], Ensemble]()
    for worlds in {worlds for _, worlds in wanted}:
        each = explorer.ensembles([side for sides, count in wanted if count == worlds for side in sides], worlds)
        found |= {(settings, worlds): ensemble for settings, ensemble in each.items()}
    return [explorer.drawn(sides[0], found[sides[0], worlds], found[sides[-1], worlds]) for sides, worlds in wanted]


def told_through(seeds: Seeds, sides: tuple[Settings, Settings], worlds: int) -> dict[str, tuple[Reason, ...]]:
    """Headline outcome that has a ledger → its difference between scenario and baseline by who brought it about."""
    if not (outcomes := [name for name in seeds.outcomes.headline if has_ledger(seeds, name)]):
        return {}
    (here, ours), (there, theirs) = map(explorer_of(seeds).experiment, sides)
    found = parts_by_ledger((here, there), (ours.id, theirs.id), outcomes, worlds)
    return {name: through(found[name]) for name in outcomes}
