"""Compiled rules: always those of the files as they are, kept where there is room, and made where there is none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest

from model.common.errors import RunError
from model.rules import compiled
from tests.conftest import FEUD, ROOT, TRIAD, WORK, Simulate, digests, posix

CHECKED = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_OPT": "1"}
"""With every index looked at, and few of the compiler's own improvements: with none, Numba keeps nothing."""


def double(number: float) -> float:
    return 2.0 * number


def make() -> np.ndarray:
    return np.zeros(3)


@pytest.fixture
def bases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two places where compiled rules may lie; what the process decided on earlier is forgotten meanwhile."""
    found = [tmp_path / "first", tmp_path / "second"]
    monkeypatch.setattr(compiled, "cache_folder", compiled.cache_folder.__wrapped__)
    monkeypatch.setattr(compiled, "_bases", lambda: iter(found))
    return found


def test_numba_knows_the_options_and_would_refuse_one_it_does_not_know() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compiled.phase(double)(2.0) == 4.0
    with pytest.raises(Exception, match="_not_an_option"):
        numba.njit(_not_an_option=False)(double)(2.0)


def test_a_rule_that_makes_an_array_does_not_compile() -> None:
    """So the option by which arrays are not counted still does what it is there for."""
    with pytest.raises(numba.core.errors.NumbaError):
        compiled.phase(make)()


def test_a_folder_that_cannot_be_written_is_passed_over(bases: list[Path]) -> None:
    bases[0].write_text("mine", encoding="utf-8")
    folder = compiled.cache_folder()
    assert folder is not None and folder.parent == bases[1]
    shutil.rmtree(bases[1])
    bases[1].write_text("mine", encoding="utf-8")
    assert compiled.cache_folder() is None
    assert compiled.phase(double)(2.0) == 4.0, "it is compiled, though not kept"
    compiled.once(pytest.fail)


def test_a_full_disk_is_passed_over_unless_the_rules_are_there(
    bases: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = {bases[0]: 0, bases[1]: 10**9}
    monkeypatch.setattr(compiled.shutil, "disk_usage", lambda folder: SimpleNamespace(free=room[folder.parent]))
    folder = compiled.cache_folder()
    assert folder is not None and folder.parent == bases[1]
    room[bases[1]] = 0
    assert compiled.cache_folder() is None
    compiled.once(pytest.fail)
    (folder / compiled.DONE).touch()
    assert compiled.cache_folder() == folder


@posix
def test_a_temporary_folder_that_another_user_made_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled.tempfile, "tempdir", str(tmp_path))
    assert tmp_path in [base.parent for base in compiled._bases()]
    ours = os.getuid()
    monkeypatch.setattr(compiled.os, "getuid", lambda: ours + 1)
    assert tmp_path not in [base.parent for base in compiled._bases()]


def test_rules_are_compiled_once_and_anew_where_that_was_cut_short(
    bases: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = compiled.cache_folder()
    assert folder is not None
    half = folder / "rules" / "month.nbi"
    half.parent.mkdir()
    half.touch()
    made: list[bool] = []
    told: list[str] = []
    for _ in range(2):
        compiled.once(lambda: made.append(half.exists()), told.append)
    assert made == [False] and len(told) == 2


@posix
def test_one_who_waits_for_a_process_that_never_ends_is_told(
    bases: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for one that was stopped while it compiled."""
    folder = compiled.cache_folder()
    assert folder is not None
    monkeypatch.setattr(compiled, "PATIENCE", 0.2)
    code = (
        f"from model.common.lock import locked; from pathlib import Path; print(locked(Path({str(folder)!r}))); input()"
    )
    words = [sys.executable, "-c", code]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline().strip().isdigit()
        with pytest.raises(RunError, match="another process has been compiling"):
            compiled.once(pytest.fail)
        holder.communicate("\n")


FEW = f"""
from hashlib import sha256
from pathlib import Path
from model.evidence.replay import Replay
from model.load import load_seeds
from model.rules.compiled import once
from model.rules.values import Values
seeds = load_seeds(Path({str(TRIAD)!r}))
replay = Replay(seeds, seeds.region.documented_until, Values.central(seeds))
once(replay.past)
print(sha256(replay.past().alignment.tobytes()).hexdigest())
"""
"""A program that needs few rules: the replay of the past, which has those of memory and of conduct compiled in."""


def past(*, at: Path = ROOT, **env: str) -> str:
    """Digest of a past as a process of its own replays it."""
    words, env = [sys.executable, "-c", FEW], os.environ | env
    done = subprocess.run(words, cwd=at, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def kept(base: Path) -> dict[str, int]:
    """Files of compiled rules below a folder, and when they were written."""
    return {str(path): path.stat().st_mtime_ns for path in base.rglob("*.nb?")}


@pytest.fixture
def homeless(tmp_path: Path) -> dict[str, str]:
    """Variables of a user without a home that can be written, who has a folder for temporary files."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "temporary").mkdir()
    home = {name: str(tmp_path / "file") for name in ("HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")}
    return home | {"TMPDIR": str(tmp_path / "temporary")}


@posix
@pytest.mark.slow
def test_without_a_home_that_can_be_written_rules_are_kept_in_a_temporary_folder(homeless: dict[str, str]) -> None:
    past(**homeless)
    (done,) = Path(homeless["TMPDIR"]).rglob(compiled.DONE)
    files = kept(done.parent)
    assert files
    past(**homeless)
    assert kept(done.parent) == files, "compiled once"


@posix
@pytest.mark.slow
def test_a_whole_run_with_its_report_needs_no_home(
    homeless: dict[str, str], simulate: Simulate, sound: Path, tmp_path: Path
) -> None:
    ours = compiled.cache_folder()
    assert ours is not None
    base = Path(homeless["TMPDIR"]) / f"{compiled.FOLDER}-{os.getuid()}"
    shutil.copytree(ours, base / ours.name)
    done = simulate(*WORK, "--out", str(tmp_path / "run"), env=homeless)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    assert digests(tmp_path / "run") == digests(sound)


def copied(folder: Path) -> Path:
    """Copy the program, and return the rule of memory of the copy."""
    shutil.copytree(ROOT / "model", folder / "model", ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "model" / "rules" / "memory.py"


@pytest.mark.slow
def test_an_edit_in_a_rule_file_never_runs_an_old_rule_and_a_copy_without_one_compiles_nothing(tmp_path: Path) -> None:
    """Also where the rules of another file have it compiled in, as the replay has that of memory."""
    cache, copy = tmp_path / "cache", tmp_path / "copy"
    before = past(ALIGNMENT_SCENARIOS_CACHE=str(cache))
    files, rule = kept(cache), copied(copy)
    assert past(at=copy, ALIGNMENT_SCENARIOS_CACHE=str(cache)) == before
    assert kept(cache) == files
    text = rule.read_text(encoding="utf-8")
    edited = text.replace("return 0.5 **", "return 0.1 **")
    assert edited != text
    rule.write_text(edited, encoding="utf-8")
    assert past(at=copy, ALIGNMENT_SCENARIOS_CACHE=str(cache)) != before
    assert len(kept(cache)) == 2 * len(files)


ALL = f"""
from hashlib import sha256
from pathlib import Path
from pandas import DataFrame
from model.analysis.ledger import ledger_table, run_ledger
from model.experiment.ensemble import Task, run_block
from model.experiment.first_use import make_ready
from model.experiment.pool import Crew
from model.simulation.experiment import make_experiment
from model.trace.world import trace_world
WORLDS = 2
def bits(experiment):
    for scenario in experiment.scenarios:
        block = run_block(experiment, Task(scenario.id, 0, WORLDS))
        yield DataFrame(block.outcomes).to_csv().encode()
        yield from [block.total, block.ends, block.acts, block.fired, block.paths, block.followed]
shipped = make_experiment(["peace-corridor-and-provocation", "armenia-leaves", "moscow-presses-yerevan"], months=14)
feud = make_experiment(["baseline", "deal"], months=14, seeds=Path({str(FEUD)!r}))
make_ready(shipped)
with Crew(feud, 1) as crew:
    ledger = ledger_table(run_ledger(crew, WORLDS)).to_csv(float_format="%.12f")  # powers differ by their last bit
trace = repr(trace_world(feud, "deal", 1))
for part in (*bits(shipped), *bits(feud), ledger.encode(), trace.encode()):
    print(sha256(part).hexdigest())
"""
"""A program that needs all rules: worlds of shipped scenarios; worlds, ledger and trace of a region with every rule."""


@pytest.fixture(scope="module")
def as_compiled() -> str:
    """Digests of all it makes, as compiled."""
    return subprocess.run([sys.executable, "-c", ALL], cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
def test_with_every_index_checked_the_bits_are_the_same(as_compiled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index out of bounds would read what lies beside an array; here it would be an error."""
    for name, setting in CHECKED.items():
        monkeypatch.setenv(name, setting)
    done = subprocess.run([sys.executable, "-c", ALL], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert done.stdout == as_compiled
    ours = compiled.cache_folder()
    assert ours is not None
    theirs = ours.parent / compiled.digest.__wrapped__()
    assert len([*theirs.glob("*.nbc")]) == len([*theirs.glob("*.nbi")]) > 15, "one set of types a rule"


@pytest.mark.slow
def test_as_plain_python_the_bits_are_the_same_and_nearly_every_line_of_the_rules_runs(
    as_compiled: str, tmp_path: Path
) -> None:
    program, found, told = tmp_path / "all.py", tmp_path / "coverage", tmp_path / "coverage.json"
    program.write_text(ALL, encoding="utf-8")
    env = os.environ | {"NUMBA_DISABLE_JIT": "1", "COVERAGE_FILE": str(found), "PYTHONPATH": str(ROOT)}
    measured = [sys.executable, "-m", "coverage"]
    words = [*measured, "run", "--source", "model/rules", str(program)]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    assert done.stdout == as_compiled
    subprocess.run([*measured, "combine", "-q", str(tmp_path)], cwd=ROOT, env=env, capture_output=True)
    subprocess.run([*measured, "json", "-q", "-o", str(told)], cwd=ROOT, env=env, check=True, capture_output=True)
    files = json.loads(told.read_text(encoding="utf-8"))["files"]
    share = {Path(name).stem: of["summary"]["percent_covered"] for name, of in files.items()}
    phases = ("appraisal", "choice", "conduct", "environment", "interventions", "issues", "ledger", "memory", "month",
              "utility")  # fmt: skip
    assert {name: share[name] for name in phases if share[name] < 90} == {}


def test_a_function_from_elsewhere_is_known_by_its_own_file_too(tmp_path: Path) -> None:
    """An edit of a constant changes neither its line nor its bytecode."""
    file = tmp_path / "elsewhere.py"
    stamps = []
    for factor in (2, 3):
        file.write_text(f"def times(x):\n    return {factor} * x\n", encoding="utf-8")
        names: dict[str, Any] = {}
        exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)
        stamps.append(compiled.Kept(names["times"], str(file), tmp_path).get_source_stamp())
    assert stamps[0] != stamps[1] and all(stamp.startswith(compiled.digest()) for stamp in stamps)
    own = compiled.Kept(compiled.rule, compiled.__file__, tmp_path)
    assert own.get_source_stamp() == compiled.digest()
