"""Hints at the value that was probably meant, written after the cause of a mistake."""

from __future__ import annotations

import re
from collections.abc import Collection

_MINUSES = dict.fromkeys(map(ord, "−–—‐‑﹣－"), "-")
_PARTS = re.compile(r"\s*(?:,|;|\+|&|/|…|\.\.+|\bto\b|\band\b)\s*")
_SPAN = re.compile(r"\s*(\d+)\s*(years?|quarters?)\s*")
_NUMBERS = re.compile(r"[-+]?\d*\.?\d+(\s*(?:-|–|…|\.\.+|;|/|\s|to)\s*\d*\.?\d+)+")
_MONTHS_IN = {"year": 12, "quarter": 3}


def number_meant(text: str) -> str:
    """The number that was meant by one with a comma, another minus or a percent sign; empty where there is none."""
    number = text.strip().translate(_MINUSES)
    why = ", with the hyphen of the keyboard" if number != text.strip() else ""
    if re.fullmatch(r"[-+]?\d*,\d+", number):
        number, why = number.replace(",", "."), why or ", with a point"
    elif re.fullmatch(r"[-+]?\d+(\.\d+)?\s*%", number):
        number, why = f"{float(number.rstrip(' %')) / 100:g}", why or ", a share of 1"
    return f"; write {number}{why}" if why and re.fullmatch(r"[-+]?\d*\.?\d+", number) else ""


def several_meant(text: str) -> str:
    """The ways to write several values, where a text holds several numbers or a span; else empty."""
    several = _NUMBERS.fullmatch(text.strip())
    return "; several values are written V1,V2,V3 or LO:HI:N, without blanks" if several else ""


def months_meant(text: str) -> str:
    """The months that were meant by years or quarters, or an example of how months are written."""
    found = _SPAN.fullmatch(text)
    months = int(found[1]) * _MONTHS_IN[found[2].removesuffix("s")] if found else 12
    return f"; write {months} months" if found else f"; for example {months} months"


def list_meant(text: str) -> str:
    """The list that was meant by a text of several parts; empty where it has one."""
    parts = _parts(text)
    return f"; write [{', '.join(parts)}]" if len(parts) > 1 else ""


def names_meant(text: str, known: Collection[str]) -> str:
    """The list that was meant by several known names in one text; empty where that is not what it holds."""
    parts = _parts(text)
    return list_meant(text) if len(parts) > 1 and all(part in known for part in parts) else ""


def _parts(text: str) -> list[str]:
    return [part for part in _PARTS.split(text.strip("[] ")) if part]
