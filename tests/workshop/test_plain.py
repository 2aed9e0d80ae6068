"""What pages are made of: texts stay texts, and what is shown to many weighs little."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from nicegui import Client
from nicegui.page import page

from model.workshop.controls import Chart
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


def test_a_pictures_options_are_kept_as_they_are() -> None:
    option = {"series": [{"data": [1.0, 2.0]}]}
    with Client(page("/nowhere")):
        chart = Chart("fan")
        for _ in range(2):
            chart.draw(option)
    assert chart.props["options"] is option, "a copy that is watched for changes is several times as large"
