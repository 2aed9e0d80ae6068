"""Kinds of conditions that a `when` can have, one a file: its key, its checks, its words, what it compiles to.

A file here with a class that has a `key` adds a kind; nothing else need be told of it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from model.spec import condition
from model.spec.behaviour import Issue, Issues
from model.spec.scenario import Intervention, Scenario
from model.spec.transition import Shift, Transition

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def know() -> None:
    """Let conditions be of these kinds."""
    condition.know(Shift, Transition, Issue, Issues, Intervention, Scenario)
