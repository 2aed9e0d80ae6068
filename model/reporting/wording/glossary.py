"""The words of a report that need an explanation, with what the glossary says of them."""

from __future__ import annotations

import re
from pathlib import Path

from model.common.text import capital

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
TERMS = (
    "Actor", "Alignment", "Assumption", "Dependence", "Influence", "Intervention", "Ledger", "Outcome",
    "Paired difference", "Scenario", "Skill", "Smallest difference that matters", "Tie", "Verdict", "World",
    "95 % interval",
)  # fmt: skip
ENTRY = re.compile(r"^- \*\*(?P<term>[^*]+)\*\*[^:]*: (?P<meaning>.*(?:\n  .*)*)", re.MULTILINE)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def glossary() -> list[tuple[str, str]]:
    """The terms, each with its meaning as plain text: a page that stands alone links to no other document."""
    found = {entry["term"]: entry["meaning"] for entry in ENTRY.finditer(GLOSSARY.read_text(encoding="utf-8"))}
    return [(term, capital(_plain(found[term]))) for term in TERMS]


def _plain(text: str) -> str:
    return re.sub(r"[*`]", "", " ".join(LINK.sub(r"\1", text).split()))
