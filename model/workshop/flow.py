"""From settings to what is shown: few worlds at once, many when it is quiet; the newest wish of a visitor counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from model.workshop.bench import Bench
from model.workshop.library import Library
from model.workshop.results import Explored
from model.workshop.settings import Settings, SettingsError

FEW, FEWEST, MANY = 16, 4, 256
"""Worlds while somebody drags, the fewest where many wait, and once it settles."""
SIMULATED, DRAWN, EXPLORED = (f"model.workshop.lab:{name}" for name in ("simulated", "drawn", "explored"))
CROWD = 4
"""So many in a hurry are a crowd."""
QUIET = 0.35
"""Seconds without a change after which many worlds are computed."""


def few(bench: Bench) -> int:
    """Number of worlds that can be had in an instant; fewer where a room waits."""
    return FEW if bench.hurry < CROWD else FEWEST


def sides(library: Library, settings: Settings) -> tuple[Settings, ...]:
    """The scenario, and the baseline it is compared with where it is another; a name changes no number."""
    plain = settings.model_copy(update={"name": ""})
    return (plain,) if plain.is_baseline else (plain, plain.baseline(library))


async def explored(bench: Bench, library: Library, settings: Settings, worlds: int, slot: str) -> Explored:
    """Compute the results that Explore shows for these settings. Raises Superseded.

    Few worlds of scenario and baseline are computed side by side, if they were not foreseen, and together with those
    that others wait for. Many worlds are one process's work from beginning to end.
    """
    found: Explored
    both = sides(library, settings)
    if worlds == MANY:
        found = await bench.do(EXPLORED, both, worlds, slot=f"{slot}/many", patient=True)
    else:
        wishes = (bench.do(SIMULATED, side, worlds, slot=f"{slot}/{n}", joint=True) for n, side in enumerate(both))
        ensembles = await asyncio.gather(*wishes)
        found = await bench.do(DRAWN, both[0], ensembles[0], ensembles[-1], slot=f"{slot}/drawn")
    return found


async def unfolded(
    bench: Bench, library: Library, settings: Settings, slot: str, *,
    newest: Callable[[], bool], show: Callable[[Explored], None], quiet: Callable[[], None],
) -> None:  # fmt: skip
    """Show few worlds at once and, when it has been quiet, many; `newest` is whether nothing else is wished by now."""
    found = await explored(bench, library, settings, few(bench), slot)
    if newest():
        show(found)
    await asyncio.sleep(QUIET)
    if newest():
        quiet()
        found = await explored(bench, library, settings, MANY, slot)
        if newest():
            show(found)


async def foreseen(bench: Bench, library: Library, settings: Settings) -> None:
    """Compute what a key press may ask for, where nobody waits for anything else."""
    try:
        settings.checked(library)
    except SettingsError:
        return
    for side in sides(library, settings):
        await bench.do(SIMULATED, side, FEW, patient=True, joint=True)
