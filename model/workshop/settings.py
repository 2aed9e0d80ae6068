"""The state of Explore: one frozen value that is an address, a scenario file and the command that runs it."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import yaml

from model.common.errors import ScenarioError
from model.load import BASELINE, LoadedScenario, load_written, scenarios_beside
from model.load.seeds import seeds_option
from model.spec.base import Frozen, name_of_month
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds
from model.workshop.catalogue import Catalogue
from model.workshop.url_state import Reader
from model.workshop.url_state import SettingsError as SettingsError

OWN = "own"
"""Name of a scenario that differs from all in the folder, until it is a file."""


class Settings(Frozen):
    """Choices of a visitor. Numbers hold for the baseline and the documented past as well, as `--set` does."""

    scenario: str = BASELINE
    """The scenario that is changed."""
    name: str = ""
    """The visitor's name for it."""
    as_of: int | None = None
    """Month of the last evidence; the documents' last if not given."""
    months: int | None = None
    """Horizon; the scenario's own if not given."""
    seed: int = 1
    off: tuple[str, ...] = ()
    """Pieces of the scenario that are switched off."""
    also: tuple[str, ...] = ()
    """Pieces of other scenarios that are switched on."""
    moved: tuple[tuple[str, int], ...] = ()
    """Piece → the month it is moved to; of a conditional one, how many months it waits."""
    assume: tuple[tuple[str, float], ...] = ()
    """Assumption path → value."""
    doubt: tuple[tuple[str, float], ...] = ()
    """Documented event → how much the reader thinks it matters."""

    # What is chosen

    def horizon(self, catalogue: Catalogue) -> int:
        """Number of months simulated."""
        return self.months or catalogue.scenarios[self.scenario].spec.horizon

    def start(self, seeds: Seeds) -> int:
        """The month of the last evidence."""
        return seeds.region.documented_until if self.as_of is None else self.as_of

    def pieces(self, catalogue: Catalogue) -> tuple[str, ...]:
        """The interventions that are on, in the order they stand in the file."""
        chain = catalogue.chains[self.scenario]
        return (*(piece for piece in chain if piece not in self.off), *self.also)

    def intervention(self, piece: str, catalogue: Catalogue) -> Intervention:
        """An intervention with its date as it is set."""
        spec = catalogue.pieces[piece]
        month = dict(self.moved).get(piece)
        return spec if month is None else spec.model_copy(update=_moved(spec, month))

    def overrides(self) -> dict[str, float]:
        """Path → value, as `--set` has them."""
        return dict(self.assume) | {f"events.{event}.salience": value for event, value in self.doubt}

    @property
    def is_baseline(self) -> bool:
        """True where no intervention is switched on or off or moved, so that there is nothing to compare."""
        return self.scenario == BASELINE and not self.changed

    @property
    def changed(self) -> bool:
        """True if the scenario's own interventions were touched."""
        return bool(self.off or self.also or self.moved)

    def baseline(self, catalogue: Catalogue) -> Settings:
        """The baseline with the same luck, span and numbers: what all that differ in nothing else are compared with."""
        span = {"months": self.horizon(catalogue)}
        return self.model_copy(update={"scenario": BASELINE, "name": "", "off": (), "also": (), "moved": ()} | span)

    def nobody_acting(self, seeds: Seeds) -> Settings:
        """The same with every tempo at 0: what the script does alone."""
        still = {path: 0.0 for path in seeds.numbers if path.startswith("tempo.")}
        return self.model_copy(update={"assume": tuple((dict(self.assume) | still).items())})

    def levers(self, catalogue: Catalogue) -> tuple[str, ...]:
        """The levers that are on: all of their pieces are."""
        on = set(self.pieces(catalogue))
        return tuple(text for text, pieces in catalogue.levers.items() if on.issuperset(pieces))

    def also_only(self, levers: Sequence[str], catalogue: Catalogue) -> bool:
        """True where the baseline was changed by these levers alone."""
        switched = {piece for text in levers for piece in catalogue.levers[text]}
        return self.scenario == BASELINE and not self.off and not self.moved and set(self.also) == switched

    # Changes

    def with_lever(self, lever: str, on: bool, catalogue: Catalogue) -> Settings:
        """A lever switched on or off; with one that is switched off go those that build on it."""
        pieces = set(catalogue.levers[lever])
        if not on:
            is_on = [set(catalogue.levers[text]) for text in self.levers(catalogue)]
            kept = [other for other in is_on if not other >= pieces]
            pieces = set[str]().union(*(other for other in is_on if other >= pieces)).difference(*kept)
        changed, current = self, self.pieces(catalogue)
        for piece in catalogue.pieces:
            if piece in pieces and (piece in current) != on:
                changed = changed.with_piece(piece, on, catalogue)
        return changed

    def with_piece(self, piece: str, on: bool, catalogue: Catalogue) -> Settings:
        """A piece switched on or off."""
        field = "off" if piece in catalogue.chains[self.scenario] else "also"
        listed = on == (field == "also")
        others = [name for name in getattr(self, field) if name != piece]
        changes: dict[str, Any] = {field: (*others, *([piece] if listed else ()))}
        if not on:
            changes["moved"] = tuple(pair for pair in self.moved if pair[0] != piece)
        return self.model_copy(update=changes)

    def with_date(self, piece: str, month: int, catalogue: Catalogue) -> Settings:
        """A piece moved to a month, or made to wait so many months."""
        spec = catalogue.pieces[piece]
        as_it_was = spec.after if spec.when is not None else spec.dates[0]
        return self._with("moved", piece, month, None if month == as_it_was else month)

    def with_assumption(self, path: str, value: float, seeds: Seeds) -> Settings:
        """An assumption set, or left at its own value."""
        return self._with("assume", path, value, None if value == seeds.numbers[path].value else value)

    def with_doubt(self, event: str, value: float, seeds: Seeds) -> Settings:
        """An event given another salience, or its own."""
        coded = seeds.saliences[f"events.{event}.salience"].value
        return self._with("doubt", event, value, None if value == coded else value)

    def _with(self, field: str, key: str, value: float, kept: float | None) -> Settings:
        """A pair set in one of the lists; dropped where it says nothing new."""
        pairs = {**dict(getattr(self, field)), key: value}
        if kept is None:
            del pairs[key]
        return self.model_copy(update={field: tuple(sorted(pairs.items()))})

    # The address

    def query(self) -> str:
        """The part of an address behind the `?`; only what was chosen stands in it."""
        pairs: list[tuple[str, str]] = [("scenario", self.scenario)]
        pairs += [("name", self.name)] if self.name else []
        pairs += [("as-of", name_of_month(self.as_of))] if self.as_of is not None else []
        pairs += [("months", str(self.months))] if self.months is not None else []
        pairs += [("seed", str(self.seed))] if self.seed != 1 else []
        pairs += [("off", piece) for piece in self.off] + [("also", piece) for piece in self.also]
        pairs += [("move", f"{piece}:{_written(month)}") for piece, month in self.moved]
        pairs += [("set", f"{path}:{value!r}") for path, value in self.assume]
        pairs += [("doubt", f"{event}:{value!r}") for event, value in self.doubt]
        return urlencode(pairs, safe=":")

    @classmethod
    def read(cls, query: str, catalogue: Catalogue) -> Settings:
        """The settings an address carries, checked; raises SettingsError saying what cannot be."""
        found = cls(**Reader(catalogue).read(query))
        on = found.pieces(catalogue)
        moved = tuple(pair for pair in found.moved if pair[0] in on)
        return found.model_copy(update={"moved": moved}).checked(catalogue)

    def checked(self, catalogue: Catalogue) -> Settings:
        """The same, once the loader has found nothing wrong with it; raises SettingsError."""
        seeds, overrides = catalogue.seeds, self.overrides()
        for limit in seeds.assumptions.joint_limits:
            top, bottom = (
                overrides.get(path, seeds.numbers[path].value)
                for path in (f"assumptions.{limit.numerator}", f"assumptions.{limit.denominator}")
            )
            if top > limit.at_most * bottom:
                raise SettingsError(
                    f"{limit.numerator} may be at most {limit.at_most:g} times {limit.denominator}: {limit.why}"
                )
        self.loaded(catalogue)
        return self

    # The file

    def label(self, catalogue: Catalogue) -> str:
        """The scenario's name: its own, or that of the one it is made from."""
        if self.name:
            return self.name
        made_from = catalogue.scenarios[self.scenario].spec.name
        return f"{made_from}, changed" if self.changed else made_from

    def file_stem(self, catalogue: Catalogue) -> str:
        """A file name for the scenario: plain letters, and never that of another scenario."""
        plain = unicodedata.normalize("NFKD", self.label(catalogue)).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-") or OWN
        return f"my-{stem}"

    def scenario_file(self, catalogue: Catalogue) -> str:
        """The scenario as YAML, without the comments."""
        base = catalogue.scenarios[self.scenario].spec
        documents = dict.fromkeys(
            name for piece in self.pieces(catalogue) for name in catalogue.home(piece).spec.documents
        )
        made_from = f"Changed in a workshop from “{base.name}”. " if self.changed else ""
        content: dict[str, Any] = {"name": self.label(catalogue), "summary": made_from + base.summary}
        content |= {"documents": list(documents)} if documents else {}
        content |= {"months": max(base.horizon, self.horizon(catalogue))}  # else late dates would be out of reach
        content |= {"assumptions": dict(base.assumptions)} if base.assumptions else {}
        plain = [_plain(self.intervention(piece, catalogue)) for piece in self.pieces(catalogue)]
        content |= {"interventions": plain} if plain else {}
        return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)

    def loaded(self, catalogue: Catalogue) -> LoadedScenario:
        """The scenario as the loader reads it from such a file; raises SettingsError."""
        return _loaded(self.model_copy(update={"assume": (), "doubt": ()}), catalogue)

    def command(self, catalogue: Catalogue, worlds: int) -> str:
        """The command that computes the page's numbers again from the file."""
        seeds = catalogue.seeds
        words = ["uv", "run", "simulate.py", "run", f"{self.file_stem(catalogue)}.yaml"]
        words += ["--worlds", str(worlds), "--months", str(self.horizon(catalogue)), "--seed", str(self.seed)]
        words += ["--as-of", name_of_month(self.start(seeds))]
        for path, value in self.overrides().items():
            words += ["--set", f"{path}={value!r}"]
        return shlex.join([*words, *seeds_option(seeds.folder)])

    def download(self, catalogue: Catalogue, worlds: int) -> str:
        """The file to take home: the command first, then the scenario."""
        lines = [f"# {self.command(catalogue, worlds)}"]
        lines += ["# Put this file beside simulate.py and run the line above: it computes the page's numbers again."]
        if self.overrides():
            lines += ["# Each --set holds for the baseline and for the documented past too, so none stands below."]
        return "\n".join(lines) + "\n" + self.scenario_file(catalogue)


@lru_cache(maxsize=64)
def _loaded(settings: Settings, catalogue: Catalogue) -> LoadedScenario:
    """The scenario of settings without numbers of their own, which stand in no file: read once while sliders move."""
    folder = scenarios_beside(catalogue.seeds.folder)
    try:
        return load_written(settings.scenario_file(catalogue), settings.file_stem(catalogue), catalogue.seeds, folder)
    except ScenarioError as error:
        causes = "; ".join(dict.fromkeys(fault.cause for fault in error.faults))
        raise SettingsError(f"This cannot be simulated: {causes}.") from None


def _moved(spec: Intervention, month: int) -> dict[str, Any]:
    """Fields that change where an intervention is moved; a span keeps its length."""
    if spec.when is not None:
        return {"after": month}
    if spec.between is not None:
        first, last = spec.between
        return {"between": (month, month + last - first)}
    return {"at": name_of_month(month)}


def _written(month: int) -> str:
    """A month as YYYY-MM, or a number of months as it is: no month of the evidence is below 1,200."""
    return name_of_month(month) if month > 1200 else str(month)


def _plain(spec: Intervention) -> dict[str, Any]:
    """An intervention as a file has it."""
    dumped: dict[str, Any] = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if spec.between is not None:
        dumped["between"] = [name_of_month(month) for month in spec.between]
    return dumped
