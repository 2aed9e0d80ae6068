"""Execution of blocks: in this process, in several, or on a Dask cluster, behind one interface."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self, TypeVar

from model.common import processes
from model.common.errors import RunError, interrupted
from model.experiment.ensemble import BlockError, BlockResult, Task, run_block
from model.experiment.stamp import differences
from model.simulation.experiment import Experiment

T = TypeVar("T")

AHEAD = 2
"""Tasks handed out per worker before results are taken in, so that results never pile up."""
TICK = 1.0
"""Seconds between two looks at whether the workers can still be reached."""


@dataclass(frozen=True)
class Failure:
    """A block that failed twice."""

    task: Task
    why: str


class Workers(Protocol):
    """Something that runs blocks of one experiment: `submit` one, know how many run at once."""

    experiment: Experiment

    @property
    def at_once(self) -> int:
        """Number of blocks that run at the same time."""

    def submit(self, task: Task) -> Future[BlockResult]:
        """Hand out one block."""

    def look(self) -> None:
        """RunError if no result can be hoped for any more."""

    def blame(self, unlike: str) -> str:
        """Message for results of other code, inputs or versions: where they come from, and the remedy."""

    def close(self) -> None:
        """End what is running and drop the rest."""


class Serial:
    """Blocks run here, one at a time."""

    at_once = 1

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment

    def submit(self, task: Task) -> Future[BlockResult]:
        """Run the block now."""
        future: Future[BlockResult] = Future()
        try:
            future.set_result(run_block(self.experiment, task))
        except Exception as error:
            if interrupted(error):
                raise KeyboardInterrupt from None
            future.set_exception(error)
        return future

    def look(self) -> None:
        """There is nobody to reach."""

    def blame(self, unlike: str) -> str:
        """Nobody else computes."""
        return f"a block came out with another {unlike} than asked for"

    def close(self) -> None:
        """Nothing is running."""


_experiment: Experiment | None = None


def _adopt(experiment: Experiment) -> None:
    """Give a worker the experiment once; tasks then are a few words each."""
    global _experiment
    _experiment = experiment


def _at(overrides: dict[str, float]) -> Experiment:
    """The worker's experiment with these overrides, kept for the calls that follow."""
    assert _experiment is not None, "a worker adopts its experiment before its first call"
    if _experiment.overrides != overrides:
        _adopt(replace(_experiment, overrides=overrides))
    return _experiment


def _run(task: Task, overrides: dict[str, float]) -> BlockResult:
    return run_block(_at(overrides), task)


def _do(work: Callable[..., T], words: tuple[Any, ...], overrides: dict[str, float]) -> T:
    return work(_at(overrides), *words)


class Crew:
    """Processes of this machine that share all the work on an experiment, its blocks too; none where there is one job.

    They start when they are first asked, and are ended on leaving the `with` block, at once if by an exception.
    """

    def __init__(self, experiment: Experiment, jobs: int) -> None:
        self.experiment = experiment
        self.executor = None if jobs == 1 else processes.Processes(jobs, _adopt, experiment, attempts=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *why: Any) -> None:
        """Let the processes go."""
        if self.executor is not None:
            self.executor.__exit__(*why)

    def at(self, experiment: Experiment) -> Self:
        """The same processes for an experiment of other overrides, as each setting of a sweep is."""
        there = copy(self)
        there.experiment = experiment
        return there

    def each(self, work: Callable[..., T], given: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """Answers of a function to the experiment and each of these words, in their order; raises what it raises.

        All are handed out at once. A call whose process dies is made once more; WorkerDied where that dies too.
        """
        if self.executor is None:
            return (work(self.experiment, *words) for words in given)
        asked = [(self._submitted(work, words), words) for words in given]
        return self._answers(work, deque(asked))

    def _answers(self, work: Callable[..., T], asked: deque[tuple[Future[T], tuple[Any, ...]]]) -> Iterator[T]:
        while asked:
            call, words = asked.popleft()
            try:
                yield call.result()
            except processes.WorkerDied:
                yield self._submitted(work, words).result()

    def _submitted(self, work: Callable[..., T], words: tuple[Any, ...]) -> Future[T]:
        assert self.executor is not None
        return self.executor.submit(_do, work, words, self.experiment.overrides)


class Processes:
    """Blocks run in processes of this machine, those of a crew if they are lent."""

    def __init__(self, experiment: Experiment, jobs: int, lent: processes.Processes | None = None) -> None:
        self.experiment = experiment
        self.at_once = jobs
        self.lent = lent is not None
        self.executor = lent or processes.Processes(jobs, _adopt, experiment, attempts=1)

    def submit(self, task: Task) -> Future[BlockResult]:
        """Hand the block to a free process."""
        return self.executor.submit(_run, task, self.experiment.overrides)

    def look(self) -> None:
        """The executor looks after its processes itself."""

    def blame(self, unlike: str) -> str:
        """A process that was started later found other files."""
        return f"the program's files changed while it ran (a worker process has another {unlike}); start it again"

    def close(self) -> None:
        """End what is running and drop the rest, unless the processes are lent."""
        if not self.lent:
            self.executor.end()


def workers(experiment: Experiment, jobs: int, cluster: str | None = None, crew: Crew | None = None) -> Workers:
    """Workers of the kind that the user asked for; those of the experiment's crew if it has one here."""
    from model.experiment.first_use import make_ready  # loads all that simulates, and who reads a run does not

    make_ready(experiment)
    if cluster is not None:
        from model.experiment.cluster import Cluster  # Dask is an extra, and slow to import

        return Cluster(experiment, cluster)
    if jobs == 1:
        return Serial(experiment)
    return Processes(experiment, jobs, None if crew is None else crew.executor)


def _silence(_: str) -> None:
    """Tell nobody."""


def results(
    make: Callable[[], Workers], todo: Iterable[Task], tell: Callable[[str], None] = _silence, *, fast: bool = False
) -> Iterator[BlockResult | Failure]:
    """The blocks' results as they finish, in any order; a block that fails is told and tried once more, alone.

    fast: the first block that cannot be computed is the last result. RunError where a result was made by other code,
    from other inputs or with other versions than are asked for here.
    """
    waiting = deque(todo)
    if not waiting:
        return
    suspects = deque[Task]()
    with contextlib.closing(make()) as at_work:
        for task, found in _finished(at_work, waiting, lambda: AHEAD * at_work.at_once):
            if isinstance(found, BlockResult):
                yield _own(found, at_work, task)
            elif fast and isinstance(found, BlockError):
                yield Failure(task, _why(found))
                return
            else:
                tell(f"{'' if isinstance(found, BlockError) else f'{task}: '}{_why(found)}; it is tried again")
                suspects.append(task)
        for task, found in _finished(at_work, suspects, lambda: 1):
            yield _own(found, at_work, task) if isinstance(found, BlockResult) else Failure(task, _why(found))


Found = BlockResult | BaseException


def _finished(at_work: Workers, todo: deque[Task], most: Callable[[], int]) -> Iterator[tuple[Task, Found]]:
    """Each task with what came of it once that is there; so many are handed out at a time."""
    running: dict[Future[BlockResult], Task] = {}
    while todo or running:
        while todo and len(running) < most():
            task = todo.popleft()
            running[at_work.submit(task)] = task
        done, _ = wait(running, timeout=TICK, return_when=FIRST_COMPLETED)
        at_work.look()
        for future in done:
            yield running.pop(future), _outcome(future)


def _outcome(future: Future[BlockResult]) -> Found:
    try:
        return future.exception() or future.result()
    except CancelledError as error:
        return error


def _own(result: BlockResult, at_work: Workers, task: Task) -> BlockResult:
    if unlike := differences(result.stamp, task.stamp(at_work.experiment)):
        raise RunError(at_work.blame(", ".join(unlike)))
    return result


def _why(error: BaseException) -> str:
    return str(error) if isinstance(error, BlockError | processes.WorkerDied) else f"{type(error).__name__}: {error}"
