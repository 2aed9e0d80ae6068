"""Catalogues of languages: every marked text in each, with all its forms and blanks."""

from __future__ import annotations

import ast
import logging
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from model.common.languages import ENGLISH, LANGUAGES, PROGRAM, blanks
from model.load import load_scenarios, scenario_names, scenarios_beside
from model.reporting.wording.names import names_said
from model.spec.seeds import Seeds
from tests.conftest import ROOT

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
KEYWORDS = {"_": None, "_n": (1, 2), "marked": None}
SEEDS = ROOT / "seeds"
FORMS = {"ru": 3, "tr": 2, "az": 2, "hy": 2, "ka": 2}
"""Forms of a text that depends on a number."""


def marked_texts() -> set[object]:
    """Every text that the program marks for translation."""
    logging.getLogger("babel.messages.extract").setLevel(logging.ERROR)  # values that are put into blanks are no texts
    kinds = [("**.py", "python"), ("reporting/takehome/**.js", "javascript"), ("**.html.j2", "jinja2")]
    found = extract_from_dir(ROOT / "model", kinds, keywords=KEYWORDS)
    return {text for _name, _line, text, _comments, _context in found}


def messages(path: Path, code: str) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=code, abort_invalid=True) if message.id]


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@pytest.fixture(scope="module")
def marked() -> set[object]:
    return marked_texts()


def test_every_text_is_marked_where_babel_finds_it(marked: set[object]) -> None:
    """Babel looks into no f-string, and into no call that is a value of another text."""
    said = set()
    for path in (ROOT / "model").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                texts = [part.value for part in call.args[:2] if isinstance(part, ast.Constant)]
                said |= {tuple(texts)} if call.func.id == "_n" else set(texts[:1])
    assert len(said) > 200
    assert sorted(map(str, said - marked)) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_every_marked_text_and_no_other(code: str, marked: set[object]) -> None:
    """After a text was changed: model/docs/languages.md says how the catalogues are brought up to date."""
    texts = {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in messages(PROGRAM / f"{code}.po", code)}
    assert len(marked) > 200
    assert (sorted(map(str, marked - texts)), sorted(map(str, texts - marked))) == ([], [])


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_in_all_forms_of_the_language_and_keeps_its_blanks(code: str) -> None:
    for message in messages(PROGRAM / f"{code}.po", code):
        of_numbers = not isinstance(message.id, str)
        wanted = blanks(forms(message.id)[-1])
        assert [blanks(form) for form in forms(message.string)] == [wanted] * (FORMS[code] if of_numbers else 1)
        assert all(forms(message.string)), message.id


@pytest.mark.parametrize("code", OTHERS)
def test_catalogues_count_forms_as_the_language_does(code: str) -> None:
    """A reader of catalogues goes by their head: with a wrong one a form would be left out, or taken for another."""
    for path in (PROGRAM / f"{code}.po", SEEDS / "translations" / f"{code}.po"):
        with path.open("rb") as file:
            assert read_po(file, locale=code).num_plurals == FORMS[code], path


def test_catalogues_of_the_region_know_nearly_all_its_names(seeds: Seeds) -> None:
    """A name may be changed without waiting for translators; `translate --to` and `--from` take up what is new."""
    folder = scenarios_beside(SEEDS)
    loaded = load_scenarios(scenario_names(folder), seeds, folder=folder)
    names = set(names_said(seeds, ((scenario.id, scenario.spec) for scenario in loaded)))
    for code in OTHERS:
        known = {message.id for message in messages(SEEDS / "translations" / f"{code}.po", code) if message.string}
        assert len(names & known) > 0.9 * len(names), code
        assert len(known - names) < 0.1 * len(known), code
