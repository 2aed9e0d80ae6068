"""Devices that browsers lend: one that was given back still has what every page loads, but nothing of who had it."""

from __future__ import annotations

from collections import defaultdict

from playwright.sync_api import Browser, BrowserContext

from tests.seeing import screen

_idle: dict[tuple[Browser, tuple[int, int]], list[BrowserContext]] = defaultdict(list)


def lent(browser: Browser, size: tuple[int, int]) -> BrowserContext:
    """A device with a screen of this size, without cookies; its one page stays empty, for with the last all is lost."""
    if idle := _idle[browser, size]:
        return idle.pop()
    device = screen(browser, *size, offline=False)
    device.new_page()
    return device


def given_back(browser: Browser, size: tuple[int, int], device: BrowserContext) -> None:
    """Forget who had it: a tab's own memory goes with the tab, and the workshop keeps nothing else but a cookie."""
    for page in device.pages[1:]:
        page.close()
    device.clear_cookies()
    _idle[browser, size].append(device)
