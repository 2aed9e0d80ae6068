"""The Why page: the documented events behind a starting score, other readings of them, and one world told."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode

from nicegui import Client, background_tasks, ui
from starlette.requests import Request

from model.common.languages import _, _n, marked, named, plus, quoted
from model.reporting.wording.words import spaced
from model.rules.axes import Axes
from model.spec.seeds import Seeds
from model.workshop.app_state import AppState
from model.workshop.catalogue import Catalogue
from model.workshop.charts import effect_chart, effect_height
from model.workshop.controls import Chart, Choice
from model.workshop.effect_words import EffectWords
from model.workshop.pages.entrance import entered
from model.workshop.pages.failed import Complaint
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import Text, button, emptied, said, tag
from model.workshop.pages.parts import Parts
from model.workshop.pages.world import World
from model.workshop.previews import SETTLED_WORLDS, unfolded
from model.workshop.results import Explored, Score, Scores
from model.workshop.session import session_of
from model.workshop.settings import Settings, SettingsError

LEAD = marked(
    "Nobody typed the starting scores in: each is computed from documented events and standing ties. Choose one, see "
    "what made it, and disagree: give an event more or less weight and watch what follows."
)
HOW = marked(
    "How far the actor of a row leans to the actor of a column, from −1 (hostile) to +1 (allied). Press a score to "
    "take it apart. A star marks what your readings change."
)
SIMULATED = marked("Simulated: {worlds} worlds against the baseline's same worlds.")
PREVIEW = marked("Preview from {worlds} worlds against the baseline's same worlds.")
TINTS = 5
"""Shades on each side of nought in the table of scores."""


def register(app_state: AppState) -> None:
    """Add the page."""
    catalogue, session = Catalogue.of(app_state.seeds), session_of(app_state)

    @ui.page("/why")
    async def why(request: Request, client: Client) -> None:
        settings, complaint = Settings(), ""
        try:
            settings = Settings.read(request.url.query, catalogue)
        except SettingsError as error:
            complaint = _("{error} So nothing is changed.", error=error)
        async with entered(session, marked("Why"), "/why"):
            Why(app_state, catalogue, client, settings, complaint, _chosen(request.url.query, app_state))


def _chosen(query: str, app_state: AppState) -> dict[str, str]:
    """Other choices in the address: a score and a month of a world; names that do not exist are left out."""
    try:
        given = {key: values[-1] for key, values in parse_qs(query, max_num_fields=200).items()}
    except ValueError:
        return {}
    actors = app_state.seeds.actors.actors
    found = {key: given[key] for key in ("of", "to") if given.get(key) in actors}
    limits = {"world": (0, SETTLED_WORLDS - 1), "month": (1, 120)}
    return found | {k: given[k] for k, ends in limits.items() if _is_number(given.get(k, ""), *ends)}


def _first_score(seeds: Seeds) -> tuple[str, str]:
    """The score to begin with: the first alignment among the headline outcomes, or that of the first two actors."""
    of, to, *_ = Axes.of(seeds).actors
    named = [name.split(".") for name in seeds.outcomes.headline if name.startswith("alignment.")]
    return (named[0][1], named[0][2]) if named else (of, to)


def _is_number(text: str, low: int, high: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6 and low <= int(text) <= high


class Why:
    """One visitor's page."""

    def __init__(
        self,
        app_state: AppState,
        catalogue: Catalogue,
        client: Client,
        settings: Settings,
        complaint: str,
        chosen: dict[str, str],
    ) -> None:
        self.app_state, self.catalogue, self.client, self.settings = app_state, catalogue, client, settings
        of, to = _first_score(app_state.seeds)
        self.of, self.to = chosen.get("of", of), chosen.get("to", to)
        if self.of == self.to:
            self.of, self.to = of, to
        self.requests = 0
        said("p", _(LEAD))
        self.message = Complaint(client, complaint, self._request)
        self._build()
        self._standpoints()
        self.world = World(app_state, catalogue, client, lambda: self.settings, self._address, chosen)
        self._pick()
        self._address()
        self._request()

    def _build(self) -> None:
        """Draw the three panels, which are filled once a score is computed."""
        with tag("div", "why"):
            with tag("section", "panel why-scores").props('aria-labelledby="scores"'):
                said("h2", _("Starting scores")).props("id=scores")
                self.pickers = tag("div", "row")
                said("p", _(HOW), "soft")
                with tag("div", "scroll").props("tabindex=0 role=region") as scroll:
                    scroll._props["aria-label"] = _("Starting scores")
                    self.matrix = tag("table", "matrix")
                self.cells: dict[tuple[str, str], Text] = {}
            with tag("section", "panel why-parts").props('aria-labelledby="parts"'):
                self.title = said("h2", _("What made it"))
                self.title.props("id=parts")
                self.value = said("p", _("Computing …"), "status")
                self.value.props("role=status")
                self.parts = Parts(self.app_state.seeds, self._doubt)
            with tag("section", "panel why-follows").props('aria-labelledby="follows"'):
                said("h2", _("What follows for a scenario")).props("id=follows")
                self._scenarios()
                self.follows = said("p", "", "status")
                self.follows.props("role=status")
                self.link = said("a", _("Open this in Explore"))
                self.effects = Chart("effects")

    def _standpoints(self) -> None:
        """Say from where the documents look, for whoever doubts a score for that reason."""
        seeds = self.app_state.seeds
        with folded(_("Where the documents stand, and what none of this can say")):
            with tag("ul"):
                for document in seeds.documents.values():
                    said("li", f"{quoted(document.title)}: {document.standpoint}").props("lang=en")
            for caution in seeds.region.cautions:
                said("p", named(caution))

    # Choices

    def _pick(self) -> None:
        """The two lists that choose a score, for who does not want to search the table."""
        emptied(self.pickers)
        actors = self.app_state.seeds.actors.actors
        options = [(name, named(actors[name].short), "") for name in Axes.of(self.app_state.seeds).actors]
        with self.pickers:
            Choice(_("Who leans"), lambda name: self._take(name, self.to), options=options, value=self.of)
            Choice(_("To whom"), lambda name: self._take(self.of, name), options=options, value=self.to)

    def _take(self, of: str, to: str) -> None:
        if of == to:
            self.message.say(_("Nobody leans to themselves: choose two different actors."))
            self._pick()
            return
        self.message.say("")
        if (of, to) == (self.of, self.to):  # what is unfolded there stays so
            return
        self.of, self.to, self.parts.every = of, to, False
        self._pick()
        self._request()

    def _scenarios(self) -> None:
        scenarios = sorted(
            ((name, named(s.spec.name), "") for name, s in self.catalogue.scenarios.items()), key=lambda o: o[1]
        )

        def choose(name: Any) -> None:
            nothing: dict[str, Any] = {"name": "", "off": (), "also": (), "moved": ()}
            self.settings = self.settings.model_copy(update={"scenario": name, **nothing})
            self._request()
            self.world.forget()

        Choice(_("Scenario"), choose, options=scenarios, value=self.settings.scenario)

    def _doubt(self, event: str, value: float) -> None:
        """Give an event another salience."""
        self.settings = self.settings.with_doubt(event, float(f"{value:.4g}"), self.app_state.seeds)
        self.world.forget()
        self._request()

    # What is computed

    def _request(self) -> None:
        if self.message.of_the_model:
            self.message.say("")
        self.requests += 1
        background_tasks.create(self._fulfil(self.settings, self.requests), name="why")

    async def _fulfil(self, settings: Settings, request: int) -> None:
        worker_pool, slot = self.app_state.worker_pool, self.client.id
        with self.message.listening():
            score, scores = await asyncio.gather(
                worker_pool.do("model.workshop.why:score", settings, self.of, self.to, slot=f"{slot}/score"),
                worker_pool.do("model.workshop.why:scores", settings, slot=f"{slot}/scores"),
            )
            with self.client:
                self._show_scores(scores)
                self._show_score(score)
            await unfolded(
                worker_pool, self.catalogue, settings, slot,
                newest=lambda: request == self.requests, show=self._show_follows, quiet=self._address,
            )  # fmt: skip

    # What is shown

    def _show_scores(self, found: Scores) -> None:
        names = {name: self._named(name) for name in found.actors}
        if not self.cells:
            with self.matrix:
                with tag("thead"), tag("tr"):
                    said("th", _("leans to →"))
                    for to in found.actors:
                        said("th", to).props("scope=col")
                with tag("tbody"):
                    for of in found.actors:
                        with tag("tr"):
                            said("th", of).props("scope=row")
                            for to in found.actors:
                                with tag("td"):
                                    if of != to:
                                        self.cells[of, to] = button("", partial(self._take, of, to))
        for i, of in enumerate(found.actors):
            for j, to in enumerate(found.actors):
                if of != to:
                    value, moved = found.here[i][j], abs(found.here[i][j] - found.as_coded[i][j]) >= 0.005
                    cell = self.cells[of, to]
                    cell.say(plus(value) + ("*" if moved else ""))
                    name = _("{actor} to {other}: {value}", actor=names[of], other=names[to], value=plus(value))
                    pressed = (of, to) == (self.of, self.to)
                    cell._props.update({"aria-label": name, "aria-pressed": "true" if pressed else "false"})
                    cell.classes(replace=f"tint{round(value * TINTS)}" + (" chosen" if pressed else ""))
                    cell.update()

    def _named(self, actor: str) -> str:
        return named(self.app_state.seeds.actors.actors[actor].short)

    def _show_score(self, score: Score) -> None:
        of, to = map(self._named, (score.of, score.to))
        self.title.say(_("What made {actor} → {other}", actor=of, other=to))
        rows = zip(score.dimensions, score.by_dimension, strict=True)
        dimensions = ", ".join(f"{named(spaced(dimension))} {plus(value)}" for dimension, value in rows)
        text = _("It starts at {value} ({dimensions}).", value=plus(score.value, 3), dimensions=dimensions)
        if abs(score.value - score.as_coded) > 5e-4:
            text += " " + _("As coded it would be {value}.", value=plus(score.as_coded, 3))
        self.value.say(text)
        shown = self.parts.score
        if shown is None or (shown.of, shown.to) != (score.of, score.to):
            self.parts.show(score)
        else:
            self.parts.change(score)

    def _show_follows(self, found: Explored) -> None:
        with self.client:
            if self.settings.is_baseline:
                nothing = _("Choose a scenario to see what it changes if the starting scores are as on this page.")
                self.follows.say(nothing)
                self.effects.set_visibility(False)
                return
            self.effects.set_visibility(True)
            text = _(SIMULATED if found.complete else PREVIEW, worlds=found.worlds)
            if doubts := len(self.settings.doubt):
                text += " " + _n("{number} event is read otherwise.", "{number} events are read otherwise.", doubts)
            self.follows.say(text)
            words = EffectWords(self.app_state.seeds)
            self.effects.draw(effect_chart(found.effects, found.worlds, words), effect_height(found.effects))

    def _address(self) -> None:
        self.link._props["href"] = f"/?{self.settings.query()}"
        own = {"of": self.of, "to": self.to, **self.world.query}
        with self.client:
            self.link.update()
            ui.navigate.history.replace(f"/why?{self.settings.query()}&{urlencode(own)}")
