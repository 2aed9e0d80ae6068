"""The compiled rules beside the former engine, which laid arrays out for NumPy: cost, and agreement of all outcomes.

    uv run tests/benchmarks/engines.py [--rounds 7]
    uv run tests/benchmarks/engines.py --agree 10000

The former engine is its last commit, laid out in a temporary folder; both read the evidence of that commit. Rounds are
interleaved in one process each, and costs are CPU time. `--agree` runs every scenario in both with so many worlds and
lists the outcomes whose 99.9 % intervals do not overlap; by chance alone about one in 5,000 would not.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FORMER = "4754017"
"""Last commit of the former engine."""
WORK = {"block": (1, "256 worlds × 60 months, written"), "sampled": (1, "256 sampled worlds × 60 months, written"),
        "months": (1, "256 worlds × 36 months, nothing measured"), "one": (5, "one world × 36 months"),
        "four": (5, "four worlds × 72 months")}  # fmt: skip
"""Name → repetitions a round, and what it is."""


def serve(root: str, seeds: str) -> None:
    """In a process of its own: measure on request, CPU seconds a repetition."""
    sys.path.insert(0, root)
    os.chdir(root)
    new = (Path(root) / "model" / "experiment").is_dir()
    if new:
        from model.experiment.ensemble import Task, run_block
        from model.experiment.first_use import make_ready
        from model.experiment.run_folder import RunFolder
        from model.simulation.experiment import make_experiment
        from model.simulation.model import Region
    else:
        ensemble = import_module("model.ensemble")
        Task, run_block = ensemble.Task, ensemble.run_block
        Region, RunFolder = import_module("model.region").Region, import_module("model.store").RunFolder
        make_experiment = import_module("model.study").make_study

    experiments = {months: make_experiment(["baseline"], seeds=Path(seeds), months=months) for months in (36, 60, 72)}
    sampled = replace(experiments[60], sample=True)
    folder = RunFolder(Path(tempfile.mkdtemp()))
    (folder.path / "blocks").mkdir()
    if new:
        make_ready(experiments[36])

    def worlds(count: int, months: int) -> None:
        region = Region(experiments[months], "baseline", worlds=count, collect=False)
        if new:
            region.run_to_end()
        for _ in range(0 if new else months):
            region.step()

    def block(experiment, first: int = 0) -> None:
        folder.save(run_block(experiment, Task("baseline", first, 256)))

    fresh = iter(range(10**6))
    jobs = {
        "block": lambda: block(experiments[60]),
        "sampled": lambda: block(sampled, next(fresh)),
        "months": lambda: worlds(256, 36),
        "one": lambda: worlds(1, 36),
        "four": lambda: worlds(4, 72),
    }
    for job in jobs.values():
        job()
    print("ready", flush=True)
    for line in sys.stdin:
        name, count = line.split()
        began = time.process_time()
        for _ in range(int(count)):
            jobs[name]()
        print((time.process_time() - began) / int(count), flush=True)


def started(root: Path, seeds: Path) -> subprocess.Popen[str]:
    """A process that measures one of the two."""
    words = [sys.executable, __file__, "--serve", str(root), str(seeds)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline().strip() == "ready"
    return process


def asked(process: subprocess.Popen[str], name: str) -> float:
    """Milliseconds of CPU of one repetition."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(f"{name} {WORK[name][0]}\n")
    process.stdin.flush()
    return 1000 * float(process.stdout.readline())


def compare(former: Path, rounds: int) -> None:
    """Print the cost of both and their ratio, round by round."""
    seeds = former / "seeds"
    old, new = started(former, seeds), started(ROOT, seeds)
    print("| CPU, ms | former | compiled | ratio, median (least … most) |\n|---|---|---|---|")
    for name, (_, title) in WORK.items():
        pairs = [(asked(old, name), asked(new, name)) for _ in range(rounds)]
        before, after = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratios = sorted(one / other for one, other in pairs)
        print(
            f"| {title} | {before:.1f} | {after:.1f} | {statistics.median(ratios):.1f} ({ratios[0]:.1f} … "
            f"{ratios[-1]:.1f}) |",
            flush=True,
        )
    for process in (old, new):
        process.kill()


def agree(former: Path, worlds: int, folder: Path) -> None:
    """Run every scenario in both, and print the outcomes that differ by more than Monte Carlo error."""
    import numpy as np
    import pandas as pd
    from scipy import stats

    tables = []
    for name, root in (("former", former), ("compiled", ROOT)):
        words = ["run", "--worlds", str(worlds), "--months", "36", "--seeds", str(former / "seeds"), "--out"]
        began = time.monotonic()
        subprocess.run([sys.executable, "simulate.py", *words, str(folder / name)], cwd=root, capture_output=True)
        print(f"{name}: {time.monotonic() - began:.0f} s with its report", flush=True)
        tables.append(pd.read_parquet(folder / name / "outcomes.parquet"))
    reach, apart, count = stats.norm.ppf(0.9995), [], 0
    for scenario, old in tables[0].groupby("scenario"):
        new = tables[1][tables[1]["scenario"] == scenario]
        for column in old.columns.drop(["scenario", "world"]):
            one, other = (
                pd.get_dummies(side[column]) if side[column].dtype.kind in "OTU" else side[[column]].astype(float)
                for side in (old, new)
            )
            for part in one.columns.union(other.columns):
                sides = [side.get(part, pd.Series(np.zeros(worlds))).astype(float).dropna() for side in (one, other)]
                if min(map(len, sides)) < 30:
                    continue
                count += 1
                errors = [reach * side.std() / len(side) ** 0.5 for side in sides]
                if abs(sides[0].mean() - sides[1].mean()) > sum(errors) + 1e-12:
                    apart.append((scenario, column, part, sides[0].mean(), sides[1].mean()))
    print(f"{len(apart)} of {count} outcomes of {worlds} worlds apart")
    for row in apart:
        print(*row)


def main() -> None:
    """Lay the former engine out, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--agree", type=int, metavar="WORLDS")
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(*options.serve)
        return
    with tempfile.TemporaryDirectory() as folder:
        former = Path(folder) / "former-engine"
        former.mkdir()
        archive = subprocess.run(["git", "archive", FORMER], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", str(former)], input=archive, check=True)
        if options.agree:
            agree(former, options.agree, Path(folder))
        else:
            compare(former, options.rounds)


if __name__ == "__main__":
    main()
