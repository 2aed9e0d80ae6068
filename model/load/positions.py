"""YAML text → a plain tree in which every scalar is text, with the place of every key and value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import yaml

from model.common.errors import Fault
from model.common.reading import bytes_in
from model.load.hints import UNCLOSED_BRACKET, UNCLOSED_QUOTE, comma_meant, hint_at, without_colon_before
from model.spec.base import shown
from model.spec.cures import number_meant
from model.spec.fields import Route, below, holds

LARGEST_FILE = 2_000_000
"""Bytes; the fullest seeds file is a tenth of it."""
DEEPEST = 30
_ABYSS = f"nested more than {DEEPEST} deep"
MAX_VALUES = 20_000
"""Values in a file; the fullest seeds file has a tenth of it."""

Spot = tuple[int, int]
"""Line and column, both from 1."""

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is fourteen times faster
_EMPTY = {"", "~", "null", "Null", "NULL"}
UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)
"""Characters that YAML forbids, and those that reverse the direction of writing, so that a line misleads."""


class _Unreadable(Exception):
    """The rest of the file cannot be read."""


@dataclass(frozen=True)
class Located:
    """A file as a tree of plain text, with the place of every key and value."""

    file: str
    tree: dict[str, Any] = field(default_factory=dict)
    keys: dict[Route, Spot] = field(default_factory=dict)
    values: dict[Route, Spot] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    digest: str = ""
    faults: list[Fault] = field(default_factory=list)
    """Mistakes in its YAML; a file that has such mistakes is not checked further."""
    doubts: list[str] = field(default_factory=list)
    """Warnings about YAML that is allowed but probably not meant."""

    def fault(self, route: Route, cause: str, *, key: bool = False) -> Fault:
        """A fault at a value, at its key if asked, or at the nearest thing above it that exists."""
        route = self.existing(route)
        places = [self.keys, self.values] if key else [self.values, self.keys]
        for end in range(len(route), -1, -1):
            for spots in places:
                if route[:end] in spots:
                    return self.fault_at(spots[route[:end]], cause, written(route))
        return self.fault_at((1, 1), cause, written(route))

    def fault_at(self, spot: Spot, cause: str, path: str = "") -> Fault:
        """A fault at a line and column, with the line's text."""
        text = self.lines[spot[0] - 1] if 0 < spot[0] <= len(self.lines) else ""
        return Fault(self.file, *spot, path, cause, text)

    def existing(self, route: Sequence[str | int]) -> Route:
        """The parts of a route that lead through the tree, in order; the others are dropped."""
        tree: Any = self.tree
        found: list[str | int] = []
        for part in route:
            if holds(tree, part):
                tree = tree[part]
                found.append(part)
        return tuple(found)

    @cached_property
    def begins(self) -> dict[Route, int]:
        """The line that everything begins on: an entry its key's, an item of a list its own."""
        return {route: line for route, (line, _) in (self.values | self.keys).items()}

    def line(self, route: Route) -> int:
        """The line of a key, or of a list item."""
        return self.keys.get(route, self.values.get(route, (0, 0)))[0]

    def value(self, route: Route) -> Any:
        """Value at a route; None where there is none."""
        found: Any = self.tree
        for part in route:
            found = below(found, part)
        return found


def written(route: Route) -> str:
    """A route as people write it: `interventions[1].event.source`."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in route).removeprefix(".")


def compose(path: Path) -> Located:
    """A YAML file as a located tree; never raises, for what is wrong is in its `faults`."""
    try:
        return composed(bytes_of(path), path.as_posix())
    except OSError as error:
        file = path.as_posix()
        return Located(file, faults=[Fault(file, 0, 0, "", f"cannot be read: {error.strerror or error}")])


def composed(content: bytes, file: str) -> Located:
    """The same of what a file holds or would hold."""
    text = decoded(content, file)
    if isinstance(text, Fault):
        return Located(file, faults=[text])
    located = Located(file, lines=text.splitlines(), digest=hashlib.sha256(content).hexdigest())
    try:
        _Reader(located, text).read()
    except _Unreadable:
        pass
    except yaml.MarkedYAMLError as error:
        located.faults.append(_too_deep(located, text, error) or _said_plainly(located, error))
    except yaml.YAMLError as error:
        located.faults.append(Fault(file, 0, 0, "", f"not valid YAML: {error}"))
    return located


PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of workbooks: those of today (.xlsx, .ods), and those of old (.xls)."""


def decoded(content: bytes, file: str) -> str | Fault:
    """The text of a file, or the fault of its encoding."""
    if content.startswith(PACKED):
        return Fault(file, 0, 0, "", "is no text but a workbook or another packed file; save a table as CSV in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        column = error.start - (error.object.rfind(b"\n", 0, error.start) + 1) + 1
        return Fault(file, line, column, "", "is not UTF-8 text; save the file in the encoding UTF-8")


def bytes_of(path: Path) -> bytes:
    """The content of a file; OSError, with its cause in words, where it cannot be read or is too large."""
    content = bytes_in(path, LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise OSError(f"it is larger than {LARGEST_FILE // 1_000_000} MB")
    return content


def _too_deep(located: Located, text: str, error: yaml.MarkedYAMLError) -> Fault | None:
    """The bracket that opens one level too many, if the parser gave up behind it: some parsers have a limit of their
    own and come upon it in looking ahead.
    """
    open_ones = 0
    for bracket in re.finditer(r"[][{}]", text[: error.problem_mark.index if error.problem_mark else 0]):
        open_ones += 1 if bracket[0] in "[{" else -1
        if open_ones > DEEPEST:
            before = text[: bracket.start() + 1].splitlines()
            return located.fault_at((len(before), len(before[-1])), _ABYSS)
    return None


def _said_plainly(located: Located, error: yaml.MarkedYAMLError) -> Fault:
    """The parser's complaint with a hint at what usually causes it, read off the text: parsers word it differently."""
    lines, stopped = located.lines or [""], error.problem_mark or error.context_mark
    if colon := without_colon_before(located.lines, stopped.line if stopped else 0):
        return located.fault_at(colon, "not valid YAML: a key needs a colon and a space after it")
    mark = _seen(stopped, lines)
    opened = _seen(error.context_mark, lines)
    ran_on = bool(error.context_mark and error.problem_mark and error.context_mark.line < error.problem_mark.line)
    hint = hint_at(*(lines[line - 1][column - 1 :] for line, column in (mark, opened)), ran_on=ran_on)
    if hint in (UNCLOSED_QUOTE, UNCLOSED_BRACKET) and ran_on:
        mark = opened  # the mistake is where that was opened
    text = lines[mark[0] - 1]
    if "\t" in text[: len(text) - len(text.lstrip())]:
        mark, hint = (mark[0], text.index("\t") + 1), "indent with spaces; YAML does not allow tabs there"
    return located.fault_at(mark, f"not valid YAML: {error.problem or error}; {hint}")


def _seen(mark: Any, lines: Sequence[str]) -> Spot:
    """A place that can be shown: what is missed behind the last line is missing at its end."""
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return (line, column) if line <= len(lines) else (len(lines), max(len(lines[-1]), 1))


class _Reader:
    """Builds the tree from the parser's events, so that nothing is expanded before it is refused."""

    def __init__(self, located: Located, text: str) -> None:
        self.located = located
        self.text = text
        self.events: Iterator[Any] = iter(())

    def read(self) -> None:
        """Fill the located tree."""
        if strange := UNPRINTABLE.search(self.text):
            before = (self.text[: strange.start()] + "x").splitlines()
            self._give_up((len(before), len(before[-1])), unprintable(strange[0]))
        self.events = yaml.parse(self.text, Loader=_PARSER)
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            self._give_up((1, 1), "the file is empty")
        tree = self._value(next(self.events), ())
        if not isinstance(tree, dict):
            said = "the file is empty" if tree is None else f"is {shown(tree)}"
            self._give_up((1, 1), f"{said}; the file must be a mapping of `key: value` lines")
        self.located.tree.update(tree)
        next(self.events)
        if not isinstance(after := next(self.events), yaml.StreamEndEvent):
            self._give_up(_spot(after), "a second document begins here; keep one a file")

    def _give_up(self, spot: Spot, cause: str, path: str = "") -> NoReturn:
        self.located.faults.append(self.located.fault_at(spot, cause, path))
        raise _Unreadable

    def _value(self, event: Any, route: Route) -> Any:
        """The tree below an event; its place is noted."""
        self._refuse(event, route)
        self.located.values[route] = _spot(event)
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_unprintable(event, route)
            plain = not event.style
            if plain:
                self._doubt_comment(event, route)
            return None if plain and event.value in _EMPTY else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(route)
        return self._mapping(route, flow=bool(event.flow_style))

    def _doubt_comment(self, event: yaml.ScalarEvent, route: Route) -> None:
        """A text that a # cuts short, though no comment may be meant."""
        line, column = _end(event)
        lines = self.located.lines
        if line > len(lines) or "#" not in lines[line - 1]:
            return
        found = re.match("( +)#(.?)", lines[line - 1][column - 1 :])
        number = re.fullmatch(r"[-+.\d]+", event.value)
        if found and not number and (found[2].strip() or (" " in event.value and len(found[1]) == 1)):
            place = f"{self.located.file}:{line}:{column + len(found[1])}: {written(route)}"
            self.located.doubts.append(
                f"{place}: the text ends before the #, where a comment begins; put all of it in quotes if the rest "
                "belongs to it, or else two spaces before the # and one behind"
            )

    def _refuse(self, event: Any, route: Route) -> None:
        """Give up at aliases, tags, abysses and floods."""
        if len(self.located.values) > MAX_VALUES:
            self._give_up(_spot(event), f"{MAX_VALUES:,} values stand before this, the most that a file may hold")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            cause = f"anchors and aliases (&{event.anchor}, *{event.anchor}) are not used here; write it out"
            self._give_up(_spot(event), cause, written(route))
        if getattr(event, "tag", None):
            self._give_up(_spot(event), f"tags ({event.tag}) are not used here; delete it", written(route))
        if len(route) > DEEPEST:
            self._give_up(_spot(event), _ABYSS)

    def _refuse_unprintable(self, event: yaml.ScalarEvent, route: Route) -> None:
        """Give up at a text in which an escape stands for what the file itself may not hold."""
        if event.style == '"' and (strange := UNPRINTABLE.search(event.value)):
            self._give_up(_spot(event), f"{unprintable(strange[0])}, or the escape that stands for it", written(route))

    def _list(self, route: Route) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*route, len(items))))
        return items

    def _mapping(self, route: Route, *, flow: bool) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        bare: dict[str, list[str]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, spot = self._key(event, route), _spot(event)
            below, inner = (*route, key), next(self.events)
            if flow and _spot(inner) == _end(event):  # {…, key}: no colon
                bare.setdefault(next(reversed(entries), ""), []).append(key)
                self.located.keys.setdefault(below, spot)
            elif key in entries:
                cause = f'duplicate key "{key}"; it is already on line {self.located.keys[below][0]}'
                self.located.faults.append(self.located.fault_at(spot, cause, written(below)))
                self._value(inner, (*route, f"{key} on line {spot[0]}"))
            else:
                self.located.keys[below] = spot
                entries[key] = self._value(inner, below)
        for before, keys in bare.items():
            self._without_colon(route, before, entries.get(before), keys)
        return entries

    def _without_colon(self, route: Route, before: str, value: Any, keys: Sequence[str]) -> None:
        """A comma inside braces that was meant for a decimal point, for a list, or as a part of a text."""
        place = self.located.values.get((*route, before)) if isinstance(value, str) else None
        if place is None:
            cause = f'"{keys[0]}" has no value; write a colon, a space and the value behind it'
            place, below = self.located.keys[*route, keys[0]], (*route, keys[0])
        elif len(keys) == 1 and (number := number_meant(f"{value},{keys[0]}")):
            cause, below = f'"{value},{keys[0]}" is not a number{number}', (*route, before)
        else:
            cause, below = comma_meant(before, [value, *keys]), (*route, before)
        self.located.faults.append(self.located.fault_at(place, cause, written(below)))

    def _key(self, event: Any, route: Route) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._give_up(_spot(event), "a key must be a plain word, not a list or a mapping", written(route))
        self._refuse(event, route)
        self._refuse_unprintable(event, route)
        if not event.value.strip():
            self._give_up(_spot(event), "a key is empty", written(route))
        return str(event.value)


def unprintable(character: str) -> str:
    """The cause of a fault: a character that no text may hold."""
    return f"unprintable character U+{ord(character):04X}; delete it"


def _spot(event: Any) -> Spot:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _end(event: Any) -> Spot:
    return event.end_mark.line + 1, event.end_mark.column + 1
