"""`run --extend`: the options of a larger run than one that is finished."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from model.cli.show import Terminal
from model.cli.wanted import Extended, Wanted
from model.common.errors import RunError
from model.common.text import counted, listed
from model.experiment.batch_file import BATCH
from model.experiment.inputs import going_on_with, scenario_words, seeds_folder
from model.experiment.kinds import RUN, SWEEP, finished_of
from model.experiment.run_folder import RunFolder
from model.load import BASELINE

FIXED = ("months", "seed", "as_of", "without", "sample", "seeds")
"""Options that the run has fixed."""


def with_extension(path: Path, wanted: Wanted) -> Wanted:
    """The options of a run with more worlds, scenarios or settings than a finished one; raises RunError on mistakes."""
    folder = RunFolder(path)
    manifest = finished_of(folder, RUN, SWEEP)
    folder.refuse_damage(manifest, "call that run again with --resume to have it made anew, then extend it")
    if fixed := [name for name in FIXED if name in wanted.explicit]:
        raise RunError(f"--{fixed[0].replace('_', '-')}: {path} has that fixed; leave it out, or begin a new run")
    sweep = "settings" in manifest
    wanted = replace(wanted, extend=Extended(path, manifest))
    if (wanted.overrides and not sweep) or wanted.fixed:
        raise RunError(f"--set {(wanted.fixed or wanted.overrides)[0]}: {path} has its values fixed; begin a new run")
    seeds = seeds_folder(manifest["digests"]) or Path("seeds")
    if not seeds.is_dir():
        raise RunError(
            f"--extend {path}: was made from {seeds}, which is not in this folder, so whether its evidence changed "
            f"cannot be seen. Call this where that run was made; run {path / BATCH} makes it anew anywhere"
        )
    had = int(manifest["worlds"])
    worlds = wanted.worlds if "worlds" in wanted.explicit else had
    added = [word for word in wanted.scenarios if Path(word).stem not in manifest["scenarios"]]
    if worlds < had or (worlds == had and "worlds" in wanted.explicit and not added):
        raise RunError(
            f"--worlds {worlds}: {path} has {had:,} already; name how many it shall have in the end: "
            f"--worlds {had + worlds} adds {worlds:,}"
        )
    if worlds == had and not added and not wanted.factors and wanted.settings is None and wanted.precision is None:
        raise RunError(f"--extend {path}: adds nothing; give more --worlds, or scenarios that it has not")
    return replace(
        wanted,
        scenarios=(*_gone_on_with(path, manifest, wanted), *added) or (BASELINE,),
        worlds=worlds,
        months=int(manifest["months"]),
        seed=int(manifest["seed"]),
        as_of=str(manifest["as_of"]),
        overrides=(*(f"{name}={value!r}" for name, value in manifest["overrides"].items()), *wanted.factors),
        without=tuple(manifest["without"]),
        sample=bool(manifest["sample"]),
        seeds=seeds,
    )


def _gone_on_with(path: Path, manifest: dict[str, Any], wanted: Wanted) -> list[str]:
    """The scenarios of the run that go on: those named among its own, or all; what stays behind is said."""
    going = going_on_with(manifest, wanted.scenarios)
    if left := len(scenario_words(manifest)) - len(going):
        what = listed(
            [*(Path(word).stem for word in going), f"the {BASELINE} it is compared with" if going else BASELINE]
        )
        Terminal(stderr=True, highlight=False).print(
            f"going on with {what}; {counted(left, 'other scenario')} of {path} stay{'s' if left == 1 else ''} as "
            f"{'it is' if left == 1 else 'they are'} there. To go on with all, name none.",
            markup=False, soft_wrap=True,
        )  # fmt: skip
    return going
