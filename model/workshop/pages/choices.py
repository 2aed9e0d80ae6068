"""Forms of a team's decisions: acts and what the model expects of them, acts of its own, odds and answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from model.common.languages import _, _n, marked, named, plain_number
from model.common.text import listed
from model.trace.narrative.wording import signed
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
READING = marked(
    "Numbers are what the model expects for your actor, in points. Interest: leanings it cares for gain or lose. "
    "Stake: a question such as the treaty moves its way or not. Feeling: how it feels about the other side. "
    "Pressure: what those who have pressed it of late would gain or lose. The forecast can be wrong; you may see more "
    "than it does."
)


def points(value: float) -> str:
    """A utility in points."""
    return plain_number(signed(value * POINTS, 1))


def choosing(here: Here, actor: str) -> None:
    """The choice of the quarter; what is pressed late, while the next one begins, is no choice for that one."""
    session, quarter = here.session, here.session.quarter
    game, now = session.game, session.now
    assert game is not None and now is not None, "drawn while a game runs"
    with card(_("Your quarter"), "choices", kept=(session.mark, session.games, quarter, actor)):
        paragraph(_(READING))
        button(_("Let the quarter pass"), attempt(lambda: _choose(here, actor, quarter, NOTHING)))
        by_action: dict[str, list[Option]] = {}
        for option in now.options[actor]:
            by_action.setdefault(option.action, []).append(option)
        for action, options in by_action.items():
            best = max(option.evaluation.parts.utility for option in options)
            blanks = {"action": session.put.words.action(action), "points": points(best)}
            head = _("{action} ({points} points)", **blanks)
            if len(options) > 1:
                head = _("{action} ({number} ways, up to {points} points)", number=len(options), **blanks)
            with folded(head):
                for option in options:
                    _option(here, actor, quarter, option)
        own_act(here, actor, quarter)


async def _choose(here: Here, actor: str, quarter: int, act: str) -> None:
    await here.session.do("choose", here.visitor, actor=actor, quarter=quarter, act=act)


def _option(here: Here, actor: str, quarter: int, option: Option) -> None:
    """One act: with whom, what it would bring and cost, and whether the others are likely to agree."""
    session = here.session
    others = session.put.words.actors(option.others)
    name = session.put.words.action(option.action)
    with tag("div", "option"):
        with tag("div"):
            blanks = {"actors": others, "points": points(option.evaluation.parts.utility)}
            towards = _("Towards {actors}: {points} points", **blanks)
            said("h3", _("With {actors}: {points} points", **blanks) if option.agreement else towards)
            forecast(session, option.evaluation)
            for other, chance in option.consent.items():
                who = session.put.words.actor(other)
                decides = _("{actor}'s team decides whether it agrees.", actor=who)
                agrees = _(
                    "{actor} agrees with a chance of {chance}, says the model.", actor=who, chance=f"{chance or 0:.0%}"
                )
                paragraph(decides if chance is None else agrees)
        chosen = button(_("Choose"), attempt(lambda: _choose(here, actor, quarter, option.alternative)))
        chosen._props["aria-label"] = _("Choose {action}: {actors}", action=name, actors=others)


def forecast(session: Session, why: Evaluation) -> None:
    """The parts of a utility, and the reasons behind the largest."""
    parts = {
        _("interest"): why.parts.interest,
        _("stake"): why.parts.stake,
        _("feeling"): why.parts.feeling,
        _("pressure"): why.parts.pressure,
    }
    brings = [f"{name} {points(value)}" for name, value in parts.items() if value > ROUNDS_TO_ZERO]
    costs = [f"{name} {points(value)}" for name, value in parts.items() if value < -ROUNDS_TO_ZERO]
    nothing = _("nothing to speak of")
    paragraph(
        _("Brings: {gains}. Costs: {losses}.", gains=", ".join(brings) or nothing, losses=", ".join(costs) or nothing)
    )
    say, reasons = session.put.words, []
    for term in (found for found in why.interest_terms[:2] if abs(found.worth) > ROUNDS_TO_ZERO):
        blanks = {"actor": say.actor(term.of), "other": say.actor(term.to), "points": points(term.worth)}
        less = _("{actor} leaning less to {other} ({points})", **blanks)
        reasons.append(_("{actor} leaning more to {other} ({points})", **blanks) if term.expected > 0 else less)
    for stake in (found for found in why.stake_terms[:2] if abs(found.worth) > ROUNDS_TO_ZERO):
        blanks = {
            "issue": say.issue_briefly(stake.issue),
            "stage": say.stage(stake.issue, stake.to),
            "points": points(stake.worth),
        }
        reasons.append(_("the prospect that {issue} goes to “{stage}” ({points})", **blanks))
    for presser in (found for found in why.pressure_terms[:1] if abs(found.worth) > ROUNDS_TO_ZERO):
        blanks = {"actor": say.actor(presser.actor), "points": points(presser.worth)}
        reasons.append(_("the pressure of {actor} ({points})", **blanks))
    if reasons:
        paragraph(_("Mostly: {reasons}.", reasons=listed(reasons, _("and"))))


def own_act(here: Here, actor: str, quarter: int) -> None:
    """The form of an act that is not on the list."""
    session, seeds = here.session, here.session.app_state.seeds
    with folded(_("Argue for an act of your own")):
        paragraph(
            _(
                "Say what your actor does and why it should work. Every team then gives its odds; the median of the "
                "odds is the chance, and luck draws. What comes about becomes an event that the model appraises like "
                "any other."
            )
        )
        closed = session.closed_types(actor)
        types = [(name, kind) for name, kind in seeds.types.types.items() if name not in closed]
        if closed:
            paragraph(_("The rules of this game leave out some kinds of act; they are not listed."))
        agreement = _("(an agreement)")
        kinds = {name: named(kind.name) + (f" {agreement}" if kind.agreement else "") for name, kind in types}
        kind = choice(_("What kind of act"), dict(sorted(kinds.items(), key=lambda item: item[1])))
        others = {name: session.put.words.actor(name) for name in seeds.actors.actors if name != actor}
        target = ticks(_("With or towards whom"), others)
        levels = {name: f"{named(name)}: {named(level.criterion)}" for name, level in seeds.types.salience.items()}
        weight = choice(_("How weighty"), levels)
        what = line(_("What happens, in one sentence"), longest=300)
        argument = line(_("Why it should work"), longest=1000, rows=3)

        async def propose() -> None:
            if not (kind.text and target and weight.text):
                raise Refused(_("Choose the kind of act, with or towards whom, and how weighty it is."))
            parties = [name for name in others if name in target]
            event = {"type": kind.text, "source": [actor], "target": parties, "salience": weight.text}
            await session.propose(here.visitor, actor, quarter, event, what.text, argument.text)

        working(_("Propose it to the room"), propose)


def chosen_said(session: Session, choice: str | Proposal | None, options: tuple[Option, ...]) -> str:
    """The decision of a team, in words."""
    if choice is None:
        return _("Your team has not decided yet; without a decision the quarter passes.")
    if isinstance(choice, Proposal):
        return _("Your team argues for an act of its own: {act}", act=choice.what)
    found = next((option for option in options if option.alternative == choice), None)
    if found is None:
        return _("Your team lets the quarter pass.")
    words = session.put.words
    blanks = {"action": words.action(found.action), "actors": words.actors(found.others)}
    return _("Your team has chosen: {action}, {actors}.", **blanks)


def judging(here: Here, actor: str) -> None:
    """Show each act that the teams argue for, with a form for this team's odds."""
    session, game = here.session, here.session.game
    assert game is not None, "drawn while a game runs"
    kept = (session.mark, session.games, session.quarter, actor, "odds")
    with card(_("Acts of the teams' own"), "judging", kept=kept):
        paragraph(
            _(
                "How likely is each to come about as argued? The room's median is the chance. Odds are shown when all "
                "are in."
            )
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
    if given.agrees is None:
        return _("Your odds: {odds} in a hundred.", odds=given.odds)
    no = _("Your odds: {odds} in a hundred; you do not agree to it.", odds=given.odds)
    return _("Your odds: {odds} in a hundred; you agree to it.", odds=given.odds) if given.agrees else no


def _odds_said(odds: Callable[[], str]) -> None:
    if text := odds():
        paragraph(text)


def show_proposal(session: Session, of: str, proposal: Proposal) -> None:
    """A proposal with its argument."""
    said("h3", f"{session.put.words.actor(of)}: {proposal.what}")
    paragraph(_("Coded as: {event}", event=session.put.words.event(proposal.event)))
    paragraph(_("Argument: {argument}", argument=proposal.argument))


def _estimate(here: Here, actor: str, of: str, proposal: Proposal) -> None:
    session, name = here.session, here.session.put.words.actor(of)
    party = proposal.agreement and actor in proposal.event.target
    odds = number(_("Odds for {actor}'s act, in a hundred", actor=name), min=0, max=100, step=5)
    answers = {"yes": _("We agree"), "no": _("We do not agree")}
    agrees = choice(_("Does your team agree to it?"), answers) if party else None

    async def give() -> None:
        answer = {} if agrees is None else {"agrees": {"yes": True, "no": False}.get(agrees.text)}
        await session.do("estimate", here.visitor, actor=actor, of=of, odds=odds.number, **answer)

    given = button(_("Give these odds"), attempt(give), "main")
    given._props["aria-label"] = _("Give these odds for {actor}", actor=name)


def answering(here: Here, actor: str, asks: tuple[Ask, ...]) -> None:
    """Agreements that others propose to a team."""
    session = here.session
    with card(_("You are asked"), "asks"):
        paragraph(_(READING))
        for ask in asks:
            name = session.put.words.action(ask.action)
            by = session.put.words.actors(ask.by)
            others = [p for p in ask.parties if p != actor and p not in ask.by]
            head = _n("{actors} proposes: {action}", "{actors} propose: {action}", len(ask.by), actors=by, action=name)
            along = _("together with {actors}", actors=session.put.words.actors(others)) if others else ""
            said("h3", ", ".join(filter(None, (head, along))))
            worth = points(ask.evaluation.parts.utility)
            paragraph(_("For your actor the model expects {points} points.", points=worth))
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
        paragraph(_("Your team has agreed.") if given else _("Your team has refused."))
        return
    with tag("div", "row"):
        for agrees, label in ((True, _("Agree")), (False, _("Refuse"))):
            pressed = button(label, attempt(partial(_answer, here, actor, ask, agrees)))
            pressed._props["aria-label"] = f"{label}: {what}"


async def _answer(here: Here, actor: str, ask: Ask, agrees: bool) -> None:
    await here.session.do("answer", here.visitor, actor=actor, month=ask.month, act=ask.alternative, agrees=agrees)
