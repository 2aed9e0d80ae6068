"""From settings to what is shown: few worlds at once, many when it is quiet; the newest wish of a visitor counts."""

from __future__ import annotations

import asyncio

from model.workshop.bench import Bench
from model.workshop.library import Library
from model.workshop.results import Explored
from model.workshop.settings import Settings

FEW, FEWEST, MANY = 16, 4, 256
"""Worlds while somebody drags, the fewest where many wait, and once it settles."""
QUIET = 0.35
"""Seconds without a change after which many worlds are computed."""


def few(bench: Bench) -> int:
    """As many worlds as can be had in an instant, fewer where a room waits."""
    return max(FEWEST, FEW // (1 + bench.queue // 4))


async def explored(bench: Bench, library: Library, settings: Settings, worlds: int, slot: str) -> Explored:
    """What Explore shows of a state; scenario and baseline are computed side by side. Raises Superseded."""
    settings = settings.model_copy(update={"name": ""})  # a name changes no number
    patient = worlds == MANY
    sides = (settings,) if settings.is_baseline else (settings, settings.baseline(library))
    here, *there = await asyncio.gather(
        *(
            bench.do("model.workshop.lab:simulated", side, worlds, slot=f"{slot}/{n}/{patient}", patient=patient)
            for n, side in enumerate(sides)
        )
    )
    words = (settings, here, there[0] if there else here)
    found: Explored = await bench.do("model.workshop.lab:drawn", *words, slot=f"{slot}/drawn/{patient}")
    return found
