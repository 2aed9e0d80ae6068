"""Scenario simulation of international alignments: documented evidence, an agent-based model, paired comparison.

For use from Python: load_seeds, load_scenarios, make_experiment, run, extend, open_run, open_sweep, compare, why,
Region, and the errors SeedError, ScenarioError and RunError. `model/docs/python.md` has examples, `model/docs/tour.md`
is a tour. Each is imported when it is first asked for.

Where things are in the code, and where to add one: the two tables under “Where it is in the code” in README.md.
"""

from typing import TYPE_CHECKING

from model.experiment import stamp as stamp  # before every other module: it tells which code is being loaded

if TYPE_CHECKING:
    from model.api.evidence import load_scenarios, load_seeds, make_experiment, why
    from model.api.finished import open_run, open_sweep
    from model.api.larger import extend
    from model.api.runs import compare, run
    from model.common.errors import RunError, ScenarioError, SeedError
    from model.simulation.model import Region

__all__ = [
    "Region",
    "RunError",
    "ScenarioError",
    "SeedError",
    "compare",
    "extend",
    "load_scenarios",
    "load_seeds",
    "make_experiment",
    "open_run",
    "open_sweep",
    "run",
    "why",
]

_HOMES = {
    "Region": "model.simulation.model",
    **dict.fromkeys(("RunError", "ScenarioError", "SeedError"), "model.common.errors"),
    **dict.fromkeys(("load_scenarios", "load_seeds", "make_experiment", "why"), "model.api.evidence"),
    "extend": "model.api.larger",
    **dict.fromkeys(("open_run", "open_sweep"), "model.api.finished"),
    **dict.fromkeys(("compare", "run"), "model.api.runs"),
}
"""Public name → the module it lies in."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for (PEP 562): the command line starts without any of them."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        globals()[name] = found = getattr(import_module(_HOMES[name]), name)
        return found

    def __dir__() -> list[str]:
        """Give the names there are, those not yet imported too."""
        return sorted({*globals(), *__all__})
