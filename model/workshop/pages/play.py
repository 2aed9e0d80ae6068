"""Play an actor: seats, quarters, what happened, and how it ends."""

from __future__ import annotations

from typing import Any

from nicegui import app, ui

from model.common.languages import _, marked, month_name, named, plain_number
from model.common.text import capital
from model.trace.narrative import Narrative
from model.workshop.app_state import AppState
from model.workshop.game import Game
from model.workshop.game_state import QUARTER, GameState
from model.workshop.pages.choices import answering, choosing, chosen_said, judging, points, show_proposal
from model.workshop.pages.closing import closing
from model.workshop.pages.entrance import entered
from model.workshop.pages.facilitator import facilitator_part
from model.workshop.pages.frame import button, said, tag
from model.workshop.pages.live import Here, Live, attempt, card, countdown, paragraph
from model.workshop.proposals import Judged
from model.workshop.replies import replies
from model.workshop.session import Session, session_of
from model.workshop.spoken_words import SpokenWording

LEAD = marked(
    "Each team takes an actor and decides for it, quarter by quarter; the model plays all the others. Agreements need "
    "both sides. Every team can gain: interests are measured for each by itself."
)
SAYS = {
    "seating": marked("Take your seats."),
    "choosing": marked("The teams choose."),
    "judging": marked("The room judges the teams' own acts."),
    "playing": marked("Some teams are asked for their agreement."),
    "over": marked("The game is over."),
}


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
            Live(session, lambda: clock_key(session), lambda: clock(session))
            Live(session, lambda: seats_key(here), lambda: seats(here))
            Live(session, lambda: status_key(here), lambda: status(here))
            Live(session, lambda: chosen_text(here), lambda: chosen(here))
            Live(session, lambda: decision_key(here), lambda: decision(here))
            Live(session, lambda: news_key(session), lambda: news(session))
            Live(session, lambda: news_key(session), lambda: ended(session))


def own_actor(here: Here) -> str | None:
    """Whom the visitor's team plays."""
    game = here.session.game
    return None if game is None else game.members.get(here.visitor.id)


def clock_key(session: Session) -> Any:
    """Values that the clock shows; it is drawn again when one of them changes."""
    game, now = session.game, session.now
    return game and (game.setup, game.phase(now), session.quarter, now and now.month, game.deadline)


def clock(session: Session) -> None:
    """Show the quarter, the phase and the time left."""
    game, now = session.game, session.now
    with tag("div", "clock").props("role=status id=clock"):
        if game is None:
            paragraph(_("No game is open yet."))
            return
        name = session.scenarios[game.setup.scenario][0]
        where = _("{scenario}, {quarters} quarters", scenario=named(name), quarters=game.setup.quarters)
        if now is not None:
            quarter = min(now.quarter, game.setup.quarters - 1)
            first = now.as_of + quarter * QUARTER + 1
            where = _(
                "Quarter {quarter} of {quarters}: {first} to {last}",
                quarter=quarter + 1,
                quarters=game.setup.quarters,
                first=month_name(first),
                last=month_name(first + QUARTER - 1),
            )
            if now.waits == "answers":
                where += " " + _("(now {month})", month=month_name(now.as_of + now.month + 1))
        said("h2", where)
        paragraph(_(SAYS[game.phase(now)]))
        if game.deadline and session.waits:
            countdown(session, game.deadline)


def seats_key(here: Here) -> Any:
    """Values that redraw the seats: never the members of other teams, or buttons would move under a finger."""
    game = here.session.game
    return game and (here.session.games, own_actor(here) is not None and game.started)


def seats(here: Here) -> None:
    """Show the teams of all actors; whoever has no seat can take one."""
    session, game = here.session, here.session.game
    if game is None:
        return
    if own_actor(here) is not None and game.started:
        Live(session, lambda: own_team(here), lambda: own_team_said(here))
        return
    with card(_("The seats"), "seats"):
        for actor in game.playable:
            with tag("div", "seat"):
                seat(here, actor)


def seat(here: Here, actor: str) -> None:
    """Show the team of an actor, and the button to join it."""
    session, name = here.session, here.session.put.words.actor(actor)

    def players() -> str:
        game = session.game
        if game is None:
            return ""
        team = ", ".join(map(session.called, game.team(actor)))
        taken = game.started and actor not in game.decisions.played
        model = _("the model plays it") if taken else _("no one yet")
        return f"{name}: {team or model}"

    def open_seat() -> bool:
        game = session.game
        still = game is not None and (not game.started or actor in game.decisions.played)
        return still and own_actor(here) is None and bool(here.visitor.name)

    def offered() -> None:
        if open_seat():
            button(_("Play {actor}", actor=name), attempt(_take(here, actor)))

    def listed() -> None:
        said("span", players())

    Live(session, players, listed)
    Live(session, open_seat, offered)


def own_team(here: Here) -> tuple[str, ...]:
    """Whom the visitor plays, and with whom."""
    game, mine = here.session.game, own_actor(here)
    if game is None or mine is None:
        return ()
    return mine, *map(here.session.called, game.team(mine))


def own_team_said(here: Here) -> None:
    """The visitor's team, in words."""
    mine, *names = own_team(here) or ("", "")
    playing = here.session.put.words.actor(mine)
    text = _("You play {actor}. Your team: {names}.", actor=playing, names=", ".join(names))
    paragraph(text).classes("strong").props("id=team")


def _take(here: Here, actor: str) -> Any:
    return lambda: here.session.do("seat", here.visitor, actor=actor)


def status_key(here: Here) -> Any:
    """Values that the state of the decisions shows."""
    game, now = here.session.game, here.session.now
    return game and (game.phase(now), game.choices, game.estimates, game.decisions, own_actor(here))


def status(here: Here) -> None:
    """Show the teams that have decided, and the decision of one's own."""
    session = here.session
    game, now = session.game, session.now
    if game is None or now is None:
        return
    mine = own_actor(here)
    if game.phase(now) != "over":
        paragraph(waiting_for(session, game, now)).props("role=status id=waiting")
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


def chosen_text(here: Here) -> str:
    """The decision of the visitor's team in words; empty where it has none to make."""
    game, now, mine = here.session.game, here.session.now, own_actor(here)
    if game is None or now is None or mine not in game.decisions.played or game.phase(now) != "choosing":
        return ""
    return chosen_said(here.session, game.choices.get(mine), now.options[mine])


def chosen(here: Here) -> None:
    """Show the decision of the visitor's team, which stays in sight while the choices are scrolled."""
    if text := chosen_text(here):
        with tag("div", "decided").props("role=status"):
            paragraph(text).classes("strong").props("id=chosen")
            paragraph(_("You can change it until the choices are closed.")).classes("soft")


def waiting_for(session: Session, game: Game, now: GameState) -> str:
    """Whom the room waits for."""
    say = session.put.words
    match game.phase(now):
        case "choosing":
            late = [say.actor(a) for a in game.decisions.played if a not in game.choices]
            return _("Still deciding: {teams}.", teams=", ".join(late)) if late else _("Every team has decided.")
        case "judging":
            late = [
                say.actor(a)
                for a in game.decisions.played
                if any((a, of) not in game.estimates for of in game.proposals)
            ]
            return _("Odds are missing from: {teams}.", teams=", ".join(late)) if late else _("All odds are in.")
        case "playing":
            asked = [say.actor(a) for a in dict.fromkeys(ask.actor for ask in now.asks)]
            return _("Asked for an answer: {teams}.", teams=", ".join(asked))
    return ""


def decision_key(here: Here) -> Any:
    """Values that redraw the decisions' forms: never what another visitor does meanwhile, even in one's own team."""
    game, now, mine = here.session.game, here.session.now, own_actor(here)
    if game is None or now is None:
        return None
    phase = game.phase(now)
    if mine is None and phase != "judging":
        return None
    return here.session.games, phase, here.session.quarter, now.month, mine


def decision(here: Here) -> None:
    """The form of what the visitor's team has to decide now."""
    session = here.session
    game, now, mine = session.game, session.now, own_actor(here)
    if game is None or now is None:
        return
    phase = game.phase(now)
    if mine is None or mine not in game.decisions.played:
        if phase == "judging":
            with card(_("Acts of the teams' own")):
                for of, proposal in game.proposals.items():
                    show_proposal(session, of, proposal)
        return
    if phase == "choosing":
        choosing(here, mine)
    elif phase == "judging":
        judging(here, mine)
    elif phase == "playing" and (asks := game.asks_of(mine, now)):
        answering(here, mine, asks)


def news_key(session: Session) -> Any:
    """Values that the news show."""
    game = session.game
    return session.now and (session.games, game and (game.setup, game.ended), session.now.month, len(session.now.asks))


def news(session: Session, *, months: int = QUARTER) -> None:
    """Show the events of the last months, and the result of the room's odds."""
    game, now = session.game, session.now
    if game is None or now is None or not now.month:
        return
    say = SpokenWording(now.trace, session.app_state.seeds)
    with card(_("What happened last"), "news"):
        for judged in (j for j in game.judged if j.quarter == (now.month - 1) // QUARTER):
            paragraph(judgement(session, judged))
        if answers := replies(now, game.decisions.played, say):
            said("h3", _("How the model's actors answered"))
            for line in answers:
                paragraph(line)
        for month in now.months[-months:]:
            said("h3", month_name(month.calendar))
            told = [capital(say.occurrence(occurrence)) for occurrence in month.occurrences]
            for line in told or [_("A quiet month.")]:
                paragraph(line if line.endswith(".") else f"{line}.")


def judgement(session: Session, judged: Judged) -> str:
    """The result of the room's odds for an act of a team's own, in words."""
    words = session.put.words
    luck = _(
        "{actor}'s own act, “{act}”: the room's median odds were {odds} in a hundred, luck drew {drawn}",
        actor=words.actor(judged.actor),
        act=judged.proposal.what,
        odds=f"{judged.median:g}",
        drawn=plain_number(f"{judged.random_number * 100:.1f}"),
    )
    came = _("it came about") if judged.came_about else _("it did not come about")
    refused = _("did not agree: {actors}", actors=words.actors(judged.refused_by)) if judged.refused_by else ""
    return "; ".join(filter(None, (luck, came, refused))) + "."


def ended(session: Session, letters: int = 13) -> None:
    """Show the end of the game, once it is over; its pictures have letters of so many pixels."""
    game, now = session.game, session.now
    if game is not None and now is not None and game.phase(now) == "over" and session.alone is not None:
        told = list(Narrative(now.trace, session.app_state.seeds).whole())
        closing(session, game, now, session.alone, told, letters)
