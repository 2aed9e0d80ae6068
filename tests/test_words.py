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
    "Standing": "StandingTie", "STEPS": "a scale or a set", "PARTS": "a number or a set", "MOST": "MAX_…",
    "FEWEST": "MIN_…", "SHOWN": "MAX_…_SHOWN", "LEVEL": "what level", "LEVELS": "levels of what",
    "KEPT": "what is kept", "LUCK": "RANDOM", "HABIT": "BASE_RATES_ONLY", "SCRIPT": "NOBODY_ACTS",
    "study": "experiment", "Study": "experiment",
}  # fmt: skip
"""Names that say too little or too much; the words themselves are ordinary ones, or keys of YAML."""
NO_PARTS = {
    "account": "records, ledger", "accounts": "records, ledgers", "deed": "event", "deeds": "events", "felt": "weight",
    "hanging": "robustness", "hangs": "robustness", "happening": "event", "lifeline": "re-export channel",
    "misses": "largest errors", "orbit": "leading power", "prospect": "stake term", "reckoning": "evaluation",
    "regard": "mean alignment", "rival": "reference", "rivals": "references", "steadiness": "robustness",
    "surround": "environment", "telling": "narrative", "tellings": "narratives",
    "weigh": "evaluate", "weighed": "utilities", "weighing": "utilities", "witness": "recorder",
}  # fmt: skip
"""Words that are no part of a name in the code either, as in `_steadiness` or `rival_mean`; tests' sentences may."""
KEPT_IN_FILES = {
    "rival": "spec/hindcast.py", "rival_mean": "spec/hindcast.py",
    "weighing": "cli/commands/sensitivity.py", "hangs-conclusions": "reporting/report/robustness.py",
    "hangs-assumptions": "reporting/report/robustness.py", "habit alone": "analysis/hindcast/cases.py",
    "deed": "workshop/game.py",
}  # fmt: skip
"""Old words that columns, folders, pictures and journals of earlier runs have → the module that names them."""
READERS_WORDS = {"habit alone": "reporting/wording/hindcast.py"}
"""The same → the module that says them to readers in other words."""
JOURNAL_KEY = "deed"
"""A key of the workshop's journal: earlier journals are read by it."""
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
        if not (word == JOURNAL_KEY and file.parent.name == "workshop")
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


def names(file: Path) -> Iterator[tuple[int, str]]:
    """Every name in a file of code with its line; the names of tests are sentences and left out."""
    for token in tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.NAME and not token.string.startswith("test_"):
            yield token.start[0], token.string


def words_of(name: str) -> list[str]:
    """The words of a name: of `_steadiness`, `LUCK_SHARE` and `RivalMean` alike."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


def test_a_name_is_taken_apart_into_its_words() -> None:
    assert words_of("_steadiness") == ["", "steadiness"]
    assert words_of("RIVAL_MEAN") == words_of("RivalMean") == words_of("rival_mean") == ["rival", "mean"]


def test_no_name_in_the_code_is_a_private_word_or_has_one_as_a_part() -> None:
    found, seen = set(), 0
    for file in (path for path in texts() if path.suffix == ".py"):
        key = {JOURNAL_KEY} if "workshop" in file.parts else set()
        for line, name in names(file):
            old = {word: NO_PARTS[word] for word in words_of(name) if word in NO_PARTS and word not in key}
            old |= {name: NO_NAMES[name]} if name in NO_NAMES else {}
            found |= {f"{file.relative_to(ROOT)}:{line}: {name}, which is {new}" for new in old.values()}
            seen += 1
    assert sorted(found) == []
    assert seen > 100_000


def test_what_files_of_earlier_runs_call_by_an_old_word_stands_in_one_place() -> None:
    quoted = re.compile(rf'"({"|".join(map(re.escape, KEPT_IN_FILES))})"')
    places = {
        (word, str(file.relative_to(ROOT / "model")))
        for file in sorted((ROOT / "model").rglob("*.py"))
        for word in quoted.findall(file.read_text(encoding="utf-8"))
    }
    assert places == {*KEPT_IN_FILES.items(), *READERS_WORDS.items()}


def test_links_between_documents_lead_somewhere() -> None:
    found = []
    for file in (path for path in texts() if path.suffix == ".md"):
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text(encoding="utf-8")):
            if "://" not in link and not (file.parent / link).exists():
                found.append(f"{file.relative_to(ROOT)}: {link}")
    assert found == []
