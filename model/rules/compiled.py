"""Compiling the rules: `rule` for a formula of one world, `phase` for a part of the month over a stretch of worlds.

Numba compiles both to machine code. What it compiled is kept in a folder named by a digest of every rule file, of the
versions and of the processor, so that an edit in any of them never runs an old rule.
"""

from __future__ import annotations

import contextlib
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
ROOM = 20_000_000
"""Bytes that must be free for them, several times what they take."""
PATIENCE = 600.0
"""Seconds that other processes wait for the one that compiles."""
OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": False}
"""Options of Numba: no checks for division by zero, as NumPy has it; other threads may go on meanwhile; arrays are
not counted while in use, for no rule makes or keeps one (an option Numba does not document: a test fails when it
goes)."""


@cache
def digest() -> str:
    """Digest of all that decides what the compiled rules do: their sources, versions, processor and switches.

    Where the sources lie and when they were written is part of it, for Numba keeps those apart.
    """
    import llvmlite.binding as llvm

    sources = sorted(Path(__file__).resolve().parent.glob("*.py"))
    parts = [path.read_bytes() for path in sources]
    parts += [f"{path} {path.stat().st_mtime_ns}".encode() for path in sources]
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
                if (folder / DONE).exists() or shutil.disk_usage(folder).free > ROOM:
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


def _numba() -> Any:
    """Numba, told where to keep what it compiles before it is first asked to."""
    import numba

    if not numba.config.DISABLE_JIT and (folder := cache_folder()) is not None:
        numba.config.CACHE_DIR = str(folder)
    return numba


def rule(function: Function) -> Function:
    """Compile a formula of one world into every phase that uses it."""
    return _compiled(function, inline="always", **OPTIONS)


def apart(function: Function) -> Function:
    """Compile a rule by itself: one that is seldom called and would make every phase longer to compile."""
    return _compiled(function, **OPTIONS)


def phase(function: Function) -> Function:
    """Compile a part of the month, which runs the rules over a stretch of worlds; kept between runs."""
    return _compiled(function, **OPTIONS)


def _compiled(function: Function, **options: Any) -> Function:
    made: Function = _numba().njit(**options | {"cache": cache_folder() is not None})(function)
    return made


def _told(text: str) -> None:
    """Say it to whoever watches a terminal."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


def once(compile_all: Callable[[], object], say: Callable[[str], None] | None = None) -> None:
    """Have the rules compiled if no process of this machine did so before; the others wait for the one that does.

    say: told in one line what is waited for, and in another how long it took. Raises RunError where the one that
    compiles does not come to an end, as one that was stopped.
    """
    if (folder := cache_folder()) is None or (folder / DONE).exists() or _numba().config.DISABLE_JIT:
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
    compile_all()
    if hasattr(os, "sync"):
        os.sync()
    (folder / DONE).touch()
    say(f"Compiled in {time.monotonic() - began:.0f} s; later runs start at once.")
