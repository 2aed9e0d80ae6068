"""What goes wrong around a run: damaged and occupied folders, closed pipes, odd terminals, clocks that jump."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from model.ensemble import BlockResult
from model.errors import RunError
from model.lock import LOCK, locked
from model.store import RunFolder, digest_of
from tests.conftest import ROOT, SHIPPED, TRIAD, WORK, Call, digests, posix
from tests.fuzz.guard import guarded
from tests.fuzz.mutations import Spoiled, mutated_trees


@pytest.fixture
def run(sound: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil; a run folder may lie anywhere."""
    return Path(shutil.copytree(sound, tmp_path / "moved"))


# A damaged run folder


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x40
    path.write_bytes(content)


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGE: dict[str, Callable[[Path], None]] = {"gone": Path.unlink, "cut": halve, "altered": flip, "empty": empty}
FILES = (
    "outcomes.parquet",
    "trajectories.parquet",
    "comparison.csv",
    "acts.json",
    "paths/deal.npz",
    "followed/deal.npz",
)


def test_a_run_folder_that_was_moved_is_read_as_before(sound: Path, run: Path, call: Call) -> None:
    assert call("compare", run)[:2] == call("compare", sound)[:2]
    status, out, _ = call("compare", sound, run)
    assert status == 0 and "Nothing that went into them differs." in out


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("file", FILES)
def test_a_damaged_file_is_named_and_never_believed(run: Path, call: Call, file: str, damage: str) -> None:
    DAMAGE[damage](run / file)
    for command in ("compare", "report", "page"):
        status, out, said = call(command, run)
        assert (status, out) == (2, "")
        assert f"gone, or no longer what the run wrote: {file}; call that run again with --resume" in said


def test_a_damaged_run_is_made_whole_by_resuming_it(sound: Path, run: Path, call: Call) -> None:
    flip(run / "outcomes.parquet")
    (run / "trajectories.parquet").unlink()
    halve(next(run.glob("blocks/deal-*.npz")))
    flip(next(run.glob("blocks/baseline-*.npz")))
    assert call(*WORK, "--out", run, "--resume")[0] == 0
    assert digests(run) == digests(sound)
    assert call("compare", run)[0] == 0


def test_a_manifest_without_digests_is_not_believed(run: Path, call: Call) -> None:
    manifest = json.loads((run / "run.json").read_text(encoding="utf-8"))
    del manifest["files"]
    (run / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    for command in ("compare", "report", "page"):
        status, out, said = call(command, run)
        assert (status, out) == (2, "") and "no longer what the run wrote: run.json; call that run again" in said
    assert call(*WORK, "--out", run, "--resume")[0] == 0
    assert call("compare", run)[0] == 0


def test_a_folder_moved_away_under_a_run_is_told_and_goes_on_where_it_is_now(
    sound: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = RunFolder.save
    folder, elsewhere = tmp_path / "run", tmp_path / "elsewhere"

    def moved(self: RunFolder, result: BlockResult) -> None:
        kept(self, result)
        folder.rename(elsewhere)

    with monkeypatch.context() as patched:
        patched.setattr(RunFolder, "save", moved)
        status, out, said = call(*WORK, "--out", folder)
    assert (status, out) == (2, "") and "it was moved or deleted while the run was at work" in said
    assert not folder.exists()
    assert call(*WORK, "--out", elsewhere, "--resume")[0] == 0
    assert digests(elsewhere) == digests(sound)


def test_no_room_for_what_a_page_is_made_from_is_told_as_it_is(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("model.store.write_whole", full)
    monkeypatch.setattr(RunFolder, "begin", lambda self, _: (self.path / "blocks").mkdir(parents=True))
    words = ("page", "deal", "--seeds", TRIAD, "--worlds", "8", "--months", "3", "--jobs", "1")
    status, out, said = call(*words, "--out", tmp_path / "page.html")
    assert (status, out) == (2, "") and said.endswith("No space left on device; make room there\n")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_lost_its_manifest_is_no_run(run: Path, call: Call) -> None:
    (run / "run.json").unlink()
    for command in ("compare", "report"):
        assert call(command, run) == (2, "", f"{run}: not a run folder (no run.json)\n")
    (run / LOCK).unlink()
    status, _, said = call(*WORK, "--out", run)
    assert status == 2 and "exists and is not a run folder; choose another --out" in said


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"\xff\xfe", b"{}", b"null", b"[" * 100_000])
def test_a_manifest_that_is_none_is_told(run: Path, call: Call, content: bytes) -> None:
    (run / "run.json").write_bytes(content)
    for words in (("compare", run), ("report", run), (*WORK, "--out", run, "--resume")):
        with guarded():
            status, out, said = call(*words)
        assert (status, out) == (2, "") and ("run.json" in said or str(run) in said or "cannot resume" in said)


def test_a_spoiled_manifest_is_told_or_does_no_harm(run: Path, call: Call) -> None:
    path = run / "run.json"
    tree = json.loads(path.read_text(encoding="utf-8"))
    before = sorted(run.rglob("*"))

    @settings(max_examples=300, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutated_trees(tree))
    def hold(spoiled: Spoiled) -> None:
        path.write_bytes(spoiled.content)
        with guarded():
            status, out, said = call("compare", run)
        assert status in (0, 2) and bool(out) != bool(status)
        assert (status == 2) == bool(said)
        assert sorted(run.rglob("*")) == before

    hold()


# Nothing in a run folder is run


class Planted:
    """Were it unpickled, it would leave a mark."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.mark,))


def test_nothing_pickled_in_a_run_folder_is_read(run: Path, call: Call, tmp_path: Path) -> None:
    import numpy as np

    mark = tmp_path / "mark"
    planted = np.array([Planted(mark)], dtype=object)
    manifest = json.loads((run / "run.json").read_text(encoding="utf-8"))
    for name in ("paths/deal.npz", "followed/deal.npz"):
        np.savez(run / name, measures=planted, paths=planted, steps=planted)
        manifest["files"][name] = digest_of(run / name)  # whoever plants it makes it look like the run's own
    (run / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    for command in ("report", "page"):
        status, _, said = call(command, run)
        assert status == 2 and "cannot be read" in said
    (run / "run.json").write_text(json.dumps(manifest | {"finished": None}), encoding="utf-8")
    for block in run.glob("blocks/*.npz"):
        np.savez(block, **{name: planted for name in np.load(block).files})
    status, _, said = call(*WORK, "--out", run, "--resume")
    assert status == 2 and "cannot be read" in said
    assert not mark.exists()


# Two at once


@posix
def test_while_one_process_holds_a_folder_no_other_writes_there(run: Path, call: Call) -> None:
    code = "import sys; from pathlib import Path; from model.lock import locked; held = locked(Path(sys.argv[1])); "
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
            patched.setattr("model.store.RunFolder.write_comparison", full)
        status, out, said = call(*WORK, "--out", tmp_path / "run")
    assert (status, out) == (2, "")
    assert "No space left on device; finished blocks are kept: make room, then add --resume" in said
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
    assert status == 2 and str(folder) not in out and "No space left on device" in said
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
    monkeypatch.setattr("model.commands.wanted.datetime", Stopped)
    assert call(*WORK)[0] == 0
    (made,) = (tmp_path / "runs").iterdir()
    before = digests(made)
    status, _, said = call(*WORK)
    assert status == 2 and "holds a run already" in said
    assert list((tmp_path / "runs").iterdir()) == [made] and digests(made) == before


def test_a_clock_set_back_between_start_and_end_does_no_harm(
    sound: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.commands.run.now", lambda: "2001-02-03T04:05:06Z")
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
    from model.commands.wanted import Wanted, run_name

    name = f"20010203T040506.000000Z-{run_name(Wanted(names, 1, None, 1, None, (), (), TRIAD, 1, None, False))}"
    assert WINDOWS.fullmatch(name) and len(name) < 120
