"""Words of the field: private words of earlier versions stand in no code, no document and no text."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from model.load import load_scenarios, load_seeds
from tests.conftest import ROOT, SHIPPED
from tests.test_layers import OWN

NOWHERE = {
    "deed": "event", "deeds": "events", "reckoning": "evaluation", "reckonings": "evaluations",
    "repertoire": "choice set", "outlook": "utility", "surroundings": "environment", "circumstances": "environment",
    "sway": "leading power", "steadiness": "robustness", "hanging": "robustness", "displeasure": "leverage term",
    "weighty": "important",
}  # fmt: skip
"""Word → the word of the field."""
NO_NAMES = {
    "weighing": "utilities", "lifeline": "re-export channel", "orbit": "leading power", "witness": "recorder",
    "rivals": "references", "study": "experiment", "Study": "experiment", "Deed": "event", "Happening": "event",
    "Reckoning": "evaluation",
}  # fmt: skip
"""Ordinary words, or keys of YAML, that name nothing in the model's code."""
KEPT = ("deed", "workshop")
"""A key of the workshop's journal, and the folder that has it: earlier journals are read by it."""
TEXTS = {".py", ".md", ".yaml", ".j2", ".js", ".css"}


def texts() -> Iterator[Path]:
    """The files that people read; the history of changes and the documents' own rows are as they were written."""
    for folder in (*OWN, "seeds", "scenarios", "README.md"):
        path = ROOT / folder
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in TEXTS and "chronicle" not in file.parts and file != Path(__file__):
                yield file


def test_no_text_has_a_private_word() -> None:
    pattern = re.compile(rf"\b({'|'.join(NOWHERE)})\b", re.IGNORECASE)
    files = [*texts()]
    found = {
        f"{file.relative_to(ROOT)}: {word}, which is {NOWHERE[word]}"
        for file in files
        for word in map(str.lower, pattern.findall(file.read_text(encoding="utf-8")))
        if not (word == KEPT[0] and file.parent.name == KEPT[1])
    }
    assert sorted(found) == []
    assert len(files) > 500


def test_what_a_page_says_of_a_scenario_or_an_outcome_has_no_name_of_the_code() -> None:
    """A room reads it, in six languages."""
    seeds = load_seeds(ROOT / "seeds")
    scenarios = [s.spec for s in load_scenarios(SHIPPED, seeds, folder=ROOT / "scenarios")]
    said = [text for s in scenarios for text in (s.name, s.summary, s.question or "")]
    said += [text for outcome in seeds.outcomes.outcomes.values() for text in (outcome.label or "", outcome.meaning)]
    assert len(said) > 100
    assert [text for text in map(str, said) if "`" in text] == []


def test_no_name_in_the_code_is_a_private_word() -> None:
    found = set()
    for file in (path for path in texts() if path.suffix == ".py" and "tests" not in path.relative_to(ROOT).parts):
        for token in tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline):
            if token.type == tokenize.NAME and token.string in NO_NAMES:
                found.add(
                    f"{file.relative_to(ROOT)}:{token.start[0]}: {token.string}, which is {NO_NAMES[token.string]}"
                )
    assert sorted(found) == []


def test_links_between_documents_lead_somewhere() -> None:
    found = []
    for file in (path for path in texts() if path.suffix == ".md"):
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text(encoding="utf-8")):
            if "://" not in link and not (file.parent / link).exists():
                found.append(f"{file.relative_to(ROOT)}: {link}")
    assert found == []
