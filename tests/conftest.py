"""Fixtures of all tests: the shipped evidence, a small experiment of the shipped scenarios, and the command line."""

from __future__ import annotations

import errno
import gc
import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from model.common.system import cores
from model.experiment.first_use import make_ready
from model.load import load_seeds
from model.rules.values import Values
from model.simulation.experiment import Experiment, make_experiment
from model.spec.seeds import Seeds

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["tests.fixtures"]

ROOT = Path(__file__).parents[1]
TRIAD = ROOT / "tests" / "regions" / "triad"
"""An invented region that leaves out the rules a region may leave out."""
FEUD = ROOT / "tests" / "regions" / "feud"
"""The same with every rule on."""
SHIPPED = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))
WORK = ("run", "deal", "--seeds", str(TRIAD), "--worlds", "8", "--months", "3", "--jobs", "1")
"""The words of a small run."""
TABLES = ("outcomes.parquet", "trajectories.parquet", "comparison.csv")

FULL = os.strerror(errno.ENOSPC)
"""Words of this system for a full disk."""

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no signals, streams or disks of this kind")

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # a slow machine is no fault of what is tried
np.seterr(all="raise", under="ignore")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each program that a test starts compiles its packages anew
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as in what a script runs in the background: children inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


SLOWEST = 240_000
"""Milliseconds that a browser and its pages are waited for: far beyond what a machine needs that has much to do."""
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
WITHOUT = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,"  # the address bar that nobody sees is a page and a process per device
    "AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,"
    "HttpsUpgrades,LensOverlay,MediaRouter,OptimizationHints,PaintHolding,PreconnectToSearch,ThirdPartyStoragePartitioning"
)
"""Features of Chromium that are switched off; all but two Playwright switches off where nobody else says what."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is that pages are looked at with; skips where there is none, but fails in CI."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium to look at the page with")
        pytest.skip("no Chromium to look at the page with")
    return CHROMIUM


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """The one browser of a process: Playwright can be started once at a time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium,
            timeout=SLOWEST,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--disable-features={WITHOUT}"],
        )
        yield opened
        opened.close()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are cores, for many tests wait for pages, servers and processes of their own.

    Where slow ones are left out nobody waits, and each process takes ten seconds to find the tests.
    """
    return cores() + ("not slow" not in config.option.markexpr)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Find the tests without looking for what nothing needs any more, then or later: what is imported stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


PAGES = {"browser", "chromium"}
"""Fixtures that look at pages."""
PROGRAMS = {"simulate", "sound", "local", "cluster", "served", "serve", "screens", "ran", "undisturbed"}
"""Fixtures that start the program as a process of its own."""


LONGEST = (
    "fuzz/test_files.py", "workshop/test_conductor_page.py", "workshop/test_explore_page.py",
    "experiment/test_cluster.py", "workshop/test_play_page.py", "workshop/test_play_presses.py", "cli/test_run.py",
    "reporting/test_report.py", "reporting/test_page.py", "workshop/test_joining.py", "workshop/test_server.py",
    "api/test_python.py", "test_made_up.py", "reporting/test_report_cases.py", "workshop/test_explore.py",
    "experiment/test_killed_runs.py", "workshop/test_predict_page.py", "workshop/test_why_page.py",
    "rules/test_compiled.py", "experiment/test_dying.py", "workshop/test_worker_pool.py", "test_installed.py",
)  # fmt: skip
"""Files that take a minute or nearly, the longest first: they begin first, so that all processes end together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what looks at pages, what starts the program and what lies in tests/fuzz, so that none is forgotten."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        for mark, wanted in (("browser", asked & PAGES), ("slow", asked & PROGRAMS)):
            if wanted:
                item.add_marker(mark)
        if item.path.is_relative_to(ROOT / "tests" / "fuzz"):
            item.add_marker("fuzz")


@pytest.fixture(scope="session", autouse=True)
def started_at_the_root() -> None:
    os.chdir(ROOT)


@pytest.fixture(scope="session", autouse=True)
def rules_compiled_once(started_at_the_root: None) -> None:
    """Have one test process compile the rules while the others wait: else each compiles them on a fresh machine."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        make_ready(make_experiment(["baseline"], months=1, seeds=TRIAD))


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def seeds() -> Seeds:
    return load_seeds(Path("seeds"))


@pytest.fixture(scope="session")
def central(seeds: Seeds) -> Values:
    return Values.central(seeds)


@pytest.fixture(scope="session")
def experiment() -> Experiment:
    """Every shipped scenario, a horizon of two years."""
    return make_experiment(["baseline", *(name for name in SHIPPED if name != "baseline")], months=24)


@pytest.fixture(scope="session")
def triad() -> Experiment:
    """A made-up region of three deciding actors, small enough to work out by hand."""
    return make_experiment(["baseline", "deal"], seeds=TRIAD)


Simulate = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def simulate() -> Simulate:
    """Start `simulate.py` as a process of its own; returns what it printed and its exit status.

    For what only a process shows; `called` takes a tenth of the time.
    """

    def call(
        *words: str, cwd: Path = ROOT, env: dict[str, str] | None = None, at: Path = ROOT
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(at / "simulate.py"), *words],
            cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    return call


def called(*words: str | Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Carry out a command in this process, which does all the work where no number of jobs is given."""
    import simulate as program

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)  # starting takes longer than most runs
        patch.setattr(os, "cpu_count", lambda: 1)
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        patch.setattr(signal, "signal", lambda *_: None)
        patch.setattr(sys, "argv", ["simulate.py", *map(str, words)])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        status = program.main()
    printed, said = (_read(stream) for stream in (out, err))
    return subprocess.CompletedProcess(["simulate.py", *map(str, words)], status, printed, said)


def _read(stream: io.TextIOWrapper) -> str:
    """All that was written to it."""
    stream.seek(0)
    return stream.read()


def shown(terminal: int) -> str:
    """Text written to a pseudo-terminal until its other end is closed."""
    seen = b""
    try:
        while piece := os.read(terminal, 65536):
            seen += piece
    except OSError:
        pass  # the other end is closed
    finally:
        os.close(terminal)
    return seen.decode()


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call() -> Call:
    """`called`, which returns exit status, standard output and standard error."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        done = called(*words)
        return done.returncode, done.stdout, done.stderr

    return run


def until(holds: Callable[[], object], *, seconds: float = 300, every: float = 0.02) -> None:
    """Wait for a state, however slow the machine; fail where it does not come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it has not come"
        time.sleep(every)


def is_there(pid: int) -> bool:
    """True where a process has not ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def digests(folder: Path) -> dict[str, str]:
    """A run's tables by their bytes."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in TABLES}


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished run that kept its blocks."""
    folder = tmp_path_factory.mktemp("sound") / "run"
    called(*WORK, "--keep-blocks", "--out", folder).check_returncode()
    return folder
