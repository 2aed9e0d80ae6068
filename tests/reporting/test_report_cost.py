"""A report does nothing twice, and loads and reads no more than it needs: the same page for less."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

import simulate
from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.experiment.run_folder import RunFolder
from model.reporting.figures import measuring, printing
from model.reporting.figures.measuring import Canvas, Pixels, Strokes
from model.reporting.report.page import Page
from tests.conftest import ROOT, TRIAD
from tests.fixtures import simulated

TEXTS = ("August 2025", "−.25", "Ünïcode jg")
DRAWING = ("printing", "effects", "fans", "heatmaps", "leading_powers", "milestones", "network", "sweep", "timeline")


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = ("deal", "--worlds", "40", "--seeds", str(TRIAD), "--no-report")
    return simulated(tmp_path_factory.mktemp("runs") / "toy", *words)


@pytest.mark.parametrize(
    ("ours", "theirs", "dpi"), [(Pixels, RendererAgg, 160), (Pixels, RendererAgg, 90), (Strokes, RendererSVG, 72)]
)
def test_a_text_has_the_size_that_matplotlib_measures(ours: Any, theirs: Any, dpi: int) -> None:
    """Twice, so that the second answer is one that was held; a font that is changed afterwards is another font."""

    def made(kind: Any) -> Any:
        return kind(100, 100, StringIO()) if issubclass(kind, RendererSVG) else kind(100, 100, dpi)

    for _ in range(2):
        font = FontProperties(size=7)
        for size, weight in ((7, "normal"), (7, "bold"), (11, "bold")):
            font.set_size(size)
            font.set_weight(weight)
            for text in TEXTS:
                sizes = [made(kind).get_text_width_height_descent(text, font, False) for kind in (ours, theirs)]
                assert sizes[0] == sizes[1] and sizes[0][0] > 0


def test_a_text_is_measured_once_for_all_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []
    real: Callable[..., Any] = RendererAgg.get_text_width_height_descent

    def counted(self: RendererAgg, s: str, *words: Any) -> Any:
        measured.append(s)
        return real(self, s, *words)

    monkeypatch.setattr(RendererAgg, "get_text_width_height_descent", counted)
    monkeypatch.setattr(measuring, "_sizes", {})
    for _ in range(3):
        figure = Figure()
        Canvas(figure)
        figure.text(0, 0, "once").get_window_extent()
    assert measured.count("once") == 1


def test_a_canvas_draws_what_matplotlibs_own_draws_and_follows_a_new_height() -> None:
    shown = []
    for kind in (Canvas, FigureCanvasAgg):
        figure = Figure(figsize=(2, 1))
        canvas = cast(Any, kind)(figure)
        figure.text(0.1, 0.5, "drawn")
        canvas.draw()
        figure.set_figheight(2)
        canvas.draw()
        shown.append(np.asarray(canvas.buffer_rgba()))
    assert shown[0].shape[0] == 200 and np.array_equal(*shown)
    assert shown[0].min() < 255, "nothing was drawn"


def test_who_draws_loads_no_rules_and_no_evidence() -> None:
    """A second process draws as soon as it is asked: it gets numbers, and needs what draws them only."""
    names = ", ".join(f"model.reporting.figures.{name}" for name in DRAWING)
    heavy = ("model.spec.seeds", "model.rules.axes", "model.analysis.comparison", "scipy", "numba", "mesa")
    code = f"import sys, {names}; print(*(name for name in {heavy} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr


@pytest.mark.parametrize("command", ["report", "compare", "export"])
def test_who_reads_a_run_loads_nothing_that_simulates(command: str) -> None:
    heavy = "{'mesa', 'networkx', 'dask', 'model.simulation.model', 'model.rules.month'}"
    code = f"import sys, model.cli.commands.{command}; print(*({heavy} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr


def test_a_command_and_those_who_draw_for_it_seldom_look_for_what_nobody_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    before, found = gc.get_threshold(), []
    monkeypatch.setattr(simulate, "main", lambda: found.append(gc.get_threshold()) or 0)
    try:
        with pytest.raises(SystemExit):
            simulate.start()
    finally:
        gc.set_threshold(*before)
    monkeypatch.setattr(printing, "cores", lambda: 2)
    with printing.Printer(2 * printing.MIN_DRAWINGS) as printer:
        found.append(printer._submit(gc.get_threshold).result())
    assert found[0] == found[1] and found[0][0] > 20 * before[0]


def test_the_pictures_known_soonest_are_asked_for_first_and_none_is_left_out_or_drawn_twice(toy: Path) -> None:
    page = Page(Saved(RunFolder(toy)))
    asked = (picture.name for picture in page.drawn)
    first = next(asked)
    assert first == page.pictures["start"].drawn[0].name
    assert "findings" not in vars(page.saved), "the first picture waited for the verdicts"
    every = [picture.name for section in page.pictures.values() for picture in section.drawn]
    assert sorted([first, *asked]) == sorted(every) and len({*every}) == len(every) > 5


def test_one_scenarios_months_are_its_rows_of_the_table(toy: Path) -> None:
    folder = RunFolder(toy)
    whole = folder.trajectories()
    for scenario in ("baseline", "deal"):
        rows = whole[whole["scenario"] == scenario].reset_index(drop=True)
        pd.testing.assert_frame_equal(folder.trajectories(scenario), rows)
    assert len(folder.trajectories("baseline")) * 2 == len(whole)


def test_records_are_the_rows_in_plain_numbers_and_texts() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [0.5, np.nan], "c": ["x", "y"], "d": [True, False]})
    frame["e"] = pd.array([None, 7], dtype="Int64")
    first, second = records(frame)
    assert (first["a"], first["b"], first["c"], first["d"]) == (1, 0.5, "x", True) and first["e"] is pd.NA
    assert [type(value) for value in second.values()] == [int, float, str, bool, int]
    assert records(frame.iloc[:0]) == records(pd.DataFrame()) == []
