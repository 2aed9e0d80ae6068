"""Timers of pages end with the part that they stand in, and not a moment later in a place where they are no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from nicegui import Client, background_tasks, core, ui
from nicegui.app.app import State
from nicegui.page import page
from starlette.requests import Request

from model.workshop.pages.frame import emptied, tag
from tests.workshop.test_worker_pool import finished

ASKED = {"type": "http", "method": "GET", "path": "/", "headers": []}


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Exception]]:
    """Exceptions that a running server would tell its terminal of."""
    found: list[Exception] = []
    monkeypatch.setattr(core.app, "_exception_handlers", [found.append])
    monkeypatch.setattr(core.app, "_state", State.STARTED)
    yield found


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0.001)


def test_a_timer_in_a_part_that_is_drawn_anew_ends_there_and_not_when_the_server_stops(
    complaints: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def go() -> None:
        monkeypatch.setattr(core, "loop", asyncio.get_running_loop())
        ticks: list[int] = []
        with Client(page("/nowhere"), request=Request(ASKED)) as client:
            box = tag("div")
            with box:
                timer = ui.timer(0.001, lambda: ticks.append(1), immediate=False)
                pressed = tag("button")
        monkeypatch.setattr(client, "connected", _at_once)
        (running,) = (task for task in background_tasks.running_tasks if "lambda" in task.get_name())
        await until(lambda: ticks)
        emptied(box)
        monkeypatch.setattr(core.app, "_state", State.STOPPING)
        await until(lambda: running not in background_tasks.running_tasks)
        assert complaints == []
        assert timer.is_deleted and not pressed.is_deleted, "a press on its way still finds its button"
        client.delete()
        for task in background_tasks.running_tasks:
            task.cancel()

    finished(go())  # in a thread of its own: a browser's tests leave a loop running in this one


async def _at_once(*_: object) -> None:
    """Nobody has to come for this page."""
