"""What an effect is made up of, in words: the largest parts of a difference with their numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from model.analysis.comparison import records
from model.analysis.ledger import REST, WORLDS
from model.common.text import MINUS, capital, listed
from model.reporting.wording.words import Words, spaced
from model.simulation.choice_set import Alternative
from model.trace.ledger import (
    ASSUMPTIONS,
    EVENT,
    FORGETTING,
    GIVEN_DEPENDENCE,
    GIVEN_TIE,
    LIMITS,
    OWN,
    SCRIPTED,
    STAGE_DEPENDENCE,
    STAGE_TIE,
    SUPPLIERS,
)

TOLD = 5
"""Parts that are told one by one."""
DIGITS, MAX_DIGITS = 3, 9


def sentence(rows: pd.DataFrame, words: Words) -> str:
    """`Of −0.014: −0.012 written by …, −0.003 acts of …; the rest −0.001.`, or that nothing differs."""
    if rows.empty:
        return "It is the same in every one of these worlds."
    total = float(rows["difference"].sum())
    parts = [row for row in records(rows) if row["part"] != REST]
    said, digits = parts[:TOLD], _digits(total)
    shown = ", ".join(f"{number(row['difference'], digits)} {cause(row, words)}" for row in said)
    rest = total - sum(row["difference"] for row in said)
    further = f"; the rest {number(rest, digits)}" if len(rows) > len(said) else ""
    return f"Of {number(total, digits)}: {shown}{further}."


def written(rows: pd.DataFrame) -> str:
    """How much of a difference the scenario writes itself; empty where that is nothing."""
    total, own = float(rows["difference"].sum()), float(rows.loc[rows["written"].astype(bool), "difference"].sum())
    if not own:
        return ""
    digits = _digits(total)
    return (
        f"Written by the scenario itself: {number(own, digits)} of {number(total, digits)}; that part is no finding. "
        f"What followed: {number(total - own, digits)}."
    )


def basis(worlds: int) -> str:
    """The worlds that a ledger is of, in words."""
    return f"in the first {WORLDS} worlds" if worlds > WORLDS else "in all worlds"


def outcome(name: str, words: Words) -> str:
    """An outcome that has a ledger, as a title."""
    kind, *pair = name.split(".")
    if kind == "dependence" and len(pair) == 2:
        return f"Dependence of {words.actor(pair[0])} on {words.actor(pair[1])}"
    return words.outcome(name)


def number(value: float, digits: int) -> str:
    """A number with its sign."""
    return f"{value:+.{digits}f}".replace("-", MINUS)


def _digits(total: float) -> int:
    """Digits by which a difference has two figures."""
    least = 0 if total == 0 else int(np.ceil(-np.log10(abs(total)))) + 1
    return min(max(DIGITS, least), MAX_DIGITS)


def cause(row: dict[str, Any], words: Words) -> str:
    """The cause of a part."""
    source, action, target = (tuple(row[key].split("+")) if row[key] else () for key in ("source", "action", "target"))
    whose, own = words.actors(target), bool(row["written"])
    match row["part"]:
        case part if part == EVENT:
            kind = words.seeds.actions.actions.get(row["action"])
            name = _small(kind.name if kind else spaced(row["action"]))
            return f"acts of {words.actors(source)} ({name}{' towards ' + whose if target else ''})"
        case part if part == SCRIPTED:
            told = words.event(Alternative("", row["action"], source, target, 0.0)).rstrip(".")
            return f"written: {told}" if own else f"the baseline’s own step ({told}), felt otherwise"
        case part if part in (STAGE_TIE, STAGE_DEPENDENCE):
            what = f"ties{' of ' + whose if target else ''}" if part == STAGE_TIE else _need(whose)
            return f"{_stage(row, source, words)} ({what})"
        case part if part == GIVEN_TIE:
            return f"{_by_script(own)}: a tie of the kind “{spaced(row['action'])}”{' of ' + whose if target else ''}"
        case part if part == GIVEN_DEPENDENCE:
            return f"{_by_script(own)}: {_need(whose)}"
        case part if part == FORGETTING:
            return f"forgetting of {'what is written' if own else 'what actors did'}"
        case part if part == SUPPLIERS:
            return f"{whose} turning to other suppliers" if target else "turning to other suppliers"
        case part if part == ASSUMPTIONS:
            return "written: the assumptions that the scenario sets"
        case part if part == LIMITS:
            return "the ends of the scale"
    return "smaller parts"


def _stage(row: dict[str, Any], source: tuple[str, ...], words: Words) -> str:
    """A stage, by who brought it about."""
    issue, _, stage = row["action"].partition("=")
    name = f"the stage “{spaced(stage)}” of “{words.issue(issue)}”"
    if row["written"]:
        return f"written by {name}"
    if row["source"] == OWN:
        return f"{name}, by the baseline’s own steps"
    return f"{name}, by acts of {words.actors(source)}" if source else f"{name}, which came by itself"


def _need(whose: str) -> str:
    return f"dependence of {whose}" if whose else "dependence"


def _by_script(own: bool) -> str:
    return "written" if own else "the baseline’s own step"


def _small(name: str) -> str:
    """With a small first letter, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
