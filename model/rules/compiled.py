"""Compiling the rules: `rule` for a formula of one world, `phase` for a part of the month over a stretch of worlds.

Numba compiles both to machine code. What it compiled is kept in a folder named by a digest of every rule file, of the
versions and of the processor, so that an edit in any of them never runs an old rule.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from model.lock import locked

Function = TypeVar("Function", bound=Callable[..., Any])

FOLDER = "alignment-scenarios"
"""Folder of the compiled rules below the user's cache."""
OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "cache": True, "_nrt": False}
"""How Numba compiles: no checks for division by zero, as NumPy has it; other threads may go on meanwhile; results are
kept on disk; arrays are not counted while in use, for no rule makes or keeps one (an option Numba does not document: a
test fails when it goes)."""


@cache
def digest() -> str:
    """Digest of all that decides what the compiled rules do: their sources, versions, processor and switches."""
    import llvmlite.binding as llvm

    parts = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    parts += [sys.version.encode(), platform.machine().encode(), llvm.get_host_cpu_name().encode()]
    parts += [version(name).encode() for name in ("numba", "llvmlite", "numpy")]
    parts += [f"{name}={os.environ.get(name, '')}".encode() for name in ("NUMBA_BOUNDSCHECK", "NUMBA_OPT")]
    return hashlib.blake2b(b"\0".join(parts), digest_size=12).hexdigest()


@cache
def cache_folder() -> Path:
    """Folder in which compiled rules are kept: the user's cache, or a temporary one where nothing can be written."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    named = os.environ.get("ALIGNMENT_SCENARIOS_CACHE")
    own = f"{FOLDER}-{os.getuid()}" if hasattr(os, "getuid") else FOLDER
    for base in filter(None, (named, os.path.join(home, FOLDER), os.path.join(tempfile.gettempdir(), own))):
        folder = Path(base) / digest()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix=f"{FOLDER}-"))


def _numba() -> Any:
    """Numba, told where to keep what it compiles before it is first asked to."""
    import numba

    if not numba.config.DISABLE_JIT:
        numba.config.CACHE_DIR = str(cache_folder())
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
    made: Function = _numba().njit(**options)(function)
    return made


def _told(text: str) -> None:
    """Say it to whoever watches a terminal."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


def once(compile_all: Callable[[], object], say: Callable[[str], None] | None = None) -> None:
    """Have the rules compiled if no process of this machine did so before; the others wait for the one that does.

    say: told in one line what is waited for, and in another how long it took.
    """
    done = cache_folder() / "compiled"
    if done.exists() or _numba().config.DISABLE_JIT:
        return
    while (held := locked(cache_folder())) is None and not done.exists():
        time.sleep(0.1)
    try:
        if not done.exists():
            say = say or _told
            say("Compiling the rules for this machine, once …")
            began = time.monotonic()
            compile_all()
            done.touch()
            say(f"Compiled in {time.monotonic() - began:.0f} s; later runs start at once.")
    finally:
        if held is not None:
            os.close(held)
