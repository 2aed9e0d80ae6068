"""`trace`: one world told in the terminal, or as one JSON document."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
from pydantic import BaseModel
from rich.console import Console

from model.cli.show import Terminal, warn
from model.cli.wanted import Wanted, experiment_wanted
from model.common.errors import RunError
from model.load import BASELINE
from model.spec.base import month_of, name_of_month
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds
from model.trace.narrative import Line, Narrative
from model.trace.records import Trace
from model.trace.world import trace_world

PIPED = 100
"""Width where there is no terminal to measure."""


def trace_command(wanted: Wanted, *, world: int, month: str | None, as_json: bool) -> None:
    """Tell one world of the scenario wanted; raises ModelError on the user's mistakes."""
    experiment, warnings = experiment_wanted(wanted)
    for warning in warnings:
        warn(warning)
    only = None if month is None else month_wanted(month, experiment.as_of, experiment.months)
    others = [loaded.id for loaded in experiment.scenarios if loaded.id != BASELINE]
    trace = trace_world(experiment, others[0] if others else BASELINE, world)
    if as_json:
        json.dump(document(trace, experiment.seeds, only), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    console = Terminal(highlight=False)
    print_lines(console, told(trace, experiment.seeds, only), console.width if console.is_terminal else PIPED)


def month_wanted(text: str, as_of: int, months: int) -> int:
    """The number of a month given as a number or as YYYY-MM; RunError if it is neither or out of range."""
    covers = f"{name_of_month(as_of + 1)} to {name_of_month(as_of + months)}, months 1 to {months}"
    try:
        counted = text.isascii() and text.isdecimal()
        number = int(text) if counted else month_of(text) - as_of
        if not counted and name_of_month(number + as_of) != text:
            raise ValueError
    except ValueError:
        raise RunError(f"--month {text}: write YYYY-MM or a number; this trace covers {covers}") from None
    if not 1 <= number <= months:
        raise RunError(f"--month {text}: out of range; this trace covers {covers}")
    return number


def told(trace: Trace, seeds: Seeds, only: int | None) -> Iterable[Line]:
    """The lines of the whole narrative, or of one month of it."""
    narrative = Narrative(trace, seeds)
    if only is None:
        return narrative.whole()
    return [*narrative.opening(), *narrative.month(trace.months[only - 1])]


def document(trace: Trace, seeds: Seeds, only: int | None) -> dict[str, Any]:
    """The trace with its narrative, as values that JSON can hold."""
    narrative, actors = Narrative(trace, seeds), tuple(trace.actors)
    opening = [line.text for line in narrative.opening()]
    shown = trace.months if only is None else trace.months[only - 1 : only]
    months = [_plain(month, actors) | {"told": [line.text for line in narrative.month(month)]} for month in shown]
    whole = _plain(replace(trace, months=()), actors)
    whole["as_of"] = name_of_month(trace.as_of)
    whole |= {"told": opening, "months": months}
    if only is None:
        whole["ending"]["told"] = [line.text for line in narrative.ending()]
    return whole


def _plain(value: Any, actors: tuple[str, ...]) -> Any:
    """A trace as values that JSON can hold; alignments become `A.B` → mean over dimensions, without zeros."""
    if is_dataclass(value):
        return {name: _plain(getattr(value, name), actors) for name in _named(value)}
    if isinstance(value, BaseModel):
        dumped: dict[str, Any] = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        if "between" in dumped and isinstance(value, Intervention):
            dumped["between"] = [name_of_month(month) for month in value.dates]
        return dumped
    if isinstance(value, np.ndarray):
        mean = value.mean(axis=0)
        return {f"{actors[i]}.{actors[j]}": float(mean[i, j]) for i, j in zip(*np.nonzero(mean), strict=True)}
    if isinstance(value, dict):
        return {str(key): _plain(part, actors) for key, part in value.items()}
    return [_plain(part, actors) for part in value] if isinstance(value, tuple | list) else value


def _named(value: Any) -> Iterator[str]:
    """Its fields and what is derived from them."""
    yield from (field.name for field in fields(value))
    yield from (name for name, member in vars(type(value)).items() if isinstance(member, property))


def print_lines(console: Console, lines: Iterable[Line], width: int) -> None:
    """Paragraphs wrapped and indented; headings in bold and quiet months with a blank line before."""
    for n, line in enumerate(lines):
        margin = "  " * line.indent
        hang = "   " if line.indent and line.text[:1].isdigit() else ""
        text = textwrap.fill(
            line.text, max(width, 40), initial_indent=margin, subsequent_indent=margin + hang,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        if n and (line.heading or line.apart):
            console.print()
        console.print(text, style="bold" if line.heading else None, markup=False, soft_wrap=True)
