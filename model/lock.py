"""One process at a time: a lock on a folder that ends with the process that holds it, however it ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

LOCK = ".lock"


def locked(folder: Path) -> IO[bytes] | None:
    """The lock of a folder, held until it is closed; None if another process holds it. OSError if it cannot be made.

    A file system that knows no locks gives one that keeps nobody out.
    """
    file = (folder / LOCK).open("ab")
    try:
        _lock(file.fileno())
    except (BlockingIOError, PermissionError):
        file.close()
        return None
    except OSError:
        pass
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
