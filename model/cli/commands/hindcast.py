"""`hindcast`: skill on the documented past over reference forecasts, printed and kept; or a calibrating search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from model.analysis.events import choice_design, counted_rates, event_skill, flows, matches, records_of
from model.analysis.hindcast import (
    TEST,
    WINDOWS,
    DocumentedPast,
    Forecast,
    activity_table,
    alignment_cases,
    alignment_skill,
    forecasts,
    independent_cases,
    largest_errors,
    milestone_cases,
    milestone_skill,
    other_pasts,
    plan_of,
    proposal,
    sample,
    search,
)
from model.analysis.hindcast.forecast import NOTHING_SCRIPTED
from model.analysis.outside import outside_measures
from model.cli.scores import event_tables, milestone_table, plain_table, score_tables
from model.cli.show import terminal, warn
from model.cli.wanted import folder_wanted, refuse_unknown
from model.common.errors import RunError
from model.common.spreadsheet import as_csv
from model.common.system import cores
from model.common.text import MINUS, calendar, counted, listed
from model.experiment.manifest import manifest_of, now
from model.experiment.run_folder import RunFolder
from model.load import load_seeds
from model.rules.values import Values, read_overrides
from model.simulation.experiment import Experiment
from model.spec.hindcast import REFERENCE

OTHER_DRAWS = 10
"""Other values of appraisal and memory under which everything is done again."""
SEARCH_WORLDS = 64
"""Worlds of each point of the search."""


@dataclass(frozen=True)
class HindcastWanted:
    """Options of the command line."""

    worlds: int
    seed: int
    overrides: tuple[str, ...]
    without: tuple[str, ...]
    seeds: Path
    jobs: int | None
    out: Path | None
    windows: tuple[str, ...] = WINDOWS
    points: int | None = None
    """Points of the calibrating search; None to score."""


def hindcast_command(wanted: HindcastWanted) -> None:
    """Score or calibrate, print and write; raises ModelError on the user's mistakes."""
    past = _past(wanted)
    console, jobs = terminal(), wanted.jobs or cores()
    manifest = _manifest(past, wanted)
    with _empty(folder_wanted(wanted.out, "hindcast")) as folder:
        folder.hold()
        folder.write_manifest(manifest)
        if wanted.points is None:
            _score(past, wanted, jobs, folder, console)
        else:
            _calibrate(past, wanted, jobs, folder, console)
        folder.write_manifest(manifest | {"finished": now(), "files": folder.digests()})
        console.print(str(folder.path), soft_wrap=True, markup=False)


def _past(wanted: HindcastWanted) -> DocumentedPast:
    seeds = load_seeds(wanted.seeds)
    plan_of(seeds)
    refuse_unknown(wanted.without, seeds)
    values = Values.central(seeds).replaced(read_overrides(wanted.overrides, seeds))
    past = DocumentedPast(seeds, values, wanted.without)
    if not past.cases(wanted.windows):
        until = "the documents" if TEST in wanted.windows else "the months to calibrate on"
        raise RunError(
            f"{seeds.folder / 'region.yaml'}: no start of `hindcast` leaves room for a horizon within {until}"
        )
    return past


def _empty(path: Path) -> RunFolder:
    folder = RunFolder(path)
    folder.refuse_taken()
    if folder.exists:
        raise RunError(f"{path}: exists already; choose another --out")
    return folder


def _manifest(past: DocumentedPast, wanted: HindcastWanted) -> dict[str, Any]:
    overrides = read_overrides(wanted.overrides, past.seeds)
    last, months = past.months[-1], max(past.plan.horizons)
    experiment = Experiment(past.seeds, (NOTHING_SCRIPTED,), last, months, wanted.seed, overrides, wanted.without)
    return manifest_of(experiment, wanted.worlds) | {"kind": "hindcast", "windows": list(wanted.windows)}


def _score(past: DocumentedPast, wanted: HindcastWanted, jobs: int, folder: RunFolder, console: Console) -> None:
    (made,) = forecasts([past], wanted.windows, worlds=wanted.worlds, seed=wanted.seed, jobs=jobs)
    ours = [model for model, _ in made]
    cases = _inside(pd.concat([alignment_cases(past, *pair) for pair in made]), wanted.windows)
    asked = _inside(pd.concat([milestone_cases(past, model) for model in ours]), wanted.windows)
    every = past.plan.every
    tables = {
        "skill.csv": alignment_skill(cases, every),
        "milestones.csv": milestone_skill(asked, every),
        "independent.csv": independent_cases(past, wanted.windows),
        "other-values.csv": other_values(past, wanted, jobs),
        "misses.csv": _largest_errors(past, cases, ours),
        "outside.csv": outside_measures(past),
        "activity.csv": _activity(past, wanted),
        "cases.csv": cases,
        "milestone-cases.csv": asked,
    } | _events(past, wanted)
    for name, frame in tables.items():
        folder.write(name, as_csv(frame))
    _draw(past, tables, ours, folder)
    score_tables(console, tables["skill.csv"])
    milestone_table(console, tables["milestones.csv"])
    event_tables(console, tables["events.csv"], tables["event-matches.csv"], tables["flows.csv"])
    plain_table(console, "Cases, and how many share no month and no movement", tables["independent.csv"])
    plain_table(console, "CRPS skill under other values of appraisal and memory", _spread(tables["other-values.csv"]))
    plain_table(console, "Events a month and their hostile share, documented and simulated", tables["activity.csv"])
    plain_table(console, "Actions by how often documented choices took them", tables["rates.csv"])
    plain_table(console, "Replayed alignments against outside measures", tables["outside.csv"])


def _activity(past: DocumentedPast, wanted: HindcastWanted) -> pd.DataFrame:
    until = past.plan.calibrated_until
    counted = past.months[-1] if TEST in wanted.windows else until
    return activity_table(past.seeds, counted_until=counted, hostile_until=until)


def _events(past: DocumentedPast, wanted: HindcastWanted) -> dict[str, pd.DataFrame]:
    """Skill at what actors did, one step ahead, by evidence; and the flows of worlds from the last month known here."""
    records = records_of(past, wanted.windows)
    cases = {evidence: record.cases() for evidence, record in records.items()}
    last = next(iter(records.values())).months[-1]
    return {
        "events.csv": _by_evidence({evidence: event_skill(rows) for evidence, rows in cases.items()}),
        "event-matches.csv": _by_evidence({evidence: matches(rows) for evidence, rows in cases.items()}),
        "event-cases.csv": _by_evidence(cases),
        "rates.csv": counted_rates(list(records.values())[-1]),
        "choice-design.csv": _by_evidence({evidence: choice_design(record) for evidence, record in records.items()}),
        "flows.csv": flows(past, last, wanted.seed),
    }


def _by_evidence(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables one below the other, with a last column `evidence`."""
    return pd.concat([frame.assign(evidence=evidence) for evidence, frame in frames.items()], ignore_index=True)


def _inside(frame: pd.DataFrame, windows: Sequence[str]) -> pd.DataFrame:
    return frame[frame["window"].isin(list(windows))].reset_index(drop=True)


def _largest_errors(past: DocumentedPast, cases: pd.DataFrame, ours: Sequence[Forecast]) -> pd.DataFrame:
    made = {f.ask.start: f for f in ours}
    by_window = cases.groupby("window", sort=False)
    return pd.concat([largest_errors(past, inside, made) for _, inside in by_window], ignore_index=True)


def other_values(past: DocumentedPast, wanted: HindcastWanted, jobs: int) -> pd.DataFrame:
    """The skill again under other draws of the values that make the targets: column `draw`, then as the skill table."""
    others = other_pasts(past, OTHER_DRAWS, wanted.seed)
    few = max(1, wanted.worlds // 4)
    made = forecasts(others, wanted.windows, worlds=few, seed=wanted.seed, jobs=jobs)
    frames = []
    for draw, (other, pairs) in enumerate(zip(others, made, strict=True), start=1):
        cases = _inside(pd.concat([alignment_cases(other, *pair) for pair in pairs]), wanted.windows)
        frames.append(alignment_skill(cases, past.plan.every, resamples=0).assign(draw=draw))
    return pd.concat(frames, ignore_index=True)


def _spread(others: pd.DataFrame) -> pd.DataFrame:
    """Lowest, median and highest skill over the draws, all horizons together."""
    chosen = others[(others["horizon"] == "all") & (others["score"] == "crps")]
    found = chosen.groupby(["window", REFERENCE], sort=False)["skill"].agg(["min", "median", "max"])
    return found.reset_index()


def _draw(past: DocumentedPast, tables: dict[str, pd.DataFrame], ours: Sequence[Forecast], folder: RunFolder) -> None:
    from model.reporting.figures.hindcast import path_figure, rank_figure, skill_figure
    from model.reporting.figures.printing import printed
    from model.reporting.figures.style import headed
    from model.reporting.wording.horizon import joined

    asks = [forecast.ask for forecast in ours]
    last = max(ask.start + ask.horizons[-1] for ask in asks)
    about = joined(
        f"“{NOTHING_SCRIPTED.spec.name}”, forecasts of the documented past",
        f"alignment, {MINUS}1 to 1",
        f"{listed(map(str, asks[0].horizons))} months ahead, to {calendar(last)}",
        counted(asks[0].worlds, "world"),
    )
    for name, title, draw in (
        (
            "skill",
            "Skill over each reference forecast, with 95 % intervals",
            partial(skill_figure, tables["skill.csv"]),
        ),
        ("ranks", "Where the documented alignment fell among the worlds", partial(rank_figure, tables["cases.csv"])),
        ("paths", "The pairs whose documented alignment moved most", partial(path_figure, past, ours)),
    ):
        printed(headed(draw, title, about)).write(folder, name)


def _calibrate(past: DocumentedPast, wanted: HindcastWanted, jobs: int, folder: RunFolder, console: Console) -> None:
    assert wanted.points is not None
    paths, points = sample(past.seeds, wanted.points, wanted.seed)
    if not paths:
        warn("this region has none of the values that calibration fits")
        return
    frames = []
    pasts = [past, *other_pasts(past, OTHER_DRAWS, wanted.seed)]
    for draw, one in enumerate(pasts):
        few = points if draw == 0 else points[: max(2, len(points) // 8)]
        found = search(one, paths, few, worlds=SEARCH_WORLDS, seed=wanted.seed, jobs=jobs)
        told = pd.DataFrame(found.points, columns=[path.removeprefix("assumptions.") for path in paths])
        told = told.assign(skill=found.skill, brier=found.brier, no_worse=found.no_worse(past.plan.every))
        folder.write(f"points-{draw}.csv", as_csv(told))
        frames.append(proposal(past.seeds, found).assign(draw=draw))
        if draw == 0:
            plain_table(console, f"Accepted: the best {len(found.accepted)} of {len(points)} points", frames[0])
    folder.write("proposal.csv", as_csv(pd.concat(frames, ignore_index=True)))
