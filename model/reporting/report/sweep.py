"""The page of a sweep: each headline outcome against the settings, and the verdicts that change sign between them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

import numpy as np

from model.analysis.comparison import records
from model.analysis.sweep import BY_SETTING, SETTINGS, Sweep, is_sure
from model.common.text import listed
from model.experiment.joined import SETTING
from model.experiment.settings import shown
from model.load import BASELINE
from model.reporting.figures.sweep import COLOURS, Cells, Curve, over_grid, over_settings
from model.reporting.report.pictures import FigureChoice, Picture, Pictures
from model.reporting.report.printed_page import PrintedPage
from model.reporting.report.sentences import TOLD_FIRST
from model.reporting.wording.horizon import horizon, joined
from model.reporting.wording.sweep import SweepSentences
from model.reporting.wording.words import Words
from model.spec.base import month_of

MAX_CHANGES = 60
"""Rows of the table of what the settings changed."""
MAX_GRIDS = 6
"""Scenarios of which tables of colour are drawn."""


def write_sweep_report(sweep: Sweep, figures: FigureChoice = "all") -> SweepPage:
    """Write figures/ and report.html of a sweep; raises RunError where something is missing."""
    page = SweepPage(sweep, figures)
    page.write(sweep.folder)
    return page


class SweepPage(PrintedPage):
    """Content of the template."""

    def __init__(self, sweep: Sweep, figures: FigureChoice = "all") -> None:
        super().__init__(Words(sweep.seeds, int(sweep.manifest["months"])), figures)
        self.sweep = sweep
        self.names = {name: spec["name"] for name, spec in sweep.scenarios.items()}

    @cached_property
    def pictures(self) -> Pictures:
        """A picture for each headline outcome; its name alone where no setting and no scenario makes a difference."""
        return Pictures.of(self._pictures())

    @property
    def drawn(self) -> list[Picture]:
        """All of them, or none."""
        return self.pictures.drawn if self.figures != "none" else []

    def filled(self) -> str:
        """The template, filled."""
        manifest = self.sweep.manifest
        return self.rendered(
            "sweep.html.j2",
            sweep=self.sweep,
            manifest=manifest,
            title=f"{self.sweep.seeds.region.name}: {self.sweep.in_words}",
            pictures=self.pictures,
            sentences=SweepSentences(self.sweep, self.words),
            told=TOLD_FIRST,
            changes=self._changes(),
            turns=[
                {"outcome": self.words.outcome(turn.outcome), "scenario": self.names[turn.scenario],
                 "raised": self.sweep.places(turn.raised), "lowered": self.sweep.places(turn.lowered)}
                for turn in self.sweep.turns()
            ],
            names=self.names,
            settings=[[name, *map(shown, values.values())] for name, values in self.sweep.settings.items()],
            columns=[SETTING, *next(iter(self.sweep.settings.values()))],
            files={"settings": SETTINGS, "by_setting": BY_SETTING},
            command=shlex.join(["uv", "run", *manifest["command"]]),
        )  # fmt: skip

    def _changes(self) -> list[list[str]]:
        """The changes that the settings made in the baseline, those that matter first."""
        if self.sweep.change is None:
            return []
        return [
            [
                f"{self.words.outcome(row['outcome'])}, {row[SETTING]}",
                *(self.words.number(row["outcome"], row[side]) for side in ("first", "second")),
                self.words.number(row["outcome"], row["difference"], sign=True),
                " to ".join(self.words.number(row["outcome"], row[end], sign=True) for end in ("ci_low", "ci_high")),
                row["said"],
            ]
            for row in records(self.sweep.change.rows.head(MAX_CHANGES))
        ]  # fmt: skip

    def _pictures(self) -> Iterator[Picture | str]:
        for outcome in self.sweep.headline:
            label = self.words.outcome(outcome)
            rows = {name: self.sweep.rows(name, outcome) for name in self.names}
            moved = [
                name for name in self.sweep.others
                if any(row["differing"] and not row["scripted"] for row in rows[name])
            ]  # fmt: skip
            still = len({row["mean"] for row in rows[BASELINE]}) == 1
            if still and not moved:
                yield label
                continue
            yield self._picture(outcome, label, rows, self._foremost(rows, moved))

    @property
    def _horizon(self) -> str:
        manifest = self.sweep.manifest
        return horizon(month_of(manifest["as_of"]), int(manifest["months"]), int(manifest["worlds"]))

    def _foremost(self, rows: dict[str, list[dict[str, Any]]], moved: list[str]) -> list[str]:
        """The scenarios that are drawn: those of the largest differences."""
        size = {name: max(abs(row["difference"]) for row in rows[name]) for name in moved}
        kept = sorted(moved, key=lambda name: -size[name])[: MAX_GRIDS if self.sweep.is_grid else len(COLOURS)]
        return [name for name in moved if name in kept]

    def _picture(self, outcome: str, label: str, rows: dict[str, list[dict[str, Any]]], drawn: list[str]) -> Picture:
        table = [
            [f"{self.names[name]}, {row[SETTING]}", *self._cells(outcome, row)] for name in rows for row in rows[name]
        ]
        own = [name for name in self.sweep.others if all(row["scripted"] for row in rows[name])]
        less = [name for name in self.sweep.others if name not in (*drawn, *own)]
        note = (
            "Bands and bars: 95 % intervals. Filled: it matters although all settings are looked at together, and the "
            "scenario does not set it itself."
        )
        if self.sweep.is_grid:
            note = (
                "What followed, without what the scenario writes itself. A point beside a number: too small to matter, "
                "or not to be told, as all settings are seen together. Hatched: the scenario sets it itself, so it is "
                "no finding."
            )
        for why, names in (("it sets this itself", own), ("it changes this less or not at all", less)):
            note += f" Not drawn, as {why}: {listed(self.names[name] for name in names)}." if names else ""
        means = [row["mean"] for row in rows[BASELINE]]
        alt = (
            f"{label} by setting: in the baseline from {self.words.number(outcome, min(means))} to "
            f"{self.words.number(outcome, max(means))}"
        )
        for name in drawn:
            ends = [row["difference"] for row in rows[name]]
            alt += f"; the difference in {self.names[name]} from " + " to ".join(
                self.words.number(outcome, end, sign=True) for end in (min(ends), max(ends))
            )
        grid = self.sweep.is_grid and bool(drawn)
        against = f"compared with “{self.names[BASELINE]}”"
        about = joined("by setting", against if drawn else f"“{self.names[BASELINE]}”", f"{self._horizon} a setting")
        draw = (self._grid if grid else self._lines)(outcome, rows, drawn)
        head = ["scenario and setting", "level", "from", "to", "difference", "from", "to", "verdict"]
        return Picture(f"by-setting-{outcome.replace('=', '-')}", label, about, alt, draw, head, table, note)

    def _cells(self, outcome: str, row: dict[str, Any]) -> list[str]:
        level = "never" if row["never"] else self.words.number(outcome, row["mean"])
        cells = [level, *(self.words.number(outcome, row[end]) for end in ("low", "high"))]
        if row["scenario"] == BASELINE:
            return [*cells, "", "", "", ""]
        differences = (self.words.number(outcome, row[key], sign=True) for key in ("difference", "ci_low", "ci_high"))
        return [*cells, *differences, str(row["said"])]

    def _curve(self, rows: list[dict[str, Any]], *columns: str) -> Curve:
        """A scenario's middle, low and high ends over the settings, by the columns that have them."""
        middle, low, high = (np.array([row[column] for row in rows], dtype=float) for column in columns)
        baseline = rows[0]["scenario"] == BASELINE
        sure = np.array([baseline or is_sure(row) for row in rows])
        return Curve(self.names[rows[0]["scenario"]], middle, low, high, sure, baseline)

    def _lines(self, outcome: str, rows: dict[str, list[dict[str, Any]]], drawn: list[str]) -> Any:
        def curves(names: list[str], *columns: str) -> list[Curve]:
            return [self._curve(rows[name], *columns) for name in names]

        unit = self.words.unit_or_scale(outcome)
        panels = {f"level\n({unit})": curves([BASELINE, *drawn], "mean", "low", "high")}
        if drawn:
            panels[f"difference\n({unit})"] = curves(drawn, "difference", "ci_low", "ci_high")
        if self.sweep.is_line:
            (path,) = self.sweep.varying
            places, axis = [self.sweep.settings[row[SETTING]][path] for row in rows[BASELINE]], _short(path)
        else:
            places, axis = list(range(1, len(rows[BASELINE]) + 1)), f"setting, by its row in {SETTINGS}"
        line = self.sweep.is_line
        return partial(over_settings, panels, np.array(places, dtype=float), axis, joined=line, whole=not line)

    def _grid(self, outcome: str, rows: dict[str, list[dict[str, Any]]], drawn: list[str]) -> Any:
        (across, columns), (up, lines) = self.sweep.varying.items()
        panels = {}
        for name in drawn:
            at = {tuple(self.sweep.settings[row[SETTING]][path] for path in (across, up)): row for row in rows[name]}
            cells = [[at[x, y] for x in columns] for y in lines]
            numbers = [[row["difference" if row["scripted"] else "followed"] for row in line] for line in cells]
            texts = [[self._cell(outcome, row) for row in line] for line in cells]
            own = np.array([[bool(row["scripted"]) for row in line] for line in cells])
            panels[self.names[name]] = Cells(np.array(numbers, dtype=float), texts, own)
        sizes = [float(np.abs(np.where(found.own, 0, found.numbers)).max()) for found in panels.values()]
        matters = float(rows[drawn[0]][0]["smallest"])  # where all is smaller, all is pale
        most = max(*sizes, 2 * matters) or 1.0
        axes = {_short(across): list(map(shown, columns)), _short(up): list(map(shown, lines))}
        scale = f"what followed, {self.words.unit_or_scale(outcome)}"
        ends = (most, self.words.small(outcome, -most), self.words.small(outcome, most))
        return partial(over_grid, panels, axes, scale, ends)

    def _cell(self, outcome: str, row: dict[str, Any]) -> str:
        """A number of a table of colours; of one that the scenario sets nothing is to be told."""
        if row["scripted"]:
            return self.words.small(outcome, row["difference"])
        return self.words.small(outcome, row["followed"]) + ("" if is_sure(row) else " ·")


def _short(path: str) -> str:
    return path.removeprefix("assumptions.")
