"""Previews: few worlds at once, many when it is quiet; a visitor's newest request counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from model.workshop.catalogue import Catalogue
from model.workshop.results import Explored
from model.workshop.settings import Settings, SettingsError
from model.workshop.worker_pool import NotComputed, WorkerPool

PREVIEW_WORLDS, MIN_PREVIEW_WORLDS, SETTLED_WORLDS = 16, 4, 256
"""Worlds while somebody drags, the fewest where many wait, and once it settles."""
PREVIEWED, EXPLORED, THROUGH = (f"model.workshop.explore:{name}" for name in ("previewed", "explored", "told_through"))
MANY_IN_A_HURRY = 4
"""So many in a hurry are a crowd."""
QUIET = 0.35
"""Seconds without a change after which many worlds are computed."""


def few(worker_pool: WorkerPool) -> int:
    """Number of worlds that can be had in an instant; fewer where a room waits."""
    return PREVIEW_WORLDS if worker_pool.hurry < MANY_IN_A_HURRY else MIN_PREVIEW_WORLDS


def sides(catalogue: Catalogue, settings: Settings) -> tuple[Settings, ...]:
    """The scenario, and the baseline it is compared with where it is another; a name changes no number."""
    plain = settings.model_copy(update={"name": ""})
    return (plain,) if plain.is_baseline else (plain, plain.baseline(catalogue))


async def explored(
    worker_pool: WorkerPool, catalogue: Catalogue, settings: Settings, worlds: int, slot: str
) -> Explored:
    """Compute the results that Explore shows for these settings. Raises Superseded.

    Few worlds are computed together with those that others wait for, if they were not foreseen. Many worlds are one
    process's work from beginning to end.
    """
    found: Explored
    both = sides(catalogue, settings)
    if worlds == SETTLED_WORLDS:
        found = await worker_pool.do(EXPLORED, both, worlds, slot=f"{slot}/many", patient=True)
    else:
        found = await worker_pool.do(PREVIEWED, both, worlds, slot=f"{slot}/few", joint=True)
    return found


async def unfolded(
    worker_pool: WorkerPool, catalogue: Catalogue, settings: Settings, slot: str, *,
    newest: Callable[[], bool], show: Callable[[Explored], None], quiet: Callable[[], None],
) -> None:  # fmt: skip
    """Show few worlds at once and, when it has been quiet, many; `newest` is whether nothing else is wished by now."""
    found = await explored(worker_pool, catalogue, settings, few(worker_pool), slot)
    if newest():
        show(found)
    await asyncio.sleep(QUIET)
    if newest():
        quiet()
        found = await explored(worker_pool, catalogue, settings, SETTLED_WORLDS, slot)
        if newest():
            show(found)


async def foreseen(worker_pool: WorkerPool, catalogue: Catalogue, settings: Settings) -> None:
    """Compute what a key press may ask for, where nobody waits for anything else, nor for this."""
    try:
        settings.checked(catalogue)
    except SettingsError:
        return
    with suppress(NotComputed):
        await worker_pool.do(PREVIEWED, sides(catalogue, settings), PREVIEW_WORLDS, patient=True, joint=True)
