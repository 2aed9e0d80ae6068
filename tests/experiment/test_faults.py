"""A run folder that is moved, half deleted, damaged or tampered with."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from model.common.lock import LOCK
from model.experiment.ensemble import BlockResult
from model.experiment.run_folder import RunFolder, digest_of
from tests.conftest import FULL, TRIAD, WORK, Call, digests
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
    "ledger.csv",
    "acts.json",
    "paths/deal.npz",
    "followed/deal.npz",
)


def test_a_run_folder_that_was_moved_is_read_as_before(sound: Path, run: Path, call: Call) -> None:
    status, out, _ = call("compare", run)
    assert (status, out.replace(str(run), str(sound))) == call("compare", sound)[:2]
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

    monkeypatch.setattr("model.experiment.block_folder.write_whole", full)
    monkeypatch.setattr(RunFolder, "begin", lambda self, _: (self.path / "blocks").mkdir(parents=True))
    words = ("page", "deal", "--seeds", TRIAD, "--worlds", "8", "--months", "3", "--jobs", "1")
    status, out, said = call(*words, "--out", tmp_path / "page.html")
    assert (status, out) == (2, "") and said.endswith(f"{FULL}; make room there\n")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_lost_its_manifest_is_no_run(run: Path, call: Call) -> None:
    (run / "run.json").unlink()
    for command in ("compare", "report"):
        assert call(command, run) == (2, "", f"{run}: not a run folder (no run.json)\n")
    (run / LOCK).unlink()
    status, _, said = call(*WORK, "--out", run)
    assert status == 2 and "holds what may be of a run, but no run.json; choose another --out" in said


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

    @settings(max_examples=300, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(mutated_trees(tree))
    def hold(spoiled: Spoiled) -> None:
        path.write_bytes(spoiled.content)
        with guarded():
            status, out, said = call("compare", run)
        assert status in (0, 2) and bool(out) != bool(status)
        assert said if status else all(line.startswith("warning: ") for line in said.splitlines())
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
    assert status == 0 and "2 blocks are damaged or not of this run; they are computed again" in said
    assert not mark.exists()
