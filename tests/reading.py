"""Pages as a reader sees them: a report's parts, and a take-home page beside what the saved tables say."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page
from scipy import stats

from model.analysis.intervals import share_interval
from tests.seeing import painted


def opened(tab: Page, path: Path, settings: str = "") -> Page:
    tab.goto("about:blank")  # else a change of the part after # alone would not load the page
    tab.goto(path.as_uri() + settings)
    tab.wait_for_selector("html[data-ready]")
    return settled(tab)


def settled(tab: Page) -> Page:
    """The page once it has drawn what it was told: results follow the controls a frame later."""
    painted(tab)
    return tab


def table(tab: Page, within: str) -> pd.DataFrame:
    """The table inside an element, as text."""
    settled(tab)
    rows = tab.eval_on_selector_all(
        f"{within} table tr", "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )
    return pd.DataFrame(rows[1:], columns=rows[0]).set_index(rows[0][0])


def number(text: str) -> tuple[float, float]:
    """A shown number in the outcome's own unit, and half a unit of its last digit."""
    found = re.fullmatch(r"([−+]?)(\d+(?:\.(\d+))?)\s?(%|points|months)?", text.strip())
    assert found is not None, text
    scale = 0.01 if found[4] in ("%", "points") else 1
    half = 0.5 * 10.0 ** -len(found[3] or "") * scale
    return float(found[2]) * scale * (-1 if found[1] == "−" else 1), half


def near(text: str, expected: float, slack: float) -> None:
    shown, half = number(text)
    assert shown == pytest.approx(expected, abs=half * 1.001 + slack), (text, expected)


STEP = 1 / 4096
"""Step that the page says levels are kept to: a mean is off by half of it at most, a difference by all of it."""


def expected(frame: pd.DataFrame, base: pd.DataFrame, outcome: str) -> dict[str, Any]:
    """A row of the table from outcomes.parquet, by pandas and scipy's own tests."""
    column, _, value = outcome.partition("=")
    here, there = (f[column] == value if value else f[column] for f in (frame, base))
    if column.startswith("months_to"):
        here, there = (c.astype(float).fillna(36) for c in (here, there))
    share = here.dtype == bool
    gap = here.astype(float).to_numpy() - there.astype(float).to_numpy()
    if share:
        low, high = share_interval(gap)
    elif np.ptp(gap) == 0:
        low = high = gap[0]
    else:
        low, high = stats.ttest_1samp(gap, 0).confidence_interval(0.95)
    slack = 0.0 if share or column.startswith("months_to") else STEP
    return {
        "baseline": there.mean(), "here": here.mean(), "difference": gap.mean(), "low": low, "high": high,
        "higher": (gap > 0).mean(), "lower": (gap < 0).mean(), "slack": slack,
    }  # fmt: skip


def agrees(shown: pd.DataFrame, frames: dict[str, pd.DataFrame], scenario: str, headline: list[str]) -> None:
    """Every row of the page's table is what the frames give."""
    assert len(shown) == len(headline)
    for outcome, (_, row) in zip(headline, shown.iterrows(), strict=True):
        found = expected(frames[scenario], frames["baseline"], outcome)
        near(row["baseline"], found["baseline"], found["slack"] / 2)
        near(row["here"], found["here"], found["slack"] / 2)
        near(row["difference"], found["difference"], found["slack"])
        low, high = row["95 % interval"].split(" to ")
        near(low, found["low"], 2 * found["slack"] + 1e-4 * abs(found["high"] - found["low"]))
        near(high, found["high"], 2 * found["slack"] + 1e-4 * abs(found["high"] - found["low"]))
        if not found["slack"]:  # a difference below a step is none on the page
            near(row["higher in"], found["higher"], 1e-9)
            near(row["lower in"], found["lower"], 1e-9)


def worlds_of(run: Path) -> dict[str, pd.DataFrame]:
    whole = pd.read_parquet(run / "outcomes.parquet")
    return {str(name): rows.reset_index(drop=True) for name, rows in whole.groupby("scenario")}


def headline_of(path: Path) -> list[str]:
    return [outcome["id"] for outcome in about(path)["outcomes"]]


def about(path: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="page-about">(.*?)</script>', path.read_text(), re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


class Reader(HTMLParser):
    """Contents of a page: sentences with their numbers, headings, images, tables, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.images: list[dict[str, str | None]] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.loose_headers = 0
        self.cells: list[tuple[dict[str, str | None], str]] = []
        self.outside = ""
        self.ids: list[str] = []
        self._said = 0
        self._cell: dict[str, str | None] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.images.append(given)
        if tag == "th" and "scope" not in given:
            self.loose_headers += 1
        if "id" in given:
            self.ids.append(str(given["id"]))
        self.addresses += [str(given[key]) for key in ("src", "href") if given.get(key)]
        if self._said:
            self._said += 1
        elif given.get("class") == "said":
            self._said = 1
        if tag == "data":
            self._cell = given
            self.cells.append((given, ""))

    def handle_endtag(self, tag: str) -> None:
        if self._said:
            self._said -= 1
        if tag == "data":
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self.cells[-1] = (self.cells[-1][0], self.cells[-1][1] + data)
        elif self._said:
            self.outside += data
