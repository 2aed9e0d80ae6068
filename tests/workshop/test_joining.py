"""The way into a room: an address to type or to photograph, and a place among the others wherever one is."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from model.workshop import addresses
from model.workshop.addresses import qr_code, room_addresses
from model.workshop.app_state import CODE_ADDRESS, Keys
from model.workshop.visitors import code_of
from tests.seeing import serious
from tests.workshop.conftest import Serve
from tests.workshop.served import PHONE, PROJECTOR, Room, Served, seen, small_letters
from tests.workshop.sockets import PATIENCE, Device
from tests.workshop.test_play_page import open_game, seat
from tests.workshop.test_server import ROOM, status
from tests.workshop.test_worker_pool import finished


@pytest.mark.parametrize("typed", ["ABC 234", "abc234", " a b c-2 3 4 ", "ABC234"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert code_of(typed) == "ABC234"


def test_every_code_fits_into_the_short_address_and_no_page_does() -> None:
    assert all(CODE_ADDRESS.fullmatch(f"/{Keys.fresh().code}") for _ in range(50))
    assert not any(
        map(CODE_ADDRESS.fullmatch, ("/", "/why", "/predict", "/play", "/room", "/join", "/_niceg", "/abc10o"))
    )


class Adapter:
    """A network adapter as ifaddr tells of it."""

    def __init__(self, name: str, *found: str) -> None:
        self.nice_name = name
        self.ips = [type("IP", (), {"ip": ip, "is_IPv4": True}) for ip in found]


def test_the_address_that_leads_to_the_room_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    adapters = [
        Adapter("lo", "127.0.0.1"), Adapter("docker0", "172.17.0.1"), Adapter("wlan0", "192.168.1.5"),
        Adapter("eth1", "169.254.3.4"), Adapter("eth0", "10.0.0.7"),
    ]  # fmt: skip
    monkeypatch.setattr(addresses.ifaddr, "get_adapters", lambda: adapters)
    monkeypatch.setattr(addresses, "_default", lambda: ["192.168.1.5"])
    assert room_addresses("0.0.0.0", 8080) == ("192.168.1.5:8080", "10.0.0.7:8080", "172.17.0.1:8080")
    assert room_addresses("10.0.0.7", 80) == ("10.0.0.7",), "what a browser adds by itself need not be typed"
    monkeypatch.setattr(addresses, "_default", lambda: [])
    monkeypatch.setattr(addresses.ifaddr, "get_adapters", lambda: [])
    assert len(room_addresses("0.0.0.0", 8080)) == 1, "a machine without a network still has a name"


def test_a_qr_code_is_a_picture_without_scripts() -> None:
    drawn = qr_code("http://192.168.1.5:8080/ABC234")
    assert drawn.startswith("<svg") and "script" not in drawn and qr_code("http://10.0.0.1/ABC234") != drawn


def scan(page: Page) -> str:
    """The address that the room's QR code stands for."""
    told = str(page.locator(".qr").get_attribute("aria-label"))
    return told.removeprefix("QR code of ")


async def come_in(served: Served, code: str, many: int) -> None:
    """So many more people join, one after the other, and go again; the room keeps their names."""
    for n in range(many):
        visitor = Device(f"Visitor {n + 1}", served.address)
        await visitor.open(f"/join?code={code}")
        await visitor.write("Your name", visitor.name)
        await visitor.press("Join")
        async with asyncio.timeout(PATIENCE):
            while visitor.name not in (served.session / "journal.jsonl").read_text(encoding="utf-8"):
                await asyncio.sleep(0.02)
        await visitor.close()


def test_a_room_comes_in_by_the_address_on_the_screen(serve: Serve, browser: Browser) -> None:
    served = serve(ROOM, forked=True)
    with Room(served, browser) as room:
        code = served.told("join code")
        beamer = room.visitor(f"/join?then=/room&code={code}", PROJECTOR).page
        beamer.get_by_role("button", name="Join").click()  # the projector has no name
        expect(beamer.locator(".address")).to_have_text(f"{ROOM}:{served.port}/{code}")
        assert scan(beamer) == f"{served.address}/{code}"
        assert small_letters(beamer) == []
        seen(beamer, "lobby-empty-projector")
        phone = room.visitor(scan(beamer).removeprefix(served.address).lower(), PHONE).page
        expect(phone.get_by_label("Join code")).to_have_count(0)
        seen(phone, "join-phone")
        assert serious(phone) == []
        phone.get_by_label("Your name").fill("Ani")
        phone.get_by_role("button", name="Join").click()
        phone.wait_for_url(served.address + "/")
        expect(beamer.locator("#people")).to_contain_text("In the room: 1")
        expect(beamer.locator(".names")).to_have_text("Ani")
        finished(come_in(served, code, 23))
        expect(beamer.locator("#people")).to_contain_text("In the room: 24")
        expect(beamer.locator(".names li")).to_have_count(24)
        for size in (PROJECTOR, (1280, 720)):
            beamer.set_viewport_size({"width": size[0], "height": size[1]})
            seen(beamer, f"lobby-{size[0]}")
            assert small_letters(beamer) == []
            beamer.wait_for_function(
                "document.documentElement.scrollHeight <= innerHeight"
            )  # nobody scrolls a projector
        assert serious(beamer) == []
        assert [visitor.complaints for visitor in room.visitors[:2]] == [[], []]


def test_the_way_in_is_a_line_once_a_game_is_opened(serve: Serve, browser: Browser) -> None:
    served = serve(ROOM, forked=True)
    with Room(served, browser) as room:
        boss, beamer = room.facilitator("/play"), room.facilitator("/room", PROJECTOR)
        ani = room.visitor(f"/join?code={served.told('join code')}&then=/play", PHONE).page
        ani.get_by_label("Your name").fill("Ani")
        ani.get_by_role("button", name="Join").click()
        expect(beamer.locator(".qr")).to_be_visible()
        open_game(boss)
        expect(beamer.locator(".qr")).to_have_count(0)
        seat(ani, "B")
        boss.get_by_role("button", name="Start the game").click()
        expect(beamer.locator("#way-in")).to_have_text(f"Join at {ROOM}:{served.port}/{served.told('join code')}")
        expect(beamer.locator(".qr")).to_have_count(0)
        beamer.wait_for_function("document.documentElement.scrollHeight <= innerHeight")


def test_a_wrong_code_in_an_address_lets_nobody_in_and_is_counted(serve: Serve, browser: Browser) -> None:
    served = serve(ROOM, forked=True)
    with Room(served, browser) as room:
        guest = room.visitor("/AAAAAA").page
        expect(guest.get_by_text("That is not the join code.")).to_be_visible()
        expect(guest.get_by_label("Join code")).to_have_value("AAAAAA")
        for _ in range(6):
            guest.goto(served.address + "/AAAAAB")
        expect(guest.get_by_text("Too many wrong codes")).to_be_visible()
        guest.goto(f"{served.address}/{served.told('join code')}")
        expect(guest.get_by_text("Too many wrong codes")).to_be_visible()
        assert status(served, "/why") in (302, 307)


@pytest.mark.parametrize("path", ["/", "/why", "/predict", "/play", "/room"])
def test_whoever_has_no_name_yet_can_join_from_any_page(served: Served, browser: Browser, path: str) -> None:
    with Room(served, browser) as room:
        beamer = room.visitor("/room").page
        before = int(re.findall(r"\d+", beamer.locator("#people h2").inner_text())[0])
        guest = room.visitor(path).page
        guest.get_by_role("link", name="Say your name to join").click()
        guest.get_by_label("Your name").fill("Nino")
        guest.get_by_role("button", name="Join").click()
        guest.wait_for_url(served.address + path)
        expect(guest.locator(".head-who")).to_have_text("Nino")
        expect(beamer.locator("#people")).to_contain_text(f"In the room: {before + 1}")


def test_two_workshops_on_one_machine_do_not_log_each_other_out(serve: Serve, served: Served, browser: Browser) -> None:
    other = serve(forked=True)
    assert other.port != served.port and other.host == served.host, "browsers share cookies between ports"
    with Room(served, browser) as room:
        page = room.participant("Ani", "/play")
        for workshop in (other, served, other, served):
            page.goto(workshop.told("facilitator"))
            expect(page.locator(".head-who")).to_contain_text("facilitator")
        page.goto(other.address + "/why")
        expect(page.locator(".head-who")).to_have_text("facilitator")
        page.goto(served.address + "/why")
        expect(page.locator(".head-who")).to_have_text("Ani · facilitator")
