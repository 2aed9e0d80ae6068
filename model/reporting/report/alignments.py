"""Pictures of alignments: a table of colours and a network."""

from __future__ import annotations

from functools import partial

import pandas as pd

from model.common.text import MINUS, signed, unsigned
from model.reporting.figures.heatmaps import heatmap
from model.reporting.figures.network import LEAST_SHOWN, network, ties
from model.reporting.report.pictures import Picture
from model.reporting.wording.words import Words

SCALE = f"mean alignment, {MINUS}1 to 1"


def heatmap_picture(name: str, title: str, about: str, matrix: pd.DataFrame) -> Picture:
    """Alignments as a table of colours."""
    names, numbers = list(matrix.index), matrix.to_numpy(dtype=float)
    table = [
        [of, *("" if of == to else unsigned(x) for to, x in zip(names, row, strict=True))]
        for of, row in zip(names, numbers, strict=True)
    ]
    pairs = sorted(
        (x, f"{of} to {to}")
        for of, row in zip(names, numbers, strict=True)
        for to, x in zip(names, row, strict=True)
        if of != to
    )
    alt = f"{title}: from " + " to ".join(f"{unsigned(x)} ({pair})" for x, pair in (pairs[0], pairs[-1]))
    head = ["who leans, to whom", *matrix.columns]
    return Picture(name, title, about, alt, partial(heatmap, matrix), head, table)


def network_picture(name: str, title: str, about: str, matrix: pd.DataFrame, words: Words) -> Picture:
    """The stronger of the alignments as a network."""
    actors = words.seeds.actors.actors
    draw = partial(network, matrix, {of: actors[of].coordinates for of in matrix.index})
    strong = sorted(ties(matrix), key=lambda tie: -tie[2])
    table = [[f"{words.actor(a)} – {words.actor(b)}", unsigned(x)] for a, b, x in strong]
    alt = f"{title}, as a network: " + "; ".join(f"{a}–{b} {unsigned(x)}" for a, b, x in strong)
    note = (
        f"Numbers: the mean of both directions; those within {unsigned(LEAST_SHOWN)} of 0 are left out. A schematic "
        "map: directions are true, distances compressed, and no borders are drawn."
    )
    return Picture(name, title, about, alt, draw, ["pair", "mutual alignment"], table, note)


def cells(matrix: pd.DataFrame) -> list[str]:
    """Texts of the cells of a table of alignments."""
    return [signed(number) for number in matrix.to_numpy(dtype=float).flat]


def lines(matrix: pd.DataFrame) -> list[str]:
    """Lines of a network of alignments, each with its number as drawn."""
    return sorted(f"{a} {b} {signed(number, 1)}" for a, b, number in ties(matrix))
