"""The page itself: what is said of the worlds, the worlds, and the script that shows them, in one file."""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from model.analysis.comparison import records
from model.analysis.finished_run import Saved
from model.analysis.followed import LEAST_WRITTEN
from model.analysis.intervals import CONFIDENCE
from model.analysis.smallest import PART, floor
from model.common.errors import RunError, did_you_mean
from model.common.languages import _, marked, month_name, named, plain_number, spoken, thousands_mark, whole_number
from model.common.templates import environment
from model.common.text import capital
from model.experiment.inputs import seed_files
from model.load import BASELINE, scenarios_beside
from model.load.seeds import seeds_option
from model.reporting.figures import palette
from model.reporting.takehome.delays import delay_of
from model.reporting.takehome.packing import LEVEL_SCALE, T_SCALE, Kept, kept_outcomes, months_kept, packed
from model.reporting.takehome.sliders import RANGE_PARTS, WINDOW, Slider, sliders
from model.reporting.takehome.texts import texts_of
from model.reporting.wording.robustness import assumption_in_words
from model.reporting.wording.spoken import SpokenWords
from model.reporting.wording.words import Words

MAX_BYTES = 700_000
"""Characters the worlds of a page may take; of more, the first worlds are kept."""
MIN_WORLDS = 128
"""Worlds that are kept whatever room they take."""
FOLLOWED = 4096
"""Worlds a run follows by month, at most."""
STANDINGS = (marked("sourced"), marked("calibrated"), marked("assumed"))
SCRIPTS = ("texts.js", "stats.js", "worlds.js", "charts.js", "settings.js", "page.js")


class TakeHome:
    """One page: some scenarios of a finished run, with sliders, in the language that is spoken."""

    def __init__(
        self,
        saved: Saved,
        *,
        command: Sequence[str],
        scenarios: Sequence[str] = (),
        wanted: Sequence[str] = (),
        worlds: int | None = None,
    ) -> None:
        """Raises RunError where a scenario or an assumption is not in the run."""
        self.saved = saved
        self.words = SpokenWords(saved.seeds)
        self.english = Words(saved.seeds)
        """Words of what is scripted, which is told in English."""
        self.command = command
        self.scenarios = _chosen(saved, scenarios)
        self.outcomes = kept_outcomes(saved)
        self.wanted = wanted
        self.most = min(saved.worlds, FOLLOWED, worlds or FOLLOWED)

    def html(self) -> str:
        """The whole page."""
        worlds, found, payload = self._that_fit()
        here = Path(__file__).parent
        css = (here / "page.css").read_text(encoding="utf-8")
        script = "\n".join((here / name).read_text(encoding="utf-8") for name in SCRIPTS)
        script = f'"use strict";\n(() => {{\n{script}}})();\n'
        return (
            environment(here)
            .get_template("page.html.j2")
            .render(
                css=Markup(css),
                script=Markup(script),
                css_digest=_csp(css),
                script_digest=_csp(script),
                about=self.about(worlds, found),
                payload=payload,
                saved=self.saved,
                manifest=self.saved.manifest,
                region=self.saved.seeds.region,
                worlds=worlds,
                sliders=found,
                quarter=f"1/{RANGE_PARTS // WINDOW}",
                command=shlex.join(["uv", "run", *self.command]),
                same_worlds=self.same_worlds,
                whole=whole_number,
                steps=LEVEL_SCALE,
            )
        )

    def _that_fit(self) -> tuple[int, list[Slider], str]:
        """Number of first worlds that there is room for, their sliders, and the worlds as text."""
        worlds = self.most
        while True:
            found = sliders(self.saved, worlds, self.wanted)
            payload = packed(self.saved, self.scenarios, self.outcomes, found, worlds)
            if len(payload) <= MAX_BYTES or worlds <= MIN_WORLDS:
                return worlds, found, payload
            worlds = max(MIN_WORLDS, min(worlds - 1, int(worlds * MAX_BYTES / len(payload) * 0.99)))

    def about(self, worlds: int, found: Sequence[Slider]) -> dict[str, Any]:
        """Everything the script has to know besides the worlds."""
        return {
            "language": spoken().code,
            "decimal": plain_number("."),
            "group": thousands_mark(),
            "texts": texts_of(Path(__file__).parent / name for name in SCRIPTS),
            "asOf": self.saved.as_of,
            "months": self.saved.months,
            "points": months_kept(self.saved.months),
            "pointsSaid": [month_name(self.saved.as_of + month) for month in months_kept(self.saved.months)],
            "worlds": worlds,
            "seed": self.saved.manifest["seed"],
            "trace": None if self.saved.manifest.get("sample") else shlex.join(self._options()),
            "steps": LEVEL_SCALE,
            "tSteps": T_SCALE,
            "parts": RANGE_PARTS,
            "window": WINDOW,
            "chance": 1 - CONFIDENCE,
            "partOfSpread": PART,
            "outcomes": [self._outcome(outcome) for outcome in self.outcomes],
            "scenarios": [self._scenario(name) for name in self.scenarios],
            "opens": self._opens(),
            "sliders": [self._slider(slider) for slider in found],
            "colours": {"scenario": palette.BLUE, "baseline": palette.BLACK, "world": palette.VERMILLION},
        }

    def _opens(self) -> dict[str, str]:
        """Scenario and outcome it opens on: the first with an effect that followed, and its largest; else the first."""
        kept = [outcome.name for outcome in self.outcomes]
        written = [name for name in self.scenarios if name != BASELINE and not self._delay(name)[1]]
        effects = {name: [o for o in self.saved.effects(name)["outcome"] if o in kept] for name in written}
        first = next((name for name in written if effects[name]), (written or self.scenarios)[0])
        return {"scenario": first, "outcome": next(iter(effects.get(first, ())), kept[0])}

    def _options(self) -> list[str]:
        """The options by which other commands tell of the same worlds."""
        made = self.saved.manifest
        options = ["--seed", str(made["seed"]), "--months", str(made["months"]), "--as-of", made["as_of"]]
        options += [word for path, value in made["overrides"].items() for word in ("--set", f"{path}={value!r}")]
        options += [word for document in made["without"] for word in ("--without", document)]
        return options + seeds_option(self.saved.seeds_folder)

    @property
    def same_worlds(self) -> str:
        """The command that runs the same worlds and keeps all that is known of them; delayed copies left out."""
        made = self.saved.manifest
        written = [name for name in self.saved.scenarios if name != BASELINE and not self._delay(name)[1]]
        named = [self._called(name) for name in written]
        words = ["uv", "run", "simulate.py", "run", *(named or [BASELINE])]
        words += ["--sample"] if made.get("sample") else []
        return shlex.join([*words, "--worlds", str(made["worlds"]), *self._options()])

    def _called(self, name: str) -> str:
        """Name of a scenario on the command line: its own, or its file where that lies elsewhere."""
        usual = scenarios_beside(self.saved.seeds_folder)
        digests, seeds = self.saved.manifest["digests"], self.saved.seeds_folder
        known = {seeds / file for file in seed_files(digests)}
        files = [file for file in map(Path, digests) if file not in known]
        elsewhere = [file for file in files if file.stem == name and file.parent != usual]
        return str(elsewhere[0]) if elsewhere else name

    def _delay(self, name: str) -> tuple[str, int]:
        """Scenario of the run that this one is a copy of, and how many months later it begins."""
        of, delay = delay_of(name)
        return (of, delay) if of in self.saved.scenarios else (name, 0)

    def _outcome(self, outcome: Kept) -> dict[str, Any]:
        seeds, name = self.saved.seeds, outcome.name
        spec = seeds.outcomes.of(name)
        given = spec.smallest_that_matters if spec else None
        return {
            "id": name,
            "kind": outcome.kind,
            "label": self.words.outcome(name),
            "meaning": f"{named(spec.meaning)} {named(self.words.measured_in(name))}" if spec else "",
            "matters": given.value if given else None,
            "floor": floor(seeds, name, share=outcome.kind in ("share", "first")),
            "curve": self._curve(outcome),
        }

    def _curve(self, outcome: Kept) -> str | None:
        """The outcome whose share by month shows what a number of months is made of; none but for those."""
        spec = self.saved.seeds.outcomes.outcomes
        if not self.words.is_time(outcome.name):
            return None
        awaits = spec[outcome.name].awaits
        once = (o.name for o in self.outcomes if o.name in spec and spec[o.name].once)
        return next((name for name in once if spec[name].awaits == awaits), None)

    def _scenario(self, name: str) -> dict[str, Any]:
        spec = self.saved.scenarios[name]
        of, delay = self._delay(name)
        steps = zip(spec.interventions, self.saved.fired(name), strict=True)
        return {
            "id": name,
            "called": shlex.quote(self._called(of)),
            "of": of,
            "delay": delay,
            "name": named(spec.name),
            "summary": named(spec.summary),
            "question": named(spec.question) if spec.question else spec.question,
            "done": [
                {"when": self.english.when(step), "what": "; ".join(self.english.what(step)), "worlds": fired}
                for step, fired in steps
            ],
            "set": [f"{path} = {value:g}" for path, value in spec.assumptions.items()],
            "scripted": [o.name for o in self.outcomes if (name, o.name) in self._written],
            "own": {o.name: self._parted[name, o.name] for o in self.outcomes if (name, o.name) in self._parted},
        }

    @cached_property
    def _written(self) -> set[tuple[str, str]]:
        """Scenario and outcome of what a scenario sets or writes itself."""
        found = self.saved.findings
        return {(row["scenario"], row["outcome"]) for row in records(found[found["written"].astype(bool)])}

    @cached_property
    def _parted(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Scenario and outcome → the written part of the difference at the end, where it is told, and the rest."""
        found = self.saved.findings
        own = found["difference"] - found["followed"]
        rows = found[~found["written"].astype(bool) & (own.abs() >= LEAST_WRITTEN * found["difference"].abs())]
        return {
            (row["scenario"], row["outcome"]): (row["difference"] - row["followed"], row["followed"])
            for row in records(rows)
            if row["difference"] != row["followed"]
        }

    def _slider(self, slider: Slider) -> dict[str, Any]:
        given = self.saved.seeds.numbers[slider.path]
        return {
            "path": slider.path,
            "name": capital(named(assumption_in_words(slider.path, self.saved.seeds))),
            "low": given.range[0],
            "high": given.range[1],
            "value": given.value,
            "unit": named(given.unit) if given.unit else given.unit,
            "why": named(given.why),
            "standing": _(given.standing),
            "goesWith": [
                {"name": named(assumption_in_words(path, self.saved.seeds)), "r": r} for path, r in slider.goes_with
            ],
        }


def _chosen(saved: Saved, names: Sequence[str]) -> list[str]:
    """The scenarios a page shows, in the report's order, the baseline first; RunError where one is not in the run."""
    for name in names:
        if name not in saved.scenarios:
            raise RunError(
                f'{saved.folder.path}: has no scenario "{name}"{did_you_mean(name, saved.scenarios)}\n'
                f"to see what a run has: uv run simulate.py compare {saved.folder.path}"
            )
    return [BASELINE, *(name for name in saved.leading if not names or name in names)]


def _csp(text: str) -> str:
    """The digest by which a browser knows the one script, or the one style sheet, that belongs to the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
