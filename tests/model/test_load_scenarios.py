from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from model.errors import Fault, ScenarioError
from model.load import LoadedScenario, load_scenarios, load_seeds, out_of_reach, scenario_names
from model.spec.base import month_of
from model.spec.seeds import Seeds

Rewrite = Callable[[str, str, str], None]

HEAD = "name: N\nsummary: S.\n"


class Desk:
    """A scenarios folder to write into, and the region its scenarios are of."""

    def __init__(self, seeds: Seeds, folder: Path) -> None:
        self.seeds = seeds
        self.folder = folder

    def write(self, name: str, text: str, *, head: str = HEAD) -> Path:
        path = self.folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(head + text, encoding="utf-8")
        return path

    def load(self, *names: str) -> list[LoadedScenario]:
        return load_scenarios(names, self.seeds, self.folder)

    def faults(self, *names: str) -> Sequence[Fault]:
        with pytest.raises(ScenarioError) as caught:
            self.load(*names)
        return caught.value.faults

    def said(self, text: str) -> str:
        """The one fault of a scenario of this text, as `line: path: cause`."""
        self.write("x", text)
        (fault,) = self.faults("x")
        return f"{fault.line}: {fault.path}: {fault.cause}"


@pytest.fixture
def desk(triad: Path) -> Desk:
    return Desk(load_seeds(triad), triad / "scenarios")


def test_the_scenarios_of_a_folder_have_the_names_of_their_files(desk: Desk) -> None:
    assert scenario_names(desk.folder) == ["baseline", "deal"]


def test_a_scenario_is_named_by_stem_or_path(desk: Desk) -> None:
    by_stem, by_path = desk.load("deal"), desk.load(str(desk.folder / "deal.yaml"))
    assert by_stem == by_path
    assert by_stem[0].id == "deal"


def test_the_same_scenario_named_twice_is_loaded_once(desk: Desk) -> None:
    loaded = desk.load("deal", "baseline", str(desk.folder / "deal.yaml"))
    assert [scenario.id for scenario in loaded] == ["deal", "baseline"]


def test_two_files_of_one_name_are_a_fault(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "deal.yaml"
    other.write_text(HEAD)
    (fault,) = desk.faults("deal", str(other))
    assert fault.cause == f"has the same name as {desk.folder.as_posix()}/deal.yaml; rename one of them"


@pytest.mark.parametrize("name", ["del", "deal.yml", "x" * 5000, "../deal", "a\0b", ""])
def test_an_unknown_scenario_is_a_fault(desk: Desk, name: str) -> None:
    (fault,) = desk.faults(name)
    assert fault.cause.startswith(f'unknown scenario "{name}"')


def test_an_unknown_scenario_comes_with_the_nearest_name(desk: Desk) -> None:
    assert str(desk.faults("del")[0]) == f'{desk.folder}: unknown scenario "del"; did you mean deal?'


def test_a_child_has_its_parents_interventions_first_and_its_own_assumptions_over_theirs(desk: Desk) -> None:
    desk.write(
        "child",
        "extends: deal\nassumptions: {assumptions.spillover: 0.3, tempo.AAA: 2}\n"
        "interventions:\n  - at: 2021-06\n    tie: {kind: trade, of: AAA, to: BBB}\n",
    )
    parent, child = desk.load("deal", "child")
    assert child.spec.name == "N"
    assert child.spec.months == 24
    assert child.spec.interventions[:3] == parent.spec.interventions
    assert child.spec.interventions[3].at == "2021-06"
    assert parent.spec.assumptions == {"assumptions.spillover": 0.4}
    assert child.spec.assumptions == {"assumptions.spillover": 0.3, "tempo.AAA": 2}


def test_every_part_tells_where_it_was_written(desk: Desk) -> None:
    child = desk.write(
        "child",
        "extends: deal\nassumptions: {tempo.AAA: 2}\n"
        "interventions: [{at: 2021-06, issue: {treaty: signed}}]\n",
    )
    (loaded,) = desk.load("child")
    deal = (desk.folder / "deal.yaml").as_posix()
    assert {name: str(origin) for name, origin in loaded.origins.items()} == {
        "months": f"{deal}:4",
        "assumptions.spillover": f"{deal}:5",
        "interventions[0]": f"{deal}:7",
        "interventions[1]": f"{deal}:9",
        "interventions[2]": f"{deal}:12",
        "tempo.AAA": f"{child}:4",
        "interventions[3]": f"{child}:5",
    }
    assert [Path(file).stem for file in loaded.digests] == ["baseline", "deal", "child"]
    assert loaded.digests[child.as_posix()] == hashlib.sha256(child.read_bytes()).hexdigest()


def test_the_horizon_is_36_months_where_nobody_names_one(desk: Desk) -> None:
    (baseline,) = desk.load("baseline")
    assert (baseline.spec.months, baseline.spec.horizon) == (None, 36)


def test_extends_is_sought_beside_the_file_before_the_folder(desk: Desk, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    (aside / "deal.yaml").write_text("name: Another deal\nsummary: S.\nmonths: 7\n")
    (aside / "mine.yaml").write_text(HEAD + "extends: deal\n")
    (aside / "other.yaml").write_text(HEAD + "extends: baseline\n")
    mine, other = desk.load(str(aside / "mine.yaml"), str(aside / "other.yaml"))
    assert mine.spec.months == 7
    assert (desk.folder / "baseline.yaml").as_posix() in other.digests


def test_an_unknown_parent_is_a_fault_at_its_name(desk: Desk) -> None:
    assert desk.said("extends: del\n") == '3: extends: unknown scenario "del"; did you mean deal?'


def test_circular_extends_shows_the_circle(desk: Desk) -> None:
    desk.write("a", "extends: b\n")
    desk.write("b", "extends: c\n")
    desk.write("c", "extends: b\n")
    (fault,) = desk.faults("a")
    assert (Path(fault.file).name, fault.line, fault.cause) == ("c.yaml", 3, "circular extends: b → c → b")
    assert desk.said("extends: x\n") == "3: extends: circular extends: x → x"


def test_all_faults_of_all_scenarios_come_out_together(desk: Desk) -> None:
    desk.write("one", "months: 3x\ninterventions: [{at: 2021-02}]\n")
    desk.write("two", "question: [\n")
    desk.write("three", "extends: one\nassumptions: {spilover: 1}\n")
    found = desk.faults("one", "two", "three", "four")
    files = [Path(fault.file).stem for fault in found]
    assert files == ["scenarios", "one", "one", "three", "two"]


def test_it_says_how_to_check_again(desk: Desk) -> None:
    desk.write("x", "months: 0\n")
    with pytest.raises(ScenarioError, match=f"check baseline x --seeds {desk.seeds.folder}$"):
        desk.load("baseline", "x")


def test_an_assumption_goes_by_its_bare_name_or_its_path_but_not_both(desk: Desk) -> None:
    said = desk.said("assumptions:\n  spillover: 0.4\n  assumptions.spillover: 0.3\n")
    assert said == "5: assumptions.assumptions.spillover: is the same number as spillover; set it once"


def test_an_override_that_changes_nothing_is_warned_of(desk: Desk) -> None:
    path = desk.write("same", "assumptions: {spillover: 0.5, impact: 0.25}\n")
    (loaded,) = desk.load("same")
    assert loaded.warnings == (
        f"{path}:3: assumptions.spillover: 0.5 is its value already; setting it changes nothing",
    )


def one(text: str) -> str:
    return f"interventions:\n  - {text}\n"


FAULTS = {
    "months: 3x\n": '3: months: must be a whole number from 1 to 600, not "3x"',
    "months: 601\n": '3: months: must be a whole number from 1 to 600, not "601"',
    "months: 1.5\n": '3: months: must be a whole number from 1 to 600, not "1.5"',
    "moths: 3\n": '3: moths: unknown key "moths"; did you mean months?',
    "assumptions: {spilover: 1}\n": (
        '3: assumptions.spilover: unknown assumption "spilover"; did you mean spillover?'
    ),
    "assumptions: {spillover: 1.5}\n": "3: assumptions.spillover: must be a number from 0 to 1, not \"1.5\"",
    "assumptions: {spillover: x}\n": '3: assumptions.spillover: must be a number, not "x"',
    "assumptions: {tempo.DDD: 1}\n": (
        '3: assumptions.tempo.DDD: unknown assumption "tempo.DDD"; did you mean tempo.AAA?'
    ),
    "assumptions: {feeling: 0.05}\n": (
        "3: assumptions.feeling: feeling 0.05 and choice_noise 0.01 are in a ratio above 3, "
        "the limit assumptions.yaml sets"
    ),
    one("{at: 2021-02, event: {type: raid, source: AXA, target: CCC, salience: 1}}"): (
        '4: interventions[0].event.source: unknown actor "AXA"; did you mean AAA?'
    ),
    one("{at: 2021-02, event: {type: raid, source: AAA, salience: 1}}"): (
        '4: interventions[0].event: the key "target" is missing'
    ),
    one("{at: 2021-02, event: {type: raid, source: AAA, target: CCC, salience: loud}}"): (
        '4: interventions[0].event.salience: unknown salience "loud"; known are: measure, statement, war; '
        "or give a number from 0 to 1"
    ),
    one("{at: 2021-02}"): (
        "4: interventions[0]: it does nothing; "
        "give `event`, `issue`, `tie`, `dependence`, `attention` or `forbid`"
    ),
    one("{issue: {treaty: signed}}"): "4: interventions[0]: give exactly one of `at`, `between` and `when`",
    one("{at: 2021-2, issue: {treaty: signed}}"): (
        '4: interventions[0].at: "2021-2" is not a date; write YYYY-MM or YYYY-MM-DD'
    ),
    one("{at: 2020-12, issue: {treaty: signed}}"): (
        "4: interventions[0].at: 2020-12 is in the documented past: month 1 is 2021-01"
    ),
    "months: 2\n" + one("{at: 2021-03, issue: {treaty: signed}}"): (
        "5: interventions[0].at: 2021-03 is beyond the horizon of x: 2 months, to 2021-02"
    ),
    one("{between: [2021-01, 2024-01], forbid: {actor: AAA, action: raid}}"): (
        "4: interventions[0].between[1]: 2024-01 is beyond the horizon of x: 36 months, to 2023-12"
    ),
    one("{between: [2021-05, 2021-04], attention: {AAA: 0.5}}"): (
        "4: interventions[0].between: the span ends before it begins"
    ),
    one("{between: [2021-01, 2021-04], issue: {treaty: signed}}"): (
        "4: interventions[0].between: `issue` happens in one month: use `at` or `when`"
    ),
    one("{when: {issue: {treaty: signed}}, after: a year, attention: {AAA: 1}}"): (
        '4: interventions[0].after: must be a whole number of months from 0 to 1200, not "a year"'
    ),
    one("{when: {issue: {treaty: signed}}, after: 36 months, attention: {AAA: 1}}"): (
        "4: interventions[0].after: can never fire: the scenario x runs for 36 months"
    ),
    one("{when: {issue: {treaty: sined}}, attention: {AAA: 1}}"): (
        '4: interventions[0].when.issue.treaty: issue treaty has no stage "sined"; did you mean signed?'
    ),
    one("{when: {alignment: {of: AAA, to: BBB, above: 1}}, attention: {AAA: 1}}"): (
        '4: interventions[0].when.alignment.above: must be a number at least -1 and below 1, not "1"'
    ),
    one("{when: {alignment: {of: AAA, to: BBB, above: 0.5, below: 0.4}}, attention: {AAA: 1}}"): (
        "4: interventions[0].when.alignment.below: nothing is both above and below these levels"
    ),
    one("{at: 2021-02, forbid: {actor: BBB, action: raid}}"): (
        "4: interventions[0].forbid.action: can never fire: BBB may not do raid anyway"
    ),
    one("{at: 2021-02, forbid: {actor: AAA, action: raid, target: BBB}}"): (
        "4: interventions[0].forbid.target: can never fire: AAA may not do raid to BBB anyway"
    ),
    one("{at: 2021-02, attention: {AAA: 2}}"): (
        '4: interventions[0].attention.AAA: must be a number from 0 to 1, not "2"'
    ),
    "interventions: none\n": '3: interventions: must be a list, not "none"',
    "interventions:\n": "3: interventions: must be a list, not nothing; write [] for none",
    "interventions: [x]\n": '3: interventions[0]: must be a mapping of `key: value`, not "x"',
}


@pytest.mark.parametrize("text", FAULTS)
def test_it_is_told_where_and_what(desk: Desk, text: str) -> None:
    assert desk.said(text) == FAULTS[text]


@pytest.fixture
def desk_with_frozen(triad: Path, rewrite: Rewrite) -> Desk:
    """As `desk`, with a stage that no transition leads to."""
    rewrite("issues.yaml", "      drafted:\n", "      frozen: {meaning: nobody talks}\n      drafted:\n")
    return Desk(load_seeds(triad), triad / "scenarios")


def test_a_stage_nothing_leads_to_is_waited_for_in_vain(desk_with_frozen: Desk) -> None:
    desk = desk_with_frozen
    wait = "{when: {issue: {treaty: frozen}}, attention: {AAA: 1}}"
    assert desk.said(one(wait)) == (
        "4: interventions[0].when.issue.treaty: can never fire: nothing ever brings treaty to frozen"
    )
    desk.write("freeze", one(wait) + "  - {at: 2021-02, issue: {treaty: frozen}}\n")
    desk.write("either", one("{when: {issue: {treaty: [frozen, signed]}}, attention: {AAA: 1}}"))
    desk.write("start", one("{when: {issue: {treaty: none}}, attention: {AAA: 1}}"))
    assert len(desk.load("freeze", "either", "start")) == 3


def test_an_intervention_does_not_bring_about_its_own_condition(desk_with_frozen: Desk) -> None:
    said = desk_with_frozen.said(one("{when: {issue: {treaty: frozen}}, issue: {treaty: frozen}}"))
    assert "can never fire" in said


def test_a_party_that_is_asked_may_be_forbidden_to_agree(desk: Desk) -> None:
    desk.write("x", one("{at: 2021-02, forbid: {actor: AAA, action: accord, target: BBB}}"))
    assert desk.load("x")


def test_a_parents_date_beyond_a_childs_shorter_horizon_is_a_fault_in_the_parents_file(desk: Desk) -> None:
    desk.write("x", "extends: deal\nmonths: 2\n")
    found = desk.faults("x")
    assert {Path(f.file).name for f in found} == {"deal.yaml"}
    assert [fault.path.partition(".")[2] for fault in found] == ["at", "after", "between[1]"]


def test_a_date_that_a_run_does_not_reach_is_a_warning(desk: Desk) -> None:
    (deal,) = desk.load("deal")
    place = (desk.folder / "deal.yaml").as_posix()
    assert out_of_reach(deal, as_of=month_of("2020-12"), months=36) == []
    assert out_of_reach(deal, as_of=month_of("2020-12"), months=2) == [
        f"{place}:7: 2021-03 is out of reach: this run covers 2021-01 to 2021-02"
    ]
    assert len(out_of_reach(deal, as_of=month_of("2021-12"), months=36)) == 2
