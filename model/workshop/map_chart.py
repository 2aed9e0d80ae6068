"""The map as an option of ECharts: who leans to whom, drawn where the actors lie, and legible on a telephone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from operator import itemgetter

from model.common.languages import _, plus
from model.reporting.figures.palette import BLACK, BLUE, VERMILLION
from model.reporting.figures.places import places
from model.workshop.charts import Option, base
from model.workshop.results import Leanings

Place = tuple[float, float]
MIN_ALIGNMENT_DRAWN = 0.25
"""Weaker mutual alignments are left out of the map."""
HEIGHT = 1.0
"""Height of the map as a share of its width, so that it fits a telephone held upright and a wide screen."""
MAX_STRETCH = 2.0
"""Most by which the map is made higher than it would be to scale."""
LEAST_APART = 0.26
"""Smallest distance of two actors on the map, as a share of the map's width."""
ROUNDS = 100
"""Most rounds of moving actors apart."""
NARROW = 22.0
"""Width of the map on a telephone, as often as its letters are high."""
BOX, NUMBER = (2.9, 1.9), (1.8, 1.1)
"""Width and height of an actor's box and of a number, likewise."""
BEND = 0.22
"""Curvature of a line that would else run through an actor it does not join."""
OTHER_BENDS = (0.3, -0.3, 0.6, -0.6, 0.9, -0.9)
"""Curvatures that are tried where a number would cover something."""


def map_chart(
    leanings: Leanings, month: int, coordinates: dict[str, tuple[float, float]], names: dict[str, str],
    width: float = NARROW,
) -> Option:  # fmt: skip
    """Actors where they lie, joined by how they lean: blue and solid together, orange and dashed apart, wide for much.

    A line is the mean of the two leanings; weak ones are left out. No number covers an actor, or the number of
    a stronger leaning, on a map of this width in heights of its letters.
    """
    at = apart(places({name: coordinates[name] for name in leanings.actors}))
    nodes = [
        {
            "name": name, "x": at[name][0] * 100, "y": -at[name][1] * 100,
            "itemStyle": {"color": "#fff", "borderColor": BLACK},
        }
        for name in leanings.actors
    ]  # fmt: skip
    edges, told = list[tuple[float, Option]](), []
    for i, one in enumerate(leanings.actors):
        for j, other in enumerate(leanings.actors[:i]):
            mutual = (leanings.here[month][i][j] + leanings.here[month][j][i]) / 2
            if abs(mutual) >= MIN_ALIGNMENT_DRAWN:
                told.append((abs(mutual), f"{names[one]}, {names[other]} {plus(mutual, 1)}"))
                edges.append((abs(mutual), _edge(one, other, mutual, _bend(one, other, at))))
    _place_numbers([edge for _size, edge in sorted(edges, key=itemgetter(0), reverse=True)], nodes, width)
    strongest = "; ".join(text for _size, text in sorted(told, reverse=True)[:8])
    said = _("Strongest leanings: {leanings}.", leanings=strongest)
    series = {
        "type": "graph", "layout": "none", "preserveAspect": "contain", "symbol": "roundRect", "symbolSize": [34, 22],
        "data": nodes, "links": [edge for _size, edge in edges], "silent": True, "left": 28, "right": 28,
        "top": 24, "bottom": 36, "label": {"show": True, "color": BLACK, "fontSize": 12, "fontWeight": "bold"},
        "edgeLabel": {
            "show": True, "fontSize": 12, "rotate": 0, "color": BLACK, "backgroundColor": "#fff", "padding": 1,
            "position": "middle", "verticalAlign": "middle", "distance": 0,
        },
    }  # fmt: skip
    return base(said, series=[series])


def apart(at: Mapping[str, Place]) -> dict[str, Place]:
    """Places stretched to the map's shape, with actors that lie too near each other moved apart along their line."""
    if len(at) < 2:
        return dict(at)
    width, height = (max(axis) - min(axis) for axis in zip(*at.values(), strict=True))
    stretch = min(max(1.0, HEIGHT * width / height), MAX_STRETCH) if height else 1.0
    found = {name: [x, y * stretch] for name, (x, y) in at.items()}
    least = LEAST_APART * max(width, height * stretch)
    for _round in range(ROUNDS):
        near = [pair for pair in combinations(found, 2) if math.dist(found[pair[0]], found[pair[1]]) < least * 0.99]
        for one, other in near:
            gap = math.dist(found[one], found[other])
            for k in (0, 1):
                step = ((found[other][k] - found[one][k]) / gap if gap else 1.0) * (least - gap) / 2
                found[one][k] -= step
                found[other][k] += step
        if not near:
            break
    return {name: (x, y) for name, (x, y) in found.items()}


def _bend(one: str, other: str, at: Mapping[str, Place]) -> float:
    """Curvature of the line between two actors: away from a third that lies on it."""
    (x, y), (to_x, to_y) = at[one], at[other]
    across, up = to_x - x, to_y - y
    long = math.hypot(across, up)
    for name, (there_x, there_y) in at.items():
        along = ((there_x - x) * across + (there_y - y) * up) / (long**2 or 1.0)
        aside = ((there_x - x) * up - (there_y - y) * across) / (long or 1.0)
        if name not in (one, other) and 0 < along < 1 and abs(aside) < long * LEAST_APART / 2:
            return -BEND if aside < 0 else BEND
    return 0.08


def _place_numbers(edges: Iterable[Option], nodes: Sequence[Option], width: float) -> None:
    """Bend these lines so that their numbers cover no actor and no number before; else a line has no number."""
    at = {node["name"]: (node["x"], node["y"]) for node in nodes}
    letter = max(max(axis) - min(axis) for axis in zip(*at.values(), strict=True)) / width
    taken = [(place, BOX) for place in at.values()]
    for edge in edges:
        (x, y), (to_x, to_y), style = at[edge["source"]], at[edge["target"]], edge["lineStyle"]
        edge["label"]["show"] = False
        for bend in (style["curveness"], *OTHER_BENDS):
            place = (x + to_x + (to_y - y) * bend) / 2, (y + to_y - (to_x - x) * bend) / 2
            if not any(_meet(place, there, box, letter) for there, box in taken):
                taken.append((place, NUMBER))
                edge["label"]["show"], style["curveness"] = True, bend
                break


def _meet(number: Place, other: Place, box: Place, letter: float) -> bool:
    """Return True where a number at one place would cover a box at another; sizes in heights of a letter."""
    least = ((a + b) / 2 * letter for a, b in zip(NUMBER, box, strict=True))
    return all(abs(a - b) < apart for a, b, apart in zip(number, other, least, strict=True))


def _edge(one: str, other: str, mutual: float, bend: float) -> Option:
    together = mutual > 0
    style = {
        "color": BLUE if together else VERMILLION, "width": 1 + 6 * abs(mutual),
        "type": "solid" if together else "dashed", "opacity": 0.85, "curveness": bend,
    }  # fmt: skip
    return {
        "source": one, "target": other, "lineStyle": style, "label": {"formatter": plus(mutual, 1)},
    }  # fmt: skip
