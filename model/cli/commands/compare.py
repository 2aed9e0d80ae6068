"""`compare`: the comparison of one run again, a cut of it, a difference's parts, or runs against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.run_comparison import between_runs, differing_inputs, same_numbers
from model.analysis.sweep import Sweep, is_sweep
from model.analysis.verdicts import SURE
from model.cli.answer import print_comparison, print_next
from model.cli.commands.cut import CutWanted, cut_command
from model.cli.commands.divide import divide_command
from model.cli.grid import columns, print_grid
from model.cli.show import terminal, warn, warn_since
from model.cli.sweep_answer import print_sweep
from model.experiment.run_folder import RunFolder

MAX_INPUTS_SHOWN = 40
"""Differing inputs that are listed before the rest is counted."""


def compare_command(runs: Sequence[Path], cut: CutWanted, *, full: bool, why: tuple[str, str] | None) -> None:
    """Print a difference's parts, a cut of a run, its comparison, or runs against each other; raises RunError."""
    if why is not None:
        divide_command(runs, *why, cut)
    elif cut.asked:
        cut_command(runs, cut)
    else:
        compare_runs(runs, full=full)


def compare_runs(runs: Sequence[Path], *, full: bool) -> None:
    """Print one run's comparison, or what differs between the first run and each other; raises RunError."""
    if len(runs) == 1 and is_sweep(runs[0]):
        sweep = Sweep.opened(runs[0])
        warn_since(sweep.folder, sweep.manifest)
        print_sweep(terminal(), sweep, full=full)
        return
    saved = [Saved(RunFolder(path)) for path in runs]
    for one in saved:
        one.refuse_damage()
        warn_since(one.folder, one.manifest)
    console = terminal()
    if len(saved) == 1:
        print_comparison(console, saved[0], full=full)
        if not full:
            print_next(console, saved[0], full=False)
        return
    for other in saved[1:]:
        _against(console, saved[0], other)


def _against(console: Console, first: Saved, second: Saved) -> None:
    console.print(f"{second.folder.path} against {first.folder.path}", markup=False, soft_wrap=True)
    inputs = differing_inputs(first.manifest, second.manifest)
    if not inputs:
        console.print("Nothing that went into them differs.")
    else:
        print_grid(console, columns("what went in", "first", "second", of_words=3), inputs[:MAX_INPUTS_SHOWN])
        if len(inputs) > MAX_INPUTS_SHOWN:
            console.print(f"… and {len(inputs) - MAX_INPUTS_SHOWN} more")
    paired = same_numbers(first.manifest, second.manifest)
    found, lone = between_runs(first, second)
    if lone:
        warn(f"not compared, for only one of the two runs measured it: {', '.join(lone)}")
    differs = found[found["kind"].isin(SURE)]
    pairing = "in the same worlds" if paired else "with unrelated luck"
    if differs.empty:
        console.print(f"No headline outcome is known to differ between them by enough to matter ({pairing}).")
        return
    rows = [[row["scenario"], row["outcome"], *_numbers(row, (first, second))] for row in records(differs)]
    heads = columns("scenario", "outcome", "first", "second", "difference", "95 % interval", of_words=2)
    print_grid(console, heads, rows)
    console.print(
        f"Differences {pairing}; {len(found) - len(differs)} more headline outcomes differ by too little to matter, or "
        f"that cannot be told, where {len(found)} comparisons are looked at together (Holm’s correction)."
    )


def _numbers(row: dict[str, Any], sides: tuple[Saved, Saved]) -> list[str]:
    low, high = row["ci_low"], row["ci_high"]
    levels = [
        "never" if side.never(row["scenario"], row["outcome"]) else f"{row[name]:.3g}"
        for name, side in zip(("first", "second"), sides, strict=True)
    ]
    return [*levels, f"{row['difference']:+.3g}", f"{low:+.3g} to {high:+.3g}"]
