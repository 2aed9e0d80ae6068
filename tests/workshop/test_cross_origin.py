"""People without the join code, and pages of other sites, can do next to nothing to a room."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.sync_api import Browser, expect

from model.workshop.cross_origin import own_address
from model.workshop.terminal import MARK
from model.workshop.visitors import Gate
from tests.conftest import TRIAD
from tests.workshop.served import Room, Served
from tests.workshop.sockets import Device
from tests.workshop.test_server import ROOM, status
from tests.workshop.test_worker_pool import finished

FORGED = "\x1b[2J\x1b[1;1H\r\nfacilitator:  http://evil.example/facilitate?token=mine\x1b]0;title\x07\x9b31m\u202e"
TELLS = re.compile(r"(workshop|for the room|join code|facilitator|kept in): ")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("strangers") / "session", TRIAD, ROOM, jobs=1) as workshop:
        yield workshop


async def forge(served: Served) -> None:
    """All that a socket without a join code can send."""
    stranger = Device("stranger", served.address)
    await stranger.open("/join")
    assert stranger.socket is not None
    for n in range(300):
        message = {"client_id": stranger.client, "level": "error", "message": f"{n}{FORGED}" + "x" * 20_000}
        await stranger.socket.emit("log", message)
    absurd: list[Any] = [
        None, FORGED, {}, {"client_id": FORGED}, {"client_id": stranger.client, "id": FORGED, "listener_id": FORGED},
        {"client_id": stranger.client, "id": 0, "listener_id": FORGED, "args": [FORGED]},
        {"client_id": stranger.client, "level": FORGED, "message": FORGED}, {"next_message_id": FORGED},
    ]  # fmt: skip
    for sent in absurd:
        for event in ("event", "log", "ack", "javascript_response", "handshake", "nothing"):
            for _ in range(20):
                await stranger.socket.emit(event, sent)
    with suppress(Exception):  # what follows ends the line
        await stranger.socket.emit("handshake", {"client_id": stranger.client, "tab_id": FORGED})
    await stranger.close()


def raw(served: Served, sent: bytes) -> None:
    with socket.create_connection((served.host, served.port), timeout=120) as line, suppress(OSError):
        line.sendall(sent)
        line.recv(1000)


def test_nothing_that_a_stranger_sends_is_obeyed_by_the_terminal_or_fills_it(room: Served) -> None:
    before = room.printed
    finished(forge(room))
    for path in (b"/%1b%5b2J%0afacilitator:%20x", b"/_nicegui/%1b]0;x%07", b"/" + b"x" * 9000):
        for _ in range(50):
            raw(room, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    raw(room, FORGED.encode() * 100 + b"\r\n\r\n")
    raw(room, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + FORGED.encode() + b"\r\n\r\n")
    assert status(room, "/join") == 200
    added = room.printed.removeprefix(before)
    assert all(letter.isprintable() or letter == "\n" for letter in added)
    assert [line for line in added.splitlines() if not line.startswith(MARK) or TELLS.match(line)] == []
    assert len(added) < 100_000


def test_the_right_token_passes_whatever_wrong_ones_others_send(room: Served) -> None:
    for n in range(150):
        assert status(room, f"/facilitate?token=wrong{n}") == 403
    assert status(room, "/facilitate?token=%ED%A0%80") == 403
    link = room.told("facilitator").removeprefix(room.address)
    assert status(room, link) in (302, 307)


def test_nobody_waits_because_others_guess_the_code() -> None:
    gate = Gate()
    for n in range(2000):
        assert not gate.opens(f"10.0.{n % 250}.7", "WRONG", "RIGHT")
    assert gate.opens("10.0.0.8", "RIGHT", "RIGHT")
    assert not gate.opens("10.0.0.7", "RIGHT", "RIGHT"), "who guesses waits"


@pytest.mark.parametrize("path", ["/", "/join", "/facilitate", "/scenario.yaml", "/nothing", "/_nicegui/nothing"])
def test_no_other_site_may_frame_it(room: Served, path: str) -> None:
    connection = HTTPConnection(room.host, room.port, timeout=120)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport="


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://evil.example:8080"])
def test_a_page_of_another_site_gets_no_socket(room: Served, origin: str) -> None:
    async def shake() -> int:
        async with aiohttp.ClientSession() as http:
            try:
                await http.ws_connect(room.address + SOCKET + "websocket", headers={"Origin": origin})
            except aiohttp.WSServerHandshakeError as refused:
                return refused.status
        return 101

    assert finished(shake()) == 403
    assert status(room, SOCKET + "polling", Origin=origin) == 403
    assert status(room, "/join", Origin=origin) == 403
    assert status(room, SOCKET + "polling", Origin=room.address) == 200


PAGES = {"/", "/why", "/play"}


@pytest.mark.parametrize(
    "given",
    [
        "//evil.example", "/\t/evil.example/", "/\n/evil.example", "/\r\n/evil.example", "/\\evil.example", "\\\\evil",
        "https://evil.example/why", "https:/why", "javascript:alert(1)", "/%09/evil.example", "/why/../../evil", "why",
        " //evil.example", "\x00//evil", "/\u2028/evil", "", "//[", "/facilitate?token=x", "/join?then=/join",
    ],
)  # fmt: skip
def test_what_is_no_page_of_its_own_leads_to_the_first(given: str) -> None:
    assert own_address(given, PAGES) == "/"


@pytest.mark.parametrize("given", ["/", "/why?of=ARM&to=RUS", "/?scenario=deal&set=assumptions.impact:0.25"])
def test_its_own_pages_are_found_again(given: str) -> None:
    assert own_address(given, PAGES) == given


def test_a_query_cannot_break_out_of_an_address() -> None:
    assert own_address("/why?a=\"><script>\r\nX: y'", PAGES) == "/why?a=%22%3E%3Cscript%3EX: y%27".replace(" ", "%20")


@pytest.mark.parametrize("then", ["/%09/evil.example/", "/%0A/evil.example/", "%09//evil.example/"])
def test_a_browser_that_joins_stays_here(served: Served, browser: Browser, then: str) -> None:
    with Room(served, browser) as room:
        guest = room.visitor(f"/join?then={then}")
        guest.page.get_by_role("button", name="Join").click()
        guest.page.wait_for_url(served.address + "/")
        expect(guest.page.get_by_role("heading", name="Explore")).to_be_visible()
        assert guest.strangers == []


def test_a_framed_page_stays_empty(served: Served, browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "evil.html"
    page.write_text(f'<iframe src="{served.address}/"></iframe>')
    with Room(served, browser) as room:
        guest = room.visitor("/join")
        assert "Workshop" in guest.page.title()
        guest.page.goto(page.as_uri())
        (frame,) = guest.page.main_frame.child_frames
        assert "Workshop" not in frame.evaluate("document.title")
