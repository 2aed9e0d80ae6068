"""Check that another run's findings fit the run whose report takes them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from model.common.text import listed
from model.experiment.inputs import seed_files
from model.experiment.kinds import HINDCAST, kind_of
from model.load import BASELINE

Manifest = Mapping[str, Any]


def differing(run: Manifest, other: Manifest) -> list[str]:
    """Differences by which the findings of one run say little about the other; empty if they fit."""
    found = [*_seeds(run, other), *_assumptions(run, other)]
    names = ("without",) if kind_of(other) == HINDCAST else ("without", "months", "as_of")  # a hindcast has starts
    words = {"without": "documents left out", "as_of": "as-of month"}
    found += [
        f"{words.get(name, name)} ({_shown(run[name])}; {_shown(other[name])})"
        for name in names
        if run[name] != other[name]
    ]
    shared = [name for name in run["scenarios"] if name in other["scenarios"] and kind_of(other) != HINDCAST]
    changed = [name for name in shared if run["scenarios"][name] != other["scenarios"][name]]
    return found + ([f"what these scenarios do: {', '.join(changed)}"] if changed else [])


def uncovered(run: Manifest, other: Manifest) -> list[str]:
    """The run's scenarios that another run says nothing of."""
    return [name for name in run["scenarios"] if name != BASELINE and name not in other["scenarios"]]


def _seeds(run: Manifest, other: Manifest) -> Iterator[str]:
    here, there = (seed_files(side["digests"]) for side in (run, other))
    if files := sorted(name for name in {*here, *there} if here.get(name) != there.get(name)):
        yield f"the evidence ({', '.join(files[:4])}{f' and {len(files) - 4} more' if len(files) > 4 else ''})"


def _assumptions(run: Manifest, other: Manifest) -> Iterator[str]:
    here, there = run["overrides"], other["overrides"]
    for path in sorted(path for path in {*here, *there} if here.get(path) != there.get(path)):
        yield f"{path} ({_set(here.get(path))}; {_set(there.get(path))})"


def _set(value: float | None) -> str:
    return "not set" if value is None else f"set to {value:g}"


def _shown(value: Any) -> str:
    return listed(value) or "none" if isinstance(value, list) else str(value)
