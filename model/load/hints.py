"""Usual reasons for unreadable YAML, told by the text where a parser stops: each parser words it differently."""

from __future__ import annotations

import re
from collections.abc import Sequence

SPECIAL = "@`%|>&*!"
"""Signs that begin something else than a text."""

UNCLOSED_QUOTE = "a quote is not closed"
UNCLOSED_BRACKET = "a bracket or a brace is not closed, or a comma is missing"


def hint_at(here: str, opened: str, *, ran_on: bool) -> str:
    """The usual reason to stop here while reading what was opened before; it may have run on into later lines."""
    if opened[:1] in ("'", '"'):
        return UNCLOSED_QUOTE if ran_on or not here else "write \\\\ for a \\, or use single quotes"
    if opened[:1] in ("[", "{"):
        return UNCLOSED_BRACKET
    if here[:1] == ":":
        return 'a text with ": " in it needs quotes, or the indentation is off'
    if here and here[0] in SPECIAL:
        return "a text that begins with a special character needs quotes"
    if ran_on and opened[:1] == "-":
        return "the indentation is off, or a dash is missing"
    if ran_on and ":" not in opened:
        return "a key needs a colon and a space after it"
    return "the indentation is off, or a text needs quotes"


def comma_meant(key: str, parts: Sequence[str]) -> str:
    """Hint for a value inside braces that was cut at its commas: names make a list, words with spaces a text."""
    text = ", ".join(parts)
    if any(" " in part for part in parts):
        return "a text with a comma in it needs quotes"
    return f'a list needs brackets, a text with a comma quotes; write {key}: [{text}] or {key}: "{text}"'


_KEY_ALONE = re.compile(r"(\s*(?:- +)?)[A-Za-z_][\w.-]*(?: +[^\s:#].*)?")


def without_colon_before(lines: Sequence[str], stopped: int) -> tuple[int, int] | None:
    """Place of a key without a colon on the line before the one the parser stopped at; None where there is none."""
    written = [n for n, line in enumerate(lines[:stopped]) if line.strip() and not line.lstrip().startswith("#")]
    if not written or re.search(r":( |$)", line := lines[written[-1]]) or not (key := _KEY_ALONE.fullmatch(line)):
        return None
    above = lines[written[-2]].rstrip() if len(written) > 1 else ""
    goes_on = key[1] and "-" not in key[1] and not above.endswith(":")  # an indented text may go on from the line above
    return None if goes_on else (written[-1] + 1, len(key[1]) + 1)
