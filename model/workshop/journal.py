"""The journal of a session: all that people did, one JSON line each, from which everything is rebuilt."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from errno import ENOSPC
from os import strerror
from pathlib import Path
from threading import Lock
from typing import Any

from model.errors import ModelError, RunError

NAME = "journal.jsonl"
LONGEST = 64_000
"""Bytes of one entry; nothing a person writes here is longer."""

Entry = Mapping[str, Any]
"""`kind` says what was done, `at` when (UTC), the rest is what the kind needs."""


class Refused(ModelError):
    """Something the room's rules do not allow, said so that the person who tried it understands."""


def only_the_facilitator(entry: Entry) -> None:
    """Refused where anyone else wrote the entry."""
    if entry.get("role") != "facilitator":
        raise Refused("Only the facilitator can do this.")


class Journal:
    """Lines that are only ever added, each safe on the disk before anyone sees what it did.

    A crash while a line is written leaves a torn last line; it was never acted upon and is dropped. A broken line
    elsewhere raises RunError.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self.entries: list[Entry] = self._read()

    def _read(self) -> list[Entry]:
        if not self.path.exists():
            return []
        written = self.path.read_bytes()
        whole, _, torn = written.rpartition(b"\n")
        entries: list[Entry] = []
        for number, line in enumerate(whole.split(b"\n") if whole else [], start=1):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
                raise RunError(
                    f"{self.path.as_posix()}:{number}: this line of the journal is broken, and what follows may "
                    "rest on it; restore the file from a copy, or move the folder away and start another session"
                )
            entries.append(entry)
        if torn:
            with self.path.open("r+b") as file:
                file.truncate(len(written) - len(torn))
                os.fsync(file.fileno())
        return entries

    def append(self, kind: str, **what: Any) -> Entry:
        """Add an entry and wait until it is on the disk; raises Refused if it cannot be written."""
        entry = {"kind": kind, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **what}
        try:
            line = json.dumps(entry, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        except (TypeError, ValueError):
            raise Refused("This cannot be written down; use plain text and ordinary numbers.") from None
        if len(line) > LONGEST:
            raise Refused("This is too long to be written down; make it shorter.")
        with self._lock:
            self._write(line)
            self.entries.append(entry)
        return entry

    def _write(self, line: bytes) -> None:
        try:
            with self.path.open("ab", buffering=0) as file:
                begins = file.tell()
                if file.write(line) != len(line):
                    file.truncate(begins)
                    raise OSError(ENOSPC, strerror(ENOSPC))
                os.fsync(file.fileno())
        except OSError as error:
            raise Refused(f"The session folder cannot be written to ({error.strerror}); nothing was changed.") from None
