"""Explore: change what happens or what is assumed, and see at once what that changes in many simulated worlds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from nicegui import Client, app, background_tasks, ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from model.common.languages import _, marked
from model.workshop.app_state import AppState
from model.workshop.catalogue import Catalogue
from model.workshop.pages.entrance import entered
from model.workshop.pages.failed import Complaint
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import able, button, said, tag
from model.workshop.pages.headline import Headline
from model.workshop.pages.levers import Levers
from model.workshop.pages.pictures import Pictures
from model.workshop.pages.through import Through
from model.workshop.previews import SETTLED_WORLDS, foreseen, unfolded
from model.workshop.results import Explored
from model.workshop.session import Session, session_of
from model.workshop.settings import Settings, SettingsError
from model.workshop.visitors import who

REMEMBERED = 60
"""States an undo can go back."""


def register(app_state: AppState) -> None:
    """Add the page, and the download of its scenario."""
    catalogue, session = Catalogue.of(app_state.seeds), session_of(app_state)

    @ui.page("/")
    async def explore(request: Request, client: Client) -> None:
        settings, complaint = Settings(), ""
        try:
            settings = Settings.read(request.url.query, catalogue)
        except SettingsError as error:
            complaint = _("{error} So this is the baseline.", error=error)
        async with entered(session, marked("Explore"), "/"):
            Explore(session, catalogue, client, settings, complaint)

    @app.get("/scenario.yaml")
    def download(request: Request) -> Response:
        try:
            settings = Settings.read(request.url.query, catalogue)
        except SettingsError as error:
            return PlainTextResponse(str(error), 400)
        name = f"{settings.file_stem(catalogue)}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(settings.download(catalogue, SETTLED_WORLDS), media_type="application/yaml", headers=headers)


class Explore:
    """One visitor's page."""

    def __init__(
        self, session: Session, catalogue: Catalogue, client: Client, settings: Settings, complaint: str
    ) -> None:
        self.session, self.app_state, self.catalogue, self.client = session, session.app_state, catalogue, client
        self.settings = settings
        self.visitor = who()
        self.past: list[Settings] = []
        self.last_change: tuple[Explored, Explored] | None = None
        """Results shown before the last change and after it."""
        self.requests = 0
        self._build(complaint)
        self._request()

    def _build(self, complaint: str) -> None:
        first = self.settings == Settings()
        self.headline = Headline(self.catalogue, lambda: self.settings, self._pressed)
        with self.headline.panel:
            self.through = Through(
                self.app_state.worker_pool, self.catalogue, lambda: self.settings, lambda: self.pictures.found
            )
        self.message = Complaint(self.client, complaint, self._request)
        with tag("div", "row") as row:
            row._props.update({"role": "group", "aria-label": _("This page")})
            self.undo_button = button(_("Undo"), self.undo)
            self.reset_button = button(_("Reset"), self.reset)
            self.replay_button = button(_("Replay the last change"), self.replay)
            self.link = said("a", _("Download as a scenario file (YAML)"), "button")
            self.link.props("download")
            self.why = said("a", _("Why: the evidence behind the start"), "button")
        with tag("div", "explore"):
            with tag("div", "levers"), folded(_("More: all scenarios, dates and assumptions"), "more") as more:
                more._props["open"] = not first
                self.levers = Levers(self.catalogue, lambda: self.settings, self.change, self.foresee)
            with tag("div", "results"):
                self.pictures = Pictures(self.app_state.seeds, "map" if first else "fans")
        self._address()

    # Changes

    def change(self, settings: Settings) -> None:
        """Take new settings if they can be; else say why not, and keep the old."""
        try:
            settings.checked(self.catalogue)
        except SettingsError as error:
            self.message.say(str(error))
            return
        self.message.say("")
        before, self.settings = self.settings, settings
        self.headline.refresh()
        if settings.model_copy(update={"name": before.name}) != before:
            self.past = [*self.past, before][-REMEMBERED:]
            self._request()
        elif settings != before:  # a name changes no number
            self._address()

    def _pressed(self, settings: Settings) -> None:
        """Take what a lever asks for; the other controls are drawn anew."""
        self.change(settings)
        self.levers.refresh()

    def foresee(self, settings: Settings) -> None:
        """Compute what the next key press may ask for, unless somebody waits."""
        if self.app_state.worker_pool.queue < 2:
            background_tasks.create(foreseen(self.app_state.worker_pool, self.catalogue, settings), name="foresee")

    def undo(self) -> None:
        """Back to the state before the last change."""
        if self.past:
            self.settings = self.past.pop()
            self._again()

    def reset(self) -> None:
        """Back to the scenario as it is in its file, with nothing changed."""
        if self.settings != self._unchanged:
            self.past.append(self.settings)
            self.settings = self._unchanged
            self._again()

    @property
    def _unchanged(self) -> Settings:
        """The scenario of the page, which whoever shared its address chose, and nothing else."""
        return Settings(scenario=self.settings.scenario)

    def _again(self) -> None:
        self.message.say("")
        self.levers.refresh()
        self.headline.refresh()
        self._request()

    async def replay(self) -> None:
        """Show for a moment what was before the last change, then what is now."""
        if self.last_change is None:
            return
        before, after = self.last_change
        self._draw(before)
        self.pictures.status.say(_("Before the last change …"))
        await asyncio.sleep(1.5)
        self._draw(after)
        self._say(after)

    # Worlds

    def _request(self) -> None:
        """Ask for few worlds at once, and for many when nothing changes for a moment."""
        able(self.undo_button, bool(self.past))
        able(self.reset_button, self.settings != self._unchanged)
        if self.message.of_the_model:
            self.message.say("")
        self.through.forget()
        self.requests += 1
        background_tasks.create(self._fulfil(self.settings, self.requests), name="explore")

    async def _fulfil(self, settings: Settings, request: int) -> None:
        with self.message.listening():
            await unfolded(
                self.app_state.worker_pool, self.catalogue, settings, self.client.id,
                newest=lambda: request == self.requests, show=self._show, quiet=self._address,
            )  # fmt: skip

    def _show(self, found: Explored) -> None:
        with self.client:
            if found.complete:
                self._remember(found)
            self._draw(found)
            self._say(found)

    def _draw(self, found: Explored) -> None:
        self.headline.show(found)
        self.through.offer(found.compared)
        self.pictures.show(found)

    def _remember(self, found: Explored) -> None:
        if self.last_change is None or self.last_change[1] != found:
            before = self.last_change[1] if self.last_change else found
            self.last_change = (before, found)
        able(self.replay_button, self.last_change[0] != self.last_change[1])

    def _say(self, found: Explored) -> None:
        if not found.complete:
            text = _("Preview from {worlds} simulated worlds; {more} follow.", worlds=found.worlds, more=SETTLED_WORLDS)
            self.pictures.status.say(text)
            return
        text = _(
            "Simulated: {worlds} worlds, {months} months, seed {seed}.",
            worlds=found.worlds,
            months=found.months,
            seed=self.settings.seed,
        )
        nothing = [] if found.compared else [_("Nothing is switched on yet.")]
        notes = [_("Note: {note}", note=f"{note}.") for note in _short(found.notes)]
        self.pictures.status.say(" ".join([text, *nothing, *notes]))

    def _address(self) -> None:
        """The state goes into the address, and into the link of the download."""
        query = self.settings.query()
        self.app_state.chosen[self.visitor.id] = self.settings
        if self.settings != Settings():
            self.session.look_at(self.visitor, query)
        with self.client:
            self.link._props["href"] = f"/scenario.yaml?{query}"
            self.link.update()
            self.why._props["href"] = f"/why?{query}"
            self.why.update()
            ui.navigate.history.replace(f"/?{query}" if self.settings != Settings() else "/")


def _short(notes: Iterable[str]) -> list[str]:
    """A loader's warnings without the place in a file that nobody here has seen."""
    return [note.partition(": ")[2] or note for note in notes]
