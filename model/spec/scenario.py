"""A scenario: a diff on its parent, made of dated, conditional and delayed interventions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from model.spec.base import (
    ActionNames,
    ActorName,
    ActorNames,
    AssumptionPath,
    Date,
    DocumentName,
    Frozen,
    Horizon,
    Month,
    Months,
    Said,
    Share,
    StageOf,
    fault,
    month_of,
    shown,
)
from model.spec.condition import Condition
from model.spec.effects import DependenceEffect, TieEffect
from model.spec.events import UndatedEvent
from model.spec.fields import add_keys

DEFAULT_MONTHS = 36
"""The horizon of a scenario that names none."""


_WORD = "[A-Za-z][A-Za-z0-9_-]{0,59}"


def _word(name: str) -> str:
    if not re.fullmatch(_WORD, name):
        cause = "cannot be a name; begin with a letter, go on with letters, digits, _ and -, 60 at most"
        raise fault("name", f"{shown(name)} {cause}")
    return name


InterventionName = Annotated[str, AfterValidator(_word), WithJsonSchema({"type": "string", "pattern": f"^{_WORD}$"})]
"""A word: letters, digits, _ and -."""


class Forbid(Frozen):
    """Actions that an actor may not choose while this holds."""

    actor: ActorName
    action: ActionNames
    target: ActorNames | None = None


EFFECTS = ["event", "issue", "tie", "dependence", "attention", "forbid"]
"""Keys of an intervention that say what it does; `model/effects/` has a file for each, and may have more."""
MOMENTARY = {"event", "issue"}
"""Those of them that happen in one month."""


class Intervention(Frozen):
    """A time (a month, a condition, a span) and effects (events, stages, ties, dependence, attention, bans)."""

    name: InterventionName | None = None
    """Name by which its chance is drawn: interventions of one name draw the same number, in every scenario."""
    at: Date | None = None
    between: tuple[Month, Month] | None = None
    when: Condition | None = None
    after: Months = 0
    """Months to wait after the condition first holds."""
    event: UndatedEvent | None = None
    issue: StageOf | None = None
    or_further: bool = False
    """Worlds in which the issue is already further on keep their stage."""
    tie: TieEffect | None = None
    dependence: DependenceEffect | None = None
    attention: dict[ActorName, Share] | None = None
    forbid: Forbid | None = None
    why: str = ""

    @model_validator(mode="after")
    def _when_and_what(self) -> Self:
        if sum(x is not None for x in (self.at, self.between, self.when)) != 1:
            cure = ": what waits for a condition has no date; `since` in its event names the first month that counts"
            one = "give exactly one of `at`, `between` and `when`"
            raise fault("intervention", one if self.when is None else one + cure)
        if not self.effects:
            kinds = f"{', '.join(f'`{key}`' for key in EFFECTS[:-1])} or `{EFFECTS[-1]}`"
            raise fault("intervention", f"it does nothing; give {kinds}")
        if self.between is not None:
            if self.between[1] < self.between[0]:
                raise fault("intervention", "the span ends before it begins", "between")
            if momentary := [name for name in self.effects if name in MOMENTARY]:
                cause = f"`{momentary[0]}` happens in one month: use `at` or `when`"
                raise fault("intervention", cause, "between")
        if self.after and self.when is None:
            raise fault("intervention", "`after` counts from a condition: it needs `when`", "after")
        if self.when is not None and self.when.drawn and self.name is None:
            raise fault("intervention", "`chance` is drawn by name: give the intervention a `name`", "when")
        return self

    @property
    def effects(self) -> list[str]:
        """Names of its effects."""
        return [key for key in EFFECTS if getattr(self, key) is not None]

    @property
    def dates(self) -> list[int]:
        """The months it names."""
        return [month_of(self.at)] if self.at else list(self.between or ())


class Scenario(Frozen):
    """One scenario file."""

    name: Said
    summary: Said
    """Summary in a sentence or two that a newcomer understands."""
    question: Said = ""
    """The question it answers."""
    lever: str = Field(default="", max_length=60)
    """Its event in plain words, where it is one of the few things that Explore offers first."""
    documents: tuple[DocumentName, ...] = ()
    """Documents it is based on."""
    extends: str | None = None
    months: Horizon | None = None
    assumptions: dict[AssumptionPath, float] = {}
    interventions: tuple[Intervention, ...] = ()

    @property
    def horizon(self) -> int:
        """Number of months it runs."""
        return DEFAULT_MONTHS if self.months is None else self.months


def know(values: Mapping[str, Any], *, momentary: Collection[str]) -> None:
    """Let interventions have these effects: key → the type of what stands under it."""
    MOMENTARY.update(momentary)
    added = {key: value for key, value in values.items() if key not in Intervention.model_fields}
    EFFECTS.extend(added)
    add_keys(Intervention, added, Scenario)
