"""A question, its answer beside the spread of the guesses, and how well the room knew what it knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from nicegui.element import Element

from model.common.languages import _, _n, marked, named, spoken_number
from model.reporting.figures.palette import BLACK, BLUE, VERMILLION
from model.workshop.calibration import MIN_PEOPLE, SURE, calibration, gaps, sure_ones, was_said
from model.workshop.charts import SIGNED, Option
from model.workshop.controls import Chart
from model.workshop.guesses import DIRECTIONS, Guess, Question, Seen
from model.workshop.pages.fields import drawn_when_opened
from model.workshop.pages.frame import rows, said, tag
from model.workshop.pages.live import card, paragraph, scrolled
from model.workshop.results import ACTS, ALONE, ANSWERS, MEMORY, OWN_STEPS, REST
from model.workshop.session import Session

SET_ITSELF = marked("A scenario of this question sets this outcome itself, so the answer says little about the model.")

CAUSES = {
    OWN_STEPS: marked("steps of the scenario {size}"),
    ACTS: marked("acts of the actors {size}"),
    MEMORY: marked("forgetting {size}"),
    REST: marked("all else {size}"),
    ALONE: marked("with nobody acting {size}"),
    ANSWERS: marked("because actors act {size}"),
}
"""Cause of a part of a difference → its words."""


def show_question(session: Session, seen: Seen) -> None:
    """The question in words, and the level a guess is measured from."""
    put, question = session.put, seen.question
    if question.words:
        paragraph(question.words).classes("strong")
    name, summary = put.premise(question)
    with tag("p"):
        said("span", _("Suppose: {scenario}", scenario=name))
        said("span", f" {summary}").classes("premise")
    paragraph(put.asks(question)).classes("strong")
    if question.level is not None:
        paragraph(put.level(question))


def guessed(session: Session, question: Question, guess: Guess) -> str:
    """A guess in words."""
    way, size = _(DIRECTIONS[guess.direction]), session.put.size(question.outcome, guess.size)
    what = way if guess.direction == "same" else _("{direction} by {size}", direction=way, size=size)
    return what if guess.sure is None else _("{guess}; {sure} % sure", guess=what, sure=guess.sure)


def show_answer(session: Session, seen: Seen, *, tall: bool = False, now: bool = True, names: bool = False) -> None:
    """Show the model's answer beside the spread of the guesses; `now` where it is the page's present question.

    `names`: whose each guess is, for the facilitator.
    """
    question = seen.question
    told = _answer(session, seen)
    if now:
        told.props("id=answer")
    _guesses(session, seen, tall=tall, names=names)
    if seen.own is not None:
        own = paragraph(_("Your guess: {guess}.", guess=guessed(session, question, seen.own)))
        if now:
            own.props("id=own")
    if question.scripted:
        paragraph(_("Note: {note}", note=_(SET_ITSELF)))
    if question.claim:
        _claim(session, question.claim)


def _answer(session: Session, seen: Seen) -> Element:
    """Show what the model says, and where the difference comes from; returns the sentence."""
    question, answer, number = seen.question, seen.answer, session.put.number
    assert answer is not None, "shown once revealed"
    way = _("no difference to be seen") if answer.direction == "same" else _(DIRECTIONS[answer.direction])
    difference, low, high = (
        number(question.outcome, value, sign=True) for value in (answer.difference, answer.low, answer.high)
    )
    told = paragraph(
        _(
            "The model says: {direction}, {difference} (95 % interval {low} to {high}; {worlds} worlds, "
            "{months} months).",
            direction=way,
            difference=difference,
            low=low,
            high=high,
            worlds=answer.worlds,
            months=answer.months,
        )
    ).classes("strong")
    if answer.parts:
        sizes = {cause: number(question.outcome, size, sign=True) for cause, size in answer.parts.items()}
        causes = "; ".join(_(CAUSES[cause], size=size) for cause, size in sizes.items())
        paragraph(_("Where it comes from: {causes}.", causes=causes)).classes("causes")
    return told


def _guesses(session: Session, seen: Seen, *, tall: bool, names: bool) -> None:
    """Show how many had the direction, and the spread of the guesses."""
    found = gaps(seen)
    if found is None:
        paragraph(_("Nobody committed a guess."))
        return
    right = _n(
        "{right} of {number} guess had the direction.",
        "{right} of {number} guesses had the direction.",
        found.guesses,
        right=found.right,
    )
    size = session.put.number(seen.question.outcome, found.median, sign=True)
    middle = _("The middle guess was {size}.", size=size)
    paragraph(f"{right} {middle}")
    if any(guess.sure is not None for guess in seen.guesses):
        paragraph(_of_the_sure(seen))
    spread(session, seen, tall=tall, names=names)
    if names:
        drawn_when_opened(_("Who guessed what (only you see names here)"), partial(guesses_named, session, seen))


def _of_the_sure(seen: Seen) -> str:
    """How many of the sure ones had the direction; of a few it is not told."""
    if (found := sure_ones(seen)) is None:
        return _(
            "Fewer than {fewest} people were at least {sure} % sure: a figure would show whose guess it is.",
            fewest=MIN_PEOPLE,
            sure=SURE,
        )
    number, right = found
    return _(
        "Of those who were at least {sure} % sure ({number}), {right} had the direction.",
        sure=SURE,
        number=number,
        right=right,
    )


def _claim(session: Session, name: str) -> None:
    """Show what documents say of the question."""
    claim = session.app_state.seeds.claims[name]
    titles = "; ".join(session.app_state.seeds.documents[d].title for d in claim.documents)
    paragraph(_("What documents say: {claim}", claim=f"{named(claim.says)} ({titles})")).classes("claim")
    if claim.caution:
        paragraph(_("Caution: {caution}", caution=named(claim.caution))).classes("claim")


def guesses_named(session: Session, seen: Seen) -> None:
    """Show whose each guess is, from the lowest to the highest."""
    put, question = session.put, seen.question
    ordered = sorted(seen.guesses, key=lambda guess: guess.difference)
    body = [[session.called(guess.visitor), put.number(question.outcome, guess.difference, sign=True),
             "" if guess.sure is None else _("{number} %", number=guess.sure)] for guess in ordered]  # fmt: skip
    rows(tag("table", "numbers"), [_("Name"), _("Guess"), _("Sure")], body)


def spread(session: Session, seen: Seen, *, tall: bool, names: bool) -> None:
    """Every guess as a dot on a line, your own as a diamond, and the answer as a line with its interval."""
    factor, unit = session.put.scale(seen.question.outcome)
    answer = seen.answer
    assert answer is not None, "shown once revealed"
    letters, digits = 20 if tall else 13, 3 if session.put.ends(seen.question.outcome) else 1
    points = list(_points(session, seen, factor, digits, letters, names=names))
    low, middle, high = (round(end * factor, digits + 1) for end in (answer.low, answer.difference, answer.high))
    listing = "; ".join(spoken_number(value, "g") for value in sorted(p["value"][0] for p in points))
    ends = {name: spoken_number(end, "g") for name, end in (("middle", middle), ("low", low), ("high", high))}
    told = _("Guesses: {guesses}. The model: {middle}, from {low} to {high}.", guesses=listing, **ends)
    option = _spread_option(points, (low, middle, high), digits, letters, names=names)
    option["xAxis"]["name"] = _("Difference guessed ({unit})", unit=unit)
    Chart("guesses tall" if tall else "guesses", f"{told} {unit}.").draw(option)


def _points(session: Session, seen: Seen, factor: float, digits: int, letters: int, *, names: bool) -> Iterator[Option]:
    """A dot for each guess, those of equal size one above another; letters: their size in pixels."""
    yours = {"show": True, "formatter": _("Your guess"), "position": "top", "fontSize": letters}
    stacked = Counter[float]()
    for guess in seen.guesses:
        value = round(guess.difference * factor, digits)
        stacked[value] += 1
        look: Option = {"symbol": "circle", "symbolSize": 14}
        if guess == seen.own:
            look = {"symbol": "diamond", "symbolSize": 22, "label": yours}
        name = {"name": session.called(guess.visitor)} if names else {}
        yield {"value": [value, stacked[value]], **look, **name}


def _spread_option(
    points: list[Option], answer: tuple[float, float, float], digits: int, letters: int, *, names: bool
) -> Option:
    """The picture of some guesses and the answer, its low end, middle and high end; letters: their size in pixels."""
    low, middle, high = answer
    ends = [*(point["value"][0] for point in points), low, high, 0.0]
    room = max((max(ends) - min(ends)) * 0.1, 0.5 * 0.1 ** (digits - 1))
    return {
        "animation": False,
        "grid": {"left": 40 if names else 20, "right": 40 if names else 20, "top": 40, "bottom": 4 * letters},
        "xAxis": {
            "type": "value", "min": round(min(ends) - room, digits), "max": round(max(ends) + room, digits),
            "nameLocation": "middle", "nameGap": 2 * letters, "nameTextStyle": {"color": BLACK, "fontSize": letters},
            "axisLabel": {
                "color": BLACK, "fontSize": letters, "showMinLabel": False, "showMaxLabel": False,
                ":formatter": SIGNED,
            },
        },
        "yAxis": {
            "type": "value", "show": False, "min": 0,
            "max": max((point["value"][1] for point in points), default=1) + 1,
        },
        "series": [
            {
                "type": "scatter", "data": points, "itemStyle": {"color": BLUE, "opacity": 0.9},
                "label": {"show": names, "formatter": "{b}", "position": "top", "color": BLACK},
                "labelLayout": {"hideOverlap": True},
                "markLine": {
                    "symbol": "none", "precision": 6, "data": [{"xAxis": middle, "name": _("the model")}],
                    "lineStyle": {"color": VERMILLION, "width": 3, "type": "solid"},
                    "label": {"formatter": _("the model"), "color": BLACK, "fontSize": letters},
                },
                "markArea": {
                    "data": [[{"xAxis": low}, {"xAxis": high}]], "itemStyle": {"color": VERMILLION, "opacity": 0.2},
                },
            }
        ],
    }  # fmt: skip


def calibrated(session: Session) -> None:
    """Show how sure the room was over all revealed questions, and how often it had the direction."""
    found = calibration(session.quiz)
    if found is None and not was_said(session.quiz):
        return
    with card(_("Were the sure ones right?"), "calibration"):
        if found is None:
            paragraph(
                _(
                    "This is shown once at least {fewest} people have said how sure they were: of fewer, a figure "
                    "would show whose guess it is.",
                    fewest=MIN_PEOPLE,
                )
            )
            return
        paragraph(
            _(
                "Guesses that say how sure: {number}. People were {sure} % sure on average, and {right} % of the "
                "guesses had the direction.",
                number=found.guesses,
                sure=f"{found.sure:.0f}",
                right=f"{found.right:.0f}",
            )
        ).classes("strong")
        with scrolled(_("How sure, and how often right")):
            head = [_("how sure"), _("guesses"), _("had the direction"), _("share")]
            body = [
                [
                    _("{low} to {high} %", low=b.low, high=b.high),
                    str(b.guesses),
                    str(b.right),
                    _("{number} %", number=f"{100 * b.right / b.guesses:.0f}"),
                ]
                for b in found.bands
            ]
            rows(tag("table", "numbers"), head, body)
        paragraph(_("Well calibrated is a room where these shares are about as high as people were sure."))
