"""Lines of the server's log reach the terminal marked, escaped and bounded."""

from __future__ import annotations

import logging

import pytest

from model.workshop.terminal import A_MINUTE, LINE, LINES, MARK, Terminal


def logged(terminal: Terminal, *messages: object) -> None:
    for message in messages:
        terminal.handle(logging.LogRecord("somebody", logging.ERROR, "", 0, str(message), (), None))


def test_a_line_is_marked_and_obeyed_by_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    logged(Terminal(), "\x1b[2Jone\r\nfacilitator: \u202ehttp\x9b1m")
    assert capsys.readouterr().err == f"{MARK}\\x1b[2Jone\n{MARK}facilitator: \\u202ehttp\\x9b1m\n"


def test_a_long_message_keeps_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    logged(Terminal(), "\n".join(f"{n} " + "x" * 2 * LINE for n in range(LINES * 3)))
    shown = capsys.readouterr().err.splitlines()
    assert len(shown) <= LINES and all(len(line) <= LINE + len(MARK) for line in shown)
    logged(Terminal(), *["\x1b" * 10**6])
    assert len(capsys.readouterr().err) <= (LINE + len(MARK) + 1) * LINES


def test_too_many_lines_are_counted_and_told_when_there_is_room_again(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    terminal = Terminal(lambda: now)
    logged(terminal, *range(A_MINUTE + 7))
    assert len(capsys.readouterr().err.splitlines()) == A_MINUTE
    now = 61
    logged(terminal, "again")
    assert capsys.readouterr().err == f"{MARK}7 more lines came in the minute before.\n{MARK}again\n"


def test_a_message_that_cannot_be_formatted_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().handle(logging.LogRecord("somebody", logging.ERROR, "", 0, "%d", ("\x1b",), None))
    assert capsys.readouterr().err == f"{MARK}somebody: a message that cannot be formatted\n"
