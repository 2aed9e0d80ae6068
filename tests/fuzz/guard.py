"""Limits under which a case must end: two minutes of work, a gibibyte of memory."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from functools import cache

import pyarrow as pa

from model.evidence.attribution import attribution
from model.rules.values import Values
from model.simulation.experiment import make_experiment
from model.simulation.model import Region
from tests.conftest import TRIAD

pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own asks for a gibibyte at once, which is not what a case takes
SECONDS = 120
"""Far beyond what a slow machine takes for a case; a case that never ends takes longer."""
BYTES = 1 << 30


class TooLong(BaseException):
    """Nothing in the program catches this."""


@cache
def compile_rules() -> None:
    """Have the rules compiled before the first case, which has no time for it."""
    experiment = make_experiment(seeds=TRIAD, months=1)
    Region(experiment, collect=False).run_to_end()
    Region(experiment, collect=False).step()
    attribution(experiment.seeds, experiment.as_of, Values.central(experiment.seeds))


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Raise TooLong after two minutes of this process's own work, MemoryError a gibibyte above what it holds now."""
    if sys.platform != "linux":
        yield
        return
    import resource

    compile_rules()

    def stop(*_: object) -> None:
        raise TooLong(f"{SECONDS} s of work and no answer")

    with open("/proc/self/statm", encoding="ascii") as pages:
        held = int(pages.read().split()[0]) * resource.getpagesize()
    limits = resource.getrlimit(resource.RLIMIT_AS)
    earlier = signal.signal(signal.SIGVTALRM, stop)
    resource.setrlimit(resource.RLIMIT_AS, (held + BYTES, limits[1]))
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, limits)
        signal.signal(signal.SIGVTALRM, earlier)
