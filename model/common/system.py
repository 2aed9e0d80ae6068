"""The machine: its cores, its memory, files written whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from model.common.errors import RunError

if sys.platform != "win32":  # which has none; loaded at once, for who lacks memory can load nothing any more
    import resource

LEAST = 700 << 20
"""Bytes of address space below which libraries cannot be loaded; SciPy's algebra waits for ever then (at 400 MB)."""

NEW_OBJECTS = 35_000
"""Containers made, less those gone, after which the newest are looked through for what nothing needs any more."""


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def starved(error: BaseException) -> bool:
    """Return True where an error came of too little memory: any error may, where a process has a memory limit."""
    return isinstance(error, MemoryError) or address_space() is not None


def address_space() -> int | None:
    """Bytes of address space this process may use; None where there is no limit."""
    if sys.platform == "win32":
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def collect_seldom() -> None:
    """Have objects that only need each other looked for a fiftieth as often as Python does of itself.

    Most of what a command makes, modules above all, stays to its end: to look through it again and again takes a tenth
    of the time of a report.
    """
    gc.set_threshold(NEW_OBJECTS, 20, 20)


def hand_back() -> None:
    """Return to the system the freed memory that the C library keeps; elsewhere than with glibc nothing changes."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def writing(path: Path, cure: str = "") -> Iterator[None]:
    """RunError, which names the path and perhaps a cure, where what is done within the block cannot write there."""
    try:
        yield
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror or error}{cure and f'; {cure}'}") from None


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, in a folder that is made; RunError, and no part of it, where that fails."""
    with writing(path):
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                path.unlink()
                raise


def whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written under another name first, so that it is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all; an OSError names it."""
    try:
        _write_beside(path, content)
    except OSError as error:
        error.filename = str(path)
        raise


def _write_beside(path: Path, content: bytes) -> None:
    """Write beside it, then put in its place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
