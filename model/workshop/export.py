"""Things to take home from a session: every guess as a table, and the room's own acts as a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import yaml

from model.common.languages import ENGLISH, Language, speaking
from model.common.plain_csv import table
from model.spec.seeds import Seeds
from model.workshop.game import Game
from model.workshop.game_rules import without_force
from model.workshop.guesses import Quiz
from model.workshop.question_words import Put

COLUMNS = (
    "question", "question_in_words", "scenario", "scenario_in_words",
    "against", "outcome", "name", "direction", "guess", "sure_percent",
    "answer_direction", "answer", "answer_low", "answer_high", "gap", "unit",
)  # fmt: skip


@speaking(Language(ENGLISH))
def guesses_csv(quiz: Quiz, put: Put, called: Callable[[str], str]) -> str:
    """Every guess of every revealed question beside its answer, in the unit that the pages show; no sealed ones.

    `called`: the name of a visitor as the room sees it.
    """
    return table(COLUMNS, _guess_rows(quiz, put, called))


def _guess_rows(quiz: Quiz, put: Put, called: Callable[[str], str]) -> Iterator[Sequence[object]]:
    for number, asked in enumerate(quiz.asked):
        answer, question = asked.answer, asked.question
        if answer is None:
            continue
        factor, unit = put.scale(question.outcome)

        def shown(value: float, factor: float = factor) -> float:
            return round(value * factor, 4)

        for visitor, guess in quiz.guesses(number).items():
            yield (
                number + 1, put.asks(question), question.scenario, put.name(question.scenario),
                question.against, question.outcome, called(visitor),
                guess.direction, shown(guess.difference), "" if guess.sure is None else guess.sure,
                answer.direction, shown(answer.difference), shown(answer.low), shown(answer.high),
                shown(guess.difference - answer.difference), unit,
            )  # fmt: skip


def own_acts_yaml(game: Game, seeds: Seeds, as_of: int) -> str:
    """The acts that teams argued for and that came about, by the game's rules, as a scenario that `run` accepts."""
    rules = without_force(seeds, game.setup.months) if game.setup.without_force else ()
    interventions = [
        intervention.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        for intervention in (*rules, *(own.intervention(as_of) for own in game.decisions.own))
    ]
    scenario = {
        "name": "Acts the room argued for",
        "summary": "What teams of a workshop argued for and the room's odds and luck let come about.",
        "extends": game.setup.scenario,
        "months": game.setup.months,
        "interventions": interventions,
    }
    return yaml.safe_dump(scenario, allow_unicode=True, sort_keys=False, width=100)
