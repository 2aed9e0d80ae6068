"""All that the facilitator's guide tells a teacher to type and to open is there."""

from __future__ import annotations

import ast
import re
import shlex

import typer
from typer.core import TyperGroup

from model.common.languages import LANGUAGES
from model.reporting.wording.spoken import SpokenWords
from model.spec.seeds import Seeds
from model.workshop.game import MINUTES, QUARTERS
from model.workshop.guesses import ready_made
from model.workshop.pages.conductor import COUNTDOWNS
from model.workshop.pages.frame import WAYS
from simulate import app
from tests.conftest import ROOT, SHIPPED
from tests.workshop.prepared import GUIDE

WORKSHOP = ROOT / "model" / "workshop"


def controls(part: str = GUIDE) -> set[str]:
    """Names of buttons, links and folded parts: what the guide has in italics, but for the beginnings of paragraphs."""
    return set(re.findall(r"(?<![*\w])\*([A-Z][^*]*[^*.,:])\*(?!\*)", " ".join(part.split())))


def section(title: str) -> str:
    """A part of the guide, from its heading to the next of the same rank or a higher one."""
    marks = re.search(rf"^(#+) {re.escape(title)}$", GUIDE, re.MULTILINE)
    assert marks is not None, title
    return re.split(rf"^#{{2,{len(marks[1])}}} ", GUIDE[marks.end() :], maxsplit=1, flags=re.MULTILINE)[0]


def test_every_control_that_it_names_is_on_a_page_under_that_name() -> None:
    pages = [ast.parse(file.read_text(encoding="utf-8")) for file in (WORKSHOP / "pages").glob("*.py")]
    written = {
        node.value for page in pages for node in ast.walk(page)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }  # fmt: skip
    assert len(controls()) > 25
    assert controls() <= written, controls() - written


def test_every_page_that_is_on_the_projector_is_one_of_the_workshops() -> None:
    for title in ("A session of 90 minutes", "A session of three hours"):
        rows = [row.split("|") for row in section(title).splitlines() if re.match(r"\| \d", row)]
        shown = {re.split(r"[:,]", row[3])[0].strip() for row in rows}
        assert shown <= {*WAYS.values(), "The board", "The page", "The rules"} and len(shown) > 3


def test_every_file_and_every_number_of_the_program_in_it_is_right(seeds: Seeds) -> None:
    for path in re.findall(r"\]\(([^)]+)\)", GUIDE):
        assert (WORKSHOP / path).is_file(), path
    for path in re.findall(r"`(seeds/[^`]+)`", GUIDE):
        assert (ROOT / path).is_file(), path
    assert "in one or three minutes" in GUIDE and COUNTDOWNS == (1, 3)
    assert "four to six quarters, and eight minutes a\nstep" in GUIDE and QUARTERS >= 6 and MINUTES >= 8
    assert "English, Russian, Turkish, Azerbaijani, Armenian or Georgian at the top" in GUIDE and len(LANGUAGES) == 6
    table, say = section("Questions that work"), SpokenWords(seeds)
    asked = {*seeds.outcomes.headline, *(question.outcome for question in ready_made(seeds))}
    labels = [say.outcome(name).lower() for name in asked]
    named = re.findall(r"influence of \w+|[A-Z]\w+ → \w+|re-export of [\w ]+\w", table)
    assert len(named) >= 6
    for name in named:
        assert any(label.startswith(name.lower()) for label in labels), name


def test_every_command_in_it_exists_with_its_options() -> None:
    program = typer.main.get_command(app)
    assert isinstance(program, TyperGroup)
    known = program.commands
    written = re.findall(r"simulate\.py ([^`\n]+)", GUIDE)
    assert len(written) >= 5
    for command in {"run", "workshop", "page"}:
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


def test_both_sessions_are_planned_without_gaps() -> None:
    for title, length in (("A session of 90 minutes", 90), ("A session of three hours", 180)):
        part = GUIDE[GUIDE.index(f"## {title}") :].split("\n## ")[0]
        spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", part, re.MULTILINE)]
        assert spans[0][0] == 0 and spans[-1][1] == length
        assert all(before[1] == after[0] for before, after in zip(spans, spans[1:], strict=False))
