"""Settings: the values that a sweep gives to assumptions, each setting one combination of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path

import numpy as np

from model.common.errors import Fault, FaultyFiles, RunError, did_you_mean
from model.load.cells import Cell, delimiter_of, rows_of
from model.load.names import no_file_name
from model.load.positions import UNPRINTABLE, Located, bytes_of, decoded, unprintable
from model.load.shelf import same_name
from model.rules.values import checked_value, full_path
from model.spec.cures import number_meant
from model.spec.seeds import Seeds

NAME = "name"
"""Column of a table of settings that names them."""
MOST = 100_000
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
    if (count := lengths[0] if zipped else prod(lengths)) > MOST:
        raise RunError(f"--set: these factors make {count:,} settings; at most {MOST:,} are possible")
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
    if not count.strip().isdigit() or not 2 <= int(count) <= MOST:
        raise RunError(f"--set {path}={low}:{high}:{count}: the last part says how many values, from 2 to {MOST:,}")
    if ends[0] == ends[1]:
        raise RunError(f"--set {path}={low}:{high}:{count}: the range has no width; write one value")
    return [float(f"{value:.12g}") for value in np.linspace(ends[0], ends[1], int(count)).tolist()]


def shown(value: float) -> str:
    """A value in the fewest digits that give the same number again."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


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
    try:
        text = decoded(bytes_of(path), file)
    except OSError as error:
        raise RunError(f"--settings {file}: cannot be read: {error.strerror or error}") from None
    if isinstance(text, str) and not text.strip():
        text = Fault(
            file, 0, 0, "", "the file is empty; its first line names the columns: assumptions, and perhaps name"
        )
    if isinstance(text, Fault):
        raise FaultyFiles([text], again)
    table = _Table(file, text.replace("\r\n", "\n").replace("\r", "\n"), seeds)
    settings = table.settings()
    if table.faults:
        raise FaultyFiles(table.faults, again)
    return settings


class _Table:
    """One table of settings and what is wrong with it."""

    def __init__(self, file: str, text: str, seeds: Seeds) -> None:
        self.seeds = seeds
        self.located = Located(file, tree={}, lines=text.split("\n"))
        self.faults: list[Fault] = []
        if strange := UNPRINTABLE.search(text):
            before = text[: strange.start()].split("\n")
            self._fault_at((len(before), len(before[-1]) + 1), "", unprintable(strange[0]))
        known = {NAME, *seeds.settable, *(path.removeprefix("assumptions.") for path in seeds.settable)}
        head, *self.rows = rows_of(text, delimiter_of(self.located.lines[0], known))
        self.columns = self._columns(head)

    def _fault_at(self, spot: tuple[int, int], column: str, cause: str) -> None:
        self.faults.append(self.located.fault_at(spot, cause, column))

    def _columns(self, head: Sequence[Cell]) -> list[str]:
        """The column of each place: `name` or an assumption's path."""
        found: list[str] = []
        for cell in head:
            name = cell.text if cell.text in self.seeds.settable else f"assumptions.{cell.text}"
            name = NAME if cell.text.lower() == NAME else name
            if name != NAME and name not in self.seeds.settable:
                near = did_you_mean(cell.text, {NAME, *self.seeds.assumptions.assumptions, *self.seeds.settable})
                self._fault_at(cell.spot, cell.text, f"unknown column{near}" if cell.text else "the column has no name")
            elif name in found:
                self._fault_at(cell.spot, cell.text, "this column is there twice")
            found.append(name)
        if {*found} <= {NAME}:
            self._fault_at((1, 1), "", "the table has no column of an assumption; name one, for example spillover")
        return found

    def settings(self) -> list[Setting]:
        """The settings of all rows; what is wrong with them goes to the faults."""
        filled = [row for row in self.rows if any(cell.text for cell in row)]
        if not filled:
            self._fault_at((1, 1), "", "the table has no row below its first line; each row is a setting")
        if len(filled) > MOST:
            self._fault_at((1, 1), "", f"the table has {len(filled):,} settings; at most {MOST:,} are possible")
            return []
        names: dict[str, int] = {}
        rows = [(self._name(row, names), dict(self._values(row))) for row in filled]
        seen: dict[tuple[tuple[str, float], ...], int] = {}
        for row, (_, values) in zip(filled, rows, strict=True):
            line = row[0].spot[0]
            if (first := seen.setdefault(tuple(values.items()), line)) != line and values:
                self._fault_at(row[0].spot, "", f"this setting has the values of the one in line {first}")
        if NAME in self.columns:
            return [Setting(name, values) for name, values in rows]
        return named(values for _, values in rows)

    def _name(self, row: Sequence[Cell], taken: dict[str, int]) -> str:
        """The name of a row's setting, checked; empty where there is none."""
        if NAME not in self.columns or len(row) <= (place := self.columns.index(NAME)):
            return ""
        cell = row[place]
        if not cell.text:
            self._fault_at(cell.spot, NAME, "the cell is empty; every setting needs a name, or leave the column out")
        elif cause := no_file_name(cell.text):
            self._fault_at(cell.spot, NAME, f"no folder can have this name: {cause}")
        elif first := next((line for name, line in taken.items() if same_name(name, cell.text)), None):
            self._fault_at(cell.spot, NAME, f"the setting in line {first} has this name already")
        else:
            taken[cell.text] = cell.spot[0]
        return cell.text

    def _values(self, row: Sequence[Cell]) -> Iterator[tuple[str, float]]:
        if len(row) != len(self.columns):
            cause = f"this row has {len(row)} cells, and the first line names {len(self.columns)} columns"
            self._fault_at(row[-1].spot, "", cause)
            return
        for path, cell in zip(self.columns, row, strict=True):
            if path == NAME or path not in self.seeds.settable:
                continue
            if not cell.text:
                self._fault_at(cell.spot, path, "the cell is empty; write a value, or leave the column out")
                continue
            try:
                yield path, checked_value(path, cell.text, self.seeds)
            except RunError as error:
                self._fault_at(cell.spot, path, str(error).removeprefix(f"--set {path}: "))
