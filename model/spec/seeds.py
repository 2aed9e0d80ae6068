"""A seeds folder as one thing: all that is declared of a region, and every number that can be turned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from model.spec import fields
from model.spec.assumption import Assumption
from model.spec.base import Frozen
from model.spec.behaviour import Actions, Interests, Issues
from model.spec.chronicle import SAME, Attestations, Chronicle, Layers
from model.spec.claims import Claim, Claims
from model.spec.events import Event, Events, Types
from model.spec.evidence import Actors, Dependences, Document, Ties
from model.spec.numbers import Number, Section
from model.spec.outcomes import Outcomes
from model.spec.questions import Questions
from model.spec.region import Assumptions, Region, RegionData


class Sources(Frozen):
    """The documents that testify."""

    documents: dict[str, Document]


REGION = "region.yaml"
"""The file of the region itself."""

FILES: dict[str, type[Frozen]] = {
    REGION: Region,
    "sources.yaml": Sources,
    "actors.yaml": Actors,
    "types.yaml": Types,
    "ties.yaml": Ties,
    "dependence.yaml": Dependences,
    "events.yaml": Events,
    "actions.yaml": Actions,
    "issues.yaml": Issues,
    "interests.yaml": Interests,
    "outcomes.yaml": Outcomes,
    "assumptions.yaml": Assumptions,
}
"""The files of a seeds folder and what each declares."""

OPTIONAL: dict[str, type[Frozen]] = {"claims.yaml": Claims, "questions.yaml": Questions}
"""Files a seeds folder may have besides."""

LAYERED: dict[str, type[Frozen]] = {"chronicle": Chronicle, "same": Attestations}
"""Sorts of files in the folder chronicle/: any `*.yaml` holds events, but same.yaml."""


def model_of(name: str) -> type[Frozen]:
    """Spec of a file of a seeds folder. name: its path within the folder."""
    if name == SAME:
        return Attestations
    return Chronicle if "/" in name else (FILES | OPTIONAL)[name]


LARGEST_SHIFT = 20.0
"""Log odds by which a hazard can be shifted at most; it makes one in two one in 500 million."""

REQUIRED_ASSUMPTIONS: dict[str, tuple[float, float]] = {
    "impact": (0, 10),
    "reflection": (0, 10),
    "negativity": (0, 100),
    "memory_half_life": (0.1, 1e6),
    "lasting_share": (0, 1),
    "spillover": (0, 10),
    "choice_noise": (1e-6, 1e3),
    "feeling": (0, 100),
    "stake_unit": (0, 100),
    "stake_spread": (0, 100),
    "rest_months": (0, 1200),
    "diversification": (0, 1),
}
"""The parameters the rules ask for by name, and the lowest and highest value at which the rules have a meaning."""

OPTIONAL_ASSUMPTIONS: dict[str, tuple[float, tuple[float, float]]] = {
    "asymmetry": (0, (0, 1)),
    "steady_tempo": (0, (0, 1)),
    "rate_counts": (0, (0, 1)),
    "habit_half_life": (48, (0.1, 1e6)),
    "habit_prior": (1e9, (1e-3, 1e12)),
    "conduct_half_life": (6, (0.1, 1e6)),
    "conduct_scale": (0.5, (1e-3, 1e6)),
    "inertia": (0, (0, 10)),
    "reciprocity": (0, (0, 10)),
    "pressure": (0, (0, 1e3)),
    "pressure_half_life": (6, (0.1, 1e6)),
    "deterrence": (0, (0, 100)),
    "commitment": (0, (0, 100)),
    "consent_noise": (1, (0.01, 100)),
    "consent_deal": (0, (0, 100)),
    "consent_accord": (0, (0, 100)),
    "consent_commitment": (0, (0, 100)),
}
"""Parameters of rules that a region may leave out: the value by which the rule does nothing, and its limits."""


@dataclass(frozen=True)
class Seeds:
    """All that is declared about a region."""

    folder: Path
    region: RegionData
    documents: dict[str, Document]
    actors: Actors
    types: Types
    ties: Ties
    dependence: Dependences
    events: tuple[Event, ...]
    """The documented events in use: those of events.yaml, and of the layers that region.yaml names."""
    layers: Layers
    """All documented events by layer, in use or not."""
    actions: Actions
    issues: Issues
    interests: Interests
    outcomes: Outcomes
    assumptions: Assumptions
    claims: Mapping[str, Claim]
    """Predictions of the documents; empty where the folder has no claims.yaml."""
    questions: Questions | None
    """Questions that public sources will decide; None where the folder has no questions.yaml."""
    names: Mapping[str, Mapping[str, Any]]
    """Kind → the names a scenario may use of it."""
    digests: Mapping[str, str]
    """File, by its path within the folder → SHA-256 of its bytes."""
    lines: Mapping[str, Mapping[fields.Route, int]]
    """File, by its path within the folder → route → the line the value there begins on."""
    doubts: tuple[str, ...] = ()
    """Warnings about things that are allowed in these files but probably not meant."""

    @cached_property
    def numbers(self) -> dict[str, Assumption]:
        """Every number that can be set or sampled, by its dotted path."""
        own = {
            f"assumptions.{name}": given.model_copy(update={"limits": given.limits or self.bearable.get(name)})
            for name, given in self.assumptions.assumptions.items()
        }
        return own | {number.path: number.assumption(FILES[file]) for file, number in self._bare.values()}

    @property
    def judged(self) -> tuple[str, ...]:
        """The outcomes that verdicts and claims are about: the headline, then what claims name besides."""
        claimed = (test.outcome for claim in self.claims.values() for test in claim.tests)
        return tuple(dict.fromkeys((*self.outcomes.headline, *claimed)))

    @property
    def bearable(self) -> dict[str, tuple[float, float]]:
        """Assumption → the lowest and highest value that what reads it can bear; a chance lies between 0 and 1."""
        ways = [transition for issue in self.issues.issues.values() for transition in issue.transitions]
        asked = (name for way in ways for name in (way.chance, way.hazard) if isinstance(name, str))
        shifts = (shift.by for way in ways for shift in way.shifts)
        optional = {name: limits for name, (_, limits) in OPTIONAL_ASSUMPTIONS.items()}
        shifting = dict.fromkeys(shifts, (-LARGEST_SHIFT, LARGEST_SHIFT))
        return REQUIRED_ASSUMPTIONS | optional | shifting | dict.fromkeys(asked, (0.0, 1.0))

    @cached_property
    def saliences(self) -> dict[str, Assumption]:
        """Salience of each documented event, by its dotted path: its criteria fix it, so nothing draws it."""
        why = "coded by the criteria in types.yaml"
        return {
            f"events.{event.id}.salience": Assumption(
                value=event.salience, range=(event.salience, event.salience), unit="share of the full weight",
                standing="assumed", why=why, limits=(0, 1),
            )
            for event in self.events
        }  # fmt: skip

    @cached_property
    def settable(self) -> dict[str, Assumption]:
        """All that a user may set for a whole experiment: every number, and how much each documented event matters."""
        return self.numbers | self.saliences

    def full_path(self, path: str) -> str:
        """The dotted path of a number; a bare name means `assumptions.<name>`."""
        return f"assumptions.{path}" if path in self.assumptions.assumptions else path

    def place(self, path: str) -> str:
        """The file and line a number comes from, as `seeds/types.yaml:12`."""
        path = self.full_path(path)
        if path in self._bare:
            file, number = self._bare[path]
            return self._said(file, number.route)
        if path in self.saliences:
            file, route = self.layers.place(path.removeprefix("events.").removesuffix(".salience"))
            return self._said(file, (*route, "salience"))
        return self._said("assumptions.yaml", ("assumptions", path.removeprefix("assumptions."), "value"))

    def _said(self, file: str, route: fields.Route) -> str:
        while route not in self.lines[file]:  # a value left to its default stands where its section does
            route = route[:-1]
        return f"{(self.folder / file).as_posix()}:{self.lines[file][route]}"

    @cached_property
    def _bare(self) -> dict[str, tuple[str, Number]]:
        """Path → file and number, of the bare numbers of all sections."""
        sections: dict[str, Section] = {
            "actions.yaml": self.actions,
            "actors.yaml": self.actors,
            "ties.yaml": self.ties,
            "types.yaml": self.types,
            "dependence.yaml": self.dependence,
            "interests.yaml": self.interests,
            "issues.yaml": self.issues,
            "outcomes.yaml": self.outcomes,
        }
        return {number.path: (file, number) for file, section in sections.items() for number in section.numbers}
