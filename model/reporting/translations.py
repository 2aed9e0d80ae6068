"""Catalogues as one sheet, which a colleague corrects without code, and the sheet back into catalogues."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from model.common.errors import RunError, did_you_mean
from model.common.languages import ENGLISH, LANGUAGES, MACHINE, PROGRAM, TRANSLATIONS, blanks, parsed_catalogue
from model.common.plain_csv import FORMULA, table
from model.common.system import write_whole
from model.common.text import listed

COLUMNS = ("language", "where", "english", "translation", "confirmed by")
APART = " || "
"""Mark between the forms of a text that depends on a number."""
CONFIRMED = "confirmed by "
MAX_TOLD = 20
"""Mistakes of a sheet that are told at once."""


@dataclass
class Sheet:
    """The catalogues of the program and of a region, by language."""

    catalogues: dict[Path, Catalog]

    @classmethod
    def of(cls, seeds: Path, names: Mapping[str, str]) -> Sheet:
        """The catalogues as they are; those of the region hold its present names, English → where; raises RunError."""
        found = {}
        for code in LANGUAGES:
            if code != ENGLISH:
                own, region = PROGRAM / f"{code}.po", seeds / TRANSLATIONS / f"{code}.po"
                found[own] = _read(own, code)
                found[region] = _of_names(_read(region, code), names)
        return cls(found)

    def text(self) -> str:
        """The sheet as CSV: a row for each text in each language."""
        rows = (
            (str(catalogue.locale), _where(message), _joined(message.id), _joined(message.string), _who(message))
            for catalogue in self.catalogues.values()
            for message in _messages(catalogue)
        )
        return table(COLUMNS, rows)

    def take(self, text: str) -> int:
        """Take the rows of a corrected sheet; the number of texts that changed. RunError with all its mistakes."""
        changed, faults = [], []
        given: dict[int, tuple[int, tuple[str, ...], str]] = {}
        for number, row in _rows(text):
            try:
                for message, forms, who in self._asked(row):
                    before, *other = given.setdefault(id(message), (number, forms, who))
                    if other != [forms, who]:
                        raise ValueError(f"row {before} says otherwise of the same text")
                    if before == number and (_joined(message.string), _who(message)) != (_joined(forms), who):
                        changed.append((message, forms, who))
            except ValueError as error:
                faults.append(f"row {number}: {error}")
        if faults:
            more = f"\nand {len(faults) - MAX_TOLD} more" if len(faults) > MAX_TOLD else ""
            raise RunError("\n".join(faults[:MAX_TOLD]) + more)
        for message, forms, who in changed:
            message.string = forms if isinstance(message.id, tuple | list) else forms[0]
            message.user_comments = [CONFIRMED + who] if who else []
        for catalogue in self.catalogues.values():
            catalogue.last_translator = _translators(catalogue)
        return len(changed)

    def write(self) -> list[Path]:
        """Write every catalogue, each whole or not at all; those that changed."""
        written = []
        for path, catalogue in self.catalogues.items():
            out = io.BytesIO()
            write_po(out, catalogue, width=120)
            if not path.is_file() or path.read_bytes() != out.getvalue():
                path.parent.mkdir(exist_ok=True)
                write_whole(path, out.getvalue())
                written.append(path)
        return written

    def _asked(self, row: Mapping[str, str]) -> list[tuple[Message, tuple[str, ...], str]]:
        """Messages that a row is about, with their forms and who confirms them; ValueError where it is wrong.

        A text that stands in the program and in the region too is told apart by where it is written.
        """
        code, english = row["language"], row["english"]
        if code not in LANGUAGES or code == ENGLISH:
            raise ValueError(f'no language "{code}"{did_you_mean(code, [c for c in LANGUAGES if c != ENGLISH])}')
        ours = [catalogue for catalogue in self.catalogues.values() if str(catalogue.locale) == code]
        met = [(of, message) for of in ours for message in _messages(of) if _joined(message.id) == english]
        met = [found for found in met if _where(found[1]) == row["where"]] or met
        if not met:
            raise ValueError(f"the program says no such text: {english[:60]}; leave the column english as it is")
        forms = tuple(" ".join(form.split()) for form in row["translation"].split(APART.strip()))
        found = []
        for catalogue, message in met:
            wanted = catalogue.num_plurals if isinstance(message.id, tuple | list) else 1
            if any(forms) and len(forms) != wanted:
                raise ValueError(f"the translation needs {wanted} forms with{APART}between them, not {len(forms)}")
            for form in filter(None, forms):
                _check_blanks(message, form)
            found.append((message, forms if any(forms) else ("",) * wanted, row["confirmed by"]))
        return found


def _check_blanks(message: Message, form: str) -> None:
    english = message.id if isinstance(message.id, str) else message.id[-1]
    try:
        kept = blanks(form)
    except ValueError:
        raise ValueError("a brace stands alone; blanks are written {so}") from None
    wanted = blanks(english)
    if kept != wanted:
        lost = [f"{{{name}}} is missing" for name in sorted(wanted - kept)]
        strange = [f"{{{name}}} is not in the English text" for name in sorted(kept - wanted)]
        raise ValueError("; ".join(lost + strange))


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a sheet with their numbers in a spreadsheet; RunError where it lacks a column."""
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    lines = _parted(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    columns = [cell.strip().lower() for cell in next(lines, [])]
    if missing := [name for name in COLUMNS if name not in columns]:
        raise RunError(f"row 1: no column {listed(missing)}; a sheet begins with {', '.join(COLUMNS)}")
    for number, cells in enumerate(lines, start=2):
        if any(cell.strip() for cell in cells):
            padded = [*cells, *[""] * (len(columns) - len(cells))]
            bare = (cell.strip().removeprefix("'") if cell[1:].startswith(FORMULA) else cell.strip() for cell in padded)
            yield number, dict(zip(columns, bare, strict=False))


def _parted(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    """The lines of a table; RunError where quotation marks do not close."""
    read = 0
    try:
        for cells in lines:
            read += 1
            yield cells
    except csv.Error as error:
        raise RunError(f"row {read + 1}: a quotation mark is not closed, or stands inside a cell ({error})") from None


def _read(path: Path, code: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=code, fuzzy=False, last_translator=f"{MACHINE}-made, confirmed by nobody")
    return parsed_catalogue(path, code)


def _of_names(read: Catalog, names: Mapping[str, str]) -> Catalog:
    """The catalogue with the present names, in their order; translations of names that are gone are dropped."""
    known = {message.id: message for message in _messages(read)}
    for message in list(known.values()):
        read.delete(message.id)
    for english, where in names.items():
        old = known.get(english)
        comments = old.user_comments if old else ()
        read.add(english, old.string if old else "", locations=[(where, 0)], user_comments=comments)
    return read


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _joined(text: str | tuple[str, ...] | list[str] | None) -> str:
    return text or "" if isinstance(text, str | None) else APART.join(text) if any(text) else ""


def _where(message: Message) -> str:
    """The files in which a text is written."""
    return ", ".join(dict.fromkeys(path for path, _line in message.locations))


def _who(message: Message) -> str:
    """Name of who has confirmed a translation; empty where nobody has."""
    return next((said.removeprefix(CONFIRMED) for said in message.user_comments if said.startswith(CONFIRMED)), "")


def _translators(catalogue: Catalog) -> str:
    """The people who have confirmed the translations of a catalogue."""
    every = [_who(message) for message in _messages(catalogue)]
    people = ", ".join(dict.fromkeys(filter(None, every)))
    if all(every):
        return people
    return f"{MACHINE}-made, confirmed in part by {people}" if people else f"{MACHINE}-made, confirmed by nobody"
