"""Blocks computed on a Dask cluster, whose scheduler needs nothing of this program and whose workers are checked."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import pickle
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

from model.common.errors import RunError
from model.experiment.ensemble import BlockResult, Task, run_block
from model.experiment.stamp import software
from model.simulation.experiment import Experiment

try:
    from distributed import Client, WorkerPlugin
except ImportError:
    raise RunError("--cluster needs Dask: uv run --extra cluster simulate.py …") from None

ANSWER = 60
"""Seconds in which the scheduler must answer, and a first worker be there."""
SOON = 5.0
"""Seconds after which it is told what is waited for."""
DESERTED = 60
"""Looks in a row that may find no worker before the run is given up."""
RESUME = "finished blocks are kept: mend the cluster, then add --resume"

_kept: dict[str, Experiment] = {}
"""Experiments a Dask worker was given, by digest."""


def run_kept(key: str, scenario: str, block: int, worlds: int) -> BlockResult:
    """A block of an experiment that the worker was given."""
    return run_block(_kept[key], Task(scenario, block, worlds))


def _by_value() -> Callable[..., BlockResult]:
    """The same, travelling whole, so that the scheduler it passes through need not find this program."""

    def run(*words: Any) -> BlockResult:
        from model.experiment.cluster import run_kept

        return run_kept(*words)

    return run


def _software_there() -> Callable[[], dict[str, str]]:
    def ask() -> dict[str, str]:
        import model.experiment.cluster  # all that computes, so that the answer is about loaded code
        from model.experiment.stamp import software

        assert model.experiment.cluster.__name__
        return software()

    return ask


def _handed_out(key: str, experiment: bytes) -> Any:
    """A plugin that puts the experiment where `run_kept` finds it, on workers that join later too."""

    class Handed(WorkerPlugin):
        name = f"experiment-{key}"

        def setup(self, worker: Any) -> None:
            """Keep the experiment; where the program is not found or another, the stamps of its blocks will tell."""
            import contextlib
            import pickle

            with contextlib.suppress(Exception):
                from model.experiment import cluster

                cluster._kept[key] = pickle.loads(experiment)

        def teardown(self, worker: Any) -> None:
            """Let it go."""
            import contextlib

            with contextlib.suppress(Exception):
                from model.experiment import cluster

                cluster._kept.pop(key, None)

    return Handed()


@contextlib.contextmanager
def _waiting_for(what: str) -> Iterator[None]:
    """Say what is waited for, where it takes long."""
    timer = threading.Timer(SOON, partial(print, what, file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Cluster:
    """Blocks run on the workers of a Dask scheduler; each worker, also a late one, gets the experiment once."""

    def __init__(self, experiment: Experiment, address: str) -> None:
        self.experiment, self.address = experiment, address
        self.deserted = 0
        logging.disable()  # what is lost is told once, by this program
        try:
            with _waiting_for(f"--cluster {address}: waiting for the scheduler to answer (up to {ANSWER} s)"):
                self.client = Client(address, timeout=ANSWER, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise RunError(f"--cluster {address}: no scheduler answers there ({error})") from None
        try:
            self._refuse_strangers()
            content = pickle.dumps(experiment)
            self.key = hashlib.sha256(content).hexdigest()
            self.plugin = _handed_out(self.key, content)
            self.client.register_plugin(self.plugin)
            self.executor: Executor = self.client.get_executor(retries=2)
        except BaseException:
            self._leave()
            raise

    def _refuse_strangers(self) -> None:
        """RunError unless workers are there and compute with the code and versions of this process."""
        try:
            with _waiting_for(f"--cluster {self.address}: waiting for a worker to connect (up to {ANSWER} s)"):
                self.client.wait_for_workers(1, timeout=ANSWER)
        except TimeoutError:
            raise RunError(f"--cluster {self.address}: no worker is connected; {self._recipe}") from None
        if strangers := self._strangers():
            raise RunError(strangers)

    def _strangers(self) -> str:
        """The workers that compute with something else than this process, each with what; nothing if there are none."""
        ours = software()
        try:
            found = self.client.run(_software_there(), on_error="return")
        except Exception as error:
            raise RunError(f"--cluster {self.address}: its workers do not answer ({error}); {RESUME}") from None
        told = []
        for where, theirs in found.items():
            if isinstance(theirs, BaseException):
                told.append(f"worker {where} cannot load the program ({theirs})")
            elif unlike := [name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)]:
                words = ("code" if name == "code" else f"{name} {theirs.get(name)}" for name in sorted(unlike))
                told.append(f"worker {where} runs other {', '.join(words)} than this program")
        return f"--cluster {self.address}: {'; '.join(told)}; {self._recipe}" if told else ""

    @property
    def _recipe(self) -> str:
        return (
            "start each worker anew in this program's folder: "
            f"PYTHONPATH=. uv run --extra cluster dask worker {self.address}"
        )

    @property
    def at_once(self) -> int:
        """Threads of all workers there now."""
        try:
            cores = self.client.sync(self.client.scheduler.ncores, callback_timeout=ANSWER)
        except Exception:
            raise self._lost from None
        self.deserted = 0 if cores else self.deserted + 1
        return max(1, sum(cores.values()))

    @property
    def _lost(self) -> RunError:
        return RunError(f"--cluster {self.address}: the scheduler does not answer any more; {RESUME}")

    def submit(self, task: Task) -> Future[BlockResult]:
        """Hand the block to the scheduler, which gives it to another worker if the first one dies."""
        try:
            return self.executor.submit(_by_value(), self.key, task.scenario, task.block, task.worlds)
        except Exception:
            raise self._lost from None

    def look(self) -> None:
        """RunError if the scheduler is gone, or all workers are and none came back."""
        if self.client.status != "running":  # what was handed out is lost even if it comes back
            raise self._lost
        if self.deserted > DESERTED:
            raise RunError(f"--cluster {self.address}: no worker is left; {RESUME}")

    def blame(self, unlike: str) -> str:
        """The addresses of workers that compute with something else."""
        return self._strangers() or (
            f"--cluster {self.address}: a worker that has left sent a block of other {unlike}; {self._recipe}"
        )

    def close(self) -> None:
        """Drop what has not run and leave the cluster as it was."""
        with contextlib.suppress(Exception):
            self.executor.shutdown(wait=False)
            if self.client.status == "running":
                self.client.unregister_worker_plugin(self.plugin.name)
        self._leave()

    def _leave(self) -> None:
        with contextlib.suppress(Exception):
            self.client.close(timeout=2)
