"""Calls of phases by their address, so that they need not be compiled once more into who calls them."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numba import config, typeof, types
from numba.core import cgutils
from numba.core.typing import signature
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import lower_builtin

from model.rules.records import Records

Phase = Callable[..., None]


def call(phases: Records, phase: Phase, *given: Any) -> None:
    """Call a phase from another one; phases: a row of addresses, a field for each phase by its name."""
    phase(*given)


@dataclass(frozen=True)
class Compiled:
    """A phase by its module and name, and the types of its arguments, as the compiler names them."""

    module: str
    name: str
    kinds: tuple[Any, ...]

    @classmethod
    def of(cls, phase: Phase, given: Iterable[Any]) -> Compiled:
        """Phase as it is compiled for such arguments."""
        return cls(phase.__module__, phase.__name__, tuple(map(typeof, given)))

    @property
    def phase(self) -> Any:
        """The phase itself."""
        return getattr(import_module(self.module), self.name)

    @property
    def field(self) -> str:
        """Name of its address; that for other types has another, so that none is ever called with them."""
        return f"{self.name} {hashlib.blake2b(repr(self.kinds).encode(), digest_size=8).hexdigest()}"


def compile_phases(wanted: Iterable[Compiled]) -> None:
    """Compile phases, in a process that need not have such arguments.

    The compiler keeps nearly all that it makes; to look through it again and again takes a tenth longer.
    """
    gc.disable()
    for each in wanted:
        each.phase.compile(each.kinds)


def addresses(wanted: Iterable[Compiled]) -> Records:
    """Places in memory of phases, a row with a field for each, compiled if they are not; 0 without a compiler."""
    found = no_addresses(wanted := tuple(wanted))
    for each in () if config.DISABLE_JIT else wanted:
        each.phase.compile(each.kinds)
        made = each.phase.overloads[each.kinds]
        found[each.field] = made.library.get_pointer_to_function(made.fndesc.llvm_func_name)
    return found


def no_addresses(wanted: Iterable[Compiled]) -> Records:
    """A row as of `addresses`, before anything is compiled."""
    return np.zeros(1, dtype=[(each.field, np.int64) for each in wanted])


@infer_global(call)
class _Call(AbstractTemplate):
    """Types of a call, which are those the phase is compiled for, be it before or later."""

    def generic(self, args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        """Signature of one call."""
        phases, phase, *given = args
        made = signature(types.none, phases, phase, *map(types.unliteral, given))
        if (field := _field(made)) not in phases.dtype.fields:
            raise TypeError(f"no address of {field}: the phase was compiled for other types than it is called with")
        return made


def _field(made: Any) -> str:
    _, phase, *kinds = made.args
    function = phase.dispatcher.py_func
    return Compiled(function.__module__, function.__name__, tuple(kinds)).field


def _jump(context: Any, builder: Any, made: Any, values: Sequence[Any]) -> Any:
    """Jump to the address that stands in the field of a phase, and hand on what goes wrong there."""
    phases, _, *kinds = made.args
    field = context.get_constant(types.intp, phases.dtype.offset(_field(made)))
    start = builder.ptrtoint(context.make_array(phases)(context, builder, values[0]).data, field.type)
    place = builder.inttoptr(builder.add(start, field), field.type.as_pointer())
    kind = context.call_conv.get_function_type(types.none, kinds)
    function = builder.inttoptr(builder.load(place), kind.as_pointer())
    status, _ = context.call_conv.call_function(builder, function, types.none, kinds, values[2:])
    with cgutils.if_unlikely(builder, status.is_error):
        context.call_conv.return_status_propagate(builder, status)
    return context.get_dummy_value()


lower_builtin(call, types.Array, types.Dispatcher, types.VarArg(types.Any))(_jump)
