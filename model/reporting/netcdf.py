"""A finished run as one labelled data set: NetCDF through xarray, with scenario, setting, world, month and outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from model.common.errors import RunError
from model.experiment.joined import SETTING
from model.reporting.cuts import Part, label_of, unit_of
from model.rules.axes import Array
from model.spec.base import name_of_month
from model.spec.columns import KEYS

LARGEST = 2_000_000_000
"""Bytes of all worlds' outcomes that are put into one data set; they stand in memory together."""
ABOUT = ("seed", "as_of", "worlds", "months", "sample", "without", "version", "commit", "command")
"""Attributes of the data set, by their names in run.json."""


def refuse_netcdf(place: Path) -> None:
    """RunError where no NetCDF file can be written, or not under this name."""
    if find_spec("xarray") is None:
        raise RunError("NetCDF needs a package of its own: uv run --extra netcdf simulate.py export RUN --to netcdf")
    if place.suffix.lower() != ".nc":
        raise RunError(f"--out {place}: NetCDF is one file; give it a name that ends in .nc")


def write_netcdf(path: Path, parts: Sequence[Part], manifest: dict[str, Any]) -> None:
    """Write the data set of a run, or of a sweep's settings; needs no library of NetCDF besides SciPy's."""
    dataset(parts, manifest).to_netcdf(path, engine="scipy", format="NETCDF3_64BIT")


def dataset(parts: Sequence[Part], manifest: dict[str, Any]) -> Any:
    """The xarray.Dataset of a run; of a sweep all but what names things has the dimension setting first.

    outcome of every world: (scenario, world, outcome); a category is a yes or no for each of its names. What
    comparison.csv says: (scenario, outcome). Monthly means and quantiles: (scenario, month, measure). Drawn
    assumptions: (world, assumption).
    """
    first = parts[0].saved
    scenarios = list(first.scenarios)
    outcomes = list(dict.fromkeys(name for part in parts for name in part.saved.comparison["outcome"]))
    size = 8 * len(parts) * len(scenarios) * first.worlds * len(outcomes)
    if size > LARGEST:
        raise RunError(f"all worlds' outcomes are {size / 1e9:.1f} GB, too much for one data set; take --to parquet")
    found: dict[str, tuple[tuple[str, ...], Any, dict[str, str]]] = {}
    lead = () if parts[0].setting is None else (SETTING,)

    def put(name: str, dims: tuple[str, ...], arrays: Iterator[Array], meaning: str) -> None:
        stacked = np.stack(list(arrays))
        found[name] = ((*lead, *dims), stacked if lead else stacked[0], {"long_name": meaning})

    put("value", ("scenario", "world", "outcome"), (_worlds(part, scenarios, outcomes) for part in parts),
        "Outcome of a world at the end; yes is 1 and no 0; months that were not reached are nan")  # fmt: skip
    for name in map(str, first.comparison.select_dtypes("number")):
        arrays = (_table(part.saved.comparison, name, scenarios, outcomes) for part in parts)
        put(name, ("scenario", "outcome"), arrays, KEYS.get(name, name))
    measures, months = parts[0].measures, list(range(first.months + 1))
    for name in first.trajectories.columns.difference(["scenario", "month", "measure"], sort=False):
        arrays = (_monthly(part.saved.trajectories, str(name), scenarios, months, measures) for part in parts)
        put(f"monthly_{name}", ("scenario", "month", "measure"), arrays, KEYS[str(name)])
    coordinates = _coordinates(parts, outcomes, months, manifest)
    if drawn := list(first.folder.outcomes().sampled):
        put("assumption", ("world", "drawn"), (_drawn(part, drawn) for part in parts), "Value drawn for a world")
        coordinates["drawn"] = drawn
    about = {name: _said(manifest[name]) for name in ABOUT if manifest.get(name) is not None}
    return import_module("xarray").Dataset(found, coordinates, about)


def _coordinates(
    parts: Sequence[Part], outcomes: Sequence[str], months: Sequence[int], manifest: dict[str, Any]
) -> dict[str, Any]:
    """Names along the dimensions, and what tells of them: words, units, dates, the values of each setting."""
    first, words = parts[0].saved, parts[0].words
    found: dict[str, Any] = {
        "scenario": list(first.scenarios),
        "scenario_name": ("scenario", [spec.name for spec in first.scenarios.values()]),
        "world": np.arange(first.worlds, dtype=np.int32),
        "outcome": outcomes,
        "label": ("outcome", [words.outcome(name) for name in outcomes]),
        "unit": ("outcome", [unit_of(words, name) for name in outcomes]),
        "month": np.array(months, dtype=np.int32),
        "date": ("month", [name_of_month(first.as_of + month) for month in months]),
        "measure": parts[0].measures,
        "measure_label": ("measure", [label_of(words, name) for name in parts[0].measures]),
        "measure_unit": ("measure", [unit_of(words, name) for name in parts[0].measures]),
    }
    if parts[0].setting is not None:
        found[SETTING] = [part.setting for part in parts]
        settings = manifest["settings"]
        for path in settings[parts[0].setting]:
            found[path] = (SETTING, [settings[part.setting][path] for part in parts])
    return found


def _worlds(part: Part, scenarios: Sequence[str], outcomes: Sequence[str]) -> Array:
    """(scenario, world, outcome)."""
    table = part.saved.folder.outcomes()
    found = np.full((len(scenarios), part.saved.worlds, len(outcomes)), np.nan)
    for place, scenario in enumerate(scenarios):
        frame = table.rows(scenario, table.names)
        for column, outcome in enumerate(outcomes):
            name, _, category = outcome.partition("=")
            numbers = frame[name] == category if category else frame[name]
            found[place, :, column] = numbers.astype(float)
    return found


def _table(table: pd.DataFrame, value: str, scenarios: Sequence[str], names: Sequence[str]) -> Array:
    """(scenario, outcome)."""
    wide = table.pivot(index="scenario", columns="outcome", values=value)
    return wide.reindex(index=list(scenarios), columns=list(names)).to_numpy(dtype=float)


def _monthly(
    table: pd.DataFrame, value: str, scenarios: Sequence[str], months: Sequence[int], measures: Sequence[str]
) -> Array:
    """(scenario, month, measure)."""
    wide = table.pivot(index=["scenario", "month"], columns="measure", values=value)
    rows = pd.MultiIndex.from_product([list(scenarios), list(months)])
    return wide.reindex(index=rows, columns=list(measures)).to_numpy(dtype=float).reshape(
        len(scenarios), len(months), len(measures)
    )  # fmt: skip


def _drawn(part: Part, drawn: Sequence[str]) -> Array:
    """(world, assumption): every scenario has the same draws."""
    table = part.saved.folder.outcomes()
    return table.rows(next(iter(part.saved.scenarios)), drawn).to_numpy(dtype=float)


def _said(value: Any) -> Any:
    """A value as an attribute holds it."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return int(value) if isinstance(value, bool) else value
