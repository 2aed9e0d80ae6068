"""One world told: press a month and read who did what, and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import Client, background_tasks

from model.common.errors import ModelError
from model.common.languages import _, marked, quoted
from model.trace.narrative import Line
from model.workshop.app_state import AppState
from model.workshop.catalogue import Catalogue
from model.workshop.controls import Slider
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import Text, button, emptied, said, tag
from model.workshop.pages.headline import scenario_said
from model.workshop.previews import SETTLED_WORLDS
from model.workshop.results import ToldWorld
from model.workshop.settings import Settings

PRESS = marked("Press a month; the number beside it says how many events and steps it saw.")


class World:
    """The part of Why that tells one world of the scenario; it is computed when somebody asks."""

    def __init__(
        self, app_state: AppState, catalogue: Catalogue, client: Client, state: Callable[[], Settings],
        changed: Callable[[], None], chosen: dict[str, str],
    ) -> None:  # fmt: skip
        self.app_state, self.catalogue, self.client = app_state, catalogue, client
        self.state, self.changed = state, changed
        self.number, self.month = int(chosen.get("world", 0)), int(chosen.get("month", 1))
        self.told: ToldWorld | None = None
        self.asked = 0
        """Times that a world was asked for or taken back: an answer counts as long as it stays the same."""
        self.open = False
        """True where a world is told, or soon will be."""
        with tag("section", "panel").props('aria-labelledby="told"'):
            said("h2", _("One world, month by month")).props("id=told")
            luck = _("One world is one draw of luck. It shows how the model works, not what will happen.")
            said("p", luck, "soft")
            Slider(_("World"), self._to_world, low=0, high=SETTLED_WORLDS - 1, step=1, value=self.number)
            self.ask = button(_("Tell this world"), self.tell, "main")
            self.status = said("p", "", "status")
            self.status.props("role=status")
            self.months = tag("div", "months")
            self.months._props.update({"role": "group", "aria-label": _("Months")})
            self.buttons: list[Text] = []
            self.lines = tag("div", "told").props("aria-live=polite")
        if "month" in chosen:
            self.tell()

    @property
    def query(self) -> dict[str, str]:
        """The parts of the address that name this world and month."""
        return {"world": str(self.number), "month": str(self.month)} if self.open else {}

    def _to_world(self, number: Any) -> None:
        self.number = int(number)
        if self.open:
            self.forget()
            self.changed()

    def forget(self) -> None:
        """Take back the world told or asked for, because it is of another world or another scenario."""
        if self.open:
            self.asked += 1
            self.open, self.told = False, None
            emptied(self.months)
            emptied(self.lines)
            self.buttons = []
            self.status.say("")

    def tell(self) -> None:
        """Ask for the narrative."""
        self.asked += 1
        self.open = True
        self.status.say(_("Computing …"))
        background_tasks.create(self._tell(self.asked, self.state(), self.number), name="tell")

    async def _tell(self, asked: int, settings: Settings, number: int) -> None:
        try:
            told = await self.app_state.worker_pool.do("model.workshop.why:told", settings, number, patient=True)
        except ModelError as error:
            if asked == self.asked:
                with self.client:
                    failed = _("This world could not be told: {why}. Press the button to try again.", why=error)
                    self.status.say(failed)
            return
        if asked != self.asked:
            return
        self.told = told
        with self.client:
            name = quoted(scenario_said(settings, self.catalogue))
            told_of = _(
                "World {number} of {scenario}, seed {seed}.", number=told.world, scenario=name, seed=settings.seed
            )
            self.status.say(f"{told_of} {_(PRESS)}")
            self._show_months(told)
            self._to_month(min(self.month, len(told.months)))

    def _show_months(self, told: ToldWorld) -> None:
        emptied(self.months)
        with self.months:
            self.buttons = [
                button(f"{month.date} · {month.happened}", partial(self._to_month, month.number))
                for month in told.months
            ]

    def _to_month(self, number: int) -> None:
        assert self.told is not None, "months are shown once a world is told"
        self.month = number
        for place, pressed in enumerate(self.buttons, 1):
            pressed.props(f"aria-pressed={'true' if place == number else 'false'}")
        emptied(self.lines)
        with self.lines:
            show_lines(self.told.months[number - 1].lines)
            if number == len(self.told.months):
                show_lines(self.told.ending)
            with folded(_("How to read it")):
                show_lines(self.told.opening)
        self.changed()


def show_lines(lines: tuple[Line, ...]) -> None:
    """Paragraphs of a narrative, which is English."""
    for line in lines:
        said("h3" if line.heading else "p", line.text, f"indent{min(line.indent, 3)}").props("lang=en")
