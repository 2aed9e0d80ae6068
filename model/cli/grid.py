"""Tables fitted to the terminal: no column is dropped, no name is broken, and the parts of a row stay together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console

GAP = 2
"""Blanks between columns, and before what stands below words of its row."""
READABLE = 24
"""Running text is not squeezed below this width."""

Row = Sequence[str]


@dataclass(frozen=True)
class Column:
    """A column of words, which wrap between words, or at the right of numbers, which never wrap."""

    name: str
    number: bool = False


def columns(*names: str, of_words: int) -> list[Column]:
    """Columns of words, so many, and after them columns of numbers."""
    return [Column(name, number=place >= of_words) for place, name in enumerate(names)]


def print_grid(
    console: Console, heads: Sequence[Column], rows: Sequence[Row], *, total: Row = (), title: str = "",
    repeat: int = 0, above: int = 0,
) -> None:  # fmt: skip
    """Print a table, folded where it is too wide for the console.

    Columns of words then leave the table, first the leftmost, and stand on lines above their rows, each further in
    than the one before; rows of the same words share them. Where `repeat` is given, or the numbers alone are still too
    wide, the columns are spread over several tables instead, the first `repeat` of them or the words in each. The sums
    in `total` are the last row. above: columns of words that stand above their rows in any case.
    """
    for line in _wrapped(title, console.width) if title else ():
        console.print(line, style="table.title", markup=False, soft_wrap=True)
    grid = _Grid(tuple(heads), tuple(rows), tuple(total))
    for place, fold in enumerate(grid.folded(console.width, repeat, above)):
        if place:
            console.print()
        for text, style in _lines(grid, fold, console.width, "-" if console.options.ascii_only else "─"):
            console.print(text, style=style, markup=False, soft_wrap=True)


def fitting(console: Console, heads: Sequence[Column], rows: Sequence[Row], *, above: int) -> int:
    """How many of the columns, from the first on, a table has room for whose first `above` stand above their rows."""
    grid, inside = _Grid(tuple(heads), tuple(rows), ()), range(above, len(heads))
    for count in range(len(heads), above + 1, -1):
        fold = _Fold(tuple(range(above)), tuple(inside[: count - above]))
        if grid.taken(fold, console.width) <= console.width:
            return count
    return above + 1


@dataclass(frozen=True)
class _Fold:
    """One of the tables that a grid is drawn as."""

    above: tuple[int, ...]
    """The columns that stand on lines above their row."""
    inside: tuple[int, ...]

    @property
    def indent(self) -> int:
        """Number of columns that rows are moved in below their words."""
        return GAP * len(self.above)


@dataclass(frozen=True)
class _Grid:
    heads: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row

    def folded(self, room: int, repeat: int, least_above: int) -> list[_Fold]:
        """The first form that there is room for, or else the narrowest."""
        form: list[_Fold] = []
        for form in self._forms(repeat, least_above):
            if all(self.taken(fold, room) <= room for fold in form):
                break
        return form

    def _forms(self, repeat: int, least_above: int) -> Iterator[list[_Fold]]:
        """The widest first."""
        every = tuple(range(len(self.heads)))
        of_words = tuple(n for n in every if not self.heads[n].number)
        if not repeat:
            for n in range(least_above, min(len(of_words) + 1, len(every))):
                yield [_Fold(of_words[:n], tuple(place for place in every if place not in of_words[:n]))]
        lead, above = (every[:repeat], ()) if repeat else ((), of_words)
        rest = tuple(n for n in every if n not in lead and n not in above)
        for size in range(len(rest), 0, -1):
            yield [_Fold(above, lead + rest[n : n + size]) for n in range(0, len(rest), size)]
        if repeat:
            words = tuple(n for n in lead if n in of_words)
            yield [_Fold(words, tuple(n for n in every[:repeat] if n not in words) + (n,)) for n in rest]

    def taken(self, fold: _Fold, room: int) -> int:
        """The width of a table in a room of this width."""
        widths = self.widths(fold, room)
        return fold.indent + sum(widths) + GAP * (len(widths) - 1)

    def widths(self, fold: _Fold, room: int) -> list[int]:
        """The width of each column inside: what it cannot do without, and a share of what room is left."""
        least, most = [], []
        for n in fold.inside:
            name, cells = self.heads[n].name, [row[n] for row in self._all]
            whole = max(map(cell_len, cells), default=0)
            words = " ".join([name, *(() if self.heads[n].number else cells)]).split()
            shortest = whole if self.heads[n].number else min(whole, READABLE)
            least.append(max(shortest, *map(cell_len, words), 0))
            most.append(max(whole, cell_len(name)))
        slack = max(0, room - fold.indent - sum(least) - GAP * (len(least) - 1))
        growing = sorted(range(len(least)), key=lambda place: most[place] - least[place])
        for left, place in zip(range(len(growing), 0, -1), growing, strict=True):
            more = min(most[place] - least[place], slack // left)
            least[place], slack = least[place] + more, slack - more
        return least

    @property
    def _all(self) -> tuple[Row, ...]:
        return (*self.rows, self.total) if self.total else self.rows


def _lines(grid: _Grid, fold: _Fold, room: int, rule: str) -> Iterator[tuple[str, str | None]]:
    """The lines of one table, each with its style."""
    widths = grid.widths(fold, room)
    across = rule * (fold.indent + sum(widths) + GAP * (len(widths) - 1))
    heads = [head.name for head in grid.heads]
    yield from ((line, "table.header") for line in _above(fold, heads, [], room))
    cells = [_wrapped(heads[n], width) for n, width in zip(fold.inside, widths, strict=True)]
    yield from ((line, "table.header") for line in _beside(grid, fold, cells, widths))
    yield across, None
    before: Row = []
    for row in grid.rows:
        yield from ((line, None) for line in _above(fold, row, before, room))
        yield from ((line, None) for line in _beside(grid, fold, _cells(grid, fold, row, widths), widths))
        before = row
    if grid.total:
        yield across, None
        yield from ((line, "table.footer") for line in _above(fold, grid.total, [], room))
        cells = _cells(grid, fold, grid.total, widths)
        yield from ((line, "table.footer") for line in _beside(grid, fold, cells, widths))


def _above(fold: _Fold, row: Row, before: Row, room: int) -> Iterator[str]:
    """Lines above a row, each column further in; a word that stands there from the row before is not repeated."""
    same = bool(before)
    for level, n in enumerate(fold.above):
        same = same and row[n] in (before[n], "")
        if row[n] and not same:
            blank = " " * (GAP * level)
            yield from (blank + line for line in _wrapped(row[n], room - len(blank)))


def _cells(grid: _Grid, fold: _Fold, row: Row, widths: Sequence[int]) -> list[list[str]]:
    """A row's cells inside, each in lines."""
    across = zip(fold.inside, widths, strict=True)
    return [[row[n]] if grid.heads[n].number else _wrapped(row[n], width) for n, width in across]


def _beside(grid: _Grid, fold: _Fold, cells: list[list[str]], widths: Sequence[int]) -> Iterator[str]:
    """Cells beside each other, in as many lines as the longest takes; none where all are empty."""
    if not any(any(lines) for lines in cells):
        return
    for line in zip_longest(*cells, fillvalue=""):
        parts = []
        for n, width, text in zip(fold.inside, widths, line, strict=True):
            blank = " " * (width - cell_len(text))
            parts.append(blank + text if grid.heads[n].number else text + blank)
        yield (" " * fold.indent + (" " * GAP).join(parts)).rstrip()


def _wrapped(text: str, width: int) -> list[str]:
    """A text in lines, broken between words only."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
