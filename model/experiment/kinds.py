"""Kinds of folder the program writes: what each is, and what can be done with it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.common.errors import RunError
from model.experiment.run_folder import RunFolder

RUN, SWEEP, SENSITIVITY, HINDCAST, PART = "run", "sweep", "sensitivity", "hindcast", "part"
CALLED = {RUN: "a run", SWEEP: "a sweep", SENSITIVITY: "a sensitivity run", HINDCAST: "a hindcast"}
JOURNALS = ("journal.jsonl", "session.json")
"""Files of a workshop's session folder."""


def kind_of(manifest: Mapping[str, Any]) -> str:
    """The kind of folder a manifest describes."""
    return str(manifest.get("kind", RUN))


def finished_of(folder: RunFolder, *kinds: str) -> dict[str, Any]:
    """The manifest of a finished folder of one of these kinds; RunError says what it is and what to do with it."""
    if any((folder.path / name).is_file() for name in JOURNALS):
        raise RunError(
            f"{folder.path}: is a workshop session; to go on with it: uv run --extra workshop simulate.py workshop "
            f"--session {shlex.quote(str(folder.path))}"
        )
    manifest = folder.manifest
    kind = kind_of(manifest)
    if kind == PART:
        raise RunError(f"{folder.path}: is a part of a larger run; name that instead: {_whole(folder.path)}")
    called = CALLED.get(kind, f"a folder of the kind {kind}")
    if not manifest.get("finished"):
        raise RunError(f"{folder.path}: is {called} that is not finished; {_further(manifest, folder.path)}")
    if kind not in kinds:
        raise RunError(f"{folder.path}: is {called}{_use(kind, folder.path)}")
    return manifest


def refuse_other_kind(earlier: Mapping[str, Any], manifest: Mapping[str, Any], path: Path) -> None:
    """RunError where a command would go on with a folder that another command began."""
    kind = kind_of(earlier)
    if kind != kind_of(manifest):
        called = CALLED.get(kind, "a part of a larger run")
        cure = f"; {_further(earlier, path)}" if kind in CALLED and not earlier.get("finished") else ""
        raise RunError(f"{path}: is {called}, and this is another command{cure or '; choose another --out'}")


def going_on(manifest: Mapping[str, Any], path: Path) -> str:
    """The command that goes on with an unfinished folder."""
    return shlex.join(["uv", "run", *without_out(_command(manifest, path)), "--out", str(path), "--resume"])


def _command(manifest: Mapping[str, Any], path: Path) -> list[str]:
    """The words that began a folder; RunError where its manifest has none."""
    words = manifest.get("command")
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise RunError(f"{path}/run.json: does not say which command began it; it cannot be gone on with")
    return words


def without_out(command: list[str]) -> list[str]:
    """A command's words without where it wrote and whether it went on."""
    words = [word for word in command if word != "--resume" and not word.startswith("--out=")]
    if "--out" in words:
        place = words.index("--out")
        del words[place : place + 2]
    return words


def _further(manifest: Mapping[str, Any], path: Path) -> str:
    if kind_of(manifest) == HINDCAST:
        again = shlex.join(["uv", "run", *without_out(_command(manifest, path))])
        return f"hindcasts begin anew: {again}"
    return f"to go on with it: {going_on(manifest, path)}"


def _use(kind: str, path: Path) -> str:
    """Hint for using a folder of this kind."""
    if kind == SWEEP:
        return f"; name the run of one of its settings, in {shlex.quote(str(path))}/settings"
    if kind == RUN:
        return f"; to see it: uv run simulate.py report {shlex.quote(str(path))}"
    return f", which a run's report takes up: uv run simulate.py report RUN --with {shlex.quote(str(path))}"


def _whole(path: Path) -> str:
    """The folder of the run that this is a part of."""
    for parent in path.resolve().parents:
        try:
            found = RunFolder(parent).manifest
        except RunError:
            continue
        if kind_of(found) != PART:
            return str(parent)
    return "the folder it lies in"
