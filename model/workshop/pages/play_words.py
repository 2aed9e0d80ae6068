"""Where a game stands, in words."""

from __future__ import annotations

from model.common.languages import _, marked, month_name, named
from model.workshop.game_state import QUARTER
from model.workshop.playing import Playing
from model.workshop.session import Session

SAYS = {
    "seating": marked("Take your seats."),
    "choosing": marked("The teams choose."),
    "judging": marked("The room judges the teams' own acts."),
    "playing": marked("Some teams are asked for their agreement."),
    "over": marked("The game is over."),
}


def step_said(playing: Playing) -> str:
    """The step that a game waits for, in a sentence."""
    worked_out = playing.game.started and playing.now is None and not playing.game.ended
    return _("One moment: where the game stands is worked out again.") if worked_out else _(SAYS[playing.phase])


def where_said(session: Session, playing: Playing) -> str:
    """The quarter that a game is at, in words; with the game's name where it has one, or several run."""
    setup, now = playing.game.setup, playing.now
    if now is None:
        name = session.scenarios[setup.scenario][0]
        where = _("{scenario}, quarters: {quarters}", scenario=named(name), quarters=setup.quarters)
    else:
        quarter = min(now.quarter, setup.quarters - 1)
        first = now.as_of + quarter * QUARTER + 1
        where = _(
            "Quarter {quarter} of {quarters}: {first} to {last}",
            quarter=quarter + 1,
            quarters=setup.quarters,
            first=month_name(first),
            last=month_name(first + QUARTER - 1),
        )
        if now.waits == "answers":
            where += " " + _("(now {month})", month=month_name(now.as_of + now.month + 1))
    with_title = playing.game.name or len(session.state.on) > 1
    return f"{playing.title}. {where}" if with_title else where


def waiting_for(session: Session, playing: Playing) -> str:
    """Teams that the room waits for."""
    say, game, now = session.put.words, playing.game, playing.now
    match playing.phase:
        case "choosing":
            late = [a for a in game.decisions.played if a not in game.choices]
            waits = [say.actor(a) for a in late if a in game.wishes]
            late = [say.actor(a) for a in late if a not in game.wishes]
            found = [_("Still deciding: {teams}.", teams=", ".join(late))] if late else []
            wait = _("A choice waits for a second member of the team: {teams}.", teams=", ".join(waits))
            return " ".join([*found, *([wait] if waits else [])]) or _("Every team has decided.")
        case "judging":
            late = [
                say.actor(a)
                for a in game.decisions.played
                if any((a, of) not in game.estimates for of in game.proposals if a in game.judges(of))
            ]
            return _("Odds are missing from: {teams}.", teams=", ".join(late)) if late else _("All odds are in.")
        case "playing" if now is not None:
            asked = [say.actor(a) for a in dict.fromkeys(ask.actor for ask in now.asks)]
            return _("Asked for an answer: {teams}.", teams=", ".join(asked))
    return ""


def in_a_line(playing: Playing) -> str:
    """One of several games: its name, its quarter and its step."""
    quarters = playing.game.setup.quarters
    quarter = min(playing.now.quarter + 1, quarters) if playing.now is not None else 0
    at = _("quarter {quarter} of {quarters}", quarter=quarter, quarters=quarters)
    return f"{playing.title}: {at}. {step_said(playing)}" if quarter else f"{playing.title}: {step_said(playing)}"


def ready(playing: Playing) -> str:
    """Number of teams that have done what the game waits for; empty where it waits for none or for some only."""
    game = playing.game
    teams = game.decisions.played
    if playing.phase == "choosing":
        done = sum(actor in game.choices for actor in teams)
    elif playing.phase == "judging":
        done = sum(all((actor, of) in game.estimates for of in game.proposals) for actor in teams)
    else:
        return ""
    return " " + _("Ready: {number} of {teams}.", number=done, teams=len(teams))
