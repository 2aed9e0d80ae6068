"""Pages of words: the glossary, for whoever meets a word that is new, and the guide, for who leads the room."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from nicegui import ui

from model.common.languages import marked
from model.reporting.wording.glossary import GLOSSARY
from model.workshop.app_state import AppState
from model.workshop.pages.entrance import entered
from model.workshop.pages.frame import GLOSSARY as ADDRESS
from model.workshop.pages.frame import GUIDE as GUIDE_ADDRESS
from model.workshop.pages.frame import frame, tag
from model.workshop.session import session_of

GUIDE = Path(__file__).parents[1] / "GUIDE.md"
ELSEWHERE = re.compile(r"\[([^\]]*)\]\((?!#)[^)]*\)")
"""A link that leads out of the document, and so out of the workshop."""


def register(app_state: AppState) -> None:
    """Add the pages."""
    session = session_of(app_state)

    @ui.page(ADDRESS)
    async def glossary() -> None:
        async with entered(session, marked("Glossary"), ADDRESS):
            show(GLOSSARY)

    @ui.page(GUIDE_ADDRESS)
    def guide() -> None:  # without the facilitator's bar: nobody is to be brought here
        with frame("The facilitator's guide", GUIDE_ADDRESS):
            show(GUIDE)


def show(document: Path) -> None:
    """Show a document of the program."""
    with tag("div", "words"):
        ui.markdown(text(document), extras=["tables", "header-ids", "fenced-code-blocks"])


@cache
def text(document: Path) -> str:
    """A document without its own title; links to other documents are plain text, for a room has none of them."""
    return ELSEWHERE.sub(r"\1", document.read_text(encoding="utf-8").partition("\n")[2])
