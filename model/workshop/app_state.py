"""The running workshop: its session folder, its secrets, its evidence and its worker processes.

The server's own process imports neither Mesa nor pandas nor SciPy: a room has one laptop, and each of them takes some
fifty megabytes. Whatever computes is a function that the worker pool runs in a process.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from model.common.errors import RunError
from model.common.languages import ENGLISH, Language, check_catalogues
from model.common.lock import LOCK, locked
from model.common.reading import cause_of, text_in
from model.common.system import write_whole
from model.load import load_seeds
from model.spec.seeds import Seeds
from model.workshop.settings import Settings
from model.workshop.worker_pool import WorkerPool

SESSION = "session.json"
FORMAT = 2
"""Version of the session's files: from 2 on each line of the journal carries a checksum."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Characters of a join code: no letter that looks like a digit."""
CODE_LENGTH = 6
CODE_ADDRESS = re.compile(f"/([{LETTERS}]{{{CODE_LENGTH}}})", re.IGNORECASE)
"""Path of the short address that carries a join code."""


@dataclass(frozen=True)
class Keys:
    """Secrets of a session, which must not be lost or given away."""

    secret: str
    """Signs the visitors' cookies."""
    token: str
    """Opens the facilitator's pages; its link is printed in the terminal only."""
    code: str
    """Code that people type to join, where the workshop is open to the room."""

    @classmethod
    def fresh(cls) -> Keys:
        """New keys, drawn by the operating system."""
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(16), code)


@dataclass
class AppState:
    """One running workshop; every page is registered with it."""

    folder: Path
    """The session's folder, `runs/workshop-<utc time>/`; nothing is written elsewhere."""
    seeds: Seeds
    keys: Keys
    worker_pool: WorkerPool
    open_to_room: bool = False
    """True if it listens beyond this machine, and so asks for the join code."""
    addresses: tuple[str, ...] = ()
    """Address and port at which the room's devices reach it, the likeliest first."""
    language: str = ""
    """Code of the language of the projector, and of whoever has chosen none; empty where none is set."""
    chosen: dict[str, Settings] = field(default_factory=dict)
    """Visitor → what they have set in Explore, for the room view; kept nowhere, for it stands in their address."""

    @property
    def mark(self) -> str:
        """Name of the session in a browser, which may know several at one address."""
        return blake2b(self.keys.secret.encode(), digest_size=6).hexdigest()

    def speaks(self, chosen: str, asked: str = "") -> Language:
        """The language chosen, with the region's names in it; else the room's own, else what a browser asks for."""
        return Language(chosen or self.language or asked or ENGLISH, self.seeds.folder)

    def path(self, *parts: str) -> Path:
        """A file of the session; RunError if the parts would lead out of its folder."""
        found = self.folder.joinpath(*parts).resolve()
        if not found.is_relative_to(self.folder.resolve()):
            raise RunError(f"{'/'.join(parts)}: lies outside the session's folder")
        return found

    def write(self, content: Any, *parts: str) -> None:
        """Keep something as JSON in the session's folder, whole or not at all."""
        path = self.path(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())

    def read(self, *parts: str) -> Any:
        """Return a kept JSON file; None where there is none yet. RunError where it is damaged."""
        path = self.path(*parts)
        try:
            return json.loads(text_in(path))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise RunError(f"{path}: cannot be read: {cause_of(error)}") from None


def new_folder(runs: Path = Path("runs")) -> Path:
    """Path of a new session's folder."""
    return runs / f"workshop-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"


def open_app_state(
    folder: Path, seeds: Path, *, open_to_room: bool = False, jobs: int | None = None, language: str = ""
) -> AppState:
    """Begin a session in a folder, or go on with the one that is kept there; raises ModelError.

    The folder stays locked until this process ends, so that no second server writes to the same journal.
    """
    region = load_seeds(seeds)
    check_catalogues(region.folder)
    app_state = AppState(folder, region, Keys.fresh(), WorkerPool(seeds, jobs), open_to_room, language=language)
    if not app_state.path(SESSION).exists() and folder.exists() and {path.name for path in _inside(folder)} - {LOCK}:
        raise RunError(f"{folder}: holds no workshop session; choose a new folder, or one of an earlier workshop")
    _hold(folder)
    kept = app_state.read(SESSION)
    if kept is None:
        app_state.write({"format": FORMAT, "seeds": seeds.as_posix(), "keys": vars(app_state.keys)}, SESSION)
        app_state.path(SESSION).chmod(0o600)
    else:
        app_state.keys = _keys(kept, folder, seeds)
    return app_state


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise RunError(f"{folder}: cannot be read ({error.strerror})") from None


def _hold(folder: Path) -> None:
    """Make the folder and keep every other server out of it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = locked(folder) is not None
    except OSError as error:
        raise RunError(f"{folder}: cannot be written to ({error.strerror})") from None
    if not free:
        raise RunError(
            f"{folder}: another workshop server is at work with this session; stop it first, or begin another session"
        )


def _keys(kept: Any, folder: Path, seeds: Path) -> Keys:
    """The keys of the session that is kept in a folder; RunError where it is damaged or about something else."""
    try:
        keys = Keys(**kept["keys"])
        about, written = kept["seeds"], kept.get("format", 1)
    except (KeyError, TypeError, AttributeError):
        keys, about, written = None, None, None
    if keys is None or not all(isinstance(key, str) and len(key) >= CODE_LENGTH for key in vars(keys).values()):
        raise RunError(f"{folder / SESSION}: is damaged; begin a new session")
    if written != FORMAT:
        raise RunError(f"{folder}: was kept by another version of this program; go on with that one, or begin anew")
    if about != seeds.as_posix():
        raise RunError(f"{folder}: is a session about other seeds than {seeds}")
    return keys
