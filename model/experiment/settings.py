"""Settings: the values that a sweep gives to assumptions, each setting one combination of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product, zip_longest
from math import prod
from pathlib import Path

import numpy as np

from model.common.errors import Fault, FaultyFiles, RunError, did_you_mean
from model.common.text import counted, listed
from model.load.cells import delimiter_of, number_in, rows_of
from model.load.names import no_file_name
from model.load.positions import UNPRINTABLE, Located, bytes_of, decoded, unprintable
from model.load.shelf import same_name
from model.rules.values import checked_value, full_path
from model.spec.cures import number_meant
from model.spec.seeds import Seeds

NAME = "name"
"""Column of a table of settings that names them; `setting`, as a sweep's own table has it, does so too."""
NAMES = (NAME, "setting")
MAX_SETTINGS = 100_000
"""Settings beyond which a sweep is a slip."""
LONGEST = 60
"""Letters of a name made of values, beyond which settings are numbered instead."""
_RANGE = re.compile(r"([^:,]+):([^:,]+):([^:,]+)")


@dataclass(frozen=True)
class Setting:
    """One combination of values, and its name in tables and folders."""

    name: str
    values: dict[str, float]
    """Assumption path → value."""


Factor = tuple[str, list[float]]
"""An assumption's path and its values."""


def is_factor(text: str) -> bool:
    """Return True where a `PATH=…` text gives several values."""
    return any(mark in text.partition("=")[2] for mark in ",:")


def settings_of(factors: Sequence[str], seeds: Seeds, *, zipped: bool = False) -> list[Setting]:
    """The settings that factors make: all combinations, the last factor changing fastest, or pairs; raises RunError."""
    read = [_factor(text, seeds) for text in factors]
    paths = [path for path, _ in read]
    if again := next((path for path in paths if paths.count(path) > 1), None):
        raise RunError(f"--set {again}: is given twice; write all its values in one list")
    lengths = [len(values) for _, values in read]
    if zipped and len({*lengths}) > 1:
        told = ", ".join(f"{path} has {length}" for path, length in zip(paths, lengths, strict=True))
        raise RunError(f"--zip: pairs factors of the same number of values; {told}")
    if zipped and len(read) < 2:
        raise RunError("--zip: pairs two factors or more; leave it out, or give another --set PATH=V1,V2")
    if (count := lengths[0] if zipped else prod(lengths)) > MAX_SETTINGS:
        raise RunError(f"--set: these factors make {count:,} settings; at most {MAX_SETTINGS:,} are possible")
    rows = zip(*(values for _, values in read), strict=True) if zipped else product(*(values for _, values in read))
    return named(dict(zip(paths, row, strict=True)) for row in rows)


def _factor(text: str, seeds: Seeds) -> Factor:
    """One factor; raises RunError where a value is none, outside its limits, or there twice."""
    path, _, written = text.partition("=")
    path = full_path(path, seeds, f"--set {text}")
    if _RANGE.fullmatch(written):
        low, high, count = written.split(":")
        values = _spread(path, low, high, count, seeds)
    elif ":" in written:
        raise RunError(f"--set {text}: a range is LO:HI:N, for example 0.1:0.5:5; or list the values: 0.1,0.3,0.5")
    else:
        parts = written.split(",")
        if "" in map(str.strip, parts):
            raise RunError(f"--set {text}: a value is missing beside a comma; write PATH=V1,V2,V3")
        try:
            values = [checked_value(path, part.strip(), seeds) for part in parts]
        except RunError as error:
            raise RunError(f"{error}{number_meant(written)}") from None
    if twice := next((value for value in values if values.count(value) > 1), None):
        raise RunError(f"--set {text}: has the value {shown(twice)} twice")
    return path, values


def _spread(path: str, low: str, high: str, count: str, seeds: Seeds) -> list[float]:
    """So many values at equal steps from the low to the high one, each the number that it is written as."""
    ends = [checked_value(path, end.strip(), seeds) for end in (low, high)]
    if not count.strip().isdigit() or not 2 <= int(count) <= MAX_SETTINGS:
        raise RunError(
            f"--set {path}={low}:{high}:{count}: the last part says how many values, from 2 to {MAX_SETTINGS:,}"
        )
    if ends[0] == ends[1]:
        raise RunError(f"--set {path}={low}:{high}:{count}: the range has no width; write one value")
    return [float(f"{value:.12g}") for value in np.linspace(ends[0], ends[1], int(count)).tolist()]


def shown(value: float) -> str:
    """A value in the fewest digits that give the same number again."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def unlikely(settings: Sequence[Setting], seeds: Seeds) -> list[str]:
    """Warnings of values outside their plausible range, one an assumption."""
    said = []
    for path in settings[0].values:
        known = seeds.numbers.get(path)
        values = sorted({setting.values[path] for setting in settings})
        if known is None or known.range[0] == known.range[1]:  # never drawn, so it has no range
            continue
        low, high = known.range
        if outside := [x for x in values if not low <= x <= high]:
            shown_values = listed(map(shown, outside[:4])) + (" and others" if len(outside) > 4 else "")
            said.append(f"{path}: {shown_values} outside the plausible range, {low:g} to {high:g}")
    return said


def named(rows: Iterable[Mapping[str, float]]) -> list[Setting]:
    """Settings named by their values, or by numbers where such names would be long or alike."""
    every = [dict(row) for row in rows]
    names = [" ".join(f"{path.removeprefix('assumptions.')}={shown(x)}" for path, x in row.items()) for row in every]
    if len({*map(str.casefold, names)}) < len(names) or any(len(name) > LONGEST for name in names):
        names = [f"{place:0{len(str(len(every)))}}" for place in range(1, len(every) + 1)]
    return [Setting(name, row) for name, row in zip(names, every, strict=True)]


def settings_in(path: Path, seeds: Seeds) -> list[Setting]:
    """The settings of a table: a row a setting, its columns assumptions, one of them perhaps `name`.

    Raises FaultyFiles with every fault and its place.
    """
    file = path.as_posix()
    again = f"uv run simulate.py check --plan --settings {file}"
    text = _text_of(path, again)
    located = Located(file, tree={}, lines=text.split("\n"))
    known = {*NAMES, *seeds.settable, *(path.removeprefix("assumptions.") for path in seeds.settable)}
    delimiter = delimiter_of(located.lines[0], known)
    every = list(rows_of(text, delimiter))
    rows = [every[0], *(row for row in every[1:] if any(cell.text for cell in row))]

    def fault(row: int, place: int, cause: str) -> Fault:
        cells = rows[row]
        cell = cells[min(place, len(cells) - 1)]
        return located.fault_at(cell.spot, cause, rows[0][place].text if place < len(rows[0]) else "")

    heads = [cell.text.lower() for cell in rows[0]]
    texts = [
        [
            cell.text if head in NAMES else number_in(cell.text, delimiter)
            for cell, head in zip_longest(row, heads[: len(row)])
        ]
        for row in rows
    ]
    table = _Table(texts, seeds, fault, [f"in line {row[0].spot[0]}" for row in rows])
    if strange := UNPRINTABLE.search(text):
        before = text[: strange.start()].split("\n")
        table.faults.append(located.fault_at((len(before), len(before[-1]) + 1), unprintable(strange[0])))
    settings = table.settings()
    if table.faults:
        raise FaultyFiles(table.faults, again)
    return settings


def _text_of(path: Path, again: str) -> str:
    """Text of a table with plain line ends; raises RunError or FaultyFiles where there is none."""
    file = path.as_posix()
    try:
        text = decoded(bytes_of(path), file)
    except OSError as error:
        raise RunError(f"--settings {file}: cannot be read: {error.strerror or error}") from None
    if isinstance(text, Fault):
        raise FaultyFiles([text], again)
    if not text.strip():
        empty = "the file is empty; its first line names the columns: assumptions, and perhaps name"
        raise FaultyFiles([Fault(file, 0, 0, "", empty)], again)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def settings_listed(located: Located, key: str, seeds: Seeds, faults: list[Fault]) -> list[Setting]:
    """The settings of a list of mappings in a YAML file; what is wrong with them is added to the faults."""
    listed: list[dict[str, str]] = located.tree[key]
    columns = list(dict.fromkeys(name for row in listed for name in row))

    def fault(row: int, place: int, cause: str) -> Fault:
        at = next((n for n, each in enumerate(listed) if place < len(columns) and columns[place] in each), 0)
        route = (key, row - 1 if row else at, columns[place] if place < len(columns) else "")
        return located.fault(located.existing(route), cause, key=not row)

    rows = [columns, *([row.get(name, "") for name in columns] for row in listed)]
    table = _Table(rows, seeds, fault, ["", *(f"number {n}" for n in range(1, len(rows)))])
    settings = table.settings()
    faults += table.faults
    return settings


class _Table:
    """A table of texts, its first row the columns' names, and what is wrong with it."""

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        seeds: Seeds,
        fault: Callable[[int, int, str], Fault],
        places: Sequence[str],
    ) -> None:
        """Take the rows; `fault` tells a cause at a row and a column, `places` say where each row stands."""
        self.seeds = seeds
        self.places = places
        self._located = fault
        self.faults: list[Fault] = []
        self.rows = rows
        self.columns = self._columns(rows[0])

    def _fault(self, row: int, place: int, cause: str) -> None:
        self.faults.append(self._located(row, place, cause))

    def _columns(self, head: Sequence[str]) -> list[str]:
        """The column of each place: `name` or an assumption's path."""
        found: list[str] = []
        for place, text in enumerate(head):
            name = text if text in self.seeds.settable else f"assumptions.{text}"
            name = NAME if text.lower() in NAMES else name
            if name != NAME and name not in self.seeds.settable:
                near = did_you_mean(text, {NAME, *self.seeds.assumptions.assumptions, *self.seeds.settable})
                self._fault(0, place, f"unknown column{near}" if text else "the column has no name")
            elif name in found:
                self._fault(0, place, "this column is there twice")
            found.append(name)
        if {*found} <= {NAME}:
            self._fault(0, 0, "no column is an assumption; name one, for example spillover")
        return found

    def settings(self) -> list[Setting]:
        """The settings of all rows; what is wrong with them goes to the faults."""
        if len(self.rows) == 1:
            self._fault(0, 0, "there is no row below the first line; each row is a setting")
        if len(self.rows) - 1 > MAX_SETTINGS:
            self._fault(0, 0, f"there are {len(self.rows) - 1:,} settings; at most {MAX_SETTINGS:,} are possible")
            return []
        names: dict[str, int] = {}
        seen: dict[tuple[tuple[str, float], ...], int] = {}
        found = []
        for row in range(1, len(self.rows)):
            name, values = self._name(row, names), dict(self._values(row))
            if (first := seen.setdefault(tuple(values.items()), row)) != row and values:
                self._fault(row, 0, f"this setting has the values of the one {self.places[first]}")
            found.append(Setting(name, values))
        return found if NAME in self.columns else named(setting.values for setting in found)

    def _name(self, row: int, taken: dict[str, int]) -> str:
        """The name of a row's setting, checked; empty where there is none."""
        if NAME not in self.columns or len(self.rows[row]) <= (place := self.columns.index(NAME)):
            return ""
        name = self.rows[row][place]
        if not name:
            self._fault(row, place, "the cell is empty; every setting needs a name, or leave the column out")
        elif cause := no_file_name(name):
            self._fault(row, place, f"no folder can have this name: {cause}")
        elif first := next((row for other, row in taken.items() if same_name(other, name)), None):
            self._fault(row, place, f"the setting {self.places[first]} has this name already")
        else:
            taken[name] = row
        return name

    def _values(self, row: int) -> Iterator[tuple[str, float]]:
        cells = self.rows[row]
        if len(cells) != len(self.columns):
            cause = (
                f"this row has {counted(len(cells), 'cell')}, and the first line names "
                f"{counted(len(self.columns), 'column')}"
            )
            self._fault(row, len(cells) - 1, cause)
            return
        for place, (path, text) in enumerate(zip(self.columns, cells, strict=True)):
            if path == NAME or path not in self.seeds.settable:
                continue
            if not text:
                self._fault(row, place, "the cell is empty; write a value, or leave the column out")
                continue
            try:
                yield path, checked_value(path, text, self.seeds)
            except RunError as error:
                self._fault(row, place, str(error).removeprefix(f"--set {path}: "))


def added_to(earlier: Sequence[Setting], added: Sequence[Setting], of: str) -> list[Setting]:
    """The settings of a sweep, and those of the added ones that it has not; of: what is enlarged, for the message.

    RunError where they are not of the same assumptions, or one has the name of another.
    """
    if earlier and added and {*earlier[0].values} != {*added[0].values}:
        raise RunError(f"{of}: its settings are of {', '.join(earlier[0].values)}; give these")
    known = [setting.values for setting in earlier]
    names = [setting.name.casefold() for setting in earlier]
    new = [setting for setting in added if setting.values not in known]
    if both := next((setting.name for setting in new if setting.name.casefold() in names), None):
        raise RunError(f"{of}: there is a setting {both} of other values already; give it another name")
    return [*earlier, *new]
