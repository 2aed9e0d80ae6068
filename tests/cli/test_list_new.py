"""`list` names what there is; `new` writes a scenario that runs, in the words of the region at hand."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from model.load import compose, load_scenarios, load_seeds
from model.simulation.experiment import make_experiment
from model.spec.seeds import Seeds
from tests.conftest import SHIPPED, TRIAD, Call

NAMED: dict[str, Callable[[Seeds], list[str]]] = {
    "scenarios": lambda seeds: SHIPPED,
    "actors": lambda seeds: list(seeds.actors.actors),
    "actions": lambda seeds: list(seeds.actions.actions),
    "issues": lambda seeds: [*seeds.issues.issues, *(f"{s}" for i in seeds.issues.issues.values() for s in i.stages)],
    "assumptions": lambda seeds: [path.removeprefix("assumptions.") for path in seeds.numbers],
    "documents": lambda seeds: list(seeds.documents),
    "outcomes": lambda seeds: list(seeds.outcomes.outcomes),
    "questions": lambda seeds: list(seeds.questions.questions) if seeds.questions else [],
    "types": lambda seeds: list(seeds.types.types),
    "ties": lambda seeds: list(seeds.ties.kinds),
}


@pytest.mark.parametrize("kind", NAMED)
def test_every_name_of_a_kind_is_listed_within_80_columns(seeds: Seeds, call: Call, kind: str) -> None:
    status, out, said = call("list", kind)
    listed = {line.split()[0].rstrip(":") for line in out.splitlines()}
    assert listed >= set(NAMED[kind](seeds))
    assert {line.strip() for line in out.splitlines() if len(line) > 80} <= listed, "only a name is never broken"
    assert (status, said) == (0, "")


def test_a_document_of_pages_is_listed_with_their_addresses(seeds: Seeds, call: Call) -> None:
    _, out, _ = call("list", "documents")
    pages = [page for document in seeds.documents.values() for page in document.pages]
    assert len(pages) > 10 and {line.strip() for line in out.splitlines()} >= set(pages)


def test_all_kinds_are_listed_in_brief(seeds: Seeds, call: Call) -> None:
    status, out, _ = call("list")
    headings = re.findall(r"^([A-Z]+) \((\d+)\)$", out, re.MULTILINE)
    assert {word.lower(): int(count) for word, count in headings} == {
        "scenarios": len(SHIPPED),
        "actors": len(seeds.actors.actors),
        "actions": len(seeds.actions.actions),
        "issues": len(seeds.issues.issues),
        "assumptions": len(seeds.numbers),
        "documents": len(seeds.documents),
        "outcomes": len(seeds.outcomes.outcomes),
        "questions": 20,
        "types": len(seeds.types.types),
        "ties": len(seeds.ties.kinds),
    }
    assert max(map(len, out.splitlines())) <= 80
    others = len(seeds.numbers) - len(seeds.assumptions.assumptions)
    assert f"  and {others} numbers more: uv run simulate.py list assumptions" in out.splitlines()
    assert status == 0


def test_an_assumption_comes_with_value_range_and_standing(call: Call) -> None:
    _, out, _ = call("list", "assumptions", "--seeds", TRIAD)
    assert re.search(r"^  spillover +0\.5 share of impact, range 0\.25 to 0\.75, assumed$", out, re.MULTILINE)
    assert re.search(r"^  tempo\.CCC +0\.5, range 0\.25 to 0\.75, assumed$", out, re.MULTILINE)


def test_an_assumption_comes_with_its_reason_and_those_of_a_sort_with_one(triad_folder: Path, call: Call) -> None:
    spec = (triad_folder / "actors.yaml").read_text(encoding="utf-8")
    changed = spec.replace(
        "tempo_basis: {standing: assumed, why: chosen for easy sums}", "tempo_basis: {standing: assumed, why: counted}"
    )
    (triad_folder / "actors.yaml").write_text(changed, encoding="utf-8")
    _, out, _ = call("list", "assumptions", "--seeds", triad_folder)
    lines = out.splitlines()
    assert [n for n, line in enumerate(lines) if line.strip() == "counted"] == [
        next(n for n, line in enumerate(lines) if line.startswith("  tempo.AAA")) + 1
    ]
    _, out, _ = call("list", "--seeds", triad_folder)
    assert "counted" not in out and "  why each is as it is: uv run simulate.py list assumptions" in out.splitlines()


def test_machines_read_value_range_and_unit_of_an_assumption_each_by_itself(call: Call) -> None:
    _, out, _ = call("list", "assumptions", "--json", "--seeds", TRIAD)
    found = {entry["name"]: entry for entry in json.loads(out)["assumptions"]}
    spillover = found["spillover"]
    assert (spillover["value"], spillover["range"], spillover["unit"]) == (0.5, [0.25, 0.75], "share of impact")
    assert (found["tempo.CCC"]["standing"], found["tempo.CCC"]["why"]) == ("assumed", "chosen for easy sums")
    _, out, _ = call("list", "outcomes", "--json", "--seeds", TRIAD)
    assert all("unit" in entry for entry in json.loads(out)["outcomes"])


def test_an_issue_comes_with_its_stages_and_where_it_stands(call: Call) -> None:
    _, out, _ = call("list", "issues", "--seeds", TRIAD)
    lines = [line.strip() for line in out.splitlines()]
    assert lines[:4] == [
        "treaty  the treaty",
        "none (its stage in 2020-12): no text",
        "drafted: a text is agreed",
        "signed: it is signed",
    ]
    assert "shut (its stage in 2020-12): nothing passes" in lines


def test_an_action_comes_with_who_may_do_it_to_whom(call: Call) -> None:
    _, out, _ = call("list", "actions", "--seeds", TRIAD)
    lines = [line.strip() for line in out.splitlines()]
    assert "open to AAA → BBB, CCC; CCC → DDD" in lines, "of the action gift"


@pytest.mark.parametrize("word", ["actor", "Actors", "event types", "type", "tie kinds"])
def test_a_kind_goes_by_its_singular_and_its_long_name(call: Call, word: str) -> None:
    status, out, _ = call("list", word, "--seeds", TRIAD)
    first = "AAA" if "ctor" in word else "alliance" if "tie" in word else "accord"
    assert status == 0 and out.split()[0] == first


def test_machines_read_the_list_as_json(call: Call) -> None:
    _, out, _ = call("list", "--json", "--seeds", TRIAD)
    found = json.loads(out)
    assert list(found) == list(NAMED)
    assert [entry["name"] for entry in found["scenarios"]] == ["baseline", "deal"]
    assert found["issues"][1]["more"][1] == "open: trucks pass"


def test_scenarios_that_extend_each_other_are_read_once_and_take_on_mistakes_downwards_alone(
    triad_folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, folder, read = "name: N\nsummary: S.\n", triad_folder / "scenarios", []
    early = "interventions:\n  - {when: {issue: {treaty: no_stage}}, attention: {AAA: 1}}\n"
    for name, more in {"a": "extends: z", "b": "extends: deal", "c": "extends: b", "z": early}.items():
        (folder / f"{name}.yaml").write_text(f"{head}{more}\n", encoding="utf-8")
    monkeypatch.setattr("model.load.shelf.compose", lambda path: read.append(path.stem) or compose(path))
    status, _, said = call("list", "scenarios", "--seeds", triad_folder)
    assert status == 0 and sorted(read) == ["a", "b", "baseline", "c", "deal", "z"]
    assert [line.split(": ")[1] for line in said.splitlines()] == ["a", "z"]


def test_a_name_that_suits_no_file_of_a_run_spoils_nothing_that_extends_it(triad_folder: Path, call: Call) -> None:
    head, folder = "name: N\nsummary: S.\n", triad_folder / "scenarios"
    (folder / "con.yaml").write_text(head, encoding="utf-8")
    (folder / "x.yaml").write_text(f"{head}extends: con\n", encoding="utf-8")
    _, _, said = call("list", "scenarios", "--seeds", triad_folder)
    assert [line.split(": ")[1] for line in said.splitlines()] == ["con"]
    assert call("check", "x", "--seeds", triad_folder)[0] == 0


def test_a_scenario_with_mistakes_is_listed_all_the_same(triad_folder: Path, call: Call) -> None:
    (triad_folder / "scenarios" / "broken.yaml").write_text("nom: N\n", encoding="utf-8")
    status, out, said = call("list", "scenarios", "--seeds", triad_folder)
    assert "broken    (has mistakes)" in out
    assert said.splitlines() == ["warning: broken: this scenario has mistakes; uv run simulate.py check says which"]
    assert status == 0


def test_a_new_scenario_passes_the_check_and_does_something(triad_folder: Path, call: Call) -> None:
    status, out, _ = call("new", "my-first_thaw", "--seeds", triad_folder)
    path = triad_folder / "scenarios" / "my-first_thaw.yaml"
    assert status == 0 and out.splitlines()[0] == str(path)
    status, out, said = call("check", path, "--seeds", triad_folder)
    assert (status, said) == (0, "")
    (scenario,) = load_scenarios(["my-first_thaw"], load_seeds(triad_folder), triad_folder / "scenarios")
    assert (scenario.spec.name, scenario.spec.extends) == ("My first thaw", "baseline")
    experiment = make_experiment(["baseline", "my-first_thaw"], seeds=triad_folder, months=6)
    from model.experiment.ensemble import Task, run_block

    plain, changed = (run_block(experiment, Task(name, 0, 4)) for name in ("baseline", "my-first_thaw"))
    assert changed.fired.tolist() == [4]
    name = "alignment.AAA.BBB"
    assert (plain.outcomes[name] != changed.outcomes[name]).all()


def uncommented(text: str) -> str:
    """The scenario with every commented block in use: a line in which # meets a letter, - or an indent."""
    return re.sub(r"^( *)#(?=\S|  )", r"\1", text, flags=re.MULTILINE)


@pytest.mark.parametrize("folder", [TRIAD, Path("seeds")])
def test_what_is_left_as_a_comment_is_right_too(tmp_path: Path, call: Call, folder: Path) -> None:
    region = Path(shutil.copytree(folder, tmp_path / "region"))
    (region / "scenarios").mkdir(exist_ok=True)
    shutil.copy(TRIAD / "scenarios" / "baseline.yaml", region / "scenarios")
    call("new", "full", "--seeds", region)
    path = region / "scenarios" / "full.yaml"
    path.write_text(uncommented(path.read_text(encoding="utf-8")), encoding="utf-8")
    status, _, said = call("check", path, "--seeds", region)
    assert (status, said) == (0, "")
    (scenario,) = load_scenarios(["full"], load_seeds(region), region / "scenarios")
    kinds = {kind for intervention in scenario.spec.interventions for kind in intervention.effects}
    assert kinds == {"event", "issue", "tie", "dependence", "attention", "forbid"}
    (lot,) = [one for one in scenario.spec.interventions if one.when is not None and one.when.drawn]
    assert lot.name == "answer" and lot.when is not None and lot.when.event is not None
    assert scenario.spec.months == 36 and len(scenario.spec.assumptions) == 1


def test_a_region_without_scenarios_gets_a_folder_and_first_a_baseline(triad_folder: Path, call: Call) -> None:
    shutil.rmtree(triad_folder / "scenarios")
    assert call("new", "baseline", "--seeds", triad_folder)[0] == 0
    assert call("check", "--seeds", triad_folder)[0] == 0
    (scenario,) = load_scenarios(["baseline"], load_seeds(triad_folder), triad_folder / "scenarios")
    assert scenario.spec.extends is None


def test_by_default_it_lies_in_scenarios(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TRIAD, tmp_path / "seeds", ignore=shutil.ignore_patterns("scenarios"))
    (tmp_path / "scenarios").mkdir()
    monkeypatch.chdir(tmp_path)
    status, out, _ = call("new", "thaw")
    assert (status, out.splitlines()[0]) == (0, "scenarios/thaw.yaml")
    assert (tmp_path / "scenarios" / "thaw.yaml").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "a/b", "a\\b", "../x", "/tmp/x", "x.yaml", "a b", "a\tb", "a\nb", "a\x1b[31mb", "a\x01b", "-x",
        "_x", "a:b", "a*", "a?b", "a|b", "a<b", 'a"b', "nul", "CON", "Lpt1", "com9", "aux", "a" * 61, "тест.",
        "a\u202eb",
    ],
)  # fmt: skip
def test_a_name_that_is_no_file_name_everywhere_is_refused(triad_folder: Path, call: Call, name: str) -> None:
    before = sorted(triad_folder.rglob("*"))
    status, out, said = call("new", "--seeds", triad_folder, "--", name)
    assert (status, out) == (2, "")
    assert "cannot be the name of a scenario: " in said
    assert said.rstrip("\n").isprintable(), "what a name holds never reaches the terminal raw"
    assert sorted(triad_folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["x", "2026", "null", "yes", "թող", "сценарий-1", "ÄRA", "a" * 60])
def test_names_in_any_script_are_welcome(triad_folder: Path, call: Call, name: str) -> None:
    assert call("new", name, "--seeds", triad_folder)[0] == 0
    assert call("check", name, "--seeds", triad_folder)[0] == 0


@pytest.mark.parametrize("name", ["deal", "DEAL", "Baseline", "other"])
def test_nothing_is_overwritten(triad_folder: Path, call: Call, name: str) -> None:
    (triad_folder / "scenarios" / "other.yml").write_text("name: N\nsummary: S.\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in triad_folder.rglob("*.y*ml")}
    status, _, said = call("new", name, "--seeds", triad_folder)
    assert status == 2 and "there is such a scenario already" in said
    assert {path: path.read_bytes() for path in triad_folder.rglob("*.y*ml")} == before


def test_a_folder_that_cannot_be_written_to_is_answered(
    triad_folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Path.open

    def forbidden(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        """As the system answers whoever may not write there; root may, so it is not asked."""
        if mode == "x":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return kept(path, mode, *more, **named)

    monkeypatch.setattr(Path, "open", forbidden)
    status, _, said = call("new", "x", "--seeds", triad_folder)
    assert status == 2 and "cannot be written" in said
