"""Texts of the scripts of a page, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from model.common.languages import ENGLISH, spoken

KEYWORDS = {"_": None, "_n": (1, 2)}
SAMPLES = (1, 0, *range(2, 120))
"""Numbers among which there is one of each form a language has for whole numbers."""


def texts_of(scripts: Iterable[Path]) -> dict[str, str | dict[str, str]]:
    """English text → its translation, or its translations by the kind of number; nothing for English."""
    language, found = spoken(), dict[str, str | dict[str, str]]()
    if language.code == ENGLISH:
        return found
    from babel import Locale
    from babel.messages.extract import extract_from_file

    kind = Locale(language.code).plural_form
    for script in scripts:
        for _line, text, _comments, _context in extract_from_file("javascript", script, keywords=KEYWORDS):
            if isinstance(text, str):
                found[text] = language.texts.gettext(text)
            else:
                one, many = text
                found[one] = {kind(number): language.texts.ngettext(one, many, number) for number in reversed(SAMPLES)}
    return found
