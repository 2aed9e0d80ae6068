"""Every rule of behaviour left out in turn, by the measures of ODD 8; and how far the parts of choice fit the record.

Nothing after December 2023 is looked at. Run: uv run --group dev python -m tests.benchmarks.ablations [--worlds 128]
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from model.analysis.events import choice_design, event_skill, flows, records_of
from model.analysis.events.design import LOG_WEIGHT_PARTS
from model.analysis.hindcast import CALIBRATION, DocumentedPast, alignment_cases, alignment_skill
from model.analysis.hindcast.cases import asks
from model.analysis.hindcast.forecast import forecast
from model.load import load_seeds
from model.rules.axes import Array
from model.rules.values import Values
from model.simulation.experiment import experiment_of_scenarios
from model.spec.hindcast import REFERENCE
from model.spec.seeds import OPTIONAL_ASSUMPTIONS, Seeds
from tests.benchmarks.behaviour import answering, choices, force_by_treaty, hostile_between

SEEDS = Path(__file__).parents[2] / "seeds"
SCENARIOS = (
    "baku-forces-the-corridor",
    "armenia-leaves",
    "moscow-presses-yerevan",
    "corridor-opened",
    "western-guarantees",
)
"""Those in which third parties are looked at; the first forces the route."""
STARTING_WORLDS = 32
"""Worlds of a forecast of the hindcast."""
SCALED = ("pressure", "conduct", "hostility", "restraint", "feeling")
"""Parts of a choice whose size is fitted, as a multiple of the shipped one."""


def left_out(seeds: Seeds) -> dict[str, dict[str, float]]:
    """Rule → the assumptions that switch it off."""

    def off(*names: str) -> dict[str, float]:
        return {f"assumptions.{name}": float(OPTIONAL_ASSUMPTIONS[name][0]) for name in names}

    hostility = {path: 0.0 for path in seeds.numbers if path.startswith("hostility.")}
    return {
        "as shipped": {},
        "asymmetric headroom": off("asymmetry"),
        "steady tempo": off("steady_tempo"),
        "counted rates": off("rate_counts"),
        "habit": off("habit_prior"),
        "inertia and reciprocity": off("inertia", "reciprocity"),
        "pressure": off("pressure"),
        "restraint of force": off("deterrence", "commitment"),
        "consent by what is asked": off("consent_noise", "consent_deal", "consent_accord", "consent_commitment"),
        "hostility": hostility,
        "feelings": {"assumptions.feeling": 0.0},
    }


def event_gains(seeds: Seeds, changes: Mapping[str, float]) -> dict[str, float]:
    """Gains to December 2023, nats an event: choices over base rates, pairs and signs over the frequency so far."""
    past = DocumentedPast(seeds, Values.central(seeds).replaced(changes))
    found = {}
    for evidence, record in records_of(past, (CALIBRATION,)).items():
        skill = event_skill(record.cases()).set_index(["score", "window", "reference"])["gain"]
        for score, reference in (("choice", "base rates"), ("pair_sign", "running frequency")):
            found[f"{score}, {evidence}"] = float(skill.get((score, CALIBRATION, reference), np.nan))
    return found


def behaviour(seeds: Seeds, changes: Mapping[str, float], worlds: int) -> dict[str, float]:
    """Flows, third parties and conditional rates."""
    central = Values.central(seeds)
    past = DocumentedPast(seeds, central.replaced(changes))
    lags = flows(past, past.months[-1], 1, worlds).iloc[0]
    experiment = replace(experiment_of_scenarios(seeds, ["baseline", *SCENARIOS]), overrides=dict(changes))
    baseline, asked = choices(experiment, "baseline", worlds)
    others = [answering(experiment, baseline, name, worlds) for name in SCENARIOS]
    treaty, guarantee = force_by_treaty(experiment, worlds)
    between = np.array(asked)
    return {
        "own": lags["own"], "partner": lags["partner"], "fano": lags["fano"], "third parties": float(np.median(others)),
        "forced route": others[0], "treaty": treaty, "guarantee": guarantee,
        "consent .35-.65": float(np.mean((between > 0.35) & (between < 0.65))),
        "Moscow and Baku": hostile_between(experiment, "RUS", "AZE", worlds),
    }  # fmt: skip


def hindcast_skill(seeds: Seeds, changes: Mapping[str, float]) -> float:
    """CRPS skill over persistence to December 2023, from the past as shipped."""
    past = DocumentedPast(seeds, Values.central(seeds))
    made = [forecast(past, ask) for ask in asks(past, (CALIBRATION,), STARTING_WORLDS, 1, dict(changes))]
    cases = pd.concat([alignment_cases(past, one, one) for one in made])
    skill = alignment_skill(cases[cases["window"] == CALIBRATION], past.plan.every, resamples=0)
    chosen = (skill["horizon"] == "all") & (skill[REFERENCE] == "persistence") & (skill["score"] == "crps")
    return float(skill.loc[chosen, "skill"].iloc[0])


def fitted(design: pd.DataFrame, noise: float) -> pd.DataFrame:
    """The likeliest size of each part alone, the others as shipped: a row a part.

    Columns: part, best (multiple of the shipped size), error (standard error), over_none and over_shipped (likelihood
    ratios of the best against 0 and 1), shipped_over_none (of the shipped size against none; below 0 it fits worse).
    """
    number = pd.factorize(design["choice"])[0]
    weight = design.groupby(number)["weight"].first().to_numpy()
    part = {
        name: design[name].to_numpy(float) / (noise if name in LOG_WEIGHT_PARTS[:4] else 1.0)
        for name in LOG_WEIGHT_PARTS
    }
    part["restraint"] = -part["restraint"]
    taken = design["taken"].to_numpy(float)

    def likelihood(name: str, size: float) -> float:
        z = design["log_share"].to_numpy(float) + sum(part.values()) + (size - 1) * part[name]
        chance = np.exp(z - z.max())
        return float(weight @ np.log(np.bincount(number, chance * taken) / np.bincount(number, chance)))

    rows = []
    sizes: Array = np.linspace(-2, 6, 321)
    step = sizes[1] - sizes[0]
    for name in SCALED:
        found = np.array([likelihood(name, size) for size in sizes])
        b = int(np.clip(found.argmax(), 1, len(sizes) - 2))
        bend = (2 * found[b] - found[b - 1] - found[b + 1]) / step**2
        none, shipped = likelihood(name, 0), likelihood(name, 1)
        rows.append(
            (name, sizes[b], bend**-0.5 if bend > 0 else np.nan, 2 * (found[b] - none), 2 * (found[b] - shipped),
             2 * (shipped - none))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["part", "best", "error", "over_none", "over_shipped", "shipped_over_none"])


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=128)
    worlds, seeds = parser.parse_args().worlds, load_seeds(SEEDS)
    past = DocumentedPast(seeds, Values.central(seeds))
    for evidence, record in records_of(past, (CALIBRATION,)).items():
        design = choice_design(record)
        design = design[design["window"] == CALIBRATION]
        noise = float(Values.central(seeds)["choice_noise"][0])
        print(f"{evidence}: {design['choice'].nunique()} choices to December 2023\n{fitted(design, noise).round(2)}")
    for rule, changes in left_out(seeds).items():
        row = event_gains(seeds, changes) | behaviour(seeds, changes, worlds)
        row["CRPS over persistence"] = hindcast_skill(seeds, changes)
        print(rule, {name: round(value, 4) for name, value in row.items()}, flush=True)


if __name__ == "__main__":
    main()
