"""What every page has in common: the head with its ways, the look, and sliders that say their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from nicegui import ui

WAYS = {"/": "Explore", "/why": "Why", "/predict": "Predict", "/play": "Play", "/room": "Room"}


@contextmanager
def frame(title: str) -> Iterator[None]:
    """The head of a page, with the ways to the others, around what a page shows."""
    ui.page_title(f"{title} · Workshop")
    with ui.header():
        for path, name in WAYS.items():
            ui.link(name, path)
    with ui.element("main"):
        ui.element("h1").text = title  # type: ignore[attr-defined]
        yield


def slider(
    name: str, *, low: float, high: float, step: float, value: float, on_change: Callable[..., Any] | None = None
) -> ui.slider:
    """A slider that tells its name to a screen reader and is moved by the arrow keys."""
    return ui.slider(min=low, max=high, step=step, value=value, on_change=on_change).props(f'aria-label="{name}"')
