"""The program that all commands belong to."""

from __future__ import annotations

import typer

from model.cli import options as given
from model.common.places import default_seeds

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Run documented what-if scenarios of a region's alignments in thousands of worlds and compare what follows.",
)

SEEDS = default_seeds()


@app.callback(invoke_without_command=True)
def program(version: given.Version = False) -> None:
    """Say the version, if that is asked; a command follows otherwise."""
    if version:
        from model.experiment.manifest import PROGRAM as NAME
        from model.experiment.manifest import program_version

        print(f"{NAME} {program_version()}")
        raise typer.Exit
