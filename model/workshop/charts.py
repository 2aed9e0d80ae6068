"""Pictures of results as options of ECharts: drawn in the browser, named on the lines, and with a text beside."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from model.common.languages import _, marked, plus
from model.common.text import MINUS
from model.reporting.figures.palette import BLACK, BLUE, GREY, PALE
from model.spec.base import name_of_month
from model.workshop.effect_words import EffectWords
from model.workshop.results import Curve, Effect, Fan

Option = dict[str, Any]

ROW, HEAD = 34, 58
"""Pixels an outcome takes in the effect chart, and a group's title and scale."""
_FONT = {"fontFamily": "system-ui, sans-serif", "fontSize": 12, "color": BLACK}
_NUMBER = f"String(Number(v.toPrecision(4))).replace('-', '{MINUS}').replace('.', WORDS.mark)"
SIGNED = f"v => (v > 0 ? '+' : '') + {_NUMBER}"
"""Script that writes differences on a scale, with the decimal mark of the page's language."""
WRITTEN = f"v => {_NUMBER}"
"""Script that writes numbers on a scale."""
PLOT, LETTER = 118, 14
"""Pixels of a small panel's scale, and of a line of text."""
UNITS = {
    "": marked("on a scale from 0 to 1, or −1 to +1 (A → B)"),
    "share of worlds": marked("percentage points of the worlds"),
    "months": marked("months"),
}


def base(said: str, **more: Any) -> Option:
    """Options common to all pictures; `said` is the text for people who cannot see the picture."""
    return {
        "animation": False,
        "textStyle": _FONT,
        "aria": {"enabled": True, "label": {"description": said}},
        **more,
    }


# The effect chart


def effect_height(effects: Sequence[Effect]) -> int:
    """Pixels the effect chart needs."""
    return sum(ROW * len(group) + HEAD for group in _groups(effects).values())


def effect_chart(effects: Sequence[Effect], worlds: int, say: EffectWords) -> Option:
    """A dot and a 95 % interval for each outcome; hollow and grey where it is not known to matter."""
    option = base(
        effect_words(effects, worlds, say), title=[], grid=[], xAxis=[], yAxis=[], series=[], tooltip={"show": False}
    )
    top = 0
    for place, (unit, rows) in enumerate(_groups(effects).items()):
        height = ROW * len(rows)
        option["title"].append({"text": _(UNITS[unit]), "left": 0, "top": top + 4, "textStyle": _title()})
        option["grid"].append({"left": 148, "right": 92, "top": top + 26, "height": height})
        scale = 100 if unit == "share of worlds" else 1
        option["xAxis"].append(_effect_scale(rows, scale, place))
        option["yAxis"] += _effect_names(rows, place, say)
        option["series"] += _effect_series(rows, scale, place)
        top += height + HEAD
    return option


def _groups(effects: Sequence[Effect]) -> dict[str, list[Effect]]:
    return {unit: rows for unit in UNITS if (rows := [row for row in effects if row.unit == unit])}


def _title() -> Option:
    return {"fontSize": 12, "fontWeight": "bold", "color": BLACK}


def _effect_scale(rows: Sequence[Effect], scale: float, place: int) -> Option:
    ends = [abs(end) * scale for row in rows if not row.scripted for end in (row.low, row.high) if math.isfinite(end)]
    bound = _round_up(max([*ends, 0.01 * scale]))
    return {
        "gridIndex": place, "type": "value", "min": -bound, "max": bound, "interval": bound,
        "axisLabel": {":formatter": SIGNED},
        "splitLine": {"lineStyle": {"color": PALE}}, "axisLine": {"show": False},
    }  # fmt: skip


def _round_up(number: float) -> float:
    """Up to the next of 1, 2, 5 and 10 times a power of ten."""
    size = 10.0 ** math.floor(math.log10(number))
    return next(step * size for step in (1, 2, 5, 10) if step * size >= number * (1 - 1e-9))


def _effect_names(rows: Sequence[Effect], place: int, say: EffectWords) -> list[Option]:
    """Outcomes on the left, differences on the right."""
    common: Option = {
        "gridIndex": place, "type": "category", "inverse": True, "axisTick": {"show": False},
        "splitLine": {"show": False},
    }  # fmt: skip
    left = {"width": 138, "overflow": "break", "color": BLACK, "interval": 0, "lineHeight": 14}
    right = {"color": BLACK, "interval": 0, "width": 84, "overflow": "break", "lineHeight": 13}
    said = [_("set by the scenario") if row.scripted else say.parted(row) for row in rows]
    return [
        common
        | {"data": [say.titled(row) for row in rows], "axisLabel": left, "axisLine": {"lineStyle": {"color": BLACK}}},
        common | {"data": said, "axisLabel": right, "position": "right", "axisLine": {"show": False, "onZero": False}},
    ]


def _effect_series(rows: Sequence[Effect], scale: float, place: int) -> list[Option]:
    """Intervals as one broken line, then dots: full where it matters, hollow where it is not known to."""
    axes = {"xAxisIndex": place, "yAxisIndex": 2 * place, "silent": True}
    intervals: dict[bool, list[Any]] = {True: [], False: []}
    dots: dict[bool, list[Any]] = {True: [], False: []}
    for n, row in enumerate(rows):
        if row.scripted:
            continue
        dots[row.sure].append([row.difference * scale, n])
        if math.isfinite(row.low) and math.isfinite(row.high):
            intervals[row.sure] += [[row.low * scale, n], [row.high * scale, n], [None, n]]
    zero = {
        "type": "line",
        "symbol": "none",
        "data": [[0, 0], [0, len(rows) - 1]],
        "lineStyle": {"color": BLACK, "width": 1},
    }
    found: list[Option] = [axes | zero]
    for sure, colour in ((True, BLUE), (False, GREY)):
        line = {"color": colour, "width": 3}
        found.append(axes | {"type": "line", "symbol": "none", "data": intervals[sure], "lineStyle": line})
        filled = {"color": colour if sure else "#fff", "borderColor": colour, "borderWidth": 2}
        found.append(axes | {"type": "scatter", "symbolSize": 10, "data": dots[sure], "itemStyle": filled, "z": 3})
    return found


def effect_words(effects: Sequence[Effect], worlds: int, say: EffectWords) -> str:
    """The effect chart in a sentence."""
    told = [f"{say.titled(row)} {say.parted(row)}" for row in effects if row.sure and not row.scripted]
    if not told:
        return _(
            "In {worlds} worlds no outcome is known to differ from the baseline by enough to matter.", worlds=worlds
        )
    return _("Differences from the baseline in the same {worlds} worlds: {list}.", worlds=worlds, list="; ".join(told))


# By month


def fan_span(fans: Sequence[Fan]) -> float:
    """The length all scales have, so that a small movement looks small."""
    return math.ceil(10 * max(0.05, *(high - low for low, high in map(_ends, fans)))) / 10


def _ends(fan: Fan) -> tuple[float, float]:
    lines = (fan.bands["q10"], fan.bands["q90"], fan.baseline, *fan.singles)
    return min(map(min, lines)), max(map(max, lines))


def fan_chart(fan: Fan, first: int, span: float, label: str) -> Option:
    """The median, bands that hold half and eight tenths of the worlds, single worlds thin, the baseline's median."""
    low, high = _ends(fan)
    foot = math.floor(((low + high) / 2 - span / 2) * 10 + 1e-9) / 10
    head = max(foot + span, math.ceil(high * 10 - 1e-9) / 10)
    last = (fan.bands["q50"][-1], fan.baseline[-1])
    said = _(
        "{outcome}: median {here} in the scenario and {there} in the baseline at the end.",
        outcome=label,
        here=plus(last[0]),
        there=plus(last[1]),
    )
    option = _panel(label, said, first, len(fan.baseline))
    option["yAxis"] |= {"min": foot, "max": round(head, 1), "interval": round(math.ceil((head - foot) / 0.31) / 10, 1)}
    apart = _apart(last[0], last[1], head - foot)
    option["series"] = [
        *_band(fan.bands["q10"], fan.bands["q90"], "wide", 0.16),
        *_band(fan.bands["q25"], fan.bands["q75"], "narrow", 0.26),
        *(_line("", single, GREY, 0.7) for single in fan.singles),
        _line(_("baseline"), fan.baseline, BLACK, 1.6, dashed=True, shift=-apart),
        _line(_("scenario"), fan.bands["q50"], BLUE, 2.4, shift=apart),
    ]
    return option


def curve_chart(curve: Curve, first: int, label: str) -> Option:
    """The share of worlds in which something has come true by each month, and the baseline's."""
    ends = [written_share(share) for share in (curve.share[-1], curve.baseline[-1])]
    said = _(
        "{outcome}: in {here} of the worlds by the end, in {there} in the baseline.",
        outcome=label,
        here=ends[0],
        there=ends[1],
    )
    option = _panel(label, said, first, len(curve.share))
    steps = json.dumps([written_share(step) for step in (0, 0.5, 1)])
    option["yAxis"] |= {"min": 0, "max": 1, "interval": 0.5, "axisLabel": {":formatter": f"v => {steps}[2 * v]"}}
    apart = _apart(curve.share[-1], curve.baseline[-1], 1)
    option["series"] = [
        *_band(curve.low, curve.high, "interval", 0.2),
        _line(f"{_('baseline')} {ends[1]}", curve.baseline, BLACK, 1.6, dashed=True, shift=-apart) | {"step": "end"},
        _line(f"{_('scenario')} {ends[0]}", curve.share, BLUE, 2.4, shift=apart) | {"step": "end"},
    ]
    return option


def written_share(share: float) -> str:
    """A share as a whole percentage, as the language that is spoken writes it."""
    return _("{number} %", number=f"{100 * share:.0f}")


def _panel(title: str, said: str, first: int, months: int) -> Option:
    axis = {"type": "category", "boundaryGap": False, "data": [name_of_month(first + m) for m in range(months)]}
    every = max(1, (months - 1) // 2)
    dates = {":interval": f"n => n % {every} === 0", "color": BLACK, "hideOverlap": True}
    axis |= {"axisLabel": dates, "axisTick": {"show": False}}
    return base(
        said, title={"text": title, "left": 0, "top": 0, "textStyle": _title()},
        grid={"left": 44, "right": 88, "top": 28, "bottom": 24}, xAxis=axis,
        yAxis={"type": "value", "axisLabel": {"color": BLACK, ":formatter": WRITTEN}}
        | {"splitLine": {"lineStyle": {"color": PALE}}},
    )  # fmt: skip


def _apart(here: float, there: float, span: float) -> float:
    """Pixels by which the name of a line is moved down, and the other's up, so that they do not overlap."""
    pixels = abs(here - there) / span * PLOT
    return max(0.0, LETTER - pixels) / 2 * (-1 if here >= there else 1)


def _line(
    name: str, data: Sequence[float], colour: str, width: float, *, dashed: bool = False, shift: float = 0
) -> Option:
    style = {"color": colour, "width": width, "type": [5, 4] if dashed else "solid"}
    line: Option = {"type": "line", "symbol": "none", "silent": True, "data": list(data), "lineStyle": style}
    if name:
        line["endLabel"] = {"show": True, "formatter": name, "color": colour, "fontSize": 11, "distance": 4}
        line["endLabel"]["offset"] = [0, shift]
    return line


def _band(low: Sequence[float], high: Sequence[float], stack: str, opacity: float) -> list[Option]:
    common: Option = {
        "type": "line", "symbol": "none", "silent": True, "stack": stack, "stackStrategy": "all",
        "lineStyle": {"opacity": 0},
    }  # fmt: skip
    area = {"color": BLUE, "opacity": opacity}
    rise = [round(b - a, 4) for a, b in zip(low, high, strict=True)]
    return [common | {"data": list(low)}, common | {"data": rise, "areaStyle": area}]
