"""A participant's page follows the room: it goes where everybody is brought, and says what goes on elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import app, ui

from model.common.languages import _, marked
from model.workshop.pages.frame import GLOSSARY, SCREEN, WAYS, link, said, tag
from model.workshop.pages.live import Here, Live

FROZEN = marked("The room is frozen: look up. What you have written stays, and you can go on in a moment.")


def follow(here: Here, path: str) -> None:
    """Bring the page where the room is, now and later; tell of whatever waits for its visitor on another page."""
    session, client, kept = here.session, ui.context.client, app.storage.user
    came = 0 if kept.get("brought") is None else int(kept["brought"])

    def look() -> None:
        nonlocal came
        if here.visitor.id in session.state.people.removed:
            client.open("/join")
        elif here.visitor.name and session.state.brought > came:
            came = kept["brought"] = session.state.brought
            if session.state.place != path:
                client.open(session.state.place)

    if path != SCREEN:
        look()
        session.changed.subscribe(look)
        Live(session, lambda: tasks(here, path), lambda: told(tasks(here, path)))


@contextmanager
def resting(here: Here, path: str) -> Iterator[None]:
    """Part of a page whose controls rest, and which says so, while the room is frozen, except for the facilitator."""
    session = here.session

    def say() -> None:
        if session.state.frozen and not here.facilitates:
            said("p", _(FROZEN), "message").props("role=alert id=frozen")

    Live(session, lambda: bool(session.state.frozen), say)
    with tag("div", "content") as content:
        yield

    def rest() -> None:
        frozen = bool(session.state.frozen)
        if content._props.get("inert", False) != frozen:
            content._props["inert"] = frozen
            content.update()

    if not here.facilitates and path != SCREEN:
        rest()
        session.changed.subscribe(rest)


def told(found: list[tuple[str, str]]) -> None:
    """Show what waits on other pages, each with the way there."""
    with tag("div", "tasks").props("role=status id=tasks"):
        for text, path in found:
            link(text, path, "task")


def place_name(place: str) -> str:
    """A page in words."""
    path, asked, _query = place.partition("?")
    if path == GLOSSARY:
        return _("Glossary (in English)")
    return _("{page} (with what was set on it)", page=_(WAYS[path])) if asked else _(WAYS[path])


def tasks(here: Here, path: str) -> list[tuple[str, str]]:
    """Tasks that wait for the visitor on other pages, each with its address."""
    found = []
    if path != "/predict" and question_waits(here):
        found.append((_("A question is open: answer it"), "/predict"))
    if path != "/play" and (text := game_waits(here)):
        found.append((text, "/play"))
    place = here.session.state.place
    if place and place.partition("?")[0] != path and place.partition("?")[0] not in [there for _, there in found]:
        found.append((_("The room is at {place}: go there", place=place_name(place)), place))
    return found


def question_waits(here: Here) -> bool:
    """True where the room is asked something that the visitor has not answered."""
    quiz = here.session.quiz
    return quiz.now is not None and quiz.asked[quiz.now].open and here.visitor.id not in quiz.guesses(quiz.now)


def game_waits(here: Here) -> str:
    """Text of what the game asks of the visitor; empty where it asks nothing."""
    playing = here.playing
    if playing is None:
        several = here.session.state.on and here.session.state.choose_games and here.visitor.name
        return _("Several games run: choose yours") if several else ""
    game, now, phase = playing.game, playing.now, playing.phase
    mine = game.members.get(here.visitor.id)
    if phase == "seating":
        return _("A game is open: take a seat") if mine is None else ""
    if mine is None or mine not in game.decisions.played:
        return ""
    wish = game.wishes.get(mine)
    if phase == "choosing" and wish is not None and wish.by != here.visitor.id:
        return _("Your team has chosen: look, and confirm")
    if phase == "choosing" and wish is None and mine not in game.choices:
        return _("The game waits for your team: choose")
    if phase == "judging" and any((mine, of) not in game.estimates for of in game.proposals):
        return _("The game waits for your team: give odds")
    if phase == "playing" and now is not None and game.asks_of(mine, now):
        return _("The game waits for your team: answer")
    return ""
