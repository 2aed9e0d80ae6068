"""The facilitator's bar, on every page: where the room is, the present question, the people, the game, the tables."""

from __future__ import annotations

from functools import partial
from typing import Any

from nicegui import ui

from model.common.languages import _, _n, kept_speaking, sentence, within
from model.common.plain_csv import for_spreadsheets
from model.workshop.calibration import calibration
from model.workshop.cross_origin import own_address
from model.workshop.export import guesses_csv
from model.workshop.guesses import Asked
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
    with tag("section", "bar").props("id=bar") as bar:
        bar._props["aria-label"] = _("For the facilitator")
        if path == SCREEN:
            drawn_when_opened(_("For the facilitator"), lambda: _bar(here))
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
        drawn_when_opened(_("People"), PeopleList(here).draw)
        with folded(_("The game")):
            Live(session, lambda: _game_key(here), lambda: _game(here))
        with folded(_("Tables to take home")), tag("div", "row"):
            button(_("Download the guesses (CSV)"), attempt(lambda: _download(here)))
            working(_("Download everything (ZIP of CSV)"), lambda: _download_all(here))
        said("a", _("The facilitator's guide"))._props.update({"href": GUIDE, "target": "_blank"})


def _begun(here: Here) -> bool:
    """True once something was asked or played."""
    return bool(here.session.quiz.asked or here.session.state.every_game)


def _first_steps(here: Here) -> None:
    """Say what to do first, to somebody who has never led a room."""
    if not _begun(here):
        first = _("To begin: open Room on the projector.")
        way_in = _("There people see the way in.") if here.session.app_state.open_to_room else ""
        then = _(
            "Ask a first question on Predict and bring everybody there. When they have guessed, reveal the answer. The "
            "facilitator's guide, below, has a plan for 90 minutes."
        )
        said("p", " ".join(filter(None, (first, way_in, then)))).props("id=first-steps")


def state_of(here: Here) -> str:
    """Where the room is and what it waits for, in a line."""
    session = here.session
    place, quiz, people = session.state.place, session.quiz, len(session.people)
    at = _("The room is at {place}.", place=place_name(place)) if place else _("Everybody chooses their own page.")
    found = [at]
    plays = session.front if _plays(session) else None
    if quiz.now is not None and not (plays is not None and quiz.asked[quiz.now].answer is not None):
        found.append(_state_of_question(quiz.asked[quiz.now], quiz.now + 1, len(quiz.guesses(quiz.now)), people))
    if plays is not None:
        found += [in_a_line(plays), *filter(None, [waiting_for(session, plays)])]
    found.append(sentence(_("In the room: {number}", number=people)))
    if session.state.frozen:
        found.insert(0, _("The room is frozen: nobody but you can do anything."))
    return " ".join(found)


def _state_of_question(asked: Asked, number: int, guesses: int, people: int) -> str:
    blanks = {"number": number, "guesses": guesses, "people": people}
    if asked.answer is not None:
        return _("Question {number} is revealed: {guesses} of {people} have guessed.", **blanks)
    if asked.open:
        return _("Question {number} is open: {guesses} of {people} have guessed.", **blanks)
    return _("Question {number} is closed: {guesses} of {people} have guessed.", **blanks)


def _bring(here: Here) -> None:
    async def bring(event: Any) -> None:
        place = own_address(str(event.args), {*WAYS, GLOSSARY})
        await attempt(lambda: here.session.do("bring", here.visitor, place=place))()

    pressed, kept = said("button", _("Bring everybody here")), kept_speaking(bring)
    pressed._props["type"] = "button"
    pressed.on("click", lambda event: kept(event), js_handler=_ITS_ADDRESS)


def _freeze(here: Here) -> None:
    frozen = bool(here.session.state.frozen)
    text = _("Let the room go on") if frozen else _("Freeze the room")
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
        closes = _n("Close them in {number} minute", "Close them in {number} minutes", minutes)

        async def press() -> None:
            await session.do("count_down", here.visitor, number=number, until=session.in_minutes(minutes))

        button(closes if minutes else _("No time limit for guesses"), attempt(press))

    with tag("span", "row"):
        if asked.deadline:
            countdown(session, asked.deadline)
        if asked.withdrawn:
            act(_("Bring question {number} back", number=number + 1), "reopen_guesses")
            return
        if asked.open:
            act(_("Close the guesses"), "close_guesses", "main")  # the next step of a question is the strong button
            for minutes in (0,) if asked.deadline else COUNTDOWNS:
                count_down(minutes)
        else:
            act(_("Reopen the guesses"), "reopen_guesses")
        working(_("Reveal the answer"), lambda: session.reveal(here.visitor), "" if asked.open else "main")
        act(_("Withdraw the question"), "withdraw")


def _calibrate(here: Here) -> None:
    """Show on the projector how sure the room was over all questions, or the answer again, unless it shows a game."""
    session, on = here.session, here.session.quiz.calibrates
    if not _plays(session) and (on or calibration(session.quiz) is not None):
        text = _("Show the answer on Room again") if on else _("Show on Room how sure people were")
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
        said("p", _("No game is open yet. You open one on Play."), "soft")
    for playing in session.running:
        if len(session.state.on) > 1:
            said("p", playing.title)
        _this_game(here, playing)
    _other_games(here)


def _of(here: Here, playing: Playing, what: str) -> str:
    """The text of a button for a game; with several games it says of which."""
    return _("{what} of {game}", what=what, game=playing.title) if len(here.session.state.on) > 1 else what


def _this_game(here: Here, playing: Playing) -> None:
    """Buttons for a game that runs."""
    session, game, number = here.session, playing.game, playing.number
    if game.ended:
        said("p", _("You ended the game. What was played is kept."), "soft")
        go_on = partial(session.do, "end", here.visitor, game=number, on=False)
        button(_of(here, playing, _("Go on with the ended game")), attempt(go_on))
    elif playing.phase == "over":
        said("p", _("The game is over."), "soft")
    else:
        asked_twice(
            _of(here, playing, _("End the game")),
            _("Nobody can choose any more, and the story so far is shown. It is kept, and you can go on with it."),
            partial(session.do, "end", here.visitor, game=number, on=True),
        )
        one, two = _("A choice needs one person only"), _("A choice needs a second member of the team")
        confirming = partial(session.do, "confirming", here.visitor, game=number, on=not game.confirms)
        button(_of(here, playing, one if game.confirms else two), attempt(confirming))
        for actor, proposal in game.proposals.items():
            _withdraw_act(here, playing, actor, proposal.what)


def _withdraw_act(here: Here, playing: Playing, actor: str, what: str) -> None:
    """A button that takes back what a team proposes; until the choices are closed the team can choose again."""
    session = here.session
    asked_twice(
        _of(here, playing, _("Withdraw the act of {actor}", actor=session.put.words.actor(actor))),
        _("“{act}” is not judged and does not come about.", act=what),
        partial(session.do, "withdraw_act", here.visitor, game=playing.number, actor=actor, quarter=playing.quarter),
    )


def _other_games(here: Here) -> None:
    """The games that were put away, each with the way back to it, in the place of those that run or beside them."""
    session = here.session
    for number, game in enumerate(session.state.every_game):
        if number in session.state.on:
            continue
        title = session.state.title(number)
        decided = _(
            "{game}: {scenario}, {number} of {quarters} quarters decided.",
            game=title,
            scenario=session.put.name(game.setup.scenario),
            number=len(game.decisions.chosen),
            quarters=game.setup.quarters,
        )
        with tag("div", "row"):
            said("span", " ".join([decided, _("You ended it.")] if game.ended else [decided]))
            shown = title if game.name else within(title)
            working(_("Go to {game}", game=shown), partial(session.do, "resume", here.visitor, number=number))
            beside = partial(session.do, "resume", here.visitor, number=number, beside=True)
            working(_("Go to {game} beside the others", game=shown), beside)


async def _download(here: Here) -> None:
    if not here.facilitates:
        raise Refused(_("Only the facilitator can do this."))
    session = here.session
    text = guesses_csv(session.quiz, session.put, session.called)
    ui.download.content(for_spreadsheets(text), "guesses.csv", "text/csv")


async def _download_all(here: Here) -> None:
    if not here.facilitates:
        raise Refused(_("Only the facilitator can do this."))
    archive = await everything(here.session)
    ui.download.content(archive, f"{here.session.app_state.folder.name}.zip", "application/zip")
