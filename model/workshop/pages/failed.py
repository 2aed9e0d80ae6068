"""Failures of the model: told to all who wait for it, with a button for whoever can have it computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from nicegui import Client

from model.common.errors import ModelError
from model.common.languages import _, marked
from model.workshop.failures import Failure, Kind
from model.workshop.pages.frame import button, said, tag
from model.workshop.pages.live import Here, Live, attempt, working
from model.workshop.session import Session
from model.workshop.worker_pool import NotComputed, Superseded

TOLD: dict[Kind, str] = {
    "ask": marked(
        "The model could not compute the answer to a new question, so it is not asked yet. The facilitator can have it "
        "computed again."
    ),
    "reveal": marked(
        "The answer is not here: the model could not compute it. All guesses are kept, and the facilitator can have it "
        "computed again."
    ),
    "game": marked(
        "The model could not go on with the game. All decisions are kept, and the facilitator can have it computed "
        "again."
    ),
}
"""Kind of a failure → what the room is told of it."""
LED: dict[Kind, str] = {
    "ask": marked("Your question is not asked yet: the model could not compute its answer. It is about {name}."),
    "reveal": marked(
        "The answer is not shown: the model could not compute it. All guesses are kept. It is about {name}."
    ),
    "game": marked("{name} does not go on: the model could not compute what follows. All decisions are kept."),
}
"""Kind of a failure → what the facilitator is told of it."""


def told_of_questions(session: Session) -> None:
    """Say to the room that a question could not be put, or its answer not be shown."""

    def kinds() -> list[Kind]:
        return [failure.kind for failure in session.failures if failure.kind != "game"]

    def draw() -> None:
        for kind in kinds():
            said("p", _(TOLD[kind]), "message").props("role=alert")

    Live(session, kinds, draw)


def led(here: Here) -> None:
    """Show the facilitator each failure and its reason, with the button that has it computed again."""
    session = here.session
    Live(session, lambda: session.failures, lambda: _led(session.failures))


def _led(failures: Iterable[Failure]) -> None:
    for failure in failures:
        _with_its_button(failure)


def _with_its_button(failure: Failure) -> None:
    with tag("div", "message failed").props("role=alert"):
        why = _("Reason: {why}. The room is told.", why=failure.why)
        said("p", f"{_(LED[failure.kind], name=failure.name)} {why}")
        with tag("div", "row"):
            working(_("Compute it again"), failure.again, "main")
            if failure.let_go is not None:
                button(_("Do not ask it"), attempt(failure.let_go))


class Complaint:
    """Mistakes told on a page; where the model could not compute something, it can be asked again."""

    def __init__(self, client: Client, text: str, again: Callable[[], None]) -> None:
        self.client = client
        self.text = said("p", text, "message")
        self.text.props("role=alert")
        self.again = button(_("Compute it again"), again)
        self.again.set_visibility(False)

    def say(self, text: str, *, again: bool = False) -> None:
        """Say what is wrong, nothing where all is well again."""
        self.text.say(text)
        self.again.set_visibility(again)

    @property
    def of_the_model(self) -> bool:
        """True where it says that the model could not compute something."""
        return self.again.visible

    @contextmanager
    def listening(self) -> Iterator[None]:
        """A mistake is told on the page; a request that a newer one has replaced is let go."""
        with suppress(Superseded):
            try:
                yield
            except NotComputed as error:
                with self.client:
                    before = _("The model could not compute this, and what you see is from before: {why}.", why=error)
                    self.say(before, again=True)
            except ModelError as error:
                with self.client:
                    self.say(str(error))
