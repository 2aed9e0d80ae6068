"""The end of a run: its comparison, its manifest, and the warnings that only results can give."""

from __future__ import annotations

from typing import Any

from model.analysis.comparison import ALONE, COLUMNS, ERROR, FOLLOWED, HABIT, SCRIPT, SMALLEST, VERDICT
from model.analysis.followed import with_verdicts
from model.analysis.ledger import ledger_table, run_ledger
from model.analysis.telling import told_worlds
from model.analysis.verdicts import compared, scripted
from model.analysis.written import with_written, without_choices
from model.analysis.written_parts import written_parts
from model.common.system import writing
from model.experiment.batch import Gathered
from model.experiment.ensemble import BLOCK, Task
from model.experiment.manifest import now
from model.experiment.pool import Crew
from model.experiment.run_folder import RunFolder
from model.load import BASELINE
from model.outcomes.moments import Column
from model.simulation.experiment import Experiment


def finish(
    crew: Crew, folder: RunFolder, gathered: Gathered, manifest: dict[str, Any], *, tell: bool = False
) -> list[str]:
    """Write the comparison, the ledger, a world of each scenario in words where `tell`, and the finished manifest.

    Returns warnings. All that the processes can do meanwhile is asked for first, in the order in which it is needed.
    """
    experiment = crew.experiment
    alone, rows = without_choices(crew, gathered.worlds), run_ledger(crew, gathered.worlds)
    told = told_worlds(crew, gathered.outcomes) if tell else iter(())
    done = {
        scenario.id: [
            step
            for step, worlds in zip(scenario.spec.interventions, gathered.kept[scenario.id]["fired"], strict=True)
            if worlds
        ]
        for scenario in experiment.scenarios
    }
    seeds = experiment.seeds

    def sets(scenario: str, outcome: str) -> bool:
        return scripted(seeds, done[scenario], outcome)

    def first(scenario: str) -> dict[str, Column]:
        return folder.load(experiment, Task(scenario, 0, min(BLOCK, gathered.worlds))).outcomes

    comparison = compared(gathered.outcomes, seeds, baseline=BASELINE, months=experiment.months, scripted=sets)
    comparison = with_written(comparison, alone, first, gathered.worlds, experiment.months)
    ledger = ledger_table(rows)
    written = written_parts(comparison, ledger, seeds, sets)
    comparison = with_verdicts(comparison, written, seeds, baseline=BASELINE)
    comparison = comparison[[*COLUMNS, SCRIPT, ALONE, HABIT, FOLLOWED, ERROR, SMALLEST, VERDICT]]
    with writing(folder.path, folder.cure):
        folder.write_comparison(comparison)
        folder.write_ledger(ledger)
        for name, lines in told:
            folder.write_json(f"told/{name}.json", lines)
        folder.write_manifest(manifest | {"worlds": gathered.worlds, "finished": now(), "files": folder.digests()})
    return result_warnings(experiment, gathered.kept)


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
