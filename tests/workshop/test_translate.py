"""The sheet of `translate`: what a colleague corrects, read back whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from model.common.errors import RunError
from model.common.languages import (
    ENGLISH,
    LANGUAGES,
    PROGRAM,
)
from model.reporting import translations
from model.reporting.translations import Sheet

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
HEAD = ",".join(translations.COLUMNS)


@pytest.fixture
def sheet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sheet]:
    """A sheet over copies of the catalogues, with one name of a region."""
    for code in OTHERS:
        (tmp_path / f"{code}.po").write_bytes((PROGRAM / f"{code}.po").read_bytes())
    monkeypatch.setattr(translations, "PROGRAM", tmp_path)
    yield Sheet.of(tmp_path, {"Armenia": "actors.yaml/ARM"})


def rows(sheet: Sheet) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.text())))


def corrected(sheet: Sheet, code: str, english: str, translation: str, who: str = "", mark: str = ",") -> str:
    """The sheet with one text corrected, as a spreadsheet saves it."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=mark)
    table.writerow(translations.COLUMNS)
    for row in rows(sheet):
        if (row["language"], row["english"]) == (code, english):
            row |= {"translation": translation, "confirmed by": who}
        table.writerow(row.values())
    return out.getvalue()


def test_a_sheet_read_back_changes_nothing(sheet: Sheet) -> None:
    assert {row["language"] for row in rows(sheet)} == set(OTHERS)
    assert sheet.take(sheet.text()) == 0


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_correction_is_in_the_catalogue_and_says_who_confirmed_it(sheet: Sheet, tmp_path: Path, mark: str) -> None:
    english = "Guesses so far: {number} of {people}"
    assert sheet.take(corrected(sheet, "tr", english, "Tahmin: {number} / {people}", "A. Yılmaz", mark)) == 1
    sheet.write()
    again = Sheet.of(tmp_path, {"Armenia": "actors.yaml/ARM"})
    (row,) = [row for row in rows(again) if (row["language"], row["english"]) == ("tr", english)]
    assert (row["translation"], row["confirmed by"]) == ("Tahmin: {number} / {people}", "A. Yılmaz")
    with (tmp_path / "tr.po").open("rb") as file:
        assert read_po(file, locale="tr").last_translator == "machine-made, confirmed in part by A. Yılmaz"


def test_a_sheet_in_another_order_with_lines_left_out_and_line_breaks_changes_nothing(sheet: Sheet) -> None:
    some = [row for place, row in enumerate(reversed(rows(sheet))) if place % 3]
    out = io.StringIO()
    table = csv.DictWriter(out, ["translation", "english", "where", "confirmed by", "language"], delimiter=";")
    table.writeheader()
    table.writerows(row | {"translation": row["translation"].replace(" ", "\n", 1)} for row in some)
    assert sheet.take(out.getvalue()) == 0


def test_a_text_of_the_program_and_of_the_region_is_told_apart_by_where_it_stands(tmp_path: Path, sheet: Sheet) -> None:
    both = Sheet.of(tmp_path, {"Month": "outcomes.yaml/month"})
    own, region = (row for row in rows(both) if (row["language"], row["english"]) == ("tr", "Month"))
    assert both.take(both.text()) == 0
    out = io.StringIO()
    table = csv.DictWriter(out, translations.COLUMNS)
    table.writeheader()
    table.writerow(region | {"translation": "Takvim ayı"})
    assert both.take(out.getvalue()) == 1
    assert [row["translation"] for row in rows(both) if (row["language"], row["english"]) == ("tr", "Month")] == [
        own["translation"], "Takvim ayı",
    ]  # fmt: skip


@pytest.mark.parametrize("broken", [b"nonsense\n", b'msgid "a"\nmsgstr "\xff"\n'])
@pytest.mark.parametrize("file", ["hy.po", "translations/hy.po"])
def test_a_sheet_of_a_broken_catalogue_is_an_error_with_its_name(
    sheet: Sheet, tmp_path: Path, file: str, broken: bytes
) -> None:
    (tmp_path / "translations").mkdir()
    (tmp_path / file).write_bytes(broken)
    with pytest.raises(RunError, match=rf"{file}: cannot be read"):
        Sheet.of(tmp_path, {})


def test_a_language_is_no_machines_any_more_once_every_text_is_confirmed(sheet: Sheet) -> None:
    catalogue: Catalog = next(c for path, c in sheet.catalogues.items() if path.name == "ka.po")
    out = io.StringIO()
    table = csv.DictWriter(out, translations.COLUMNS)
    table.writeheader()
    table.writerows(row | {"confirmed by": "N. Beridze"} for row in rows(sheet) if row["language"] == "ka")
    assert catalogue.last_translator.startswith("machine")
    sheet.take(out.getvalue())
    assert catalogue.last_translator == "N. Beridze"


@pytest.mark.parametrize(
    ("code", "english", "translation", "said"),
    [
        ("ru", "Question {number}", "Вопрос", "{number} is missing"),
        ("ru", "Question {number}", "Вопрос {номер}", "{номер} is not in the English text"),
        ("ru", "Question {number}", "Вопрос {number", "a brace stands alone"),
        ("ka", "{actors} proposes: {action} || {actors} propose: {action}", "{actors}: {action}", "needs 2 forms"),
    ],
)
def test_mistakes_are_told_with_their_row_and_nothing_is_changed(
    sheet: Sheet, code: str, english: str, translation: str, said: str
) -> None:
    before = sheet.text()
    number = next(n for n, row in enumerate(rows(sheet), 2) if (row["language"], row["english"]) == (code, english))
    with pytest.raises(RunError) as caught:
        sheet.take(corrected(sheet, code, english, translation))
    assert str(caught.value).startswith(f"row {number}: ") and said in str(caught.value)
    assert sheet.text() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "row 1: no column language"),
        ("language,english\n", "row 1: no column where, translation and confirmed by"),
        (f"{HEAD}\nrru,,Join,Войти,\n", 'row 2: no language "rru"; did you mean'),
        (f"{HEAD}\nru,,Joyn,Войти,\n", "row 2: the program says no such text: Joyn"),
        (f"{HEAD}\nru,,Join,Войти,\nru,,Join,Зайти,\n", "row 3: row 2 says otherwise of the same text"),
        (f'{HEAD}\nru,,Join,"Войти,\nru,,Close,Закрыть,\n', "row 2: a quotation mark is not closed"),
    ],
)
def test_a_sheet_that_is_none_is_refused(sheet: Sheet, text: str, said: str) -> None:
    with pytest.raises(RunError) as caught:
        sheet.take(text)
    assert said in str(caught.value)
