"""A workshop as people have it: the command in a process of its own, and browsers without a network."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import ROOT

PHONE, LAPTOP, PROJECTOR = (390, 844), (1280, 800), (1920, 1080)
expect.set_options(timeout=60_000)  # two shared cores, and the first computation waits for its process
SHOTS = os.environ.get("SCREENSHOTS")
"""A folder for pictures of what the tests saw, if somebody wants to look."""


class Workshop:
    """The server, started as a user would; `kill` gives it no time to say goodbye."""

    def __init__(self, session: Path, seeds: str) -> None:
        self.session = session
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.words = ["--port", str(self.port), "--seeds", seeds, "--session", str(session)]
        self.log = session.parent / f"{session.name}.log"
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}  # NiceGUI looks
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "simulate.py"), "workshop", *self.words],
                cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=env | {"OMP_NUM_THREADS": "1"},
            )  # fmt: skip
        until = time.monotonic() + 120
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()
            try:
                urllib.request.urlopen(f"{self.address}/room", timeout=5).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"the workshop does not answer: {self.log.read_text()}")

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def facilitators_link(self) -> str:
        found = re.search(r"facilitator:\s+(\S+)", self.log.read_text())
        assert found is not None
        return found[1]


class Room:
    """A browser in which every person has a device of their own; all complaints are kept."""

    def __init__(self, workshop: Workshop, browser: Browser) -> None:
        self.workshop, self.browser = workshop, browser
        self.complaints: list[str] = []
        self.devices: list[BrowserContext] = []

    def __enter__(self) -> Room:
        return self

    def __exit__(self, *_: object) -> None:
        """Everybody leaves: a device left on would go on asking."""
        for device in self.devices:
            device.close()

    def device(self, size: tuple[int, int] = LAPTOP) -> Page:
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.devices.append(context)
        context.route(lambda url: not url.startswith(self.workshop.address), lambda route: route.abort())
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("requestfailed", lambda request: self.complaints.append(f"{request.url}: {request.failure}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def facilitator(self, path: str, size: tuple[int, int] = LAPTOP) -> Page:
        page = self.device(size)
        page.context.request.get(self.workshop.facilitators_link, max_redirects=0)
        page.goto(self.workshop.address + path)
        return page

    def participant(self, name: str, path: str, size: tuple[int, int] = LAPTOP) -> Page:
        page = self.device(size)
        page.goto(self.workshop.address + path)
        page.get_by_label("Your name").fill(name)
        page.get_by_role("button", name="Join").click()
        page.get_by_label("Your name").wait_for(state="detached")
        return page

    def cookie(self, page: Page) -> str:
        return "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())


@contextmanager
def served(session: Path, seeds: str) -> Iterator[Workshop]:
    """A workshop that ends with the block."""
    workshop = Workshop(session, seeds)
    try:
        yield workshop
    finally:
        workshop.stop()


def seen(page: Page, name: str) -> None:
    """Keep a picture, if somebody wants to look."""
    if SHOTS:
        page.wait_for_timeout(300)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def serious(page: Page) -> list[str]:
    """What axe-core finds that is serious or worse."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_function(  # NiceGUI's bar of its own loading has no name while it moves
        "[...document.querySelectorAll('.q-loading-bar')].every(bar => bar.getAttribute('aria-hidden') === 'true')"
    )
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def wider_than_the_screen(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
