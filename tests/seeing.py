"""Checks of every page, whoever makes it."""

from __future__ import annotations

import re

from playwright.sync_api import Page


def serious(page: Page) -> list[str]:
    """Findings of axe-core that are serious or worse."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def wider_than_the_screen(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


KEPT_OUT = "script, style, code, pre, .head-language"
"""Parts whose texts are no sentences of a page: program text, and the list of languages, each in its own."""
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
    kept = re.compile(rf"\b[A-Z]{{1,4}}\b|--[a-z]+|[a-z]+\.[A-Z]+=1|{names or '(?!)'}")
    left = [(text, kept.sub("", text)) for text in said]
    if code in ("ru", "hy", "ka"):
        return [text for text, rest in left if re.search("[A-Za-z]", rest)]
    return [text for text, rest in left if text in english and re.search("[A-Za-z]{3}", rest)]
