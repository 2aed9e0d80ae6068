"""The end of a run: its comparison, its manifest, and the warnings that only results can give."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from model.analysis.comparison import ALONE, BASE_RATES_ONLY, COLUMNS, ERROR, FOLLOWED, NOBODY_ACTS, SMALLEST, VERDICT
from model.analysis.followed import with_verdicts
from model.analysis.ledger import Row, ledger_table, run_ledger
from model.analysis.narratives import world_narratives
from model.analysis.verdicts import compared, scripted
from model.analysis.written import Parts, with_written, without_choices
from model.analysis.written_parts import written_parts
from model.common.system import writing
from model.experiment.batch import Gathered
from model.experiment.condensed import condense
from model.experiment.ensemble import BLOCK, Task
from model.experiment.manifest import now
from model.experiment.pool import Crew
from model.experiment.run_folder import RunFolder
from model.load import BASELINE, LoadedScenario
from model.outcomes.moments import Column
from model.simulation.experiment import Experiment
from model.spec.scenario import Intervention


class FirstWorlds:
    """Findings in a run's first worlds besides its outcomes: processes come to them while the tables are written."""

    def __init__(self, crew: Crew) -> None:
        self.crew, self.worlds = crew, 0
        self.without_choices: Iterator[Parts]
        self.ledger: Iterator[list[Row]]

    def ask(self, worlds: int) -> None:
        """Ask for it in a run of so many worlds, unless as many first worlds were asked for already."""
        if self.worlds < min(worlds, BLOCK):
            self.worlds = min(worlds, BLOCK)
            self.without_choices, self.ledger = without_choices(self.crew, worlds), run_ledger(self.crew, worlds)


def finish(
    first: FirstWorlds, folder: RunFolder, gathered: Gathered, manifest: dict[str, Any], *, tell: bool = False,
    keep_blocks: bool = True,
) -> list[str]:  # fmt: skip
    """Write the comparison, the ledger, a world of each scenario in words where `tell`, and the finished manifest.

    Returns warnings. All that the processes can do meanwhile is asked for first, in the order in which it is needed.
    keep_blocks: False where what of the blocks stands in no table is to be kept apart, so that they can be dropped.
    """
    crew, experiment = first.crew, first.crew.experiment
    first.ask(gathered.worlds)
    told = world_narratives(crew, gathered.outcomes) if tell else iter(())
    condensed = iter(()) if keep_blocks else condense(crew, folder, gathered.worlds)
    seeds, done = experiment.seeds, {s.id: _fired(s, gathered) for s in experiment.scenarios}

    def sets(scenario: str, outcome: str) -> bool:
        return scripted(seeds, done[scenario], outcome)

    def first_block(scenario: str) -> dict[str, Column]:
        return folder.load(experiment, Task(scenario, 0, min(BLOCK, gathered.worlds))).outcomes

    comparison = compared(gathered.outcomes, seeds, baseline=BASELINE, months=experiment.months, scripted=sets)
    comparison = with_written(comparison, first.without_choices, first_block, gathered.worlds, experiment.months)
    ledger = ledger_table(first.ledger)
    written = written_parts(comparison, ledger, seeds, sets)
    comparison = with_verdicts(comparison, written, seeds, baseline=BASELINE)
    comparison = comparison[[*COLUMNS, NOBODY_ACTS, ALONE, BASE_RATES_ONLY, FOLLOWED, ERROR, SMALLEST, VERDICT]]
    with writing(folder.path, folder.cure):
        folder.write_comparison(comparison)
        folder.write_ledger(ledger)
        for name, lines in told:
            folder.write_json(f"told/{name}.json", lines)
        deque(condensed, maxlen=0)
        folder.write_manifest(manifest | {"worlds": gathered.worlds, "finished": now(), "files": folder.digests()})
    return result_warnings(experiment, gathered.kept)


def _fired(scenario: LoadedScenario, gathered: Gathered) -> list[Intervention]:
    """The interventions of a scenario that fired in any world."""
    counts = zip(scenario.spec.interventions, gathered.kept[scenario.id]["fired"], strict=True)
    return [step for step, worlds in counts if worlds]


def result_warnings(experiment: Experiment, kept: dict[str, Any]) -> list[str]:
    """Interventions that fired nowhere, and scenarios whose worlds came out the same."""
    said = []
    for scenario in experiment.scenarios:
        for k, worlds in enumerate(kept[scenario.id]["fired"]):
            reachable = all(
                experiment.as_of < m <= experiment.as_of + experiment.months
                for m in scenario.spec.interventions[k].dates
            )
            if not worlds and reachable:
                origin = scenario.origins[f"interventions[{k}]"]
                said.append(f"{origin}: this intervention fired in no world of {scenario.id}")
    same: dict[str, list[str]] = {}
    for name, found in kept.items():
        same.setdefault(found["digest"], []).append(name)
    return said + [
        f"the worlds of {' and '.join(names)} came out identical" for names in same.values() if len(names) > 1
    ]
