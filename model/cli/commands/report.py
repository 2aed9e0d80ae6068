"""`report`: a run's page and pictures, from what is saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from model.analysis.finished_run import Saved
from model.analysis.robustness.run_robustness import RunRobustness
from model.analysis.sweep import Sweep, is_sweep
from model.cli.show import say, terminal, warn, warn_since
from model.common.errors import RunError
from model.experiment.run_folder import REPORT, RunFolder
from model.reporting.report.conclusions import Conclusions
from model.reporting.report.page import write_report
from model.reporting.report.pictures import FigureChoice
from model.reporting.report.printed_page import PrintedPage
from model.reporting.report.sweep import write_sweep_report
from model.reporting.wording.words import Words
from model.simulation.experiment import Experiment


def report_command(run: Path, beside: Sequence[Path], *, force: bool = False, figures: FigureChoice = "all") -> None:
    """Write report.html and figures/; raises RunError where a folder holds no finished run."""
    if is_sweep(run):
        if beside:
            raise RunError(f"--with {beside[0]}: {run} is a sweep; name the run of one of its settings instead")
        sweep = Sweep.opened(run)
        warn_unwritten(write_sweep_report(sweep, figures))
        warn_since(sweep.folder, sweep.manifest)
    else:
        page = write_report(Saved(RunFolder(run)), [RunFolder(path) for path in beside], force=force, figures=figures)
        warn_since(page.saved.folder, page.saved.manifest)
        warn_unwritten(page)
        say(caution for other in page.beside for caution in other.cautions)
    terminal().print(str(run / REPORT), soft_wrap=True, markup=False)


def warn_unwritten(page: PrintedPage) -> None:
    """Warn, once, that the PNG files lack letters."""
    if page.unwritten:
        warn(
            f"no font on this machine has {' '.join(page.unwritten[:8])}{' …' if len(page.unwritten) > 8 else ''}: "
            "PNG files show boxes instead; the page and the SVG files have them"
        )


def print_robustness(console: Console, found: RunRobustness, experiment: Experiment, *, full: bool) -> None:
    """Print how many conclusions hold under the plausible assumptions; in full, also where the others reverse."""
    names = {scenario.id: scenario.spec.name for scenario in experiment.scenarios}
    conclusions = Conclusions(Words(experiment.seeds, experiment.months), names, found)
    for line in conclusions.lines() if full else (conclusions.summary(),):
        console.print(line, markup=False)
