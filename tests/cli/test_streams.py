"""Output that nobody reads, or that cannot show everything; and Pythons older and newer than this one."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, TRIAD, WORK, Simulate, called, digests, posix

pytestmark = pytest.mark.slow


@pytest.mark.slow
@posix
def test_who_reads_only_the_first_line_still_gets_the_whole_run(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    words = [sys.executable, "simulate.py", *WORK, "--out", str(folder)]
    running = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None and running.stderr is not None
    running.stdout.close()
    said = running.stderr.read()
    running.stderr.close()
    assert running.wait(timeout=300) == 128 + signal.SIGPIPE
    assert all(line.startswith("warning: ") for line in said.splitlines())
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["finished"]
    assert "</html>" in (folder / "report.html").read_text(encoding="utf-8")


@posix
@pytest.mark.parametrize("words", ["list", "why AAA BBB", "check", "trace deal --months 3", "list --json", "schema"])
def test_a_closed_pipe_ends_a_command_without_a_word(words: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "simulate.py", *words.split(), "--seeds", str(TRIAD)]
    done = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=300)
    os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")


@pytest.mark.slow
@posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_with_streams_closed_a_command_does_its_work(tmp_path: Path, closed: str) -> None:
    words = f"'{sys.executable}' '{ROOT}/simulate.py' {{}} --seeds '{TRIAD}' {closed}"
    for command, status in (("check", 0), ("why AAA ZZZ", 2)):
        assert subprocess.run(["sh", "-c", words.format(command)], cwd=tmp_path, timeout=300).returncode == status


DROPPED = """
import sys, time, weakref, simulate
class Dropped: pass
def clear_up(_): raise KeyboardInterrupt
def work(**_):
    dropped = Dropped()
    seen = weakref.ref(dropped, clear_up)
    del dropped
    time.sleep(60)
"""
DISGUISED = """
import io, sys, simulate, zipfile
def work(**_):
    archive = zipfile.ZipFile(io.BytesIO(), "w")
    try:
        archive.open("a", "w")
        raise KeyboardInterrupt
    finally:
        archive.close()
"""


@pytest.mark.parametrize("work", [DROPPED, DISGUISED], ids=["dropped", "disguised"])
def test_an_interrupt_ends_the_program_even_where_python_drops_or_disguises_it(work: str) -> None:
    hook = "simulate.app, sys.unraisablehook = work, simulate.interruption.give_again"
    code = f"{work}\n{hook}\nsys.exit(simulate.main())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (130, "interrupted\n")


WAITING = """
import os, signal, sys, threading, time, simulate
signal.signal(signal.SIGINT, signal.SIG_IGN)
def work(**_):
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()
    time.sleep(60)
"""


@posix
def test_a_request_to_end_is_heeded_where_interrupts_are_ignored() -> None:
    code = f"{WAITING}\nsimulate.app = work\nsys.exit(simulate.main())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (130, "interrupted\n")


ASCII = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}


@pytest.mark.parametrize("words", ["list", "list documents", "why ARM RUS", "check"])
def test_where_only_ascii_can_be_shown_nothing_breaks(simulate: Simulate, words: str) -> None:
    plain, full = simulate(*words.split(), env=ASCII), called(*words.split())
    assert plain.returncode == 0 and "Traceback" not in plain.stderr
    assert plain.stdout.isascii()
    assert set(re.findall("[A-Za-z0-9]+", full.stdout)) <= set(re.findall("[A-Za-z0-9]+", plain.stdout))


def newest_interpreter() -> str | None:
    """The newest Python on this machine that is newer than this one, wherever it was put; None if there is none."""
    here = sys.version_info[:2]
    names = [f"python3.{minor}" for minor in range(here[1] + 1, here[1] + 12)]
    found = [shutil.which(name) for name in names]
    found += [str(path) for path in (Path.home() / ".pyenv" / "versions").glob("3.*/bin/python3")]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        wanted = ["uv", "python", "find", f">=3.{here[1] + 1}"]
        found.append(subprocess.run(wanted, capture_output=True, text=True, timeout=300).stdout.strip())
    by_version = {version_of(path): path for path in filter(None, found)}
    newest = max(by_version, default=here)
    return by_version[newest] if newest > here else None


def version_of(path: str) -> tuple[int, ...]:
    """Name that an interpreter gives itself; nothing if it does not start, as a version manager's stand-in may not."""
    code = "import sys; print(*sys.version_info[:2])"
    asked = subprocess.run([path, "-I", "-c", code], capture_output=True, text=True, timeout=300)
    return tuple(map(int, asked.stdout.split()))


def test_the_newest_interpreter_found_reads_every_file_without_a_warning() -> None:
    newest = newest_interpreter()
    if newest is None:
        pytest.skip("there is no newer Python here")
    assert version_of(newest) > sys.version_info[:2]
    code = "import sys, pathlib\nfor name in sys.argv[1:]:\n    compile(pathlib.Path(name).read_bytes(), name, 'exec')"
    files = [str(ROOT / "simulate.py"), *map(str, (ROOT / "model").rglob("*.py"))]
    done = subprocess.run([newest, "-W", "error", "-c", code, *files], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_oldest_python_that_is_promised_reads_every_file() -> None:
    import ast
    import tomllib

    least = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    version = tuple(int(part) for part in least.removeprefix(">=").split("."))
    assert version == (3, 11)
    for path in [ROOT / "simulate.py", *(ROOT / "model").rglob("*.py")]:
        ast.parse(path.read_text(encoding="utf-8"), path.name, feature_version=version)


def test_a_run_where_only_ascii_can_be_shown_writes_the_same(sound: Path, simulate: Simulate, tmp_path: Path) -> None:
    done = simulate(*WORK, "--out", str(tmp_path / "run"), env=ASCII)
    assert done.returncode == 0
    assert digests(tmp_path / "run") == digests(sound)
    told = [(folder / "told" / "deal.json").read_bytes() for folder in (sound, tmp_path / "run")]
    assert told[0] == told[1]
