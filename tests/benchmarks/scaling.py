"""How cost grows with worlds, months and actors; how long one block and `--help` take; how much memory a run needs.

    uv run tests/benchmarks/scaling.py [worlds months actors latency memory]

Costs are CPU seconds, the least of `REPEATS`, in one process, of blocks computed and recorded as `run` does.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from generated import build

from model.experiment.ensemble import BLOCK, run_block, tasks
from model.simulation.experiment import Experiment, make_experiment

REPEATS = 3
MONTHS = 36
WORLDS = (BLOCK, 2 * BLOCK, 4 * BLOCK, 8 * BLOCK)
HORIZONS = (12, 24, 48, 96)
ACTORS = (6, 12, 24)
PARTNERS = 5
"""Neighbours an actor of a generated region may deal with, where it may not deal with all."""
IN_FOUR = ("corridor-opened", "peace-deal-signed", "russian-provocation-skirmish")
"""Scenarios that are run for memory, besides the baseline."""
PEAK = "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); " \
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, done.returncode)"  # fmt: skip


def seconds(run: Callable[[], object], repeats: int = REPEATS, clock: Callable[[], float] = time.process_time) -> float:
    """The least time of several."""
    found = []
    for _ in range(repeats):
        begun = clock()
        run()
        found.append(clock() - begun)
    return min(found)


def simulate(experiment: Experiment, worlds: int) -> Callable[[], None]:
    """Compute the baseline's blocks one after another."""

    def run() -> None:
        for task in tasks(experiment, worlds):
            run_block(experiment, task)

    return run


def row(label: str, took: float, world_months: int) -> str:
    """A line of a table."""
    return f"{label:34}{took:9.3f} s {1e6 * took / world_months:9.1f} µs a world-month"


def by_worlds() -> Iterator[str]:
    """Cost against worlds."""
    experiment = make_experiment(seeds=ROOT / "seeds", months=MONTHS)
    run_block(experiment, tasks(experiment, BLOCK)[0])
    for worlds in WORLDS:
        yield row(f"{worlds} worlds × {MONTHS} months", seconds(simulate(experiment, worlds)), worlds * MONTHS)


def by_months() -> Iterator[str]:
    """Cost against months."""
    for months in HORIZONS:
        experiment = make_experiment(seeds=ROOT / "seeds", months=months)
        run_block(experiment, tasks(experiment, BLOCK)[0])
        yield row(f"{BLOCK} worlds × {months} months", seconds(simulate(experiment, BLOCK)), BLOCK * months)


def by_actors() -> Iterator[str]:
    """Cost against actors, in generated regions; and the power of the number of actors it grows with."""
    for partners, said in ((PARTNERS, f"each may deal with {PARTNERS} others"), (None, "each may deal with all")):
        took = []
        with tempfile.TemporaryDirectory() as folder:
            for actors in ACTORS:
                experiment = make_experiment(seeds=build(Path(folder) / f"{actors}", actors, partners), months=MONTHS)
                run_block(experiment, tasks(experiment, BLOCK)[0])
                took.append(seconds(simulate(experiment, BLOCK)))
                label = f"{actors} actors, {len(experiment.choice_set.alternatives)} acts"
                yield row(label, took[-1], BLOCK * MONTHS)
        powers = [np.log2(b / a) for a, b in itertools.pairwise(took)]
        yield f"{said}: grows with the power " + ", ".join(f"{power:.2f}" for power in powers) + " of the actors\n"


def latency() -> Iterator[str]:
    """One block from a warm process, and the time to the help text."""
    experiment = make_experiment(seeds=ROOT / "seeds", months=MONTHS)
    one = simulate(experiment, BLOCK)
    one()
    busy, waited = seconds(one, 7), seconds(one, 7, time.perf_counter)
    yield f"{BLOCK} worlds × {MONTHS} months, warm   {1000 * busy:6.0f} ms CPU, {1000 * waited:.0f} ms by the clock"
    command = [sys.executable, "simulate.py", "--help"]
    took = seconds(lambda: subprocess.run(command, cwd=ROOT, capture_output=True, check=True), 7, time.perf_counter)
    yield f"simulate.py --help               {1000 * took:6.0f} ms"


def memory() -> Iterator[str]:
    """Peak resident memory of any one process of a run, with ten times the worlds."""
    cases = [
        ("small region, 2 scenarios, 6 months", ["--seeds", "tests/regions/triad", "--months", "6"], (1000, 10_000)),
        ("4 scenarios, 12 months", ["--months", "12", *IN_FOUR], (1000, 10_000)),
    ]
    for label, words, numbers in cases:
        peaks = []
        for worlds in numbers:
            with tempfile.TemporaryDirectory() as folder:
                command = [
                    sys.executable,
                    "simulate.py",
                    "run",
                    *words,
                    "--worlds",
                    str(worlds),
                    "--out",
                    f"{folder}/run",
                ]
                said = subprocess.run(
                    [sys.executable, "-c", PEAK, *command], cwd=ROOT, capture_output=True, text=True, check=True
                ).stdout.split()
            peaks.append(int(said[0]) / 1024)
            yield f"{label}, {worlds} worlds: {peaks[-1]:.0f} MiB (exit {said[1]})"
        yield f"  {peaks[-1] / peaks[0]:.2f} times with {numbers[-1] // numbers[0]} times the worlds"


MEASUREMENTS = {"worlds": by_worlds, "months": by_months, "actors": by_actors, "latency": latency, "memory": memory}


def main() -> None:
    """Measure what is asked for and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("parts", nargs="*", choices=[[], *MEASUREMENTS], default=[], metavar="|".join(MEASUREMENTS))
    for part in words.parse_args().parts or MEASUREMENTS:
        for line in MEASUREMENTS[part]():
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
