#!/usr/bin/env python
"""Scenario simulation of international alignments: the command line."""

from __future__ import annotations

import io
import os
import sys

try:
    from model.cli.failure import answered, too_little_memory
    from model.cli.signatures import computing, reading  # noqa: F401  (imported for what they do: they add the commands)
    from model.cli.signatures.app import app
    from model.common import interruption
    from model.common.errors import interrupted
    from model.common.places import PROGRAM
    from model.common.system import collect_seldom
except KeyboardInterrupt:  # before anything has begun
    print("interrupted", file=sys.stderr)
    sys.exit(130)

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # the program is parallel over blocks of worlds, not inside matrix products


def main() -> int:
    """Parse and carry out one command; a user's mistake ends with its message, never a traceback."""
    interruption.heed()
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()  # None where they are closed
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if short := too_little_memory():
        print(short, file=sys.stderr)
        return 2
    try:
        left = app(prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        left = interruption.INTERRUPTED if interrupted(error) else answered(error)
    if left == interruption.INTERRUPTED:  # which is also what Typer makes of it
        interruption.say_interrupted()
    return left if isinstance(left, int) else 0


def start() -> None:
    """Be the program: carry out one command and leave with its status."""
    collect_seldom()
    sys.unraisablehook = interruption.give_again
    status = main()
    if status == interruption.INTERRUPTED:
        interruption.leave()
    sys.exit(status)


if __name__ == "__main__":
    start()
