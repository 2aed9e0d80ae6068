"""Play an actor: the clock, decisions, what happened, and how it ends."""

from __future__ import annotations

from functools import partial
from typing import Any

from nicegui import app, ui

from model.common.languages import _, marked, month_name, sentence, spoken_number
from model.workshop.app_state import AppState
from model.workshop.game_state import QUARTER
from model.workshop.pages.choices import answering, choosing, chosen_said, judging, points, show_proposal, wished
from model.workshop.pages.closing import closing, take_home
from model.workshop.pages.entrance import entered
from model.workshop.pages.facilitator import facilitator_part
from model.workshop.pages.failed import TOLD
from model.workshop.pages.frame import said, tag
from model.workshop.pages.live import Here, Live, card, countdown, paragraph
from model.workshop.pages.play_words import step_said, waiting_for, where_said
from model.workshop.pages.seats import games, games_key, own_actor, seats, seats_key
from model.workshop.playing import Playing
from model.workshop.proposals import Judged
from model.workshop.replies import replies
from model.workshop.session import Session, session_of
from model.workshop.spoken_words import SpokenWording
from model.workshop.story import briefly, happened, in_english

LEAD = marked(
    "Each team takes an actor and decides for it, quarter by quarter; the model plays all the others. Agreements need "
    "both sides. Every team can gain: interests are measured for each by itself."
)


def register(app_state: AppState) -> None:
    """Add the page, and the clock that keeps the deadlines."""
    session = session_of(app_state)
    app.on_startup(session.wake)
    app.timer(1.0, session.tick)

    @ui.page("/play")
    async def play() -> None:
        async with entered(session, "Play", "/play", LEAD) as here:
            if here.facilitates:
                facilitator_part(here)
            Live(session, lambda: games_key(here), lambda: games(here))
            timing = partial(clock_key, session)
            Live(session, lambda: timing(here.playing) or no_game(session), lambda: clock(session, here.playing))
            Live(session, lambda: seats_key(here), lambda: seats(here))
            Live(session, lambda: status_key(here), lambda: status(here))
            Live(session, lambda: chosen_key(here), lambda: chosen(here))
            before, after = partial(news_of, here, "choosing"), partial(news_of, here)
            Live(session, lambda: news_key(before()), lambda: news(session, before()))
            Live(session, lambda: decision_key(here), lambda: decision(here))
            Live(session, lambda: news_key(after()), lambda: news(session, after()))
            Live(session, lambda: news_key(here.playing), lambda: ended(session, here.playing))


def clock_key(session: Session, playing: Playing | None) -> Any:
    """Values that the clock shows; it is drawn again when one of them changes."""
    if playing is None:
        return None
    failed = session.failed("game", playing.number)
    return playing.title, playing.game.setup, playing.moment, playing.game.deadline, failed


def clock(session: Session, playing: Playing | None) -> None:
    """Show the quarter, the phase and the time left."""
    with tag("div", "clock").props("role=status id=clock"):
        if playing is None:
            paragraph(no_game(session))
            return
        said("h2", where_said(session, playing))
        if session.failed("game", playing.number):
            said("p", _(TOLD["game"]), "message").props("role=alert")
            return
        paragraph(step_said(playing))
        if playing.game.setup.without_force and playing.phase != "over":
            paragraph(_("In this game no actor chooses armed force or sabotage."))
        if playing.game.deadline and playing.waits:
            countdown(session, playing.game.deadline)


def no_game(session: Session) -> str:
    """The reason why somebody sits in no game, and what to do."""
    if not session.state.on:
        return _("No game is open yet.")
    if not session.state.choose_games:
        return _("Several games run side by side. The facilitator says in which one you sit.")
    return sentence(_("Several games run: choose yours"))


def status_key(here: Here) -> Any:
    """Values that the state of the decisions shows."""
    playing = here.playing
    if playing is None:
        return None
    game = playing.game
    return playing.number, playing.phase, game.choices, game.wishes, game.estimates, game.decisions, own_actor(here)


def status(here: Here) -> None:
    """Show the teams that have decided, and the decision of one's own."""
    playing = here.playing
    if playing is None or playing.now is None:
        return
    now, mine = playing.now, own_actor(here)
    if playing.phase != "over":
        paragraph(waiting_for(here.session, playing)).props("role=status id=waiting")
    if mine is not None and mine in now.scores[-1] and now.month:
        score = now.scores[-1][mine]
        paragraph(
            _(
                "Your interests since the start, as the model measures them: {points} points (interest {interest}, "
                "stake {stake}).",
                points=points(score.whole / 1000),
                interest=points(score.interest / 1000),
                stake=points(score.stake / 1000),
            )
        )


def chosen_key(here: Here) -> Any:
    """Values that the decision of the visitor's team shows; nothing where it has none to make."""
    playing, mine = here.playing, own_actor(here)
    if playing is None or playing.now is None or mine not in playing.game.decisions.played:
        return None
    if playing.phase != "choosing":
        return None
    game = playing.game
    return playing.moment, game.choices.get(mine), mine in game.choices, game.wishes.get(mine), here.visitor.id


def chosen(here: Here) -> None:
    """Show the decision of the visitor's team, which stays in sight while the choices are scrolled."""
    playing, mine = here.playing, own_actor(here)
    if chosen_key(here) is None or playing is None or playing.now is None or mine is None:
        return
    game, options = playing.game, playing.now.options[mine]
    wish = game.wishes.get(mine)
    with tag("div", "decided").props("role=status"):
        if wish is None or mine in game.choices:
            paragraph(chosen_said(here.session, game.choices.get(mine), options)).classes("strong").props("id=chosen")
        if wish is not None:
            wished(here, playing, mine, wish)
        elif mine in game.choices:
            paragraph(_("You can change it until the choices are closed.")).classes("soft")


def decision_key(here: Here) -> Any:
    """Values that redraw the decisions' forms: never what another visitor does meanwhile, even in one's own team."""
    playing, mine = here.playing, own_actor(here)
    if playing is None or playing.now is None:
        return None
    if mine is None and playing.phase != "judging":
        return None
    return playing.moment, mine


def decision(here: Here) -> None:
    """The form of what the visitor's team has to decide now."""
    playing, mine = here.playing, own_actor(here)
    if playing is None or playing.now is None:
        return
    phase = playing.phase
    if mine is None or mine not in playing.game.decisions.played:
        if phase == "judging":
            with card(_("Acts of the teams' own")):
                for of, proposal in playing.game.proposals.items():
                    show_proposal(here.session, of, proposal)
        return
    if phase == "choosing":
        choosing(here, playing, mine)
    elif phase == "judging":
        judging(here, playing, mine)
    elif phase == "playing" and (asks := playing.game.asks_of(mine, playing.now)):
        answering(here, playing, mine, asks)


def news_of(here: Here, phase: str = "") -> Playing | None:
    """The game whose news stand above the decision, as what happened comes before a choice; else below it."""
    playing = here.playing
    return playing if playing is not None and (playing.phase == "choosing") == (phase == "choosing") else None


def news_key(playing: Playing | None) -> Any:
    """Values that the news show."""
    if playing is None or playing.now is None:
        return None
    return playing.number, playing.game.ended, playing.now.month, len(playing.now.asks)


def news(session: Session, playing: Playing | None, *, months: int = QUARTER) -> None:
    """Show the events of the last months, and the result of the room's odds."""
    if playing is None or playing.now is None or not playing.now.month:
        return
    game, now = playing.game, playing.now
    say = SpokenWording(now.trace, session.app_state.seeds)
    with card(_("What happened last"), "news"):
        for judged in (j for j in game.judged if j.quarter == (now.month - 1) // QUARTER):
            paragraph(judgement(session, judged))
        if answers := replies(now, game.decisions.played, say):
            said("h3", _("How the model's actors answered"))
            for line in answers:
                paragraph(line).classes("event")
        for month in now.months[-months:]:
            said("h3", month_name(month.calendar), "event")
            for line in happened(month, say):
                paragraph(line).classes("event")


def judgement(session: Session, judged: Judged) -> str:
    """The result of the room's odds for an act of a team's own, in words."""
    words = session.put.words
    luck = _(
        "{actor}'s own act, “{act}”: the room's median odds were {odds} in a hundred, luck drew {drawn}",
        actor=words.actor(judged.actor),
        act=judged.proposal.what,
        odds=f"{judged.median:g}",
        drawn=spoken_number(judged.random_number * 100, ".1f"),
    )
    came = _("it came about") if judged.came_about else _("it did not come about")
    refused = _("did not agree: {actors}", actors=words.actors(judged.refused_by)) if judged.refused_by else ""
    return sentence("; ".join(filter(None, (luck, came, refused))))


def ended(session: Session, playing: Playing | None, projected: int = 0) -> None:
    """Show the end of a game, once it is over; on the projector with letters of so many pixels."""
    if playing is None or playing.now is None or playing.alone is None or playing.phase != "over":
        return
    with card(_("How it ended"), "ending"):
        closing(session, playing.game, playing.now, playing.alone, projected)
        if not projected:
            seeds = session.app_state.seeds
            take_home(playing.game, seeds, playing.now, briefly(playing.now, seeds), in_english(playing.now, seeds))
