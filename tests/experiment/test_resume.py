"""Going on with a run: which one, by what command, and as the run it was."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.conftest import TRIAD, WORK, Call, digests


@pytest.fixture
def begun(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A run in runs/ that was interrupted while its tables were written, and what it said."""
    monkeypatch.chdir(tmp_path)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("model.experiment.run_folder.RunFolder.write_comparison", interrupt)
        status, _, said = call(*WORK)
    assert status == 130
    (folder,) = Path("runs").iterdir()
    return folder, said


def test_an_interrupted_run_names_its_folder_and_the_command_that_goes_on(
    begun: tuple[Path, str], call: Call, sound: Path
) -> None:
    folder, said = begun
    assert f"interrupted\nfinished blocks are kept in {folder}; to go on: uv run simulate.py run deal " in said
    words = shlex.split(said.split("to go on: ")[1])
    assert words[:3] == ["uv", "run", "simulate.py"] and words[-1] == "--resume"
    assert call(*words[3:])[0] == 0
    assert digests(folder) == digests(sound)


def test_resume_without_a_folder_takes_the_newest_unfinished_run_and_says_which(
    begun: tuple[Path, str], call: Call, sound: Path
) -> None:
    folder, _ = begun
    before = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    older = json.dumps(before | {"started": "2000-01-01T00:00:00Z"})
    for name, text in (("a-older", older), ("b-damaged", "{"), ("c-other", json.dumps(before | {"seed": 7}))):
        (folder.parent / name).mkdir()
        (folder.parent / name / "run.json").write_text(text, encoding="utf-8")
    status, out, said = call(*WORK, "--resume")
    assert (
        status == 0
        and said.startswith(f"going on with {folder}\n")
        and out.splitlines()[-2] == str(folder / "report.html")
    )
    after = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert digests(folder) == digests(sound) and after["finished"]
    assert (after["started"], after["command"]) == (before["started"], before["command"]) and "--resume" not in said
    assert call(*WORK, "--resume")[2].startswith(f"going on with {folder.parent / 'a-older'}\n"), "then the next"


def test_where_no_unfinished_run_fits_it_is_told_and_none_is_begun(begun: tuple[Path, str], call: Call) -> None:
    folder, _ = begun
    status, out, said = call(*WORK, "--seed", "2", "--resume")
    assert (status, out) == (2, "") and "no unfinished run in runs has these inputs" in said
    assert f"{folder} has another seed (was 1, is 2)" in said
    words = ("sensitivity", "deal", "--seeds", str(TRIAD), "--points", "16", "--months", "3", "--resume")
    status, out, said = call(*words)
    assert (status, out) == (2, "") and "another kind (was run, is sensitivity)" in said
    assert list(Path("runs").iterdir()) == [folder]


def test_resuming_in_a_folder_without_a_run_is_told(call: Call, tmp_path: Path) -> None:
    status, out, said = call(*WORK, "--resume", "--out", tmp_path / "missing")
    assert (status, out) == (2, "") and "there is no run to go on with" in said
    assert not (tmp_path / "missing").exists()
