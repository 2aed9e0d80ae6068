"""Parts of a score and the events of a month, computed in the worker processes."""

from __future__ import annotations

from dataclasses import replace

from model.evidence.attribution import Attribution, attribution
from model.load import BASELINE
from model.reporting.wording.words import spaced
from model.rules.axes import Axes
from model.rules.ties import StandingTie
from model.rules.values import Values
from model.spec.events import Event
from model.spec.seeds import Seeds
from model.trace.narrative import Narrative
from model.trace.world import trace_world
from model.workshop.drawing import rounded
from model.workshop.explore import explorer_of, remembered
from model.workshop.results import Part, Score, Scores, ToldMonth, ToldWorld
from model.workshop.settings import Settings

MAX_ATTRIBUTIONS = 4
"""Most attributions that a process keeps."""
_attributions: dict[object, Attribution] = {}


def scores(seeds: Seeds, settings: Settings) -> Scores:
    """The starting alignments, mean over dimensions, as the settings have them and as they are coded."""
    sides = (settings, Settings(as_of=settings.as_of))
    here, coded = (explorer_of(seeds).past(side).alignment[0].mean(axis=0) for side in sides)
    actors = list(Axes.of(seeds).actors)
    return Scores(settings.start(seeds), actors, [rounded(row) for row in here], [rounded(row) for row in coded])


def score(seeds: Seeds, settings: Settings, of: str, to: str) -> Score:
    """One starting alignment and all that has a part in it, largest part first."""
    axes, start, overrides = Axes.of(seeds), settings.start(seeds), settings.overrides()
    key = (start, tuple(sorted(overrides.items())))
    values = Values.central(seeds).replaced(overrides)
    found = remembered(_attributions, key, MAX_ATTRIBUTIONS, lambda: attribution(seeds, start, values))
    i, j = axes.actor[of], axes.actor[to]
    rows = zip(found.items, found.parts[:, :, i, j], strict=True)
    doubts = dict(settings.doubt)
    parts = [
        _part(seeds, item, rounded(part), doubts) for item, part in rows if part.any() or _meant(item, of, to, doubts)
    ]
    by_dimension = rounded(found.past.alignment[0, :, i, j])
    coded = float(explorer_of(seeds).past(Settings(as_of=settings.as_of)).alignment[0, :, i, j].mean())
    return Score(
        of, to, axes.dimensions, float(found.past.alignment[0, :, i, j].mean()), tuple(by_dimension), coded,
        tuple(sorted(parts, key=lambda part: -abs(part.part))),
    )  # fmt: skip


def _meant(item: StandingTie | Event | None, of: str, to: str, doubts: dict[str, float]) -> bool:
    """Return True where an event without a part stays listed, because a reader's disagreement took its part."""
    return isinstance(item, Event) and item.id in doubts and {of, to} <= {*item.source, *item.target}


def _part(seeds: Seeds, item: StandingTie | Event | None, numbers: list[float], doubts: dict[str, float]) -> Part:
    """A part without words of the page: a worker process does not know the language of who reads it."""
    whole = sum(numbers) / len(numbers)
    if item is None:
        return Part(whole)
    documents = tuple(seeds.documents[name].title for name in item.attested_by)
    if not isinstance(item, Event):
        issue, _, stage = item.label.partition(": ")
        note = next((one.note for one in seeds.ties.ties if one.id == item.label), "") or spaced(item.label)
        begins, until = item.ends
        return Part(
            whole, date=begins, until=until, what="" if stage else note, kind=item.kind,
            issue=issue if stage else "", stage=stage, documents=documents,
        )  # fmt: skip
    readings = tuple(f"{seeds.documents[r.document].title}: {r.says}" for r in item.readings)
    return Part(
        whole, event=item.id, date=item.date, what=item.what, standing=item.standing, documents=documents,
        pages=item.page, readings=readings, salience=doubts.get(item.id, item.salience), coded=item.salience,
        level=seeds.types.level(item.salience) or "",
    )  # fmt: skip


def told(seeds: Seeds, settings: Settings, world: int) -> ToldWorld:
    """One world of the scenario, told month by month beside the baseline's same world."""
    explorer = explorer_of(seeds)
    experiment, scenario = explorer.experiment(settings)
    both = replace(experiment, scenarios=(*experiment.scenarios, explorer.catalogue.scenarios[BASELINE]))
    trace = trace_world(both, BASELINE if settings.is_baseline else scenario.id, world)
    narrative = Narrative(trace, seeds)
    opening = tuple(narrative.opening())
    months = tuple(
        ToldMonth(month.number, month.date, len(month.occurrences), tuple(narrative.month(month)))
        for month in trace.months
    )
    return ToldWorld(world, opening, months, tuple(narrative.ending()), trace.parted)
