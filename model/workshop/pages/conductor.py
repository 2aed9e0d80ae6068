"""The facilitator's bar, on every page: where the room is, the present question, the people, the game, the tables."""

from __future__ import annotations

from functools import partial
from typing import Any

from nicegui import ui

from model.common.plain_csv import for_spreadsheets
from model.workshop.calibration import calibration
from model.workshop.cross_origin import own_address
from model.workshop.export import guesses_csv
from model.workshop.journal import Refused
from model.workshop.pages.failed import led
from model.workshop.pages.fields import drawn_when_opened, folded
from model.workshop.pages.following import place_name
from model.workshop.pages.frame import GLOSSARY, GUIDE, SCREEN, WAYS, button, said, tag
from model.workshop.pages.live import Here, Live, asked_twice, attempt, countdown, live_text, working
from model.workshop.pages.people_list import PeopleList
from model.workshop.pages.play_words import in_a_line, waiting_for
from model.workshop.playing import Playing
from model.workshop.session import Session
from model.workshop.tables import everything

COUNTDOWNS = (1, 3)
"""Minutes after which guesses can be closed."""
_ITS_ADDRESS = "() => window.in_order(() => emit(location.pathname + location.search))"
"""Script that tells the address of the page as it is now, with all that was set on it."""


def conductor_bar(here: Here, path: str) -> None:
    """Draw the bar; on the projector it is folded."""
    with tag("section", "bar").props('id=bar aria-label="For the facilitator"'):
        if path == SCREEN:
            drawn_when_opened("For the facilitator", lambda: _bar(here))
        else:
            _bar(here)


def _bar(here: Here) -> None:
    session = here.session
    live_text(session, lambda: state_of(here), props="role=status id=state")
    led(here)
    Live(session, lambda: _begun(here), lambda: _first_steps(here))
    with tag("div", "row"):
        _bring(here)
        Live(session, lambda: bool(session.state.frozen), lambda: _freeze(here))
        Live(session, lambda: _question_key(here), lambda: _question(here))
    with tag("div", "folds"):
        drawn_when_opened("People", PeopleList(here).draw)
        with folded("The game"):
            Live(session, lambda: _game_key(here), lambda: _game(here))
        with folded("Tables to take home"), tag("div", "row"):
            button("Download the guesses (CSV)", attempt(lambda: _download(here)))
            working("Download everything (ZIP of CSV)", lambda: _download_all(here))
        said("a", "The facilitator's guide")._props.update({"href": GUIDE, "target": "_blank"})


def _begun(here: Here) -> bool:
    """True once something was asked or played."""
    return bool(here.session.quiz.asked or here.session.state.every_game)


def _first_steps(here: Here) -> None:
    """Say what to do first, to somebody who has never led a room."""
    if not _begun(here):
        way_in = " There people see the way in." if here.session.app_state.open_to_room else ""
        said(
            "p",
            f"To begin: open Room on the projector.{way_in} Ask a first question on Predict and bring everybody there. "
            "When they have guessed, reveal the answer. The facilitator's guide, below, has a plan for 90 minutes.",
        ).props("id=first-steps")


def state_of(here: Here) -> str:
    """Where the room is and what it waits for, in a line."""
    session = here.session
    place, quiz, people = session.state.place, session.quiz, len(session.people)
    found = [f"The room is at {place_name(place)}." if place else "Everybody chooses their own page."]
    plays = session.front if _plays(session) else None
    if quiz.now is not None and not (plays is not None and quiz.asked[quiz.now].answer is not None):
        count = len(quiz.guesses(quiz.now))
        asked = quiz.asked[quiz.now]
        state = "revealed" if asked.answer is not None else "open" if asked.open else "closed"
        found.append(f"Question {quiz.now + 1} is {state}: {count} of {people} have guessed.")
    if plays is not None:
        found += [in_a_line(plays), *filter(None, [waiting_for(session, plays)])]
    found.append(f"In the room: {people}.")
    if session.state.frozen:
        found.insert(0, "The room is frozen: nobody but you can do anything.")
    return " ".join(found)


def _bring(here: Here) -> None:
    async def bring(event: Any) -> None:
        place = own_address(str(event.args), {*WAYS, GLOSSARY})
        await attempt(lambda: here.session.do("bring", here.visitor, place=place))()

    pressed = said("button", "Bring everybody here")
    pressed._props["type"] = "button"
    pressed.on("click", bring, js_handler=_ITS_ADDRESS)


def _freeze(here: Here) -> None:
    frozen = bool(here.session.state.frozen)
    text = "Let the room go on" if frozen else "Freeze the room"
    button(text, attempt(lambda: here.session.freeze(here.visitor, not frozen)), "main" if frozen else "")


def _question_key(here: Here) -> Any:
    quiz = here.session.quiz
    last = quiz.asked[-1] if quiz.asked else None
    calibrates = quiz.calibrates, calibration(quiz) is None, _plays(here.session)
    return last and (len(quiz.asked), last.open, last.withdrawn, last.answer, last.deadline, calibrates)


def _question(here: Here) -> None:
    """Buttons for the last question; each acts on the question it was drawn for."""
    session, quiz = here.session, here.session.quiz
    if not quiz.asked:
        return
    if quiz.asked[-1].answer is not None:
        _calibrate(here)
        return
    number, asked = len(quiz.asked) - 1, quiz.asked[-1]

    def act(text: str, kind: str, weight: str = "") -> None:
        button(text, attempt(lambda: session.do(kind, here.visitor, number=number)), weight)

    def count_down(minutes: int) -> None:
        text = f"Close them in {minutes} minute{'s' if minutes > 1 else ''}" if minutes else "No time limit for guesses"

        async def press() -> None:
            await session.do("count_down", here.visitor, number=number, until=session.in_minutes(minutes))

        button(text, attempt(press))

    with tag("span", "row"):
        if asked.deadline:
            countdown(session, asked.deadline)
        if asked.withdrawn:
            act(f"Bring question {number + 1} back", "reopen_guesses")
            return
        if asked.open:
            act("Close the guesses", "close_guesses", "main")  # the next step of a question is the strong button
            for minutes in (0,) if asked.deadline else COUNTDOWNS:
                count_down(minutes)
        else:
            act("Reopen the guesses", "reopen_guesses")
        working("Reveal the answer", lambda: session.reveal(here.visitor), "" if asked.open else "main")
        act("Withdraw the question", "withdraw")


def _calibrate(here: Here) -> None:
    """Show on the projector how sure the room was over all questions, or the answer again, unless it shows a game."""
    session, on = here.session, here.session.quiz.calibrates
    if not _plays(session) and (on or calibration(session.quiz) is not None):
        text = "Show the answer on Room again" if on else "Show on Room how sure people were"
        button(text, attempt(lambda: session.do("calibrate", here.visitor, on=not on)))


def _plays(session: Session) -> bool:
    """True while a game has the projector: one that is over gives way."""
    return session.front is not None and session.front.phase != "over"


def _game_key(here: Here) -> Any:
    return [
        (playing.number, playing.game.ended, playing.phase, playing.quarter, playing.game.proposals,
         playing.game.confirms)
        for playing in here.session.running
    ], len(here.session.state.every_game)  # fmt: skip


def _game(here: Here) -> None:
    session = here.session
    if not session.state.on:
        said("p", "No game is open yet. You open one on Play.", "soft")
    for playing in session.running:
        of = f" of {playing.title}" if len(session.state.on) > 1 else ""
        if of:
            said("p", playing.title)
        _this_game(here, playing, of)
    _other_games(here)


def _this_game(here: Here, playing: Playing, of: str) -> None:
    """Buttons for a game that runs; with several games each button says `of` which it is."""
    session, game, number = here.session, playing.game, playing.number
    if game.ended:
        said("p", "You ended the game. What was played is kept.", "soft")
        go_on = partial(session.do, "end", here.visitor, game=number, on=False)
        button(f"Go on with the ended game{of}", attempt(go_on))
    elif playing.phase == "over":
        said("p", "The game is over.", "soft")
    else:
        asked_twice(
            f"End the game{of}",
            "Nobody can choose any more, and the story so far is shown. It is kept, and you can go on with it.",
            partial(session.do, "end", here.visitor, game=number, on=True),
        )
        text = "A choice needs one person only" if game.confirms else "A choice needs a second member of the team"
        confirming = partial(session.do, "confirming", here.visitor, game=number, on=not game.confirms)
        button(text + of, attempt(confirming))
        for actor, proposal in game.proposals.items():
            _withdraw_act(here, playing, actor, proposal.what, of)


def _withdraw_act(here: Here, playing: Playing, actor: str, what: str, of: str) -> None:
    """A button that takes back what a team proposes; until the choices are closed the team can choose again."""
    session = here.session
    asked_twice(
        f"Withdraw the act of {session.put.words.actor(actor)}{of}",
        f"“{what}” is not judged and does not come about.",
        partial(session.do, "withdraw_act", here.visitor, game=playing.number, actor=actor, quarter=playing.quarter),
    )


def _other_games(here: Here) -> None:
    """The games that were put away, each with the way back to it, in the place of those that run or beside them."""
    session = here.session
    for number, game in enumerate(session.state.every_game):
        if number in session.state.on:
            continue
        title, name = session.state.title(number), session.scenarios[game.setup.scenario][0]
        decided = f"{len(game.decisions.chosen)} of {game.setup.quarters} quarters decided."
        with tag("div", "row"):
            said("span", f"{title}: {name}, {decided}{' You ended it.' if game.ended else ''}")
            shown = f"game {number + 1}" if not game.name else title
            working(f"Go to {shown}", partial(session.do, "resume", here.visitor, number=number))
            beside = partial(session.do, "resume", here.visitor, number=number, beside=True)
            working(f"Go to {shown} beside the others", beside)


async def _download(here: Here) -> None:
    if not here.facilitates:
        raise Refused("Only the facilitator can do this.")
    session = here.session
    text = guesses_csv(session.quiz, session.put, session.called)
    ui.download.content(for_spreadsheets(text), "guesses.csv", "text/csv")


async def _download_all(here: Here) -> None:
    if not here.facilitates:
        raise Refused("Only the facilitator can do this.")
    archive = await everything(here.session)
    ui.download.content(archive, f"{here.session.app_state.folder.name}.zip", "application/zip")
