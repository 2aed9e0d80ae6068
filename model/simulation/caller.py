"""Callers of the phases of a month: they are run, or in an outline of a region only noted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from model.rules import month
from model.rules.calls import Compiled, Phase, addresses
from model.rules.records import Records

Arguments = Callable[[Phase], Sequence[Any]]
"""The arguments by which a region calls a phase."""


class Caller(Protocol):
    """A way to call the phases of a region."""

    def call(self, phase: Phase, given: Sequence[Any]) -> None:
        """Call a phase with these arguments."""

    def addresses(self, arguments: Arguments) -> Records:
        """Addresses of the phases of a month, by which they call each other."""


class Running:
    """A caller that runs the phases. Their addresses are the same for all regions: arrays are of the same types."""

    def __init__(self) -> None:
        self._addresses: Records | None = None

    def call(self, phase: Phase, given: Sequence[Any]) -> None:
        """Run a phase."""
        phase(*given)

    def addresses(self, arguments: Arguments) -> Records:
        """Addresses of the phases of a month, which are compiled if they are not yet."""
        if self._addresses is None:
            self._addresses = addresses(Compiled.of(phase, arguments(phase)) for phase in month.PHASES)
        return self._addresses


RUNNING = Running()
"""The caller of all regions of a process that are simulated."""
