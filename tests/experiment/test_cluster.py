"""A Dask cluster, set up as the README says: the same bytes, and no block of other code, whoever joins or dies."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, TRIAD, Simulate, digests, posix
from tests.experiment.killing import until

RUN = ("--seeds", str(TRIAD), "--months", "12")
pytestmark = [posix, pytest.mark.slow]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def recipe() -> list[str]:
    """The three commands of the README, of the scheduler, a worker and a run, letter by letter."""
    (told,) = re.findall(r"^On a cluster, .*?\n\n", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    commands = [" ".join(command.split()) for command in re.findall(r"`([^`]+)`", told)]
    assert len(commands) == 3
    return commands


Begin = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Start a command as a shell would, in a folder; all that it starts ends with the test."""
    if not (uv := os.environ.get("UV") or shutil.which("uv")):
        if os.environ.get("CI") == "true":
            pytest.fail("no uv to follow the README with")
        pytest.skip("no uv to follow the README with")
    path = f"{Path(uv).parent}{os.pathsep}{os.environ['PATH']}"
    env = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"} | {"PATH": path}
    begun = []

    def start(command: str, folder: Path = ROOT) -> subprocess.Popen[str]:
        with (tmp_path / f"log-{len(begun)}").open("w") as log:
            begun.append(
                subprocess.Popen(
                    command, shell=True, cwd=folder, env=env, stdout=log, stderr=log, text=True, start_new_session=True
                )
            )
        return begun[-1]

    yield start
    for process in begun:
        kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a command and all it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Cluster:
    """A scheduler on this machine; only HOST and the port are put in for the README's."""

    def __init__(self, begin: Begin) -> None:
        self.begin = begin
        self.port = free_port()
        scheduler, self._worker, self._run = recipe()
        self.scheduler = begin(f"{scheduler} --port {self.port}")

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def here(self, command: str) -> str:
        return command.replace("tcp://HOST:8786", self.address)

    def worker(self, folder: Path = ROOT) -> subprocess.Popen[str]:
        return self.begin(self.here(self._worker), folder)

    def run(self, *words: str) -> subprocess.Popen[str]:
        command = f"exec {self.here(self._run)} deal {' '.join([*RUN, *words])}"
        return subprocess.Popen(
            command, shell=True, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def wait_for(self, workers: int) -> list[str]:
        """The addresses of the workers once so many are there."""
        from distributed import Client

        with Client(self.address, timeout="120s", set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=240)
            return list(client.nthreads())


@pytest.fixture
def cluster(begin: Begin) -> Cluster:
    return Cluster(begin)


def blocks(folder: Path) -> int:
    return len(list(folder.glob("blocks/*.npz")))


def until_blocks(folder: Path, running: subprocess.Popen[str]) -> None:
    until(lambda: blocks(folder), running)


def local(folder: Path, worlds: str) -> Path:
    words = [sys.executable, "simulate.py", "run", "deal", *RUN, "--worlds", worlds, "--jobs", "1"]
    subprocess.run([*words, "--out", str(folder)], cwd=ROOT, check=True, capture_output=True, timeout=900)
    return folder


def test_the_recipe_of_the_readme_gives_the_same_bytes_also_where_a_worker_dies(
    cluster: Cluster, tmp_path: Path
) -> None:
    first, _ = cluster.worker(), cluster.worker()
    cluster.wait_for(2)
    running = cluster.run("--worlds", "1500", "--out", str(tmp_path / "cluster"))
    until_blocks(tmp_path / "cluster", running)
    kill(first)
    _, said = running.communicate(timeout=600)
    assert running.returncode == 0, said
    assert digests(tmp_path / "cluster") == digests(local(tmp_path / "local", "1500"))


def other_checkout(folder: Path) -> Path:
    """The program with another measure, its environment the same."""
    shutil.copytree(ROOT / "model", folder / "model", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "uv.lock", "simulate.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    measures = folder / "model" / "simulation" / "measures.py"
    measures.write_text(measures.read_text(encoding="utf-8") + "\n# another measure\n", encoding="utf-8")
    return folder


def test_workers_of_other_code_are_named_and_their_blocks_never_used(
    cluster: Cluster, simulate: Simulate, tmp_path: Path
) -> None:
    """One that joins while a run is at work, and one that is there before a run."""
    other, folder = other_checkout(tmp_path / "other"), tmp_path / "run"
    cluster.worker()
    (ours,) = cluster.wait_for(1)
    many = ("--worlds", "400000", "--out", str(folder))  # the second worker joins long before the end
    running = cluster.run(*many)
    until_blocks(folder, running)
    cluster.worker(other)
    (theirs,) = {*cluster.wait_for(2)} - {ours}
    _, said = running.communicate(timeout=600)
    assert running.returncode == 2 and f"worker {theirs} runs other code than this program" in said
    assert ours not in said and "Traceback" not in said
    for path in (folder / "blocks").glob("*.npz"):
        path.rename(tmp_path / path.name)
    again = cluster.run(*many, "--resume")
    _, said = again.communicate(timeout=600)
    assert again.returncode == 2 and f"worker {theirs} runs other code than this program" in said
    assert not blocks(folder)


def test_a_scheduler_that_is_killed_is_told_in_a_line_with_what_to_do(cluster: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    cluster.worker()
    cluster.wait_for(1)
    running = cluster.run("--worlds", "20000", "--out", str(folder))
    until_blocks(folder, running)
    kill(cluster.scheduler)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 2
    (line,) = (line for line in said.strip().splitlines() if "waiting for" not in line)
    assert (
        line.startswith(f"--cluster {cluster.address}: the scheduler does not answer any more") and "--resume" in line
    )


def test_a_cluster_that_is_not_there_is_told(simulate: Simulate, tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    done = simulate("run", "deal", *RUN, "--cluster", address, "--out", str(tmp_path / "none"))
    assert done.returncode == 2 and "no scheduler answers there" in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
