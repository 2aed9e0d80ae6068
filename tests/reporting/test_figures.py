"""Pictures show the numbers they are given, whole, and the same way each time."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from model.analysis.comparison import bands
from model.analysis.sensitivity.factors import RANDOM
from model.common.processes import WorkerDied
from model.common.text import signed
from model.reporting.figures.effects import effect
from model.reporting.figures.fans import Fan, fans
from model.reporting.figures.heatmaps import heatmap
from model.reporting.figures.leading_powers import leading_powers
from model.reporting.figures.lean import lean
from model.reporting.figures.letters import unwritten
from model.reporting.figures.milestones import milestones
from model.reporting.figures.network import network
from model.reporting.figures.palette import BLUE, GREEN, ORANGE
from model.reporting.figures.places import places
from model.reporting.figures.printing import Printer, lay_out, printed
from model.reporting.figures.robustness import FAILING, HELD, UNTOLD, assumptions_chart, conclusions_chart
from model.reporting.figures.sensitivity import shares
from model.reporting.figures.style import DIVERGING, WIDTH, headed
from model.reporting.figures.sweep import Cells, over_grid
from model.reporting.figures.timeline import timeline

AS_OF = 2025 * 12 + 6
RNG = np.random.default_rng(1)
NAMES = ["AAA", "BBB", "CCC", "DDD"]
MATRIX = pd.DataFrame(
    [[np.nan, 0.8, -0.3, 0.004], [0.7, np.nan, 0.1, -1], [-0.9, 0.2, np.nan, 0.3], [0, 1, 0.3, np.nan]], NAMES, NAMES
)
WALK = 0.4 + 0.001 * RNG.normal(size=(50, 37)).cumsum(axis=1)
LONG = "A scenario with a very long name that has to run over two lines"


def titled(draw: Callable[[], Figure]) -> Figure:
    """A figure under a title and a line that both run over several lines."""
    return headed(draw, f"{LONG}: {LONG}".upper(), f"“{LONG}” compared with “{LONG}” · 36 months, to July 2028")


def effects() -> Figure:
    rows = pd.DataFrame(
        {"name": [LONG, "Down", "Unsure", "Set"], "difference": [0.025, -0.012, 0.001, 0.9],
         "ci_low": [0.02, -0.013, -0.002, 0.8], "ci_high": [0.03, -0.011, 0.004, 1.0],
         "sure": [True, True, False, True], "scripted": [False, False, False, True]}
    )  # fmt: skip
    return titled(partial(effect, rows, "share of worlds"))


def fan_charts() -> Figure:
    wild = 0.2 + 20 * (WALK - 0.4)
    shown = [Fan("Calm", bands(WALK), WALK[:5], np.full(37, 0.4)), Fan("Wild", bands(wild), wild[:5], None)]
    return titled(partial(fans, shown, AS_OF))


def curves() -> Figure:
    month = np.arange(37)
    frames = [
        pd.DataFrame({"line": line, "outcome": "signed", "month": month, "share": share, "low": share, "high": share})
        for line, share in (("baseline", month / 40), ("scenario", month / 39))
    ]
    return titled(partial(milestones, pd.concat(frames), {"signed": "Treaty signed"}, AS_OF))


def bars() -> Figure:
    shares = pd.DataFrame({"A": [0.5, 0.2], "B": [0.3, 0.3], "none": [0.2, 0.5]}, index=["Baseline", LONG])
    return titled(partial(leading_powers, shares, "none"))


def lanes() -> Figure:
    events = pd.DataFrame(
        {"when": [2018.2, 2020.7, 2025.5], "doer": ["AAA", "BBB", "AAA"], "weight": [0.4, -1.0, -0.2],
         "documented": [True, True, False]}
    )  # fmt: skip
    return titled(partial(timeline, events, ["AAA", "BBB"], 2025.6))


KINDS = [(LONG, 0.7, 0.6, 0.8, FAILING), ("Unsure", 1.0, 1.0, 1.0, UNTOLD), ("Sure", 0.99, 0.97, 1.0, HELD)]


def shares_of_variance() -> Figure:
    table = pd.DataFrame(
        {"factor": ["what ties “economic union” support", "impact", RANDOM], "total": [0.6, 0.2, 0.3],
         "total_low": [0.4, -0.1, 0.2], "total_high": [0.8, 0.4, 1.2]}
    )  # fmt: skip
    return titled(partial(shares, [("Influence of A", table), ("Treaty signed", table)]))


COORDINATES = {"AAA": (55.75, 37.62), "BBB": (40.18, 44.51), "CCC": (38.9, -77.04), "DDD": (40.41, 49.87)}
DRAWINGS: list[Callable[[], Figure]] = [
    effects, fan_charts, curves, bars, lanes,
    lambda: titled(partial(conclusions_chart, KINDS)),
    lambda: titled(partial(assumptions_chart, [(LONG, 0.3), ("Impact", 0.02)])), shares_of_variance,
    lambda: titled(partial(heatmap, MATRIX)), lambda: titled(partial(network, MATRIX, COORDINATES)),
]  # fmt: skip


@pytest.mark.parametrize("draw", DRAWINGS)
def test_the_same_numbers_make_the_same_file(draw: Callable[[], Figure]) -> None:
    first = printed(draw())
    assert printed(draw()) == first
    assert not re.search(r"<metadata|<!--|\d{4}-\d{2}-\d{2}T", first.svg), "no date, no program"


@pytest.mark.slow
def test_figures_are_the_same_by_however_many_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames, arrays and names in other scripts reach a worker whole; the order stays."""
    drawings = [
        partial(headed, partial(network, MATRIX, COORDINATES), "北京", "“京”"),
        partial(fans, [Fan("Calm", bands(WALK), WALK[:5], np.full(37, 0.4))], AS_OF),
        partial(conclusions_chart, KINDS), partial(heatmap, MATRIX),
    ]  # fmt: skip
    here = list(asked_for(drawings).values())
    monkeypatch.setattr("model.reporting.figures.printing.MIN_DRAWINGS", 1)
    monkeypatch.setattr("model.reporting.figures.printing.cores", lambda: 3)
    with asked_for(drawings) as shared:
        assert list(shared.values()) == here, "this process draws the last while it waits"
    with asked_for(drawings) as left:
        pass
    assert list(left.values()) == here, "two others have drawn them all"


def asked_for(drawings: Sequence[Callable[[], Figure]]) -> Printer:
    printer = Printer(len(drawings))
    for place, draw in enumerate(drawings):
        printer.ask(str(place), draw)
    return printer


def test_a_figure_is_printed_once_however_often_it_is_looked_at() -> None:
    found = asked_for([effects, bars])
    assert found["1"] is found["1"]


@pytest.mark.slow
def test_a_process_that_dies_over_a_figure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.reporting.figures.printing.MIN_DRAWINGS", 1)
    monkeypatch.setattr("model.reporting.figures.printing.cores", lambda: 2)
    with asked_for([partial(os._exit, 3), partial(conclusions_chart, KINDS)]) as found:
        pass
    with pytest.raises(WorkerDied, match=r"died \(status 3\)"):
        found["0"]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_nothing_is_cut_off_and_it_fits_a_telephone(draw: Callable[[], Figure]) -> None:
    figure = draw()
    lay_out(figure)
    figure.draw_without_rendering()
    assert figure.get_figwidth() == WIDTH
    texts = [text for text in figure.findobj(matplotlib.text.Text) if text.get_visible() and text.get_text().strip()]
    shown_axes = [axis for panel in figure.axes if panel.axison for axis in (panel.xaxis, panel.yaxis)]
    ticks = {label for axis in shown_axes for label in _drawn(axis)}
    shown = [text for text in texts if text in ticks or not _is_tick(text, figure)]
    assert shown
    for text in shown:
        box = text.get_window_extent()
        assert box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1, text.get_text()
        assert box.y0 >= -1 and box.y1 <= figure.bbox.y1 + 1, text.get_text()


def _drawn(axis: matplotlib.axis.Axis) -> list[matplotlib.text.Text]:
    low, high = sorted(axis.get_view_interval())
    return [
        tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high and tick.label1.get_visible()
    ]


def _is_tick(text: matplotlib.text.Text, figure: Figure) -> bool:
    return any(
        text in (tick.label1, tick.label2)
        for panel in figure.axes
        for axis in (panel.xaxis, panel.yaxis)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
    )


def test_the_readers_own_settings_change_nothing() -> None:
    plain = printed(bars())
    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.grid": True}):
        assert printed(bars()) == plain


def said_in(svg: str) -> set[str]:
    """The texts of a picture, however it nests them."""
    parts = ElementTree.fromstring(svg).iter()
    return {"".join(part.itertext()).strip() for part in parts if part.tag.rpartition("}")[2] == "text"}


def test_cells_say_their_numbers_on_a_fixed_scale() -> None:
    figure = heatmap(MATRIX)
    assert figure.axes[0].images[0].get_clim() == (-1, 1)
    assert {"+.80", "−.30", "0", "−1.00", "+1.00"} <= said_in(printed(figure).svg), ".004 rounds to 0, without a sign"


def test_signed_numbers_have_a_true_minus() -> None:
    assert [signed(x) for x in (-0.254, 0.4, -0.001, -1)] == ["−.25", "+.40", "0", "−1.00"]


def test_axis_numbers_keep_their_digits() -> None:
    figure = effects()
    lay_out(figure)
    said = [label.get_text() for label in _drawn(figure.axes[0].xaxis)]
    assert any(len(text.partition(".")[2]) > 1 for text in said), "two decimals somewhere"
    assert set(said) <= said_in(printed(figure).svg), "coordinates are shortened, words are not"


def test_small_movements_look_small() -> None:
    calm, wild = (np.ptp(panel.get_ylim()) for panel in fan_charts().axes)
    assert calm == pytest.approx(wild)


def test_bands_are_quantiles_over_worlds() -> None:
    worlds = np.tile(np.arange(101)[:, None] / 100, (1, 3))
    assert bands(worlds).iloc[2].tolist() == pytest.approx([2, 0.1, 0.25, 0.5, 0.75, 0.9])


def test_lines_differ_by_more_than_colour() -> None:
    panel = curves().axes[0]
    assert len({line.get_linestyle() for line in panel.lines}) == 2
    assert [text.get_text().split()[0] for text in panel.texts] == ["baseline", "scenario"]
    apart = abs(panel.texts[0].xy[1] - panel.texts[1].xy[1])
    assert apart >= 0.2, "the two names do not run into each other"


def test_what_a_scenario_sets_itself_is_not_drawn_as_a_finding() -> None:
    panel = effects().axes[0]
    assert panel.get_xlim()[1] < 0.1, "0.9 would have squeezed all else"
    assert [text.get_text() for text in panel.texts] == ["set or written by the scenario"]


def test_luck_is_drawn_hollow() -> None:
    dots = [line for line in effects().axes[0].lines if line.get_marker() == "o"]
    inside = [line.get_markerfacecolor() for line in dots for _ in line.get_xdata()]
    assert sorted(inside) == sorted(["white", BLUE, BLUE])


def test_what_fails_what_holds_and_what_cannot_be_told_differ_by_more_than_colour() -> None:
    panel = conclusions_chart(KINDS).axes[0]
    dots = [line for line in panel.lines if line.get_marker() in "os"]
    looks = [(line.get_marker(), line.get_markerfacecolor() == "white") for line in dots]
    assert looks == [("o", False), ("o", True), ("s", False)], "drawn from the foot up"
    assert [float(line.get_xdata()[0]) for line in dots] == [0.99, 1.0, 0.7]


def test_the_map_keeps_directions_and_brings_the_far_near() -> None:
    at = places(COORDINATES)
    assert at["AAA"][1] > at["BBB"][1], "north is up"
    assert at["CCC"][0] < at["AAA"][0] < at["BBB"][0] < at["DDD"][0], "east is right"
    near = np.hypot(*(np.array(at["BBB"]) - at["DDD"]))
    far = np.hypot(*(np.array(at["CCC"]) - at["DDD"]))
    assert far < 10 * near < 100, "in degrees it is more than 20 times as far"


def test_both_ends_of_the_diverging_scale_are_equally_dark() -> None:
    grey = [np.dot(to_rgb(DIVERGING(x)), (0.2126, 0.7152, 0.0722)) for x in (0.0, 0.5, 1.0)]
    assert grey[0] == pytest.approx(grey[2], abs=0.12)
    assert grey[1] == pytest.approx(1, abs=0.01)
    assert len({BLUE, ORANGE, GREEN}) == 3


def test_a_path_told_by_steps_leads_to_the_same_points() -> None:
    path = "M 31.54 30.26 L 37.61 30.14 L 43.7 24.09 L 9.95 24.1 z "
    small = re.search(r' d="([^"]*)"', lean(f'<svg><defs><style>*{{}}</style></defs><path d="{path}"/></svg>'))
    assert small is not None
    assert _points(small[1]) == [(31.5, 30.3), (37.6, 30.1), (43.7, 24.1), (9.9, 24.1)]


def _points(path: str) -> list[tuple[float, float]]:
    numbers = [float(x) for x in re.findall(r"-?\d*\.?\d+", path)]
    steps = np.array(numbers).reshape(-1, 2).cumsum(axis=0).round(1)
    return [(float(x), float(y)) for x, y in steps]


SCRIPTS = {"Chinese": "北京谈判", "Georgian": "საქართველო", "Armenian": "Հայաստան", "Arabic": "العربية"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_names_in_any_script_are_drawn_without_complaint(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Warnings are errors here. The SVG keeps the name; a PNG has boxes for what no font can write."""
    monkeypatch.setattr("model.reporting.figures.letters.further", lambda: ())
    name = f"{SCRIPTS[script]} and more"
    rows = pd.DataFrame(
        {"name": [name, "Other"], "difference": [0.1, 0.2], "ci_low": [0.0, 0.1], "ci_high": [0.2, 0.3],
         "sure": [False, True], "scripted": [False, False]}
    )  # fmt: skip
    made = printed(headed(partial(effect, rows, "months"), name, name))
    assert made.unwritten == unwritten(name)
    assert SCRIPTS[script] in made.svg
    assert made.png.startswith(b"\x89PNG")


def test_letters_that_no_font_has_are_told() -> None:
    assert unwritten("Wien −0.5 “x”") == "" and unwritten("北 a 京") == "京北"


def test_a_table_of_two_assumptions_hatches_what_the_scenario_sets_and_colours_the_rest() -> None:
    numbers, own = np.array([[0.0004, -0.0008], [0.5, 0.0]]), np.array([[False, False], [True, False]])
    cells = Cells(numbers, [["+.00040", "−.00080"], ["+.50", "0 ·"]], own)
    drawn = over_grid({"Deal": cells}, {"one": ["1", "2"], "two": ["3", "4"]}, "scale", (0.0008, "−.00080", "+.00080"))
    panel, bar = drawn.axes
    (image,) = panel.images
    assert np.ma.getmaskarray(image.get_array()).tolist() == own.tolist() and image.get_clim() == (-0.0008, 0.0008)
    assert [(patch.get_hatch(), patch.get_xy()) for patch in panel.patches] == [("///", (-0.5, 0.5))]
    assert [text.get_text() for text in panel.texts] == ["+.00040", "−.00080", "+.50", "0 ·"]
    assert [label.get_text() for label in bar.get_xticklabels()] == ["−.00080", "0", "+.00080"]
