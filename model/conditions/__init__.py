"""Kinds of conditions that a `when` can have, one a file: its key, its checks, its words, what it compiles to.

A file here with a class that has a `key` adds a kind; nothing else need be told of it.
"""

from __future__ import annotations

from typing import Any

from model.common.kinds import classes_in
from model.conditions.kind import ConditionKind
from model.spec import condition
from model.spec.behaviour import Issue, Issues
from model.spec.scenario import Intervention, Scenario
from model.spec.transition import Shift, Transition

FOUND: dict[str, type[ConditionKind[Any]]] = {
    kind.key: kind for kind in classes_in(__name__, __path__, ConditionKind) if hasattr(kind, "key")
}
"""Key in YAML → the kind, of those in the files of this folder."""


def know() -> None:
    """Let conditions be of these kinds."""
    condition.know(FOUND, Shift, Transition, Issue, Issues, Intervention, Scenario)
