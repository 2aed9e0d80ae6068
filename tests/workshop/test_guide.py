"""All that the facilitator's guide tells a teacher to type and to open is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import typer
from typer.core import TyperGroup

from model.load import load_scenarios
from model.spec.seeds import Seeds
from simulate import app
from tests.conftest import ROOT, SHIPPED
from tests.workshop.prepared import GUIDE


def test_every_command_in_it_exists_with_its_options() -> None:
    program = typer.main.get_command(app)
    assert isinstance(program, TyperGroup)
    known = program.commands
    written = re.findall(r"simulate\.py ([^`\n]+)", GUIDE)
    assert len(written) >= 6
    for command in {"run", "check", "page"}:
        assert any(words.split()[0] == command for words in written)
    for words in written:
        name, *rest = shlex.split(words)
        if name in known:
            options = {option for parameter in known[name].params for option in parameter.opts}
            assert {word for word in rest if word.startswith("--")} <= options, words
        else:
            assert name == "workshop", words


def test_every_scenario_in_it_exists() -> None:
    table = GUIDE[GUIDE.index("### Questions that work") : GUIDE.index("Misreadings")]
    named = re.findall(r"`([a-z-]+)`", table)
    assert len(named) >= 10 and set(named) <= set(SHIPPED)
    for words in re.findall(r"simulate\.py (?:run|page) ([a-z][^`\n-]*(?:-[a-z][^`\n ]*\s?)*)", GUIDE):
        assert set(words.split()) <= set(SHIPPED), words


def test_the_scenario_without_force_loads_and_forbids_every_clash(tmp_path: Path, seeds: Seeds) -> None:
    written = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert written is not None
    (tmp_path / "without-force.yaml").write_text(written[1], encoding="utf-8")
    (scenario,) = load_scenarios([str(tmp_path / "without-force.yaml")], seeds, folder=ROOT / "scenarios")
    bans = [i.forbid for i in scenario.spec.interventions if i.forbid is not None]
    for name, action in seeds.actions.actions.items():
        if seeds.types.types[action.type].clash or name == "sabotage":
            for actor in action.by:
                assert any(ban.actor == actor and name in ban.action for ban in bans), (actor, name)
    assert not scenario.warnings


def test_both_sessions_are_planned_without_gaps() -> None:
    for title, length in (("A session of 90 minutes", 90), ("A session of three hours", 180)):
        part = GUIDE[GUIDE.index(f"## {title}") :].split("\n## ")[0]
        spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", part, re.MULTILINE)]
        assert spans[0][0] == 0 and spans[-1][1] == length
        assert all(before[1] == after[0] for before, after in zip(spans, spans[1:], strict=False))
