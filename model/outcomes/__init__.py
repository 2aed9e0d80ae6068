"""The kinds of outcomes, one a file: what YAML says of one, how worlds are measured, and the words for it.

A file here with a class whose key `kind` is a constant adds a kind; nothing else need be told of it. Two kinds have
other names in YAML than their files: `orbit` is `leading_power.py`, `lifeline` is `reexport_channel.py`.
"""

from __future__ import annotations

from model.common.kinds import classes_in
from model.outcomes.kind import Kind
from model.spec import outcomes

FOUND: tuple[type[Kind], ...] = tuple(
    kind for kind in classes_in(__name__, __path__, Kind) if kind.model_fields["kind"].annotation is not str
)
"""The kinds in the files of this folder."""


def know() -> None:
    """Let files declare outcomes of these kinds."""
    outcomes.know(FOUND)
