"""Catalogues of languages: every marked text in each, with all its forms and blanks."""

from __future__ import annotations

import ast
import logging
import re
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


def in_english(part: ast.AST) -> list[str]:
    """Texts of words in a piece of code that no catalogue has; names of keys and the marks between words are none."""
    if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in KEYWORDS:
        return []
    if isinstance(part, ast.Constant):
        return [part.value] if isinstance(part.value, str) and re.search("[A-Za-z]{2}", part.value) else []
    inside = [part.elts] if isinstance(part, ast.List | ast.Tuple) else []
    inside += [part.values] if isinstance(part, ast.BoolOp | ast.JoinedStr | ast.Dict) else []
    inside += [[part.body, part.orelse]] if isinstance(part, ast.IfExp) else []
    inside += [[part.left, part.right]] if isinstance(part, ast.BinOp) else []
    inside += [part.args] if isinstance(part, ast.Call) else []
    return [text for parts in inside for one in parts for text in in_english(one)]


SAYS = {
    "Refused": 0, "paragraph": 0, "card": 0, "folded": 0, "drawn_when_opened": 0, "button": 0, "working": 0, "link": 0,
    "act": 0, "tell": 0, "asked_twice": (0, 1), "choice": (0, 1), "line": 0, "number": 0, "number_line": 0, "tick": 0,
    "ticks": (0, 1), "radios": (0, 1), "said": 1, "rows": 1, "scrolled": 0,
}  # fmt: skip
"""Function of a page, or a refusal → place of the texts among its values."""


def test_what_a_page_says_and_what_it_refuses_is_in_the_catalogues() -> None:
    """The texts for the facilitator were English once, whatever they had chosen."""
    found, calls = [], 0
    for path in (ROOT / "model" / "workshop").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYS:
                places = SAYS[call.func.id]
                calls += 1
                for place in (places,) if isinstance(places, int) else places:
                    said = [text for part in call.args[place : place + 1] for text in in_english(part)]
                    found += [f"{path.name}: {text}" for text in said]
    assert calls > 300 and found == []


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
