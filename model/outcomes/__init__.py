"""The kinds of outcomes, one a file: what YAML says of one, how worlds are measured, and the words for it.

A file here with a class whose key `kind` is a constant adds a kind; nothing else need be told of it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from model.outcomes.kind import Kind
from model.spec import outcomes

FOUND: tuple[type[Kind], ...] = tuple(
    kind
    for module in iter_modules(__path__)
    for kind in vars(import_module(f"{__name__}.{module.name}")).values()
    if isinstance(kind, type) and issubclass(kind, Kind) and kind.model_fields["kind"].annotation is not str
    if kind.__module__.endswith(f".{module.name}")
)
"""The kinds in the files of this folder."""


def know() -> None:
    """Let files declare outcomes of these kinds."""
    outcomes.know(FOUND)
