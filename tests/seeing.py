"""Checks of every page, whoever makes it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.conftest import SLOWEST

PATIENCE = 60.0
"""Seconds for which a page may put right what is wrong with it: parts of it follow a change of others."""
Found = TypeVar("Found", int, list[str])


def screen(browser: Browser, width: int, height: int, *, offline: bool = True) -> BrowserContext:
    """A device of its own with a screen of this size, waited for as long as the slowest machine needs."""
    device = browser.new_context(viewport={"width": width, "height": height}, offline=offline)
    device.set_default_timeout(SLOWEST)
    return device


def painted(page: Page) -> None:
    """Wait until the browser has drawn what it was told, and whatever moves has come to rest."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")


def at_rest(page: Page, look: Callable[[], Found]) -> Found:
    """Wrongs of a page, 0 or none where there are none: only those count that stay once all has been drawn.

    A page that its server has let go meanwhile loads itself again, and is looked at then.
    """
    end = time.monotonic() + PATIENCE
    while True:
        late = time.monotonic() > end
        try:
            painted(page)
            found = look()
        except Error as error:
            if late or "context was destroyed" not in str(error):
                raise
        else:
            if late or not found:
                return found
        page.wait_for_timeout(50)


def serious(page: Page) -> list[str]:
    """Findings of axe-core that are serious or worse; in forced colours the contrast is that of the reader's own."""
    from axe_playwright_python.sync_playwright import Axe

    def look() -> list[str]:
        axe = Axe("0") if page.evaluate("'axe' in window") else Axe()  # a page that has been looked at still has it
        own = page.evaluate("matchMedia('(forced-colors: active)').matches")
        return [
            f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}"
            for v in axe.run(page).response["violations"]
            if v["impact"] in ("serious", "critical") and not (own and v["id"] == "color-contrast")
        ]

    page.wait_for_function(  # NiceGUI's bar of its own loading has no name while it moves
        "[...document.querySelectorAll('.q-loading-bar')].every(bar => bar.getAttribute('aria-hidden') === 'true')"
    )
    found = at_rest(page, look)
    heard_again(page)
    return found


HEARD = """(look) => {
  if (!window.socket || window.heard_of === look) return true;
  window.socket.emit("heard", () => (window.heard_of = look));
  return false;
}"""


def heard_again(page: Page) -> None:
    """Wait until the server hears a page: the line breaks where nothing else goes on in it for long.

    What is pressed on a broken line is lost, as the page then says.
    """
    page.wait_for_function(HEARD, arg=time.monotonic(), polling=100)


def wider_than_the_screen(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    return at_rest(
        page, lambda: int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
    )


FILTER = "getComputedStyle(document.documentElement).filter"


def dark_by_night(page: Page) -> bool:
    """True where a page is turned dark for whoever asks for that, and stays white on paper."""
    page.emulate_media(color_scheme="dark", media="screen")
    dark = page.evaluate(FILTER) != "none"
    page.emulate_media(color_scheme="dark", media="print")
    white = page.evaluate(FILTER) == "none"
    page.emulate_media(color_scheme="light", media="screen")
    return dark and white


KEPT_OUT = "script, style, code, pre, .head-language, body [lang=en]"
"""Parts whose texts are no sentences of a page: program text, the list of languages, each in its own, and evidence."""
TEXTS = """(out) => {
  const found = [], visible = { visibilityProperty: true, opacityProperty: true };
  const seen = (part) => part && !part.closest(out) && part.checkVisibility(visible);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (seen(walk.currentNode.parentElement)) found.push(walk.currentNode.data);
  for (const name of ["aria-label", "placeholder", "title"])
    for (const part of document.querySelectorAll(`[${name}]`)) if (seen(part)) found.push(part.getAttribute(name));
  return found.map((text) => text.trim()).filter((text) => text);
}"""


def texts(page: Page) -> list[str]:
    """Every text of a page that somebody sees or hears, piece by piece; folded parts have none."""
    return list(page.evaluate(TEXTS, KEPT_OUT))


def in_english(said: list[str], english: set[str], code: str, *, names: str = "") -> list[str]:
    """Texts that are still English: those in Latin letters where a language has its own, those of the English page.

    `names`: a pattern of names that stay as they are. Codes in capital letters and options of commands stay too.
    """
    kept = re.compile(rf"{names or '(?!)'}|\b[A-Z]{{1,4}}\b|--[a-z]+|[a-z]+\.[A-Z]+=1")  # a name may begin with "A"
    left = [(text, kept.sub("", text)) for text in said]
    if code in ("ru", "hy", "ka"):
        return [text for text, rest in left if re.search("[A-Za-z]", rest)]
    return [text for text, rest in left if text in english and re.search("[A-Za-z]{3}", rest)]
