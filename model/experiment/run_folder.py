"""The run folder: the one place that knows its format. Written so that a crash at any moment leaves it readable."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa

from model.common.errors import RunError
from model.common.lazily import Lazily
from model.common.lock import LOCK, locked
from model.common.reading import cause_of, refuse_no_file, text_in
from model.common.spreadsheet import as_csv
from model.common.system import write_whole, writing
from model.experiment.block_file import archived
from model.experiment.block_folder import BLOCKS, BlockFolder
from model.experiment.ensemble import FOLLOWED_SCALE, QUANTILE_LEVELS, Task
from model.experiment.pool import Crew
from model.experiment.quantiles import quantiles
from model.experiment.tables import Outcomes, StreamedTable, Summed
from model.rules.axes import Array
from model.simulation.experiment import Experiment
from model.simulation.measures import Measures

MANIFEST = "run.json"
REPORT = "report.html"
LEDGER = "ledger.csv"
TABLES = ("outcomes.parquet", "trajectories.parquet", "comparison.csv", "acts.json")
"""Files whose digests a finished run's manifest has, besides other CSV files and `paths`, `followed`."""
ABOUT = {"quantiles": "over worlds, off by less than 0.0001; null where a measure is the share of worlds that have it"}
"""Description kept inside trajectories.parquet."""


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class RunFolder(BlockFolder):
    """One run's folder; `passing` if it is there for one command only."""

    def __init__(self, path: Path, *, passing: bool = False) -> None:
        super().__init__(path, passing=passing)
        self._lock: int | None = None

    @property
    def manifest(self) -> dict[str, Any]:
        """Content of run.json; RunError if the folder is not a run or its manifest is damaged."""
        try:
            found = json.loads(text_in(self.path / MANIFEST))
        except (FileNotFoundError, NotADirectoryError):
            raise RunError(f"{self.path}: not a run folder (no {MANIFEST})") from None
        except (ValueError, RecursionError, OSError) as error:
            raise RunError(f"{self.path / MANIFEST}: cannot be read: {cause_of(error)}") from None
        if not isinstance(found, dict):
            raise RunError(f"{self.path / MANIFEST}: is not a manifest")
        return found

    @property
    def taken(self) -> bool:
        """True if something other than a run, or the beginning of one, is here."""
        if not self.path.exists():
            return False
        return not self.path.is_dir() or (not self.exists and bool(self._held))

    @property
    def _held(self) -> list[Path]:
        """All that is here besides hidden files: the lock, a manifest half written, what a system keeps of a folder."""
        return [path for path in self.path.iterdir() if not path.name.startswith(".")]

    def refuse_taken(self) -> None:
        """RunError if something other than a run, or the beginning of one, is here: a run would mix with it."""
        if not self.taken:
            return
        if self.path.is_dir() and any((self.path / trace).exists() for trace in (LOCK, BLOCKS, REPORT, *TABLES)):
            raise RunError(f"{self.path}: holds what may be of a run, but no {MANIFEST}; choose another --out")
        raise RunError(f"{self.path}: exists and is not a run folder; choose another --out")

    def hold(self) -> None:
        """Make the folder and keep every other process from writing to it; RunError if one is at work here."""
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = locked(self.path)
        if self._lock is None:
            raise RunError(f"{self.path}: another run is at work in this folder; wait for it, or choose another --out")

    @property
    def busy(self) -> bool:
        """True while another process is at work here."""
        if not (self.path / LOCK).exists():
            return False
        try:
            descriptor = locked(self.path)
        except OSError:
            return False
        if descriptor is not None:
            os.close(descriptor)
        return descriptor is None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let others write to it again."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def digests(self) -> dict[str, str]:
        """File → SHA-256 of its bytes, for all that is read again after the run."""
        arrays = sorted(file for part in ("paths", "followed") for file in (self.path / part).glob("*.npz"))
        files = [*(self.path / name for name in TABLES), *sorted(self.path.glob("*.csv")), *arrays]
        return {file.relative_to(self.path).as_posix(): digest_of(file) for file in files if file.is_file()}

    def damaged(self, manifest: dict[str, Any]) -> list[str]:
        """The files of a finished run that are gone or no longer what it wrote, its manifest if that names none."""
        kept = manifest.get("files")
        if not isinstance(kept, dict):
            return [MANIFEST]
        now = self.digests()
        return [name for name, digest in kept.items() if now.get(name) != digest]

    def whole(self, manifest: dict[str, Any]) -> bool:
        """Return True where a run is finished and all its files are here and sound; a page that is due is there too."""
        drawn = "kind" in manifest or manifest.get("report") is False or (self.path / REPORT).is_file()
        return bool(manifest.get("finished")) and drawn and not self.damaged(manifest)

    def refuse_damage(self, manifest: dict[str, Any], cure: str) -> None:
        """RunError if a file that a finished run wrote is gone or not what it was."""
        if damaged := self.damaged(manifest):
            listed = ", ".join(damaged[:4]) + (f" and {len(damaged) - 4} more" if len(damaged) > 4 else "")
            raise RunError(f"{self.path}: gone, or no longer what the run wrote: {listed}; {cure}")

    @property
    def exists(self) -> bool:
        """True if a run was begun here."""
        return (self.path / MANIFEST).is_file()

    def begin(self, manifest: dict[str, Any]) -> None:
        """Make the folder and say what will be run; RunError if it cannot be written or holds anything."""
        self.refuse_taken()
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            self.write_manifest(manifest)

    def write_manifest(self, manifest: dict[str, Any]) -> None:
        """Replace run.json."""
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        write_whole(self.path / MANIFEST, text.encode(errors="backslashreplace"))  # a path need not be a text

    def assemble(
        self, todo: list[Task], measures: Measures, groups: list[str], crew: Crew, meanwhile: Callable[[], object]
    ) -> dict[str, Any]:
        """Write the tables from the blocks, in block order; returns what else a report needs, by scenario.

        meanwhile: asks for what the processes are to do next, once they are asked for the quantiles.
        """
        kept: dict[str, Any] = {}
        paths, experiment = self.path / "trajectories.parquet", crew.experiment
        names = list(dict.fromkeys(task.scenario for task in todo))
        levels = crew.each(_quantiles, ((self.path, [task for task in todo if task.scenario == x]) for x in names))
        meanwhile()
        with StreamedTable(self.path / "outcomes.parquet") as outcomes, StreamedTable(paths) as table:
            for scenario in names:
                summed = Summed(self.blocks(experiment, todo, scenario), outcomes, experiment.seeds.outcomes)
                frame = summed.trajectories(scenario, measures, next(levels))
                table.append(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(ABOUT))
                table.flush()
                kept[scenario] = {
                    "acts": dict(zip(groups, summed.acts.tolist(), strict=True)),
                    "fired": summed.fired.tolist(),
                    "digest": summed.digest.hexdigest(),
                }
                worlds = summed.paths.astype(np.float32)
                self._write_arrays(f"paths/{scenario}", paths=worlds, measures=np.array(measures.names))
                steps = np.concatenate(summed.followed)
                self._write_arrays(f"followed/{scenario}", steps=steps, measures=np.array(measures.followed))
        write_whole(self.path / "acts.json", (json.dumps(kept, indent=1) + "\n").encode())
        return kept

    def _write_arrays(self, name: str, **arrays: Any) -> None:
        self.write(f"{name}.npz", archived(arrays, zipfile.ZIP_DEFLATED))

    def followed(self, scenario: str) -> Mapping[str, Array]:
        """The measures kept world by world: measure → (world, month); at most the first 4,096 worlds."""
        kept = self.arrays(f"followed/{scenario}")
        place = {str(name): place for place, name in enumerate(kept["measures"])}
        return Lazily(place, lambda name: kept["steps"][:, :, place[name]] / FOLLOWED_SCALE, held=0)

    def paths(self, scenario: str) -> dict[str, Array]:
        """Every monthly measure of the first worlds: measure → (world, month)."""
        kept = self.arrays(f"paths/{scenario}")
        return {str(name): kept["paths"][:, :, k] for k, name in enumerate(kept["measures"])}

    def arrays(self, name: str) -> dict[str, Any]:
        """The arrays of a file of `paths` or `followed`; RunError if it cannot be read."""
        path = self.path / f"{name}.npz"
        try:
            refuse_no_file(path)
            with np.load(path, allow_pickle=False) as kept:
                return {key: kept[key] for key in kept.files}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise RunError(f"{path}: cannot be read: {cause_of(error)}") from None

    @property
    def kept(self) -> dict[str, Any]:
        """Scenario → how often each actor did what (`acts`) and in how many worlds each intervention fired (`fired`).

        Scenarios of one `digest` came out alike in every world.
        """
        return dict(self._json("acts.json"))

    def told(self, scenario: str) -> Any:
        """One world of a scenario told month by month; None if the run kept none."""
        name = f"told/{scenario}.json"
        return self._json(name) if (self.path / name).is_file() else None

    def _json(self, name: str) -> Any:
        try:
            return json.loads(text_in(self.path / name))
        except (OSError, ValueError, RecursionError) as error:
            raise RunError(f"{self.path / name}: cannot be read: {cause_of(error)}") from None

    def write_json(self, name: str, content: Any) -> None:
        """Keep something beside the tables as JSON."""
        self.write(name, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())

    def write(self, name: str, content: bytes) -> None:
        """Keep a file beside the tables, whole or not at all; RunError if it cannot be written."""
        path = self.path / name
        with writing(path, self.cure):
            for parent in (*path.relative_to(self.path).parents,)[-2::-1]:  # never the run's folder itself
                (self.path / parent).mkdir(exist_ok=True)
            write_whole(path, content)

    def kept_beside(self, name: str) -> bytes | None:
        """A file beside the tables; None if there is none."""
        path = self.path / name
        return path.read_bytes() if path.is_file() else None

    def outcomes(self) -> Outcomes:
        """The table of outcomes."""
        return Outcomes(self.path / "outcomes.parquet")

    def trajectories(self, scenario: str | None = None) -> pd.DataFrame:
        """The table of trajectories, or one scenario's rows of it, at which no others are read."""
        return self._table("trajectories.parquet", None if scenario is None else [("scenario", "==", scenario)])

    def comparison(self) -> pd.DataFrame:
        """The table of comparisons."""
        return self.table("comparison.csv")

    def table(self, name: str, texts: Sequence[str] = ()) -> pd.DataFrame:
        """A CSV file beside the tables; RunError if it cannot be read.

        texts: columns in which an empty cell is an empty text; in others it is a number that is missing.
        """
        try:
            refuse_no_file(self.path / name)
            types = dict.fromkeys(texts, str)
            frame = pd.read_csv(self.path / name, dtype=types, keep_default_na=False, na_values=[""])
        except (OSError, ValueError) as error:
            raise RunError(f"{self.path / name}: cannot be read: {cause_of(error)}") from None
        return frame.fillna(dict.fromkeys(texts, ""))

    def write_comparison(self, frame: pd.DataFrame) -> None:
        """Keep the comparison with the baseline."""
        write_whole(self.path / "comparison.csv", as_csv(frame, digits=None))

    def ledger(self) -> pd.DataFrame:
        """The parts that differences are made up of."""
        return self.table(LEDGER, ("scenario", "outcome", "part", "source", "action", "target"))

    def write_ledger(self, frame: pd.DataFrame) -> None:
        """Keep what the differences are made up of."""
        self.write(LEDGER, as_csv(frame, digits=10))

    def _table(self, name: str, only: list[tuple[str, str, str]] | None) -> pd.DataFrame:
        try:
            refuse_no_file(self.path / name)
            return pd.read_parquet(self.path / name, filters=only)
        except (OSError, ValueError, pa.ArrowException) as error:
            raise RunError(f"{self.path / name}: cannot be read: {cause_of(error)}") from None


def _quantiles(_: Experiment, path: Path, todo: list[Task]) -> Array:
    """Quantiles of the graded measures of a scenario's finished blocks: (row, level)."""
    folder = RunFolder(path)
    return quantiles(lambda: map(folder.levels, todo), np.array(list(QUANTILE_LEVELS.values())))
