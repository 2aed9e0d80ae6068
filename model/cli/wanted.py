"""Options of a command that simulates, and the study they make."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model.cli.show import warn
from model.common.errors import RunError, did_you_mean
from model.evidence.replay import as_of_checked
from model.experiment.manifest import changes
from model.experiment.run_folder import RunFolder
from model.load import BASELINE, left_out, load_scenarios, load_seeds, out_of_reach, scenario_names, scenarios_beside
from model.load.checks import no_such_column
from model.rules.values import read_overrides
from model.simulation.study import Study
from model.spec.base import month_of
from model.spec.chronicle import CHRONICLE
from model.spec.seeds import Seeds

_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?([^\s:/\[\]]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")
"""Address of a Dask scheduler: host and port, with or without the protocol."""


@dataclass(frozen=True)
class Wanted:
    """Options of the command line."""

    scenarios: tuple[str, ...]
    worlds: int
    months: int | None
    seed: int
    as_of: str | None
    overrides: tuple[str, ...]
    without: tuple[str, ...]
    seeds: Path
    jobs: int | None = None
    out: Path | None = None
    resume: bool = False
    sample: bool = False
    cluster: str | None = None
    precision: float | None = None
    """Go on, twice as many worlds at a time, until the half-widths of `outcomes` are below this."""
    outcomes: tuple[str, ...] = ()
    max_worlds: int | None = None
    block: int | None = None
    """Only compute this block again, here, and let an error show whole."""


def study_wanted(wanted: Wanted) -> tuple[Study, list[str]]:
    """The study the command line describes, and what is to be warned of."""
    seeds = load_seeds(wanted.seeds)
    as_of = as_of_checked(seeds, as_month(wanted.as_of))
    beside = scenarios_beside(wanted.seeds)
    names = wanted.scenarios or scenario_names(beside)
    if not names:
        raise RunError(f"{beside}: no scenarios there")
    loaded = load_scenarios([BASELINE, *names], seeds, folder=beside)
    refuse_unknown(wanted.without, seeds)
    _refuse_outcomes(wanted, seeds)
    if wanted.cluster is not None:
        _refuse_silence(wanted.cluster)
    overrides = read_overrides(wanted.overrides, seeds)
    months = wanted.months or max(s.spec.horizon for s in loaded)
    warnings = [warning for scenario in loaded for warning in scenario.warnings]
    warnings += [
        f"--set {path}={value:g} changes nothing: that is its value already"
        for path, value in overrides.items()
        if seeds.settable[path].value == value
    ]
    warnings += [said for scenario in loaded for said in left_out(scenario, loaded[0])]
    for path, value in overrides.items():
        low, high = seeds.settable[path].range
        if path in seeds.numbers and not low <= value <= high:
            warnings.append(f"--set {path}={value:g} lies outside its plausible range, {low:g} to {high:g}")
    warnings += [said for scenario in loaded for said in out_of_reach(scenario, as_of=as_of, months=months)]
    return Study(seeds, tuple(loaded), as_of, months, wanted.seed, overrides, wanted.without, wanted.sample), list(
        dict.fromkeys(warnings)
    )


def refuse_unknown(documents: Sequence[str], seeds: Seeds) -> None:
    """RunError if a document to be left out does not exist; a warning if none is left."""
    for document in documents:
        if document not in seeds.documents:
            raise RunError(
                f'--without {document}: unknown document "{document}"{did_you_mean(document, seeds.documents)}'
            )
    if CHRONICLE in documents and CHRONICLE not in seeds.region.layers:
        warn(f"--without {CHRONICLE} changes nothing: region.yaml names no such layer, so none of its events count")
    if documents and not {name for event in seeds.events for name in event.attested_by} - {*documents}:
        warn("every document is left out (--without): no event, tie or share that a document attests counts")


def refuse_unused(given: Mapping[str, object], without: str) -> None:
    """RunError if an option was given that nothing reads without another one."""
    for option, value in given.items():
        if value is not None:
            raise RunError(f"{option} {value}: only {without} reads it; add {without}, or leave it out")


def _refuse_outcomes(wanted: Wanted, seeds: Seeds) -> None:
    """RunError if `--outcome` names what is not compared, or it or `--max-worlds` has no `--precision` to serve."""
    if wanted.max_worlds is not None and wanted.precision is None:
        raise RunError(
            f"--max-worlds {wanted.max_worlds}: says where --precision stops; add --precision H, or leave it out"
        )
    for name in wanted.outcomes:
        if wanted.precision is None:
            raise RunError(f"--outcome {name}: says what --precision looks at; add --precision H, or leave it out")
        if cause := no_such_column(name, seeds):
            raise RunError(f"--outcome {name}: {cause}")


def _refuse_silence(address: str) -> None:
    """RunError unless an address names a host and a port and somebody listens there, which no client need wait for."""
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found[2]) < 65536:
        raise RunError(f"--cluster {address}: write tcp://HOST:PORT, for example --cluster tcp://localhost:8786")
    try:
        socket.create_connection((found[1].strip("[]"), int(found[2])), timeout=10).close()
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise RunError(f"--cluster {address}: no scheduler answers there ({why})") from None


def as_month(text: str | None) -> int | None:
    """A month written on the command line; RunError if it is none."""
    if text is None:
        return None
    try:
        if len(text) == 7 and text[4] == "-" and 1 <= int(text[5:]) <= 12:
            return month_of(text)
    except ValueError:
        pass
    raise RunError(f"--as-of {text}: write YYYY-MM, for example --as-of 2022-03")


def run_name(wanted: Wanted) -> str:
    """Name of a run folder, made from its first scenarios."""
    named = "-".join(Path(name).stem for name in wanted.scenarios[:3]) or "all"
    more = f"-and-{len(wanted.scenarios) - 3}-more" if len(wanted.scenarios) > 3 else ""
    return f"{named[:60].rstrip('.')}{more}"


RUNS = Path("runs")


def to_resume(manifest: dict[str, Any]) -> Path:
    """The newest run in runs/ that is not finished and was begun with the same inputs; RunError if there is none."""
    near = ""
    for folder in _by_age(RUNS):
        earlier = folder.manifest
        if folder.busy or (earlier.get("finished") and folder.whole(earlier)):
            continue
        if not (changed := changes(earlier, manifest)):
            return folder.path
        near = near or f" ({folder.path} has another {'; '.join(changed)})"
    raise RunError(
        f"--resume: no unfinished run in {RUNS} has these inputs{near}; "
        "name one with --out, or leave out --resume to begin a run"
    )


def _by_age(runs: Path) -> list[RunFolder]:
    """Runs that can be read, the newest first."""
    dated = []
    for path in runs.iterdir() if runs.is_dir() else ():
        try:
            dated.append((str(RunFolder(path).manifest.get("started")), path))
        except RunError:
            continue
    return [RunFolder(path) for _, path in sorted(dated, reverse=True)]


def command_to_resume(folder: Path) -> str:
    """The command that goes on with an interrupted run: the one that was given, with what it lacks."""
    words = sys.argv[1:]
    if not any(word == "--out" or word.startswith("--out=") for word in words):
        words += ["--out", str(folder)]
    extra = ["--extra", "cluster"] if any(word.startswith("--cluster") for word in words) else []
    words = ["uv", "run", *extra, "simulate.py", *words, *([] if "--resume" in words else ["--resume"])]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def folder_wanted(out: Path | None, name: str) -> Path:
    """The folder asked for; a new one in runs/, named by the time, if none was."""
    return out or RUNS / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{name}"
