"""The room view, for the projector: who is here, what is asked, and where the game stands."""

from __future__ import annotations

from typing import Any

from nicegui import ui
from starlette.requests import Request

from model.workshop.addresses import qr_code
from model.workshop.app_state import AppState
from model.workshop.catalogue import Catalogue
from model.workshop.common import Common, in_common
from model.workshop.controls import Chart
from model.workshop.map_chart import map_chart
from model.workshop.pages.answers import show_answer, show_question
from model.workshop.pages.choices import show_proposal
from model.workshop.pages.entrance import entered
from model.workshop.pages.frame import rows, said, tag
from model.workshop.pages.live import Live, card, paragraph, scrolled
from model.workshop.pages.play import clock, clock_key, ended, news, news_key
from model.workshop.pages.predict import count, time_left
from model.workshop.results import Leanings
from model.workshop.session import Session, session_of

MAX_OTHERS = 2
"""Other addresses of the machine that are shown."""
MAX_SHOWN = 6
"""Most entries listed of a kind."""
LOOKS = 2.0
"""Seconds between two looks at what the room explores."""
LARGE = 20
"""Pixels of the map's letters: it is read from the back of a room."""


def register(app_state: AppState) -> None:
    """Add the page."""
    session, catalogue = session_of(app_state), Catalogue.of(app_state.seeds)

    @ui.page("/room")
    async def room(request: Request) -> None:
        opened_at = request.headers.get("host", "")
        async with entered(session, "Room", "/room"):
            screen(opened_at)

    def screen(opened_at: str) -> None:
        with tag("div", "room"):
            with tag("div", "side"):
                Live(
                    session,
                    lambda: (session.people, lobby(session), plays(session)),
                    lambda: people(session, opened_at),
                )
                Live(session, lambda: question_key(session), lambda: question(session))
                Live(session, lambda: seats_key(session), lambda: seats(session))
                Live(session, lambda: news_key(session), lambda: news(session))
                shared = Live(session, lambda: common_key(session, catalogue), lambda: common(session, catalogue))
                ui.timer(LOOKS, shared.look)
            with tag("div", "side"):
                Live(session, lambda: clock_key(session), lambda: timing(session))
                Live(session, lambda: judged_key(session), lambda: judged(session))
                Live(session, lambda: news_key(session), lambda: board(session))
                Live(session, lambda: news_key(session), lambda: ended(session, LARGE))
            with tag("div", "side"):
                Live(session, lambda: news_key(session), lambda: stages(session))


def lobby(session: Session) -> bool:
    """True while nothing else is to be seen than who comes in."""
    return session.quiz.now is None and session.game is None


def plays(session: Session) -> bool:
    """True while a game runs, which takes the screen for itself."""
    game = session.game
    return game is not None and game.started and game.phase(session.now) != "over"


def people(session: Session, opened_at: str) -> None:
    """Show the people who have joined and the way to join: it fills the screen at first, and is a line in a game."""
    if plays(session):
        with card(f"In the room: {len(session.people)}", "people"):
            if session.app_state.open_to_room:
                first, code = addresses(session.app_state, opened_at)[0], session.app_state.keys.code
                paragraph(f"Join at {first}/{code}").props("id=way-in")
        return
    with card(f"In the room: {len(session.people)}", "people") as part:
        if lobby(session) and session.app_state.open_to_room:
            part.classes("lobby")
        if session.app_state.open_to_room:
            way_in(session.app_state, opened_at)
        with tag("div"):
            with tag("ul", "names"):
                for name in session.people.values():
                    said("li", name)
            if not session.people:
                paragraph("Nobody has given a name yet.")


def addresses(app_state: AppState, opened_at: str) -> list[str]:
    """The machine's addresses, first the one that opened this very page."""
    return sorted(app_state.addresses, key=lambda address: address != opened_at)


def way_in(app_state: AppState, opened_at: str) -> None:
    """A QR code and the short address that carries the join code."""
    code = app_state.keys.code
    first, *others = addresses(app_state, opened_at)
    with tag("div", "way-in").props("id=way-in"):
        picture = tag("div", "qr")
        picture._props.update({"role": "img", "aria-label": f"QR code of http://{first}/{code}"})
        picture._props["innerHTML"] = qr_code(f"http://{first}/{code}")
        with tag("div"):
            paragraph("Point a phone's camera at the square, or type into a browser:")
            said("p", f"{first}/{code}", "address")
            if others:
                paragraph(f"If that does not open: {' or '.join(f'{other}/{code}' for other in others[:MAX_OTHERS])}")
            with tag("p"):
                said("span", "Join code: ")
                said("span", code, "code")


def question_key(session: Session) -> Any:
    """Values that the question's part shows."""
    quiz = session.quiz
    if quiz.now is None:
        return None
    return quiz.now, quiz.guesses(quiz.now).keys(), quiz.asked[-1], len(session.people), plays(session)


def question(session: Session) -> None:
    """The present question, with a count of guesses until the reveal and all of them after it, unless a game runs."""
    if session.quiz.now is None:
        return
    seen = session.quiz.seen_by("")[-1]
    if seen.answer is not None and plays(session):
        return
    with card(f"Question {session.quiz.now + 1}", "question"):
        show_question(session, seen)
        count(session)
        time_left(session)
        if seen.answer is not None:
            show_answer(session, seen, tall=True)


def seats_key(session: Session) -> Any:
    """Values that the list of teams shows."""
    game = session.game
    return game and (
        game.setup,
        game.members,
        session.people,
        game.decisions.played,
        list(game.choices),
        game.phase(session.now),
    )


def seats(session: Session) -> None:
    """Show each team with its actor, and if it has decided; never its decision."""
    game = session.game
    if game is None or not game.members:
        return
    choosing = game.phase(session.now) == "choosing"
    with card("Teams", "teams"):
        body = []
        for actor in game.playable:
            if team := game.team(actor):
                state = ("has decided" if actor in game.choices else "is deciding") if choosing else ""
                names = ", ".join(map(session.called, team))
                body.append([session.put.words.actor(actor), names, state])
        with scrolled("Teams"):
            rows(tag("table", "numbers"), ["Actor", "Team", ""], body, numbers=9)


def timing(session: Session) -> None:
    """The game's clock."""
    if session.game is not None:
        with card("The game"):
            clock(session)


def judged_key(session: Session) -> Any:
    """Values that the acts being judged show."""
    game = session.game
    return game and game.judging and not game.ended and (game.proposals, len(game.estimates))


def judged(session: Session) -> None:
    """Show the acts that the room judges now, and how many teams have given their odds; never the odds."""
    game = session.game
    if game is None or not judged_key(session):
        return
    with card("Will it come about?", "judged"):
        for of, proposal in game.proposals.items():
            show_proposal(session, of, proposal)
            given = sum(1 for _, whose in game.estimates if whose == of)
            paragraph(f"Odds given by {given} of {len(game.decisions.played)} teams.").classes("strong")


def board(session: Session) -> None:
    """The map of the game."""
    now = session.now
    if now is None:
        return
    seeds, actors = session.app_state.seeds, list(session.playable)
    matrix = [[float(x) for x in row[: len(actors)]] for row in now.alignments[-1][: len(actors)]]
    declared = seeds.actors.actors
    option = map_chart(
        Leanings(actors, [matrix]), 0,
        {name: declared[name].coordinates for name in actors}, {name: declared[name].short for name in actors},
    )  # fmt: skip
    series = option["series"][0]
    series["label"]["fontSize"], series["edgeLabel"]["fontSize"] = LARGE, LARGE
    series["data"] = [node | {"symbolSize": [58, 32]} for node in series["data"]]
    series["left"] = series["right"] = 44
    with card("How they lean", "map"):
        paragraph("Blue and solid: together. Orange and dashed: apart. Wide: strongly. Weak leanings are left out.")
        Chart("beamer", option["aria"]["label"]["description"]).draw(option)


def stages(session: Session) -> None:
    """Show the present stage of each issue in the game."""
    now = session.now
    if now is None:
        return
    with card("The questions of the region", "stages"):
        body = []
        for issue, stage in now.stages[-1].items():
            body.append([session.put.words.issue(issue).split(" (")[0], stage.replace("_", " ")])
        with scrolled("Questions"):
            rows(tag("table", "numbers"), ["Question", "Stage"], body, numbers=9)


def common_of(app_state: AppState, catalogue: Catalogue) -> Common:
    """Choices that the room's settings share now."""
    return in_common(list(app_state.chosen.values()), catalogue)


def common_key(session: Session, catalogue: Catalogue) -> Any:
    """Values that the room's common settings show; nothing while a game takes the screen."""
    return None if plays(session) else common_of(session.app_state, catalogue)


def common(session: Session, catalogue: Catalogue) -> None:
    """Show the room's scenarios, the interventions that several have on, and the assumptions that were changed."""
    found: Common | None = common_key(session, catalogue)
    if found is None or not found.rooms:
        return
    say = session.put.words
    with card(f"The room explores ({found.rooms})", "common"):
        for scenario, count in found.scenarios[:MAX_SHOWN]:
            paragraph(f"{session.scenarios[scenario][0]}: {count} of {found.rooms}")
        pieces = []
        for piece, count in found.pieces[:MAX_SHOWN]:
            spec = catalogue.pieces[piece]
            pieces.append(f"{say.when(spec)}: {'; '.join(say.what(spec))} ({count} of {found.rooms})")
        if pieces:
            said("h3", "Switched on by several")
            for text in pieces:
                paragraph(text)
        if found.assumptions:
            said("h3", "Assumptions changed")
            for path, count, low, high in found.assumptions[:MAX_SHOWN]:
                values = f"{low:g}" if low == high else f"{low:g} to {high:g}"
                own = session.app_state.seeds.numbers[path].value
                paragraph(f"{path.removeprefix('assumptions.')}: {values} ({count} of {found.rooms}; its own: {own:g})")
