"""Imports the program and loads its rules: in a process that others are forked from, which must start no thread.

What is imported is not used here: the processes forked from this one find it there.
"""

from pathlib import Path

import simulate  # noqa: F401  (a forked process that runs the program finds it imported)
from model.cli.commands import report, run  # noqa: F401  (the commands import the rest when they are called)
from model.experiment.ensemble import Task, run_block
from model.reporting.report import page  # noqa: F401  (Matplotlib comes with it, a second in each process)
from model.simulation.experiment import make_experiment

run_block(make_experiment(["baseline"], months=1, seeds=Path("tests/regions/triad")), Task("baseline", 0, 1))
