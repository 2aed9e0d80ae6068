"""Contested evidence: what starting scores and verdicts become where a document is not believed, or alone is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from model.analysis.comparison import records
from model.analysis.followed import Written, with_followed
from model.analysis.smallest import Smallest
from model.analysis.verdicts import SURE, Sides, judged_sides
from model.common.errors import RunError
from model.rules.axes import Array, Axes
from model.simulation.design import Design
from model.simulation.experiment import Experiment
from model.spec.events import Event
from model.spec.seeds import Seeds

WORLDS = 256
"""Worlds in which verdicts are judged again: one block."""
MIN_MOVE = 0.05
"""From here on a score counts as moved."""
DOUBTED = (("alleged",), ("alleged", "disputed"))
"""Standings whose events are left out, together."""
JUDGED = ["variant", "scenario", "outcome", "was", "difference", "ci_low", "ci_high", "verdict"]
HELD, LOST, REVERSED = "held", "lost", "reversed"


@dataclass(frozen=True)
class Variant:
    """The evidence, otherwise."""

    name: str
    experiment: Experiment

    @cached_property
    def scores(self) -> Array:
        """The starting alignments, mean over the dimensions: (actor, actor)."""
        return np.asarray(self.experiment.past(slice(0, 1)).alignment[0].mean(axis=0))

    @property
    def small(self) -> Experiment:
        """The experiment as one block of worlds that keeps the headline outcomes only."""
        return replace(self.experiment, design=Design({}, np.arange(WORLDS)))


def variants(experiment: Experiment) -> Iterator[Variant]:
    """Each document left out; doubted events left out; each document's readings; each document alone, as it reads."""
    seeds = experiment.seeds
    documents = [name for name in testifying(seeds) if name not in experiment.without]
    for name in documents:
        yield Variant(f"without {name}", replace(experiment, without=(*experiment.without, name)))
    for doubted in DOUBTED:
        events = tuple(event for event in seeds.events if event.standing not in doubted)
        yield Variant(
            f"without events {' or '.join(doubted)}", replace(experiment, seeds=replace(seeds, events=events))
        )
    for name in documents:
        read = as_read(seeds, name)
        if read.events != seeds.events:
            yield Variant(f"as {name} reads it", replace(experiment, seeds=read))
    for name in documents:
        others = tuple(other for other in seeds.documents if other != name)
        yield Variant(f"{name} alone", replace(experiment, seeds=as_read(seeds, name), without=others))


def testifying(seeds: Seeds) -> tuple[str, ...]:
    """The documents that attest an event or a tie, or read an event their own way."""
    speak = {name for event in seeds.events for name in event.attested_by}
    speak |= {name for tie in seeds.ties.ties for name in tie.attested_by}
    speak |= {reading.document for event in seeds.events for reading in event.readings}
    return tuple(name for name in seeds.documents if name in speak)


def as_read(seeds: Seeds, document: str) -> Seeds:
    """The events as one document reads them, where it has a reading of its own; to those it testifies."""
    return replace(seeds, events=tuple(_event_as_read(event, document) for event in seeds.events))


def _event_as_read(event: Event, document: str) -> Event:
    for reading in event.readings:
        if reading.document == document and (changes := reading.changes):
            read = event.model_copy(update=changes | {"attested_by": (*event.attested_by, document)})
            if set(read.source) & set(read.target):
                raise RunError(
                    f"events.yaml: {event.id}: in the reading of {document} an actor is both source and target; "
                    "give the reading both"
                )
            return read
    return event


def score_moves(base: Variant, others: Sequence[Variant]) -> pd.DataFrame:
    """Change of every starting score in every variant: variant, of, to, score, was, moved; largest moves first."""
    actors = Axes.of(base.experiment.seeds).actors
    frames = []
    of, to = np.nonzero(~np.eye(len(actors), dtype=bool))
    for variant in others:
        moved = variant.scores[of, to] - base.scores[of, to]
        table = pd.DataFrame(
            {
                "variant": variant.name,
                "of": [actors[i] for i in of],
                "to": [actors[j] for j in to],
                "score": variant.scores[of, to],
                "was": base.scores[of, to],
                "moved": moved,
            }
        )
        frames.append(table.iloc[np.argsort(-np.abs(moved), kind="stable")])
    return pd.concat(frames, ignore_index=True)


def judged_again(
    base: Sides, name: str, found: Sides, smallest: Smallest, written: Written | None = None
) -> pd.DataFrame:
    """Every verdict of the original evidence, judged again: variant, scenario, outcome, differences, verdict.

    A verdict is a difference that matters and whose sign is sure when all are looked at together, as
    everywhere. It is held where the variant's is sure on the same side, reversed where on the other, else lost.
    written: parts of the differences that scenarios write themselves, where that is known; what is sure for these alone
    is no verdict.
    """
    then, rows = {(row["scenario"], row["outcome"]): row for row in records(judged_sides(found, smallest))}, []
    whole = judged_sides(base, smallest)
    parted = with_followed((written or Written()).beside(whole.assign(scripted=False)))
    for was, followed in zip(records(whole), parted["kind"], strict=True):
        side = _side(was)
        if side == 0 or followed not in SURE:
            continue
        now = then[was["scenario"], was["outcome"]]
        verdict = {side: HELD, -side: REVERSED}.get(_side(now), LOST)
        about = {"variant": name, "scenario": was["scenario"], "outcome": was["outcome"], "was": was["difference"]}
        rows.append(about | {key: now[key] for key in ("difference", "ci_low", "ci_high")} | {"verdict": verdict})
    return pd.DataFrame(rows, columns=JUDGED)


def _side(row: Mapping[str, Any]) -> int:
    return int(np.sign(row["difference"])) if row["kind"] in SURE else 0


def summed_up(moves: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """One row a variant: the score that moves most, how many move, and how many verdicts are held, lost or reversed."""
    rows = []
    for name, table in moves.groupby("variant", sort=False):
        most = table.iloc[0]
        row: dict[str, object] = {
            "variant": name,
            "scores_moved": int((table["moved"].abs() >= MIN_MOVE).sum()),
            "most_moved": f"{most['of']}→{most['to']}",
            "was": most["was"],
            "score": most["score"],
        }
        found = verdicts.loc[verdicts["variant"] == name, "verdict"] if len(verdicts) else pd.Series(dtype=str)
        rows.append(row | {kind: int((found == kind).sum()) for kind in (HELD, LOST, REVERSED)})
    return pd.DataFrame(rows)
