"""The rules of a game: who may take a seat, choose, propose, judge, answer, and move it on.

Nothing is computed here: where a game stands in the model is a function of its decisions (`jobs.game_state`). An
entry of the journal makes the next state from the last; what the rules do not allow raises Refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from model.common.languages import _, marked
from model.spec.events import UndatedEvent
from model.workshop.game_record import GameRecord, Wish
from model.workshop.game_state import GameState, OwnEvent, Setup
from model.workshop.journal import Entry, Refused, is_whole, only_the_facilitator, text_in, time_in, truth_in
from model.workshop.proposals import Estimate, Judged, Proposal

QUARTERS, MEMBERS, PLAYERS = 20, 100, 500
"""The longest game, and how many may play for one team and in all."""
MINUTES = 120
WORDS = 1000
"""Characters of an argument."""
NAME_LENGTH = 40
"""Characters of a game's name."""
NOTHING = ""
"""Choice of a team that lets the quarter pass."""
NUMBERS = {"seed": marked("seed"), "world": marked("world"), "quarters": marked("quarters")}
"""Number that a game is opened with → its name."""


@dataclass(frozen=True)
class Game(GameRecord):
    """One game; an entry makes the next state."""

    def after(self, entry: Entry, now: GameState | None = None) -> Game:
        """The game once an entry has been acted upon; raises Refused if the rules do not allow it.

        `now` is the state of the game. Without it (a journal read again) what depends on the state
        is taken as checked when it was written.
        """
        rules: Mapping[str, Callable[[Entry, GameState | None], Game]] = {
            "seat": self._seat,
            "leave": self._leave,
            "start": self._start,
            "choose": self._choose,
            "propose": self._propose,
            "confirm": self._confirm,
            "confirming": self._confirming,
            "close": self._close,
            "withdraw_act": self._withdraw,
            "estimate": self._estimate,
            "judge": self._judge,
            "answer": self._answer,
            "go_on": self._go_on,
            "deadline": self._deadline,
            "end": self._end,
        }
        if self.ended and entry["kind"] not in ("end", "deadline"):
            raise Refused(_("The game was ended by the facilitator."))
        return rules[entry["kind"]](entry, now) if entry["kind"] in rules else self

    def _seat(self, entry: Entry, now: GameState | None) -> Game:
        visitor, actor = text_in(entry, "visitor", 200), text_in(entry, "actor", 50)
        moved = text_in(entry, "moves", 200, empty=True)
        if moved:
            only_the_facilitator(entry)
            visitor = moved
        if actor not in self.playable:
            raise Refused(_("This actor cannot be played."))
        if self.started and actor not in self.decisions.played:
            raise Refused(_("The model plays this actor in this game: its team had no member when the game started."))
        if visitor in self.members and not moved:
            raise Refused(_("You are in a team already; only the facilitator can move you to another."))
        if len(self.team(actor)) >= MEMBERS or len(self.members) >= PLAYERS:
            raise Refused(_("This team is full."))
        return replace(self, members={**self.members, visitor: actor}).without_wishes_of_others()

    def _leave(self, entry: Entry, now: GameState | None) -> Game:
        """A seat given up before the game starts, by who took a wrong one."""
        visitor = text_in(entry, "visitor", 200)
        if visitor not in self.members:
            raise Refused(_("You have no seat in this game."))
        if self.started:
            raise Refused(_("You are in a team already; only the facilitator can move you to another."))
        return self.without(visitor)

    def _start(self, entry: Entry, now: GameState | None) -> Game:
        only_the_facilitator(entry)
        if self.started:
            raise Refused(_("The game has started already."))
        played = tuple(actor for actor in self.playable if self.team(actor))
        if not played:
            raise Refused(_("Nobody has taken a seat yet; the game starts with at least one team."))
        return replace(self, decisions=replace(self.decisions, played=played))

    def _own_actor(self, entry: Entry) -> str:
        """The actor that whoever wrote an entry plays for."""
        visitor, actor = text_in(entry, "visitor", 200), text_in(entry, "actor", 50)
        if self.members.get(visitor) != actor:
            raise Refused(_("You can only act for your own team."))
        if actor not in self.decisions.played:
            raise Refused(_("The model plays this actor in this game: its team had no member when the game started."))
        return actor

    def _now_choosing(self, entry: Entry, now: GameState | None) -> None:
        if not self.started:
            raise Refused(_("The game has not started yet."))
        late = now is not None and self.phase(now) != "choosing"
        if self.judging or late or entry.get("quarter") != len(self.decisions.chosen):
            raise Refused(_("Choices for this quarter are closed."))

    def _choose(self, entry: Entry, now: GameState | None) -> Game:
        actor, alternative = self._own_actor(entry), text_in(entry, "act", 200, empty=True)
        self._now_choosing(entry, now)
        options = () if now is None else now.options[actor]
        if now is not None and alternative not in {NOTHING, *(option.alternative for option in options)}:
            raise Refused(_("This is not open to your actor this quarter."))
        return self._wished(actor, Wish(entry["visitor"], alternative))

    def _propose(self, entry: Entry, now: GameState | None) -> Game:
        actor = self._own_actor(entry)
        self._now_choosing(entry, now)
        event = entry.get("deed")
        proposal = Proposal(
            UndatedEvent.model_validate(event), text_in(entry, "what", 300), text_in(entry, "argument", WORDS),
            bool(entry.get("agreement")),
        )  # fmt: skip
        if proposal.event.source != (actor,):
            raise Refused(_("Your own actor must be the one that acts."))
        return self._wished(actor, Wish(entry["visitor"], proposal))

    def _wished(self, actor: str, wish: Wish) -> Game:
        """A choice by a member of a team: it waits for another member, unless it is nothing new or there is none."""
        before = self.wishes.get(actor)
        same = before is not None and before.choice == wish.choice and before.by != wish.by
        if same or self.choices.get(actor) == wish.choice or not self.confirms or len(self.team(actor)) < 2:
            return self._chosen(actor, wish.choice)
        return replace(self, wishes={**self.wishes, actor: wish})

    def _chosen(self, actor: str, choice: str | Proposal) -> Game:
        wishes = {team: wish for team, wish in self.wishes.items() if team != actor}
        return replace(self, choices={**self.choices, actor: choice}, wishes=wishes)

    def _confirm(self, entry: Entry, now: GameState | None) -> Game:
        """The choice of a team mate confirmed, or let stand by the facilitator's clock where no mate is there."""
        led = entry.get("role") == "facilitator"
        actor = text_in(entry, "actor", 50) if led else self._own_actor(entry)
        self._now_choosing(entry, now)
        wish = self.wishes.get(actor)
        if wish is None or entry.get("wish") != wish.said:
            raise Refused(_("This is not what your team is about to choose now; look again."))
        if not led and entry["visitor"] == wish.by:
            raise Refused(_("You chose this: somebody else of your team confirms it."))
        return self._chosen(actor, wish.choice)

    def _confirming(self, entry: Entry, now: GameState | None) -> Game:
        """Ask for a second member from now on, or not: what waited then holds."""
        only_the_facilitator(entry)
        if truth_in(entry, "on"):
            return replace(self, confirms=True)
        waited = {actor: wish.choice for actor, wish in self.wishes.items()}
        return replace(self, confirms=False, choices={**self.choices, **waited}, wishes={})

    def _withdraw(self, entry: Entry, now: GameState | None) -> Game:
        """A team's own event taken back by the facilitator; where nothing else is to be judged the months run."""
        only_the_facilitator(entry)
        actor = text_in(entry, "actor", 50)
        if actor not in self.proposals or entry.get("quarter") != len(self.decisions.chosen):
            raise Refused(_("There is no such proposal now."))
        choices = {team: choice for team, choice in self.choices.items() if team != actor}
        estimates = {key: made for key, made in self.estimates.items() if key[1] != actor}
        game = replace(self, choices=choices, estimates=estimates)
        return replace(game, deadline="")._decided(()) if self.judging and not game.proposals else game

    def _close(self, entry: Entry, now: GameState | None) -> Game:
        """The quarter's choices are in; own acts are judged first, else the months run."""
        only_the_facilitator(entry)
        self._now_choosing(entry, now)
        game = replace(self, deadline="")
        return replace(game, judging=True, estimates={}, wishes={}) if self.proposals else game._decided(())

    def _estimate(self, entry: Entry, now: GameState | None) -> Game:
        actor, of = self._own_actor(entry), text_in(entry, "of", 50)
        odds, agrees = entry.get("odds"), entry.get("agrees")
        if not self.judging or of not in self.proposals:
            raise Refused(_("There is no such proposal to judge now."))
        if actor not in self.judges(of):
            raise Refused(_("The other teams give the odds for your act."))
        if not is_whole(odds, 0, 100):
            raise Refused(_("Give the odds as a whole number from 0 to 100."))
        party = self.proposals[of].agreement and actor in self.proposals[of].event.target
        if agrees is not None and not party:
            raise Refused(_("Your team is not asked to agree to this."))
        if party and not isinstance(agrees, bool):
            raise Refused(_("Your team would be a party to this: say whether it agrees."))
        return replace(self, estimates={**self.estimates, (actor, of): Estimate(odds, agrees)})

    def _judge(self, entry: Entry, now: GameState | None) -> Game:
        """The odds are in: luck decides, and the months run. `luck`: proposer → the number drawn."""
        only_the_facilitator(entry)
        if not self.judging:
            raise Refused(_("There is nothing to judge now."))
        quarter, judged = len(self.decisions.chosen), []
        for actor, proposal in self.proposals.items():
            given = {team: made for (team, of), made in self.estimates.items() if of == actor}
            asked = [a for a in proposal.event.target if a in self.decisions.played] if proposal.agreement else []
            refused = tuple(a for a in asked if a not in given or not given[a].agrees)
            odds = tuple(made.odds for made in given.values())
            judged.append(Judged(quarter, actor, proposal, odds, refused, float(entry["luck"][actor])))
        return replace(self, deadline="")._decided(tuple(judged))

    def _decided(self, judged: tuple[Judged, ...]) -> Game:
        """The quarter is decided."""
        chosen = {actor: name for actor, name in self.choices.items() if isinstance(name, str) and name != NOTHING}
        own = tuple(OwnEvent(j.quarter, j.proposal.event, j.why) for j in judged if j.came_about)
        decided = self.decisions
        return replace(
            self,
            decisions=replace(decided, chosen=(*decided.chosen, chosen), own=(*decided.own, *own)),
            choices={},
            wishes={},
            estimates={},
            judging=False,
            judged=(*self.judged, *judged),
        )

    def _answer(self, entry: Entry, now: GameState | None) -> Game:
        actor, alternative, month = self._own_actor(entry), text_in(entry, "act", 200), entry.get("month")
        key = (month if isinstance(month, int) else 0, actor, alternative)
        if not isinstance(entry.get("agrees"), bool):
            raise Refused(_("Answer yes or no."))
        if key in self.decisions.answers:
            raise Refused(_("Your team has answered this already."))
        if now is not None and key not in {(a.month, a.actor, a.alternative) for a in now.asks}:
            raise Refused(_("Nobody asks your team this now."))
        answers = {**self.decisions.answers, key: entry["agrees"]}
        return replace(self, decisions=replace(self.decisions, answers=answers))

    def _go_on(self, entry: Entry, now: GameState | None) -> Game:
        """Questions without an answer this month count as refused: silence is not consent."""
        only_the_facilitator(entry)
        month = entry.get("month")
        if not isinstance(month, int) or (now is not None and (now.waits != "answers" or now.asks[0].month != month)):
            raise Refused(_("Nobody is asked anything now."))
        decided = replace(self.decisions, lapsed=self.decisions.lapsed | {month})
        return replace(self, decisions=decided, deadline="")

    def _deadline(self, entry: Entry, now: GameState | None) -> Game:
        only_the_facilitator(entry)
        return replace(self, deadline=time_in(entry, "until"))

    def _end(self, entry: Entry, now: GameState | None) -> Game:
        """End the game before its time, or go on with it (`on`: False)."""
        only_the_facilitator(entry)
        on = entry.get("on")
        if not isinstance(on, bool) or on == self.ended:
            raise Refused(_("The game was ended already.") if self.ended else _("The game goes on."))
        if on and now is not None and self.phase(now) == "over":
            raise Refused(_("The game is over: there is nothing to end."))
        return replace(self, ended=on, deadline="")


def opened(entry: Entry, playable: tuple[str, ...]) -> Game:
    """A new game, from the entry that opens it."""
    only_the_facilitator(entry)
    given = entry["setup"]
    bounds = {"seed": 2**31, "world": 10**6, "quarters": QUARTERS}
    for name, most in bounds.items():
        number = given.get(name)
        least = 1 if name == "quarters" else 0
        if not is_whole(number, least, most):
            blanks = {"name": _(NUMBERS[name]), "least": least, "most": most}
            raise Refused(_("Give the {name} as a whole number from {least} to {most}.", **blanks))
    if not isinstance(given.get("without_force", False), bool):
        raise Refused(_("Say with yes or no if the game is without armed force."))
    minutes = entry.get("minutes", 0)
    if not is_whole(minutes, 0, MINUTES):
        raise Refused(_("Give the minutes for each step as a whole number from 0 to {most}.", most=MINUTES))
    name, confirms = text_in(entry, "title", NAME_LENGTH, empty=True), entry.get("confirms") is True
    return Game(Setup(**given), playable, name=name, confirms=confirms, minutes=minutes)
