"""Actions that a scenario closes to an actor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from model.common.text import calendar, listed, spaced
from model.effects.kind import Compiled, EffectKind, Speaker
from model.spec.fields import Route
from model.spec.scenario import Forbid
from model.spec.seeds import Seeds


class Ban(EffectKind[Forbid]):
    """Actions that an actor may not choose, towards anybody or towards some."""

    key = "forbid"
    value: ClassVar[Any] = Forbid

    def compiled(self) -> Compiled:
        """The ban."""
        return Compiled(forbids=(self.given,))

    def faults(self, seeds: Seeds) -> Iterator[tuple[Route, str]]:
        """A ban on what the actor may not do anyway."""
        ban = self.given
        for n, name in enumerate(ban.action):
            others = _partners(name, ban.actor, seeds)
            if not others:
                yield ("action", n), f"can never fire: {ban.actor} may not do {name} anyway"
            for m, target in enumerate(ban.target or ()):
                if others and target not in others:
                    yield ("target", m), f"can never fire: {ban.actor} may not do {name} to {target} anyway"

    def says(self, say: Speaker) -> Iterator[str]:
        """The actor that does not choose, its actions, and towards whom."""
        ban, actions = self.given, say.seeds.actions.actions
        names = listed(f"“{actions[a].name if a in actions else spaced(a)}”" for a in ban.action)
        towards = f" towards {say.actors(ban.target)}" if ban.target else ""
        yield f"{say.actor(ban.actor)} does not choose {names}{towards}"

    def tells(self, say: Speaker) -> Iterator[str]:
        """That it may not, and until when."""
        ban, spec = self.given, self.intervention
        names = listed([f'"{say.seeds.actions.actions[action].name}"' for action in ban.action], "or")
        towards = f" towards {say.actors(ban.target)}" if ban.target else ""
        until = f" until {calendar(spec.dates[-1])}" if spec.between is not None else ""
        yield f"{say.actor(ban.actor)} may not choose {names}{towards}{until}"


def _partners(action: str, actor: str, seeds: Seeds) -> set[str]:
    """To whom an actor may do an action; for an agreement, with whom it may be a party."""
    declared = seeds.actions.actions[action]
    partners = {other for target in declared.by.get(actor, ()) for other in target}
    if seeds.types.types[declared.type].agreement:
        for source, targets in declared.by.items():
            partners |= {other for target in targets if actor in target for other in (source, *target)}
    return partners - {actor}
