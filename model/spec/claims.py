"""Predictions of the documents, and the comparison that would bear each out."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from model.spec.base import DocumentNames, Frozen, Said, fault


class Test(Frozen):
    """A comparison that bears a claim out, contradicts it, or leaves it undecided."""

    __test__ = False  # not a test of this program

    scenario: str
    outcome: str
    """A column of the comparison."""
    measure: Literal["difference", "level"] = "difference"
    """The scenario's difference from another, or its own mean or share."""
    against: str = "baseline"
    """The other scenario of a difference."""
    above: float | None = None
    """Borne out if it is above this."""
    below: float | None = None
    """Borne out if it is below this."""
    why: str = ""
    """Reason for this comparison, and for this threshold."""

    @property
    def is_direction(self) -> bool:
        """True where only the direction of a difference is claimed, so that its size is to be looked at."""
        return self.measure == "difference" and 0 in (self.above, self.below)

    @model_validator(mode="after")
    def _one_threshold(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise fault("test", "give exactly one of `above` and `below`")
        if self.measure == "difference" and self.against == self.scenario:
            raise fault("test", f"{self.scenario} does not differ from itself", "against")
        return self


class Claim(Frozen):
    """A prediction of some documents, in our own words."""

    documents: DocumentNames
    says: Said
    """A fair paraphrase."""
    tests: tuple[Test, ...] = Field(min_length=1)
    """Borne out if all are, contradicted if any is."""
    caution: Said = ""
    """Limits of the comparison."""
    rule_taken: str = ""
    """The rule of the model that is taken from this very claim, so that no comparison here can test it."""


class Claims(Frozen):
    """The claims of the documents."""

    claims: dict[str, Claim]
