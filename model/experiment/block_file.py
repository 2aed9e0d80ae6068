"""The file of a finished block: columns of one type side by side in one array, so that there are few to write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from model.experiment.ensemble import BlockResult, Task

ARRAYS = ("total", "levels", "ends", "acts", "fired", "paths", "followed")
"""The arrays of a block's result, besides its columns and its stamp."""
TABLES = ("outcomes", "sampled")
"""The columns by name of a block's result."""


def content_of(result: BlockResult) -> bytes:
    """Bytes of a block's file, which is gone when the run is finished: compressing it would take longer than it saves.

    The levels are compressed already.
    """
    arrays: dict[str, Any] = {name: getattr(result, name) for name in ARRAYS}
    for table in TABLES:
        arrays |= _joined(table, getattr(result, table))
    return archived(arrays | {"stamp": np.array(result.stamp)})


def archived(arrays: Mapping[str, Any], compression: int = zipfile.ZIP_STORED) -> bytes:
    """NumPy arrays in a zip archive; where they are compressed, quickly rather than well."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression, compresslevel=1) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, np.asanyarray(array), allow_pickle=False)
    return content.getvalue()


def result_in(path: Path, task: Task) -> BlockResult:
    """Result in a block's file; OSError, ValueError, KeyError or BadZipFile if it is not one."""
    with np.load(path, allow_pickle=False) as kept:
        parts = {name: kept[name] for name in ARRAYS}
        parts |= {table: _parted(table, kept) for table in TABLES}
        return BlockResult(task=task, stamp=str(kept["stamp"]), **parts)


def _joined(table: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Names of the columns in order, and one array a type: (column, world)."""
    by_type: dict[str, list[Any]] = {}
    for column in columns.values():
        by_type.setdefault(column.dtype.str, []).append(column)
    types = list(by_type)
    joined: dict[str, Any] = {
        f"{table}/names": np.array(list(columns), dtype=np.str_),
        f"{table}/types": np.array([types.index(column.dtype.str) for column in columns.values()], dtype=np.int64),
    }
    return joined | {f"{table}/{place}": np.stack(by_type[kind]) for place, kind in enumerate(types)}


def _parted(table: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Columns by name, in their order."""
    types = kept[f"{table}/types"].tolist()
    columns = {place: iter(kept[f"{table}/{place}"]) for place in dict.fromkeys(types)}
    return {name: next(columns[place]) for name, place in zip(kept[f"{table}/names"].tolist(), types, strict=True)}
