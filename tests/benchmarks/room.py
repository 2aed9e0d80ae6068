"""How long a room waits, and how much memory it takes: many sessions of Explore that press at once, without browsers.

    uv run tests/benchmarks/room.py [sessions ...]

Each session moves a slider of its own at the same moment; the wait is until new pictures reach it. A browser then draws
them, each on its own machine. Memory is summed over the server's processes, pages that several share counted once (PSS)
or each time (RSS).
"""

from __future__ import annotations

import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.workshop.served import Served
from tests.workshop.wire import Wire

ROUNDS = 9


def main(sizes: list[int]) -> None:
    """Measure rooms of these sizes, each with a server of its own."""
    for sessions in sizes:
        with tempfile.TemporaryDirectory() as folder, Served(Path(folder) / "session") as served:
            asyncio.run(room(served, sessions))


async def room(served: Served, sessions: int) -> None:
    """One room: everybody opens Explore, then all press at once, round after round."""
    wires = [await Wire(served.address).open("/?scenario=corridor-opened") for _ in range(sessions)]
    await asyncio.gather(*(wire.until(wire.says("Simulated"), 300) for wire in wires))
    first, many = [], []
    for step in range(ROUNDS):
        waits = await asyncio.gather(*(press(wire, n, step) for n, wire in enumerate(wires)))
        first += [wait for wait, _ in waits]
        many += [wait for _, wait in waits]
        await asyncio.sleep(1)
    print(
        f"{sessions} sessions: pictures after {statistics.median(first) * 1000:.0f} ms (median), "
        f"{max(first) * 1000:.0f} ms (longest); many worlds after {statistics.median(many):.1f} s, {max(many):.1f} s"
    )
    print("memory:", memory(served))
    await asyncio.gather(*(wire.close() for wire in wires))


async def press(wire: Wire, number: int, step: int) -> tuple[float, float]:
    """Move a slider one step; seconds until there are new pictures, and until many worlds are shown."""
    slider = wire.named("Spillover", "drag")
    props = wire.elements[slider]["props"]
    value = props["low"] + (props["high"] - props["low"]) * ((7 * number + 11 * step) % 97 + 1) / 99
    begun = time.monotonic()
    await wire.send(slider, "drag", value)
    await wire.until(wire.says("Preview"))
    first = time.monotonic() - begun
    await wire.until(wire.says("Simulated"), 300)
    return first, time.monotonic() - begun


def memory(served: Served) -> str:
    """PSS and RSS of the process tree, in megabytes."""
    assert served.process is not None
    found = {"Pss": 0, "Rss": 0}
    for process in family(served.process.pid):
        for name, kilobytes in re.findall(
            r"^(Pss|Rss):\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M
        ):
            found[name] += int(kilobytes)
    return ", ".join(f"{name.upper()} {kilobytes / 1024:.0f} MB" for name, kilobytes in found.items())


def family(process: int) -> list[int]:
    """A process, its children and theirs."""
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [process, *(one for child in told.stdout.split() for one in family(int(child)))]


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1, 30])
