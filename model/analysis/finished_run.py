"""A finished run as its report sees it: what is saved, and the evidence it was made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from model.analysis.claims import Judged, judged
from model.analysis.comparison import explained, records
from model.analysis.followed import Written, largest_first, with_followed
from model.analysis.kept_ledger import KeptLedger
from model.analysis.robustness.run_robustness import NAME, RunRobustness, run_robustness
from model.analysis.robustness.verdicts import N_FOLDS, Draws
from model.analysis.saved_manifest import Manifest
from model.analysis.smallest import smallest_of
from model.analysis.verdicts import SURE, findings, in_months, never, scripted
from model.analysis.written_parts import written_parts
from model.common.errors import RunError
from model.common.lazily import Lazily
from model.experiment.inputs import kept_seeds, seeds_folder
from model.experiment.kinds import RUN, finished_of
from model.experiment.run_folder import LEDGER, MANIFEST, RunFolder, digest_of
from model.load import BASELINE
from model.rules.axes import Array, Axes, Flags
from model.rules.values import Values
from model.simulation.sampling import column_name
from model.spec.scenario import Intervention, Scenario
from model.spec.seeds import Seeds


def changed_since(manifest: Mapping[str, Any]) -> list[str]:
    """Input files that are not what they were when a run was made."""
    files = {name: Path(name) for name in manifest["digests"]}
    return [n for n, path in files.items() if not path.is_file() or digest_of(path) != manifest["digests"][n]]


def told_since(folder: RunFolder, manifest: Mapping[str, Any]) -> str:
    """Files changed since a run, in a line; empty if there are none."""
    changed = changed_since(manifest)
    shown = ", ".join(changed[:4]) + (f" and {len(changed) - 4} more" if len(changed) > 4 else "")
    return f"{folder.path}: changed or gone since this run, which is shown as it was: {shown}" if shown else ""


class Saved:
    """Everything a report may use; raises RunError if the run is not finished, or no run."""

    def __init__(self, folder: RunFolder, seeds: Seeds | None = None) -> None:
        """Read the manifest. seeds: the evidence of the run, where it is read already, as for a sweep's settings."""
        self.folder = folder
        self._seeds = seeds
        self.manifest = finished_of(folder, RUN)
        try:
            self.read = Manifest.model_validate(self.manifest)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, (*first["loc"], *first.get("ctx", {}).get("at", ()))))
            raise RunError(f"{folder.path / MANIFEST}: is damaged: {where}: {first['msg']}; run it again") from None

    def refuse_damage(self) -> None:
        """RunError if a file the report rests on is gone or not what the run wrote."""
        cure = "call that run again with --resume to have them made anew"
        self.folder.refuse_damage(self.manifest, cure)

    @property
    def seeds_folder(self) -> Path:
        """Folder of the run's evidence when it was made."""
        return seeds_folder(self.read.digests) or Path("seeds")

    @cached_property
    def seeds(self) -> Seeds:
        """The evidence as the run had it."""
        return kept_seeds(self.folder, self.read.digests) if self._seeds is None else self._seeds

    @cached_property
    def changed(self) -> list[str]:
        """Input files that are not what they were when the run was made."""
        return changed_since(self.manifest)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios as they were run, the baseline first."""
        return self.read.scenarios

    @property
    def others(self) -> list[str]:
        """The scenarios that are compared with the baseline."""
        return [name for name in self.scenarios if name != BASELINE]

    @property
    def worlds(self) -> int:
        """Number of worlds of each scenario."""
        return self.read.worlds

    @property
    def months(self) -> int:
        """The horizon."""
        return self.read.months

    @property
    def as_of(self) -> int:
        """The month before the first."""
        return self.read.as_of

    @cached_property
    def values(self) -> Values:
        """Central estimates with the run's overrides: those of the attribution of the starting scores."""
        return Values.central(self.seeds).replaced(self.manifest["overrides"])

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """The table of comparison.csv."""
        return self.folder.comparison()

    @property
    def trajectories(self) -> pd.DataFrame:
        """The table of trajectories.parquet."""
        return self.folder.trajectories()

    @cached_property
    def cells(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The rows of comparison.csv by scenario and outcome."""
        return {(row["scenario"], row["outcome"]): row for row in records(self.comparison)}

    @cached_property
    def outcomes(self) -> Mapping[str, pd.DataFrame]:
        """Scenario → what the report reads of its rows of outcomes.parquet; sampled assumptions with the baseline's.

        Every scenario has the same draws.
        """
        table = self.folder.outcomes()
        found = table.only(self.seeds.judged)
        drawn = table.rows(BASELINE, table.sampled) if table.sampled else None
        return Lazily(found, lambda name: found[name] if name != BASELINE else pd.concat([found[name], drawn], axis=1))

    def never(self, scenario: str, outcome: str) -> bool:
        """Return True where an outcome is months to something that no world of a scenario came to."""
        return in_months(self.seeds, outcome) and never(self.seeds, self.outcomes[scenario], outcome)  # few are read

    @cached_property
    def headline(self) -> tuple[str, ...]:
        """The outcomes that are talked about, in order."""
        return self.seeds.outcomes.headline

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Headline outcomes of every scenario but the baseline, with verdicts.

        scripted: the scenario sets the outcome itself. followed: the difference less what the scenario writes itself.
        written: the scenario sets the outcome, or too little followed to matter. The verdict on a difference whose
        direction is sure is on what followed of it.
        """
        found = findings(self.outcomes, BASELINE, self.months, self.headline, smallest_of(self.seeds))
        keys = list(zip(found["scenario"], found["outcome"], strict=True))
        found = found.assign(scripted=np.array([self.scripts(*key) for key in keys], dtype=bool))
        return with_followed(self.by_scenario.beside(found))

    def effects(self, scenario: str | None = None) -> pd.DataFrame:
        """The findings that matter and that no scenario writes itself, of one scenario or all, largest first.

        Their size is that of what followed, counted in smallest differences that matter.
        """
        return self._effects if scenario is None else self._effects[self._effects["scenario"] == scenario]

    @cached_property
    def _effects(self) -> pd.DataFrame:
        return largest_first(self.findings[self.findings["kind"].isin(SURE) & ~self.findings["written"]])

    @property
    def leading(self) -> list[str]:
        """The scenarios that are compared with the baseline, the region's core set before the others."""
        core = [name for name in self.seeds.region.core if name in self.others]
        return [*core, *(name for name in self.others if name not in core)]

    @cached_property
    def claims(self) -> list[Judged]:
        """The claims of the documents against the worlds of this run."""
        return judged(
            self.seeds.claims, self.outcomes, self.months, smallest_of(self.seeds), self.by_scenario.untesting
        )

    @cached_property
    def by_scenario(self) -> Written:
        """The parts of differences that scenarios write themselves."""
        return written_parts(self.comparison, self.ledger, self.seeds, self.scripts)

    def explained(self, outcomes: Collection[str], column: str) -> float | None:
        """R² of the effects on some outcomes with nobody acting or by base rates only; None where it is not known.

        column: difference_script or difference_habit. What a scenario sets itself is left out.
        """
        rows = self.comparison[self.comparison["outcome"].isin([*outcomes]) & self._unscripted]
        return explained(rows, column) if column in rows.columns else None

    @cached_property
    def _unscripted(self) -> Flags:
        """The rows of comparison.csv on what no scenario sets itself."""
        keys = zip(self.comparison["scenario"].tolist(), self.comparison["outcome"].tolist(), strict=True)
        return np.array([not self.scripts(*key) for key in keys], dtype=bool)

    @cached_property
    def ledger(self) -> pd.DataFrame | None:
        """The table of ledger.csv; None where the run kept none."""
        return self.folder.ledger() if (self.folder.path / LEDGER).is_file() else None

    @cached_property
    def _kept_ledger(self) -> KeptLedger:
        return KeptLedger(self.folder.path, self.seeds, self.others, self.ledger)

    def why(self, outcome: str, scenario: str) -> pd.DataFrame:
        """The parts of one difference, largest first: part, source, action, target, written, difference.

        They sum to the difference in the first 256 worlds. RunError where the outcome, or the run, has no ledger.
        """
        return self._kept_ledger.why(outcome, scenario)

    def written_share(self, outcome: str, scenario: str) -> float | None:
        """Share of a difference that the scenario writes itself, ties and dependence among it; None where unknown."""
        return self._kept_ledger.written_share(outcome, scenario)

    def scripts(self, scenario: str, outcome: str) -> bool:
        """Return True where a scenario sets an outcome itself: it puts the issue in the stage that is asked for."""
        return scripted(self.seeds, self._done[scenario], outcome)

    @cached_property
    def _done(self) -> dict[str, list[Intervention]]:
        """Scenario → its interventions that fired in any world."""
        planned = {
            name: zip(spec.interventions, self.fired(name), strict=True) for name, spec in self.scenarios.items()
        }
        return {name: [one for one, worlds in each if worlds] for name, each in planned.items()}

    @cached_property
    def robustness(self) -> RunRobustness | None:
        """Robustness of the verdicts and claims, as the run found it; None if the run did not sample."""
        if not self.manifest.get("sample") or not self.sampled:
            return None
        kept = self.folder.kept_beside(NAME)
        if kept is not None:
            try:
                return RunRobustness.from_json(kept)
            except ValueError:
                raise RunError(
                    f"{self.folder.path / NAME}: cannot be read; delete it to have it worked out again"
                ) from None
        found = self._robustness_found
        self.folder.write(NAME, found.to_json())
        return found

    @property
    def _robustness_found(self) -> RunRobustness:
        """The same, worked out. Quarters of a Sobol sequence are runs of neighbours: every other point is no sample."""
        table = self.folder.outcomes()
        rows = table.rows(BASELINE, table.sampled)
        values = {path: rows[column_name(path)].to_numpy(dtype=np.float64) for path in self.sampled}
        part = np.arange(len(rows)) * N_FOLDS // len(rows)
        return run_robustness(
            table.only(self.seeds.judged),
            Draws.of(values, self.seeds, part),
            seeds=self.seeds,
            baseline=BASELINE,
            months=self.months,
            scripted=self.scripts,
            written=self.by_scenario,
        )

    @property
    def sampled(self) -> list[str]:
        """The paths of the assumptions that were drawn."""
        drawn = set(self.folder.outcomes().sampled)
        return [path for path in self.seeds.numbers if column_name(path) in drawn]

    def followed(self, scenario: str) -> Mapping[str, Array]:
        """Measure → (world, month), in one scenario."""
        return self._followed[scenario]

    @cached_property
    def _followed(self) -> Lazily[Mapping[str, Array]]:
        return Lazily(self.scenarios, self.folder.followed)

    @cached_property
    def acts(self) -> dict[str, dict[str, int]]:
        """Scenario → actor.action → how often it came about in all worlds."""
        return {name: dict(kept["acts"]) for name, kept in self._kept.items()}

    def fired(self, scenario: str) -> list[int]:
        """In how many worlds each intervention fired."""
        return list(self._kept[scenario]["fired"])

    @cached_property
    def _kept(self) -> dict[str, Any]:
        return self.folder.kept

    @cached_property
    def axes(self) -> Axes:
        """The order of actors and dimensions."""
        return Axes.of(self.seeds)

    @property
    def deciding(self) -> tuple[str, ...]:
        """The actors that decide."""
        return self.axes.actors[: self.axes.deciders]

    @cached_property
    def baseline_months(self) -> pd.DataFrame:
        """The baseline's rows of trajectories.parquet."""
        return self.folder.trajectories(BASELINE)

    def alignments(self, month: int) -> pd.DataFrame:
        """The baseline's mean alignments of the deciding actors in a month: who leans × to whom."""
        names, table = list(self.deciding), self.baseline_months
        means = table[table["month"] == month].set_index("measure")["mean"].to_dict()
        rows = [[np.nan if of == to else means[f"alignment.{of}.{to}"] for to in names] for of in names]
        return pd.DataFrame(rows, names, names)

    def identical(self, scenario: str) -> bool:
        """Return True where every world of a scenario came out as the baseline's."""
        here, there = (self._kept[name].get("digest") for name in (scenario, BASELINE))
        return here is not None and here == there

    def told(self, scenario: str) -> dict[str, Any] | None:
        """One world in sentences, where the run kept one."""
        found = self.folder.told(scenario)
        lines = found.get("lines") if isinstance(found, dict) and "world" in found else None
        sound = isinstance(lines, list) and all(
            isinstance(x, dict) and {"text", "indent", "heading"} <= {*x} for x in lines
        )
        return found if sound else None
