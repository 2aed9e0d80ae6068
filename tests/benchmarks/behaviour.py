"""Behaviour of the actors in figures (ODD 8): who answers, what treaties and guarantees do, how consent falls out.

Run: uv run --group dev python -m tests.benchmarks.behaviour [--worlds 256]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from model.evidence.starting_score import score_parts
from model.load import load_seeds
from model.rules.records import NOTHING
from model.simulation.experiment import Experiment, experiment_of_scenarios
from model.simulation.model import Region
from model.spec.seeds import Seeds

SEEDS = Path(__file__).parents[2] / "seeds"
Index = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def choices(experiment: Experiment, scenario: str, worlds: int) -> tuple[Index, list[float]]:
    """Options chosen, (month, world, actor), and the chances of consent of whoever was asked."""
    region = Region(experiment, scenario, worlds=worlds, collect=False)
    chosen, asked = [], []
    for _ in range(experiment.months):
        region.month += 1
        region.intervene()
        region.open_month()
        region.agents.do("choose")
        now = region.now.chosen.copy()
        chosen.append(now)
        consent, events = None, region.structure.events
        for w, actor in zip(*np.nonzero(now != NOTHING), strict=True):
            event = events[region.structure.options[now[w, actor]]["event"]]
            if event["agreement"]:
                consent = region.option_utilities().consent if consent is None else consent
                for n in range(int(event["first_option"]), int(event["end_option"])):
                    s = int(region.structure.event_options[n])
                    if region.choice_set.option_actor[s] != actor:
                        asked.append(float(consent[w, s]))
        region.agree()
        region.appraise_and_forget()
        region.remember()
        region.diversify()
        region.move_issues()
    return np.stack(chosen), asked


def answering(experiment: Experiment, baseline: Index, scenario: str, worlds: int) -> float:
    """Share of actor-months after the first intervention in which an actor that no script names chooses otherwise."""
    loaded = experiment.scenario(scenario)
    structure = experiment.structure(loaded)
    named = {name for event in structure.scripted for name in (*event.source, *event.target)}
    third = [i for i, name in enumerate(structure.axes.actors[: structure.axes.deciders]) if name not in named]
    region = Region(experiment, scenario, worlds=worlds, collect=False)
    region.run_to_end()
    first = int(region.state.fired.min(initial=experiment.months))
    found, _ = choices(experiment, scenario, worlds)
    after = slice(max(first - 1, 0), None)
    return float((found[after][:, :, third] != baseline[after][:, :, third]).mean()) if third else float("nan")


def force(region: Region, actor: str, target: str) -> float:
    """Chance a month that one actor uses force against another, mean over worlds."""
    region.refresh()
    region.open_month()
    chances = region.option_utilities().chances(region.choice_set.option_actor)
    axes, found = region.axes, 0.0
    for s, option in enumerate(region.structure.options):
        event = region.choice_set.alternatives[int(option["event"])]
        if region.structure.events[int(option["event"])]["force"] and option["actor"] == axes.actor[actor]:
            found += chances[:, s].mean() if target in event.target else 0.0
    return float(found)


def force_by_treaty(experiment: Experiment, worlds: int) -> tuple[float, float]:
    """Chance of force by Baku on Yerevan, treaty in force over text agreed, and with a guarantee over without."""

    def region() -> Region:
        return Region(experiment, "baseline", worlds=worlds, collect=False)

    def staged(stage: str) -> float:
        here = region()
        q = here.axes.issue["peace"]
        here.state.stage[:, q] = here.choice_set.stage_index("peace", stage)
        return force(here, "AZE", "ARM")

    plain, guarded = region(), region()
    axes = guarded.axes.actor
    size = 0.6 * float(experiment.seeds.types.salience["agreement"].value)
    for guardian in ("EU", "USA"):
        guarded.state.guaranteed[:, axes["ARM"], axes[guardian]] += size
    return staged("ratified") / staged("text_agreed"), force(guarded, "AZE", "ARM") / force(plain, "AZE", "ARM")


def hostile_between(experiment: Experiment, one: str, other: str, worlds: int, months: int = 6) -> float:
    """Share of all chosen events of the first months that are hostile ones between two actors."""
    region = Region(experiment, "baseline", worlds=worlds, months=months, collect=False)
    done = region.run_to_end().done[:, 1:, : region.alternatives].sum(axis=(0, 1))
    hostile = region.parameters.weight[0, : region.alternatives].sum(axis=1) < 0
    between = np.array([{one, other} <= set(event.parties) for event in region.choice_set.alternatives])
    return float(done[hostile & between].sum() / done.sum())


def parts_of(seeds: Seeds, of: str, to: str, *events: str) -> list[float]:
    """Parts of some events in a starting alignment."""
    rows = score_parts(seeds, of, to)
    told = {event.id: event.what for event in seeds.events}
    return [float(rows.loc[rows["what"] == told[event], "alignment"].sum()) for event in events]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=256)
    worlds = parser.parse_args().worlds
    seeds = load_seeds(SEEDS)
    names = sorted(path.stem for path in (SEEDS.parent / "scenarios").glob("*.yaml"))
    experiment = experiment_of_scenarios(seeds, names)
    baseline, asked = choices(experiment, "baseline", worlds)
    between = np.array(asked)
    print(f"consent: {len(asked)} asked, {np.mean((between > 0.35) & (between < 0.65)):.0%} of chances in .35 to .65")
    answers = {name: answering(experiment, baseline, name, worlds) for name in names if name != "baseline"}
    told = sorted((share, name) for name, share in answers.items() if np.isfinite(share))
    print(f"third parties choosing otherwise: median {np.median([share for share, _ in told]):.2%}")
    print("  ".join(f"{name} {share:.2%}" for share, name in told))
    treaty, guarantee = force_by_treaty(experiment, worlds)
    print(f"force by Baku on Yerevan: ratified over text agreed {treaty:.2f}; guaranteed over not {guarantee:.2f}")
    print(
        f"hostile events between Moscow and Baku, six months: {hostile_between(experiment, 'RUS', 'AZE', worlds):.2f}"
    )
    war, talks = parts_of(seeds, "ARM", "AZE", "karabakh-war-2020", "abu-dhabi")
    print(f"in ARM to AZE: war of 2020 {war:+.3f}, Abu Dhabi {talks:+.3f}")
    region = Region(experiment, "baseline", worlds=1, collect=False)
    region.open_month()
    consent = dict(zip(region.choice_set.option_names, region.option_utilities().consent[0], strict=True))
    for name in ("RUS/return_csto/ARM/RUS", "AZE/pact/RUS/AZE", "RUS/pact/AZE/RUS"):
        if name in consent:
            print(f"consent at the start, {name}: {consent[name]:.2f}")
    print(
        "pacts: "
        + ", ".join(f"{name} {chance:.2f}" for name, chance in consent.items() if "pact" in name and "RUS" in name)
    )


if __name__ == "__main__":
    main()
