"""The sensitivity chart: what share of each outcome's variance each assumption takes part in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import pandas as pd
from matplotlib.figure import Figure

from model.analysis.comparison import records
from model.analysis.sensitivity.factors import RANDOM
from model.experiment.run_folder import RunFolder
from model.load import BASELINE
from model.reporting.figures.palette import BLACK, BLUE, GREY
from model.reporting.figures.printing import printed
from model.reporting.figures.style import canvas, headed, ruled, styled
from model.reporting.wording.horizon import joined

MAX_FACTORS = 6
"""Factors of an outcome that are drawn, luck besides."""
EFFECTS = 3
"""Scenarios whose effects are drawn; the table has all."""
ROW = 0.17
"""Inches a factor takes."""


@dataclass(frozen=True)
class Named:
    """Names used in the pictures."""

    scenarios: Mapping[str, str]
    outcomes: Mapping[str, str]
    """Those that are drawn, in order."""
    factor: Callable[[str], str]
    about: str
    """Horizon and number of worlds."""


@styled
def shares(outcomes: Sequence[tuple[str, pd.DataFrame]]) -> Figure:
    """For each outcome its factors with the largest total indices, and luck in grey, each with its 95 % interval."""
    figure, panels = canvas(0.5 + len(outcomes) * ((MAX_FACTORS + 1) * ROW + 0.42), rows=len(outcomes), sharex=True)
    for panel, (name, table) in zip(panels, outcomes, strict=True):
        ranked = table[table["factor"] != RANDOM].sort_values("total", ascending=False, kind="stable").head(MAX_FACTORS)
        drawn = pd.concat([ranked, table[table["factor"] == RANDOM]]).iloc[::-1]
        for place, row in enumerate(records(drawn)):
            colour = GREY if row["factor"] == RANDOM else BLUE
            panel.plot([max(row["total_low"], 0), row["total_high"]], [place, place], color=colour, lw=1.8)
            panel.plot(row["total"], place, "o", ms=4, color=colour)
        panel.set_yticks(range(len(drawn)), list(drawn["factor"]), fontsize=6.8)
        panel.set_ylim(-0.6, len(drawn) - 0.4)
        panel.axvline(0, color=BLACK, lw=0.8)
        ruled(panel, "x")
        panel.tick_params(axis="y", length=0)
        panel.set_title(name, fontsize=7.5)
    panels[-1].set_xlabel("share of the variance it takes part in")
    return figure


def write_figures(folder: RunFolder, indices: pd.DataFrame, named: Named) -> None:
    """A picture for the baseline's outcomes and one for the effects of each of the first scenarios."""
    indices = indices.assign(factor=[named.factor(name) for name in indices["factor"]])
    for scenario, rows in islice(indices.groupby("scenario", sort=False), 1 + EFFECTS):
        tables = [(label, rows[rows["outcome"] == name]) for name, label in named.outcomes.items()]
        kind = "effects" if rows["kind"].iloc[0] == "effect" else "outcomes"
        title = f"What the {kind} of “{named.scenarios[str(scenario)]}” depend on"
        draw = partial(shares, [(label, table) for label, table in tables if not table.empty])
        against = f"compared with “{named.scenarios[BASELINE]}”" if kind == "effects" else ""
        about = joined(against, "shares of the variance, 95 % intervals", named.about)
        printed(headed(draw, title, about)).write(folder, str(scenario))
