"""Phases called by their address: what they do, what goes wrong in them, and that none is called with other types."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest
from numba.core.errors import TypingError

from model.common.processes import Processes
from model.experiment import first_use
from model.rules import choice, month
from model.rules.calls import Compiled, addresses, call
from model.rules.compiled import phase
from model.rules.records import Array, Records
from model.simulation.experiment import make_experiment
from model.simulation.model import Region
from model.simulation.outline import outlined
from tests.conftest import TRIAD


@phase
def add(amount: int, count: int, numbers: Array) -> None:
    for n in range(count):
        numbers[n] += amount
    if amount > 100:
        raise ValueError("too much")


@phase
def twice(amount: int, numbers: Array, phases: Records) -> None:
    for _ in range(2):
        call(phases, add, amount, len(numbers), numbers)


def test_a_phase_called_by_its_address_does_what_it_does_and_its_error_arrives() -> None:
    numbers = np.zeros(3)
    phases = addresses([Compiled.of(add, (1, 1, numbers))])
    twice(2, numbers, phases)
    assert numbers.tolist() == [4.0, 4.0, 4.0]
    with pytest.raises(ValueError, match="too much"):
        twice(101, numbers, phases)
    assert numbers.tolist() == [105.0, 105.0, 105.0], "the second call is not made"


def test_no_phase_is_called_with_other_types_than_it_is_compiled_for() -> None:
    whole = np.zeros(3, dtype=np.int64)
    with pytest.raises((TypeError, TypingError), match="compiled for other types"):
        twice(2, whole, addresses([Compiled.of(add, (1, 1, np.zeros(3)))]))
    assert whole.tolist() == [0, 0, 0]


def test_an_outline_has_the_types_of_any_region_and_runs_nothing() -> None:
    experiment = make_experiment(["baseline"], seeds=TRIAD)
    empty, outline = outlined(experiment, "baseline")
    region = Region(experiment, "baseline", worlds=3, collect=False)
    given = {"actor": 0, "end_actor": 0}
    for each in month.PHASES:
        assert outline.kinds[each] == Compiled.of(each, region.arguments(each, **given)), each
    assert month.run in outline.kinds and not empty.state.alignment.any() and not empty.now.done.any()


@pytest.mark.parametrize("cores", [1, 2])
def test_rules_are_compiled_though_the_second_process_fails(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    class Failing(Processes):
        def submit(self, work: Callable[..., Any], /, *words: Any, **named: Any) -> Future[Any]:
            tried.append(words)
            return super().submit(divmod, 1, 0)

    monkeypatch.setattr(first_use, "cores", lambda: cores)
    monkeypatch.setattr(first_use, "Processes", Failing)
    first_use._compile(make_experiment(["baseline"], seeds=TRIAD, months=1))
    assert len(tried) == cores - 1
    assert choice.choose.overloads and month.run.overloads
