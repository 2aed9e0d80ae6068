"""Batch files on the command line: the options that one stands for, and the one that stands for a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from model.cli.show import quoted
from model.cli.wanted import Wanted
from model.common.errors import RunError
from model.experiment.batch_file import BATCH
from model.experiment.run_folder import MANIFEST
from model.load.batch_file import BatchFile, is_batch, read_batch
from model.spec.base import name_of_month

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
"""Endings of tables, which are no scenarios."""
FREE = ("jobs", "cluster", "out", "resume", "no_report", "figures", "keep_blocks", "yes", "table")
"""Options that may stand beside a batch file: they decide no number."""


_NUMBERS = re.compile(r"=?[-+\d.,:]*\d[-+\d.,:]*")
"""One number or several, which somebody wrote apart from their assumption."""


def with_batch(wanted: Wanted) -> Wanted:
    """The options that a batch file stands for; the same again where none is named. Raises ModelError on mistakes."""
    _refuse_others(wanted.scenarios)
    named = [word for word in wanted.scenarios if is_batch(word)]
    if not named:
        return wanted
    if len(wanted.scenarios) > 1:
        raise RunError(f"{named[0]}: is a batch file, which says what is run; name it alone")
    batch = read_batch(Path(named[0]))
    if "extend" in wanted.explicit:
        raise RunError(f"--extend: goes on with the scenarios and values of that run; leave {named[0]} out")
    free = FREE if batch.spec.seeds is not None else (*FREE, "seeds")
    if both := sorted(wanted.explicit - {*free}):
        option = both[0].rstrip("_").replace("_", "-")
        raise RunError(f"--{option}: {named[0]} is a batch file and says that; change it there")
    return _options(batch, wanted)


def _refuse_others(words: Sequence[str]) -> None:
    """RunError where a run's folder or a table stands among the scenarios, with what was meant."""
    if number := next((word for word in words if _NUMBERS.fullmatch(word) and not Path(word).is_file()), None):
        raise RunError(
            f"{number}: is a number, not a scenario; values are written behind their assumption, without blanks: "
            "--set PATH=V1,V2,V3"
        )
    for path in map(Path, words):
        if (path / MANIFEST).is_file():
            again = f"to repeat it: uv run simulate.py run {quoted(path / BATCH)}" if (path / BATCH).is_file() else ""
            more = f"to go on from it: uv run simulate.py run --extend {quoted(path)}"
            raise RunError(f"{path}: is a run's folder, not a scenario; {'; '.join(filter(None, (again, more)))}")
        if path.suffix.lower() in TABLES and path.is_file():
            raise RunError(f"{path}: is no scenario; a table of settings is named by --settings {quoted(path)}")


def _options(batch: BatchFile, wanted: Wanted) -> Wanted:
    spec, folder = batch.spec, batch.path.parent
    return replace(
        wanted,
        batch=batch,
        scenarios=tuple(_scenario(word, folder) for word in spec.scenarios),
        worlds=spec.worlds,
        months=spec.months,
        seed=spec.seed,
        as_of=None if spec.as_of is None else name_of_month(spec.as_of),
        overrides=tuple(f"{path}={','.join(values)}" for path, values in spec.set.items()),
        zipped=spec.zip,
        without=spec.without,
        sample=spec.sample,
        seeds=wanted.seeds if spec.seeds is None else folder / spec.seeds,
        precision=spec.precision,
        outcomes=spec.outcomes,
        max_worlds=spec.max_worlds,
        fail="fast" if spec.stop_on_failure else "late",
    )


def _scenario(word: str, folder: Path) -> str:
    """A scenario's name, or its path from where the batch file lies."""
    path = Path(word)
    return word if len(path.parts) == 1 and not path.suffix else str(folder / path)
