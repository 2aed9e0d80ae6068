"""`check`: validate what users write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from model.commands.show import warn
from model.errors import RunError
from model.load import load_scenarios, load_seeds
from model.study import scenarios_beside


def check_command(files: Sequence[Path], *, seeds: Path) -> None:
    """Validate the seeds and scenarios; raises SeedError or ScenarioError with every fault."""
    region = load_seeds(seeds)
    beside = scenarios_beside(seeds)
    names = [str(path) for path in files] or sorted(str(path) for path in beside.glob("*.yaml"))
    if not names:
        raise RunError(f"{beside}: no scenarios there")
    loaded = load_scenarios(names, region, folder=beside)
    for warning in dict.fromkeys(w for scenario in loaded for w in scenario.warnings):
        warn(warning)
    Console().print(
        f"{seeds}: {len(region.documents)} documents, {len(region.events)} events, {len(region.ties.ties)} ties, "
        f"{len(region.actors.actors)} actors, {len(region.actions.actions)} actions, "
        f"{len(region.issues.issues)} issues, {len(region.numbers)} assumptions\n"
        f"scenarios: {', '.join(s.id for s in loaded)}\nno mistakes found",
        soft_wrap=True,
        highlight=False,
    )
