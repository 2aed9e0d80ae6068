"""Predict, then reveal: everyone commits a guess, the model answers, and the room talks about the gaps."""

from __future__ import annotations

from functools import partial
from typing import Any

from nicegui import ui

from model.common.languages import _, day_name, marked, named, speaking, spoken
from model.load import BASELINE
from model.spec.questions import DATE
from model.workshop.app_state import AppState
from model.workshop.calibration import calibration, was_said
from model.workshop.guesses import DIRECTIONS, WORDS, Question, Seen, ready_made
from model.workshop.journal import Refused
from model.workshop.pages.answers import SET_ITSELF, calibrated, guessed, show_answer, show_question
from model.workshop.pages.entrance import entered
from model.workshop.pages.failed import told_of_questions
from model.workshop.pages.fields import choice, drawn_when_opened, folded, line, radios
from model.workshop.pages.fields import number as number_line
from model.workshop.pages.frame import button, said, tag
from model.workshop.pages.live import Here, Live, attempt, card, countdown, live_text, paragraph, working
from model.workshop.session import Session, session_of
from model.workshop.stage_questions import stage_questions

LEAD = marked(
    "The facilitator asks what a scenario would change. Commit your guess; nobody can read it before the answer is "
    "revealed. Then talk about the gap: what did the model see that you did not, or the other way round?"
)


def register(app_state: AppState) -> None:
    """Add the page."""
    session = session_of(app_state)

    @ui.page("/predict")
    async def predict() -> None:
        async with entered(session, "Predict", "/predict", LEAD) as here:
            if here.facilitates:
                facilitator(here)
            else:
                told_of_questions(session)
            Live(session, lambda: current_key(here), lambda: current(here))
            count(session)
            time_left(session)
            Live(session, lambda: (calibration(session.quiz), was_said(session.quiz)), lambda: calibrated(session))
            Earlier(here)


def current_key(here: Here) -> Any:
    """Values that redraw the present question: not the number of guesses, or a half-written guess would be lost."""
    if here.session.quiz.now is None:
        return None
    seen = here.session.quiz.seen_by(here.visitor.id)
    return len(seen), seen[-1].own, seen[-1].answer, seen[-1].open, bool(here.visitor.name)


def current(here: Here) -> None:
    """The question the room is at."""
    session = here.session
    if session.quiz.now is None:
        with card(_("No question yet")):
            paragraph(_("It appears here as soon as the facilitator asks one."))
        return
    number = session.quiz.now
    now = session.quiz.seen_by(here.visitor.id)[number]
    with card(_("Question {number}", number=number + 1), "question", kept=(session.mark, number)):
        show_question(session, now)
        if now.answer is not None:
            show_answer(session, now, names=here.facilitates)
        else:
            guessing(here, now, number)


def guessing(here: Here, now: Seen, number: int) -> None:
    """A visitor's guess to the present question, and the form to make or change it."""
    if here.facilitates and now.question.scripted:
        paragraph(" ".join((_(SET_ITSELF), _("You can withdraw the question.")))).classes("message")
    if now.own is not None:
        guess = guessed(here.session, now.question, now.own)
        sealed = _("Your guess: {guess}. It is sealed until the reveal.", guess=guess)
        if now.open:
            sealed = _(
                "Your guess: {guess}. It is sealed until the reveal, and you can change it until guesses are closed.",
                guess=guess,
            )
        paragraph(sealed).props("id=own")
    if not now.open:
        paragraph(_("Guesses are closed."))
    elif here.facilitates and not here.visitor.name:
        paragraph(_("The others guess on their own devices."))
    elif here.visitor.name:
        guess_form(here, now.question, number, _("Commit my guess") if now.own is None else _("Change my guess"))
    else:
        paragraph(_("Say who you are, above, and you can guess."))


def time_left(session: Session) -> None:
    """The countdown of the present question, where there is one."""

    def draw() -> None:
        if session.quiz.deadline:
            countdown(session, session.quiz.deadline)

    Live(session, lambda: session.quiz.deadline, draw)


def count(session: Session) -> None:
    """Show the number of guesses so far, for all to see."""
    live_text(session, lambda: count_said(session), "strong", "role=status id=count")


def count_said(session: Session) -> str:
    """The number of guesses so far in words; empty where the room is asked nothing."""
    quiz = session.quiz
    if quiz.now is None or quiz.asked[quiz.now].answer is not None:
        return ""
    counts = {"number": len(quiz.guesses(quiz.now)), "people": len(session.people)}
    if quiz.asked[quiz.now].open:
        return _("Guesses so far: {number} of {people}", **counts)
    return _("Guesses so far: {number} of {people}. Guesses are closed", **counts)


def guess_form(here: Here, question: Question, number: int, text: str) -> None:
    """The form of a guess: a direction, a size, and how sure; `text` is on its button."""
    factor, unit = here.session.put.scale(question.outcome)
    direction = radios(_("Your guess"), {key: _(text) for key, text in DIRECTIONS.items()})
    most = round(question.most * factor, 6)
    up_to = _("By how much, from 0 to {most} ({unit}; leave it empty for no difference)", most=f"{most:g}", unit=unit)
    size = number_line(up_to)
    sure = number_line(_("How sure are you, in percent? (if you like)"), whole=True)

    async def commit() -> None:
        if not direction.text:
            raise Refused(_("Choose higher, lower or no difference."))
        amount = 0 if direction.text == "same" else size.number
        if amount is None or not 0 <= amount <= most:
            raise Refused(_("Give the size of the difference as a number from 0 to {most}.", most=f"{most:g}"))
        if sure.text and sure.number is None:
            raise Refused(_("Say how sure you are as a whole number from 0 to 100."))
        guess = {"direction": direction.text, "size": amount / factor, "sure": sure.number}
        await here.session.do("guess", here.visitor, number=number, **guess)

    button(text, attempt(commit), "main")


class Earlier:
    """The questions before, for the debrief: each is added when it is one, and those above stay as they are."""

    def __init__(self, here: Here) -> None:
        self.here, self.shown, self.language = here, 0, spoken()
        self.box = tag("div", "live")
        self.look()
        here.session.changed.subscribe(self.look)

    def look(self) -> None:
        """Add the questions that have become earlier ones."""
        before = self.here.session.quiz.asked[:-1]
        with self.box, speaking(self.language):
            if before and not self.shown:
                said("h2", _("Earlier questions"))
            for number, asked in enumerate(before[self.shown :], start=self.shown):
                if asked.withdrawn:
                    continue
                put = self.here.session.put.heading(asked.question)
                heading = _("Question {number}: {question}", number=number + 1, question=put)
                drawn_when_opened(heading, partial(again, self.here, number))
        self.shown = len(before)


def again(here: Here, number: int) -> None:
    """A question of before and its answer."""
    seen = here.session.quiz.seen_by(here.visitor.id)[number]
    show_question(here.session, seen)
    show_answer(here.session, seen, now=False, names=here.facilitates)


def facilitator(here: Here) -> None:
    """Asking and revealing."""
    session = here.session
    with card(_("Ask the room a question"), "facilitator", kept=(session.mark, "facilitator")):
        ready = {str(n): q for n, q in enumerate(ready_made(session.app_state.seeds))}
        subjects = {n: session.put.briefly(q) for n, q in ready.items()}
        chosen = choice(_("A ready-made question"), subjects)

        async def ask_ready() -> None:
            if (q := ready.get(chosen.text)) is None:
                raise Refused(_("Choose a question first."))
            await session.ask(here.visitor, q.scenario, q.outcome, q.against, q.claim)

        working(_("Ask the room"), ask_ready, "main")
        with folded(_("Ask a question of your own")):
            scenario = choice(_("If this happens"), session.put.scenarios(but=BASELINE))
            against = choice(_("compared with"), session.put.scenarios(), BASELINE)
            outcome = choice(_("what becomes of"), {o: session.put.subject(o) for o in askable(session)})
            words = line(_("In your own words (if you like; the room reads them above the question)"), longest=WORDS)

            async def ask_own() -> None:
                if not scenario.text or not outcome.text:
                    raise Refused(_("Choose a scenario and an outcome first."))
                await session.ask(here.visitor, scenario.text, outcome.text, against.text, words=words.text)

            working(_("Ask this"), ask_own)

        _ask_of_a_day(here)


def _ask_of_a_day(here: Here) -> None:
    """The form of a question that public sources will decide, about where an issue stands on a day."""
    session = here.session
    asked = list(stage_questions(session.app_state.seeds))
    if not asked:
        return
    with folded(_("Ask where a question of the region will stand on a day")):
        questions = {one.name: named(one.question.asks).replace(DATE, _("the day")) for one in asked}
        question = choice(_("The question"), questions)
        days = {one.day: day_name(one.day) for one in asked}
        day = choice(_("The day"), days, next(iter(days)))
        scenario = choice(_("in the scenario, compared with the baseline"), session.put.scenarios(but=BASELINE))

        async def ask() -> None:
            one = next((one for one in asked if (one.name, one.day) == (question.text, day.text)), None)
            if one is None or not scenario.text:
                raise Refused(_("Choose a question, a day and a scenario first."))
            await session.ask(here.visitor, scenario.text, one.column, BASELINE)

        working(_("Ask it for this day"), ask)


def askable(session: Session) -> list[str]:
    """The outcomes a question can be about: what the report's table shows, and how far each actor leans to each."""
    actors = session.playable
    return [
        *session.app_state.seeds.outcomes.headline,
        *(f"alignment.{of}.{to}" for of in actors for to in actors if of != to),
    ]
