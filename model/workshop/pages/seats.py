"""Seats of people: the game that somebody sits in, where several run, and the seats of the teams in it."""

from __future__ import annotations

from functools import partial
from typing import Any

from model.common.languages import _
from model.workshop.pages.frame import button, said, tag
from model.workshop.pages.live import Here, Live, attempt, card, paragraph
from model.workshop.pages.role_briefs import link_to_briefs


def own_actor(here: Here) -> str | None:
    """Actor that the visitor's team plays."""
    playing = here.playing
    return None if playing is None else playing.game.members.get(here.visitor.id)


def games_key(here: Here) -> Any:
    """Values that the choice of a game shows."""
    session = here.session
    if len(session.state.on) < 2 or here.facilitates or not here.visitor.name:
        return None
    playing = here.playing
    held = playing is not None and playing.game.plays(here.visitor.id)
    return session.state.on, session.state.choose_games, playing and playing.number, held


def games(here: Here) -> None:
    """Where several games run: the one that the visitor sits in, and the way into the others while they may choose."""
    if games_key(here) is None:
        return
    session, own = here.session, here.playing
    held = own is not None and own.game.plays(here.visitor.id)
    with card(_("Your game"), "your-game"):
        if own is not None:
            paragraph(_("You sit in {game}.", game=own.title)).classes("strong")
        elif not session.state.choose_games:
            paragraph(_("Several games run side by side. The facilitator says in which one you sit."))
        else:
            paragraph(_("Several games run side by side. Choose the one of your group."))
        if session.state.choose_games and not held:
            with tag("div", "row"):
                for other in session.running:
                    if own is None or other.number != own.number:
                        button(_("Go to {game}", game=other.title), attempt(partial(_sit, here, other.number)))


async def _sit(here: Here, number: int) -> None:
    await here.session.do("sit", here.visitor, game=number)


def seats_key(here: Here) -> Any:
    """Values that redraw the seats: never the members of other teams, or buttons would move under a finger."""
    playing = here.playing
    return playing and (playing.number, own_actor(here) is not None and playing.game.started)


def seats(here: Here) -> None:
    """Show the teams of all actors; whoever has no seat can take one."""
    session, playing = here.session, here.playing
    if playing is None:
        return
    if own_actor(here) is not None and playing.game.started:
        Live(session, lambda: own_team(here), lambda: own_team_said(here))
        return
    with card(_("The seats"), "seats"):
        Live(session, lambda: own_team(here), lambda: own_team_said(here))
        for actor in playing.game.playable:
            with tag("div", "seat"):
                seat(here, playing.number, actor)
        link_to_briefs()


def seat(here: Here, number: int, actor: str) -> None:
    """Show the team of an actor, and the button to join it."""
    session, name = here.session, here.session.put.words.actor(actor)

    def players() -> str:
        game = session.state.every_game[number]
        team = ", ".join(map(session.called, game.team(actor)))
        taken = game.started and actor not in game.decisions.played
        model = _("the model plays it") if taken else _("no one yet")
        return f"{name}: {team or model}"

    def open_seat() -> bool:
        game = session.state.every_game[number]
        still = not game.finished and (not game.started or actor in game.decisions.played)
        return still and own_actor(here) is None and bool(here.visitor.name)

    def offered() -> None:
        if open_seat():
            take = partial(session.do, "seat", here.visitor, game=number, actor=actor)
            button(_("Play {actor}", actor=name), attempt(take))

    def listed() -> None:
        said("span", players())

    Live(session, players, listed)
    Live(session, open_seat, offered)


def own_team(here: Here) -> tuple[str, ...]:
    """Actor that the visitor plays, and with whom."""
    playing, mine = here.playing, own_actor(here)
    if playing is None or mine is None:
        return ()
    return mine, *map(here.session.called, playing.game.team(mine))


def own_team_said(here: Here) -> None:
    """The visitor's team, in words."""
    if not own_team(here):
        return
    mine, *names = own_team(here)
    actor = here.session.put.words.actor(mine)
    text = _("You play {actor}. Your team: {names}.", actor=actor, names=", ".join(names))
    paragraph(text).classes("strong").props("id=team")
    playing = here.playing
    if playing is not None and not playing.game.started:
        button(_("Leave this seat"), attempt(partial(here.session.do, "leave", here.visitor, game=playing.number)))
    link_to_briefs(mine)
