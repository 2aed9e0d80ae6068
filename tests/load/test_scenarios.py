from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from model.common.errors import Fault, ScenarioError
from model.load import (
    LoadedScenario,
    core_first,
    faults_of_names,
    load_scenarios,
    load_seeds,
    load_written,
    out_of_reach,
    scenario_names,
)
from model.spec.base import month_of
from model.spec.seeds import Seeds
from tests.conftest import Call

Rewrite = Callable[[str, str, str], None]

HEAD = "name: N\nsummary: S.\n"


class ScenarioFolder:
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
def folder(triad_folder: Path) -> ScenarioFolder:
    return ScenarioFolder(load_seeds(triad_folder), triad_folder / "scenarios")


def test_the_scenarios_of_a_folder_have_the_names_of_their_files(folder: ScenarioFolder) -> None:
    assert scenario_names(folder.folder) == ["baseline", "deal"]


def test_a_scenario_is_named_by_stem_or_path(folder: ScenarioFolder) -> None:
    by_stem, by_path = folder.load("deal"), folder.load(str(folder.folder / "deal.yaml"))
    assert by_stem == by_path
    assert by_stem[0].id == "deal"


def test_the_same_scenario_named_twice_is_loaded_once(folder: ScenarioFolder) -> None:
    loaded = folder.load("deal", "baseline", str(folder.folder / "deal.yaml"))
    assert [scenario.id for scenario in loaded] == ["deal", "baseline"]


def test_two_files_of_one_name_are_a_fault(folder: ScenarioFolder, tmp_path: Path) -> None:
    other = tmp_path / "deal.yaml"
    other.write_text(HEAD)
    (fault,) = folder.faults("deal", str(other))
    assert fault.cause == f"has the same name as {folder.folder.as_posix()}/deal.yaml; rename one of them"


def test_the_core_leads_the_list_in_its_own_order(triad_folder: Path, rewrite: Rewrite) -> None:
    for name in ("axe", "zeal"):
        (triad_folder / "scenarios" / f"{name}.yaml").write_text(HEAD)
    rewrite("region.yaml", "cautions:", "core: [zeal, deal]\n  cautions:")
    seeds, folder = load_seeds(triad_folder), triad_folder / "scenarios"
    assert faults_of_names(seeds, folder) == []
    assert core_first(seeds, scenario_names(folder)) == ["baseline", "zeal", "deal", "axe"]
    assert core_first(seeds, ["deal", "axe"]) == ["deal", "axe"], "what is not there is not added"


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("deel", 'unknown scenario "deel"; did you mean deal?'),
        ("baseline", "baseline is what others are compared with; name another"),
    ],
)
@pytest.mark.parametrize("command", ["check", "run"])
def test_what_is_amiss_with_the_core_is_told_where_all_scenarios_are_meant(
    triad_folder: Path, rewrite: Rewrite, call: Call, command: str, name: str, cause: str
) -> None:
    """A run of named scenarios does not ask for others: a run folder keeps only its own."""
    rewrite("region.yaml", "cautions:", f"core: [{name}]\n  cautions:")
    status, _, said = call(command, "--seeds", triad_folder)
    assert (status, said.splitlines()[0]) == (2, f"{triad_folder}/region.yaml:6:10: region.core[0]: {cause}")
    assert load_scenarios(["deal"], load_seeds(triad_folder), folder=triad_folder / "scenarios")


@pytest.mark.parametrize("name", ["del", "deal.yml", "x" * 5000, "../deal", "a\0b", ""])
def test_an_unknown_scenario_is_a_fault(folder: ScenarioFolder, name: str) -> None:
    (fault,) = folder.faults(name)
    assert fault.cause.startswith(f'unknown scenario "{name}"')


def test_an_unknown_scenario_comes_with_the_nearest_name(folder: ScenarioFolder) -> None:
    assert str(folder.faults("del")[0]) == f'{folder.folder}: unknown scenario "del"; did you mean deal?'


def test_a_child_has_its_parents_interventions_first_and_its_own_assumptions_over_theirs(
    folder: ScenarioFolder,
) -> None:
    folder.write(
        "child",
        "extends: deal\nassumptions: {assumptions.spillover: 0.3, tempo.AAA: 2}\n"
        "interventions:\n  - at: 2021-06\n    tie: {kind: trade, of: AAA, to: BBB}\n",
    )
    parent, child = folder.load("deal", "child")
    assert child.spec.name == "N"
    assert child.spec.months == 24
    assert child.spec.interventions[:3] == parent.spec.interventions
    assert child.spec.interventions[3].at == "2021-06"
    assert parent.spec.assumptions == {"assumptions.spillover": 0.4}
    assert child.spec.assumptions == {"assumptions.spillover": 0.3, "tempo.AAA": 2}


def test_every_part_tells_where_it_was_written(folder: ScenarioFolder) -> None:
    child = folder.write(
        "child",
        "extends: deal\nassumptions: {tempo.AAA: 2}\ninterventions: [{at: 2021-06, issue: {treaty: signed}}]\n",
    )
    (loaded,) = folder.load("child")
    deal = (folder.folder / "deal.yaml").as_posix()
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


def test_the_horizon_is_36_months_where_nobody_names_one(folder: ScenarioFolder) -> None:
    (baseline,) = folder.load("baseline")
    assert (baseline.spec.months, baseline.spec.horizon) == (None, 36)


def test_extends_is_sought_beside_the_file_before_the_folder(folder: ScenarioFolder, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    (aside / "deal.yaml").write_text("name: Another deal\nsummary: S.\nmonths: 7\n")
    (aside / "mine.yaml").write_text(HEAD + "extends: deal\n")
    (aside / "other.yaml").write_text(HEAD + "extends: baseline\n")
    mine, other = folder.load(str(aside / "mine.yaml"), str(aside / "other.yaml"))
    assert mine.spec.months == 7
    assert (folder.folder / "baseline.yaml").as_posix() in other.digests


def test_an_unknown_parent_is_a_fault_at_its_name(folder: ScenarioFolder) -> None:
    assert folder.said("extends: del\n") == '3: extends: unknown scenario "del"; did you mean deal?'


@pytest.mark.parametrize("elsewhere", ["../deal", "/tmp/deal.yaml", "below/../../scenarios/deal"])
def test_extends_leads_nowhere_else(folder: ScenarioFolder, elsewhere: str) -> None:
    where = f"a scenario beside this file or in {folder.folder.as_posix()}, not a path elsewhere"
    assert folder.said(f"extends: {elsewhere}\n") == f"3: extends: must name {where}"


def test_circular_extends_shows_the_circle(folder: ScenarioFolder) -> None:
    folder.write("a", "extends: b\n")
    folder.write("b", "extends: c\n")
    folder.write("c", "extends: b\n")
    (fault,) = folder.faults("a")
    assert (Path(fault.file).name, fault.line, fault.cause) == ("c.yaml", 3, "circular extends: b → c → b")
    assert folder.said("extends: x\n") == "3: extends: circular extends: x → x"


def test_all_faults_of_all_scenarios_come_out_together(folder: ScenarioFolder) -> None:
    folder.write("one", "months: 3x\ninterventions: [{at: 2021-02}]\n")
    folder.write("two", "question: [\n")
    folder.write("three", "extends: one\nassumptions: {spilover: 1}\n")
    found = folder.faults("one", "two", "three", "four")
    files = [Path(fault.file).stem for fault in found]
    assert files == ["scenarios", "one", "one", "three", "two"]


def test_it_says_how_to_check_again(folder: ScenarioFolder) -> None:
    folder.write("x", "months: 0\n")
    with pytest.raises(ScenarioError, match=f"check baseline x --seeds {folder.seeds.folder}$"):
        folder.load("baseline", "x")


def test_an_assumption_goes_by_its_bare_name_or_its_path_but_not_both(folder: ScenarioFolder) -> None:
    said = folder.said("assumptions:\n  spillover: 0.4\n  assumptions.spillover: 0.3\n")
    assert said == "5: assumptions.assumptions.spillover: is the same number as spillover; set it once"


def test_an_override_that_changes_nothing_is_warned_of(folder: ScenarioFolder) -> None:
    path = folder.write("same", "assumptions: {salience.war: 1, spillover: 0.5, impact: 0.25}\n")
    (loaded,) = folder.load("same")
    assert loaded.warnings == (f"{path}:3: salience.war: 1 is its value already; setting it changes nothing",), (
        "spillover is drawn from a range, and is no longer where a scenario sets it"
    )


def one(text: str) -> str:
    return f"interventions:\n  - {text}\n"


@pytest.fixture
def desk_with_frozen(triad_folder: Path, rewrite: Rewrite) -> ScenarioFolder:
    """As `folder`, with a stage that no transition leads to."""
    rewrite("issues.yaml", "      drafted:\n", "      frozen: {meaning: nobody talks}\n      drafted:\n")
    return ScenarioFolder(load_seeds(triad_folder), triad_folder / "scenarios")


def test_a_stage_nothing_leads_to_is_waited_for_in_vain(desk_with_frozen: ScenarioFolder) -> None:
    folder = desk_with_frozen
    wait = "{when: {issue: {treaty: frozen}}, attention: {AAA: 1}}"
    assert folder.said(one(wait)) == (
        "4: interventions[0].when.issue.treaty: can never fire: nothing ever brings treaty to frozen"
    )
    folder.write("freeze", one(wait) + "  - {at: 2021-02, issue: {treaty: frozen}}\n")
    folder.write("either", one("{when: {issue: {treaty: [frozen, signed]}}, attention: {AAA: 1}}"))
    folder.write("start", one("{when: {issue: {treaty: none}}, attention: {AAA: 1}}"))
    assert len(folder.load("freeze", "either", "start")) == 3


def test_an_intervention_does_not_bring_about_its_own_condition(desk_with_frozen: ScenarioFolder) -> None:
    said = desk_with_frozen.said(one("{when: {issue: {treaty: frozen}}, issue: {treaty: frozen}}"))
    assert "can never fire" in said


def test_a_party_that_is_asked_may_be_forbidden_to_agree(folder: ScenarioFolder) -> None:
    folder.write("x", one("{at: 2021-02, forbid: {actor: AAA, action: accord, target: BBB}}"))
    assert folder.load("x")


def test_a_parents_date_beyond_a_childs_shorter_horizon_is_a_fault_in_the_parents_file(folder: ScenarioFolder) -> None:
    folder.write("x", "extends: deal\nmonths: 2\n")
    found = folder.faults("x")
    assert {Path(f.file).name for f in found} == {"deal.yaml"}
    assert [fault.path.partition(".")[2] for fault in found] == ["at", "after", "between[1]"]


def test_a_date_that_a_run_does_not_reach_is_a_warning(folder: ScenarioFolder) -> None:
    (deal,) = folder.load("deal")
    place = (folder.folder / "deal.yaml").as_posix()
    assert out_of_reach(deal, as_of=month_of("2020-12"), months=36) == []
    assert out_of_reach(deal, as_of=month_of("2020-12"), months=2) == [
        f"{place}:7: 2021-03 is out of reach: this run covers 2021-01 to 2021-02"
    ]
    assert len(out_of_reach(deal, as_of=month_of("2021-12"), months=36)) == 2
    folder.write("x", one("{when: {all: [{event: {type: raid, since: 2021-03}}]}, attention: {AAA: 1}}"))
    (waiting,) = folder.load("x")
    assert out_of_reach(waiting, as_of=month_of("2020-12"), months=3) == []
    (warning,) = out_of_reach(waiting, as_of=month_of("2020-12"), months=2)
    assert warning.endswith("an event since 2021-03 is out of reach: this run covers 2021-01 to 2021-02")


def test_the_length_of_a_run_may_be_written_with_its_unit(triad_folder: Path) -> None:
    text = "name: N\nsummary: S.\nmonths: 36 months\ninterventions: []\n"
    assert load_written(text, "long", load_seeds(triad_folder)).spec.horizon == 36
