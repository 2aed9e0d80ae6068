"""Rules of a game: acts without armed force, and what is forbidden to choose, which nobody may argue for either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.spec.base import name_of_month
from model.spec.behaviour import Action
from model.spec.scenario import Forbid, Intervention
from model.spec.seeds import Seeds

DESTROYS = "1712"
"""CAMEO's code of an act that destroys property: sabotage, which no army does."""


def armed_types(seeds: Seeds) -> set[str]:
    """Types of event that a game without armed force leaves out: clashes, other force, and sabotage."""
    types = seeds.types.types
    return {name for name, kind in types.items() if kind.force or kind.clash or kind.cameo == DESTROYS}


def without_force(seeds: Seeds, months: int) -> tuple[Intervention, ...]:
    """Bans by which no actor chooses such an act in so many months after what is documented."""
    begin, armed = seeds.region.documented_until, armed_types(seeds)
    span = name_of_month(begin + 1), name_of_month(begin + months)
    acts: dict[str, list[str]] = {}
    for name, action in seeds.actions.actions.items():
        for actor in action.by if action.type in armed else ():
            acts.setdefault(actor, []).append(name)
    why = "The game is played without armed force."
    return tuple(
        Intervention(between=span, forbid=Forbid(actor=actor, action=tuple(names)), why=why)
        for actor, names in acts.items()
    )


def closed_types(seeds: Seeds, bans: Sequence[Forbid], actor: str, targets: Iterable[str]) -> set[str]:
    """Types of event that an actor may not argue for against these targets.

    They are the types of the actions that are forbidden to it; those of which every action is forbidden to everybody;
    and, where that is so of all force that there is to choose, every type of force.
    """
    actions, aimed = seeds.actions.actions, set(targets)
    closed = {
        actions[name].type
        for ban in bans
        if ban.actor == actor and (ban.target is None or aimed & set(ban.target))
        for name in ban.action
    }
    open_types = {action.type for name, action in actions.items() if _open_to_anybody(name, action, bans)}
    banned = {action.type for action in actions.values()} - open_types
    force = {name for name, kind in seeds.types.types.items() if kind.force or kind.clash}
    closed |= banned
    if banned & force and not open_types & force:
        closed |= force
    return closed


def _open_to_anybody(name: str, action: Action, bans: Sequence[Forbid]) -> bool:
    """True where some actor may still choose an action towards some target."""
    for actor, groups in action.by.items():
        against = [ban.target for ban in bans if ban.actor == actor and name in ban.action]
        if any(all(target is not None and not set(group) & set(target) for target in against) for group in groups):
            return True
    return False
