"""Forms of a team's decisions: acts and what the model expects of them, acts of its own, odds and answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from model.common.text import listed
from model.trace.narrative.wording import signed, spaced
from model.trace.records import Evaluation
from model.workshop.game import NOTHING
from model.workshop.game_state import Ask, Option
from model.workshop.journal import Refused
from model.workshop.pages.fields import choice, folded, line, number, ticks
from model.workshop.pages.frame import button, said, tag
from model.workshop.pages.live import Here, Live, attempt, card, paragraph, working
from model.workshop.proposals import Proposal
from model.workshop.session import Session

POINTS = 1000
"""Utility is shown in thousandths."""
ROUNDS_TO_ZERO = 0.05 / POINTS
"""Largest value that rounds to nothing in a tenth of a point."""
READING = (
    "Numbers are what the model expects for your actor, in points. Interest: leanings it cares for gain or lose. "
    "Stake: a question such as the treaty moves its way or not. Feeling: how it feels about the other side. "
    "Pressure: what those who have pressed it of late would gain or lose. The forecast can be wrong; you may see more "
    "than it does."
)


def points(value: float) -> str:
    """A utility in points."""
    return signed(value * POINTS, 1)


def choosing(here: Here, actor: str) -> None:
    """The choice of the quarter; what is pressed late, while the next one begins, is no choice for that one."""
    session, quarter = here.session, here.session.quarter
    game, now = session.game, session.now
    assert game is not None and now is not None, "drawn while a game runs"
    with card("Your quarter", "choices", kept=(session.mark, session.games, quarter, actor)):
        paragraph(READING)
        button("Let the quarter pass", attempt(lambda: _choose(here, actor, quarter, NOTHING)))
        by_action: dict[str, list[Option]] = {}
        for option in now.options[actor]:
            by_action.setdefault(option.action, []).append(option)
        for action, options in by_action.items():
            name = session.app_state.seeds.actions.actions[action].name
            best = max(option.evaluation.parts.utility for option in options)
            several = f"{len(options)} ways, up to " if len(options) > 1 else ""
            with folded(f"{name} ({several}{points(best)} points)"):
                for option in options:
                    _option(here, actor, quarter, option)
        own_act(here, actor, quarter)


async def _choose(here: Here, actor: str, quarter: int, act: str) -> None:
    await here.session.do("choose", here.visitor, actor=actor, quarter=quarter, act=act)


def _option(here: Here, actor: str, quarter: int, option: Option) -> None:
    """One act: with whom, what it would bring and cost, and whether the others are likely to agree."""
    session = here.session
    others = session.put.words.actors(option.others)
    name = session.app_state.seeds.actions.actions[option.action].name
    with tag("div", "option"):
        with tag("div"):
            side = "With" if option.agreement else "Towards"
            said("h3", f"{side} {others}: {points(option.evaluation.parts.utility)} points")
            forecast(session, option.evaluation)
            for other, chance in option.consent.items():
                who = session.put.words.actor(other)
                decides = f"{who}'s team decides whether it agrees."
                paragraph(decides if chance is None else f"{who} agrees with a chance of {chance:.0%}, says the model.")
        chosen = button("Choose", attempt(lambda: _choose(here, actor, quarter, option.alternative)))
        chosen._props["aria-label"] = f"Choose {name}: {others}"


def forecast(session: Session, why: Evaluation) -> None:
    """The parts of a utility, and the reasons behind the largest."""
    parts = {
        "interest": why.parts.interest,
        "stake": why.parts.stake,
        "feeling": why.parts.feeling,
        "pressure": why.parts.pressure,
    }
    brings = [f"{name} {points(value)}" for name, value in parts.items() if value > ROUNDS_TO_ZERO]
    costs = [f"{name} {points(value)}" for name, value in parts.items() if value < -ROUNDS_TO_ZERO]
    paragraph(
        f"Brings: {', '.join(brings) or 'nothing to speak of'}. Costs: {', '.join(costs) or 'nothing to speak of'}."
    )
    say, reasons = session.put.words, []
    for term in (found for found in why.interest_terms[:2] if abs(found.worth) > ROUNDS_TO_ZERO):
        how = "more" if term.expected > 0 else "less"
        reasons.append(f"{say.actor(term.of)} leaning {how} to {say.actor(term.to)} ({points(term.worth)})")
    for stake in (found for found in why.stake_terms[:2] if abs(found.worth) > ROUNDS_TO_ZERO):
        issue = say.issue(stake.issue).split(" (")[0]
        reasons.append(f"the prospect that {issue} goes to “{spaced(stake.to)}” ({points(stake.worth)})")
    for presser in (found for found in why.pressure_terms[:1] if abs(found.worth) > ROUNDS_TO_ZERO):
        reasons.append(f"the pressure of {say.actor(presser.actor)} ({points(presser.worth)})")
    if reasons:
        paragraph(f"Mostly: {listed(reasons)}.")


def own_act(here: Here, actor: str, quarter: int) -> None:
    """The form of an act that is not on the list."""
    session, seeds = here.session, here.session.app_state.seeds
    with folded("Argue for an act of your own"):
        paragraph(
            "Say what your actor does and why it should work. Every team then gives its odds; the median of the odds "
            "is the chance, and luck draws. What comes about becomes an event that the model appraises like any other."
        )
        closed = session.closed_types(actor)
        types = [(name, kind) for name, kind in seeds.types.types.items() if name not in closed]
        if closed:
            paragraph("The rules of this game leave out some kinds of act; they are not listed.")
        kinds = {name: f"{kind.name}{' (an agreement)' if kind.agreement else ''}" for name, kind in types}
        kind = choice("What kind of act", dict(sorted(kinds.items(), key=lambda item: item[1])))
        others = {name: found.short for name, found in seeds.actors.actors.items() if name != actor}
        target = ticks("With or towards whom", others)
        levels = {name: f"{name}: {level.criterion}" for name, level in seeds.types.salience.items()}
        weight = choice("How weighty", levels)
        what = line("What happens, in one sentence", longest=300)
        argument = line("Why it should work", longest=1000, rows=3)

        async def propose() -> None:
            if not (kind.text and target and weight.text):
                raise Refused("Choose the kind of act, with or towards whom, and how weighty it is.")
            parties = [name for name in others if name in target]
            event = {"type": kind.text, "source": [actor], "target": parties, "salience": weight.text}
            await session.propose(here.visitor, actor, quarter, event, what.text, argument.text)

        working("Propose it to the room", propose)


def chosen_said(session: Session, choice: str | Proposal | None, options: tuple[Option, ...]) -> str:
    """The decision of a team, in words."""
    if choice is None:
        return "Your team has not decided yet; without a decision the quarter passes."
    if isinstance(choice, Proposal):
        return f"Your team argues for an act of its own: {choice.what}"
    found = next((option for option in options if option.alternative == choice), None)
    if found is None:
        return "Your team lets the quarter pass."
    name = session.app_state.seeds.actions.actions[found.action].name
    return f"Your team has chosen: {name}, {session.put.words.actors(found.others)}."


def judging(here: Here, actor: str) -> None:
    """Show each act that the teams argue for, with a form for this team's odds."""
    session, game = here.session, here.session.game
    assert game is not None, "drawn while a game runs"
    kept = (session.mark, session.games, session.quarter, actor, "odds")
    with card("Acts of the teams' own", "judging", kept=kept):
        paragraph(
            "How likely is each to come about as argued? The room's median is the chance. "
            "Odds are shown when all are in."
        )
        for of, proposal in game.proposals.items():
            show_proposal(session, of, proposal)
            odds = partial(odds_of, session, actor, of)
            Live(session, odds, partial(_odds_said, odds))
            _estimate(here, actor, of, proposal)


def odds_of(session: Session, actor: str, of: str) -> str:
    """The odds a team has given a proposal so far, in words; empty before it has given any."""
    given = session.game.estimates.get((actor, of)) if session.game is not None else None
    if given is None:
        return ""
    agrees = "" if given.agrees is None else f"; you {'agree' if given.agrees else 'do not agree'} to it"
    return f"Your odds: {given.odds} in a hundred{agrees}."


def _odds_said(odds: Callable[[], str]) -> None:
    if text := odds():
        paragraph(text)


def show_proposal(session: Session, of: str, proposal: Proposal) -> None:
    """A proposal with its argument."""
    said("h3", f"{session.put.words.actor(of)}: {proposal.what}")
    paragraph(f"Coded as: {session.put.words.event(proposal.event)}")
    paragraph(f"Argument: {proposal.argument}")


def _estimate(here: Here, actor: str, of: str, proposal: Proposal) -> None:
    session, name = here.session, here.session.put.words.actor(of)
    party = proposal.agreement and actor in proposal.event.target
    odds = number(f"Odds for {name}'s act, in a hundred", min=0, max=100, step=5)
    agrees = choice("Does your team agree to it?", {"yes": "We agree", "no": "We do not agree"}) if party else None

    async def give() -> None:
        answer = {} if agrees is None else {"agrees": {"yes": True, "no": False}.get(agrees.text)}
        await session.do("estimate", here.visitor, actor=actor, of=of, odds=odds.number, **answer)

    given = button("Give these odds", attempt(give), "main")
    given._props["aria-label"] = f"Give these odds for {name}"


def answering(here: Here, actor: str, asks: tuple[Ask, ...]) -> None:
    """Agreements that others propose to a team."""
    session = here.session
    with card("You are asked", "asks"):
        paragraph(READING)
        for ask in asks:
            name = session.app_state.seeds.actions.actions[ask.action].name
            by = session.put.words.actors(ask.by)
            others = [p for p in ask.parties if p != actor and p not in ask.by]
            along = f", together with {session.put.words.actors(others)}" if others else ""
            said("h3", f"{by} propose{'s' if len(ask.by) == 1 else ''}: {name}{along}")
            paragraph(f"For your actor the model expects {points(ask.evaluation.parts.utility)} points.")
            forecast(session, ask.evaluation)
            Live(session, partial(_answered, session, ask), partial(_asked, here, actor, ask, f"{name}, {by}"))


def _answered(session: Session, ask: Ask) -> bool | None:
    """The answer of a team to a request; None before it has answered."""
    given = session.game.decisions.answers if session.game is not None else {}
    return given.get((ask.month, ask.actor, ask.alternative))


def _asked(here: Here, actor: str, ask: Ask, what: str) -> None:
    """The two answers, or the one that somebody of the team has given."""
    given = _answered(here.session, ask)
    if given is not None:
        paragraph(f"Your team has {'agreed' if given else 'refused'}.")
        return
    with tag("div", "row"):
        for agrees, label in ((True, "Agree"), (False, "Refuse")):
            pressed = button(label, attempt(partial(_answer, here, actor, ask, agrees)))
            pressed._props["aria-label"] = f"{label}: {what}"


async def _answer(here: Here, actor: str, ask: Ask, agrees: bool) -> None:
    await here.session.do("answer", here.visitor, actor=actor, month=ask.month, act=ask.alternative, agrees=agrees)
