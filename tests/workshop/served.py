"""A workshop as people have it: the command in a process of its own, and browsers without a network."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import ROOT, SLOWEST
from tests.experiment.forked import FORKING
from tests.seeing import at_rest, painted
from tests.workshop.devices import given_back, lent
from tests.workshop.forked import ForkedServer

PHONE, LAPTOP, PROJECTOR = (390, 844), (1280, 800), (1920, 1080)
LONG = SLOWEST
"""Milliseconds that a state is waited for."""
expect.set_options(timeout=LONG)
SHOTS = os.environ.get("SCREENSHOTS")
"""A folder for pictures of what the tests saw, if somebody wants to look."""
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "NICEGUI_"))}
"""NiceGUI serves otherwise where it believes that it is being tested."""


PORTS = range(first := 20_000 + os.getpid() % 500 * 20, first + 20)
"""Ports of this process, below those that a system gives to whoever calls others."""


def free_port() -> int:
    """The first free one: a browser has what it loaded from there before."""
    for port in PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that was just left counts as free
            probe.bind(("127.0.0.1", port))
            probe.listen()
            return port
    raise AssertionError("no port is free")


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that is no page."""
    end = time.monotonic() + LONG / 1000
    while not holds():
        assert time.monotonic() < end, "it never holds"
        time.sleep(0.05)


@dataclass
class Served:
    """The server, started as a user would, for as long as the block lasts."""

    session: Path
    seeds: Path = Path("seeds")
    host: str = "127.0.0.1"
    jobs: int | None = None
    port: int = field(default_factory=free_port)
    forked: bool = False
    """True where it is there at once (see `tests.workshop.forked`), for who looks at pages and not at the command."""
    process: subprocess.Popen[bytes] | ForkedServer | None = None
    env: dict[str, str] = field(default_factory=lambda: PLAIN)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def log(self) -> Path:
        """Where it prints."""
        return self.session.parent / f"{self.session.name}.log"

    @property
    def printed(self) -> str:
        """All it has printed since it was started."""
        return self.log.read_text()

    def told(self, what: str) -> str:
        """Text printed behind a word at the start."""
        found = re.search(rf"^{what}:\s+(\S+)", self.printed, re.MULTILINE)
        assert found, self.printed
        return found[1]

    def start(self) -> None:
        """Begin, or begin again with the same session, and wait until it answers."""
        words = ["workshop", "--port", str(self.port), "--host", self.host, "--session", str(self.session)]
        words += [*([] if self.jobs is None else ["--jobs", str(self.jobs)]), "--seeds", str(self.seeds)]
        with self.log.open("w") as log:
            if self.forked and FORKING is not None:
                self.process = ForkedServer(*words, log=self.log)
            else:
                self.process = subprocess.Popen(
                    [sys.executable, str(ROOT / "simulate.py"), *words],
                    cwd=ROOT, stdout=log, stderr=log, start_new_session=True, env=self.env,
                )  # fmt: skip
        until = time.monotonic() + LONG / 1000
        while not ("kept in:" in self.printed and self.answers()):
            assert self.process.poll() is None and time.monotonic() < until, self.printed
            time.sleep(0.1)

    def answers(self) -> bool:
        """True where it answers at its address; it says where it is a moment before."""
        connection = HTTPConnection(self.host, self.port, timeout=LONG / 1000)
        try:
            connection.request("GET", "/room")
            return connection.getresponse().status < 500
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def held(self, kind: str = "Pss") -> int:
        """Bytes that it and all it has started hold; what they share is counted once, or each time ("Rss")."""
        assert self.process is not None
        return _held(self.process.pid, kind)

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it, kindly or not."""
        if self.process is not None:
            os.kill(self.process.pid, how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def kill(self) -> None:
        """Give it no time to say goodbye."""
        self.stop(signal.SIGKILL)


HEARD = "sessionStorage.getItem('unheard') === null"
"""True where the server has heard of all that was done on a page."""
PASSED = """
  window.passed = [];
  window.marked = 0;
  window.refusals = [];
  const look = () => {
    for (const place of document.querySelectorAll("[role=status], .effects-box .effects, .effects [aria-label]")) {
      const said = place.role === "status" ? place.innerText : place.ariaLabel;
      if (said && said !== place.passed) window.passed.push((place.passed = said));
    }
    for (const refusal of document.querySelectorAll(".q-notification")) {
      if (!refusal.kept) window.refusals.push((refusal.kept = refusal.textContent));
    }
  };
  const watched = { subtree: true, childList: true, characterData: true, attributeFilter: ["aria-label"] };
  new MutationObserver(look).observe(document, watched);
"""
"""Keeps all that a page has said of itself or refused, for what stands there for a moment only."""
REFUSED = """([text, close]) => {
  const found = window.refusals.findIndex(said => said.includes(text) && said.endsWith(close));
  return found >= 0 && window.refusals.splice(0, found + 1).length > 0;
}"""
CLOSED = """() => {
  const open = [...document.querySelectorAll(".q-notification")];
  for (const refusal of open) refusal.querySelector("button")?.click();
  return !open.length;
}"""


def refused(page: Page, text: str, close: str = "Close") -> None:
    """Wait until a page has refused something in these words since it last did, and put away what still says so.

    A refusal goes by itself after some seconds, which a slow machine may take to look.
    """
    page.wait_for_function(REFUSED, arg=[text, close])
    page.wait_for_function(CLOSED)


def _held(process: int, kind: str) -> int:
    told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    size = next(int(line.split()[1]) for line in told.splitlines() if line.startswith(f"{kind}:")) * 1024
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return size + sum(_held(int(child), kind) for task in tasks for child in task.read_text().split())


@dataclass
class Visitor:
    """A page in a browser of somebody's own, with all that it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Requests to anywhere but the workshop."""

    def listen(self, address: str) -> Self:
        page = self.page
        page.add_init_script(PASSED)
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"{request.url}: {request.failure}"))
        page.on("response", lambda r: self.complaints.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on(
            "request",
            lambda r: None if r.url.startswith((address, "data:", "blob:")) else self.strangers.append(r.url),
        )
        return self

    def settled(self, text: str = "Simulated") -> str:
        """Wait until many worlds are shown; what the page says of them."""
        found = self.page.wait_for_function(  # in one look: the text may be another a moment later
            "text => [...document.querySelectorAll('[role=status]')].map(e => e.innerText)"
            ".find(said => said.startsWith(text))",
            arg=text, timeout=LONG,
        )  # fmt: skip
        return str(found.json_value())

    def mark(self) -> None:
        """Words said from now on count."""
        self.page.evaluate("window.marked = window.passed.length")

    def passed(self, *texts: str) -> None:
        """Wait until the page has said all this since the mark, in this order, if for a moment only."""
        self.page.wait_for_function(
            "texts => texts.reduce((from, text) => { if (from < 0) return from;"
            " const found = window.passed.slice(from).findIndex(said => said.startsWith(text));"
            " return found < 0 ? -1 : from + found + 1; }, window.marked) >= 0",
            arg=list(texts), timeout=LONG,
        )  # fmt: skip

    def heard(self) -> None:
        """Wait until the server has heard of all that was done here."""
        self.page.wait_for_function(HEARD)

    def slider(self, name: str) -> Any:
        return self.page.get_by_role("slider", name=re.compile(f"^{name}")).first

    def press(self, control: Any, key: str, times: int = 1) -> None:
        control.focus()
        self.mark()
        for _ in range(times):
            self.page.keyboard.press(key)


class Room:
    """The people who visit a workshop, each with a device that shares no cookie with the others."""

    def __init__(self, workshop: Served, browser: Browser) -> None:
        self.workshop, self.browser = workshop, browser
        self.visitors: list[Visitor] = []
        self.devices: list[tuple[tuple[int, int], BrowserContext]] = []
        """Each with the size of its screen."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Everybody leaves: a device left on would go on asking."""
        for size, device in self.devices:
            given_back(self.browser, size, device)

    def kill(self) -> None:
        """The server is killed, and all leave its pages: one left open may load itself again just as it is called.

        A page that asks for it meanwhile is refused, and rightly says so.
        """
        self.workshop.kill()
        for visitor in self.visitors:
            visitor.page.goto("about:blank")
            visitor.complaints[:] = [said for said in visitor.complaints if "ERR_CONNECTION_" not in said]

    @property
    def complaints(self) -> list[str]:
        """Complaints of any page, and what it asked of strangers."""
        return [said for visitor in self.visitors for said in (*visitor.complaints, *visitor.strangers)]

    def visitor(self, path: str, size: tuple[int, int] = LAPTOP, *, leads: bool = False) -> Visitor:
        """Somebody who opens a page, as the facilitator if so asked."""
        device = lent(self.browser, size)
        self.devices.append((size, device))
        visitor = Visitor(device.new_page()).listen(self.workshop.address)
        self.visitors.append(visitor)
        if leads:
            device.request.get(self.workshop.told("facilitator"), max_redirects=0)
        visitor.page.goto(self.workshop.address + path)
        return visitor

    def facilitator(self, path: str, size: tuple[int, int] = LAPTOP) -> Page:
        return self.visitor(path, size, leads=True).page

    def participant(self, name: str, path: str, size: tuple[int, int] = LAPTOP) -> Page:
        page = self.visitor(path, size).page
        page.get_by_label("Your name").fill(name)
        page.get_by_role("button", name="Join").click()
        page.get_by_label("Your name").wait_for(state="detached")
        return page


def seen(page: Page, name: str) -> None:
    """Keep a picture, if somebody wants to look."""
    if SHOTS:
        painted(page)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


SMALL_LETTERS = """least => [...document.querySelectorAll(".room *, header *, .bar > details > summary")]
  .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
  && parseFloat(getComputedStyle(e).fontSize) < least - 0.01)
  .map(e => `${getComputedStyle(e).fontSize} ${e.textContent.trim().slice(0, 40)}`)"""


def small_letters(page: Page, least: float = 20) -> list[str]:
    """Texts on the projector's page whose letters are smaller than so many pixels."""
    return at_rest(page, lambda: list(page.evaluate(SMALL_LETTERS, least)))


def downloaded(page: Page, button: str, path: Path) -> str:
    """The text of what a button gives to take home."""
    with page.expect_download() as given:
        page.get_by_role("button", name=button).click()
    given.value.save_as(path)
    return path.read_text(encoding="utf-8")
