"""The journal of a session: nothing written is lost, nothing half-written is believed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import RunError
from model.workshop.journal import LONGEST, NAME, Journal, Refused


def test_what_is_written_is_read_again_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for number in range(3):
        journal.append("guess", number=number, name="Անի\nəli 🙂")
    again = Journal(tmp_path)
    assert again.entries == journal.entries
    assert [entry["number"] for entry in again.entries] == [0, 1, 2]
    assert all(entry["name"] == "Անի\nəli 🙂" for entry in again.entries)


@pytest.mark.parametrize("kept", range(1, 40, 6))
def test_a_torn_last_line_is_dropped_and_writing_goes_on(tmp_path: Path, kept: int) -> None:
    journal = Journal(tmp_path)
    journal.append("one")
    whole = journal.path.read_bytes()
    journal.append("two")
    journal.path.write_bytes(whole + journal.path.read_bytes()[len(whole) :][:kept])
    again = Journal(tmp_path)
    assert [entry["kind"] for entry in again.entries] == ["one"]
    again.append("three")
    assert [entry["kind"] for entry in Journal(tmp_path).entries] == ["one", "three"]


@pytest.mark.parametrize("broken", [b"not json", b'["a list"]', b'{"no": "kind"}', b'{"kind": 3}', b"\xff\xfe", b""])
def test_a_broken_line_in_the_middle_is_named_and_nothing_is_touched(tmp_path: Path, broken: bytes) -> None:
    journal = Journal(tmp_path)
    journal.append("one")
    written = journal.path.read_bytes() + broken + b"\n" + journal.path.read_bytes()
    journal.path.write_bytes(written)
    with pytest.raises(RunError, match=rf"{NAME}:2: .*restore the file from a copy"):
        Journal(tmp_path)
    assert journal.path.read_bytes() == written


@pytest.mark.parametrize("absurd", [float("nan"), float("inf"), object(), "\ud800", "x" * LONGEST, {1, 2}])
def test_what_cannot_be_written_changes_nothing(tmp_path: Path, absurd: object) -> None:
    journal = Journal(tmp_path)
    journal.append("one")
    before = journal.path.read_bytes()
    with pytest.raises(Refused):
        journal.append("guess", size=absurd)
    assert journal.path.read_bytes() == before
    assert len(journal.entries) == 1


@given(st.dictionaries(st.text(min_size=1).filter(lambda k: k not in ("kind", "at", "self")), st.text()))
def test_any_text_comes_back_as_it_was_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, what: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("session")
    journal = Journal(folder)
    try:
        journal.append("note", **what)
    except Refused:
        assert any("\ud800" <= letter <= "\udfff" for letter in "".join([*what, *what.values()]))
        return
    (entry,) = Journal(folder).entries
    assert {key: value for key, value in entry.items() if key not in ("kind", "at")} == what


def test_a_folder_that_cannot_be_written_to_is_said_plainly(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.path.mkdir()
    with pytest.raises(Refused, match="cannot be written to"):
        journal.append("one")


def test_a_process_killed_while_it_writes_loses_no_line_it_reported(tmp_path: Path) -> None:
    """A child reports every entry once it is appended, and is killed without warning."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom model.workshop.journal import Journal\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "while True:\n    journal.append('tick', n=len(journal.entries), filler='x' * 3000)\n"
        "    print(len(journal.entries), flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    reported = 0
    while reported < 20:
        reported = int(child.stdout.readline())
    os.kill(child.pid, signal.SIGKILL)
    rest = child.stdout.read().split()
    child.stdout.close()
    child.wait()
    reported = max(reported, *map(int, rest)) if rest else reported
    entries = Journal(tmp_path).entries
    assert len(entries) >= reported
    assert [entry["n"] for entry in entries] == list(range(len(entries)))
    assert json.loads(json.dumps(entries)) == entries
