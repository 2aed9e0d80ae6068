"""The facilitator's side of a game: opening it, starting it, moving on, giving time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from nicegui.element import Element

from model.common.languages import _, marked
from model.load import BASELINE
from model.workshop.game import NAME_LENGTH
from model.workshop.journal import Refused
from model.workshop.pages.fields import choice, folded, line, number, tick
from model.workshop.pages.frame import Text, button, tag
from model.workshop.pages.live import Here, Live, attempt, card, live_text, paragraph, working
from model.workshop.pages.play_words import in_a_line, waiting_for
from model.workshop.session import Session

NEXT = {
    "choosing": marked("Close the choices"),
    "judging": marked("Close the odds and let luck decide"),
    "playing": marked("Go on: no answer is a no"),
}
Act = Callable[[], Awaitable[None]]


def facilitator_part(here: Here) -> None:
    """Draw the part of the page that only the facilitator has."""
    session = here.session
    with card(_("For the facilitator"), "facilitator", kept=(session.mark, "facilitator")):
        Live(session, lambda: session.state.on, lambda: _steps(here))
        Live(session, lambda: (session.state.on, bool(session.people)), lambda: _moves(here))
        with folded(_("Open a game, or begin anew")) as form:
            form._props["open"] = not session.state.on
            _opening(here, form)


def _steps(here: Here) -> None:
    """The steps of each game that runs, one below another."""
    session = here.session
    if not session.state.on:
        paragraph(_("Open a game here. People then take seats on their own devices, on this page."))
    for game in session.state.on:
        with tag("div", "game"):
            live_text(session, partial(_stands, session, game), "strong")
            Live(session, partial(_moment, session, game), partial(_step, here, game))


def _stands(session: Session, game: int) -> str:
    """Where one of several games stands, in a line; nothing where it is the only one, whose clock stands below."""
    playing = session.playing(game)
    return f"{in_a_line(playing)} {waiting_for(session, playing)}" if len(session.state.on) > 1 else ""


def _moment(session: Session, game: int) -> Any:
    return game in session.state.on and (session.playing(game).moment, session.state.at == game)


def _step(here: Here, of: int) -> None:
    session = here.session
    if of not in session.state.on:
        return
    playing = session.playing(of)
    moment, several = playing.moment, len(session.state.on) > 1

    def in_time(act: Act) -> Act:
        async def handler() -> None:
            session.playing(of).refuse_late(moment)
            await act()

        return handler

    def named(text: str, made: Text) -> None:
        if several:
            made._props["aria-label"] = f"{text}: {playing.title}"

    async def until(minutes: int) -> None:
        await session.do("deadline", here.visitor, game=of, until=session.in_minutes(minutes))

    with tag("div", "row"):
        if playing.phase == "seating":
            start = partial(session.do, "start", here.visitor, game=of)
            named(_("Start the game"), working(_("Start the game"), start, "main"))
        elif playing.phase in NEXT:
            text = _(NEXT[playing.phase])
            named(text, working(text, in_time(lambda: session.go_on(here.visitor, of)), "main"))
            for text, minutes in ((_("Two minutes from now"), 2), (_("No time limit"), 0)):
                named(text, button(text, attempt(in_time(partial(until, minutes)))))
        else:
            paragraph(_("The game is over; its story stands below."))
        if several:
            if session.state.at != of:
                show = partial(session.do, "show", here.visitor, game=of)
                named(_("Show it large"), button(_("Show it large"), attempt(show)))
            away = partial(session.do, "put_away", here.visitor, game=of)
            named(_("Put it away"), button(_("Put it away"), attempt(away)))


def _moves(here: Here) -> None:
    """Seat somebody in another team or game. Who joins meanwhile is added to the list, which stays where it is."""
    session = here.session
    if not session.state.on or not session.people:
        return

    def people() -> dict[str, str]:
        return {v: f"{one.name} ({n})" for n, (v, one) in enumerate(session.state.people.present.items(), start=1)}

    titles = {str(playing.number): playing.title for playing in session.running}
    with folded(_("Move somebody to another team")):
        mover = choice(_("Who"), people())
        game = choice(_("in"), titles, str(session.state.at)) if len(titles) > 1 else None
        where = choice(_("plays"), {actor: session.put.words.actor(actor) for actor in session.playable})

        async def move() -> None:
            if not mover.text or not where.text:
                raise Refused(_("Choose a person and a team."))
            to = session.state.at if game is None else int(game.text)
            await session.do("seat", here.visitor, game=to, actor=where.text, moves=mover.text)

        button(_("Move"), attempt(move))
        Live(session, people, lambda: mover.offer(people()))
    if len(titles) > 1:
        _groups(here, people, titles)


def _groups(here: Here, people: Callable[[], dict[str, str]], titles: dict[str, str]) -> None:
    """Say who sits in which game, or let people choose."""
    session = here.session

    async def spread() -> None:
        for to, who in session.state.spread().items():
            await session.do("assign", here.visitor, game=to, of=who)

    async def send() -> None:
        if not sent.text or not game.text:
            raise Refused(_("Choose a person and a game."))
        await session.do("assign", here.visitor, game=int(game.text), of=[sent.text])

    def choosing() -> None:
        free = session.state.choose_games
        text = _("Only I say who sits in which game") if free else _("Let people choose their game")
        button(text, attempt(partial(session.do, "let_choose", here.visitor, on=not free)))

    with folded(_("Who sits in which game")):
        Live(session, lambda: session.state.places, lambda: _sitting(session))
        with tag("div", "row"):
            Live(session, lambda: session.state.choose_games, choosing)
            button(_("Spread those without a game evenly"), attempt(spread))
        sent = choice(_("Send"), people())
        game = choice(_("to the game"), titles)
        button(_("Send there"), attempt(send))
        Live(session, people, lambda: sent.offer(people()))


def _sitting(session: Session) -> None:
    for playing in session.running:
        names = [name for visitor, name in session.people.items() if session.state.place_of(visitor) == playing.number]
        sitting = ", ".join(names) or _("nobody")
        paragraph(_("{game}: {people}.", game=playing.title, people=sitting))


def _opening(here: Here, form: Element) -> None:
    """The form of a new game; it folds once one is open, for then the steps of that game are what is wanted."""
    session = here.session
    title = line(_("Name (if you like, such as Group A)"), longest=NAME_LENGTH)
    scenario = choice(_("Scenario"), session.put.scenarios(), BASELINE)
    quarters = number(_("Quarters"), value="4", whole=True)
    minutes = number(_("Minutes for each step (0: no limit)"), value="0", whole=True)
    world = number(_("Luck (the number of the world)"), value="1", whole=True)
    confirms = tick(_("A choice needs a second member of the team, where it has one"), True)
    without_force = tick(_("Without armed force and sabotage"), False)

    async def open_it(beside: bool) -> None:
        setup = {
            "scenario": scenario.text, "seed": 1, "world": world.number, "quarters": quarters.number,
            "without_force": without_force(),
        }  # fmt: skip
        await session.do(
            "open", here.visitor, setup=setup, title=title.text, minutes=minutes.number, confirms=confirms(),
            beside=beside,
        )  # fmt: skip
        form.client.run_javascript(f"document.getElementById('{form.html_id}').open = false")

    def buttons() -> None:
        if session.state.on:
            paragraph(_("A new game takes the place of those that run, or runs beside them. You can go back to each."))
        with tag("div", "row"):
            working(_("Open a new game"), partial(open_it, False))
            if session.state.on:
                working(_("Open it beside those that run"), partial(open_it, True))

    Live(session, lambda: bool(session.state.on), buttons)
