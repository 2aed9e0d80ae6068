"""The facilitator's side of a game: opening it, starting it, moving on, giving time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from model.load import BASELINE
from model.workshop.game import MINUTES, QUARTERS
from model.workshop.journal import Refused
from model.workshop.pages.fields import choice, folded, number
from model.workshop.pages.frame import button, tag
from model.workshop.pages.live import Here, Live, attempt, card, paragraph, working

NEXT = {
    "choosing": "Close the choices",
    "judging": "Close the odds and let luck decide",
    "playing": "Go on: no answer is a no",
}

Act = Callable[[], Awaitable[None]]


def facilitator_part(here: Here) -> None:
    """Draw the part of the page that only the facilitator has."""
    session = here.session
    with card("For the facilitator", "facilitator", kept=(session.mark, "facilitator")):
        Live(session, lambda: session.moment, lambda: _step(here))
        Live(session, lambda: session.game is not None and bool(session.people), lambda: _moves(here))
        with folded("Open a game, or begin anew"):
            _opening(here)


def _step(here: Here) -> None:
    session, game, moment = here.session, here.session.game, here.session.moment
    if game is None:
        paragraph("Open a game below. People then take seats here on their own devices.")
        return

    def in_time(act: Act) -> Act:
        async def handler() -> None:
            session.refuse_late(moment)
            await act()

        return handler

    async def until(minutes: int) -> None:
        await session.do("deadline", here.visitor, until=session.in_minutes(minutes))

    phase = game.phase(session.now)
    with tag("div", "row"):
        if phase == "seating":
            working("Start the game", lambda: session.do("start", here.visitor), "main")
        elif phase in NEXT:
            working(NEXT[phase], in_time(lambda: session.go_on(here.visitor)), "main")
            button("Two minutes from now", attempt(in_time(lambda: until(2))))
            button("No time limit", attempt(in_time(lambda: until(0))))
        else:
            paragraph("The game is over; its story stands below.")


def _moves(here: Here) -> None:
    """Seat somebody in another team. Whoever joins meanwhile is added to the list, which stays where it is."""
    session, game = here.session, here.session.game
    if game is None or not session.people:
        return

    def people() -> dict[str, str]:
        return {v: f"{one.name} ({n})" for n, (v, one) in enumerate(session.state.people.present.items(), start=1)}

    with folded("Move somebody to another team"):
        mover = choice("Who", people())
        where = choice("plays", {actor: session.put.words.actor(actor) for actor in game.playable})

        async def move() -> None:
            if not mover.text or not where.text:
                raise Refused("Choose a person and a team.")
            await session.do("seat", here.visitor, actor=where.text, moves=mover.text)

        button("Move", attempt(move))
        Live(session, people, lambda: mover.offer(people()))


def _opening(here: Here) -> None:
    """The form of a new game."""
    session = here.session
    paragraph("A new game takes the place of the one that is on. You can go back to each from your bar.")
    scenario = choice("Scenario", {n: name for n, (name, _) in session.scenarios.items()}, BASELINE)
    quarters = number("Quarters", value="4", min=1, max=QUARTERS, step=1)
    minutes = number("Minutes for each step (0: no limit)", value="0", min=0, max=MINUTES, step=1)
    world = number("Luck (the number of the world)", value="1", min=0, max=10**6, step=1)

    async def open_it() -> None:
        setup = {"scenario": scenario.text, "seed": 1, "world": world.number, "quarters": quarters.number}
        await session.do("open", here.visitor, setup=setup, minutes=minutes.number)

    working("Open a new game", open_it)
