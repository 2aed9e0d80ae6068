"""The first minute of Explore: one sentence that changes, a few levers in plain words, and a goal to try."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from model.common.languages import _, marked, named, quoted
from model.workshop.catalogue import Catalogue
from model.workshop.effect_words import EffectWords
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import Text, button, said, tag
from model.workshop.results import Effect, Explored
from model.workshop.settings import Settings

LEAD = marked(
    "All worlds are simulated: the same worlds run once with and once without the change, with the same luck, so a "
    "difference is the change's doing."
)
FOUND = {
    "raises": marked("Found so far: one that raises it."),
    "lowers": marked("Found so far: one that lowers it."),
}
Change = Callable[[Settings], None]


class Headline:
    """Draws the sentence about the region's first outcome, and the levers that move it."""

    def __init__(self, catalogue: Catalogue, state: Callable[[], Settings], change: Change) -> None:
        self.catalogue, self.state, self.change = catalogue, state, change
        self.outcome = catalogue.seeds.outcomes.headline[0]
        self.ways: set[str] = set()
        """Ways in which the outcome was moved so far by enough to matter."""
        self.levers: dict[str, Text] = {}
        self.words = EffectWords(catalogue.seeds)
        with tag("section", "panel first") as self.panel:
            self.panel._props["aria-label"] = _("In a sentence")
            self.sentence = said("p", _("Computing …"), "headline")
            self.sentence.props("role=status id=headline")
            with tag("div", "row") as row:
                row._props.update({"role": "group", "aria-label": _("Switch on")})
                for text in catalogue.levers:
                    self.levers[text] = button(named(text), partial(self._press, text), "lever")
            self.goal = said("p", "", "soft")
            self._meaning()
        self.refresh()

    def _meaning(self) -> None:
        spec = self.catalogue.seeds.outcomes.of(self.outcome)
        with folded(_("How this is measured")):
            if spec is not None:
                said("p", named(spec.meaning))
            said("p", _(LEAD))

    def _press(self, text: str) -> None:
        settings = self.state()
        self.change(settings.with_lever(text, text not in settings.levers(self.catalogue), self.catalogue))

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
        self.sentence.say(self._sentence(effect, found))
        if found.complete and found.compared and effect.sure and not effect.scripted:
            self.ways.add("raises" if effect.followed > 0 else "lowers")
        self.goal.say(goal(effect, self.ways, self.words))

    def _sentence(self, effect: Effect, found: Explored) -> str:
        say = self.words
        blanks = {"outcome": say.titled(effect), "here": say.level(effect, effect.here), "months": found.months}
        if not found.compared:
            return _(
                "If nothing is added, {outcome} is at {here} after {months} months{scale}.",
                scale=f" {scale}" if (scale := say.scale(effect.outcome)) else "",
                **blanks,
            )
        doubt = conclusion(effect, say) if found.complete else _("a first look at a few worlds; more follow")
        return _(
            "{cause}: {outcome} is at {here} instead of {there} after {months} months: {doubt}.",
            cause=self._cause(),
            there=say.level(effect, effect.there),
            doubt=doubt,
            **blanks,
        )

    def _cause(self) -> str:
        """Words for what is switched on."""
        settings = self.state()
        on = settings.levers(self.catalogue)
        if on and settings.also_only(on, self.catalogue):
            return "; ".join(map(named, on))
        return quoted(scenario_said(settings, self.catalogue))


def scenario_said(settings: Settings, catalogue: Catalogue) -> str:
    """The scenario's name in the language that is spoken: its own, or that of the one it is made from."""
    if settings.name:
        return settings.name
    name = named(catalogue.scenarios[settings.scenario].spec.name)
    return _("{scenario}, changed", scenario=name) if settings.changed else name


def conclusion(effect: Effect, say: EffectWords) -> str:
    """The conclusion that a difference allows; what is written from the outset is told apart and is no finding."""
    way = _("higher") if effect.difference > 0 else _("lower")
    if effect.scripted:
        return _("{way}, but this is set from the outset and no finding", way=way)
    if not effect.sure:
        return _("too small to matter, or it cannot be told")
    if effect.followed == effect.difference:
        return _("{way}, and by enough to matter", way=way)
    parts = (effect.difference - effect.followed, effect.followed)
    own, followed = (say.number(effect.outcome, part, sign=True) for part in parts)
    return _(
        "{way}; {own} of it is set from the outset, and what followed, {followed}, is enough to matter",
        way=way, own=own, followed=followed,
    )  # fmt: skip


def goal(effect: Effect, ways: set[str], say: EffectWords) -> str:
    """A goal to try, and how far it is reached."""
    text = _(
        "A goal to try: find one thing that raises {outcome} and one that lowers it, each by enough to matter: {size}.",
        outcome=say.titled(effect),
        size=say.size(effect.outcome, effect.smallest),
    )
    if len(ways) == 2:
        found = _("You found both. What would somebody have to show you to change your mind?")
        return f"{text} {found}"
    return " ".join([text, *(_(FOUND[way]) for way in ways)])
