"""The first minute of Explore: one sentence that changes, a few levers in plain words, and a goal to try."""

from __future__ import annotations

from collections.abc import Callable

from model.workshop.catalogue import Catalogue
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import Text, button, said, tag
from model.workshop.results import Effect, Explored
from model.workshop.settings import Settings

LEAD = (
    "All worlds are simulated: the same worlds run once with and once without the change, with the same luck, so a "
    "difference is the change's doing."
)
Change = Callable[[Settings], None]


class Headline:
    """Draws the sentence about the region's first outcome, and the levers that move it."""

    def __init__(self, catalogue: Catalogue, state: Callable[[], Settings], change: Change) -> None:
        self.catalogue, self.state, self.change = catalogue, state, change
        self.outcome = catalogue.seeds.outcomes.headline[0]
        self.ways: set[str] = set()
        """Ways in which the outcome was moved so far by enough to matter."""
        self.levers: dict[str, Text] = {}
        with tag("section", "panel first").props('aria-label="In a sentence"'):
            self.sentence = said("p", "Computing …", "headline")
            self.sentence.props("role=status id=headline")
            with tag("div", "row").props('role=group aria-label="Switch on"'):
                for text in catalogue.levers:
                    self.levers[text] = button(text, self._press(text), "lever")
            self.goal = said("p", "", "soft")
            self._meaning()
        self.refresh()

    def _meaning(self) -> None:
        spec = self.catalogue.seeds.outcomes.of(self.outcome)
        with folded("How this is measured"):
            if spec is not None:
                said("p", spec.meaning)
            said("p", LEAD)

    def _press(self, text: str) -> Callable[[], None]:
        def press() -> None:
            settings = self.state()
            self.change(settings.with_lever(text, text not in settings.levers(self.catalogue), self.catalogue))

        return press

    def refresh(self) -> None:
        """Show which levers are on."""
        on = self.state().levers(self.catalogue)
        for text, lever in self.levers.items():
            lever.props(f"aria-pressed={'true' if text in on else 'false'}")

    def show(self, found: Explored) -> None:
        """Say what a result means for the outcome."""
        effect = next((effect for effect in found.effects if effect.outcome == self.outcome), None)
        if effect is None:
            return
        months = len(found.leanings.here) - 1
        self.sentence.say(self._sentence(effect, months, compared=found.compared))
        if found.complete and found.compared and effect.sure and not effect.scripted:
            self.ways.add("raises" if effect.difference > 0 else "lowers")
        self.goal.say(goal(effect, self.ways))

    def _sentence(self, effect: Effect, months: int, *, compared: bool) -> str:
        here, there = effect.shown[:2]
        if not compared:
            return f"If nothing is added, {effect.label} is at {here} after {months} months{scale(effect)}."
        way = "higher" if effect.difference > 0 else "lower"
        if effect.scripted:
            doubt = f"{way}, but this is set from the outset and no finding"
        elif not effect.sure:
            doubt = "too small to matter, or it cannot be told"
        else:
            doubt = f"{way}, and by enough to matter"
        return f"{self._cause()}: {effect.label} is at {here} instead of {there} after {months} months: {doubt}."

    def _cause(self) -> str:
        """Words for what is switched on."""
        settings = self.state()
        on = settings.levers(self.catalogue)
        if on and settings.also_only(on, self.catalogue):
            return "; ".join(on)
        return f"“{settings.label(self.catalogue)}”"


def goal(effect: Effect, ways: set[str]) -> str:
    """A goal to try, and how far it is reached."""
    text = (
        f"A goal to try: find one thing that raises {effect.label} and one that lowers it, each by enough "
        f"to matter: {effect.matters}."
    )
    if len(ways) == 2:
        return f"{text} You found both. What would somebody have to show you to change your mind?"
    return text + "".join(f" Found so far: one that {way} it." for way in ways)


def scale(effect: Effect) -> str:
    """From where to where the outcome's scale runs; empty where its unit says it."""
    if effect.unit:
        return ""
    return " on a scale from −1 to +1" if effect.outcome.startswith("alignment") else " on a scale from 0 to 1"
