"""All the pictures of a run: each with a text that stands for it and the table behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd

from model.analysis.comparison import QUANTILES, VERDICT, bands, records
from model.analysis.comparison import milestones as probabilities
from model.analysis.finished_run import Saved
from model.analysis.verdicts import CANNOT_TELL, SURE, TOO_SMALL
from model.common.text import calendar, counted, percent, unsigned
from model.load import BASELINE
from model.reporting.figures.effects import effect
from model.reporting.figures.fans import Fan, fans
from model.reporting.figures.leading_powers import leading_powers
from model.reporting.figures.milestones import milestones
from model.reporting.figures.network import ties
from model.reporting.figures.timeline import timeline
from model.reporting.report.alignments import SCALE, cells, heatmap_picture, lines, network_picture
from model.reporting.report.pictures import Picture
from model.reporting.report.sentences import level
from model.reporting.wording.horizon import horizon, joined, until
from model.reporting.wording.words import Words
from model.rules.axes import Array
from model.spec.base import name_of_month
from model.spec.outcomes import Categories

SINGLES = 5
"""Single worlds drawn thin in a fan chart."""


@dataclass
class Album:
    """The pictures of a run; where one would show nothing, its name instead."""

    saved: Saved
    words: Words

    def _about(self, *said: str, scenarios: Sequence[str] = ()) -> str:
        """Line that says of what a picture is: scenarios by their names, what else is said, horizon and worlds."""
        names = " compared with ".join(f"“{self.saved.scenarios[name].name}”" for name in dict.fromkeys(scenarios))
        return joined(names, *said, horizon(self.saved.as_of, self.saved.months, self.saved.worlds))

    @property
    def _before(self) -> str:
        """Subject of the pictures of the start."""
        name = self.saved.scenarios[BASELINE].name
        return f"“{name}” and all others, before the first of {until(self.saved.as_of, self.saved.months)}"

    @cached_property
    def _start(self) -> pd.DataFrame:
        return self.saved.alignments(0)

    @cached_property
    def _medians(self) -> dict[str, Array]:
        """Measure → the baseline's median by month."""
        return {name: np.median(worlds, axis=0) for name, worlds in self.saved.followed(BASELINE).items()}

    def effects(self) -> Iterator[Picture | str]:
        """The effect chart of each headline outcome that differs in a scenario which does not set it itself."""
        found = self.saved.findings
        for outcome in self.saved.headline if self.saved.others else ():
            rows = found[found["outcome"] == outcome].copy()
            rows["scripted"], rows["sure"] = rows["written"], rows["kind"].isin(SURE)
            rows["name"] = [self.saved.scenarios[name].name for name in rows["scenario"]]
            label = self.words.outcome(outcome)
            if not (rows["differing"].gt(0) & ~rows["scripted"].astype(bool)).any():
                yield label
                continue
            number = self.words.number
            table = [
                [
                    row["name"],
                    level(self.saved, self.words, row["scenario"], outcome, row["mean"]),
                    *(number(outcome, row[column], sign=True) for column in ("difference", "ci_low", "ci_high")),
                    row["said"],
                ]
                for row in records(rows)
            ]
            ordered = rows.sort_values("difference")
            ends = [ordered.iloc[0], ordered.iloc[-1]]
            alt = f"Differences from the baseline in {label}, with 95 % intervals: from " + " to ".join(
                f"{number(outcome, row['difference'], sign=True)} in {row['name']}" for row in ends
            )
            head = ["scenario", "mean", "difference", "from", "to", "verdict"]
            draw = partial(effect, rows, self.words.unit_or_scale(outcome))
            against = f"compared with “{self.saved.scenarios[BASELINE].name}”"
            about = self._about("each scenario", against, "95 % intervals; hollow: not known to matter")
            yield Picture(f"effect-{outcome.replace('=', '-')}", label, about, alt, draw, head, table)

    def leading_powers(self) -> Iterator[Picture | str]:
        """Leading powers: a picture for each actor about whom scenarios or worlds differ."""
        for name, spec in self.saved.seeds.outcomes.outcomes.items():
            for shown in spec.categories(self.words):
                yield self._categories(f"{name}.{shown.part}", shown)

    def _categories(self, column: str, shown: Categories) -> Picture | str:
        names, none = shown.labels, [*shown.labels.values()][-1]
        shares = pd.DataFrame(
            {
                label: [self._share(scenario, f"{column}={power}") for scenario in self.saved.scenarios]
                for power, label in names.items()
            },
            index=[s.name for s in self.saved.scenarios.values()],
        )
        table = [
            [name, *(percent(share) for share in row)]
            for name, row in zip(shares.index, shares.to_numpy(), strict=True)
        ]
        base = shares.iloc[0]
        alt = f"{shown.title}: in the baseline " + ", ".join(
            f"{n} in {percent(x)} of worlds" for n, x in base.items() if x > 0
        )
        if (shares == base).all(axis=None) if self.saved.others else base.isin((0, 1)).all():
            return alt
        seen = shares.loc[:, (shares > 0).any() | (shares.columns == none)]
        draw = partial(leading_powers, seen, none)
        about = self._about("share of worlds at the end, by scenario")
        return Picture(column.replace(".", "-"), shown.title, about, alt, draw, ["scenario", *shares.columns], table)

    def _share(self, scenario: str, outcome: str) -> float:
        row = self.saved.cells.get((scenario, outcome))
        return float(row["mean"]) if row else 0.0

    def start(self) -> Iterator[Picture | str]:
        """The alignments the run starts from, and the events behind them."""
        about, day = joined(self._before, SCALE, counted(self.saved.worlds, "world")), calendar(self.saved.as_of)
        yield heatmap_picture("alignment-start", f"Starting alignments, {day}", about, self._start)
        title = f"Network at the start, {day}"
        yield network_picture("network-start", title, about, self._start, self.words) if ties(self._start) else title
        yield self.timeline()

    def timeline(self) -> Picture | str:
        """The documented events up to the as-of month."""
        types, lanes = self.saved.seeds.types.types, list(self.saved.axes.actors)
        rows, table = [], []
        for event in sorted(self.saved.seeds.events, key=lambda e: e.date):
            if event.month > self.saved.as_of or set(event.attested_by) <= set(self.saved.manifest["without"]):
                continue
            when = int(event.date[:4]) + (int(event.date[5:7]) - 1) / 12 + int(event.date[8:10] or 15) / 372
            weight = types[event.type].goldstein / 10 * event.salience
            for doer in event.source:
                rows.append((when, doer, weight, event.standing == "documented"))
            table.append(
                [
                    event.date,
                    self.words.actors(event.source),
                    self.words.actors(event.target),
                    event.what,
                    ", ".join(event.attested_by),
                ]
            )
        title = "Documented events by doer"
        if not table:
            return title
        frame = pd.DataFrame(rows, columns=["when", "doer", "weight", "documented"])
        shown = [lane for lane in lanes if (frame["doer"] == lane).any()]
        draw = partial(timeline, frame, shown, (self.saved.as_of + 1) / 12)
        about = joined(self._before, "size: weight of the event, Goldstein scale × salience, up to 1")
        alt = f"{len(table)} documented events from {table[0][0]} to {table[-1][0]}, by doer"
        return Picture("timeline", title, about, alt, draw, ["date", "who", "to whom", "what", "documents"], table)

    def of_scenario(self, scenario: str) -> Iterator[Picture | str]:
        """Pictures of one scenario: influence, alignments, milestones, the change from start to end, the network.

        A picture, or a panel of one, shows nothing where no difference from the baseline is known to matter, or where
        all stays as at the start in the baseline.
        """
        spec, followed = self.saved.seeds.outcomes.outcomes, self.saved.followed(scenario)
        leanings = [name for name in followed if name.startswith("alignment.")]
        reached = [n for n in self.saved.headline if n in spec and spec[n].once]
        for kind, title in dict.fromkeys((o.kind, o.title_over_time) for o in spec.values() if o.title_over_time):
            yield from self._fans(kind, title, scenario, [n for n, o in spec.items() if o.kind == kind])
        yield from self._fans("leanings", "Main leanings over time", scenario, leanings)
        yield from self._milestones(scenario, reached)
        if scenario == BASELINE:
            yield from self._ends()

    def _ends(self) -> Iterator[Picture | str]:
        """Alignments and network at the end of the baseline; left out where they show what the start shows."""
        start, end = self._start, self.saved.alignments(self.saved.months)
        last = calendar(self.saved.as_of + self.saved.months)
        for kind, title, picture, shown, here, there in (
            ("alignment-end", f"Alignments at the end, {last}", heatmap_picture, cells, end, start),
            (
                "alignment-change",
                "Alignments, change from start to end",
                heatmap_picture,
                cells,
                end - start,
                start - start,
            ),
            (
                "network-end",
                f"Network at the end, {last}",
                partial(network_picture, words=self.words),
                lines,
                end,
                start,
            ),
        ):
            about = self._about(SCALE, scenarios=[BASELINE])
            yield title if shown(here) == shown(there) else picture(f"{kind}-{BASELINE}", title, about, here)

    def _still(self, scenario: str, measures: list[str]) -> dict[str, str]:
        """Measure → its name, of those followed that no picture need show.

        In a scenario those that differ from the baseline's by too little to matter, or not known to; in the baseline
        those that stay as at the start.
        """
        base = self.saved.followed(BASELINE)
        if scenario != BASELINE:
            cells = {name: self.saved.cells.get((scenario, name), {}).get(VERDICT) for name in measures}
            return {name: self.words.outcome(name) for name, said in cells.items() if said in (TOO_SMALL, CANNOT_TELL)}
        return {
            name: f"{self.words.outcome(name)} ({self.words.number(name, float(base[name].mean()))})"
            for name in measures
            if (base[name] == base[name][:, :1]).all()
        }

    def _fans(self, kind: str, title: str, scenario: str, measures: list[str]) -> Iterator[Picture | str]:
        still = self._still(scenario, measures)
        yield from still.values()
        measures = [name for name in measures if name not in still]
        shown, alts, table = [], [], []
        for measure in measures:
            here = self.saved.followed(scenario)[measure]
            band, label = bands(here), self.words.outcome(measure)
            base = None if scenario == BASELINE else self._medians[measure]
            shown.append(Fan(label, band, here[:SINGLES], base))
            first, last = band.iloc[0], band.iloc[-1]
            alts.append(
                f"{label} from {unsigned(first.q50)} to {unsigned(last.q50)} "
                f"(80 % of worlds {unsigned(last.q10)} to {unsigned(last.q90)})"
            )
            table += [
                [
                    f"{label}, {name_of_month(self.saved.as_of + int(row['month']))}",
                    *(unsigned(row[level]) for level in QUANTILES),
                ]
                for row in records(band)
                if row["month"] % 12 == 0 or row["month"] == self.saved.months
            ]
        key = "line: median; dark band: half of the worlds; light band: four fifths; thin lines: single worlds"
        key += "" if scenario == BASELINE else "; dashed: the baseline's median"
        head = ["measure and month", "10 %", "25 %", "median", "75 %", "90 %"]
        if shown:
            alt = "Fan charts, medians: " + "; ".join(alts)
            about = self._about(self.words.unit_or_scale(measures[0]), key, scenarios=[scenario, BASELINE])
            draw = partial(fans, shown, self.saved.as_of)
            yield Picture(f"{kind}-{scenario}", title, about, alt, draw, head, table)

    def _milestones(self, scenario: str, names: list[str]) -> Iterator[Picture | str]:
        still = self._still(scenario, names)
        yield from still.values()
        names = [name for name in names if name not in still]
        if not names:
            return
        lines = {"baseline": BASELINE} if scenario == BASELINE else {"scenario": scenario, "baseline": BASELINE}
        curves = pd.concat(
            [probabilities(self.saved.followed(name), names).assign(line=line) for line, name in lines.items()],
            ignore_index=True,
        )
        labels = {name: self.words.outcome(name) for name in names}
        last = curves[curves["month"] == curves["month"].max()]
        alt = "Share of worlds by month; at the end: " + "; ".join(
            f"{labels[row['outcome']]} {percent(row['share'])} ({row['line']})" for row in records(last)
        )
        table = [
            [
                f"{labels[row['outcome']]}, {row['line']}, {name_of_month(self.saved.as_of + row['month'])}",
                percent(row["share"], 1),
                percent(row["low"], 1),
                percent(row["high"], 1),
            ]
            for row in records(curves)
            if row["month"] and (row["month"] % 6 == 0 or row["month"] == self.saved.months)
        ]
        title = "Milestones: share of worlds reached by each month"
        about = self._about("share of worlds, bands: 95 % intervals", scenarios=[scenario, BASELINE])
        head = ["milestone and month", "share", "from", "to"]
        draw = partial(milestones, curves, labels, self.saved.as_of)
        yield Picture(f"milestones-{scenario}", title, about, alt, draw, head, table)
