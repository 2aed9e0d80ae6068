"""Issues that a scenario puts into a stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from model.common.text import spaced
from model.effects.kind import Compiled, EffectKind, Speaker
from model.spec.base import StageOf


class SetIssue(EffectKind[Mapping[str, str]]):
    """Stages that issues are in from the month in which it fires; with `or_further`, at least."""

    key = "issue"
    value: ClassVar[Any] = StageOf
    momentary = True

    def compiled(self) -> Compiled:
        """The stages."""
        return Compiled(sets=self.given)

    def says(self, say: Speaker) -> Iterator[str]:
        """Each issue with its stage and what that means."""
        further = ", unless it is further on" if self.intervention.or_further else ""
        issues = say.seeds.issues.issues
        for issue, stage in self.given.items():
            found = issues.get(issue)
            meaning = f" ({found.stages[stage].meaning})" if found and stage in found.stages else ""
            yield f"{found.name if found else spaced(issue)}: “{spaced(stage)}”{meaning}{further}"

    def tells(self, say: Speaker) -> Iterator[str]:
        """Nothing: the trace records the steps."""
        yield from ()

    @property
    def levels(self) -> frozenset[str]:
        """The issues."""
        return frozenset(self.given)
