"""The room view, for the projector: who is here, what is asked, and where the game stands."""

from __future__ import annotations

from typing import Any

from nicegui import ui
from starlette.requests import Request

from model.common.languages import _, marked, named
from model.workshop.app_state import AppState
from model.workshop.calibration import calibration
from model.workshop.catalogue import Catalogue
from model.workshop.charts import Option
from model.workshop.common import Common, in_common
from model.workshop.controls import Chart
from model.workshop.map_chart import map_chart
from model.workshop.pages.answers import calibrated, show_answer, show_question
from model.workshop.pages.choices import show_proposal
from model.workshop.pages.entrance import entered
from model.workshop.pages.failed import told_of_questions
from model.workshop.pages.frame import beside, rows, said, tag
from model.workshop.pages.live import Live, card, countdown, paragraph
from model.workshop.pages.lobby import people, people_key, played, played_key, shown
from model.workshop.pages.play import clock, clock_key, ended, news, news_key
from model.workshop.pages.play_words import in_a_line, ready
from model.workshop.pages.predict import count, time_left
from model.workshop.playing import Playing
from model.workshop.results import Leanings
from model.workshop.session import Session, session_of

MAX_SHOWN = 6
"""Most entries listed of a kind."""
LOOKS = 2.0
"""Seconds between two looks at what the room explores."""
LARGE = 20
"""Pixels of the map's letters: it is read from the back of a room."""

NO_PROJECTOR = 400
"""Pixels of a map's width up to which its letters are smaller: it is on a telephone, or the screen is narrow."""
NARROW = 17.0
"""Width of the map on a small projector, as often as its letters are high."""
LEGEND = marked("Blue and solid: together. Orange and dashed: apart. Wide: strongly. Weak leanings are left out.")


def register(app_state: AppState) -> None:
    """Add the page."""
    session, catalogue = session_of(app_state), Catalogue.of(app_state.seeds)

    @ui.page("/room")
    async def room(request: Request) -> None:
        opened_at = request.headers.get("host", "")
        async with entered(session, "Room", "/room"):
            ui.add_css(beside("projector.css"))
            ui.add_body_html(f"<script>{beside('projector.js')}</script>")
            screen(opened_at)

    def screen(opened_at: str) -> None:
        with tag("div", "room"):
            with tag("div", "side"):
                Live(session, lambda: people_key(session), lambda: people(session, opened_at))
                told_of_questions(session)
                Live(session, lambda: question_key(session), lambda: question(session))
                Live(session, lambda: seats_key(session), lambda: seats(session))
                Live(session, lambda: games_key(session), lambda: games(session))
                Live(session, lambda: played_key(session), lambda: news(session, played(session)))
                shared = Live(session, lambda: common_key(session, catalogue), lambda: common(session, catalogue))
                ui.timer(LOOKS, shared.look)
            with tag("div", "side"):
                Live(session, lambda: clock_key(session, shown(session)), lambda: timing(session))
                Live(session, lambda: judged_key(session), lambda: judged(session))
                Live(session, lambda: played_key(session), lambda: board(session))
                Live(session, lambda: news_key(shown(session)), lambda: ended(session, shown(session), LARGE))
            with tag("div", "side"):
                Live(session, lambda: played_key(session), lambda: stages(session))


def question_key(session: Session) -> Any:
    """Values that the question's part shows."""
    quiz = session.quiz
    if quiz.now is None:
        return None
    return quiz.now, quiz.asked[-1], shown(session) is None, calibration(quiz) if quiz.calibrates else None


def question(session: Session) -> None:
    """The present question, with a count of guesses until the reveal and all of them after it, unless a game runs.

    In place of the answer how sure the room was over all questions, where the facilitator asks for it.
    """
    if session.quiz.now is None:
        return
    seen = session.quiz.seen_by("")[-1]
    if seen.answer is not None and shown(session) is not None:
        return
    if seen.answer is not None and session.quiz.calibrates:
        calibrated(session)
        return
    with card(_("Question {number}", number=session.quiz.now + 1), "question"):
        show_question(session, seen)
        count(session)
        time_left(session)
        if seen.answer is not None:
            show_answer(session, seen, tall=True)


def seats_key(session: Session) -> Any:
    """Values that the list of teams shows."""
    front = shown(session)
    if front is None or front.phase == "over":
        return None
    game = front.game
    done = list(game.choices), list(game.wishes), _asked(front)
    return front.number, game.members, session.people, game.decisions.played, front.phase, done


def seats(session: Session) -> None:
    """Show each team with its actor, and if it has decided or is asked for an answer; never its decision.

    Before the game starts the seats are shown that nobody has taken, too.
    """
    front = shown(session)
    if front is None or seats_key(session) is None:
        return
    game = front.game
    with card(_("Teams"), "teams"):
        body = []
        for actor in game.playable:
            team = game.team(actor)
            if team or not game.started:
                names = ", ".join(map(session.called, team)) or _("no one yet")
                body.append([session.put.words.actor(actor), names, doing(front, actor)])
        rows(tag("table", "numbers"), [_("Actor"), _("Team"), ""], body, numbers=9)


def doing(playing: Playing, actor: str) -> str:
    """The state of a team in the present step, in a word or two; empty where it has nothing to do."""
    game = playing.game
    if playing.phase != "choosing":
        return _("is asked") if actor in _asked(playing) else ""
    if actor in game.choices:
        return _("has decided")
    return _("is confirming") if actor in game.wishes else _("is deciding")


def _asked(playing: Playing) -> list[str]:
    """Actors whose teams are asked for their agreement."""
    return [ask.actor for ask in playing.now.asks] if playing.phase == "playing" and playing.now is not None else []


def games_key(session: Session) -> Any:
    """Values that the lines of several games show; nothing while a question has the screen."""
    running = session.running
    if len(running) < 2 or shown(session) is None:
        return None
    return session.state.at, [(in_a_line(playing), ready(playing), playing.game.deadline) for playing in running]


def games(session: Session) -> None:
    """Show each of several games in a line, where the room is asked to look at one of them."""
    if games_key(session) is None:
        return
    with card(_("The games"), "games"):
        for playing in session.running:
            with tag("div", "game"):
                line = paragraph(in_a_line(playing) + ready(playing))
                if playing.number == session.state.at:
                    line.classes("strong")
                elif playing.game.deadline and playing.waits:
                    countdown(session, playing.game.deadline)


def timing(session: Session) -> None:
    """The clock of the game that is shown large."""
    if (front := shown(session)) is not None:
        with card(_("The game")):
            clock(session, front)


def judged_key(session: Session) -> Any:
    """Values that the acts being judged show."""
    front = session.front
    if front is None or not front.game.judging or front.game.ended:
        return None
    return front.number, front.game.proposals, len(front.game.estimates)


def judged(session: Session) -> None:
    """Show the acts that the room judges now, and how many teams have given their odds; never the odds."""
    front = session.front
    if front is None or judged_key(session) is None:
        return
    game = front.game
    with card(_("Will it come about?"), "judged"):
        for of, proposal in game.proposals.items():
            with tag("div", "act"):
                show_proposal(session, of, proposal)
                given = sum(1 for _, whose in game.estimates if whose == of)
                teams = len(game.judges(of))
                paragraph(_("Odds given by {number} of {teams} teams.", number=given, teams=teams)).classes("strong")


def board(session: Session) -> None:
    """The map of the game."""
    front = played(session)
    if front is None or (now := front.now) is None:
        return
    seeds, actors = session.app_state.seeds, list(session.playable)
    matrix = [[float(x) for x in row[: len(actors)]] for row in now.alignments[-1][: len(actors)]]
    declared = seeds.actors.actors
    option = map_chart(
        Leanings(actors, [matrix]), 0,
        {name: declared[name].coordinates for name in actors},
        {name: session.put.words.actor(name) for name in actors}, NARROW,
    )  # fmt: skip
    series = option["series"][0]
    series["label"]["fontSize"], series["edgeLabel"]["fontSize"] = LARGE, LARGE
    series["symbolSize"], series["left"], series["right"] = [58, 32], 44, 44
    large = {name: series[name] for name in ("label", "edgeLabel", "symbolSize")}
    small: Option = {"label": {"fontSize": 14}, "edgeLabel": {"fontSize": 14}, "symbolSize": [40, 24]}
    option["media"] = [
        {"query": {"maxWidth": NO_PROJECTOR}, "option": {"series": [small]}},
        {"option": {"series": [large]}},  # or a screen that was narrow would stay as it was
    ]
    with card(_("How they lean"), "map"):
        paragraph(_(LEGEND))
        Chart("beamer", option["aria"]["label"]["description"]).draw(option)


def stages(session: Session) -> None:
    """Show the present stage of each issue in the game."""
    front = played(session)
    if front is None or (now := front.now) is None:
        return
    with card(_("The questions of the region"), "stages"):
        say = session.put.words
        body = [[say.issue_briefly(issue), say.stage(issue, stage)] for issue, stage in now.stages[-1].items()]
        rows(tag("table", "numbers"), [_("Question"), _("Stage")], body, numbers=9)


def common_key(session: Session, catalogue: Catalogue) -> Common | None:
    """Choices that the room's settings share now; nothing while a question or a game has the screen."""
    if session.quiz.now is not None or shown(session) is not None:
        return None
    return in_common(list(session.app_state.chosen.values()), catalogue)


def common(session: Session, catalogue: Catalogue) -> None:
    """Show the room's scenarios, the interventions that several have on, and the assumptions that were changed."""
    found = common_key(session, catalogue)
    if found is None or not found.rooms:
        return
    say = session.put.words
    with card(_("The room explores ({number})", number=found.rooms), "common"):
        for scenario, count in found.scenarios[:MAX_SHOWN]:
            name = named(session.scenarios[scenario][0])
            paragraph(_("{what}: {number} of {all}", what=name, number=count, all=found.rooms))
        pieces = []
        for piece, count in found.pieces[:MAX_SHOWN]:
            spec = catalogue.pieces[piece]
            what = f"{say.when(spec)}: {'; '.join(say.what(spec))}"
            pieces.append(_("{what} ({number} of {all})", what=what, number=count, all=found.rooms))
        if pieces:
            said("h3", _("Switched on by several"))
            for text in pieces:
                paragraph(text)
        if found.assumptions:
            said("h3", _("Assumptions changed"))
            for path, count, low, high in found.assumptions[:MAX_SHOWN]:
                values = f"{low:g}" if low == high else _("{low} to {high}", low=f"{low:g}", high=f"{high:g}")
                own = session.app_state.seeds.numbers[path].value
                what = f"{path.removeprefix('assumptions.')}: {values}"
                blanks = {"number": count, "all": found.rooms, "own": f"{own:g}"}
                paragraph(_("{what} ({number} of {all}; its own: {own})", what=what, **blanks))
