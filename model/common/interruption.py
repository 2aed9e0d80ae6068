"""Interruption: the first request to end raises KeyboardInterrupt; whatever is stuck then, the process is soon gone."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from model.common.errors import interrupted

INTERRUPTED = 130
GRACE = 4.0
"""Seconds for clearing up after a request to end."""
SPEECH = 0.3
"""Seconds for the last words, where whoever should read them may read no more."""

_ending = False
_advice: list[str] = []


def heed() -> None:
    """Obey interrupts, and SIGTERM also where those are ignored, as in what a script runs in the background."""
    signal.signal(signal.SIGTERM, end)
    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
        signal.signal(signal.SIGINT, end)


def end(*_: object) -> None:
    """Raise KeyboardInterrupt at the first request, and see to it that the process ends; later requests add nothing."""
    global _ending
    if not _ending:
        _ending = True
        timer = threading.Timer(GRACE, _leave)
        timer.daemon = True
        timer.start()
        raise KeyboardInterrupt


def give_again(lost: sys.UnraisableHookArgs) -> None:
    """Raise an interrupt again that Python dropped, because it came while something was cleared up."""
    global _ending
    if issubclass(lost.exc_type, KeyboardInterrupt):
        _ending = False
        words = (os.getpid(), signal.SIGTERM)  # a true signal, which wakes what waits
        threading.Timer(0.1, *((os.kill, words) if os.name == "posix" else (_thread.interrupt_main,))).start()
    else:
        sys.__unraisablehook__(lost)


@contextmanager
def advising(text: str) -> Iterator[None]:
    """Tell how to go on if what is done here is interrupted."""
    _advice.append(text)
    try:
        yield
    except BaseException as error:
        if not interrupted(error):
            _advice.remove(text)
        raise
    _advice.remove(text)


def say_interrupted() -> None:
    """The last words of an interrupted command."""
    print("interrupted", *_advice, sep="\n", file=sys.stderr, flush=True)


def leave() -> NoReturn:
    """End the process without waiting for anything that is still under way in it."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(INTERRUPTED)


def _leave() -> None:
    speaker = threading.Thread(target=say_interrupted, daemon=True)
    speaker.start()
    speaker.join(SPEECH)
    os._exit(INTERRUPTED)
