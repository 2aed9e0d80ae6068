"""Files that somebody put there are read where they are files: a pipe is told, and not waited for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from model.common.errors import RunError
from model.common.languages import parsed_catalogue
from model.experiment.ensemble import Task
from model.experiment.run_folder import RunFolder
from model.simulation.experiment import Experiment
from model.workshop.app_state import open_app_state
from model.workshop.journal import NAME, Journal
from tests.conftest import TRIAD, WORK, Call, posix

pytestmark = posix
WHY = "cannot be read: it is not a file"


@pytest.mark.parametrize(
    "words",
    [("report",), ("export",), ("page",), ("compare",), ("compare", "--by", "month"), ("run", "--extend")],
    ids=" ".join,
)
def test_a_manifest_that_is_a_pipe_is_told(tmp_path: Path, call: Call, words: tuple[str, ...]) -> None:
    os.mkfifo(tmp_path / "run.json")
    status, out, said = call(*words[:2], tmp_path) if "--by" not in words else call("compare", tmp_path, *words[1:])
    assert (status, out) == (2, "") and f"{tmp_path / 'run.json'}: {WHY}" in said


def test_a_pipe_among_the_runs_does_not_keep_another_from_being_gone_on_with(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs" / "strange").mkdir(parents=True)
    os.mkfifo(tmp_path / "runs" / "strange" / "run.json")
    status, _, said = call(*WORK, "--resume")
    assert status == 2 and "no unfinished run in runs has these inputs" in said


def test_a_sheet_that_is_a_pipe_is_told(tmp_path: Path, call: Call) -> None:
    os.mkfifo(tmp_path / "sheet.csv")
    status, out, said = call("translate", "--from", tmp_path / "sheet.csv", "--seeds", TRIAD)
    assert (status, out) == (2, "")
    assert said == f"{tmp_path / 'sheet.csv'}: cannot be written or read: it is not a file\n"


def test_a_workshop_session_that_is_a_pipe_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "session.json")
    with pytest.raises(RunError, match=rf"session\.json: {WHY}"):
        open_app_state(tmp_path, TRIAD, jobs=1)


def test_a_journal_that_is_a_pipe_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / NAME)
    with pytest.raises(RunError, match=r"cannot be read \(it is not a file\)"):
        Journal(tmp_path)


def test_a_catalogue_that_is_a_pipe_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ru.po")
    with pytest.raises(RunError, match=r"cannot be read \(it is not a file\)"):
        parsed_catalogue(tmp_path / "ru.po", "ru")


def test_files_of_a_run_that_are_pipes_are_told(sound: Path, tmp_path: Path, triad: Experiment) -> None:
    folder = RunFolder(Path(shutil.copytree(sound, tmp_path / "run")))
    names = ("acts.json", "comparison.csv", "outcomes.parquet", "trajectories.parquet", "paths/deal.npz")
    for name in (*names, "blocks/deal-000000-8.npz"):
        (folder.path / name).unlink()
        os.mkfifo(folder.path / name)
    for read in (
        lambda: folder.kept, folder.comparison, lambda: folder.outcomes().columns, folder.trajectories,
        lambda: folder.paths("deal"), lambda: folder.block(Task("deal", 0, 8)),
    ):  # fmt: skip
        with pytest.raises(RunError, match=WHY):
            read()
    assert not folder.has(triad, Task("deal", 0, 8))
