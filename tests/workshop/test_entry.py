"""Visitors who are let in, and those who are not."""

from __future__ import annotations

import signal

import pytest

from model.workshop.visitors import TRIES
from tests.workshop.conftest import Serve, Visits
from tests.workshop.served import Served, until
from tests.workshop.test_server import ROOM, status


def test_the_room_needs_the_code(serve: Serve, visit: Visits) -> None:
    served = serve(ROOM)
    code = served.told("join code")
    for path in ("/", "/why", "/scenario.yaml", "/?scenario=deal"):
        assert status(served, path) in (302, 307), path
    guest = visit(served, "/?scenario=deal")
    assert "/join" in guest.page.url
    name, said, join = (
        guest.page.get_by_label("Your name"), guest.page.get_by_label("Join code"), guest.page.get_by_role("button")
    )  # fmt: skip
    name.fill("  Ani\u202e <b>  ")
    said.fill("WRONG1")
    join.click()
    guest.page.get_by_text("That is not the join code").wait_for()
    guest.page.goto(served.address + "/why")
    assert "/join" in guest.page.url
    guest.page.goto(served.address + "/join?then=/%3Fscenario%3Ddeal")
    guest.page.get_by_label("Your name").fill("Ani <b>")
    guest.page.get_by_label("Join code").fill(f" {code[:3].lower()} {code[3:].lower()} ")
    guest.page.keyboard.press("Enter")
    guest.page.wait_for_url("**/?scenario=deal")
    assert guest.page.locator(".head-who").inner_text() == "Ani <b>"
    other = visit(served, "/why")
    assert "/join" in other.page.url, "what one has said lets in nobody else"


def test_nobody_guesses_the_code(serve: Serve, visit: Visits) -> None:
    served = serve(ROOM)
    guest = visit(served, "/join")
    for n in range(1, TRIES):  # not in the browser: all of it has to happen within a minute
        assert status(served, f"/join?code=AAAAA{n}") == 200
    for code, answer in (("AAAAA0", "That is not the join code"), (served.told("join code"), "Please wait a minute")):
        guest.page.get_by_label("Join code").fill(code)
        guest.page.get_by_role("button", name="Join").click()
        guest.page.get_by_text(answer).wait_for()
    guest.page.goto(served.address + "/why")
    assert "/join" in guest.page.url, "even the right code waits"


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_joining_leads_nowhere_else(served: Served, visit: Visits, then: str) -> None:
    guest = visit(served, f"/join?then={then}")
    guest.page.get_by_role("button", name="Join").click()
    guest.page.wait_for_url(served.address + "/")


def test_only_the_link_in_the_terminal_makes_a_facilitator(serve: Serve, visit: Visits) -> None:
    served = serve()
    for wrong in ("", "?token=", "?token=wrong", "?token=" + "x" * 5000):
        assert status(served, f"/facilitate{wrong}") == 403
    guest = visit(served)
    link = served.told("facilitator")
    assert "facilitator" not in guest.page.locator(".head-who").inner_text()
    assert link.partition("token=")[2] not in guest.page.content()
    guest.page.goto(link)
    assert guest.page.locator(".head-who").inner_text() == "facilitator"


def test_what_it_knows_of_a_visitor_outlives_it(serve: Serve, visit: Visits) -> None:
    served = serve(ROOM)
    guest = visit(served, "/join")
    guest.page.get_by_label("Your name").fill("Levan")
    guest.page.get_by_label("Join code").fill(served.told("join code"))
    guest.page.get_by_role("button", name="Join").click()
    guest.page.wait_for_url(served.address + "/")
    until(lambda: any("Levan" in file.read_text() for file in (served.session / "visitors").glob("*.json")))
    served.stop(signal.SIGKILL)
    guest.page.goto("about:blank")  # else it might load itself again just then
    code = served.told("join code")
    served.start()
    assert served.told("join code") == code
    guest.page.goto(served.address + "/why")
    assert guest.page.locator(".head-who").inner_text() == "Levan"
    assert {path.name for path in served.session.iterdir()} - {".lock"} == {"session.json", "journal.jsonl", "visitors"}
