"""Files that a user may have named or put there: what is no file is refused, for a pipe may never come to its end."""

from __future__ import annotations

import errno
from pathlib import Path


def refuse_no_file(path: Path) -> None:
    """OSError, with its cause in words, where a link to nothing is there, or something that is not a file."""
    if path.is_symlink() and not path.exists():
        raise OSError(errno.EINVAL, "it is a link to a file that is not there", str(path))
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is not a file", str(path))


def bytes_in(path: Path, most: int = -1) -> bytes:
    """The first bytes of a file, all without `most`; OSError, with its cause in words, where it cannot be read."""
    refuse_no_file(path)
    with path.open("rb") as stream:
        return stream.read(most)


def text_in(path: Path, encoding: str = "utf-8") -> str:
    """The text of a file, each line ended as in Python; OSError or UnicodeDecodeError where it cannot be read."""
    refuse_no_file(path)
    return path.read_text(encoding=encoding)


def cause_of(error: Exception) -> str:
    """The reason why a file cannot be read, without the number of the system's error and without the file's name."""
    return str(getattr(error, "strerror", None) or error)
