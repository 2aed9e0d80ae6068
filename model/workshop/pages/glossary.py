"""The page of words: the glossary, for whoever meets a word that is new."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from nicegui import ui

from model.common.languages import marked
from model.workshop.app_state import AppState
from model.workshop.pages.entrance import entered
from model.workshop.pages.frame import GLOSSARY as ADDRESS
from model.workshop.pages.frame import tag
from model.workshop.session import session_of

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ELSEWHERE = re.compile(r"\[([^\]]*)\]\((?!#)[^)]*\)")
"""A link that leads out of the glossary, and so out of the workshop."""


def register(app_state: AppState) -> None:
    """Add the page."""
    session = session_of(app_state)

    @ui.page(ADDRESS)
    async def glossary() -> None:
        async with entered(session, marked("Glossary"), ADDRESS):
            with tag("div", "words"):
                ui.markdown(text(), extras=["tables", "header-ids"])


@cache
def text() -> str:
    """The glossary without its own title; links to other documents are plain text, for a room has none of them."""
    return ELSEWHERE.sub(r"\1", GLOSSARY.read_text(encoding="utf-8").partition("\n")[2])
