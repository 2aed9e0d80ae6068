"""`workshop`: the app for a room full of people, on one laptop."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from model.common.errors import RunError
from model.common.languages import checked_language

LOOPBACK = ("127.0.0.1", "localhost", "::1")
NEEDS = ("nicegui", "segno", "ifaddr", "babel")
"""Packages of the extra `workshop`."""


def workshop_command(
    *, host: str, port: int, seeds: Path, session: Path | None, jobs: int | None, language: str | None
) -> None:
    """Serve the workshop until it is interrupted; raises ModelError on the user's mistakes."""
    if any(find_spec(package) is None for package in NEEDS):
        raise RunError("workshop needs packages of its own: uv run --extra workshop simulate.py workshop")
    if language is not None:
        checked_language(language)
    from model.workshop.app_state import new_folder, open_app_state

    app_state = open_app_state(
        session or new_folder(), seeds, open_to_room=host not in LOOPBACK, jobs=jobs, language=language or ""
    )
    tell_nicegui(app_state.path("visitors"))
    from model.workshop.server import serve

    serve(app_state, host, port)


def tell_nicegui(visitors: Path) -> None:
    """Set what NiceGUI reads from the environment when it is imported: where visitors are kept, and no Matplotlib."""
    os.environ["NICEGUI_STORAGE_PATH"] = str(visitors)
    os.environ["MATPLOTLIB"] = "false"  # pages draw their own charts; NiceGUI 3.4 imports it all the same
