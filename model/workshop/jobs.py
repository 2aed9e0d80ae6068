"""Jobs that the pages of the room send to the worker processes: each begins with the region's seeds.

The model is imported where it is used, so that the server that asks for the jobs need not load it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.effects import compiled
from model.spec.scenario import Intervention
from model.spec.seeds import Seeds
from model.workshop.game_state import Decisions, GameState, Setup
from model.workshop.guesses import Answer, Question
from model.workshop.stage_questions import StageQuestion, stage_question

if TYPE_CHECKING:
    from model.outcomes.moments import Column
    from model.simulation.experiment import Experiment

WORLDS = 256
"""Worlds that answer a question; one block."""


def answered(seeds: Seeds, question: Question, worlds: int = WORLDS) -> Answer:
    """The model's answer, as `run SCENARIO AGAINST --worlds N` would give it; takes a second or two."""
    if (asked := stage_question(seeds, question.outcome)) is not None:
        return _answered_by_stage(seeds, question, asked, worlds)
    from model.analysis.comparison import paired
    from model.analysis.verdicts import scripted
    from model.simulation.experiment import experiment_of_scenarios
    from model.workshop.reasons import columns, parts

    names = (question.scenario, question.against)
    experiment = experiment_of_scenarios(seeds, names)
    found = paired(*columns(experiment, names, question.outcome, worlds))
    ours, theirs = (scenario.spec.interventions for scenario in map(experiment.scenario, names))
    sets_it = scripted(seeds, _own(ours, theirs), question.outcome)
    why = parts(experiment, names, question.outcome, worlds, found["difference"])
    return Answer(
        worlds=worlds, months=experiment.months, mean=found["mean"], baseline_mean=found["baseline_mean"],
        difference=found["difference"], low=found["ci_low"], high=found["ci_high"], scripted=sets_it, parts=why,
    )  # fmt: skip


def _answered_by_stage(seeds: Seeds, question: Question, asked: StageQuestion, worlds: int) -> Answer:
    """The answer to a question about a stage: the share of worlds that say yes on the day, here and there."""
    from model.analysis.comparison import differences, paired
    from model.analysis.written import nobody_acts
    from model.simulation.experiment import experiment_of_scenarios
    from model.workshop.reasons import divided

    names = (question.scenario, question.against)
    experiment = experiment_of_scenarios(seeds, names, asked.month)
    found = paired(*_stands(experiment, names, asked, worlds))
    ours, theirs = (scenario.spec.interventions for scenario in map(experiment.scenario, names))
    sets_it = any(asked.issue in compiled(step).sets for step in _own(ours, theirs))
    why = divided(differences(*_stands(nobody_acts(experiment), names, asked, worlds)), found["difference"])
    return Answer(
        worlds=worlds, months=asked.month, mean=found["mean"], baseline_mean=found["baseline_mean"],
        difference=found["difference"], low=found["ci_low"], high=found["ci_high"], scripted=sets_it, parts=why,
    )  # fmt: skip


def _stands(experiment: Experiment, names: Sequence[str], asked: StageQuestion, worlds: int) -> list[Column]:
    """Yes or no in each world on the day, for each of the scenarios."""
    import numpy as np

    from model.experiment.ensemble import computing
    from model.simulation.model import Region

    issue = experiment.choice_set.axes.issue[asked.issue]
    stages = [experiment.choice_set.stage_index(asked.issue, stage) for stage in asked.stages]
    columns = []
    for name in names:
        with computing():
            seen = Region(experiment, name, worlds=worlds, collect=False).run_to_end()
            columns.append(np.isin(seen.stage[:, asked.month, issue], stages))
    return columns


def _own(ours: Sequence[Intervention], theirs: Sequence[Intervention]) -> list[Intervention]:
    """The interventions of which one of two scenarios has what the other has not."""
    return [step for step in (*ours, *theirs) if not (step in ours and step in theirs)]


def role_briefs(seeds: Seeds, language: str) -> str:
    """The role briefs of all actors as a page in a language."""
    from model.common.languages import Language, speaking
    from model.rules.values import Values
    from model.workshop.briefs import Briefs

    with speaking(Language(language, seeds.folder)):
        return Briefs(seeds, seeds.region.documented_until, Values.central(seeds)).html()


def game_state(seeds: Seeds, setup: Setup, decisions: Decisions) -> GameState:
    """State of a game: played from the start as far as its decisions reach."""
    from model.workshop.game_world import played

    return played(seeds, setup, decisions)


def alone(seeds: Seeds, setup: Setup) -> GameState:
    """The same game, with the same luck, where nobody plays."""
    return game_state(seeds, setup, Decisions())


def room_numbers(seeds: Seeds, setup: Setup, actors: tuple[str, ...], quarter: int) -> dict[str, float]:
    """Actor → the number drawn for an event that its team argued for in a quarter; in [0, 1)."""
    from model.workshop.game_world import room_number

    return {actor: room_number(seeds, setup, actor, quarter) for actor in actors}
