"""Headline results under the second coding of the evidence, beside those under the first (ODD 6).

Run: uv run --group dev python -m tests.benchmarks.second_coding [--worlds 1000]
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from model.analysis.events import counted_rates, records_of
from model.analysis.hindcast import CALIBRATION, DocumentedPast
from model.experiment.ensemble import BLOCK, Task, block_outcomes
from model.load import load_seeds
from model.outcomes.moments import Column
from model.rules.values import Values
from model.simulation.experiment import experiment_of_scenarios
from model.spec.chronicle import CHRONICLE, CODINGS, DOCUMENTS, ChronicleEvent, Layers
from model.spec.events import Event
from model.spec.seeds import Seeds

SEEDS = Path(__file__).parents[2] / "seeds"


def second_coding(seeds: Seeds) -> Seeds | None:
    """Seeds whose events are as the second coder coded them; None where nothing was coded twice.

    An event that a row coded twice tells takes type, salience and standing of the second coding, in whichever layer it
    lies. A row whose type no key of types.yaml describes leaves its event as it is.
    """
    path = seeds.folder / CHRONICLE / CODINGS[1]
    if not path.is_file():
        return None
    table = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("id")
    known = table[table["type"].isin(list(seeds.types.types))]
    rows = {str(row): {str(key): str(value) for key, value in coded.items()} for row, coded in known.iterrows()}
    attested = {attestation.event: attestation.row for attestation in seeds.layers.same}

    def coded(event: Event) -> Event:
        own = event.row if isinstance(event, ChronicleEvent) else attested.get(event.id, ())
        return _coded(event, next((rows[row] for row in own if row in rows), None), seeds)

    files = {file: tuple(map(coded, events)) for file, events in seeds.layers.files.items()}
    layers = Layers(files, seeds.layers.same)
    return replace(seeds, layers=layers, events=layers.events(DOCUMENTS, *seeds.region.layers))


def _coded(event: Event, row: Mapping[str, str] | None, seeds: Seeds) -> Event:
    if row is None:
        return event
    salience = seeds.types.salience[row["salience"]].value
    return event.model_copy(update={"type": row["type"], "salience": salience, "standing": row["standing"]})


def counted(seeds: Seeds) -> dict[str, float]:
    """The factors on the rates of actions that this coding gives."""
    *_, both = records_of(DocumentedPast(seeds, Values.central(seeds)), (CALIBRATION,)).values()
    table = counted_rates(both).set_index("action")["counted_fitted"]
    return {f"actions.{name}.counted": float(factor) for name, factor in table.items()}


def means(seeds: Seeds, scenarios: Sequence[str], worlds: int) -> pd.DataFrame:
    """Means of the outcomes of the headline: rows scenarios, the baseline first."""
    experiment = replace(experiment_of_scenarios(seeds, scenarios, 36), overrides=counted(seeds))
    rows = {}
    for name in scenarios:
        tasks = [Task(name, first // BLOCK, min(BLOCK, worlds - first)) for first in range(0, worlds, BLOCK)]
        blocks = [block_outcomes(experiment, task) for task in tasks]
        rows[name] = {key: float(np.mean([_values(block, key).mean() for block in blocks])) for key in headline(seeds)}
    return pd.DataFrame(rows).T


def headline(seeds: Seeds) -> Sequence[str]:
    """Columns of the headline."""
    return tuple(seeds.outcomes.headline)


def _values(block: Mapping[str, Column], key: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    name, _, value = key.partition("=")
    return np.asarray(np.asarray(block[name]) == value if value else block[name], dtype=float)


def main() -> None:
    """Print baseline and differences under both codings, and how far apart they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=4 * BLOCK, help="a multiple of 256")
    worlds = parser.parse_args().worlds
    first = load_seeds(SEEDS)
    second = second_coding(first)
    assert second is not None, "the shipped evidence is coded twice"
    factors = [counted(seeds) for seeds in (first, second)]
    print(f"events recoded: {sum(a != b for a, b in zip(_events(first), _events(second), strict=True))}")
    apart = {path: abs(np.log(factors[1][path] / factors[0][path])) for path in factors[0]}
    print(f"factor furthest apart: {(path := max(apart, key=lambda name: apart[name]))}", end=" ")
    print(f"{factors[0][path]:.2f} and {factors[1][path]:.2f}")
    scenarios = ["baseline", *first.region.core]
    tables = [means(seeds, scenarios, worlds) for seeds in (first, second)]
    print(pd.DataFrame({"first": tables[0].loc["baseline"], "second": tables[1].loc["baseline"]}).round(4).to_string())
    changes = [table - table.loc["baseline"] for table in tables]
    print((changes[1] - changes[0]).loc[list(first.region.core)].round(4).T.to_string())


def _events(seeds: Seeds) -> list[Event]:
    return [event for events in seeds.layers.files.values() for event in events]


if __name__ == "__main__":
    main()
