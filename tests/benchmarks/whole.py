"""How long whole commands take, start to end, and the first use, and a slider: what somebody waits for.

    uv run --group dev tests/benchmarks/whole.py compiling default large slider

compiling: all rules, into an empty folder. default: every scenario, 1,000 worlds of 36 months, with its report; large:
10,000 of them. slider: 256 worlds of 36 months as Explore settles them, each time at another setting. Seconds by the
clock, and CPU seconds of all processes. To be run on a quiet machine; the rules are compiled beforehand, but for the
first.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from model.load import load_seeds
from model.workshop.explore import explorer_of, prepare
from model.workshop.settings import Settings

ROUNDS = 21
"""Settings of the slider that are timed."""


def waited(*words: str, **env: str) -> str:
    """Time that a command takes; CalledProcessError where it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(words, cwd=ROOT, env=os.environ | env, check=True, capture_output=True)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{took:.1f} s by the clock, {busy:.1f} s of CPU"


def compiling() -> Iterator[str]:
    """The first use of the rules, their imports included."""
    code = "from model.workshop.explore import prepare; from model.load import load_seeds; prepare(load_seeds())"
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            yield "compiling: " + waited(sys.executable, "-c", code, ALIGNMENT_SCENARIOS_CACHE=folder)


def run(worlds: int) -> Iterator[str]:
    """Every scenario with its report; then the same without, so that what the report takes can be told."""
    prepare(load_seeds())
    for further in ((), ("--no-report",)):
        with tempfile.TemporaryDirectory() as folder:
            words = ["run", "--worlds", str(worlds), "--months", "36", *further, "--out", f"{folder}/run"]
            yield f"{' '.join(words[:-2])}: " + waited(sys.executable, "simulate.py", *words)


def slider() -> Iterator[str]:
    """A slider that is moved again and again, never to where it was."""
    seeds = load_seeds()
    prepare(seeds)
    for worlds in (8, 256):
        took = []
        for place in range(ROUNDS + 1):
            moved = Settings(
                scenario="corridor-opened", months=36, assume=(("assumptions.spillover", 0.2 + place / 200),)
            )
            began = time.perf_counter()
            explorer_of(seeds).ensembles((moved,), worlds)
            took.append(1000 * (time.perf_counter() - began))
        timed = sorted(took[1:])
        yield f"slider, {worlds} worlds: {statistics.median(timed):.0f} ms (least {timed[0]:.0f}, most {timed[-1]:.0f})"


MEASUREMENTS = {
    "compiling": compiling, "default": lambda: run(1000), "large": lambda: run(10_000), "slider": slider,
}  # fmt: skip


def main() -> None:
    """Measure what is asked for and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("parts", nargs="+", choices=MEASUREMENTS, metavar="|".join(MEASUREMENTS))
    for part in words.parse_args().parts:
        for line in MEASUREMENTS[part]():
            print(line, flush=True)


if __name__ == "__main__":
    main()
