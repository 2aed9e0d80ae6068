"""Fixtures of workshop tests: a region's scenario catalogue, a served workshop of the process, and visitors to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from model.load import load_seeds
from model.spec.seeds import Seeds
from model.workshop.catalogue import Catalogue
from tests.conftest import TRIAD
from tests.workshop.served import Room, Served, Visitor


@pytest.fixture(scope="session")
def catalogue(seeds: Seeds) -> Catalogue:
    return Catalogue.of(seeds)


@pytest.fixture(scope="session")
def small() -> Catalogue:
    """The invented region."""
    return Catalogue.of(load_seeds(TRIAD))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shipped region, served to this machine."""
    with Served(tmp_path_factory.mktemp("workshop") / "session") as workshop:
        yield workshop


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serve a workshop of the invented region for one test; a second process to compute would take time to start.

    forked: for tests of pages, which take no interest in how the server begins.
    """
    with ExitStack() as closing:

        def begin(host: str = "127.0.0.1", seeds: Path = TRIAD, *, forked: bool = False) -> Served:
            return closing.enter_context(Served(tmp_path / "session", seeds, host, jobs=1, forked=forked))

        yield begin


@pytest.fixture
def room(tmp_path: Path, browser: Browser) -> Iterator[Room]:
    """A workshop of the invented region, and browsers to come in with."""
    with Served(tmp_path / "session", TRIAD, jobs=1, forked=True) as workshop, Room(workshop, browser) as room:
        yield room


Visits = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visits]:
    """Open pages, each in a browser of its own that shares no cookie with the others."""
    with ExitStack() as leaving:

        def go(served: Served, path: str = "/", width: int = 1280, height: int = 800) -> Visitor:
            return leaving.enter_context(Room(served, browser)).visitor(path, (width, height))

        yield go
