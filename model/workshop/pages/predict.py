"""Predict, then reveal: everyone commits a guess, the model answers, and the room talks about the gaps."""

from __future__ import annotations

from functools import partial
from typing import Any

from nicegui import ui

from model.common.text import MINUS
from model.load import BASELINE
from model.reporting.figures.palette import BLACK, BLUE, VERMILLION
from model.workshop.app_state import AppState
from model.workshop.charts import SIGNED
from model.workshop.controls import Chart
from model.workshop.guesses import DIRECTIONS, Answer, Guess, Question, Seen, gaps, ready_made
from model.workshop.journal import Refused
from model.workshop.pages.entrance import entered
from model.workshop.pages.fields import choice, drawn_when_opened, folded, radios
from model.workshop.pages.fields import number as number_line
from model.workshop.pages.frame import button, said, tag
from model.workshop.pages.live import Here, Live, attempt, card, paragraph, working
from model.workshop.session import Session, session_of

LEAD = (
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
            Live(session, lambda: current_key(here), lambda: current(here))
            Live(session, lambda: count_said(session), lambda: count(session))
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
        with card("No question yet"):
            paragraph("It appears here as soon as the facilitator asks one.")
        return
    number = session.quiz.now
    now = session.quiz.seen_by(here.visitor.id)[number]
    with card(f"Question {number + 1}", "question", kept=(session.mark, number)):
        show_question(session, now)
        if now.answer is not None:
            show_answer(session, now)
        elif now.own is not None:
            paragraph(f"Your guess: {guessed(session, now.question, now.own)}. It is sealed until the reveal.").props(
                "id=own"
            )
        elif not now.open:
            paragraph("Guesses are closed.")
        elif here.facilitates and not here.visitor.name:
            paragraph("The others guess on their own devices.")
        elif here.visitor.name:
            guess_form(here, now.question, number)
        else:
            paragraph("Say who you are, above, and you can guess.")


def count(session: Session) -> None:
    """Show the number of guesses so far, for all to see."""
    if text := count_said(session):
        paragraph(text).classes("strong").props("role=status id=count")


def count_said(session: Session) -> str:
    """The number of guesses so far in words; empty where the room is asked nothing."""
    quiz = session.quiz
    if quiz.now is None or quiz.asked[quiz.now].answer is not None:
        return ""
    closed = "" if quiz.asked[quiz.now].open else ". Guesses are closed"
    return f"Guesses so far: {len(quiz.guesses(quiz.now))} of {len(session.people)}{closed}"


def show_question(session: Session, seen: Seen) -> None:
    """The question in words, and the level a guess is measured from."""
    put, question = session.put, seen.question
    paragraph(f"Suppose: {put.premise(question)}")
    paragraph(put.asks(question)).classes("strong")
    if question.level is not None:
        whose = "the baseline" if question.against == BASELINE else f"“{session.scenarios[question.against][0]}”"
        level = number_said(session, question, question.level)
        paragraph(f"In {whose} it is {level} on average at the end{put.ends(question.outcome)}.")


def number_said(session: Session, question: Question, value: float, *, sign: bool = False) -> str:
    """A level or a difference as people read it: 12.3 worlds in a hundred."""
    factor, unit = session.put.scale(question.outcome)
    shown = f"{abs(value * factor):.1f}"
    mark = "" if float(shown) == 0 else MINUS if value < 0 else "+" if sign else ""
    return f"{mark}{shown} {unit}"


def guessed(session: Session, question: Question, guess: Guess) -> str:
    """A guess in words."""
    size = "" if guess.direction == "same" else f" by {number_said(session, question, guess.size)}"
    sure = "" if guess.sure is None else f"; {guess.sure} % sure"
    return f"{DIRECTIONS[guess.direction]}{size}{sure}"


def guess_form(here: Here, question: Question, number: int) -> None:
    """The form of a guess: a direction, a size, and how sure."""
    factor, unit = here.session.put.scale(question.outcome)
    direction = radios("Your guess", DIRECTIONS)
    most = round(question.most * factor, 6)
    size = number_line(f"By how much, in {unit} (leave it empty for no difference)", min=0, max=most)
    sure = number_line("How sure are you, in percent? (if you like)", min=0, max=100)

    async def commit() -> None:
        amount = 0 if direction.text == "same" else size.number
        if amount is None or not 0 <= amount <= most:
            raise Refused(f"Give the size of the difference as a number from 0 to {most:g}.")
        if sure.text and sure.number is None:
            raise Refused("Say how sure you are as a whole number from 0 to 100.")
        guess = {"direction": direction.text, "size": amount / factor, "sure": sure.number}
        await here.session.do("guess", here.visitor, number=number, **guess)

    button("Commit my guess", attempt(commit), "main")


def show_answer(session: Session, seen: Seen, *, tall: bool = False, now: bool = True) -> None:
    """Show the model's answer beside the spread of the guesses; `now` where it is the page's present question."""
    question, answer = seen.question, seen.answer
    assert answer is not None, "shown once revealed"
    way = {"higher": "higher", "lower": "lower", "same": "no difference to be seen"}[answer.direction]
    told = paragraph(
        f"The model says: {way}, {number_said(session, question, answer.difference, sign=True)} "
        f"(95 % interval {bounds(session, question, answer)}; {answer.worlds} worlds, {answer.months} months)."
    ).classes("strong")
    if now:
        told.props("id=answer")
    found = gaps(seen)
    if found is not None:
        paragraph(
            f"{found.right} of {found.guesses} guesses had the direction. The middle guess was "
            f"{number_said(session, question, found.median, sign=True)}."
        )
        spread(session, seen, tall=tall)
    else:
        paragraph("Nobody committed a guess.")
    if seen.own is not None:
        own = paragraph(f"Your guess: {guessed(session, question, seen.own)}.")
        if now:
            own.props("id=own")
    if question.claim:
        claim = session.app_state.seeds.claims[question.claim]
        titles = "; ".join(session.app_state.seeds.documents[d].title for d in claim.documents)
        paragraph(f"What documents say: {claim.says} ({titles})")
        if claim.caution:
            paragraph(f"Caution: {claim.caution}")


def bounds(session: Session, question: Question, answer: Answer) -> str:
    """The interval in words."""
    ends = (number_said(session, question, end, sign=True) for end in (answer.low, answer.high))
    low, high = (end.split(" ")[0] for end in ends)
    return f"{low} to {high}"


def spread(session: Session, seen: Seen, *, tall: bool) -> None:
    """Every guess as a dot on a line, your own as a diamond, and the answer as a line with its interval."""
    factor, unit = session.put.scale(seen.question.outcome)
    answer = seen.answer
    assert answer is not None, "shown once revealed"
    letters = 18 if tall else 13
    stacked: dict[float, int] = {}
    points: list[dict[str, Any]] = []
    for guess in seen.guesses:
        value = round(guess.difference * factor, 1)
        stacked[value] = stacked.get(value, 0) + 1
        look = {"symbol": "diamond", "symbolSize": 22} if guess == seen.own else {"symbol": "circle", "symbolSize": 14}
        points.append({"value": [value, stacked[value]], **look})
    low, middle, high = (round(end * factor, 2) for end in (answer.low, answer.difference, answer.high))
    ends = [*stacked, low, high, 0.0]
    room = max((max(ends) - min(ends)) * 0.1, 0.5)
    listing = ", ".join(f"{value:g}" for value in sorted(p["value"][0] for p in points))
    said_of_it = f"Guesses: {listing}. The model: {middle:g}, from {low:g} to {high:g}. {unit}."
    Chart("guesses tall" if tall else "guesses", said_of_it).draw(
        {
            "animation": False,
            "grid": {"left": 20, "right": 20, "top": 40, "bottom": 4 * letters},
            "xAxis": {
                "type": "value", "min": round(min(ends) - room, 1), "max": round(max(ends) + room, 1),
                "name": f"Difference guessed ({unit})", "nameLocation": "middle", "nameGap": 2 * letters,
                "nameTextStyle": {"color": BLACK, "fontSize": letters},
                "axisLabel": {
                    "color": BLACK, "fontSize": letters, "showMinLabel": False, "showMaxLabel": False,
                    ":formatter": SIGNED,
                },
            },
            "yAxis": {"type": "value", "show": False, "min": 0, "max": max(stacked.values(), default=1) + 1},
            "series": [
                {
                    "type": "scatter", "data": points, "itemStyle": {"color": BLUE, "opacity": 0.9},
                    "markLine": {
                        "symbol": "none", "data": [{"xAxis": middle, "name": "the model"}],
                        "lineStyle": {"color": VERMILLION, "width": 3, "type": "solid"},
                        "label": {"formatter": "the model", "color": BLACK, "fontSize": letters},
                    },
                    "markArea": {
                        "data": [[{"xAxis": low}, {"xAxis": high}]], "itemStyle": {"color": VERMILLION, "opacity": 0.2},
                    },
                }
            ],
        }
    )  # fmt: skip


class Earlier:
    """The questions before, for the debrief: each is added when it is one, and those above stay as they are."""

    def __init__(self, here: Here) -> None:
        self.here, self.shown = here, 0
        self.box = tag("div", "live")
        self.look()
        here.session.changed.subscribe(self.look)

    def look(self) -> None:
        """Add the questions that have become earlier ones."""
        before = self.here.session.quiz.asked[:-1]
        with self.box:
            if before and not self.shown:
                said("h2", "Earlier questions")
            for number, asked in enumerate(before[self.shown :], start=self.shown):
                if asked.withdrawn:
                    continue
                put = self.here.session.put.asks(asked.question)
                drawn_when_opened(f"Question {number + 1}: {put}", partial(again, self.here, number))
        self.shown = len(before)


def again(here: Here, number: int) -> None:
    """A question of before and its answer."""
    seen = here.session.quiz.seen_by(here.visitor.id)[number]
    show_question(here.session, seen)
    show_answer(here.session, seen, now=False)


def facilitator(here: Here) -> None:
    """Asking and revealing."""
    session = here.session
    with card("Ask the room a question", "facilitator", kept=(session.mark, "facilitator")):
        ready = {str(n): q for n, q in enumerate(ready_made(session.app_state.seeds))}
        names = session.scenarios
        subjects = {n: f"{names[q.scenario][0]}: {session.put.subject(q.outcome)}" for n, q in ready.items()}
        chosen = choice("A question made from the documents' claims", subjects)

        async def ask_ready() -> None:
            if (q := ready.get(chosen.text)) is None:
                raise Refused("Choose a question first.")
            await session.ask(here.visitor, q.scenario, q.outcome, q.against, q.claim)

        working("Ask the room", ask_ready, "main")
        with folded("Ask a question of your own"):
            scenario = choice("If this happens", {n: w for n, (w, _) in names.items() if n != BASELINE})
            against = choice("compared with", {n: w for n, (w, _) in names.items()}, BASELINE)
            outcome = choice("what becomes of", {o: session.put.subject(o) for o in askable(session)})

            async def ask_own() -> None:
                if not scenario.text or not outcome.text:
                    raise Refused("Choose a scenario and an outcome first.")
                await session.ask(here.visitor, scenario.text, outcome.text, against.text)

            working("Ask this", ask_own)


def askable(session: Session) -> list[str]:
    """The outcomes a question can be about: what the report's table shows, and how far each actor leans to each."""
    actors = session.playable
    return [
        *session.app_state.seeds.outcomes.headline,
        *(f"alignment.{of}.{to}" for of in actors for to in actors if of != to),
    ]
