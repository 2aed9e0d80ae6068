"""The results on Explore: the effect chart, fans, milestones and the map, each with its numbers as a table."""

from __future__ import annotations

from functools import partial
from typing import Any

from nicegui import ui

from model.common.languages import _, marked, spoken_number
from model.spec.base import name_of_month
from model.spec.seeds import Seeds
from model.workshop.charts import (
    curve_chart,
    effect_chart,
    effect_height,
    fan_chart,
    fan_span,
    written_share,
)
from model.workshop.controls import Chart, Slider
from model.workshop.effect_words import EffectWords
from model.workshop.map_chart import map_chart
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import button, rows, said, tag
from model.workshop.pages.live import scrolled
from model.workshop.results import Curve, Effect, Explored, Fan

CHANGES = marked("What it changes, compared with the baseline")
NOTHING_ADDED = marked("Where it ends if nothing is added")
VIEWS = {"fans": marked("Month by month"), "curves": marked("Milestones"), "map": marked("Map")}


class Pictures:
    """Draws results; a picture that is not in sight is drawn when it comes into sight."""

    def __init__(self, seeds: Seeds, view: str = "fans") -> None:
        self.seeds, self.words = seeds, EffectWords(seeds)
        self.found: Explored | None = None
        self.view = view
        self.month: int | None = None
        """The month the map shows; the last if not chosen."""
        with tag("section", "panel effects-box scrolls").props('aria-labelledby="effects" tabindex=0'):
            self.heading = said("h2", _(CHANGES))
            self.heading.props("id=effects")
            self.status = said("p", _("Computing …"), "status")
            self.status.props("role=status")
            with tag("p", "key") as self.key:
                said("span", _("● blue: the change matters"))
                said("span", _("○ grey: too small to matter, or it cannot be told"))
                said("span", _("bar: 95 % interval"))
                said("span", _("A → B: how far A leans to B, from −1 hostile to +1 allied"))
            self.levels = tag("table", "numbers")
            self.effects = Chart("effects")
            with tag("div") as self.effects_fold:
                self.effects_table = self._table(_("The same as a table"))
        with tag("section", "panel scrolls").props("tabindex=0") as over_time:
            over_time._props["aria-label"] = _("Over time")
            with tag("div", "row") as row:
                row._props.update({"role": "group", "aria-label": _("What to show")})
                self.buttons = {view: button(_(name), partial(self._look, view)) for view, name in VIEWS.items()}
            self.boxes = {view: tag("div") for view in VIEWS}
        self._build()
        self._press()

    def _build(self) -> None:
        with self.boxes["fans"]:
            with tag("p", "key"):
                said("span", _("blue line: half the worlds lie above, half below"))
                said("span", _("dark band: half of the worlds · light band: eight in ten"))
                said("span", _("grey: single worlds · dashed: baseline"))
            self.fan_box = tag("div", "charts")
            self.fans: list[Chart] = []
            self.fans_table = self._table(_("Where they end, as a table"))
        with self.boxes["curves"]:
            said("p", _("In what share of the worlds it has come about by each month."), "soft")
            self.curve_box = tag("div", "charts")
            self.curves: list[Chart] = []
            self.curves_table = self._table(_("Where they end, as a table"))
        with self.boxes["map"]:
            with tag("p", "key"):
                said("span", _("blue: lean to each other · orange, dashed: lean apart · wide: much"))
                said("span", _("mean of all worlds; north is up, distances are shortened"))
            self.map_slider_box = tag("div")
            self.map = Chart("map")
            self.map_table = self._table(_("All leanings as a table: who leans (down) to whom (across)"))

    @staticmethod
    def _table(name: str) -> ui.element:
        with folded(name), scrolled(name):
            return tag("table", "numbers")

    def _look(self, view: str) -> None:
        """Show another of the pictures over time."""
        self.view = view
        self._press()
        self._draw_view(tables=True)

    def _press(self) -> None:
        for view, pressed in self.buttons.items():
            pressed.props(f"aria-pressed={'true' if view == self.view else 'false'}")
            self.boxes[view].set_visibility(view == self.view)

    def show(self, found: Explored) -> None:
        """Draw a result; tables are filled once it is complete."""
        self.found = found
        self._show_effects(found)
        self._draw_view(tables=found.complete)
        if found.complete:
            head = [
                _("outcome"), _("scenario"), _("baseline"), _("difference"), _("95 % interval"),
                _("what it allows to say"),
            ]  # fmt: skip
            rows(self.effects_table, head, [self._row(effect) for effect in found.effects])

    def _row(self, effect: Effect) -> list[str]:
        say = self.words
        levels = (say.level(effect, mean) for mean in (effect.here, effect.there))
        return [say.titled(effect), *levels, say.ledger(effect), say.interval(effect), say.verdict(effect)]

    def _show_effects(self, found: Explored) -> None:
        """The differences; where there are none by definition, the levels from which they will be counted."""
        self.heading.say(_(CHANGES if found.compared else NOTHING_ADDED))
        for part in (self.effects, self.key, self.effects_fold):
            part.set_visibility(found.compared)
        self.levels.set_visibility(not found.compared)
        if found.compared:
            self.effects.draw(effect_chart(found.effects, found.worlds, self.words), effect_height(found.effects))
        else:
            ends = [[self.words.titled(row), self.words.level(row, row.here)] for row in found.effects]
            rows(self.levels, [_("outcome"), _("at the end")], ends)
            self.levels.update()

    def _draw_view(self, *, tables: bool) -> None:
        if self.found is None:
            return
        match self.view:
            case "fans":
                self._draw_fans(self.found, tables)
            case "curves":
                self._draw_curves(self.found, tables)
            case "map":
                self._draw_map(self.found, tables)

    def _draw_fans(self, found: Explored, tables: bool) -> None:
        span = fan_span(found.fans)
        self.fans = self._enough(self.fans, self.fan_box, len(found.fans))
        for chart, fan in zip(self.fans, found.fans, strict=True):
            chart.draw(fan_chart(fan, found.first, span, self.words.outcome(fan.measure)))
        if tables:
            head = [_("measure"), _("scenario, median"), _("eight in ten worlds"), _("baseline, median")]
            rows(self.fans_table, head, [self._ends(fan) for fan in found.fans])

    def _ends(self, fan: Fan) -> list[str]:
        middle, low, high = (spoken_number(fan.bands[level][-1], ".3f") for level in ("q50", "q10", "q90"))
        ends = _("{low} to {high}", low=low, high=high)
        return [self.words.outcome(fan.measure), middle, ends, spoken_number(fan.baseline[-1], ".3f")]

    def _draw_curves(self, found: Explored, tables: bool) -> None:
        self.curves = self._enough(self.curves, self.curve_box, len(found.curves))
        for chart, curve in zip(self.curves, found.curves, strict=True):
            chart.draw(curve_chart(curve, found.first, self.words.outcome(curve.outcome)))
        if tables:
            head = [_("milestone"), _("scenario"), _("95 % interval"), _("baseline")]
            rows(self.curves_table, head, [self._shares(curve) for curve in found.curves])

    def _shares(self, curve: Curve) -> list[str]:
        here, low, high, there = (
            written_share(months[-1]) for months in (curve.share, curve.low, curve.high, curve.baseline)
        )
        return [self.words.outcome(curve.outcome), here, _("{low} to {high}", low=low, high=high), there]

    def _draw_map(self, found: Explored, tables: bool) -> None:
        last = found.months
        month = last if self.month is None else min(self.month, last)
        if tables or not self.map_slider_box.default_slot.children:
            self.map_slider_box.clear()
            with self.map_slider_box:
                names = [name_of_month(found.first + m) for m in range(last + 1)]
                Slider(_("Month"), self._to_month, low=0, high=last, step=1, value=month, labels=names)
        actors = self.seeds.actors.actors
        at = {name: actors[name].coordinates for name in found.leanings.actors}
        self.map.draw(map_chart(found.leanings, month, at, {name: self.words.actor(name) for name in at}))
        if tables:
            names = found.leanings.actors
            matrix = found.leanings.here[month]
            body = [
                [
                    self.words.actor(of),
                    *("" if of == to else spoken_number(x, "+.2f") for to, x in zip(names, row, strict=True)),
                ]
                for of, row in zip(names, matrix, strict=True)
            ]
            rows(self.map_table, ["", *names], body)

    def _to_month(self, month: Any) -> None:
        self.month = int(month)
        if self.found is not None:
            self._draw_map(self.found, tables=False)

    @staticmethod
    def _enough(charts: list[Chart], box: ui.element, wanted: int) -> list[Chart]:
        if len(charts) != wanted:
            box.clear()
            with box:
                charts = [Chart("fan") for _ in range(wanted)]
        return charts
