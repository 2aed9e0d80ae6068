"""The journal of a session: all that people did, one JSON line each, from which everything is rebuilt."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
from hashlib import blake2b
from os import strerror
from pathlib import Path
from threading import Lock
from typing import Any, TypeGuard

from model.common.errors import ModelError, RunError
from model.common.languages import _
from model.common.reading import bytes_in
from model.common.system import write_whole

NAME = "journal.jsonl"
MAX_LINE_LENGTH = 64_000
"""Bytes of one entry; nothing a person writes here is longer."""
_SEALED = re.compile(rb'(\{.*), "sum": "([0-9a-f]{16})"\}')
"""A line: an entry, and last its checksum."""

Entry = Mapping[str, Any]
"""`kind` says what was done, `at` when (UTC), the rest is what the kind needs."""


class Refused(ModelError):
    """Something the room's rules do not allow, said so that the person who tried it understands."""


def only_the_facilitator(entry: Entry) -> None:
    """Refused where anyone else wrote the entry."""
    if entry.get("role") != "facilitator":
        raise Refused(_("Only the facilitator can do this."))


def time_in(entry: Entry, key: str) -> str:
    """A date and time of an entry, or nothing; Refused where it is neither."""
    written = entry.get(key, "")
    try:
        if not written or datetime.fromisoformat(written).tzinfo is not None:
            return str(written)
    except (TypeError, ValueError):
        pass
    raise Refused(_("A deadline is a date and time with its time zone."))


def text_in(entry: Entry, key: str, longest: int, *, empty: bool = False) -> str:
    """A text of an entry in one line; raises Refused where it is missing or too long."""
    given = entry.get(key, "")
    if not isinstance(given, str):
        raise Refused(_("This should be a text."))
    text = " ".join(given.split())
    if not text and not empty:
        raise Refused(_("Something is left empty; fill it in."))
    if len(text) > longest:
        raise Refused(_("This is too long: at most {longest} characters.", longest=longest))
    return text


def truth_in(entry: Entry, key: str) -> bool:
    """A yes or no of an entry; Refused where it is neither."""
    value = entry.get(key)
    if not isinstance(value, bool):
        raise Refused(_("Say yes or no."))
    return value


def is_whole(value: object, low: int, high: int) -> TypeGuard[int]:
    """Return True for a whole number within these bounds; yes and no are none."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def written_time(moment: datetime) -> str:
    """A time as an entry holds it."""
    return moment.isoformat(timespec="seconds")


def later(written: str, by: timedelta) -> str:
    """A time of an entry moved; nothing stays nothing."""
    return written_time(datetime.fromisoformat(written) + by) if written else ""


@dataclass(frozen=True)
class Loss:
    """The end of a journal that cannot be used."""

    place: str
    """File and line of the first line that is not used."""
    why: str
    kinds: Mapping[str, int]
    """Kind → how many entries are lost; "unreadable" for those that cannot be read."""
    kept: Path
    """A copy of the journal as it was found."""

    def __str__(self) -> str:
        lost = ", ".join(f"{count} × {kind}" for kind, count in self.kinds.items())
        return (
            f"{self.place}: {self.why}. The session goes on from what stands before this line. Not used from here on: "
            f"{lost}. The journal as it was found is kept in {self.kept.as_posix()}"
        )


class Journal:
    """Lines that are only ever added, each safe on the disk before anyone sees what it did.

    Each line carries a checksum of itself and of the line before. Lines are read up to the first that is broken, torn
    or out of place; the rest is set aside and told in `loss`. RunError where the file cannot be read at all.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._sums: list[bytes] = []
        self.loss: Loss | None = None
        self.entries: list[Entry] = []
        self._read()

    def _read(self) -> None:
        *lines, torn = self._lines()
        for line in lines:
            entry = _entry(line, self._last)
            if entry is None:
                self.cut(len(self.entries), "this line of the journal is damaged")
                return
            self._sums.append(_sum(line))
            self.entries.append(entry)
        if torn:
            self.cut(len(self.entries), "the last line of the journal is torn")

    def _lines(self) -> list[bytes]:
        """The lines of the file, and last what follows the last line break."""
        try:
            return bytes_in(self.path).split(b"\n") if self.path.exists() else [b""]
        except OSError as error:
            raise RunError(f"{self.path.as_posix()}: cannot be read ({error.strerror})") from None

    @property
    def _last(self) -> bytes:
        """The checksum of the last line."""
        return self._sums[-1] if self._sums else b""

    def cut(self, number: int, why: str) -> None:
        """Go on with so many entries; the file as it is now is kept aside, and `loss` tells what is not used."""
        lines = self._lines()
        kept = self.path.with_name(f"journal-as-found-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.jsonl")
        place = f"{self.path.as_posix()}:{number + 1}"
        try:
            write_whole(kept, b"\n".join(lines))
            write_whole(self.path, b"".join(line + b"\n" for line in lines[:number]))
        except OSError as error:
            raise RunError(f"{place}: {why}, and it cannot be set aside ({error.strerror})") from None
        lost = Counter(_kind(line) for line in lines[number:] if line)
        self.loss = Loss(place, why, lost or {"unreadable": 1}, kept)
        del self.entries[number:], self._sums[number:]

    def append(self, kind: str, *, at_once: bool = True, **what: Any) -> Entry:
        """Add an entry and wait until it is on the disk; raises Refused if it cannot be written.

        at_once: False where it may go there with the next; then a computer that loses its power takes it along.
        """
        entry = {"kind": kind, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **what}
        with self._lock:
            line = sealed(entry, self._last)
            if len(line) > MAX_LINE_LENGTH:
                raise Refused(_("This is too long to be written down; make it shorter."))
            self._write(line + b"\n", at_once)
            self._sums.append(_sum(line))
            self.entries.append(entry)
        return entry

    def _write(self, line: bytes, at_once: bool) -> None:
        try:
            with self.path.open("ab", buffering=0) as file:
                begins = file.tell()
                try:
                    if file.write(line) != len(line):
                        raise OSError(ENOSPC, strerror(ENOSPC))
                    if at_once:
                        os.fsync(file.fileno())
                except OSError:
                    file.truncate(begins)
                    raise
        except OSError as error:
            raise Refused(
                _("The session folder cannot be written to ({why}); nothing was changed.", why=error.strerror)
            ) from None


def sealed(entry: Entry, before: bytes = b"") -> bytes:
    """The line of an entry, after a line with a checksum; raises Refused where the entry cannot be written."""
    try:
        body = json.dumps(entry, ensure_ascii=False, allow_nan=False).encode()[:-1]
    except (TypeError, ValueError):
        raise Refused(_("This cannot be written down; use plain text and ordinary numbers.")) from None
    return body + b', "sum": "' + _checksum(before, body) + b'"}'


def _checksum(before: bytes, body: bytes) -> bytes:
    return blake2b(before + body, digest_size=8).hexdigest().encode()


def _sum(line: bytes) -> bytes:
    """The checksum that a line carries; empty where it carries none."""
    found = _SEALED.fullmatch(line)
    return found[2] if found else b""


def _entry(line: bytes, before: bytes) -> Entry | None:
    """The entry of a line; None where the line is damaged or does not follow the line before."""
    found = _SEALED.fullmatch(line)
    if found is None or found[2] != _checksum(before, found[1]):
        return None
    try:
        entry = json.loads(found[1] + b"}")
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and isinstance(entry.get("kind"), str) else None


def _kind(line: bytes) -> str:
    """Kind that a lost line names; "unreadable" where it names none."""
    try:
        entry = json.loads(line)
        return str(entry["kind"])[:20] if str(entry["kind"]).isidentifier() else "unreadable"
    except (ValueError, LookupError, TypeError, RecursionError):
        return "unreadable"
