"""The map is legible where it is narrow: boxes do not cover each other, and no line runs through a third."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from model.reporting.figures.places import places
from model.spec.seeds import Seeds
from model.workshop.charts import fan_chart
from model.workshop.map_chart import apart, map_chart
from model.workshop.results import Fan, Leanings

PHONE_WIDTH, PHONE_HEIGHT = 318 - 2 * 28, 380 - 24 - 36
"""Pixels that the map has on a telephone of 390."""
BOX = math.hypot(34, 22)
"""Pixels from corner to corner of an actor's box: two boxes so far apart never meet."""


def at(seeds: Seeds) -> dict[str, tuple[float, float]]:
    return {name: actor.coordinates for name, actor in seeds.actors.actors.items() if actor.decides}


def test_no_two_boxes_meet_on_a_telephone(seeds: Seeds) -> None:
    found = apart(places(at(seeds)))
    width, height = (max(axis) - min(axis) for axis in zip(*found.values(), strict=True))
    scale = min(PHONE_WIDTH / width, PHONE_HEIGHT / height)
    assert min(math.dist(found[one], found[other]) for one, other in combinations(found, 2)) * scale > BOX


def test_who_lies_north_or_west_of_somebody_far_off_stays_so(seeds: Seeds) -> None:
    before, after = places(at(seeds)), apart(places(at(seeds)))
    for one, other in (("USA", "RUS"), ("EU", "TUR"), ("RUS", "IRN")):
        for axis in (0, 1):
            assert (before[one][axis] < before[other][axis]) == (after[one][axis] < after[other][axis])


def test_a_line_bends_away_from_who_lies_on_it() -> None:
    leanings = Leanings(["A", "M", "B"], [[[0.0, 0.5, 0.9], [0.5, 0.0, 0.5], [0.9, 0.5, 0.0]]])
    coordinates = {"A": (40.0, 40.0), "M": (40.1, 45.0), "B": (40.0, 50.0)}
    (series,) = map_chart(leanings, 0, coordinates, {name: name for name in coordinates})["series"]
    bends = {(line["source"], line["target"]): line["lineStyle"]["curveness"] for line in series["links"]}
    assert abs(bends["B", "A"]) > 2 * abs(bends["M", "A"])
    middle = next(node for node in series["data"] if node["name"] == "M")
    first, last = (next(node for node in series["data"] if node["name"] == name) for name in ("B", "A"))
    side = (middle["y"] - first["y"]) * (last["x"] - first["x"])
    assert side * bends["B", "A"] > 0, "in ECharts a line from right to left with positive bends upwards on the screen"


@pytest.mark.parametrize("letters", [12, 14])
def test_no_number_covers_an_actor_or_another_number_on_a_telephone(seeds: Seeds, letters: int) -> None:
    """Where each of ECharts' curves has its middle, in pixels; a number is under two letters wide."""
    names = list(at(seeds))
    rows = [[math.sin(3 * i + j) for j in range(len(names))] for i in range(len(names))]
    (series,) = map_chart(Leanings(names, [rows]), 0, at(seeds), {n: n for n in names}, 284 / letters)["series"]
    spots = {node["name"]: (node["x"], node["y"]) for node in series["data"]}
    scale = 284 / max(max(axis) - min(axis) for axis in zip(*spots.values(), strict=True))
    boxes = [(x * scale, y * scale, 34.0, 22.0) for x, y in spots.values()]
    shown = [line for line in series["links"] if line["label"]["show"]]
    for line in shown:
        (x, y), (to_x, to_y), bend = spots[line["source"]], spots[line["target"]], line["lineStyle"]["curveness"]
        over = ((x + to_x) / 2 - (y - to_y) * bend, (y + to_y) / 2 - (to_x - x) * bend)
        middle = [(a + 2 * b + c) / 4 * scale for a, b, c in zip((x, y), over, (to_x, to_y), strict=True)]
        boxes.append((middle[0], middle[1], 1.7 * letters, letters))
    for (x, y, wide, high), (there_x, there_y, other_wide, other_high) in combinations(boxes, 2):
        assert abs(x - there_x) >= (wide + other_wide) / 2 or abs(y - there_y) >= (high + other_high) / 2
    assert len(shown) > 0.7 * len(series["links"]) > 10


def test_actors_at_one_place_are_drawn_at_two() -> None:
    found = apart({"A": (0.0, 0.0), "B": (0.0, 0.0), "C": (1.0, 0.0)})
    assert len(set(found.values())) == 3
    assert apart({"A": (0.0, 0.0)}) == {"A": (0.0, 0.0)} and apart({}) == {}


def test_dates_under_a_small_panel_are_few() -> None:
    for months in (1, 6, 12, 24, 36, 37, 60, 120):
        levels = [0.5] * (months + 1)
        fan = Fan("influence", {q: levels for q in ("q10", "q25", "q50", "q75", "q90")}, [], levels)
        axis = fan_chart(fan, 0, 0.1, "Influence")["xAxis"]
        every = int(axis["axisLabel"][":interval"].split("%")[1].split("===")[0])
        assert len(range(0, len(axis["data"]), every)) <= 4 and axis["axisLabel"]["hideOverlap"] is True
