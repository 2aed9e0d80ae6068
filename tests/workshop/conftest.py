"""A served workshop of its own process, and a browser to visit it with."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from model.load import load_seeds
from model.spec.seeds import Seeds
from model.workshop.library import Library
from tests.conftest import ROOT, TRIAD

PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "NICEGUI_"))}
"""NiceGUI serves otherwise where it believes that it is being tested."""
LONG = 60_000
"""Milliseconds; a shared machine may be slow."""


@pytest.fixture(scope="session")
def library(seeds: Seeds) -> Library:
    return Library.of(seeds)


@pytest.fixture(scope="session")
def small() -> Library:
    """The invented region."""
    return Library.of(load_seeds(TRIAD))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Served:
    """A workshop that is being served."""

    session: Path
    port: int
    host: str = "127.0.0.1"
    seeds: Path | None = None
    process: subprocess.Popen[str] | None = None
    printed: str = ""

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> Served:
        """Begin, or begin again with the same session, and wait until it says where it is."""
        words = ["workshop", "--port", str(self.port), "--host", self.host, "--session", str(self.session)]
        words += ["--seeds", str(self.seeds)] if self.seeds else []
        with (self.session.parent / "printed.txt").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "simulate.py"), *words], cwd=ROOT, stdout=log, stderr=log, text=True,
                start_new_session=True, env=PLAIN,
            )  # fmt: skip
        until = time.monotonic() + 120
        while time.monotonic() < until and not ("kept in:" in self.said() and self.listens):
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        self.printed = self.said()
        return self

    @property
    def listens(self) -> bool:
        """Whether somebody answers at its address; it says where it is a moment before."""
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) == 0

    def said(self) -> str:
        """All it has printed."""
        return (self.session.parent / "printed.txt").read_text()

    def told(self, what: str) -> str:
        """What it printed behind a word at the start."""
        found = re.search(rf"^{what}:\s+(\S+)", self.printed, re.MULTILINE)
        assert found, self.printed
        return found[1]

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it, kindly or not."""
        if self.process is not None:
            os.kill(self.process.pid, how)
            self.process.wait(30)
            self.process = None


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shipped region, served to this machine."""
    served = Served(tmp_path_factory.mktemp("workshop") / "session", free_port()).start()
    yield served
    served.stop()


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serve a workshop of the invented region for one test."""
    begun: list[Served] = []

    def begin(host: str = "127.0.0.1", seeds: Path = TRIAD) -> Served:
        begun.append(Served(tmp_path / "session", free_port(), host, seeds).start())
        return begun[-1]

    yield begin
    for one in begun:
        one.stop()


@dataclass
class Visit:
    """A page in a browser, with all that it complained of."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Requests to anywhere but the workshop."""

    def listen(self, address: str) -> Visit:
        page = self.page
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(request.url))
        page.on("response", lambda r: self.complaints.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on(
            "request",
            lambda r: None if r.url.startswith((address, "data:", "blob:")) else self.strangers.append(r.url),
        )
        return self

    def settled(self, text: str = "Simulated") -> str:
        """Wait until many worlds are shown; what the page says of them."""
        self.page.wait_for_function(
            "text => [...document.querySelectorAll('[role=status]')].some(e => e.innerText.startsWith(text))",
            arg=text, timeout=LONG,
        )  # fmt: skip
        said = self.page.locator("[role=status]").all_inner_texts()
        return next(one for one in said if one.startswith(text))

    def slider(self, name: str) -> Any:
        return self.page.get_by_role("slider", name=re.compile(f"^{name}")).first

    def press(self, control: Any, key: str, times: int = 1) -> None:
        control.focus()
        for _ in range(times):
            self.page.keyboard.press(key)


Visits = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visits]:
    """Open pages, each in a browser of its own that shares no cookie with the others."""
    contexts = []

    def go(served: Served, path: str = "/", width: int = 1280, height: int = 800) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        visit = Visit(context.new_page()).listen(served.address)
        visit.page.goto(served.address + path)
        return visit

    yield go
    for context in contexts:
        context.close()
