"""Letters of all scripts in pictures: a font that has them is found, or else boxes stand for them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

USUAL = "DejaVu Sans"
"""Font that Matplotlib brings along: Latin, Greek, Cyrillic, Armenian, Georgian and Arabic letters."""
FURTHER = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei",
    "Microsoft YaHei", "SimHei", "PingFang SC", "Hiragino Sans GB", "Heiti TC", "Malgun Gothic", "Yu Gothic",
    "Arial Unicode MS", "Noto Sans Armenian", "Noto Sans Georgian", "Noto Sans Arabic", "Noto Sans Hebrew",
    "Noto Sans Devanagari", "Noto Sans Thai", "Sylfaen", "Segoe UI", "Nirmala UI", "FreeSans", "Unifont",
)  # fmt: skip
"""Families that have others, of which a machine may have some."""


@cache
def further() -> tuple[str, ...]:
    """The further families that this machine has."""
    there = set(font_manager.get_font_names())
    return tuple(name for name in FURTHER if name in there)


@cache
def letters(family: str) -> frozenset[int]:
    """Letters that a font family has, as code points."""
    path = font_manager.findfont(font_manager.FontProperties(family=family))
    return frozenset(font_manager.get_font(path).get_charmap())


def unwritten(text: str, families: Iterable[str] = (USUAL,)) -> str:
    """The letters of a text that no font of these families has."""
    strange = {letter for letter in text if not letter.isspace() and ord(letter) not in letters(USUAL)}
    if not strange:
        return ""
    return "".join(sorted(one for one in strange if not any(ord(one) in letters(family) for family in families)))


def find_fonts(figure: Figure) -> str:
    """Give labels the fonts that have their letters; returns the letters that none has."""
    missing = ""
    for label in _labels(figure):
        if unwritten(label.get_text()):
            label.set_fontfamily(["sans-serif", *further()])
            missing += unwritten(label.get_text(), (USUAL, *further()))
    return "".join(sorted({*missing}))


@contextmanager
def as_it_is(missing: str) -> Iterator[None]:
    """Draw labels though no font has some of their letters: an SVG keeps them as text, a PNG shows boxes."""
    with warnings.catch_warnings():
        if missing:
            warnings.simplefilter("ignore", UserWarning)
        yield


def _labels(figure: Figure) -> list[Text]:
    """Every text of a figure; names at ticks are there as soon as they are set, and numbers need no further font."""
    return [label for label in figure.findobj(Text) if isinstance(label, Text)]
