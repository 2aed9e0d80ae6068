"""Texts on pages stay texts, and pictures shown to many weigh little."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from nicegui import Client
from nicegui.page import page

from model.workshop.controls import Chart
from model.workshop.pages.closing import LOWEST, NAME, apart
from model.workshop.pages.fields import Number
from model.workshop.pages.frame import rows, tag


def test_a_table_is_one_element_and_its_cells_stay_texts() -> None:
    with Client(page("/nowhere")) as client:
        before = len(client.elements)
        table = tag("table")
        rows(table, ["what", "how much"], [["<script>", "1 < 2 & 3"], ['"b"', "4"]])
        assert len(client.elements) == before + 1
    drawn = ET.fromstring(f"<table>{table.props['innerHTML']}</table>")
    assert [(cell.tag, cell.text, cell.attrib) for cell in drawn.iter() if cell.text] == [
        ("th", "what", {"scope": "col"}),
        ("th", "how much", {"scope": "col", "class": "n"}),
        ("th", "<script>", {"scope": "row"}),
        ("td", "1 < 2 & 3", {"class": "n"}),
        ("th", '"b"', {"scope": "row"}),
        ("td", "4", {"class": "n"}),
    ]


def test_a_row_that_becomes_a_list_on_a_phone_has_the_heads_with_its_cells() -> None:
    with Client(page("/nowhere")):
        table = tag("table")
        rows(table, ["what", 'how "much"'], [["a", "1"]], cards=True)
    cells = ET.fromstring(f"<table>{table.props['innerHTML']}</table>").iter("td")
    assert [(cell.text, cell.attrib) for cell in cells] == [("1", {"class": "n", "data-head": 'how "much"'})]
    assert "cards" in table.classes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "nan",
        "inf",
        "-inf",
        "1e400",
        "1e5",
        "1_000",
        "٣",
        "0x10",
        "--5",
        "9" * 30,
        "1.",
        ".5",
    ],
)
def test_what_is_no_number_that_people_write_is_none(text: str) -> None:
    for whole in (False, True):
        field = Number("", whole=whole)
        field.keep(text)
        assert field.number is None


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("0", True, 0), ("-5", True, -5), ("999999999", True, 999999999), (" 5 ", True, 5),
        ("12.25", False, 12.25), ("12,25", False, 12.25), ("0,2", False, 0.2), ("80.0", False, 80.0),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, whole: bool, number: float) -> None:
    field = Number("", whole=whole)
    field.keep(text)
    assert field.number == number and isinstance(field.number, type(number))


def test_a_pictures_options_are_kept_as_they_are() -> None:
    option = {"series": [{"data": [1.0, 2.0]}]}
    with Client(page("/nowhere")):
        chart = Chart("fan")
        for _ in range(2):
            chart.draw(option)
    assert chart.props["options"] is option, "a copy that is watched for changes is several times as large"


@pytest.mark.parametrize("ends", [(0.0, 30.0, 1.0), (7.6, -5.9, 18.7, 29.1, -5.1, 4.4), (3.0, 3.0, 3.0), (2.0,), ()])
@pytest.mark.parametrize("span", [30.0, 75.0])
def test_names_at_the_ends_of_lines_keep_apart_in_their_order(ends: tuple[float, ...], span: float) -> None:
    named = dict(zip("ABCDEF", ends, strict=False))
    shifts = apart(named, span)
    for letters in (LOWEST, 3 * LOWEST):
        at = [letters * named[actor] / span - shifts[actor] for actor in sorted(named, key=lambda actor: named[actor])]
        assert all(upper - lower >= NAME - 1e-9 for lower, upper in pairwise(at)), letters
    assert sum(shifts.values()) == pytest.approx(0), "as many are put lower as higher"


def test_a_name_that_is_near_no_other_stays_at_its_line() -> None:
    assert apart({"A": 0.0, "B": 30.0, "C": 1.0}, 30.0) == pytest.approx({"A": 0.3, "C": -0.3, "B": 0})
    assert apart({"A": 0.0, "B": 0.0}, 0.0) == pytest.approx({"A": NAME / 2, "B": -NAME / 2})
