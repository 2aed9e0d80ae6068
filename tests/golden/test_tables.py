"""The tables of fixed small runs, by digest: a commit that only moves or renames code leaves every value as it was.

A digest is of the rows as Python prints them, each float in all its digits, and not of the file's bytes. The last bits
of a world depend on the machine, its C library and the packages, so the digests are compared only where these are the
recorded ones. Who changes results on purpose, or the evidence, says so in CHANGELOG.md and writes the digests anew:

    uv run --group dev python -m tests.golden.test_tables --update
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
RECORDED = Path(__file__).with_name("tables.json")
PACKAGES = ("numpy", "pandas", "scipy", "numba", "llvmlite")
SIX = "baseline moscow-baku-reset western-guarantees baku-forces-the-corridor west-steps-back worst-case-for-moscow"
"""Between them they use every kind of intervention that a shipped scenario has."""


def cases() -> dict[str, list[str]]:
    """Name of a case → the words after `simulate.py run`."""
    regions = [ROOT / "seeds", *(path for path in (ROOT / "tests" / "regions").iterdir() if path.is_dir())]
    small = ["--worlds", "32", "--months", "12", "--jobs", "1"]
    found = {}
    for seeds in sorted(regions):
        scenarios = SIX.split() if seeds.name == "seeds" else []  # all of the folder's, where none is named
        for name, sample in (("central", []), ("sampled", ["--sample"])):
            found[f"{seeds.name}, {name}"] = [*scenarios, "--seeds", str(seeds), *small, *sample]
    return found


def machine() -> dict[str, str]:
    """Report all that the last bits of a float depend on, besides the code."""
    cpu = Path("/proc/cpuinfo")  # only Linux has it
    features = set(cpu.read_text(encoding="utf-8").split()) if cpu.exists() else set()
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "vectors": " ".join(name for name in ("avx2", "fma", "avx512f", "avx512dq") if name in features),
        "C library": " ".join(platform.libc_ver()),
        "python": platform.python_version(),
    } | {package: importlib.metadata.version(package) for package in PACKAGES}


def digests(folder: Path) -> dict[str, dict[str, str]]:
    """Digest the rows of a run's tables: table → scenario → SHA-256."""
    tables = {
        "outcomes": pd.read_parquet(folder / "outcomes.parquet"),
        "trajectories": pd.read_parquet(folder / "trajectories.parquet"),
        "comparison": pd.read_csv(folder / "comparison.csv", dtype=str),  # six digits of each
    }
    return {
        name: {str(scenario): digest(rows) for scenario, rows in table.groupby("scenario", sort=True)}
        for name, table in tables.items()
    }


def digest(rows: pd.DataFrame) -> str:
    """Digest the names of the columns and every value, row by row."""
    lines = [list(rows.columns), *rows.astype(object).to_numpy().tolist()]
    return hashlib.sha256("\n".join(map(repr, lines)).encode()).hexdigest()


Run = Callable[..., tuple[int, Any, Any]]


def ran(run: Run, words: list[str], folder: Path) -> dict[str, dict[str, str]]:
    """Run one case into a folder and digest its tables."""
    status, _, said = run("run", *words, "--no-report", "--out", folder)
    assert status == 0, said
    return digests(folder)


@pytest.mark.slow
@pytest.mark.parametrize("case", cases())
def test_the_tables_of_a_small_run_have_not_changed(call: Run, case: str, tmp_path: Path) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    here = machine()
    if other := [f"{k} is {here[k]}, not {was}" for k, was in recorded["machine"].items() if here[k] != was]:
        pytest.skip("digests were recorded on another machine: " + "; ".join(other))
    assert ran(call, cases()[case], tmp_path / "run") == recorded["digests"][case]


def test_a_changed_value_changes_the_digest() -> None:
    rows = pd.DataFrame({"scenario": ["baseline"] * 2, "share": [0.1, 0.3], "months": pd.array([1, None], "Int64")})
    assert digest(rows) == digest(rows.copy())
    assert digest(rows) != digest(rows.replace(0.3, 0.1 + 0.2))
    assert digest(rows) != digest(rows.rename(columns={"share": "part"}))


def update() -> None:
    """Write the digests of this machine and this code."""
    import simulate

    def run(*words: str | Path) -> tuple[int, str, str]:
        sys.argv = ["simulate.py", *map(str, words)]
        return simulate.main(), "", ""

    with TemporaryDirectory() as folder:
        found = {case: ran(run, words, Path(folder) / f"{k}") for k, (case, words) in enumerate(cases().items())}
    content = {"machine": machine(), "digests": found}
    RECORDED.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit(__doc__)
    update()
