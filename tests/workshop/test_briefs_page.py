"""Role briefs in a browser: reached from Play, in the reader's language, on a phone, and by nobody without the code."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.seeing import serious, wider_than_the_screen
from tests.workshop.conftest import Serve
from tests.workshop.served import PHONE, Room, seen
from tests.workshop.test_play_page import open_game, seat


def test_a_team_reads_its_brief_from_its_page(serve: Serve, browser: Browser) -> None:
    served = serve("127.0.0.2", forked=True)
    with Room(served, browser) as room:
        boss = room.facilitator("/play")
        open_game(boss, quarters=1)
        phone = room.visitor(f"/join?code={served.told('join code')}&then=/play", PHONE).page
        phone.get_by_label("Your name").fill("Ani")
        phone.get_by_role("button", name="Join").click()
        expect(phone.get_by_role("link", name="Role briefs, to read or print")).to_be_visible()
        seat(phone, "B")
        boss.get_by_role("button", name="Start the game").click()
        link = phone.get_by_role("link", name="The brief of your role")
        with phone.context.expect_page() as opened:
            link.click()
        brief = opened.value
        expect(brief.locator("#role-BBB")).to_have_text("Republic of B")
        expect(brief.locator("#role-BBB")).to_be_in_viewport()
        assert wider_than_the_screen(brief) == 0 and serious(brief) == []
        seen(brief, "role-brief-phone")
        phone.get_by_label("Language").select_option("ru")
        phone.get_by_role("link", name="Лист вашей роли").wait_for()
        brief.reload()
        assert brief.evaluate("document.documentElement.lang") == "ru"
        stranger = room.visitor("/role-briefs").page
        assert "/join" in stranger.url, "nothing of the workshop opens without its code"
