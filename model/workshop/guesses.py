"""Predict, then reveal: questions about a scenario's effect, guesses nobody can read yet, answers, and the gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal, cast

from model.common.languages import _, marked
from model.load import BASELINE, load_scenarios, scenarios_beside
from model.load.checks import no_such_column
from model.spec.seeds import Seeds
from model.workshop.journal import Entry, Refused, is_whole, later, only_the_facilitator, time_in, truth_in
from model.workshop.stage_questions import stage_question

Direction = Literal["higher", "lower", "same"]
DIRECTIONS: Mapping[str, str] = {
    "higher": marked("higher"),
    "lower": marked("lower"),
    "same": marked("no difference"),
}
MAX_DIFFERENCE = 1000.0
"""No difference of any outcome is larger, in its own unit."""
KINDS = (
    "ask", "not_asked", "guess", "close_guesses", "reopen_guesses", "withdraw", "count_down", "reveal", "calibrate",
)  # fmt: skip
WORDS = 200
"""Letters of a question in the facilitator's own words."""
QUESTIONS, GUESSES = 200, 500
"""Most questions of a session, and most guesses to one question."""


@dataclass(frozen=True)
class Question:
    """A question to the room about an outcome: is it higher or lower in one scenario than in another, or the same."""

    scenario: str
    outcome: str
    """A column of the comparison."""
    against: str = BASELINE
    claim: str = ""
    """The claim of the documents it is made from, if it is."""
    level: float | None = None
    """Mean of the outcome in the other scenario, from which a guess is measured."""
    most: float = MAX_DIFFERENCE
    """The largest difference there can be."""
    scripted: bool = False
    """True where one of the two scenarios sets the outcome itself."""
    words: str = ""
    """The question as the facilitator puts it, shown above the outcome's; empty where that is enough."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The model's answer: scenario less the other, world by world with the same luck."""

    worlds: int
    months: int
    mean: float
    baseline_mean: float
    difference: float
    low: float
    """Of its 95 % interval."""
    high: float
    scripted: bool = False
    """True where one of the two scenarios sets the outcome itself."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """Cause → its part of the difference (`reasons`)."""

    @property
    def direction(self) -> Direction:
        """Direction of the difference; "same" where the interval holds 0."""
        return "higher" if self.low > 0 else "lower" if self.high < 0 else "same"


@dataclass(frozen=True)
class Unasked:
    """A question that waits for its answer to be computed, which failed, before it can be asked."""

    question: Question
    why: str


@dataclass(frozen=True)
class Guess:
    """The expectation of one visitor."""

    visitor: str
    name: str
    direction: Direction
    size: float
    """Size of the difference, without its sign, in the outcome's own unit."""
    sure: int | None = None
    """Confidence in percent."""

    @property
    def difference(self) -> float:
        """With its sign; 0 for no difference."""
        return {"higher": self.size, "lower": -self.size, "same": 0.0}[self.direction]


@dataclass(frozen=True)
class Asked:
    """A question the room has been asked."""

    question: Question
    guesses: Mapping[str, Guess] = field(default_factory=dict)
    """By visitor. Nothing here is shown to anyone else before the reveal: pages read it through `seen_by`."""
    answer: Answer | None = None
    """None until it is revealed."""
    closed: bool = False
    """True while the facilitator takes no guesses."""
    withdrawn: bool = False
    """True where the facilitator has taken the question back."""
    deadline: str = ""
    """Time at which guesses are closed, ISO 8601 UTC; empty for no time limit."""

    @property
    def open(self) -> bool:
        """True while guesses are taken."""
        return self.answer is None and not self.closed and not self.withdrawn


@dataclass(frozen=True)
class Seen:
    """The part of a question that one visitor may see."""

    question: Question
    count: int
    own: Guess | None
    answer: Answer | None
    guesses: tuple[Guess, ...]
    """Everyone's, once revealed; before that none."""
    open: bool
    """True while guesses are taken."""


@dataclass(frozen=True)
class Quiz:
    """The questions of a session, in the order they were asked; an entry of the journal makes the next state."""

    asked: tuple[Asked, ...] = ()
    removed: frozenset[str] = frozenset()
    """Visitors out of the room, whose guesses count as little as if there were none."""
    calibrates: bool = False
    """True while the projector shows how sure the room was in place of the last answer."""
    unasked: Unasked | None = None
    """The question that could not be asked, until it or another is, or it is let go."""

    @property
    def now(self) -> int | None:
        """Number of the present question, from 0; None where there is none or the last was taken back."""
        return len(self.asked) - 1 if self.asked and not self.asked[-1].withdrawn else None

    def guesses(self, number: int) -> dict[str, Guess]:
        """The guesses to a question of those in the room."""
        found = self.asked[number].guesses
        return {visitor: guess for visitor, guess in found.items() if visitor not in self.removed}

    def seen_by(self, visitor: str) -> tuple[Seen, ...]:
        """Questions as a visitor may see them: its own guesses, how many there are, and all of them once revealed."""
        found = []
        for number, asked in enumerate(self.asked):
            guesses = self.guesses(number)
            all_of_them = tuple(guesses.values()) if asked.answer is not None else ()
            own = guesses.get(visitor)
            found.append(Seen(asked.question, len(guesses), own, asked.answer, all_of_them, asked.open))
        return tuple(found)

    def after(self, entry: Entry) -> Quiz:
        """The quiz once an entry has been acted upon; raises Refused if the rules do not allow it."""
        match entry["kind"]:
            case "ask":
                return self._ask(entry)
            case "not_asked":
                return self._not_asked(entry)
            case "guess":
                return self._guess(entry)
            case "reveal":
                return self._reveal(entry)
            case "calibrate":
                return self._calibrate(entry)
        return self._open_or_not(entry)

    def _ask(self, entry: Entry) -> Quiz:
        only_the_facilitator(entry)
        if self.now is not None and self.asked[-1].answer is None:
            raise Refused(_("Reveal the present question before asking another."))
        if len(self.asked) >= QUESTIONS:
            raise Refused(_("This session has asked all the questions it can hold; begin another."))
        return replace(self, asked=(*self.asked, Asked(Question(**entry["question"]))), unasked=None, calibrates=False)

    def _not_asked(self, entry: Entry) -> Quiz:
        """A question waits; with no question, the one that waited is let go."""
        only_the_facilitator(entry)
        question = entry["question"]
        return replace(self, unasked=question and Unasked(Question(**question), str(entry["why"])))

    def _guess(self, entry: Entry) -> Quiz:
        number = self._number(entry)
        asked = self.asked[number]
        guess = checked(entry, asked.question.most)
        if asked.answer is not None:
            raise Refused(_("The answer has been revealed; guesses are closed."))
        if not asked.open:
            raise Refused(_("The facilitator takes no guesses to this question now."))
        if len(asked.guesses) >= GUESSES and guess.visitor not in asked.guesses:
            raise Refused(_("This question has taken as many guesses as it can."))
        return self._with(number, replace(asked, guesses={**asked.guesses, guess.visitor: guess}))

    def _reveal(self, entry: Entry) -> Quiz:
        only_the_facilitator(entry)
        number = self._number(entry)
        if self.asked[number].answer is not None:
            raise Refused(_("This question has been revealed already."))
        if self.asked[number].withdrawn:
            raise Refused(_("This question was withdrawn."))
        return self._with(number, replace(self.asked[number], answer=Answer(**entry["answer"])))

    def _calibrate(self, entry: Entry) -> Quiz:
        only_the_facilitator(entry)
        on = truth_in(entry, "on")
        if on and (self.now is None or self.asked[self.now].answer is None):
            raise Refused(_("Reveal the answer first."))
        return replace(self, calibrates=on)

    def delayed(self, by: timedelta) -> Quiz:
        """The quiz with its countdown moved."""
        return replace(self, asked=tuple(replace(asked, deadline=later(asked.deadline, by)) for asked in self.asked))

    @property
    def deadline(self) -> str:
        """Time at which guesses to the present question are closed; empty where nothing counts down."""
        return self.asked[self.now].deadline if self.now is not None and self.asked[self.now].open else ""

    def _open_or_not(self, entry: Entry) -> Quiz:
        """Guesses closed, taken again or until a time, or the question taken back, which taking guesses undoes."""
        only_the_facilitator(entry)
        number = self._number(entry)
        if number != len(self.asked) - 1:
            raise Refused(_("The room is at another question."))
        if self.asked[number].answer is not None:
            raise Refused(_("The answer has been revealed; guesses are closed."))
        asked = self.asked[number]
        if entry["kind"] == "count_down":
            if not asked.open:
                raise Refused(_("The facilitator takes no guesses to this question now."))
            return self._with(number, replace(asked, deadline=time_in(entry, "until")))
        closed, withdrawn = entry["kind"] == "close_guesses", entry["kind"] == "withdraw"
        return self._with(number, replace(asked, closed=closed, withdrawn=withdrawn, deadline=""))

    def _number(self, entry: Entry) -> int:
        number = entry.get("number")
        if not is_whole(number, 0, len(self.asked) - 1):
            raise Refused(_("There is no such question."))
        return number

    def _with(self, number: int, asked: Asked) -> Quiz:
        return replace(self, asked=(*self.asked[:number], asked, *self.asked[number + 1 :]))


def checked(entry: Entry, most: float = MAX_DIFFERENCE) -> Guess:
    """A guess as it was written, if it makes sense; raises Refused saying what to mend."""
    direction, size, sure = entry.get("direction"), entry.get("size"), entry.get("sure")
    if not isinstance(direction, str) or direction not in DIRECTIONS:
        raise Refused(_("Choose higher, lower or no difference."))
    if isinstance(size, bool) or not isinstance(size, int | float) or not 0 <= size <= most:
        raise Refused(_("Give the size of the difference as a number from 0 to {most}.", most=f"{most:g}"))
    if direction != "same" and size == 0:
        raise Refused(_("A difference of 0 is no difference: choose that, or give a larger number."))
    if sure is not None and not is_whole(sure, 0, 100):
        raise Refused(_("Say how sure you are as a whole number from 0 to 100."))
    if not entry.get("visitor"):
        raise Refused(_("Join the workshop before you guess."))
    size = 0.0 if direction == "same" else float(size)
    return Guess(entry["visitor"], str(entry.get("name", "")), cast(Direction, direction), size, sure)


def question_of(seeds: Seeds, scenario: str, outcome: str, against: str = BASELINE, claim: str = "") -> Question:
    """A question that the model can answer; raises ModelError otherwise."""
    if scenario == against:
        raise Refused(_("A scenario does not differ from itself; choose two."))
    if stage_question(seeds, outcome) is None and (fault := no_such_column(outcome, seeds)):
        raise Refused(fault)
    if claim and claim not in seeds.claims:
        raise Refused(_('There is no claim "{name}".', name=claim))
    load_scenarios([scenario, against], seeds, folder=scenarios_beside(seeds.folder))
    return Question(scenario, outcome, against, claim)


def ready_made(seeds: Seeds) -> Iterator[Question]:
    """The region's own questions, each in its scenario; then one for each other comparison that tests a claim."""
    tests = [
        (name, test) for name, claim in seeds.claims.items() for test in claim.tests if test.measure == "difference"
    ]
    claims = {(test.scenario, test.outcome, test.against): name for name, test in reversed(tests)}
    asked = seeds.questions.questions.values() if seeds.questions else ()
    own = [(q.scenario, q.outcome, BASELINE) for q in asked if q.scenario and q.outcome]
    others = [(test.scenario, test.outcome, test.against) for _, test in tests]
    for comparison in dict.fromkeys((*own, *others)):
        yield Question(*comparison, claims.get(comparison, ""))
