"""The same model and scenario through this program, Mesa's batch runner, EMA workbench and plain Python, and a floor.

    uv run --with ema-workbench tests/benchmarks/compare.py

runs the baseline of the shipped evidence
  (a) through this program at one and at two jobs, every outcome recorded and kept on disk,
  (b) one world at a time through Mesa's own batch runner,
  (c) one world at a time through EMA workbench's process-pool evaluator with two processes,
  (d) one world at a time as a Mesa model in plain Python, nothing compiled: what a user would otherwise have,
  (e) as a floor, blocks of 256 in which numbers are drawn and alignments settle and nothing else is done,
in interleaved rounds, so that whatever else the machine does touches all alike, and prints worlds a second, by the
clock and by CPU time, and ratios with the least and the most of the rounds. Without EMA workbench (c) is left out.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # for all alike: the matrices of a single world are too small to share out

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from model.experiment.ensemble import BLOCK, BlockResult, tasks
from model.experiment.pool import Failure, Processes, Serial, Workers, results
from model.experiment.run_folder import RunFolder
from model.rules import memory
from model.rules.random_numbers import draw
from model.simulation.experiment import Experiment, make_experiment
from model.simulation.model import Region

SCENARIO = "baseline"
SINGLES = 4
"""Worlds that the runners of single worlds are given in a round."""
BLOCKS = 4
"""Blocks of worlds this program is given in a round, by job."""


ONE, TWO, MESA, EMA, PLAIN, FLOOR = (
    "(a) here, 1 job", "(a) here, 2 jobs", "(b) Mesa's runner", "(c) EMA, 2 processes", "(d) plain Python",
    "(e) floor",
)  # fmt: skip
HERE = (ONE, MESA, FLOOR)
"""Those that compute in this process, so that its CPU time is theirs: a busy machine does not touch it much."""

Rates = dict[str, list[float]]
"""Contender → a rate a round."""


class Kept:
    """Workers that stay warm from one round to the next."""

    def __init__(self, at_work: Workers) -> None:
        self.at_work, self.at_once = at_work, at_work.at_once
        self.experiment, self.submit, self.look, self.blame = (
            at_work.experiment,
            at_work.submit,
            at_work.look,
            at_work.blame,
        )

    def close(self) -> None:
        """Stay."""


def through_this_program(experiment: Experiment, at_work: Workers, folder: Path) -> Callable[[], int]:
    """Worlds computed, recorded and kept, by `run`'s own machinery."""
    kept = RunFolder(folder)
    kept.begin({})
    todo = tasks(experiment, BLOCKS * at_work.at_once * BLOCK)

    def run() -> int:
        for result in results(lambda: Kept(at_work), todo):
            if isinstance(result, Failure):
                raise SystemExit(f"{result.task}: {result.why}")
            assert isinstance(result, BlockResult)
            kept.save(result)
        return sum(task.worlds for task in todo)

    return run


def through_mesa(months: int) -> Callable[[], int]:
    """Worlds one by one through Mesa's batch runner, its data collector on."""
    from mesa.batchrunner import batch_run

    def run() -> int:
        rows = batch_run(
            Region,
            {"experiment": str(ROOT / "seeds"), "scenario": SCENARIO, "months": months, "first_world": range(SINGLES)},
            number_processes=1,
            max_steps=months,
            display_progress=False,
        )
        ends = {row["Step"] for row in rows}
        assert ends in ({months - 1}, {months}), "every world goes to its end; Mesa counts from 0, 3.5 from 1"
        return SINGLES

    return run


def one_world(world: float, months: int) -> dict[str, float]:
    """The function that EMA workbench calls: one world to its end."""
    region = Region(str(ROOT / "seeds"), SCENARIO, first_world=int(world), months=months)
    for _ in range(months):
        region.step()
    return {"warmth": region.warmth}


@contextmanager
def through_ema(months: int, jobs: int) -> Iterator[Callable[[], int] | None]:
    """Worlds one by one through EMA workbench's process pool; None where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench import Constant, IntegerParameter, Model, MultiprocessingEvaluator, ScalarOutcome
    except ImportError:
        yield None
        return
    model = Model("region", function=one_world)
    model.uncertainties = [IntegerParameter("world", 0, 100_000)]
    model.constants = [Constant("months", months)]
    model.outcomes = [ScalarOutcome("warmth")]
    with MultiprocessingEvaluator(model, n_processes=jobs) as evaluator:

        def run() -> int:
            evaluator.perform_experiments(scenarios=SINGLES * jobs)
            return SINGLES * jobs

        yield run


PLAIN_WORLD = """
import sys
sys.path.insert(0, {root!r})
from model.simulation.model import Region
from model.simulation.experiment import make_experiment
experiment = make_experiment([{scenario!r}], months={months})
for line in sys.stdin:
    region = Region(experiment, {scenario!r}, first_world=int(line))
    for _ in range({months}):
        region.step()
    print(region.warmth, flush=True)
"""


@contextmanager
def through_plain_python(months: int) -> Iterator[Callable[[], int]]:
    """One world a round as a Mesa model whose rules are not compiled, in a process of its own."""
    code = PLAIN_WORLD.format(root=str(ROOT), scenario=SCENARIO, months=months)
    env = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    words = [sys.executable, "-c", code]
    with subprocess.Popen(words, cwd=ROOT, env=env, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        given, told = process.stdin, process.stdout

        def run() -> int:
            print(1, file=given, flush=True)
            assert float(told.readline()) == float(told_of)
            return 1

        print(1, file=given, flush=True)
        told_of = told.readline()
        yield run
        given.close()


def floor(experiment: Experiment, months: int) -> Callable[[], int]:
    """Numbers of all options drawn and alignments settled; nothing evaluated, chosen or measured."""
    region = Region(experiment, SCENARIO, worlds=BLOCK, collect=False)
    drawn = np.zeros((BLOCK, region.choose_keys.shape[1]))

    def run() -> int:
        for month in range(1, months * BLOCKS + 1):
            draw(region.choose_keys, region.numbers, month, drawn)
            region.run(memory.appraise_and_forget)
        return BLOCKS * BLOCK

    return run


def measured(contenders: dict[str, Callable[[], int]], rounds: int) -> tuple[Rates, Rates]:
    """Worlds a second and worlds a second of this process's CPU, by contender and round, the first left out."""
    by_clock: Rates = {name: [] for name in contenders}
    by_cpu: Rates = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            begun, spent = time.perf_counter(), time.process_time()
            worlds = run()
            if number:
                by_clock[name].append(worlds / (time.perf_counter() - begun))
                by_cpu[name].append(worlds / (time.process_time() - spent))
    return by_clock, {name: rates for name, rates in by_cpu.items() if name in HERE}


def spread(values: list[float]) -> str:
    """The median, least and most."""
    return f"{np.median(values):10.3g}  {min(values):8.3g} … {max(values):.3g}"


def told(title: str, rates: Rates, pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Rates, then ratios of pairs, round by round."""
    yield f"{title:44}{'median':>10}     least … most"
    for name, rate in rates.items():
        yield f"{name:44}{spread(rate)}"
    for above, below in pairs:
        if above in rates and below in rates:
            ratios = [a / b for a, b in zip(rates[above], rates[below], strict=True)]
            yield f"{f'{above} ÷ {below}':44}{spread(ratios)}"
    yield ""


def main() -> None:
    """Run the rounds and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--months", type=int, default=60)
    words.add_argument("--rounds", type=int, default=5)
    asked = words.parse_args()
    experiment = make_experiment([SCENARIO], seeds=ROOT / "seeds", months=asked.months)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pool = Processes(experiment, 2)
        stack.callback(pool.close)
        ema = stack.enter_context(through_ema(asked.months, 2))
        contenders = {
            ONE: through_this_program(experiment, Serial(experiment), folder / "one"),
            TWO: through_this_program(experiment, pool, folder / "two"),
            MESA: through_mesa(asked.months),
        }
        if ema is None:
            print("EMA workbench is not installed: uv run --with ema-workbench tests/benchmarks/compare.py")
        else:
            contenders[EMA] = ema
        contenders[PLAIN] = stack.enter_context(through_plain_python(asked.months))
        contenders[FLOOR] = floor(experiment, asked.months)
        by_clock, by_cpu = measured(contenders, asked.rounds)
    print(f"{asked.months} months, {asked.rounds} rounds\n")
    print("\n".join(told("worlds a second by the clock", by_clock, [(TWO, ONE), (TWO, EMA), (ONE, PLAIN)])))
    print("\n".join(told("worlds a CPU second", by_cpu, [(ONE, MESA), (FLOOR, ONE)])))


if __name__ == "__main__":
    main()
