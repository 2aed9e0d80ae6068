"""Trouble around a run: occupied folders, places without room, clocks that jump, names that Windows refuses."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from model.common.errors import RunError
from model.common.lock import locked
from model.experiment.run_folder import RunFolder
from tests.conftest import FULL, ROOT, SHIPPED, TRIAD, WORK, Call, digests, posix

pytestmark = pytest.mark.slow

# Two at once


@posix
def test_while_one_process_holds_a_folder_no_other_writes_there(sound: Path, tmp_path: Path, call: Call) -> None:
    run = Path(shutil.copytree(sound, tmp_path / "run"))
    code = (
        "import sys; from pathlib import Path; from model.common.lock import locked; held = locked(Path(sys.argv[1])); "
    )
    code += "print('held' if held else 'free', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(run)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        (run / "outcomes.parquet").unlink()
        busy = f"{run}: another run is at work in this folder; wait for it, or choose another --out\n"
        assert call(*WORK, "--out", run, "--resume") == (2, "", busy)
        holder.kill()
    assert locked(run), "the lock ends with its process, however that ends"


def test_of_two_runs_started_at_once_one_is_told_and_the_other_finishes(sound: Path, tmp_path: Path) -> None:
    words = [sys.executable, "simulate.py", *WORK, "--out", str(tmp_path / "run")]
    both = [
        subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [running.communicate(timeout=300)[1] for running in both]
    assert sorted(running.returncode for running in both) == [0, 2], said
    refused = next(text for running, text in zip(both, said, strict=True) if running.returncode == 2)
    assert "another run is at work in this folder" in refused or "holds a run already" in refused
    assert digests(tmp_path / "run") == digests(sound)


# Places that cannot be written


@pytest.mark.parametrize(
    "words",
    [(*WORK, "--out"), ("schema", "--seeds", str(TRIAD), "--out")],
    ids=["run", "schema"],
)
@pytest.mark.parametrize("place", ["file", "file/below", "/proc/below"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, call: Call, words: tuple[str, ...], place: str) -> None:
    if place.startswith("/proc") and not Path("/proc/self").exists():
        pytest.skip("there is no folder that nobody can write to")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    status, out, said = call(*words, tmp_path / place)
    assert (status, out) == (2, "") and str(tmp_path / place) in said
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_without_a_place_for_runs_it_is_told(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").write_text("mine", encoding="utf-8")
    status, _, said = call(*WORK)
    assert status == 2 and said.startswith("runs/")


@pytest.mark.parametrize("table", ["outcomes", "comparison"])
def test_no_room_for_a_table_keeps_the_blocks(
    sound: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        if table == "outcomes":
            patched.setattr(pq.ParquetWriter, "write_table", full)
        else:
            patched.setattr("model.experiment.run_folder.RunFolder.write_comparison", full)
        status, out, said = call(*WORK, "--out", tmp_path / "run")
    assert (status, out) == (2, "")
    assert f"{FULL}; finished blocks are kept: make room, then add --resume" in said
    assert not list((tmp_path / "run").glob(".*.part"))
    assert call(*WORK, "--out", tmp_path / "run", "--resume")[0] == 0
    assert digests(tmp_path / "run") == digests(sound)


def test_no_room_for_the_page_is_made_good_by_resuming(
    sound: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables are finished by then; a world is told and pictures are drawn after them."""
    kept = RunFolder.write
    folder = tmp_path / "run"

    def full(self: RunFolder, name: str, content: bytes) -> None:
        if name.startswith("figures/"):
            raise RunError(f"{self.path / name}: cannot be written: {os.strerror(errno.ENOSPC)}")
        kept(self, name, content)

    with monkeypatch.context() as patched:
        patched.setattr(RunFolder, "write", full)
        status, out, said = call(*WORK, "--out", folder)
    assert status == 2 and str(folder) not in out and FULL in said
    assert not (folder / "report.html").exists()
    status, out, said = call(*WORK, "--out", folder, "--resume")
    assert status == 0 and "nothing to do" not in said
    assert digests(folder) == digests(sound)
    assert {path.name for path in (folder / "figures").iterdir()} == {p.name for p in (sound / "figures").iterdir()}
    assert "</html>" in (folder / "report.html").read_text(encoding="utf-8")
    assert "nothing to do" in call(*WORK, "--out", folder, "--resume")[2]


# Clocks


class Stopped(datetime):
    """A clock that always shows the same moment, years back."""

    @classmethod
    def now(cls, tz: Any = None) -> Stopped:
        return cls(2001, 2, 3, 4, 5, 6, tzinfo=tz or UTC)


def test_a_clock_that_stands_still_overwrites_no_run(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("model.cli.wanted.datetime", Stopped)
    assert call(*WORK)[0] == 0
    (made,) = (tmp_path / "runs").iterdir()
    before = digests(made)
    status, _, said = call(*WORK)
    assert status == 2 and "holds a run already" in said
    assert list((tmp_path / "runs").iterdir()) == [made] and digests(made) == before


def test_a_clock_set_back_between_start_and_end_does_no_harm(
    sound: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.analysis.finishing.now", lambda: "2001-02-03T04:05:06Z")
    assert call(*WORK, "--out", tmp_path / "run")[0] == 0
    manifest = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert manifest["finished"] < manifest["started"]
    assert digests(tmp_path / "run") == digests(sound)
    assert call("compare", tmp_path / "run")[0] == 0


# Names of files


WINDOWS = re.compile(r"(?!(con|prn|aux|nul|com\d|lpt\d)(\.|$))[^\x00-\x1f<>:\"/\\|?*]*[^\x00-\x1f<>:\"/\\|?*. ]", re.I)


def test_every_file_of_a_run_can_be_copied_to_windows(sound: Path) -> None:
    names = [path.name for path in sound.rglob("*")]
    assert len(names) > 10
    for name in names:
        assert WINDOWS.fullmatch(name), name


@pytest.mark.parametrize("names", [(), ("deal",), tuple(SHIPPED), ("a/b/con.yaml",), ("x" * 300,), ("end..yaml",)])
def test_the_name_a_run_folder_is_given_is_one_windows_knows(names: tuple[str, ...]) -> None:
    from model.cli.wanted import Wanted, run_name

    wanted = Wanted(
        scenarios=names, worlds=1, months=None, seed=1, as_of=None, overrides=(), without=(), seeds=TRIAD, jobs=1
    )
    name = f"20010203T040506.000000Z-{run_name(wanted)}"
    assert WINDOWS.fullmatch(name) and len(name) < 120
