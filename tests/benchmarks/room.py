"""How long a room waits, and how much memory it takes: many sessions of Explore that press at once, without browsers.

    uv run --group dev tests/benchmarks/room.py [sessions ...]

Each session moves a slider of its own at the same moment; the wait is until new pictures reach it. A browser then draws
them, each on its own machine. Memory is summed over the server's processes, pages that several share counted once (PSS)
or each time (RSS).
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.workshop.served import Served
from tests.workshop.sockets import Device

ROUNDS = 9
MEGABYTE = 2**20


def main(sizes: list[int]) -> None:
    """Measure rooms of these sizes, each with a server of its own."""
    for sessions in sizes:
        with tempfile.TemporaryDirectory() as folder, Served(Path(folder) / "session") as served:
            asyncio.run(room(served, sessions))


async def room(served: Served, sessions: int) -> None:
    """One room: everybody opens Explore, then all press at once, round after round."""
    devices = [Device(f"Visitor {n + 1}", served.address) for n in range(sessions)]
    for device in devices:
        await device.open("/?scenario=corridor-opened")
    await asyncio.gather(*(shown(device, "Simulated") for device in devices))
    first, many = [], []
    for step in range(ROUNDS):
        waits = await asyncio.gather(*(press(device, n, step) for n, device in enumerate(devices)))
        first += [wait for wait, _ in waits]
        many += [wait for _, wait in waits]
        await asyncio.sleep(1)
    print(
        f"{sessions} sessions: pictures after {statistics.median(first) * 1000:.0f} ms (median), "
        f"{max(first) * 1000:.0f} ms (longest); many worlds after {statistics.median(many):.1f} s, {max(many):.1f} s"
    )
    print(f"memory: PSS {served.held() / MEGABYTE:.0f} MB, RSS {served.held('Rss') / MEGABYTE:.0f} MB", flush=True)
    for device in devices:
        await device.close()


async def press(device: Device, number: int, step: int) -> tuple[float, float]:
    """Move a slider one step; seconds until there are new pictures, and until many worlds are shown."""
    (slider,) = device.found("nicegui-slider", "Spillover")
    props = device.elements[slider]["props"]
    value = props["low"] + (props["high"] - props["low"]) * ((7 * number + 11 * step) % 97 + 1) / 99
    begun = time.monotonic()
    await device.send(slider, "drag", value)
    await shown(device, "Preview")
    first = time.monotonic() - begun
    await shown(device, "Simulated")
    return first, time.monotonic() - begun


async def shown(device: Device, says: str) -> None:
    """Until the status line begins like this."""
    await device.until(lambda: device.found("p", says, role="status"), says)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1, 30])
