"""Through whom a difference on Explore comes about: whose acts, which stages, forgetting, told when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from model.common.languages import _
from model.common.text import listed
from model.workshop.catalogue import Catalogue
from model.workshop.effect_words import EffectWords
from model.workshop.pages.answers import CAUSES
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import emptied, rows, said, tag
from model.workshop.pages.live import scrolled, working
from model.workshop.previews import SETTLED_WORLDS, THROUGH, sides
from model.workshop.results import OWN_STEPS, Explored, Reason
from model.workshop.settings import Settings
from model.workshop.worker_pool import WorkerPool


class Through:
    """The fold that has all differences told, and what they were told to be, until something else is set."""

    def __init__(
        self, worker_pool: WorkerPool, catalogue: Catalogue, state: Callable[[], Settings],
        shown: Callable[[], Explored | None],
    ) -> None:  # fmt: skip
        self.worker_pool, self.catalogue, self.state, self.shown = worker_pool, catalogue, state, shown
        self.words = EffectWords(catalogue.seeds)
        with folded(_("Through whom it comes about")) as self.fold:
            working(_("Say it for what is set now"), self._tell)
            self.status = said("p", "", "soft")
            self.status.props("role=status id=through-whom")
            self.box = tag("div")
        self.fold.set_visibility(False)

    def offer(self, yes: bool) -> None:
        """Let it be asked for, or not, as where nothing is compared."""
        self.fold.set_visibility(yes)

    def forget(self) -> None:
        """Take away what was told of other settings."""
        if self.box.default_slot.children:
            self._changed()

    def _changed(self) -> None:
        emptied(self.box)
        self.status.say(_("What is set has changed since. Press again."))

    async def _tell(self) -> None:
        asked = sides(self.catalogue, self.state())
        found = await self.worker_pool.do(THROUGH, asked, SETTLED_WORLDS, patient=True)
        if self.box.is_deleted:
            return
        if sides(self.catalogue, self.state()) != asked:
            self._changed()
            return
        self.show(found)

    def show(self, found: Mapping[str, Sequence[Reason]]) -> None:
        """Show each outcome's difference in parts, and name those that have none."""
        headline = self.catalogue.seeds.outcomes.headline
        emptied(self.box)
        text = _(
            "In the same {worlds} worlds. Each part is what comes about here less what comes about in the baseline.",
            worlds=SETTLED_WORLDS,
        )
        self.status.say(text if found else "")
        with self.box:
            if found:
                with scrolled(_("Through whom it comes about")):
                    head = [_("outcome"), _("where it comes from"), _("difference")]
                    rows(tag("table", "numbers reasons"), head, [self._row(*item) for item in found.items()], 2)
            if others := [self.words.outcome(name) for name in headline if name not in found]:
                text = _(
                    "These are no sums of leanings and dependence, so no such parts can be told: {outcomes}. The "
                    "table of effects, below, says how much of each the scenario itself sets.",
                    outcomes=listed(others, _("and")),
                )
                said("p", text, "soft")

    def _row(self, outcome: str, reasons: Sequence[Reason]) -> list[str]:
        whole = sum(reason.size for reason in reasons)
        own = sum(reason.size for reason in reasons if reason.cause == OWN_STEPS)
        if max(map(abs, (whole, own, whole - own))) < self._smallest(outcome):
            parts = _("too small to matter, or it cannot be told")
        else:
            parts = "; ".join(self._said(outcome, reason) for reason in reasons)
        return [self.words.outcome(outcome), parts, self.words.number(outcome, whole, sign=True)]

    def _smallest(self, outcome: str) -> float:
        """The smallest difference that matters."""
        found = self.shown()
        return next((effect.smallest for effect in found.effects if effect.outcome == outcome), 0.0) if found else 0.0

    def _said(self, outcome: str, reason: Reason) -> str:
        """A part of a difference in words."""
        words, size = self.words, self.words.number(outcome, reason.size, sign=True)
        issue, _is, stage = reason.what.partition("=")
        if not reason.what:
            return _(CAUSES[reason.cause], size=size)
        if not stage:
            return _(
                "acts of {actors} ({action}) {size}",
                actors=words.actors(reason.actors),
                action=words.action(reason.what),
                size=size,
            )
        blanks = {"issue": words.issue_briefly(issue), "stage": words.stage(issue, stage), "size": size}
        if not reason.actors:
            return _("{issue}: “{stage}” {size}", **blanks)
        return _("{issue}: “{stage}”, by acts of {actors} {size}", actors=words.actors(reason.actors), **blanks)
