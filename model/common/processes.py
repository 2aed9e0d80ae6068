"""Worker processes: each makes one call at a time, and neither its death nor its silence holds up who waits for it."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import IO, Any

from model.common.errors import RunError

TICK = 1.0
"""Seconds between two looks at the workers, and between two signs of life."""
SILENT = 60
"""Ticks without a sign of life after which a busy worker is ended."""
LIVELY = 0.02
"""Seconds of CPU time a worker must have used since its last sign of life to give the next."""
PARTING = 1.0
"""Seconds an idle worker is given to leave by itself."""
ROOT = str(Path(__file__).parents[2])
START = f"import sys; sys.path.insert(0, {ROOT!r}); from model.common.processes import serve; serve()"
LENGTH = struct.Struct("!Q")


class WorkerDied(RunError):
    """A worker process that ended before it answered."""

    status = 1


def _send(stream: IO[bytes], content: bytes) -> None:
    view = memoryview(LENGTH.pack(len(content)) + content)
    while view:  # an unbuffered stream may take a part
        view = view[stream.write(view) :]


def _receive(stream: IO[bytes]) -> bytes:
    """The next message; EOFError where the other side is gone."""
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        part = stream.read(min(length - len(content), 1 << 20))
        if not part:
            raise EOFError
        content += part
    return bytes(content)


def nothing() -> None:
    """Set up nothing: for workers that need nothing."""


class Processes(Executor):
    """An executor whose processes are replaced when they die and ended when they hang.

    A worker imports the modules of what it is told to call. `adopt` is called once in each process before anything
    else. A call is made `attempts` times at most where processes die under it. Who is interrupted never waits for a
    worker: leaving the `with` block by an exception ends them all at once.
    """

    def __init__(
        self, jobs: int, adopt: Callable[..., object] = nothing, *given: Any, silent: int = SILENT, attempts: int = 2
    ) -> None:
        self.silent, self.attempts = silent, attempts
        self.adopt = pickle.dumps((adopt, given, {}))
        self.calls: queue.SimpleQueue[tuple[Future[Any], bytes] | None] = queue.SimpleQueue()
        self.ending = threading.Event()
        self.workers = [_Worker(self) for _ in range(jobs)]
        for worker in self.workers:
            worker.start()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, work: Callable[..., Any], /, *words: Any, **named: Any) -> Future[Any]:
        """Have a worker call a function of a module."""
        future: Future[Any] = Future()
        self.calls.put((future, pickle.dumps((work, words, named))))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls; those not begun are dropped on request, and then no worker is waited for long."""
        if cancel_futures:
            self.end()
            return
        for _ in self.workers:
            self.calls.put(None)
        for worker in self.workers if wait else ():
            worker.join()

    def end(self) -> None:
        """Drop what is not begun and end every worker, the busy by force; takes about a second at most."""
        self.ending.set()
        with contextlib.suppress(queue.Empty):
            while True:
                if (call := self.calls.get_nowait()) is not None:
                    call[0].cancel()
        for worker in self.workers:
            worker.kill_busy()
            self.calls.put(None)
        deadline = time.monotonic() + 2 * PARTING
        for worker in self.workers:
            worker.join(max(0.0, deadline - time.monotonic()))

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Wait for what is under way, unless something went wrong."""
        if kind is None:
            self.shutdown()
        else:
            self.end()

    def _watch(self) -> None:
        """Count the ticks of silence; clocks do not count, for they go on while all this is suspended."""
        while any(worker.is_alive() for worker in self.workers):
            time.sleep(TICK)
            for worker in self.workers:
                worker.tick()


class _Worker(threading.Thread):
    """Thread that speaks with one process: all that may block happens here, away from the main thread."""

    def __init__(self, pool: Processes) -> None:
        super().__init__(daemon=True)
        self.pool = pool
        self.process: subprocess.Popen[bytes] | None = None
        self.busy = self.hung = False
        self.quiet = 0

    def run(self) -> None:
        """Hand calls to the process, one after the other, and a new process what follows a death."""
        while (call := self.pool.calls.get()) is not None:
            future, words = call
            if self.pool.ending.is_set():
                future.cancel()
            if not future.set_running_or_notify_cancel():
                continue
            done, answer = self._done(words)
            if done:
                future.set_result(answer)
            else:
                future.set_exception(answer)
        self._part(PARTING)

    def _done(self, words: bytes) -> tuple[bool, Any]:
        """Return if a call came to its end, and its answer; it is made again if the process dies under it."""
        died: WorkerDied | None = None
        for _ in range(self.pool.attempts):
            try:
                done, answer = pickle.loads(self._asked(words))
                return done, answer
            except WorkerDied as error:
                died = error
            except Exception as error:
                return False, error
            if self.pool.ending.is_set():
                break
        return False, died

    def _asked(self, words: bytes) -> bytes:
        """The process's answer; WorkerDied where it gives none."""
        self.hung, self.quiet, self.busy = False, 0, True
        try:
            if self.process is None:
                self._begin()
            assert self.process is not None and self.process.stdin is not None
            _send(self.process.stdin, words)
            return self._answer()
        except (OSError, EOFError):
            raise WorkerDied(self._why()) from None
        finally:
            self.busy = False

    def _begin(self) -> None:
        """Start a process, out of reach of the terminal's interrupts."""
        words = [sys.executable, "-P", "-c", START]
        flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows alone has it
        self.process = subprocess.Popen(
            words, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, creationflags=flags
        )
        assert self.process.stdin is not None
        if self.pool.ending.is_set():
            self.process.kill()
        _send(self.process.stdin, pickle.dumps(sys.path))
        _send(self.process.stdin, self.pool.adopt)

    def _answer(self) -> bytes:
        assert self.process is not None and self.process.stdout is not None
        while True:
            content = _receive(self.process.stdout)
            self.quiet = 0
            if content:
                return content

    def tick(self) -> None:
        """One tick nearer to being taken for hung, if it is busy."""
        self.quiet += 1
        if self.busy and self.quiet > self.pool.silent and (process := self.process) is not None:
            self.hung = True
            process.kill()

    def kill_busy(self) -> None:
        """End the process by force if it is at work."""
        if self.busy and (process := self.process) is not None:
            process.kill()

    def _why(self) -> str:
        status = self._part(PARTING)
        if self.hung:
            return f"a worker process gave no sign of life for {self.pool.silent * TICK:.0f} s and was ended"
        if status is not None and status < 0:
            return f"a worker process was killed ({_signal(-status)}), perhaps for want of memory"
        return "a worker process could not be started" if status is None else f"a worker process died (status {status})"

    def _part(self, patience: float) -> int | None:
        """Let the process go; its exit status, None if there was no process."""
        process, self.process = self.process, None
        if process is None:
            return None
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()  # at which it leaves, if it can
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        return process.returncode


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def serve() -> None:
    """Be a worker: answer calls from standard input until it closes; what is printed goes to the error stream."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders, answers = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    os.dup2(2, 1)
    speaking = threading.Lock()
    calls: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    sys.path[:] = pickle.loads(_receive(orders))
    threading.Thread(target=_listen, args=(orders, calls), daemon=True).start()
    threading.Thread(target=_beat, args=(answers, speaking), daemon=True).start()
    gc.disable()  # nearly all that is loaded now stays: to look through it again and again takes a tenth of the time
    adopted, failure = _called(calls.get())
    gc.freeze()
    gc.enable()
    while True:
        words = calls.get()
        answer = _packed(*(_called(words) if adopted else (False, failure)))
        with speaking:
            _send(answers, answer)


def _listen(orders: IO[bytes], calls: queue.SimpleQueue[bytes]) -> None:
    """Take calls in; leave at once where there is nobody any more to answer."""
    try:
        while True:
            calls.put(_receive(orders))
    except (OSError, EOFError):
        os._exit(0)


def _beat(answers: IO[bytes], speaking: threading.Lock) -> None:
    """Give signs of life as long as something is computed: one who is stopped or waits for ever gives none."""
    used = time.process_time()
    while True:
        time.sleep(TICK)
        if time.process_time() - used >= LIVELY:
            with speaking:
                _send(answers, b"")
            used = time.process_time()


def _called(content: bytes) -> tuple[bool, Any]:
    """Make a call; return if it came to its end, and its answer or error."""
    try:
        work, words, named = pickle.loads(content)
        return True, work(*words, **named)
    except Exception as error:
        return False, error


def _packed(done: bool, answer: Any) -> bytes:
    try:
        return pickle.dumps((done, answer))
    except Exception as error:
        return pickle.dumps((False, RuntimeError(f"an answer that cannot travel: {error}")))
