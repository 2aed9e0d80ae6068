"""One process at a time: a lock on a folder that ends with the process that holds it, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

LOCK = ".lock"


def locked(folder: Path) -> int | None:
    """Lock a folder until the descriptor returned is closed; None if another process holds it.

    OSError if it cannot be written. A file system that knows no locks keeps nobody out.
    """
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(descriptor)
    except (BlockingIOError, PermissionError):
        os.close(descriptor)
        return None
    except OSError:
        pass
    return descriptor


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
