"""`page`: one HTML file with sliders, from a saved run or from scenarios simulated for it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from model.analysis.finished_run import Saved
from model.analysis.finishing import FirstWorlds, finish
from model.cli.show import save, say, warn_since
from model.cli.simulating import simulate_enough
from model.cli.wanted import Wanted, experiment_wanted, refuse_unknown, run_name
from model.common.errors import RunError
from model.common.languages import ENGLISH, Language, checked_language, speaking
from model.common.system import cores
from model.evidence.replay import as_of_checked
from model.evidence.starting_score import as_month
from model.experiment.inputs import keep_inputs
from model.experiment.manifest import manifest_of
from model.experiment.pool import Crew
from model.experiment.run_folder import RunFolder
from model.load import load_seeds
from model.reporting.takehome.delays import with_delays
from model.reporting.takehome.page import TakeHome
from model.rules.values import Values, read_overrides
from model.workshop.briefs import Briefs

WORLDS = 1024
"""Worlds of each scenario simulated for a page, a power of two as the draws like it."""
LATER = (6, 12)
"""Months by which scenarios simulated for a page also come later, unless told otherwise."""


@dataclass(frozen=True, kw_only=True)
class PageWanted:
    """Options of the command line."""

    words: tuple[str, ...]
    """A run folder, with or without some of its scenarios; or scenarios."""
    worlds: int | None
    months: int | None
    seed: int | None
    as_of: str | None
    overrides: tuple[str, ...]
    without: tuple[str, ...]
    seeds: Path
    jobs: int | None
    sliders: tuple[str, ...]
    delays: tuple[int, ...] | None
    out: Path | None
    language: str = ENGLISH


def page_command(wanted: PageWanted) -> None:
    """Write the page and print where it is; raises ModelError on the user's mistakes."""
    if not wanted.words:
        raise RunError("page: name a run folder or scenarios; uv run simulate.py list scenarios shows what there is")
    spoken_by(wanted, wanted.seeds)
    runs = [word for word in wanted.words if _is_run(word)]
    if not runs:
        _from_scenarios(wanted)
        return
    if wanted.words[0] != runs[0] or len(runs) > 1:
        raise RunError(f"page {' '.join(wanted.words)}: give one run folder, first, then scenarios of it if not all")
    _refuse_options(wanted, runs[0])
    saved = Saved(RunFolder(Path(runs[0])))
    saved.refuse_damage()
    warn_since(saved.folder, saved.manifest)
    _write(saved, wanted, page_path(wanted.out, saved.folder.path / "page.html"), scenarios=wanted.words[1:])


def page_path(out: Path | None, otherwise: Path) -> Path:
    """Path of a page; RunError where it is no file a page may be."""
    if out is None:
        return otherwise
    if out.suffix.lower() not in (".html", ".htm"):
        raise RunError(f"--out {out}: the page is one HTML file; give it a name that ends in .html")
    if out.is_dir():
        raise RunError(f"--out {out}: is a folder; name a file in it, for example --out {out / 'page.html'}")
    if not out.parent.is_dir():
        raise RunError(f"--out {out}: there is no folder {out.parent}")
    return out


def spoken_by(wanted: PageWanted, seeds: Path) -> Language:
    """The language of a page; RunError where there is no such language, or nothing to read its catalogue with."""
    if checked_language(wanted.language) != ENGLISH and find_spec("babel") is None:
        raise RunError("--language needs a package of its own: uv run --extra workshop simulate.py page")
    return Language(wanted.language, seeds)


def _is_run(word: str) -> bool:
    path = Path(word)
    if path.is_dir():
        return True
    if len(path.parts) > 1 and not path.suffix:
        raise RunError(f"{word}: there is no run folder of this name; a scenario is named by its file stem or path")
    return False


def _refuse_options(wanted: PageWanted, run: str) -> None:
    """Refuse options for what a saved run has fixed already."""
    asked = {
        "--months": wanted.months, "--seed": wanted.seed, "--as-of": wanted.as_of, "--set": wanted.overrides or None,
        "--without": wanted.without or None, "--delay": wanted.delays, "--jobs": wanted.jobs,
        "--seeds": wanted.seeds if wanted.seeds != Path("seeds") else None,
    }  # fmt: skip
    given = [option for option, value in asked.items() if value is not None]
    if given:
        raise RunError(
            f"{given[0]}: {run} is a saved run, which has that fixed; name scenarios instead to simulate anew"
        )


def _to_run(wanted: PageWanted) -> Wanted:
    return Wanted(
        scenarios=wanted.words,
        worlds=wanted.worlds or WORLDS,
        months=wanted.months,
        seed=1 if wanted.seed is None else wanted.seed,
        as_of=wanted.as_of,
        overrides=wanted.overrides,
        without=wanted.without,
        seeds=wanted.seeds,
        jobs=wanted.jobs,
        sample=True,
    )


def dated(name: str) -> Path:
    """A page's place in runs/."""
    return Path("runs") / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{name}.html"


def _from_scenarios(wanted: PageWanted) -> None:
    """Simulate the scenarios with sampled assumptions, as they are written and later, and make the page of that."""
    run = _to_run(wanted)
    out = page_path(wanted.out, dated(run_name(run)))
    experiment, warnings = experiment_wanted(run)
    delays = LATER if wanted.delays is None else tuple(months for months in wanted.delays if months)
    experiment = with_delays(experiment, sorted(set(delays)))
    say(warnings)
    with TemporaryDirectory() as place:
        folder = RunFolder(Path(place) / "run", passing=True)
        manifest = manifest_of(experiment, run.worlds)
        folder.begin(manifest)
        keep_inputs(folder, manifest["digests"])
        with Crew(experiment, run.jobs or cores()) as crew:
            first = FirstWorlds(crew)
            say(finish(first, folder, simulate_enough(crew, folder, first.ask, run), manifest))
        _write(Saved(folder), replace(wanted, worlds=None), out, scenarios=())


def _write(saved: Saved, wanted: PageWanted, out: Path, *, scenarios: Sequence[str]) -> None:
    with speaking(spoken_by(wanted, saved.seeds_folder)):
        page = TakeHome(
            saved,
            command=["simulate.py", *sys.argv[1:]],
            scenarios=scenarios,
            wanted=wanted.sliders,
            worlds=wanted.worlds,
        )
        html = page.html()
    save(out, lambda part: part.write_bytes(html.encode()))


def briefs_command(wanted: PageWanted) -> None:
    """Write the role briefs of the actors and print where they are; raises ModelError on the user's mistakes."""
    if wanted.words:
        raise RunError(f"--briefs {' '.join(wanted.words)}: briefs come from the evidence alone; leave scenarios out")
    seeds = load_seeds(wanted.seeds)
    as_of = as_of_checked(seeds, as_month(wanted.as_of))
    refuse_unknown(wanted.without, seeds)
    values = Values.central(seeds).replaced(read_overrides(wanted.overrides, seeds))
    out = page_path(wanted.out, dated("role-briefs"))
    with speaking(spoken_by(wanted, wanted.seeds)):
        html = Briefs(seeds, as_of, values, wanted.without).html()
    save(out, lambda part: part.write_bytes(html.encode()))
