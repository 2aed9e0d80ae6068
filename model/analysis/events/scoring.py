"""Event cases scored: the log score in nats of the model and of every reference, one step ahead (ODD 8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from model.analysis.events.matching import Case, PairSigns, choice_cases, monthly
from model.analysis.events.one_step import Opening, opening
from model.analysis.events.references import BASE, NAMES, References
from model.analysis.hindcast.past import CALIBRATION, TEST, WINDOWS, DocumentedPast
from model.evidence.replay import testimony
from model.rules.axes import Array, Flags
from model.spec.base import name_of_month
from model.spec.chronicle import CHRONICLE, DOCUMENTS
from model.spec.events import Event

MODEL = "model"
CHOICE, PAIR_SIGN, COUNTS = "choice", "pair_sign", "counts"
SCORES = (CHOICE, PAIR_SIGN, COUNTS)
QUARTER = 3
WITH_CHRONICLE = f"{DOCUMENTS} and {CHRONICLE}"
CLOSED = "closed then"
"""An alternative matches, but none is open in that month."""


@dataclass(frozen=True)
class EventRecord:
    """The documented events of a region, month by month beside what the model expected.

    Months are scored from the one after the first start of the hindcast; of later windows than those asked for nothing
    is read.
    """

    past: DocumentedPast
    windows: Collection[str] = WINDOWS

    @cached_property
    def months(self) -> range:
        """Every month read, from the first of the replay."""
        plan, months = self.past.plan, self.past.months
        return months if TEST in self.windows else range(months.start, plan.calibrated_until + 1)

    @cached_property
    def events(self) -> list[Event]:
        """The documented events of these months."""
        return testimony(self.past.seeds, self.months[-1], self.past.without)

    @cached_property
    def cells(self) -> PairSigns:
        """Pairs and signs."""
        return PairSigns(self.past.choice_set)

    @cached_property
    def choices(self) -> list[Case]:
        """The choices of the events."""
        return choice_cases(self.events, self.past.choice_set)

    @cached_property
    def pairs(self) -> list[Case]:
        """The pairs of the events."""
        return list(self.cells.cases(self.events))

    @cached_property
    def openings(self) -> dict[int, Opening]:
        """The model one step ahead in every month that is scored."""
        scored = [month for month in self.months if self.window(month) in self.windows]
        return {month: opening(self.past, month, self.cells) for month in scored}

    def window(self, first: int, last: int | None = None) -> str | None:
        """The window of a month, or of a span; None before the first start and across the split."""
        last = first if last is None else last
        if first <= self.past.plan.first_start or last not in self.months:
            return None
        if last <= self.past.plan.calibrated_until:
            return CALIBRATION
        return TEST if first > self.past.plan.calibrated_until else None

    @cached_property
    def option_references(self) -> References:
        """References of choices, from counts by option."""
        return self._references(self.choices, len(self.past.choice_set.option_actor))

    @cached_property
    def pair_references(self) -> References:
        """References of pairs and signs and of counts."""
        return self._references(self.pairs, len(self.cells.cells))

    def _references(self, cases: Iterable[Case], cells: int) -> References:
        return References(monthly(cases, self.months, cells), self.months, self.past.plan.calibrated_until)

    def cases(self) -> pd.DataFrame:
        """Every case.

        Columns: score, window, month, event, of, how it is matched, events (its weight), and the log score of the model
        and of each reference times that weight, in nats; none where it is unmatched or closed.
        """
        rows = [*self._choice_rows(), *self._pair_rows(), *self._count_rows()]
        columns = ["score", "window", "month", "event", "of", "how", "events", MODEL, *NAMES]
        return pd.DataFrame(rows, columns=columns)

    def _choice_rows(self) -> Iterator[dict[str, object]]:
        for case in self.choices:
            if (month := self.openings.get(case.event.month)) is None:
                continue
            mine = month.actor == self.past.axes.actor[case.of]
            forecasts = {MODEL: month.tilted, BASE: month.base} | self.option_references.ahead(case.event.month)
            yield self._row(CHOICE, case, forecasts, mine & (month.base > 0))

    def _pair_rows(self) -> Iterator[dict[str, object]]:
        for case in self.pairs:
            if (month := self.openings.get(case.event.month)) is None:
                continue
            forecasts = {MODEL: month.expected, BASE: month.by_base_rates}
            forecasts |= self.pair_references.ahead(case.event.month)
            yield self._row(PAIR_SIGN, case, forecasts, month.by_base_rates > 0)

    def _row(self, score: str, case: Case, forecasts: Mapping[str, Array], open_now: Flags) -> dict[str, object]:
        when, cells = case.event.month, list(case.cells)
        row: dict[str, object] = {"score": score, "window": self.window(when), "month": name_of_month(when)}
        row |= {"event": case.event.id, "of": case.of, "how": case.how, "events": case.weight}
        if not open_now[cells].any():
            return row | {"how": CLOSED if cells else case.how}
        return row | {name: case.weight * log_share(rates, cells, open_now) for name, rates in forecasts.items()}

    def _count_rows(self) -> Iterator[dict[str, object]]:
        """A row for each whole quarter and each pair and sign that is open as it begins."""
        counts = monthly(self.pairs, self.months, len(self.cells.cells))
        for first in (month for month in self.openings if month % QUARTER == 0):
            window = self.window(first, first + QUARTER - 1)
            if window is None:
                continue
            opens = self.openings[first]
            forecasts = {MODEL: QUARTER * opens.expected, BASE: QUARTER * opens.by_base_rates}
            forecasts |= self.pair_references.ahead(first, QUARTER)
            place = first - self.months.start
            came = counts[place : place + QUARTER].sum(axis=0)
            for cell in np.flatnonzero(opens.by_base_rates > 0).tolist():
                row = {"score": COUNTS, "window": window, "month": name_of_month(first), "of": self.cells.cells[cell]}
                row |= {"event": "", "how": "", "events": came[cell]}
                yield row | {name: poisson(came[cell], rates[cell]) for name, rates in forecasts.items()}


def records_of(past: DocumentedPast, windows: Collection[str] = WINDOWS) -> dict[str, EventRecord]:
    """The record of each evidence: the documents, and the documents with the chronicle where there is one.

    Under each the same events are replayed, counted and foreseen, whichever of them region.yaml has in use.
    """
    layers = past.seeds.layers
    found = {DOCUMENTS: layers.events(DOCUMENTS)}
    if layers.events(CHRONICLE) and CHRONICLE not in past.without:
        found[WITH_CHRONICLE] = layers.events(DOCUMENTS, CHRONICLE)
    return {
        name: EventRecord(replace(past, seeds=replace(past.seeds, events=events)), windows)
        for name, events in found.items()
    }


def log_share(rates: Array, cells: Sequence[int], open_now: Flags) -> float:
    """Log of the share of these cells among all that are open."""
    rates = np.where(open_now, rates, 0)
    return float(np.log(rates[list(cells)].sum() / rates.sum()))


def poisson(count: float, rate: float) -> float:
    """Log score of a count, without the term that is the same for every forecast."""
    return float(count * np.log(rate) - rate)
