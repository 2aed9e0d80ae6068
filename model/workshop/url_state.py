"""The address of a page of Explore or Why, read back: whatever somebody wrote there, it is checked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from model.common.errors import RunError, did_you_mean
from model.load import BASELINE
from model.spec.base import month_of, name_of_month
from model.workshop.catalogue import Catalogue

LONGEST_QUERY, LONGEST_NAME = 8000, 80
MAX_MONTHS, MAX_SEED = 120, 10**9
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"[0-9]{1,10}")
_SINGLE = ("scenario", "name", "as-of", "months", "seed")
"""Settings that an address carries once; of several, the last holds."""


class SettingsError(RunError):
    """Settings that cannot be: an address somebody made up, or a choice that contradicts itself."""


class Reader:
    """Reads the pairs of an address; what cannot be is collected and raised together."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.seeds = catalogue.seeds
        self.faults: list[str] = []

    def read(self, query: str) -> dict[str, Any]:
        """The fields of the settings, not yet seen by the loader; raises SettingsError."""
        if len(query) > LONGEST_QUERY:
            raise SettingsError("This address is too long to be one of the workshop's.")
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
        except ValueError:
            raise SettingsError("This address holds too many settings.") from None
        found = self._fields(pairs)
        if self.faults:
            raise SettingsError(" ".join(self.faults))
        return found

    def _fields(self, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
        one: dict[str, str] = {}
        many: dict[str, list[str]] = {"off": [], "also": [], "move": [], "set": [], "doubt": []}
        for key, text in pairs:
            if key in many:
                many[key].append(text)
            elif key in _SINGLE:
                one[key] = text
        scenario = one.get("scenario", BASELINE)
        if scenario not in self.catalogue.scenarios:
            near = did_you_mean(scenario[:60], self.catalogue.scenarios)
            raise SettingsError(f'There is no scenario "{scenario[:60]}"{near}')
        chain, pieces = self.catalogue.chains[scenario], self.catalogue.pieces
        return {
            "scenario": scenario,
            "name": self._name(one.get("name", "")),
            "as_of": self._as_of(one.get("as-of")),
            "months": self._number(one.get("months"), "months", 1, MAX_MONTHS),
            "seed": self._number(one.get("seed"), "seed", 0, MAX_SEED) if "seed" in one else 1,
            "off": tuple(p for p in dict.fromkeys(many["off"]) if self._known(p, chain)),
            "also": tuple(p for p in dict.fromkeys(many["also"]) if self._known(p, pieces) and p not in chain),
            "moved": self._pairs(many["move"], pieces, self._month),
            "assume": self._pairs(many["set"], self._paths(), self._assumed),
            "doubt": self._pairs(many["doubt"], [event.id for event in self.seeds.events], self._doubted),
        }

    def _paths(self) -> Mapping[str, Any]:
        return {**self.seeds.numbers, **self.seeds.assumptions.assumptions}

    def _known(self, name: str, known: Iterable[str]) -> bool:
        if name in known:
            return True
        self.faults.append(f'Nothing here is called "{name[:60]}".')
        return False

    def _name(self, text: str) -> str:
        if len(text) > LONGEST_NAME or not text.isprintable():
            self.faults.append(f"A name is one line of at most {LONGEST_NAME} characters.")
            return ""
        return text.strip()

    def _as_of(self, text: str | None) -> int | None:
        first, last = self.seeds.region.replay_from, self.seeds.region.documented_until
        if text is None:
            return None
        if not _MONTH.fullmatch(text) or not first <= month_of(text) <= last:
            span = f"{name_of_month(first)} to {name_of_month(last)}"
            self.faults.append(f"The documents cover {span}; as-of must be one of these months.")
            return None
        return month_of(text)

    def _number(self, text: str | None, what: str, low: int, high: int) -> Any:
        if text is None:
            return None
        if not _NUMBER.fullmatch(text) or not low <= int(text) <= high:
            self.faults.append(f"{what} must be a whole number from {low} to {high:,}.")
            return low
        return int(text)

    def _pairs(self, texts: list[str], known: Iterable[str], read: Any) -> tuple[tuple[str, Any], ...]:
        """`name:value` texts as pairs, sorted by name."""
        found: dict[str, Any] = {}
        for text in texts:
            name, _, written = text.rpartition(":")
            if self._known(name, known) and (value := read(name, written)) is not None:
                found[self.seeds.full_path(name)] = value
        return tuple(sorted(found.items()))

    def _month(self, piece: str, text: str) -> int | None:
        waits = self.catalogue.pieces[piece].when is not None
        if waits:
            return self._number(text, f"the wait of {piece}", 0, MAX_MONTHS)
        if not _MONTH.fullmatch(text):
            self.faults.append(f"{piece} is moved to a month, written YYYY-MM.")
            return None
        return month_of(text)

    def _assumed(self, name: str, text: str) -> float | None:
        path = self.seeds.full_path(name)
        number = self.seeds.numbers[path]
        return self._value(name, text, number.limits, number.value)

    def _doubted(self, event: str, text: str) -> float | None:
        number = self.seeds.saliences[f"events.{event}.salience"]
        return self._value(event, text, number.limits, number.value)

    def _value(self, name: str, text: str, limits: tuple[float, float] | None, own: float) -> float | None:
        """A number within its limits; None where it is what it would be anyway."""
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or (limits is not None and not limits[0] <= value <= limits[1]):
            allowed = f" from {limits[0]:g} to {limits[1]:g}" if limits else ""
            self.faults.append(f"{name} must be a number{allowed}.")
            return None
        return None if value == own else value
