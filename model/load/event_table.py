"""A table of events (CSV) → events of a chronicle, or every fault in it with its line and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from model.common.errors import Fault, SeedError, did_you_mean
from model.common.text import listed, together
from model.load.cells import Cell, delimiter_of, number_in, rows_of
from model.load.faults import validated
from model.load.positions import MAX_VALUES, UNPRINTABLE, Located, Spot, bytes_of, decoded, unprintable
from model.spec.base import month_of, name_of_month, shown
from model.spec.chronicle import CHRONICLE, Chronicle, ChronicleEvent
from model.spec.events import Event
from model.spec.seeds import Seeds

COLUMNS = {
    "date": "YYYY-MM-DD, or YYYY-MM where the day is not known",
    "source": "the actor or actors that do it, as A;B",
    "target": "the actor or actors it is done to",
    "type": "a type of event",
    "cameo": "its CAMEO code, instead of the type",
    "salience": "a level such as measure, or a number from 0 to 1",
    "page": "the address of the page that attests it",
    "id": "its name; made of the others if not given",
    "standing": "documented if not given",
    "what": "what happened, in a sentence; that of the type if not given",
    "document": f"the document that attests it; {CHRONICLE} if not given",
    "row": "where it stands in a table of your own",
    "note": "how it was coded",
}
"""The columns a table of events may have."""
NEEDED = ("date", "source", "target", "salience", "page")
KINDS = ("type", "cameo")
"""Of these columns a row fills one."""
MAX_ROWS = MAX_VALUES // len(COLUMNS)
"""As many as fit into one file of events."""
_ACTORS, _PAGES = re.compile(r"\s*[;,+&/|]\s*"), re.compile(r"[\s;,|]+(?=https?://)")
"""Between several of them in one cell."""
_KEYS = {"document": "attested_by", "cameo": "type"}
"""Column → the key of an event, where it has another name."""


def read_table(path: Path, seeds: Seeds) -> list[ChronicleEvent]:
    """The events of a table; raises SeedError with all its faults."""
    file = path.as_posix()
    again = f"uv run simulate.py events {file}"
    try:
        text = decoded(bytes_of(path), file)
    except OSError as error:
        raise SeedError([Fault(file, 0, 0, "", f"cannot be read: {error.strerror or error}")], again) from None
    if isinstance(text, str) and not text.strip():
        text = Fault(file, 0, 0, "", f"the file is empty; its first line names the columns {', '.join(COLUMNS)}")
    if isinstance(text, Fault):
        raise SeedError([text], again)
    table = _Table(file, text, seeds)
    events = table.events()
    if table.faults:
        raise SeedError(table.faults, again)
    return events


class _Table:
    """One table and what is wrong with it."""

    def __init__(self, file: str, text: str, seeds: Seeds) -> None:
        self.seeds = seeds
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.located = Located(file, tree={"events": []}, lines=text.split("\n"))
        self.faults: list[Fault] = []
        if strange := UNPRINTABLE.search(text):
            before = text[: strange.start()].split("\n")
            self._fault((len(before), len(before[-1]) + 1), "", unprintable(strange[0]))
        self.delimiter = delimiter_of(self.located.lines[0], COLUMNS)
        head, *self.rows = rows_of(text, self.delimiter)
        self.columns = self._columns(head)
        self.incomplete = set[int]()
        """Places of events of which something that is missing is told already."""
        self.ids = {event.id: "the region" for told in seeds.layers.files.values() for event in told}
        """Names that are taken, and by whom."""

    def _fault(self, spot: Spot, column: str, cause: str) -> None:
        self.faults.append(self.located.fault_at(spot, cause, column))

    def _columns(self, head: Sequence[Cell]) -> dict[int, str]:
        """Place → the column there."""
        found: dict[int, str] = {}
        for place, cell in enumerate(head):
            name = cell.text.lower()
            if name in found.values():
                self._fault(cell.spot, name, "this column is there twice")
            elif name in COLUMNS:
                found[place] = name
            elif name or len(head) == 1:
                self._fault(cell.spot, cell.text, f"unknown column{did_you_mean(name, COLUMNS)}")
        missing = [name for name in NEEDED if name not in found.values()]
        missing += [" or ".join(KINDS)] if not {*KINDS} & {*found.values()} else []
        for name in missing:
            self._fault((1, 1), name, "the table has no such column")
        return found

    def events(self) -> list[ChronicleEvent]:
        """The events of all rows; what is wrong with them goes to the faults."""
        if "document" not in self.columns.values() and CHRONICLE not in self.seeds.documents:
            cause = f"the region has no document {CHRONICLE}; add it to sources.yaml, or give the document in a column"
            self._fault((1, 1), "document", cause)
        if self.faults:
            return []
        for row in self.rows:
            if any(cell.text for cell in row):
                self._add(row)
        if not self.located.tree["events"] and not self.faults:
            self._fault((1, 1), "", "there is no row below the names of the columns")
        if len(self.rows) > MAX_ROWS:
            self._fault((MAX_ROWS + 2, 1), "", f"only {MAX_ROWS:,} rows fit into one file of events; split the table")
        found: list[Fault] = []
        spec = validated(self.located, Chronicle, self.seeds.names, found)
        for fault in found:
            place, column = _in_table(fault.path)
            if column or place not in self.incomplete:
                self.faults.append(replace(fault, path=column))
        return [] if spec is None or self.faults else [self._finished(event) for event in spec.events]

    def _add(self, row: Sequence[Cell]) -> None:
        """Lay a row out as an event of a chronicle, with the place of each of its values."""
        cells = {name: row[place] for place, name in self.columns.items() if place < len(row) and row[place].text}
        place = len(self.located.tree["events"])
        self._refuse_stray(row)
        self._refuse_taken(cells)
        values: dict[str, object] = {_KEYS.get(name, name): cell.text for name, cell in cells.items()}
        values |= {name: number_in(cells[name].text, self.delimiter) for name in ("salience",) if name in cells}
        values |= {name: _ACTORS.split(cells[name].text) for name in ("source", "target") if name in cells}
        values |= {"page": _PAGES.split(cells["page"].text)} if "page" in cells else {}
        kind = self._type(row, cells) or next(iter(self.seeds.types.types))  # any, where that is told already
        values = {"id": "", "what": "", "attested_by": CHRONICLE} | values | {"type": kind}
        for name in NEEDED:
            if name not in cells:
                self._fault(self._spot(row, name), name, f"is empty; it is {COLUMNS[name]}")
        if not {*NEEDED} <= {*values}:
            self.incomplete.add(place)
        self.located.tree["events"].append(values)
        spots = {_KEYS.get(name, name): cell.spot for name, cell in cells.items()}
        self.located.values.update({("events", place): row[0].spot})
        self.located.values.update({("events", place, key): spot for key, spot in spots.items()})

    def _refuse_stray(self, row: Sequence[Cell]) -> None:
        """Tell of cells behind the last column and of quotes that do not enclose a cell."""
        last, comma = max(self.columns), "tab" if self.delimiter == "\t" else self.delimiter
        for place, cell in enumerate(row):
            if cell.open:
                self._fault(cell.spot, self.columns.get(place, ""), "a quote is not closed, or more follows it")
            elif place > last and cell.text:
                cause = f"{shown(cell.text)} stands behind the last column; put a text that holds a {comma} in quotes"
                self._fault(cell.spot, "", cause)

    def _refuse_taken(self, cells: Mapping[str, Cell]) -> None:
        """Tell of a date outside the documented span and of an id that there is already."""
        first, last = self.seeds.region.replay_from, self.seeds.region.documented_until
        cell = cells.get("date")
        dated = cell is not None and re.match(r"\d{4}-(0[1-9]|1[012])", cell.text)
        if cell and dated and not first <= month_of(cell.text) <= last:
            span = f"{name_of_month(first)} to {name_of_month(last)}"
            self._fault(cell.spot, "date", f"{cell.text} lies outside the documented span {span} of the region")
        if cell := cells.get("id"):
            if cell.text in self.ids:
                self._fault(cell.spot, "id", f"duplicate id {shown(cell.text)}; {self.ids[cell.text]} has it already")
            self.ids[cell.text] = f"line {cell.spot[0]}"

    def _spot(self, row: Sequence[Cell], name: str) -> Spot:
        """Where a row has a column, or should have it."""
        place = next(place for place, column in self.columns.items() if column == name)
        return row[min(place, len(row) - 1)].spot

    def _type(self, row: Sequence[Cell], cells: Mapping[str, Cell]) -> str | None:
        """The type of a row's event; None, with the fault told, where it has none or two."""
        given = [name for name in KINDS if name in cells]
        if len(given) != 1:
            cause = "type and cameo are both given; leave one of them empty"
            if not given:
                cause = "is empty; give a type of event, or its CAMEO code in the column cameo"
            name = given[0] if given else next(name for name in KINDS if name in self.columns.values())
            self._fault(self._spot(row, name), name, cause)
            return None
        if given == ["type"]:
            return cells["type"].text
        code, types = cells["cameo"].text, self.seeds.types.types
        codes = {code, f"0{code}"}  # a spreadsheet takes away a nought at the beginning
        fitting = [name for name, kind in types.items() if kind.cameo in codes]
        if len(fitting) == 1:
            return fitting[0]
        alike = [name for name, kind in types.items() if kind.cameo[:2] == code[:2]]
        cause = f'no type has the CAMEO code "{code}"; to see the types: uv run simulate.py list types'
        if fitting:
            cause = f"the CAMEO code {code} is that of {listed(fitting)}; give one of them in the column type"
        elif alike:
            cause = f'no type has the CAMEO code "{code}"; types of the same root are {listed(alike)}'
        self._fault(cells["cameo"].spot, "cameo", cause)
        return None

    def _finished(self, event: ChronicleEvent) -> ChronicleEvent:
        """The event with the name and the sentence it lacks."""
        name = event.id or _free_name(event, self.ids)
        self.ids[name] = "the table"
        return event.model_copy(update={"id": name, "what": event.what or self._sentence(event)})

    def _sentence(self, event: ChronicleEvent) -> str:
        """Sentence of an event, in the words of its type."""
        actors = self.seeds.actors.actors
        source, target = ([actors[name].short for name in names] for names in (event.source, event.target))
        return self.seeds.types.types[event.type].tells.format(
            source=together(source), target=listed(target), parties=listed([*source, *target])
        )


def _free_name(event: ChronicleEvent, taken: Collection[str]) -> str:
    """A name made of what happened, with a number where another event has it."""
    name = "-".join([*event.source, event.type, *event.target, event.date]).lower().replace("_", "-")
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(free for free in names if free not in taken)


def _in_table(path: str) -> tuple[int, str]:
    """Place of the event and column that a path in a chronicle stands for, as `events[3].source[0]`."""
    found = re.match(r"events\[(\d+)\](?:\.(\w+))?", path)
    key = found[2] or "" if found else ""
    return int(found[1]) if found else -1, {"attested_by": "document"}.get(key, key)


def told_already(events: Sequence[ChronicleEvent], seeds: Seeds) -> Iterator[str]:
    """Warnings of events that the region may tell already: of the same month, type and parties."""

    def likeness(event: Event) -> tuple[object, ...]:
        return event.month, event.type, frozenset(event.source), frozenset(event.target)

    known = {likeness(event): event.id for told in seeds.layers.files.values() for event in told}
    for event in events:
        if (other := known.get(likeness(event))) is not None:
            yield f"{event.id} may be {other}, which the region tells already; keep one, or see chronicle/same.yaml"
