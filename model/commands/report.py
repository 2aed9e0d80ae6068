"""`report`: a run's page and pictures once more, from what is saved."""

from __future__ import annotations

from pathlib import Path

from model.report.page import write_report
from model.store import RunFolder


def report_command(run: Path) -> None:
    """Write report.html and figures/; raises RunError where the folder holds no finished run."""
    print(write_report(RunFolder(run)))
