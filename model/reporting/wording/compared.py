"""The first sentence on a run or sweep: what is compared with what, where, and what sets it apart from a plain one."""

from __future__ import annotations

from model.analysis.overrides import effective
from model.analysis.saved_manifest import Manifest
from model.common.text import capital, counted, listed
from model.load import BASELINE
from model.spec.base import name_of_month
from model.spec.seeds import Seeds


def compared_said(made: Manifest, seeds: Seeds, settings: str = "") -> str:
    """Scenarios and baseline, in how many worlds, over which months, and changes; `settings` are those of a sweep."""
    first, last = (name_of_month(month) for month in (made.as_of, made.as_of + made.months))
    baseline = f"“{made.scenarios[BASELINE].name}”"
    others = [f"“{spec.name}”" for name, spec in made.scenarios.items() if name != BASELINE]
    what = listed(others) if len(others) < 3 else f"{len(others)} scenarios"
    against = f"{what} compared with {baseline}, the same" if others else f"{baseline} alone,"
    each = " each" if others or settings else ""
    said = f"{capital(against)} {counted(made.worlds, 'world')}{each}, {first} to {last}"
    return "; ".join(part for part in (said, settings, set_apart(made, seeds)) if part) + "."


def set_apart(made: Manifest, seeds: Seeds) -> str:
    """Everything that sets a run apart from a plain one, in words; empty where nothing does."""
    given = effective(made.overrides, seeds)
    parts = [f"{path.removeprefix('assumptions.')} set to {value:g}" for path, value in given.items()]
    parts += ["every assumption drawn from its range"] if made.sample else []
    parts += [f"without the testimony of {listed(made.without)}"] if made.without else []
    parts += [f"as of {name_of_month(made.as_of)}"] if made.as_of != seeds.region.documented_until else []
    return listed(parts)
