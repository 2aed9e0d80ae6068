"""Forms of a team's decisions: acts and what the model expects of them, acts of its own, odds and answers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from model.common.languages import _, _n, marked, named, plus, quoted
from model.common.text import listed
from model.trace.records import Evaluation, InterestTerm, StakeTerm
from model.workshop.game import NOTHING
from model.workshop.game_record import Wish
from model.workshop.game_state import Ask, Option, Want
from model.workshop.journal import Refused
from model.workshop.pages.fields import choice, folded, line, number, ticks
from model.workshop.pages.frame import button, said, tag
from model.workshop.pages.live import Here, Live, attempt, card, live_text, paragraph, working
from model.workshop.playing import Playing
from model.workshop.proposals import Proposal
from model.workshop.session import Session

POINTS = 1000
"""Utility is shown in thousandths."""
ROUNDS_TO_ZERO = 0.05 / POINTS
"""Largest value that rounds to nothing in a tenth of a point."""
READING = marked(
    "Numbers are what the model expects for your actor, in points. Interest: leanings it cares for gain or lose. "
    "Stake: a question such as the treaty moves its way or not. Feeling: how it feels about the other side. "
    "Pressure: what those who have pressed it recently would gain or lose. The forecast can be wrong; you may see more "
    "than it does."
)


def points(value: float) -> str:
    """A utility in points."""
    return plus(value * POINTS, 1)


def choosing(here: Here, playing: Playing, actor: str) -> None:
    """The choice of the quarter; what is pressed late, while the next one begins, is no choice for that one."""
    session, now = here.session, playing.now
    assert now is not None, "drawn while a game runs"
    with card(_("Your quarter"), "choices", kept=(session.mark, playing.number + 1, playing.quarter, actor)):
        paragraph(_(READING))
        if wants := [want for want in now.wants[actor] if want.worth > ROUNDS_TO_ZERO]:
            with folded(_("What the others want from you")):
                wanted(session, wants)
        paragraph(
            _(
                "Listed is what the documents name for this actor. Others have other lists; that does not say what "
                "anybody would never do."
            )
        )
        button(_("Let the quarter pass"), attempt(lambda: _choose(here, playing, actor, NOTHING)))
        by_action: dict[str, list[Option]] = {}
        for option in now.options[actor]:
            by_action.setdefault(option.action, []).append(option)
        for action, options in by_action.items():
            best = max(option.evaluation.parts.utility for option in options)
            blanks = {"action": session.put.words.action(action), "points": points(best)}
            head = _("{action} ({points} points)", **blanks)
            if len(options) > 1:
                head = _("{action} ({number} ways, the best {points} points)", number=len(options), **blanks)
            with folded(head):
                for option in options:
                    _option(here, playing, actor, option)
        own_act(here, playing, actor)


async def _choose(here: Here, playing: Playing, actor: str, act: str) -> None:
    await here.session.do("choose", here.visitor, game=playing.number, actor=actor, quarter=playing.quarter, act=act)


def wanted(session: Session, wants: list[Want]) -> None:
    """Acts from which each other actor would gain most, by its own interests and stakes, and why."""
    words = session.put.words
    paragraph(
        _(
            "Of all you can do, each of these actors would gain most from one act, by its own interests and stakes. "
            "You can trade on it: ask for something in return."
        )
    )
    with tag("ul", "wants"):
        for want in wants:
            act = f"{words.action(want.option.action)}, {words.actors(want.option.others)}"
            reasons = [*_interests(session, want.interest_terms[:1]), *_stakes(session, want.stake_terms[:1])]
            blanks = {"actor": words.actor(want.actor), "act": act, "points": points(want.worth)}
            text = _("{actor}: {act} ({points} points; {reasons})", reasons="; ".join(reasons), **blanks)
            said("li", text if reasons else _("{actor}: {act} ({points} points)", **blanks))


def _option(here: Here, playing: Playing, actor: str, option: Option) -> None:
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
                likely = _("{number} %", number=f"{100 * (chance or 0):.0f}")
                agrees = _("{actor} agrees with a chance of {chance}, says the model.", actor=who, chance=likely)
                paragraph(decides if chance is None else agrees)
        chosen = button(_("Choose"), attempt(lambda: _choose(here, playing, actor, option.alternative)))
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
    nothing = _("almost nothing")
    paragraph(
        _("Brings: {gains}. Costs: {losses}.", gains=", ".join(brings) or nothing, losses=", ".join(costs) or nothing)
    )
    say = session.put.words
    reasons = [*_interests(session, why.interest_terms[:2]), *_stakes(session, why.stake_terms[:2])]
    for presser in (found for found in why.pressure_terms[:1] if abs(found.worth) > ROUNDS_TO_ZERO):
        blanks = {"actor": say.actor(presser.actor), "points": points(presser.worth)}
        reasons.append(_("the pressure of {actor} ({points})", **blanks))
    if reasons:
        paragraph(_("Mostly: {reasons}.", reasons=listed(reasons, _("and"))))


def _interests(session: Session, terms: tuple[InterestTerm, ...]) -> Iterator[str]:
    """Leanings that an act moves, in words."""
    say = session.put.words
    for term in (found for found in terms if abs(found.worth) > ROUNDS_TO_ZERO):
        blanks = {"actor": say.actor(term.of), "other": say.actor(term.to), "points": points(term.worth)}
        less = _("{actor} leaning less to {other} ({points})", **blanks)
        yield _("{actor} leaning more to {other} ({points})", **blanks) if term.expected > 0 else less


def _stakes(session: Session, terms: tuple[StakeTerm, ...]) -> Iterator[str]:
    """Steps of issues that an act may bring, in words."""
    say = session.put.words
    for stake in (found for found in terms if abs(found.worth) > ROUNDS_TO_ZERO):
        blanks = {"issue": say.issue_briefly(stake.issue), "stage": say.stage(stake.issue, stake.to)}
        yield _("the chance that {issue} goes to “{stage}” ({points})", points=points(stake.worth), **blanks)


def own_act(here: Here, playing: Playing, actor: str) -> None:
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
        closed = session.closed_types(playing.number, actor)
        types = [(name, kind) for name, kind in seeds.types.types.items() if name not in closed]
        if closed:
            paragraph(_("The rules of this game leave out some kinds of act; they are not listed."))
        agreement = _("(an agreement)")
        kinds = {name: named(kind.name) + (f" {agreement}" if kind.agreement else "") for name, kind in types}
        kind = choice(_("What kind of act"), dict(sorted(kinds.items(), key=lambda item: item[1])))
        others = {name: session.put.words.actor(name) for name in seeds.actors.actors if name != actor}
        target = ticks(_("With or towards whom"), others)
        levels = {name: f"{named(name)}: {named(level.criterion)}" for name, level in seeds.types.salience.items()}
        weight = choice(_("How important"), levels)
        what = line(_("What happens, in one sentence"), longest=300)
        argument = line(_("Why it should work"), longest=1000, rows=3)

        async def propose() -> None:
            if not (kind.text and target and weight.text):
                raise Refused(_("Choose the kind of act, with or towards whom, and how important it is."))
            parties = [name for name in others if name in target]
            event = {"type": kind.text, "source": [actor], "target": parties, "salience": weight.text}
            await session.propose(here.visitor, playing, event, what.text, argument.text)

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


def wished(here: Here, playing: Playing, actor: str, wish: Wish) -> None:
    """A choice of one member of a team, which another has to confirm."""
    session, now = here.session, playing.now
    assert now is not None, "drawn while a game runs"
    what = act_said(session, wish.choice, now.options[actor])
    if wish.by == here.visitor.id:
        text = _("You chose: {act}. Somebody else of your team has to confirm it.", act=what)
        paragraph(text).props("id=wish")
        return
    text = _(
        "{name} chose for your team: {act}. It counts once you confirm it.", name=session.called(wish.by), act=what
    )
    paragraph(text).props("id=wish")
    if isinstance(wish.choice, Proposal):
        show_proposal(session, actor, wish.choice)
    confirm = partial(
        session.do, "confirm", here.visitor, game=playing.number, actor=actor, quarter=playing.quarter, wish=wish.said
    )
    button(_("Confirm"), attempt(confirm), "main")


def act_said(session: Session, act: str | Proposal, options: tuple[Option, ...]) -> str:
    """A choice in words."""
    if isinstance(act, Proposal):
        return quoted(act.what)
    found = next((option for option in options if option.alternative == act), None)
    if found is None:
        return _("to let the quarter pass")
    return f"{session.put.words.action(found.action)}, {session.put.words.actors(found.others)}"


def judging(here: Here, playing: Playing, actor: str) -> None:
    """Show each act that the teams argue for, with a form for this team's odds."""
    session = here.session
    kept = (session.mark, playing.number + 1, playing.quarter, actor, "odds")
    with card(_("Acts of the teams' own"), "judging", kept=kept):
        paragraph(
            _(
                "How likely is each to come about as argued? The room's median is the chance. Odds are shown when all "
                "are in."
            )
        )
        for of, proposal in playing.game.proposals.items():
            show_proposal(session, of, proposal)
            if actor not in playing.game.judges(of):
                paragraph(_("The other teams give the odds for your act."))
                continue
            live_text(session, partial(odds_of, session, playing.number, actor, of))
            _estimate(here, playing, actor, of, proposal)


def odds_of(session: Session, number: int, actor: str, of: str) -> str:
    """The odds a team has given a proposal so far, in words; empty before it has given any."""
    given = session.state.every_game[number].estimates.get((actor, of))
    if given is None:
        return ""
    if given.agrees is None:
        return _("Your odds: {odds} in a hundred.", odds=given.odds)
    no = _("Your odds: {odds} in a hundred; you do not agree to it.", odds=given.odds)
    return _("Your odds: {odds} in a hundred; you agree to it.", odds=given.odds) if given.agrees else no


def show_proposal(session: Session, of: str, proposal: Proposal) -> None:
    """A proposal with its argument."""
    said("h3", f"{session.put.words.actor(of)}: {proposal.what}")
    paragraph(_("Coded as: {event}", event=session.put.words.event(proposal.event))).classes("coded")
    paragraph(_("Argument: {argument}", argument=proposal.argument)).classes("argument")


def _estimate(here: Here, playing: Playing, actor: str, of: str, proposal: Proposal) -> None:
    session, name = here.session, here.session.put.words.actor(of)
    party = proposal.agreement and actor in proposal.event.target
    odds = number(_("Odds for {actor}'s act, in a hundred", actor=name), whole=True)
    answers = {"yes": _("We agree"), "no": _("We do not agree")}
    agrees = choice(_("Does your team agree to it?"), answers) if party else None

    async def give() -> None:
        answer = {} if agrees is None else {"agrees": {"yes": True, "no": False}.get(agrees.text)}
        what = {"game": playing.number, "actor": actor, "of": of, "odds": odds.number, **answer}
        await session.do("estimate", here.visitor, **what)

    given = button(_("Give these odds"), attempt(give), "main")
    given._props["aria-label"] = _("Give these odds for {actor}", actor=name)


def answering(here: Here, playing: Playing, actor: str, asks: tuple[Ask, ...]) -> None:
    """Agreements that others propose to a team."""
    session = here.session
    with card(_("You are asked"), "asks"):
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
            answer = partial(_answered, session, playing.number, ask)
            Live(session, answer, partial(_asked, here, playing, ask, f"{name}, {by}"))
        paragraph(_(READING)).classes("soft")


def _answered(session: Session, number: int, ask: Ask) -> bool | None:
    """The answer of a team to a request; None before it has answered."""
    return session.state.every_game[number].decisions.answers.get((ask.month, ask.actor, ask.alternative))


def _asked(here: Here, playing: Playing, ask: Ask, what: str) -> None:
    """The two answers, or the one that somebody of the team has given."""
    given = _answered(here.session, playing.number, ask)
    if given is not None:
        paragraph(_("Your team has agreed.") if given else _("Your team has refused."))
        return
    with tag("div", "row"):
        for agrees, label in ((True, _("Agree")), (False, _("Refuse"))):
            pressed = button(label, attempt(partial(_answer, here, playing, ask, agrees)))
            pressed._props["aria-label"] = f"{label}: {what}"


async def _answer(here: Here, playing: Playing, ask: Ask, agrees: bool) -> None:
    what = {"game": playing.number, "actor": ask.actor, "month": ask.month, "act": ask.alternative, "agrees": agrees}
    await here.session.do("answer", here.visitor, **what)
