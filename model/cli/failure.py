"""Failures told in words: the one place where an error becomes a message and an exit status."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

import typer

from model.common.errors import ModelError, did_you_mean
from model.common.places import CALLED, PROGRAM
from model.common.system import LEAST, address_space, starved

NO_MEMORY = (
    "there is not enough memory for this: take fewer --jobs, or allow more; a run that was begun goes on with --resume"
)
NO_CHOICE = re.compile(r"(?:Value error, )?(?P<told>'(?P<given>[^']*)' is not one of (?P<choices>'.*'))\.?$")
"""How Typer tells that a word is none of an option's choices."""
Misused: Any = typer.BadParameter.__mro__[2]
"""Error that Typer raises for words it does not understand; its module differs between versions."""


def too_little_memory() -> str | None:
    """Message where even the libraries would not fit into the memory this process may use."""
    limit = address_space()
    if limit is None or limit >= LEAST:
        return None
    return f"{NO_MEMORY} ({limit >> 20} MiB of address space; {LEAST >> 20} at least)"


def _with_hint(said: str) -> str:
    """A message about a word that is none of an option's choices, with the choice that was probably meant."""
    found = NO_CHOICE.search(said)
    if found is None:
        return said
    near = did_you_mean(found["given"], re.findall("'([^']*)'", found["choices"]))
    return f"{said[: found.start()]}{found['told']}{near if near.endswith('?') else ''}"


def answered(error: BaseException) -> int:
    """Say what went wrong; the exit status. What only a mistake in the program can bring about is raised again."""
    if isinstance(error, ModelError):
        print(str(error).replace("uv run simulate.py", CALLED), file=sys.stderr)
        return error.status
    if isinstance(error, SystemExit):
        if isinstance(error.__context__, BrokenPipeError):  # Click ends with 1, which says that blocks failed
            return 128 + 13
        return error.code if isinstance(error.code, int) else 0
    if isinstance(error, BrokenPipeError):  # whoever read the output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13  # and no signal, which would also end runs on a cluster
    if isinstance(error, OSError) and (error.errno or not starved(error)):  # a library not found has no number
        print(f"{error.filename or 'the system'}: {error.strerror or error}", file=sys.stderr)
        return 2
    if isinstance(error, Misused):
        if said := _with_hint(error.format_message()):  # in plain lines: a box would break paths at its edge
            command = error.ctx.command_path if getattr(error, "ctx", None) else PROGRAM
            print(
                f"{command}: {said}\nto see how it is used: {command.replace(PROGRAM, CALLED, 1)} --help",
                file=sys.stderr,
            )
        return 2
    if starved(error):
        print(f"{NO_MEMORY} ({type(error).__name__}: {error})", file=sys.stderr)
        return 2
    raise error
