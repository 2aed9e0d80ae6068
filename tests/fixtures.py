"""Fixtures for many tests: a region that may be spoilt, runs as a user makes them, a tab without a network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from model.analysis.hindcast import DocumentedPast
from model.common.errors import Fault, SeedError
from model.load import load_seeds
from model.rules.values import Values
from model.spec.seeds import Seeds
from tests.conftest import FEUD, TRIAD, called
from tests.seeing import screen

Rewrite = Callable[[str, str, str], None]
HINDCAST_PLAN = """documented_until: 2020-12
  hindcast: {first_start: 2020-03, every: 2, horizons: [2, 4], calibrated_until: 2020-08}"""


@pytest.fixture
def triad_folder(tmp_path: Path) -> Path:
    """A copy of the invented region that a test may spoil."""
    return Path(shutil.copytree(TRIAD, tmp_path / "triad"))


@pytest.fixture
def feud_folder(tmp_path: Path) -> Path:
    """A copy of the same with every rule on, that a test may spoil."""
    return Path(shutil.copytree(FEUD, tmp_path / "feud"))


@pytest.fixture
def rewrite(triad_folder: Path) -> Rewrite:
    """Replaces the one place of a text in a file of the copy."""

    def replace(file: str, old: str, new: str) -> None:
        text = (triad_folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (triad_folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return replace


CHRONICLE = """events:
  - id: c-shells-b
    date: 2020-04
    type: raid
    source: CCC
    target: BBB
    salience: war
    what: C shelled B.
    attested_by: chronicle
    page: https://example.org/shells
    row: r1
  - id: b-helps-c
    date: 2020-03-02
    type: aid
    source: BBB
    target: CCC
    salience: measure
    standing: disputed
    what: B helped C.
    attested_by: chronicle
    page: [https://example.org/help, http://example.org/help-again]
"""
SAME = """same:
  - event: border-raid
    page: https://example.org/raid
    row: [r2, r3]
    date: 2020-05-04
    standing: documented
  - event: talks
    page: https://example.org/talks
"""


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def layered(triad_folder: Path) -> Path:
    """The invented region with a chronicle that is in use."""
    (triad_folder / "chronicle").mkdir()
    (triad_folder / "chronicle" / "mine.yaml").write_text(CHRONICLE, encoding="utf-8")
    (triad_folder / "chronicle" / "same.yaml").write_text(SAME, encoding="utf-8")
    document = "chronicle: {title: C, publisher: P, standpoint: s, reliability: r}"
    change(triad_folder / "sources.yaml", "documents:", f"documents:\n  {document}")
    change(triad_folder / "region.yaml", "replay_from:", "layers: [chronicle]\n  replay_from:")
    return triad_folder


def faults(folder: Path) -> list[Fault]:
    """The faults that a region is refused for."""
    with pytest.raises(SeedError) as caught:
        load_seeds(folder)
    return caught.value.faults


def simulated(folder: Path, *words: str, command: str = "run") -> Path:
    """Folder that a command leaves, called as a user would."""
    done = called(command, *words, "--jobs", "1", "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder


def said_in(svg: Path) -> str:
    """All texts of a picture, one after the other."""
    texts = (text for text in ElementTree.parse(svg).iter() if text.tag.endswith("text"))
    return " ".join(" ".join("".join(text.itertext()).split()) for text in texts)


def known(seeds: Seeds) -> DocumentedPast:
    """The past as the documents of a region tell it, every assumption at its central value."""
    return DocumentedPast(seeds, Values.central(seeds))


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def tab(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A tab without a network, and what it complains of; it must complain of nothing."""
    context = screen(browser, 1280, 900)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url[:80]))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def scored_triad(triad_folder: Path, rewrite: Rewrite) -> Path:
    """The invented region with a hindcast of starts in March, May, July and September 2020."""
    rewrite("region.yaml", "documented_until: 2020-12", HINDCAST_PLAN)
    return triad_folder
