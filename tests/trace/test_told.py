"""A world told in words: conditions, codes, quiet months, other regions, numbers and lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.common.text import calendar, in_full, listed, together
from model.effects.event import event_in_words
from model.reporting.wording.words import Words
from model.simulation.experiment import Experiment, make_experiment
from model.spec.events import UndatedEvent
from model.trace.narrative import Narrative
from model.trace.narrative.wording import Wording, chance
from model.trace.world import trace_world
from tests.conftest import TRIAD
from tests.trace.test_world import text

pytestmark = pytest.mark.slow


def test_a_scenario_that_never_fires_is_said_to_change_nothing(triad_folder: Path) -> None:
    """Foes do not become friends within a year."""
    (triad_folder / "scenarios" / "never.yaml").write_text(
        "name: Never\nsummary: If A should love C, A raids C.\nextends: baseline\ninterventions:\n"
        "  - when: {alignment: {of: AAA, to: CCC, above: 0.95}}\n"
        "    event: {type: raid, source: AAA, target: CCC, salience: war}\n"
    )
    experiment = make_experiment(["baseline", "never"], seeds=triad_folder, months=12)
    trace = trace_world(experiment, "never", 0)
    assert trace.parted is None
    assert "In this world the scenario changes nothing" in text(experiment, trace)


def test_a_condition_that_fired_is_told_in_words(triad_folder: Path) -> None:
    (triad_folder / "scenarios" / "chain.yaml").write_text(
        "name: Chain\nsummary: D raids B, and perhaps A answers.\nextends: baseline\ninterventions:\n"
        "  - {at: 2021-02, event: {type: raid, source: DDD, target: BBB, salience: war}}\n"
        "  - name: answer\n    when: {event: {type: [raid, aid], source: DDD, since: 2 months}, chance: 0.5}\n"
        "    event: {type: raid, source: AAA, target: CCC, salience: war}\n"
        "  - when: {any: [{event: {type: raid, source: DDD, target: BBB}}, {issue: {treaty: signed}}], "
        "not: {chance: 0}}\n    name: later\n    after: 3 months\n    attention: {AAA: 0.5}\n"
    )
    experiment = make_experiment(["baseline", "chain"], seeds=triad_folder, months=6)
    told = {world: text(experiment, trace_world(experiment, "chain", world)) for world in range(6)}
    answered = "because “D raided somebody” or “D aided somebody” has happened in the last 2 months and a draw with "
    assert {answered in " ".join(story.split()) for story in told.values()} == {True, False}
    late = (
        "because 3 months ago, for the first time, (“D raided B” had happened or the treaty was “signed”) "
        "and it was not true that (a draw with chance 0 said yes)"
    )
    assert all(late in re.sub(r" \([A-Z]{3}\)", "", " ".join(story.split())) for story in told.values())


def test_a_code_comes_with_the_first_mention_of_an_actor_and_only_there() -> None:
    """In the invented region, whose short names are single letters that stand in no other text of a month."""
    region = make_experiment(["baseline"], seeds=TRIAD)
    trace = trace_world(region, "baseline", 1)
    narrative = Narrative(trace, region.seeds)
    list(narrative.opening())
    months = "\n".join(line.text for month in trace.months for line in narrative.month(month))
    months = re.sub(r"between B and C:", "", months)  # an action's own name
    for name, short in trace.actors.items():
        mentions = [found.start() for found in re.finditer(rf"\b{short}\b", months)]
        assert bool(mentions) == (f"({name})" in months)
        if mentions:
            assert months.count(f"({name})") == 1
            assert months.startswith(f"{short} ({name})", mentions[0])


def test_quiet_months_are_told_in_one_line(experiment: Experiment) -> None:
    for world in range(20):
        trace = trace_world(experiment, "baseline", world)
        quiet = [m for m in trace.months if not (m.events or m.fired or m.steps)]
        for month in quiet:
            (line,) = Narrative(trace, experiment.seeds).month(month)
            assert line.text.startswith(f"{calendar(month.calendar)} (month {month.number}): a quiet month.")
        if quiet:
            return
    pytest.fail("no quiet month in twenty worlds")


def test_a_region_of_other_names_is_told_in_its_own_words() -> None:
    region = make_experiment(["baseline", "deal"], seeds=TRIAD)
    trace = trace_world(region, "deal", 4)
    said = text(region, trace)
    assert said.startswith("A deal (deal): world 4")
    assert "The Triad, January 2021" in said and "A (AAA)" in said
    assert 'A (AAA) may not choose "raid" until December 2021' in said
    assert "sets these assumptions from month 1: spillover = 0.4" in said
    assert trace.parted == 1, "an assumption differs from month 1, and with it what the first events move"
    names = ("Armenia", "Russia", "Azerbaijan", "Syunik")
    assert not [name for name in names if name in said]
    drafts = [step.to for world in range(8) for step in trace_world(region, "deal", world).months[2].fired[0].steps]
    assert drafts and set(drafts) == {"drafted"}, "in worlds that have none of their own yet"
    over = trace.months[12]
    (ended,) = [fired for fired in over.fired if fired.ends]
    assert ended.spec.forbid is not None and ended.event is None, "the ban of 2021 ends with January 2022"
    assert over.date == "2022-01"


def test_numbers_and_lists_as_they_are_written() -> None:
    assert [in_full(x) for x in (0.0123, -0.0123, 0.0004, -0.0004)] == ["+0.012", "−0.012", "0.000", "0.000"]
    assert [chance(x) for x in (0.5, 0.0304, 0.0002, 0.0)] == ["0.500", "0.030", "0.0002", "0.000"]
    assert [listed(list(x)) for x in ("A", "AB", "ABC")] == ["A", "A and B", "A, B and C"]
    assert calendar(2025 * 12 + 7) == "August 2025"


def test_two_who_act_together_are_one_subject(triad: Experiment) -> None:
    """A verb that fits one actor fits them, wherever an event is written in words."""
    event = UndatedEvent.model_validate(
        {"type": "raid", "source": ["AAA", "BBB"], "target": ["CCC", "DDD"], "salience": 0.5}
    )
    told = [event_in_words(event, Words(triad.seeds)).rstrip(".")]
    say = Wording(trace_world(triad, triad.scenarios[0].id, 0), triad.seeds)
    told.append(say.says(event.type, event.source, event.target))
    told = [re.sub(r" \([A-D]{3}\)", "", sentence) for sentence in told]
    names = [triad.seeds.actors.actors[name].short for name in ("AAA", "BBB", "CCC", "DDD")]
    doers = f"{names[0]} together with {names[1]}"
    assert told == 2 * [
        triad.seeds.types.types["raid"].tells.rstrip(".").format(source=doers, target=listed(names[2:]))
    ]
    assert (
        together(names[:3]) == f"{names[0]} together with {names[1]} and {names[2]}" and together(names[:1]) == names[0]
    )
