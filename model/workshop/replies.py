"""Answers of the actors that the model plays to what the teams did: their consent, their replies, their reactions."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from model.common.languages import _
from model.trace.records import Event, Month
from model.workshop.game_state import QUARTER, GameState
from model.workshop.spoken_words import SpokenWording


def replies(now: GameState, played: Collection[str], say: SpokenWording) -> list[str]:
    """The answers of the quarter that was played last, in sentences, in the order they were given."""
    if not now.month:
        return []
    quarter = now.months[(now.month - 1) // QUARTER * QUARTER :]
    found = [sentence for month in quarter for event in month.events for sentence in _consents(event, played, say)]
    for place, month in enumerate(quarter):
        found += _reactions(month, quarter[: place + 1], played, say)
    return list(dict.fromkeys(found))


def _consents(event: Event, played: Collection[str], say: SpokenWording) -> Iterator[str]:
    """Answers to an agreement that a team proposed."""
    proposers = [actor for actor in event.proposers if actor in played]
    if not proposers or event.action is None:
        return
    name = say.action(event.action)
    for asked in event.evaluations:
        if asked.role == "asked" and asked.actor not in played and asked.agreed is not None:
            blanks = {"actor": say.actor(asked.actor), "others": say.actors(proposers), "action": name}
            yes = _("{actor} answers {others}: agrees to “{action}”.", **blanks)
            yield yes if asked.agreed else _("{actor} answers {others}: refuses “{action}”.", **blanks)


def _reactions(month: Month, so_far: tuple[Month, ...], played: Collection[str], say: SpokenWording) -> Iterator[str]:
    """Acts towards a team's actor by whom it acted upon in a month before."""
    for event in month.events:
        if not event.came_about or event.action is None or event.agreement:
            continue
        name = say.action(event.action)
        for actor in (actor for actor in event.source if actor not in played):
            for team in (target for target in event.target if target in played):
                acted = any(
                    before.came_about and team in before.source and actor in before.target
                    for earlier in so_far[:-1]
                    for before in earlier.events
                )
                if acted:
                    told = say.says(event.type, event.source, event.target)
                    blanks = {"actor": say.actor(actor), "other": say.actor(team)}
                    yield _("{actor} answers {other}: {event} ({action}).", **blanks, event=told, action=name)
