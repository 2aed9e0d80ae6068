"""Imports the program and loads its rules: in a process that others are forked from, which must start no thread.

What is imported is not used here: the processes forked from this one find it there.
"""

from pathlib import Path

import simulate  # noqa: F401  (for those forked from here)
from model.cli.commands import report, run  # noqa: F401  (likewise)
from model.experiment.ensemble import Task, run_block
from model.reporting.report import page  # noqa: F401  (likewise)
from model.simulation.experiment import make_experiment

run_block(make_experiment(["baseline"], months=1, seeds=Path("tests/regions/triad")), Task("baseline", 0, 1))
