"""The page of words: the glossary, for whoever meets a word that is new."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from nicegui import ui

from model.workshop.app_state import AppState
from model.workshop.pages.frame import frame, tag

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ELSEWHERE = re.compile(r"\[([^\]]*)\]\((?!#)[^)]*\)")
"""A link that leads out of the glossary, and so out of the workshop."""


def register(app_state: AppState) -> None:
    """Add the page."""

    @ui.page("/glossary")
    def glossary() -> None:
        with frame("Glossary", "/glossary"), tag("div", "words"):
            ui.markdown(text(), extras=["tables", "header-ids"])


@cache
def text() -> str:
    """The glossary without its own title; links to other documents are plain text, for a room has none of them."""
    return ELSEWHERE.sub(r"\1", GLOSSARY.read_text(encoding="utf-8").partition("\n")[2])
