"""A room whose processes are killed: all see what is missing, the facilitator why, and one press computes it again."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import posix
from tests.seeing import serious, wider_than_the_screen
from tests.workshop.conftest import Serve
from tests.workshop.served import PHONE, PROJECTOR, Room, Served, seen, small_letters
from tests.workshop.test_play_page import open_game, seat
from tests.workshop.test_predict_page import commit

pytestmark = [pytest.mark.slow, posix]


@contextmanager
def no_process_survives(served: Served) -> Iterator[None]:
    """Kill all that the server starts to compute, as a machine without memory does."""
    assert served.process is not None
    tasks, over = Path(f"/proc/{served.process.pid}/task"), threading.Event()

    def kill() -> None:
        while not over.is_set():
            for task in tasks.glob("*/children"):
                with suppress(OSError):
                    for child in task.read_text().split():
                        os.kill(int(child), signal.SIGKILL)
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


def compute_again(boss: Page) -> None:
    boss.locator("#bar").get_by_role("button", name="Compute it again").click()


def told(page: Page, text: str) -> None:
    """An alert says so, whatever another says of the connection meanwhile."""
    expect(page.get_by_role("alert").filter(has_text=text)).to_be_visible()


def looks_well(page: Page, name: str) -> None:
    assert serious(page) == [] and wider_than_the_screen(page) == 0
    seen(page, name)


def test_a_question_and_its_answer_that_were_killed_are_told_and_computed_again(serve: Serve, browser: Browser) -> None:
    served = serve()
    with Room(served, browser) as room:
        boss, beamer = room.facilitator("/predict"), room.visitor("/room", PROJECTOR).page
        ani = room.participant("Ani", "/predict", PHONE)
        with no_process_survives(served):
            boss.get_by_text("Ask a question of your own").click()
            boss.get_by_label("If this happens").select_option("deal")
            boss.get_by_label("what becomes of").select_option("treaty_signed")
            boss.get_by_role("button", name="Ask this").click()
            failed = boss.locator("#bar .failed")
            expect(failed).to_contain_text("is not asked yet: the model could not compute its answer")
            expect(failed).to_contain_text("was killed (SIGKILL), perhaps for want of memory")
            for page in (ani, beamer):
                told(page, "so it is not asked yet")
            boss.reload()
            expect(failed).to_be_visible()
            looks_well(boss, "failed-question")
            looks_well(ani, "failed-question-phone")
            assert small_letters(beamer) == []
            seen(beamer, "failed-question-room")
        room.kill()
        served.start()  # what was not asked is not forgotten
        boss = room.facilitator("/predict")
        failed = boss.locator("#bar .failed")
        expect(failed).to_contain_text("was killed (SIGKILL), perhaps for want of memory")
        for page, path in ((ani, "/predict"), (beamer, "/room")):
            page.goto(served.address + path)
            told(page, "so it is not asked yet")
        compute_again(boss)
        for page in (boss, ani, beamer):
            expect(page.locator("#question")).to_be_visible()
        expect(failed).to_have_count(0)
        expect(ani.get_by_text("not asked yet")).to_have_count(0)
        commit(ani, "higher", "0.2")
        expect(ani.locator("#own")).to_contain_text("sealed")
        room.kill()
        served.start()  # whose processes do not know the answer any more
        boss = room.facilitator("/predict")
        beamer.goto(served.address + "/room")
        ani.goto(served.address + "/predict")
        with no_process_survives(served):
            boss.get_by_role("button", name="Reveal the answer").click()
            failed = boss.locator("#bar .failed")
            expect(failed).to_contain_text("The answer is not shown: the model could not compute it.")
            for page in (ani, beamer):
                told(page, "The answer is not here")
            ani.get_by_label("Language").select_option("ka")
            told(ani, "მოდელმა ის ვერ გამოთვალა")
            looks_well(ani, "failed-answer-phone-ka")
        compute_again(boss)
        expect(ani.locator("#answer")).to_be_visible()
        expect(ani.locator("#own")).to_be_visible()
        expect(boss.locator("#bar .failed")).to_have_count(0)


def test_explore_says_that_nothing_could_be_computed_and_does_it_again(serve: Serve, browser: Browser) -> None:
    served = serve()
    with Room(served, browser) as room:
        visitor = room.visitor("/?scenario=deal", PHONE)
        page = visitor.page
        visitor.settled()
        with no_process_survives(served):
            page.get_by_label("Scenario", exact=True).select_option("baseline")
            expect(
                page.get_by_text("The model could not compute this, and what you see is from before")
            ).to_be_visible()
            again = page.get_by_role("button", name="Compute it again")
            looks_well(page, "failed-explore-phone")
        again.click()
        expect(again).to_be_hidden()
        visitor.settled()
        expect(page.get_by_text("could not compute")).to_have_count(0)
        assert room.complaints == []


def test_a_game_that_was_killed_waits_and_goes_on_where_it_stood(serve: Serve, browser: Browser) -> None:
    served = serve()
    with Room(served, browser) as room:
        boss, beamer = room.facilitator("/play"), room.visitor("/room", PROJECTOR).page
        open_game(boss, quarters=1)
        ani = room.participant("Ani", "/play", PHONE)
        seat(ani, "B")
        boss.get_by_role("button", name="Start the game").click()
        expect(ani.locator("#clock")).to_contain_text("The teams choose.")
        with no_process_survives(served):
            boss.locator("#facilitator").get_by_role("button", name="Close the choices").click()
            expect(boss.locator("#bar .failed")).to_contain_text("does not go on: the model could not")
            for page in (ani, beamer):
                expect(page.locator("#clock")).to_contain_text("The model could not go on with the game.")
            looks_well(ani, "failed-game-phone")
            assert small_letters(beamer) == []
            seen(beamer, "failed-game-room")
        compute_again(boss)
        for page in (ani, beamer):
            expect(page.locator("#clock")).not_to_contain_text("could not go on")
        expect(boss.locator("#bar .failed")).to_have_count(0)


def test_role_briefs_that_could_not_be_made_say_so(serve: Serve, browser: Browser) -> None:
    served = serve()
    with Room(served, browser) as room:
        page = room.visitor("/").page
        with no_process_survives(served):
            answer = page.request.get(served.address + "/role-briefs")
        assert answer.status == 503 and "The role briefs could not be made" in answer.text()
        assert page.request.get(served.address + "/role-briefs").status == 200
