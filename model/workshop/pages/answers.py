"""A question, its answer beside the spread of the guesses, and how well the room knew what it knows."""

from __future__ import annotations

from typing import Any

from model.load import BASELINE
from model.reporting.figures.palette import BLACK, BLUE, VERMILLION
from model.workshop.calibration import SURE, calibration, sure_ones
from model.workshop.charts import SIGNED
from model.workshop.controls import Chart
from model.workshop.guesses import DIRECTIONS, Guess, Question, Seen, gaps
from model.workshop.pages.frame import rows, tag
from model.workshop.pages.live import card, paragraph, scrolled
from model.workshop.session import Session

SET_ITSELF = "A scenario of this question sets this outcome itself, so the answer says little about the model."


def show_question(session: Session, seen: Seen) -> None:
    """The question in words, and the level a guess is measured from."""
    put, question = session.put, seen.question
    paragraph(f"Suppose: {put.premise(question)}")
    paragraph(put.asks(question)).classes("strong")
    if question.level is not None:
        whose = "the baseline" if question.against == BASELINE else f"“{session.scenarios[question.against][0]}”"
        level = put.words.number(question.outcome, question.level)
        paragraph(f"In {whose} it is {level} on average at the end{put.ends(question.outcome)}.")


def guessed(session: Session, question: Question, guess: Guess) -> str:
    """A guess in words."""
    size = "" if guess.direction == "same" else f" by {session.put.size(question.outcome, guess.size)}"
    sure = "" if guess.sure is None else f"; {guess.sure} % sure"
    return f"{DIRECTIONS[guess.direction]}{size}{sure}"


def show_answer(session: Session, seen: Seen, *, tall: bool = False, now: bool = True) -> None:
    """Show the model's answer beside the spread of the guesses; `now` where it is the page's present question."""
    question, answer, number = seen.question, seen.answer, session.put.words.number
    assert answer is not None, "shown once revealed"
    way = {"higher": "higher", "lower": "lower", "same": "no difference to be seen"}[answer.direction]
    difference, low, high = (
        number(question.outcome, value, sign=True) for value in (answer.difference, answer.low, answer.high)
    )
    told = paragraph(
        f"The model says: {way}, {difference} (95 % interval {low} to {high}; {answer.worlds} worlds, "
        f"{answer.months} months)."
    ).classes("strong")
    if now:
        told.props("id=answer")
    found = gaps(seen)
    if found is not None:
        paragraph(
            f"{found.right} of {found.guesses} guesses had the direction. The middle guess was "
            f"{number(question.outcome, found.median, sign=True)}."
        )
        sure, right = sure_ones(seen)
        if sure:
            paragraph(f"Of those who were at least {SURE} % sure ({sure}), {right} had the direction.")
        spread(session, seen, tall=tall)
    else:
        paragraph("Nobody committed a guess.")
    if seen.own is not None:
        own = paragraph(f"Your guess: {guessed(session, question, seen.own)}.")
        if now:
            own.props("id=own")
    if question.scripted:
        paragraph(f"Note: {SET_ITSELF[:1].lower()}{SET_ITSELF[1:]}")
    if question.claim:
        claim = session.app_state.seeds.claims[question.claim]
        titles = "; ".join(session.app_state.seeds.documents[d].title for d in claim.documents)
        paragraph(f"What documents say: {claim.says} ({titles})")
        if claim.caution:
            paragraph(f"Caution: {claim.caution}")


def spread(session: Session, seen: Seen, *, tall: bool) -> None:
    """Every guess as a dot on a line, your own as a diamond, and the answer as a line with its interval."""
    factor, unit = session.put.scale(seen.question.outcome)
    answer = seen.answer
    assert answer is not None, "shown once revealed"
    letters, digits = 20 if tall else 13, 3 if session.put.ends(seen.question.outcome) else 1
    stacked: dict[float, int] = {}
    points: list[dict[str, Any]] = []
    for guess in seen.guesses:
        value = round(guess.difference * factor, digits)
        stacked[value] = stacked.get(value, 0) + 1
        look = {"symbol": "diamond", "symbolSize": 22} if guess == seen.own else {"symbol": "circle", "symbolSize": 14}
        points.append({"value": [value, stacked[value]], **look})
    low, middle, high = (round(end * factor, digits + 1) for end in (answer.low, answer.difference, answer.high))
    ends = [*stacked, low, high, 0.0]
    room = max((max(ends) - min(ends)) * 0.1, 0.5 * 0.1 ** (digits - 1))
    listing = ", ".join(f"{value:g}" for value in sorted(p["value"][0] for p in points))
    said_of_it = f"Guesses: {listing}. The model: {middle:g}, from {low:g} to {high:g}. {unit}."
    Chart("guesses tall" if tall else "guesses", said_of_it).draw(
        {
            "animation": False,
            "grid": {"left": 20, "right": 20, "top": 40, "bottom": 4 * letters},
            "xAxis": {
                "type": "value", "min": round(min(ends) - room, digits), "max": round(max(ends) + room, digits),
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
                        "symbol": "none", "precision": 6, "data": [{"xAxis": middle, "name": "the model"}],
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


def calibrated(session: Session) -> None:
    """Show how sure the room was over all revealed questions, and how often it had the direction."""
    found = calibration(session.quiz)
    if found is None:
        return
    with card("Were the sure ones right?", "calibration"):
        paragraph(
            f"Guesses that say how sure: {found.guesses}. People were {found.sure:.0f} % sure on average, "
            f"and {found.right:.0f} % of the guesses had the direction."
        ).classes("strong")
        with scrolled("How sure, and how often right"):
            head = ["how sure", "guesses", "had the direction", "share"]
            body = [
                [f"{b.low} to {b.high} %", str(b.guesses), str(b.right), f"{100 * b.right / b.guesses:.0f} %"]
                for b in found.bands
            ]
            rows(tag("table", "numbers"), head, body)
        paragraph("Well calibrated is a room where these shares are about as high as people were sure.")
