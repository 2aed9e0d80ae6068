"""Imports of a workshop's server, and of its processes that compute, for both are forked from here."""

import importlib
from pathlib import Path

from model.cli.commands.workshop import tell_nicegui
from model.workshop.worker_pool import PRELOADED, READY

tell_nicegui(Path("/nonexistent"))  # a server says itself where its visitors are kept

from model.workshop.server import PAGES  # noqa: E402  (NiceGUI reads what it is told when it is imported)

for name in (*(f"model.workshop.pages.{page}" for page in PAGES), *PRELOADED, READY.partition(":")[0]):
    importlib.import_module(name)
