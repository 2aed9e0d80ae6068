"""Worlds as a short text: what every world came to by month, in whole steps, squeezed so that a page can carry it.

All numbers are unsigned 16-bit integers in one stream, low bytes before high bytes, gzipped, in base 64. In order: for
each scenario (the baseline first) and outcome its numbers; for each slider the part of its range each world lies in;
Student's t for 2, 3, … worlds in steps of 1/5000.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import stdtrit

from model.analysis.finished_run import Saved
from model.analysis.intervals import CONFIDENCE
from model.load import BASELINE
from model.reporting.takehome.sliders import Slider
from model.reporting.wording.words import Words
from model.rules.axes import Array, Index

Words16 = np.ndarray[Any, np.dtype[np.uint16]]

LEVEL_SCALE = 16384
"""A level, from -2 to 2, is kept as a whole number of steps of 1/16384: 16 bits."""
T_SCALE = 5000
POINTS = 12
"""Months between the start and the horizon at which levels are kept, about."""
NEVER = 65535
"""The month of what did not come about within the horizon."""

Kind = Literal["level", "share", "first", "months"]
"""A number by month; yes or no by month; yes from a first month on; how many months to that."""


@dataclass(frozen=True)
class Kept:
    """An outcome that a page can show by month."""

    name: str
    kind: Kind


def kept_outcomes(saved: Saved) -> list[Kept]:
    """The headline outcomes that are known by month; a category of worlds at the end alone is not."""
    spec, by_month, words = saved.seeds.outcomes.outcomes, set(saved.followed(BASELINE)), Words(saved.seeds)
    found: list[Kept] = []
    for name in saved.headline:
        if words.is_time(name):
            found.append(Kept(name, "months"))
        elif name in by_month:
            once = name in spec and spec[name].once
            found.append(Kept(name, "first" if once else "share" if words.is_share(name) else "level"))
    return found


def months_kept(months: int) -> list[int]:
    """The months at which levels are kept: the start, about a dozen between, and the horizon."""
    return sorted({*range(0, months + 1, -(-months // POINTS)), months})


def packed(
    saved: Saved, scenarios: Sequence[str], outcomes: Sequence[Kept], sliders: Sequence[Slider], worlds: int
) -> str:
    """The first worlds of these scenarios, the baseline first, as text."""
    months = months_kept(saved.months)
    stream: list[Words16] = []
    base: dict[str, Index] = {}
    for scenario in scenarios:
        for outcome, numbers in _numbers(saved, scenario, outcomes, worlds, months):
            if outcome.kind == "level":
                steps = np.diff(numbers, axis=0, prepend=0)
                if scenario == BASELINE:
                    base[outcome.name] = steps
                else:
                    steps = steps - base[outcome.name]  # the same world's luck is much the same there
                stream.append(_folded(steps))
            elif outcome.kind == "share":
                stream.append((numbers ^ np.vstack([np.zeros_like(numbers[:1]), numbers[:-1]])).astype(np.uint16))
            else:
                stream.append(numbers.astype(np.uint16))
    stream += [slider.parts.astype(np.uint16) for slider in sliders]
    stream.append(np.rint(T_SCALE * student_t(worlds)).astype(np.uint16))
    flat = np.concatenate([part.ravel() for part in stream])
    planes = np.concatenate([flat & 255, flat >> 8]).astype(np.uint8)
    return base64.b64encode(gzip.compress(planes.tobytes(), 9, mtime=0)).decode("ascii")


def _numbers(
    saved: Saved, scenario: str, outcomes: Sequence[Kept], worlds: int, months: list[int]
) -> list[tuple[Kept, Index]]:
    """Each outcome of a scenario as whole numbers: (month, world), or (world,) where it is one month a world."""
    followed = saved.followed(scenario)
    frame = saved.folder.outcomes().rows(scenario, [o.name for o in outcomes if o.kind == "months"] or ["world"])
    found: list[tuple[Kept, Index]] = []
    for outcome in outcomes:
        if outcome.kind == "months":
            first = frame[outcome.name].head(worlds).astype(float).fillna(NEVER)
            found.append((outcome, first.to_numpy().astype(np.intp)))
            continue
        by_month = followed[outcome.name][:worlds]
        if outcome.kind == "first":
            found.append((outcome, np.where(by_month.any(axis=1), by_month.argmax(axis=1), NEVER)))
        else:
            scale = LEVEL_SCALE if outcome.kind == "level" else 1
            found.append((outcome, np.rint(by_month[:, months].T * scale).astype(np.intp)))
    return found


def _folded(signed: Index) -> Words16:
    """Signed whole numbers, modulo 2^16, as unsigned ones that are small where they are: 0, −1, 1, … as 0, 1, 2, …."""
    short = signed.astype(np.int16)
    return ((short << 1) ^ (short >> 15)).astype(np.uint16)


def student_t(worlds: int) -> Array:
    """The factor of a 95 % interval of a mean, for 2, 3, … worlds."""
    return np.asarray(stdtrit(np.arange(1, max(worlds, 2)), (1 + CONFIDENCE) / 2))
