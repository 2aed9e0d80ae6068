"""Languages of pages: texts from catalogues, and numbers and months as each language writes them.

A text is marked where it is written, `_("Join")`, and is English in the program. While a page is drawn for somebody
their language is spoken (`speaking`), and `_` answers in it; whatever a catalogue has not, or has with other blanks,
is said in English. Names of a region are translated in `translations/` beside its seeds, or in place
(`name: {en: …, ru: …}`); `named` says them. Babel is imported only when another language is first spoken.
"""

from __future__ import annotations

import gettext
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from inspect import isawaitable
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from model.common.errors import RunError, did_you_mean
from model.common.reading import cause_of, refuse_no_file
from model.common.text import MINUS, calendar, signed

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ENGLISH = "en"
LANGUAGES: Mapping[str, str] = {
    ENGLISH: "English",
    "ru": "Русский",
    "tr": "Türkçe",
    "az": "Azərbaycanca",
    "hy": "Հայերեն",
    "ka": "ქართული",
}
"""Code → the language's own name for itself."""
PROGRAM = Path(__file__).parent / "locale"
"""Catalogues of the program's own texts, one a language."""
TRANSLATIONS = "translations"
"""Folder of catalogues of a region's names, beside its seeds."""
DOTTED = ("tr", "az")
"""Languages whose small i has a capital with a dot."""
MACHINE = "machine"
"""Translator that a catalogue names while no person has confirmed it."""


class Text(str):
    """A text in English with the same in other languages; every table and terminal shows the English."""

    translations: Mapping[str, str]

    def __new__(cls, english: str, translations: Mapping[str, str] | None = None) -> Text:
        """`translations`: language → text."""
        made = super().__new__(cls, english)
        made.translations = dict(translations or {})
        return made


@dataclass(frozen=True)
class Language:
    """A language that pages speak, with the catalogues of the program and of a region."""

    code: str
    folder: Path | None = None
    """Seeds of the region; None where no region is spoken of."""

    @property
    def texts(self) -> gettext.NullTranslations:
        """The texts of the program, and behind them the region's names."""
        return _catalogues(self.code, self.folder)[0]

    @property
    def machine_made(self) -> bool:
        """True while named persons have not confirmed all of it: the program's texts and the region's names."""
        every = _catalogues(self.code, self.folder)
        return any(made.info().get("last-translator", "").startswith(MACHINE) for made in every)


_now: ContextVar[Language | None] = ContextVar("language", default=None)


def spoken() -> Language:
    """The language that is spoken now; English where nothing else was said."""
    return _now.get() or Language(ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language for as long as the block lasts."""
    before = _now.set(language)
    try:
        yield
    finally:
        _now.reset(before)


def speak(language: Language) -> None:
    """Speak a language from here on: in this task and in those that it begins."""
    _now.set(language)


def kept_speaking(act: Callable[..., Any]) -> Callable[..., Any]:
    """The act in the language that is spoken now, whenever it is done: what a browser sends comes without one."""
    language = spoken()

    async def answered(waiting: Awaitable[Any]) -> Any:
        with speaking(language):
            return await waiting

    def do(*values: Any) -> Any:
        with speaking(language):
            found = act(*values)
        return answered(found) if isawaitable(found) else found

    return do


def checked_language(code: str) -> str:
    """The code itself; RunError where there is no such language."""
    if code not in LANGUAGES:
        raise RunError(f'--language {code}: no language "{code}"{did_you_mean(code, LANGUAGES)}')
    return code


def _(text: str, /, **values: Any) -> str:
    """A text in the language that is spoken, its blanks filled."""
    return _filled(spoken().texts.gettext(text), text, values)


def _n(one: str, many: str, number: int, /, **values: Any) -> str:
    """A text that depends on a number, which fills the blank {number}."""
    english = one if number == 1 else many
    return _filled(spoken().texts.ngettext(one, many, number), english, {"number": number, **values})


def marked(text: str) -> str:
    """The text itself, which is in the catalogues and is said by `_` or `named` where it is shown."""
    return text


def named(text: str) -> str:
    """A name of the region in the language that is spoken."""
    language = spoken()
    own = text.translations.get(language.code, "") if isinstance(text, Text) else ""
    return own or (language.texts.gettext(str(text)) if text and language.code != ENGLISH else str(text))


def blanks(text: str) -> set[str]:
    """The blanks of a text; ValueError where a brace stands alone."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def _filled(said: str, english: str, values: Mapping[str, Any]) -> str:
    try:
        return said.format(**values) if values else said
    except (LookupError, ValueError):
        return english.format(**values)


def quoted(text: str) -> str:
    """A text in the quotation marks of the language that is spoken."""
    return _("“{text}”", text=text)


def sentence(text: str) -> str:
    """A text with a first letter and a full stop as the language that is spoken has them."""
    first = "İ" if text[:1] == "i" and spoken().code in DOTTED else text[:1].title()  # Georgian has no capitals
    said = first + text[1:]
    return said if said.endswith((".", "։")) else _("{text}.", text=said)


def within(text: str) -> str:
    """A text with a small first letter, as it stands within a sentence of the language that is spoken."""
    dotted = {"İ": "i", "I": "ı"} if spoken().code in DOTTED else {}
    return dotted.get(text[:1], text[:1].lower()) + text[1:]


def month_name(month: int) -> str:
    """`August 2025` for a count of months since year 0."""
    code = spoken().code
    if code == ENGLISH:
        return calendar(month)
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMM", date(month // 12, month % 12 + 1, 1), locale=code))


def day_name(day: str) -> str:
    """`8 February 2026` for 2026-02-08."""
    found, code = date.fromisoformat(day), spoken().code
    if code == ENGLISH:
        return f"{found.day} {found:%B %Y}"
    from babel.dates import format_date

    return str(format_date(found, "long", locale=code))


def plus(number: float, digits: int = 2) -> str:
    """A number with its sign, as `signed` writes it in English; 0 where it rounds to nothing."""
    if spoken().code == ENGLISH:
        return signed(number, digits)
    shown = plain_number(f"{abs(number):.{digits}f}")
    return "0" if not any(digit in shown for digit in "123456789") else (MINUS if number < 0 else "+") + shown


def plain_number(written: str) -> str:
    """A number written in the English way with the decimal mark of the language that is spoken."""
    if spoken().code == ENGLISH or "." not in written:
        return written
    from babel.numbers import get_decimal_symbol

    return written.replace(".", str(get_decimal_symbol(spoken().code)))


def spoken_number(number: float, form: str) -> str:
    """A number in a form of Python's, with a true minus sign and the decimal mark of the language that is spoken."""
    return plain_number(f"{number:{form}}".replace("-", MINUS))


def whole_number(number: int) -> str:
    """A whole number with its thousands apart, as the language that is spoken writes them."""
    return f"{number:,}".replace(",", thousands_mark())


def thousands_mark() -> str:
    """Mark between thousands."""
    if spoken().code == ENGLISH:
        return ","
    from babel.numbers import get_group_symbol

    return str(get_group_symbol(spoken().code))


@cache
def _catalogues(code: str, folder: Path | None) -> tuple[gettext.NullTranslations, ...]:
    """The catalogues of a language, read once: the program's, which falls back on the region's; English has none."""
    if code == ENGLISH:
        return (gettext.NullTranslations(),)
    found = read_catalogue(PROGRAM / f"{code}.po", code)
    if folder is None or not (path := folder / TRANSLATIONS / f"{code}.po").is_file():
        return (found,)
    names = read_catalogue(path, code)
    found.add_fallback(names)
    return found, names


def check_catalogues(seeds: Path) -> None:
    """Read every catalogue once, so that a broken one is told of before anybody opens a page; raises RunError."""
    for code in LANGUAGES:
        _catalogues(code, seeds)


def read_catalogue(path: Path, code: str) -> gettext.GNUTranslations:
    """A catalogue as texts; RunError where it cannot be read."""
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, parsed_catalogue(path, code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def parsed_catalogue(path: Path, code: str) -> Catalog:
    """A catalogue with its comments, as translators write it; RunError where it cannot be read."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        refuse_no_file(path)
        with path.open("rb") as file:
            return read_po(file, locale=code, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise RunError(f"{path.as_posix()}: cannot be read ({cause_of(error)})") from None
