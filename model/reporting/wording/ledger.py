"""Parts of an effect in words: the largest parts of a difference with their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.analysis.comparison import records
from model.analysis.kept_ledger import REST, WORLDS
from model.common.text import in_full
from model.reporting.wording.words import Words, spaced
from model.simulation.choice_set import Alternative
from model.trace.parts import (
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
    WHOSE,
)

TOLD, FOLLOWED = 5, 3
"""Parts that are told one by one; of those that followed as many at least, where there are so many."""
LEAST_NAMED = 1 / 3
"""From this share of what followed on, a part is named as the one through which it came."""
LEAST_TOLD = 0.05
"""A part below this share of the largest of what is written, or of what followed, is not told by itself."""
DIGITS, MAX_DIGITS = 3, 9
STAGE = (STAGE_TIE, STAGE_DEPENDENCE)


@dataclass(frozen=True)
class Told:
    """A part as it is told: rows of one cause together, whoever's ties or dependence they change."""

    rows: list[dict[str, Any]]

    @property
    def difference(self) -> float:
        """Their sum."""
        return float(sum(row["difference"] for row in self.rows))

    @property
    def written(self) -> bool:
        """True where the scenario writes it itself."""
        return bool(self.rows[0]["written"])


def sentence(rows: pd.DataFrame, words: Words) -> str:
    """`Of −0.014: −0.012 written by …; of what followed: −0.003 acts of …, the rest +0.001.`, or that nothing differs.

    Of what is written and of what followed the largest parts each, and the sum of the rest of each.
    """
    if rows.empty:
        return "It is the same in every one of these worlds."
    total = float(rows["difference"].sum())
    parts, digits = _together(rows), _digits(total)
    own, followed = (_large_enough([part for part in parts if part.written == kind], digits) for kind in (True, False))
    followed = followed[: max(FOLLOWED, TOLD - len(own))]
    own = own[: TOLD - len(followed)]
    if not own and not followed:
        own = parts[:1]
    groups = [
        _listed(group, float(rows.loc[rows["written"] == kind, "difference"].sum()), digits, words, small)
        for group, kind, small in ((own, True, "written in small parts"), (followed, False, "in small parts"))
    ]
    return f"Of {in_full(total, digits)}: {'; of what followed: '.join(filter(None, groups))}."


def _listed(parts: list[Told], total: float, digits: int, words: Words, small: str) -> str:
    """Parts with their numbers, and the rest of their sum; empty where rounding leaves nothing.

    small: in place of the rest where no part is told.
    """
    rest = total - sum(part.difference for part in parts)
    said = [f"{in_full(part.difference, digits)} {cause(part.rows, words)}" for part in parts]
    if abs(rest) >= 0.5 * 10.0**-digits:
        said.append(f"the rest {in_full(rest, digits)}" if said else f"{in_full(rest, digits)} {small}")
    return ", ".join(said)


def _large_enough(parts: list[Told], digits: int) -> list[Told]:
    """Those that do not round to nothing, nor are next to nothing beside the largest."""
    least = max((LEAST_TOLD * abs(part.difference) for part in parts[:1]), default=0.0)
    return [part for part in parts if abs(part.difference) >= max(least, 0.5 * 10.0**-digits)]


def _together(rows: pd.DataFrame) -> list[Told]:
    """The parts as they are told, the largest first."""
    found: dict[tuple[str, ...], Told] = {}
    for row in records(rows[rows["part"] != REST]):
        kind, whose = ("stage" if row["part"] in STAGE else row["part"]), row["part"] in WHOSE
        key = (kind, row["source"], row["action"], "" if whose else row["target"], str(row["written"]))
        found.setdefault(key, Told([])).rows.append(row)
    return sorted(found.values(), key=lambda part: -abs(part.difference))


def mainly(rows: pd.DataFrame, words: Words) -> str:
    """The cause of the largest part of what followed, in few words; empty where none is a third of it."""
    rows = rows[~rows["written"].astype(bool)]
    total = float(rows["difference"].sum())
    parts = [part for part in _together(rows) if part.difference * total > 0]
    named = [part for part in parts if part.rows[0]["part"] not in (FORGETTING, LIMITS)][:1]
    return "".join(_mainly(part.rows, words) for part in named if abs(part.difference) >= LEAST_NAMED * abs(total))


def _mainly(rows: list[dict[str, Any]], words: Words) -> str:
    """A cause as a clause: `through acts of A (raid)`, `because “X” comes to the stage “open” by acts of A`."""
    row = rows[0]
    if row["part"] not in STAGE:
        return f"through {cause(rows, words)}"
    issue, back, stage = _move(row, words)
    move = f"falls back from “{back}” to “{stage}”" if back else f"comes to the stage “{stage}”"
    by = _by(row, words) if row["source"] else "by chance, as months pass"
    return f"because “{issue}” {move} {by}{_rarer(row)}"


def written(rows: pd.DataFrame) -> str:
    """How much of a difference the scenario writes itself; empty where that is nothing."""
    total, own = float(rows["difference"].sum()), float(rows.loc[rows["written"].astype(bool), "difference"].sum())
    if not own:
        return ""
    digits = _digits(total)
    return f"Written: {in_full(own, digits)}; followed: {in_full(total - own, digits)}."


def basis(worlds: int) -> str:
    """The worlds that a ledger is of, in words."""
    if worlds > WORLDS:
        return f"in the first {WORLDS} worlds"
    return f"in all {worlds} worlds" if worlds > 1 else "in its one world"


def outcome(name: str, words: Words) -> str:
    """An outcome that has a ledger, as a title."""
    kind, *pair = name.split(".")
    if kind == "dependence" and len(pair) == 2:
        return f"Dependence of {words.actor(pair[0])} on {words.actor(pair[1])}"
    return words.outcome(name)


def _digits(total: float) -> int:
    """Digits by which a difference has two figures."""
    least = 0 if total == 0 else int(np.ceil(-np.log10(abs(total)))) + 1
    return min(max(DIGITS, least), MAX_DIGITS)


def cause(rows: list[dict[str, Any]], words: Words) -> str:
    """The cause of some rows that are told together; says so where it comes about less often than in the baseline."""
    return _cause(rows, words) + _rarer(rows[0])


def _rarer(row: dict[str, Any]) -> str:
    """A clause where a cause comes about less often than in the baseline."""
    if not row.get("times", np.nan) < row.get("times_baseline", np.nan):  # unknown to earlier versions
        return ""
    less = "are fewer" if row["part"] == EVENT else f"comes about{' in this way' * (row['part'] in STAGE)} less often"
    return f", which {less} than in the baseline"


def _cause(rows: list[dict[str, Any]], words: Words) -> str:
    row, kind = rows[0], rows[0]["part"]
    own, whose = bool(row["written"]), words.actors(filter(None, (each["target"] for each in rows)))
    if kind in STAGE:
        return f"{_stage(row, words)} ({_changes(rows, words)})"
    if kind == EVENT:
        return _acts(row, words)
    if kind == SCRIPTED:
        event = Alternative("", row["action"], _several(row["source"]), _several(row["target"]), 0.0)
        told = words.event(event).rstrip(".")
        return f"written: {told}" if own else f"the baseline’s own step, felt otherwise ({told})"
    if kind in (GIVEN_TIE, GIVEN_DEPENDENCE):
        tie = f"a tie of the kind “{spaced(row['action'])}”{' of ' * bool(whose)}{whose}"
        needed = f"dependence{' of ' * bool(whose)}{whose}"
        return f"{'written' if own else 'the baseline’s own step'}: {tie if kind == GIVEN_TIE else needed}"
    if kind == SUPPLIERS:
        return f"{whose} turning to other suppliers".strip()
    return {
        FORGETTING: f"forgetting of what {'is written' if own else 'actors did'}",
        ASSUMPTIONS: "written: the assumptions that the scenario sets",
        LIMITS: "the ends of the scale",
    }[kind]


def _several(names: str) -> tuple[str, ...]:
    return tuple(names.split("+")) if names else ()


def _acts(row: dict[str, Any], words: Words) -> str:
    """Acts that actors chose."""
    action = words.seeds.actions.actions.get(row["action"])
    name, target = _small(action.name if action else spaced(row["action"])), _several(row["target"])
    towards = f" towards {words.actors(target)}" if target else ""
    return f"acts of {words.actors(_several(row['source']))} ({name}{towards})"


def _stage(row: dict[str, Any], words: Words) -> str:
    """A stage, by who brought it about."""
    issue, back, stage = _move(row, words)
    name = f"fall of “{issue}” from “{back}” back to “{stage}”" if back else f"stage “{stage}” of “{issue}”"
    return f"written by {name}" if row["written"] else f"{name} {_by(row, words)}"


def _move(row: dict[str, Any], words: Words) -> tuple[str, str, str]:
    """An issue, the stage from which it fell back or nothing, and the stage that it came to."""
    issue, _, move = row["action"].partition("=")
    *back, stage = move.split(">")
    return words.issue(issue).partition(" (")[0], spaced("".join(back)), spaced(stage)


def _by(row: dict[str, Any], words: Words) -> str:
    """Those whose acts brought a stage about, in words."""
    if row["source"] == OWN:
        return "by the baseline’s own steps"
    return f"by acts of {words.actors(_several(row['source']))}" if row["source"] else "by its own chance"


def _changes(rows: list[dict[str, Any]], words: Words) -> str:
    """Ties and dependence that a stage changes: `dependence of A and B, ties of A`; `dependence and ties of A`."""
    kinds: dict[str, list[str]] = {}
    for row in rows:
        kinds.setdefault("dependence" if row["part"] == STAGE_DEPENDENCE else "ties", []).append(row["target"])
    if len(kinds) == 2 and len({frozenset(whose) for whose in kinds.values()}) == 1:
        kinds = {" and ".join(kinds): next(iter(kinds.values()))}
    whose = {kind: words.actors(filter(None, names)) for kind, names in kinds.items()}
    return ", ".join(f"{kind} of {names}" if names else kind for kind, names in whose.items())


def _small(name: str) -> str:
    """With a small first letter, unless it begins with a name, as `North-South route`."""
    first, _, next_word = name.partition(" ")
    named = any(letter.isupper() for letter in first[1:]) or next_word[:1].isupper()
    return name if named else name[:1].lower() + name[1:]
