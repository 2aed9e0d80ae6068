"""`compare RUN --why OUTCOME SCENARIO`: one difference divided into its parts, in words or as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.analysis.finished_run import Saved
from model.analysis.sweep import is_sweep
from model.cli.commands.cut import CutWanted, put_out, refuse_form
from model.cli.show import terminal, warn_since
from model.common.errors import RunError
from model.experiment.run_folder import LEDGER, RunFolder
from model.reporting.table_files import FOLDER
from model.reporting.wording import ledger
from model.reporting.wording.words import Words


def divide_command(runs: Sequence[Path], outcome: str, scenario: str, wanted: CutWanted) -> None:
    """Print what a difference is made up of, or its parts as a table; raises RunError where that cannot be told."""
    if wanted.named:
        raise RunError(f"--why tells one difference: leave {wanted.named[0]} out")
    if len(runs) > 1 or is_sweep(runs[0]):
        raise RunError("--why divides a difference of one run: give one run folder that is no sweep")
    refuse_form(wanted.form, wanted.decimal, wanted.out)
    saved = Saved(RunFolder(runs[0]))
    saved.refuse_damage()
    warn_since(saved.folder, saved.manifest)
    rows = saved.why(outcome, scenario)
    if wanted.form != "terminal":
        put_out(rows, wanted.form, wanted.decimal, wanted.out, default=runs[0] / FOLDER / "why.xlsx")
        return
    words = Words(saved.seeds, saved.months)
    name, title = saved.scenarios[scenario].name, ledger.outcome(outcome, words)
    said = [f"{title} in “{name}”, {ledger.basis(saved.worlds)}", ledger.sentence(rows, words), ledger.written(rows)]
    said.append("Written is what the scenario does itself, which is no finding." * bool(rows["written"].any()))
    for line in filter(None, [*said, f"Parts: {saved.folder.path / LEDGER}"]):
        terminal().print(line, markup=False, highlight=False)
