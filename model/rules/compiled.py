"""Compiling the rules: `rule` for a formula of one world, `phase` for a part of the month over a stretch of worlds.

Numba compiles both to machine code. What it compiled is kept in a folder named by a digest of every rule file, of the
versions and of the processor, so that an edit in any of them never runs an old rule.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from model.common.errors import RunError
from model.common.lock import locked

Function = TypeVar("Function", bound=Callable[..., Any])

FOLDER = "alignment-scenarios"
"""Folder of the compiled rules below the user's cache."""
DONE = "compiled"
"""File beside them that says they are whole."""
BYTES_FREE = 20_000_000
"""Bytes that must be free for them, several times what they take."""
PATIENCE = 600.0
"""Seconds that other processes wait for the one that compiles."""
OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": False, "no_cfunc_wrapper": True}
"""Options of Numba: no checks for division by zero, as NumPy has it; other threads may go on meanwhile; arrays are
not counted while in use, for no rule makes or keeps one; no way in from C. Numba does not document the last two: a test
fails when they go."""


@cache
def digest() -> str:
    """Digest of all that decides what the compiled rules do: their sources, versions, processor and switches.

    Where the sources lie is not: copies of a program share what was compiled once.
    """
    import llvmlite.binding as llvm

    sources = sorted(Path(__file__).resolve().parent.glob("*.py"))
    parts = [part for path in sources for part in (path.name.encode(), path.read_bytes())]
    parts += [sys.version.encode(), platform.machine().encode(), llvm.get_host_cpu_name().encode()]
    parts += [version(name).encode() for name in ("numba", "llvmlite", "numpy")]
    parts += [f"{name}={os.environ.get(name, '')}".encode() for name in ("NUMBA_BOUNDSCHECK", "NUMBA_OPT")]
    return hashlib.blake2b(b"\0".join(parts), digest_size=12).hexdigest()


@cache
def cache_folder() -> Path | None:
    """Folder in which compiled rules are kept: the user's cache, or a temporary one; None where nothing can be written.

    One without room counts only if the rules are there already.
    """
    for base in _bases():
        folder = base / digest()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                if (folder / DONE).exists() or shutil.disk_usage(folder).free > BYTES_FREE:
                    return folder
        except OSError:
            continue
    return None


def _bases() -> Iterator[Path]:
    """Folders in which compiled rules may lie, the best first."""
    if named := os.environ.get("ALIGNMENT_SCENARIOS_CACHE"):
        yield Path(named)
    yield Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / FOLDER
    with contextlib.suppress(OSError):
        ours = getattr(os, "getuid", lambda: 0)()
        shared = Path(tempfile.gettempdir()) / f"{FOLDER}-{ours}"
        shared.mkdir(exist_ok=True)
        if os.name != "posix" or shared.stat().st_uid == ours:  # what others put there would be run
            yield shared


class Kept:
    """Place of one compiled function as Numba asks for it: known by the digest of all rules, not by its own file."""

    def __init__(self, function: Callable[..., Any], file: str, folder: Path) -> None:
        self.line = function.__code__.co_firstlineno
        self.folder = folder
        self._py_file = file  # named by Numba in its warning of a function that cannot be kept

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> Kept | None:
        """The place of a function, or None where nothing can be kept."""
        return None if (folder := cache_folder()) is None else cls(function, file, folder)

    def get_cache_path(self) -> str:
        """The folder it is kept in."""
        return str(self.folder)

    def ensure_cache_path(self) -> None:
        """Make the folder, where somebody removed it."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def get_source_stamp(self) -> str:
        """By which it is known to be of these rules; one from elsewhere, by its own file too."""
        own = Path(self._py_file)
        if own.resolve().parent == Path(__file__).resolve().parent or not own.is_file():
            return digest()
        return digest() + hashlib.blake2b(own.read_bytes(), digest_size=12).hexdigest()

    def get_disambiguator(self) -> str:
        """By which it differs from another function of its name."""
        return str(self.line)


def rule(function: Function) -> Function:
    """Compile a formula of one world into every phase that uses it."""
    return _compiled(function, inline="always")


def apart(function: Function) -> Function:
    """Compile a rule by itself: one that is seldom called and would make every phase longer to compile."""
    return _compiled(function, no_cpython_wrapper=True)  # only rules and phases call it


def phase(function: Function) -> Function:
    """Compile a part of the month, which runs the rules over a stretch of worlds; kept between runs."""
    return _compiled(function)


def _compiled(function: Function, **options: Any) -> Function:
    from numba import config, njit

    others, config.CACHE_LOCATOR_CLASSES = config.CACHE_LOCATOR_CLASSES, f"{__name__}.{Kept.__name__}"
    try:
        made: Function = njit(**OPTIONS, **options, cache=cache_folder() is not None)(function)
        return made
    finally:
        config.CACHE_LOCATOR_CLASSES = others


def _told(text: str) -> None:
    """Say it to whoever watches a terminal."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


def once(compile_all: Callable[[], object], say: Callable[[str], None] | None = None) -> None:
    """Have the rules compiled if no process of this machine did so before; the others wait for the one that does.

    say: told in one line what is waited for, and in another how long it took. Raises RunError where the one that
    compiles does not come to an end, as one that was stopped.
    """
    from numba import config

    if (folder := cache_folder()) is None or (folder / DONE).exists() or config.DISABLE_JIT:
        return
    began = time.monotonic()
    while (held := locked(folder)) is None and not (folder / DONE).exists():
        if time.monotonic() - began > PATIENCE:
            raise RunError(
                f"{folder}: another process has been compiling the rules for {PATIENCE / 60:.0f} minutes; end it, or "
                "name another folder for them in ALIGNMENT_SCENARIOS_CACHE"
            )
        time.sleep(0.1)
    try:
        if held is not None and not (folder / DONE).exists():
            _compile(folder, compile_all, say or _told)
    finally:
        if held is not None:
            os.close(held)


def _compile(folder: Path, compile_all: Callable[[], object], say: Callable[[str], None]) -> None:
    """Compile, and say that the rules are whole only once they are on the disk: Numba fails at files cut short."""
    say("Compiling the rules for this machine, once …")
    began = time.monotonic()
    for begun in folder.rglob("*.nb?"):
        begun.unlink(missing_ok=True)
    collects = gc.isenabled()
    gc.disable()  # the compiler keeps nearly all that it makes; to look through it again and again takes a tenth longer
    try:
        compile_all()
    finally:
        if collects:
            gc.enable()
    if hasattr(os, "sync"):
        os.sync()
    (folder / DONE).touch()
    say(f"Compiled in {time.monotonic() - began:.0f} s; later runs start at once.")
