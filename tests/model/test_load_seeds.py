from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from model.errors import Fault, SeedError
from model.load import compose, load_seeds
from model.spec.seeds import FILES, REQUIRED_ASSUMPTIONS

Rewrite = Callable[[str, str, str], None]


def faults(folder: Path) -> list[Fault]:
    with pytest.raises(SeedError) as caught:
        load_seeds(folder)
    return caught.value.faults


def only(folder: Path) -> tuple[str, int, str, str]:
    (fault,) = faults(folder)
    return Path(fault.file).name, fault.line, fault.path, fault.cause


def test_a_valid_region_is_read_whole(triad: Path) -> None:
    seeds = load_seeds(triad)
    assert seeds.region.name == "The Triad"
    assert seeds.region.replay_from == 2020 * 12
    assert list(seeds.actors.actors) == ["AAA", "BBB", "CCC", "DDD"]
    assert [event.salience for event in seeds.events] == [0.5, 1, 0.4]
    assert seeds.events[2].target == ("BBB", "DDD")
    assert seeds.actions.actions["accord"].by["BBB"] == (("AAA",), ("CCC",))
    assert seeds.issues.issues["treaty"].transitions[2].chance == "setback_chance"
    assert seeds.types.types["accord"].cameo == "057"
    assert set(seeds.digests) == set(FILES)


def test_seeds_travel_to_other_processes(triad: Path) -> None:
    seeds = load_seeds(triad)
    assert pickle.loads(pickle.dumps(seeds)) == seeds


def test_every_number_has_a_path(triad: Path) -> None:
    numbers = load_seeds(triad).numbers
    assert {path.partition(".")[0] for path in numbers} == {
        "assumptions",
        "actions",
        "tempo",
        "capability",
        "ties",
        "standing",
        "dependence",
        "stakes",
        "interests",
    }
    assert numbers["actions.raid.rate"].value == 0.04
    assert numbers["actions.raid.rates.CCC"].value == 0.02
    assert numbers["ties.dispute.economic"].value == -0.2
    assert numbers["stakes.AAA.treaty"].value == -0.5
    assert numbers["interests.BBB.CCC.BBB.economic"].value == 0.5
    assert "tempo.DDD" not in numbers
    # 14 assumptions, 3 rates + 1 own, 3 × 2 of actors, 4 of ties, 3 standings, 2 of dependence, 3 stakes, 6 interests
    assert len(numbers) == 14 + 4 + 6 + 4 + 3 + 2 + 3 + 6


def test_a_range_is_the_spread_of_its_basis_cut_to_the_fields_limits(triad: Path, rewrite: Rewrite) -> None:
    rewrite("ties.yaml", "supports: {security: 0.5}", "supports: {security: 0.8, economic: 0}")
    rewrite("ties.yaml", "basis: {", "basis: {spread: [0.5, 2], unit: alignment, source: gazette, ")
    numbers = load_seeds(triad).numbers
    ally, dispute, zero = (numbers[f"ties.{path}"] for path in ("alliance.security", "dispute.security", "alliance.economic"))
    assert (ally.range, ally.limits, ally.unit, ally.source) == ((0.4, 1), (-1, 1), "alignment", "gazette")
    assert dispute.range == (-0.8, -0.2)
    assert zero.range == (0, 0)


def test_a_bare_name_means_an_assumption(triad: Path) -> None:
    seeds = load_seeds(triad)
    assert seeds.full_path("spillover") == "assumptions.spillover"
    assert seeds.full_path("tempo.AAA") == "tempo.AAA"


def test_a_number_tells_its_file_and_line(triad: Path, rewrite: Rewrite) -> None:
    rewrite("actors.yaml", ", capability: 0.5, tempo: 0.5", "")
    seeds = load_seeds(triad)
    assert seeds.place("stakes.AAA.treaty") == f"{triad.as_posix()}/interests.yaml:10"
    assert seeds.place("spillover") == f"{triad.as_posix()}/assumptions.yaml:7"
    assert seeds.place("capability.CCC") == f"{triad.as_posix()}/actors.yaml:6"  # left to its default
    assert all(seeds.place(path) for path in seeds.numbers)


def test_all_faults_of_all_files_come_out_together(triad: Path, rewrite: Rewrite) -> None:
    rewrite("events.yaml", "source: BBB", "source: BBC")
    rewrite("actors.yaml", "tempo: 0.5", "tempo: fast")
    rewrite("issues.yaml", "why: they draft it", "wy: they draft it")
    (triad / "ties.yaml").write_text("basis: [")
    (triad / "sources.yaml").unlink()
    found = faults(triad)
    assert [Path(f.file).name for f in found] == [
        "actors.yaml", "events.yaml", "issues.yaml", "issues.yaml", "sources.yaml", "ties.yaml",
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_casts_no_doubt_on_others(triad: Path) -> None:
    (triad / "actors.yaml").write_text("actors: [")
    assert {Path(f.file).name for f in faults(triad)} == {"actors.yaml"}


def test_a_missing_folder_is_one_fault(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path / "nowhere")
    assert fault.cause == "there is no such seeds folder"


def test_it_says_how_to_check_again(triad: Path, rewrite: Rewrite, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite("region.yaml", "name:", "nom:")
    with pytest.raises(SeedError, match=f"check --seeds {triad}$"):
        load_seeds(triad)
    triad.rename(triad.parent / "seeds")
    monkeypatch.chdir(triad.parent)
    with pytest.raises(SeedError, match=r"\nto check again: uv run simulate.py check$"):
        load_seeds()


EVENT = "source: BBB\n    target: CCC"
WRONG = {
    "unknown actor": (
        ("events.yaml", "source: BBB", "source: BBC"),
        (5, "events[0].source", 'unknown actor "BBC"; did you mean BBB?'),
    ),
    "unknown actor in a list": (
        ("events.yaml", "[BBB, DDD]", "[BBB, DDX]"),
        (25, "events[2].target[1]", 'unknown actor "DDX"; did you mean DDD?'),
    ),
    "unknown type": (
        ("events.yaml", "type: aid", "type: ade"),
        (23, "events[2].type", 'unknown type "ade"; did you mean aid?'),
    ),
    "unknown document": (
        ("ties.yaml", "[gazette, memoir]", "[gazette, memoirs]"),
        (8, "ties[1].attested_by[1]", 'unknown document "memoirs"; did you mean memoir?'),
    ),
    "unknown dimension": (
        ("types.yaml", "{economic: 1}", "{economy: 1}"),
        (22, "types.aid.shares.economy", 'unknown dimension "economy"; did you mean economic?'),
    ),
    "unknown standing": (
        ("events.yaml", "standing: alleged", "standing: aleged"),
        (28, "events[2].standing", 'unknown standing "aleged"; did you mean alleged?'),
    ),
    "unknown salience": (
        ("events.yaml", "salience: war", "salience: wars"),
        (15, "events[1].salience", 'unknown salience "wars"; did you mean war?; or give a number from 0 to 1'),
    ),
    "salience out of range": (
        ("events.yaml", "salience: 0.4", "salience: 1.4"),
        (26, "events[2].salience", 'must be a number from 0 to 1, not "1.4"'),
    ),
    "salience as a list": (
        ("events.yaml", "salience: 0.4", "salience: [0.4]"),
        (26, "events[2].salience", "must be a number from 0 to 1, not a list"),
    ),
    "unknown tie kind": (
        ("ties.yaml", "kind: trade, of", "kind: trad, of"),
        (9, "ties[2].kind", 'unknown tie kind "trad"; did you mean trade?'),
    ),
    "unknown action": (
        ("issues.yaml", "{action: raid,", "{action: rad,"),
        (23, "issues.treaty.transitions[2].acts.action", 'unknown action "rad"; did you mean raid?'),
    ),
    "unknown issue": (
        ("outcomes.yaml", "the treaty is signed, issue: {treaty:", "the treaty is signed, issue: {traty:"),
        (5, "outcomes.treaty_signed.issue.traty", 'unknown issue "traty"; did you mean treaty?'),
    ),
    "unknown stage": (
        ("outcomes.yaml", "months until it is signed, issue: {treaty: signed", "months, issue: {treaty: sined"),
        (6, "outcomes.months_to_treaty.issue.treaty", 'issue treaty has no stage "sined"; did you mean signed?'),
    ),
    "unknown stage of a lifeline": (
        ("outcomes.yaml", "{treaty: {signed: 0.4}}", "{treaty: {sined: 0.4}}"),
        (16, "outcomes.smuggling.enforcement.BBB.treaty.sined", 'issue treaty has no stage "sined"; did you mean signed?'),
    ),
    "unknown stage in a transition": (
        ("issues.yaml", "{from: none, to: drafted", "{from: none, to: draftd"),
        (19, "issues.treaty.transitions[0].to", 'unknown stage "draftd"; did you mean drafted?'),
    ),
    "unknown assumption as a chance": (
        ("issues.yaml", "chance: setback_chance", "chance: setback"),
        (24, "issues.treaty.transitions[2].chance", 'unknown assumption "setback"; did you mean setback_chance?'),
    ),
    "a chance above one": (
        ("issues.yaml", "chance: setback_chance", "chance: 2"),
        (24, "issues.treaty.transitions[2].chance", 'must be a chance from 0 to 1, or the name of an assumption, not "2"'),
    ),
    "unknown key": (
        ("actors.yaml", "tempo: 0.5", "tempi: 0.5"),
        (6, "actors.CCC.tempi", 'unknown key "tempi"; did you mean tempo?'),
    ),
    "unknown key of one kind of outcome": (
        ("outcomes.yaml", "meaning: who holds B,", "meaning: who holds B, xx: 1,"),
        (4, "outcomes.orbit.xx", 'unknown key "xx"; known are: kind, margin, meaning, over, powers'),
    ),
    "missing key": (
        ("actions.yaml", "    rate: 0.1\n", ""),
        (
            3,
            "actions.accord",
            'the key "rate" is missing: Acts of this sort a month by an actor of tempo 1, '
            "before its interests tilt the choice",
        ),
    ),
    "missing key of a list item": (
        ("events.yaml", "    what: A raided C.\n", ""),
        (10, "events[1]", 'the key "what" is missing: What happened, in our own neutral words'),
    ),
    "unknown outcome kind": (
        ("outcomes.yaml", "kind: influence", "kind: influenze"),
        (
            3,
            "outcomes.a_influence.kind",
            "must be one of influence, orbit, reached, months_to, clash, lifeline, balance, blocs, alignments, "
            'not "influenze"; did you mean influence?',
        ),
    ),
    "no outcome kind": (
        ("outcomes.yaml", "{kind: influence, ", "{"),
        (3, "outcomes.a_influence", "the key 'kind' is missing; it says what the rest means"),
    ),
    "invalid literal": (
        ("assumptions.yaml", "unit: times, standing: assumed, why: easy sums}\n  memory", "unit: times, standing: asumed, why: x}\n  memory"),
        (9, "assumptions.negativity.standing", 'must be one of sourced, calibrated, assumed, not "asumed"; did you mean assumed?'),
    ),
    "a text for a number": (
        ("actors.yaml", "tempo: 0.5", "tempo: fast"),
        (6, "actors.CCC.tempo", 'must be a number from 0 to 10, not "fast"'),
    ),
    "nothing for a number": (
        ("actions.yaml", "rate: 0.1\n", "rate:\n"),
        (8, "actions.accord.rate", "must be a number from 0 to 1, not nothing"),
    ),
    "not finite": (
        ("actors.yaml", "tempo: 0.5", "tempo: nan"),
        (6, "actors.CCC.tempo", 'must be a number from 0 to 10, not "nan"'),
    ),
    "a list for a text": (
        ("region.yaml", "name: The Triad", "name: [The Triad]"),
        (2, "region.name", "must be a text, not a list"),
    ),
    "a text for a list": (
        ("region.yaml", "[security, economic]", "security"),
        (3, "region.dimensions", 'must be a list, not "security"'),
    ),
    "nothing for a list": (
        ("issues.yaml", "    transitions:\n", "    transitions: \n    whose:\n"),
        (18, "issues.treaty.transitions", "must be a list, not nothing; write [] for none"),
    ),
    "a mapping for names": (
        ("events.yaml", "source: BBB", "source: {BBB: 1}"),
        (5, "events[0].source", "must be a name or a list of names, not a mapping"),
    ),
    "no names at all": (
        ("events.yaml", "[BBB, DDD]", "[]"),
        (25, "events[2].target", "the list is empty; give at least one name"),
    ),
    "a text for a mapping": (
        ("actors.yaml", "{name: Republic of B, short: B, coordinates: [11, 21], capability: 0.2, tempo: 1}", "Republic of B"),
        (5, "actors.BBB", 'must be a mapping of `key: value`, not "Republic of B"'),
    ),
    "neither true nor false": (
        ("actors.yaml", "decides: false", "decides: maybe"),
        (7, "actors.DDD.decides", 'must be true or false, not "maybe"'),
    ),
    "no such month": (
        ("events.yaml", "date: 2020-05", "date: 2020-13"),
        (11, "events[1].date", '"2020-13" is not a date; write YYYY-MM or YYYY-MM-DD'),
    ),
    "no such day": (
        ("events.yaml", "date: 2020-02-10", "date: 2020-02-30"),
        (3, "events[0].date", '"2020-02-30" is not a date; write YYYY-MM or YYYY-MM-DD'),
    ),
    "a list for a date": (
        ("region.yaml", "replay_from: 2020-01", "replay_from: [2020-01]"),
        (4, "region.replay_from", "a list is not a date; write YYYY-MM or YYYY-MM-DD"),
    ),
    "a range of one": (
        ("assumptions.yaml", "range: [0, 0.03], limits: [0, 0.2]", "range: [0], limits: [0, 0.2]"),
        (17, "assumptions.feeling.range", "the list is too short; item 2 is missing"),
    ),
    "a value outside its range": (
        ("assumptions.yaml", "{value: 1.5,", "{value: 2.5,"),
        (9, "assumptions.negativity.value", "2.5 lies outside its range [1, 2]"),
    ),
    "a range beyond the limits": (
        ("assumptions.yaml", "range: [1, 2], limits", "range: [0, 2], limits"),
        (9, "assumptions.negativity.range", "[0, 2] goes beyond the limits [0.5, 4]"),
    ),
    "shares that do not sum to one": (
        ("types.yaml", "{security: 0.5, economic: 0.5}", "{security: 0.5, economic: 0.6}"),
        (15, "types.accord.shares", "they sum to 1.1, not 1"),
    ),
    "a sentence with a strange blank": (
        ("types.yaml", "{source} raided", "{sauce} raided"),
        (30, "types.raid.tells", "only {source}, {target} and {parties} are filled in, not {sauce}"),
    ),
    "an actor that acts on itself": (
        ("events.yaml", "[BBB, DDD]", "[BBB, AAA]"),
        (25, "events[2].target", "an actor cannot be both source and target"),
    ),
    "a tie without an end": (
        ("ties.yaml", "of: CCC, to: BBB,", "of: CCC,"),
        (9, "ties[2]", "give either `between: [A, B]` or both `of: A` and `to: B`"),
    ),
    "a name that is no word": (
        ("sources.yaml", "  gazette:", "  ga.zette: {title: t, publisher: p, standpoint: s, reliability: r}\n  gazette:"),
        (2, "documents.ga.zette", '"ga.zette" cannot be a name; begin with a letter, go on with letters, digits, _ and -'),
    ),
    "an event that is there twice": (
        ("events.yaml", "id: grain-gift", "id: border-raid"),
        (21, "events[2].id", 'duplicate id "border-raid"; it is already on line 10'),
    ),
    "a tie that is there twice": (
        ("ties.yaml", "id: ac-dispute", "id: ab-alliance"),
        (8, "ties[1].id", 'duplicate id "ab-alliance"; it is already on line 7'),
    ),
    "an event before the replay": (
        ("events.yaml", "date: 2020-02-10", "date: 2019-12-31"),
        (3, "events[0].date", "2019-12-31 lies outside the documented span 2020-01 to 2020-12 that region.yaml gives"),
    ),
    "an event after the documents": (
        ("events.yaml", "date: 2020-09", "date: 2021-01"),
        (22, "events[2].date", "2021-01 lies outside the documented span 2020-01 to 2020-12 that region.yaml gives"),
    ),
    "more than the whole": (
        ("dependence.yaml", "id: b-bread, of: BBB, on: AAA", "id: b-bread, of: CCC, on: AAA"),
        None,
    ),
    "shares that overlap": (
        ("dependence.yaml", "kind: bread, share: 0.2, from: 2020-03", "kind: bread, share: 0.7, from: 2020-03"),
        None,
    ),
    "a passive actor that acts": (
        ("actions.yaml", "by: {AAA: [CCC],", "by: {DDD: [CCC],"),
        (13, "actions.raid.by.DDD", "DDD is passive: it cannot choose an action"),
    ),
    "a passive actor that agrees": (
        ("actions.yaml", "by: {BBB: [CCC],", "by: {BBB: [[CCC, DDD]],"),
        (20, "actions.treaty_step.by.BBB[0]", "DDD is passive: it cannot consent to an agreement"),
    ),
    "a deed to oneself": (
        ("actions.yaml", "by: {AAA: [CCC],", "by: {AAA: [AAA],"),
        (13, "actions.raid.by.AAA[0]", "AAA cannot be its own target"),
    ),
    "a hostile deed with several targets": (
        ("actions.yaml", "CCC: [AAA, BBB]", "CCC: [[AAA, BBB]]"),
        (13, "actions.raid.by.CCC[0]", "raid is not an agreement: write its targets apart, as [A], [B]"),
    ),
    "a rate nobody has": (
        ("actions.yaml", "rates: {CCC:", "rates: {BBB:"),
        (15, "actions.raid.rates.BBB", "BBB may not do this: `by` does not name it"),
    ),
    "an issue without a beginning": (
        ("issues.yaml", "history: {2019-06: none}", "history: {2020-02: none}"),
        (17, "issues.treaty.history", "nothing says its stage in 2020-01, where the replay begins"),
    ),
    "a history out of order": (
        ("issues.yaml", "history: {2019-06: none}", "history: {2020-06: drafted, 2019-06: none}"),
        (17, "issues.treaty.history", "the months are not in order, or one is given twice"),
    ),
    "a history beyond the documents": (
        ("issues.yaml", "history: {2019-06: none}", "history: {2019-06: none, 2021-01: drafted}"),
        (17, "issues.treaty.history.2021-01", "2021-01 is later than the documents reach"),
    ),
    "somebody else's profile": (
        ("issues.yaml", "attention: {AAA: 0.5}", "profile: {AAA: BBB}"),
        (9, "issues.treaty.stages.drafted.effects.profile.AAA", "profile BBB is of BBB, not of AAA"),
    ),
    "an own profile of another": (
        ("interests.yaml", "  BBB:\n    actor: BBB", "  BBB:\n    actor: CCC"),
        (12, "profiles.BBB.actor", "profile BBB is that actor's own: its actor must be BBB, not CCC"),
    ),
    "an actor without interests": (
        ("interests.yaml", "  BBB:\n    actor", "  BBB-other:\n    actor"),
        (3, "profiles", "BBB decides but has no profile of that name"),
    ),
    "interests of nothing": (
        ("interests.yaml", "weight: 0.75}\n      - {of: BBB, to: CCC, weight: -0.25}", "weight: 0}"),
        (7, "profiles.AAA.cares", "at least one weight must differ from 0"),
    ),
    "an interest that is there twice": (
        ("interests.yaml", "{of: BBB, to: CCC, weight: -0.25}", "{of: BBB, to: AAA, weight: 0.1}"),
        (9, "profiles.AAA.cares[1]", "the interest BBB.AAA is already on line 8"),
    ),
    "a headline of nothing": (
        ("outcomes.yaml", "treaty_signed, alignment", "treaty_sined, alignment"),
        (20, "headline[2]", 'unknown outcome "treaty_sined"; did you mean treaty_signed?'),
    ),
    "a headline of an unknown power": (
        ("outcomes.yaml", "orbit.BBB=AAA", "orbit.BBB=AXA"),
        (20, "headline[1]", 'orbit has no "AXA"; did you mean AAA?'),
    ),
    "a headline of an unknown alignment": (
        ("outcomes.yaml", "alignment.BBB.CCC", "alignment.BBB.CXC"),
        (20, "headline[3]", 'unknown actor or dimension "CXC"; did you mean CCC?'),
    ),
    "a carrier with no border": (
        ("outcomes.yaml", "carriers: {BBB: 1}", "carriers: {BBB: 0.5, CCC: 0.5}"),
        (14, "outcomes.smuggling.openness", "no openness is given for the carrier CCC"),
    ),
    "a joint limit that is broken": (
        ("assumptions.yaml", "at_most: 3", "at_most: 1.5"),
        (31, "joint_limits[0]", "feeling 0.02 is more than 1.5 times choice_noise 0.01"),
    ),
}  # fmt: skip
"""What is done to the region → (line, path, cause); None where the region stays valid."""


@pytest.mark.parametrize("name", WRONG)
def test_it_is_told_where_and_what(triad: Path, rewrite: Rewrite, name: str) -> None:
    (file, old, new), told = WRONG[name]
    rewrite(file, old, new)
    if told is None:
        load_seeds(triad)
    else:
        assert only(triad) == (file, *told)


@pytest.mark.parametrize("name", REQUIRED_ASSUMPTIONS)
def test_the_rules_find_every_parameter_they_ask_for(triad: Path, rewrite: Rewrite, name: str) -> None:
    rewrite("assumptions.yaml", f"  {name}:\n", f"  {name}_else:\n")
    assert f'the rules need an assumption "{name}", and none is given' in {
        fault.cause for fault in faults(triad)
    } or name in {"feeling", "choice_noise"}  # these are also missed by the joint limit, before


def test_lists_may_be_empty(triad: Path) -> None:
    (triad / "events.yaml").write_text("events: []")
    (triad / "ties.yaml").write_text("basis: {standing: assumed, why: w}\nkinds: {alliance: {meaning: m, supports: {}}}\nties: []")
    (triad / "dependence.yaml").write_text("basis: {standing: assumed, why: w}\nkinds: {}\nshares: []")
    seeds = load_seeds(triad)
    assert (seeds.events, seeds.ties.ties, seeds.dependence.shares) == ((), (), ())


def _places(tree: Any, route: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield route
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from _places(value, (*route, key))


@pytest.mark.parametrize("file", FILES)
def test_nothing_a_user_writes_anywhere_makes_a_traceback(triad: Path, file: str) -> None:
    original = compose(triad / file).tree
    rng = random.Random(file)
    strange: list[Any] = [None, "", "x", "-1", "nan", "1e999", "2020-05", [], ["x"], [[]], {}, {"x": "y"}, [None], {"": None}]
    for route in rng.sample(places := list(_places(original)), k=min(40, len(places))):
        if not route:
            continue
        tree = yaml.safe_load(yaml.safe_dump(original))
        spot = tree
        for part in route[:-1]:
            spot = spot[part]
        spot[route[-1]] = rng.choice(strange)
        (triad / file).write_text(yaml.safe_dump(tree), encoding="utf-8")
        try:
            load_seeds(triad)
        except SeedError as error:
            assert all(fault.line for fault in error.faults)
