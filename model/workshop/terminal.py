"""The server's log in the teacher's terminal: marked, escaped, and limited in length."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable

from model.common.errors import plain

MARK = "[server] "
"""Begins each line, so that no line can be taken for one that the workshop prints itself."""
LINE, LINES, A_MINUTE = 300, 30, 120
"""Letters of a line, lines of a message (its last), and lines a minute."""


class Terminal(logging.Handler):
    """Writes log messages to stderr. Visitors have a hand in many of them, so none is obeyed and none is endless."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.minute, self.shown, self.left_out = clock(), 0, 0

    def emit(self, record: logging.LogRecord) -> None:
        """Show a message, or count it where too many came."""
        lines = self._lines(record)
        now = self.clock()
        if now - self.minute >= 60:
            if self.left_out:
                lines = [f"{MARK}{self.left_out} more lines came in the minute before.", *lines]
            self.minute, self.shown, self.left_out = now, 0, 0
        if self.shown + len(lines) > A_MINUTE:
            self.left_out += len(lines)
            return
        self.shown += len(lines)
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()

    def _lines(self, record: logging.LogRecord) -> list[str]:
        try:
            said = self.format(record)
        except Exception:  # a message that does not fit its own parts is no reason to stop
            said = f"{record.name}: a message that cannot be formatted"
        lines = said[-LINE * LINES :].splitlines()[-LINES:]
        return [MARK + (shown if len(shown := plain(line)) <= LINE else shown[: LINE - 1] + "…") for line in lines]


def guard_terminal() -> None:
    """From now on, let every logger of this process write through one Terminal and nowhere else."""
    logging.captureWarnings(True)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.root.handlers[:] = [Terminal()]
