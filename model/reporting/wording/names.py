"""Names of a region that pages say in other languages, each with the place where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from model.common.text import spaced
from model.reporting.wording.words import Words
from model.spec.scenario import Scenario
from model.spec.seeds import Seeds


def names_said(seeds: Seeds, scenarios: Iterable[tuple[str, Scenario]]) -> dict[str, str]:
    """English text → where it stands: names, summaries, and what a room is asked."""
    found: dict[str, str] = {}
    asked = [*_of_claims(seeds), *_of_questions(seeds)]
    for where, text in [*_of_region(seeds), *_of_outcomes(seeds), *_of_scenarios(scenarios), *asked]:
        if text:
            found.setdefault(str(text), where)
    return found


def _of_region(seeds: Seeds) -> Iterator[tuple[str, str]]:
    yield "region.yaml/name", seeds.region.name
    yield from (("region.yaml/dimensions", spaced(name)) for name in seeds.region.dimensions)
    yield from (("region.yaml/cautions", text) for text in seeds.region.cautions)
    for name, actor in seeds.actors.actors.items():
        yield from ((f"actors.yaml/{name}", text) for text in (actor.name, actor.short))
    for name, level in seeds.types.salience.items():
        yield from ((f"types.yaml/salience/{name}", text) for text in (spaced(name), level.criterion))
    yield from (("types.yaml/standing", spaced(name)) for name in seeds.types.standing)
    yield from ((f"types.yaml/{name}", kind.name) for name, kind in seeds.types.types.items())
    yield from ((f"actions.yaml/{name}", action.name) for name, action in seeds.actions.actions.items())
    for name, issue in seeds.issues.issues.items():
        yield f"issues.yaml/{name}", issue.name
        for key, stage in issue.stages.items():
            yield f"issues.yaml/{name}/{key}", stage.name or spaced(key)
    yield from (("ties.yaml/kinds", spaced(name)) for name in seeds.ties.kinds)
    yield from (("dependence.yaml/kinds", spaced(name)) for name in seeds.dependence.kinds)


def _of_outcomes(seeds: Seeds) -> Iterator[tuple[str, str]]:
    words = Words(seeds)
    declared = {name: seeds.outcomes.of(name) for name in seeds.outcomes.headline}
    asked = [name for name, outcome in declared.items() if outcome is not None and not outcome.titled_by_names]
    labelled = [name for name, outcome in seeds.outcomes.outcomes.items() if outcome.label]
    yield from ((f"outcomes.yaml/{name}", words.outcome(name)) for name in (*asked, *labelled))
    yield from ((f"outcomes.yaml/{name}", outcome.meaning) for name, outcome in seeds.outcomes.outcomes.items())


def _of_scenarios(scenarios: Iterable[tuple[str, Scenario]]) -> Iterator[tuple[str, str]]:
    for name, spec in scenarios:
        yield from ((f"scenarios/{name}.yaml", text) for text in (spec.name, spec.summary, spec.question, spec.lever))


def _of_claims(seeds: Seeds) -> Iterator[tuple[str, str]]:
    for name, claim in seeds.claims.items():
        yield from ((f"claims.yaml/{name}", text) for text in (claim.says, claim.caution))


def _of_questions(seeds: Seeds) -> Iterator[tuple[str, str]]:
    """Questions about a stage: a room is asked those in their own words, and others by their outcome."""
    asked = {} if seeds.questions is None else seeds.questions.questions
    yield from ((f"questions.yaml/{name}", question.asks) for name, question in asked.items() if question.stage)
