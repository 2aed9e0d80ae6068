"""The journal of a session: nothing written is lost, nothing half-written is believed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from errno import ENOSPC
from os import strerror
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.common.errors import RunError
from model.workshop.journal import _SEALED, MAX_LINE_LENGTH, NAME, Journal, Refused, sealed


def _sum(line: bytes) -> bytes:
    found = _SEALED.fullmatch(line)
    assert found
    return found[2]


def test_what_is_written_is_read_again_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for number in range(3):
        journal.append("guess", number=number, name="Անի\nəli 🙂")
    again = Journal(tmp_path)
    assert again.entries == journal.entries
    assert [entry["number"] for entry in again.entries] == [0, 1, 2]
    assert all(entry["name"] == "Անի\nəli 🙂" for entry in again.entries)


def test_only_what_must_be_sure_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[int] = []
    monkeypatch.setattr(os, "fsync", waited.append)
    journal = Journal(tmp_path)
    journal.append("explore", at_once=False)
    assert (len(waited), [entry["kind"] for entry in Journal(tmp_path).entries]) == (0, ["explore"])
    journal.append("guess")
    assert len(waited) == 1
    assert [entry["kind"] for entry in Journal(tmp_path).entries] == ["explore", "guess"]


@pytest.mark.parametrize("kept", range(1, 40, 6))
def test_a_torn_last_line_is_dropped_and_writing_goes_on(tmp_path: Path, kept: int) -> None:
    journal = Journal(tmp_path)
    journal.append("one")
    whole = journal.path.read_bytes()
    journal.append("two")
    journal.path.write_bytes(whole + journal.path.read_bytes()[len(whole) :][:kept])
    again = Journal(tmp_path)
    assert [entry["kind"] for entry in again.entries] == ["one"]
    assert again.loss is not None and f"{NAME}:2: the last line of the journal is torn" in str(again.loss)
    again.append("three")
    assert [entry["kind"] for entry in Journal(tmp_path).entries] == ["one", "three"]


DAMAGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "not JSON": lambda lines: [*lines[:2], b"not json", *lines[3:]],
    "a list": lambda lines: [*lines[:2], b'["a list"]', *lines[3:]],
    "no kind": lambda lines: [*lines[:2], sealed({"no": "kind"}, _sum(lines[1])), *lines[3:]],
    "bytes of no text": lambda lines: [*lines[:2], b"\xff\xfe", *lines[3:]],
    "an empty line": lambda lines: [*lines[:2], b"", *lines[2:]],
    "zeros": lambda lines: [*lines[:2], bytes(len(lines[2])), *lines[3:]],
    "another letter": lambda lines: [*lines[:2], lines[2].replace(b"Ani", b"Eni"), *lines[3:]],
    "no checksum": lambda lines: [*lines[:2], lines[2].partition(b', "sum"')[0] + b"}", *lines[3:]],
    "another's checksum": lambda lines: [*lines[:2], lines[2][:-20] + lines[1][-20:], *lines[3:]],
    "a line too few": lambda lines: [*lines[:2], *lines[3:]],
    "a line twice": lambda lines: [*lines[:2], lines[1], *lines[2:]],
    "lines in another order": lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
    "a line of another journal": lambda lines: [*lines[:2], sealed({"kind": "guess"}), *lines[2:]],
    "a line cut short": lambda lines: [*lines[:2], lines[2][:30], *lines[3:]],
    "two lines in one": lambda lines: [*lines[:2], lines[2] + lines[3], *lines[4:]],
    "line breaks of Windows": lambda lines: [*lines[:2], *(line + b"\r" for line in lines[2:])],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_journal_opens_up_to_the_damage_and_keeps_the_rest_aside(tmp_path: Path, damage: str) -> None:
    journal = Journal(tmp_path)
    for number in range(6):
        journal.append("guess", number=number, name="Ani")
    damaged = b"\n".join(DAMAGES[damage](journal.path.read_bytes().splitlines())) + b"\n"
    journal.path.write_bytes(damaged)
    again = Journal(tmp_path)
    assert [entry["number"] for entry in again.entries] == [0, 1]
    assert again.loss is not None
    assert f"{NAME}:3: " in str(again.loss) and again.loss.kept.read_bytes() == damaged
    assert sum(again.loss.kinds.values()) >= 3
    again.append("guess", number=7)
    last = Journal(tmp_path)
    assert last.loss is None and [entry["number"] for entry in last.entries] == [0, 1, 7]


@given(st.integers(0, 10**6), st.sampled_from(["flip", "drop", "insert", "zero"]))
def test_no_byte_can_be_harmed_unseen(tmp_path_factory: pytest.TempPathFactory, place: int, how: str) -> None:
    journal = Journal(tmp_path_factory.mktemp("session"))
    for number in range(3):
        journal.append("guess", number=number, name="Անի")
    whole = journal.path.read_bytes()
    place %= len(whole)
    harmed = {
        "flip": whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :],
        "drop": whole[:place] + whole[place + 1 :],
        "insert": whole[:place] + b"7" + whole[place:],
        "zero": whole[:place] + b"\0" + whole[place + 1 :],
    }[how]
    journal.path.write_bytes(harmed)
    again = Journal(journal.path.parent)
    assert again.loss is not None and again.loss.kept.read_bytes() == harmed
    assert again.entries == journal.entries[: whole[:place].count(b"\n")]


def test_a_journal_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(RunError, match=rf"{NAME}: cannot be read"):
        Journal(tmp_path)


def test_a_line_that_could_not_be_kept_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    journal.append("one")

    def full(descriptor: int) -> None:
        raise OSError(ENOSPC, strerror(ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(Refused, match="cannot be written to"):
            journal.append("two")
    journal.append("three")
    again = Journal(tmp_path)
    assert again.loss is None and [entry["kind"] for entry in again.entries] == ["one", "three"]


@pytest.mark.parametrize("absurd", [float("nan"), float("inf"), object(), "\ud800", "x" * MAX_LINE_LENGTH, {1, 2}])
def test_what_cannot_be_written_changes_nothing(tmp_path: Path, absurd: object) -> None:
    journal = Journal(tmp_path)
    journal.append("one")
    before = journal.path.read_bytes()
    with pytest.raises(Refused):
        journal.append("guess", size=absurd)
    assert journal.path.read_bytes() == before
    assert len(journal.entries) == 1


@given(st.dictionaries(st.text(min_size=1).filter(lambda k: k not in ("kind", "at", "self", "sum")), st.text()))
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
