"""Controls of Explore: the scenario, its interventions and their dates, assumptions and the run itself."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

from model.common.languages import _, named, sentence, spoken_number
from model.common.text import capital
from model.reporting.wording.robustness import assumption_in_words
from model.spec.assumption import Assumption
from model.spec.base import name_of_month
from model.workshop.catalogue import Catalogue
from model.workshop.controls import Choice, Line, Slider, Tick
from model.workshop.pages.frame import emptied, said, tag
from model.workshop.settings import Settings
from model.workshop.url_state import LONGEST_NAME, MAX_MONTHS

MAX_ASSUMPTIONS_SHOWN = 12
"""Assumptions shown at once: the first of the evidence, on which most depends, or those that somebody searches."""

LONGEST_OPTION = 90
"""Letters of an intervention in the list of those that can be added."""

Change = Callable[[Settings], None]


class Levers:
    """The controls of one page; each tells `change` the settings it would have."""

    def __init__(self, catalogue: Catalogue, state: Callable[[], Settings], change: Change, foresee: Change) -> None:
        self.catalogue = catalogue
        self.state = state
        self.change = change
        self.foresee = foresee
        self.sought = ""
        with tag("section", "panel").props('aria-labelledby="what"'):
            said("h2", _("What happens")).props("id=what")
            self.scenario_box = tag("div")
            self.pieces_box = tag("div")
            self.name_box = tag("div")
        with tag("section", "panel").props('aria-labelledby="assumed"'):
            said("h2", _("What is assumed")).props("id=assumed")
            said("p", _("An assumption holds in all worlds, in the baseline and in the documented past."), "soft")
            Line(_("Find an assumption"), self._seek, longest=60, kind="search")
            self.assumptions_box = tag("div")
        with tag("section", "panel").props('aria-labelledby="when"'):
            said("h2", _("When and how long")).props("id=when")
            self.run_box = tag("div")
        self.refresh()

    def refresh(self) -> None:
        """Build all controls anew from the state, as after an undo."""
        self._scenario()
        self._pieces()
        self._name()
        self._assumptions()
        self._run()

    # What happens

    def _scenario(self) -> None:
        emptied(self.scenario_box)
        scenarios = self.catalogue.scenarios
        options = [(name, named(scenario.spec.name), "") for name, scenario in scenarios.items()]
        options.sort(key=lambda option: option[1])
        with self.scenario_box:
            Choice(_("Scenario"), self._choose, options=options, value=self.state().scenario)
            said("p", named(scenarios[self.state().scenario].spec.summary), "soft")

    def _choose(self, name: Any) -> None:
        kept = self.state()
        fields = {
            "as_of": kept.as_of,
            "months": kept.months,
            "seed": kept.seed,
            "assume": kept.assume,
            "doubt": kept.doubt,
        }
        self.change(Settings(scenario=name, **fields))
        self._scenario()
        self._pieces()
        self._assumptions()

    def _pieces(self) -> None:
        emptied(self.pieces_box)
        state = self.state()
        chain = self.catalogue.chains[state.scenario]
        with self.pieces_box:
            if chain:
                said("h3", _("Its interventions"))
            for piece in (*chain, *state.also):
                self._piece(piece, state)
            others = [
                (piece, _shortened(self.catalogue.words[piece]), named(self.catalogue.scenarios[home].spec.name))
                for home, pieces in self.catalogue.others((*chain, *state.also)).items()
                for piece in pieces
            ]
            nothing = ("", _("Choose …"), "")
            Choice(_("Add an intervention of another scenario"), self._add, options=[nothing, *others], value="")

    def _piece(self, piece: str, state: Settings) -> None:
        on = piece in state.pieces(self.catalogue)
        with tag("div", "piece"):
            Tick(self.catalogue.words[piece], lambda ticked: self._tick(piece, ticked), value=on)
            box = tag("div")
            if on:
                with box:
                    self._date(piece, state)

    def _date(self, piece: str, state: Settings) -> None:
        spec = state.intervention(piece, self.catalogue)
        name = _("When") if spec.when is None else _("Months after the condition is met")
        if spec.when is not None:
            high = min(MAX_MONTHS, state.horizon(self.catalogue) - 1)
            value, low, labels = float(spec.after), 0, None
        else:
            documented = self.catalogue.seeds.region.documented_until
            low = documented + 1
            first, last = (spec.dates[0], spec.dates[-1])
            high = max(low, documented + state.horizon(self.catalogue) - (last - first))
            value = float(first)
            labels = [_span(month, last - first) for month in range(low, high + 1)]
        if high > low:
            self._slider(
                name, lambda month: self.state().with_date(piece, int(month), self.catalogue),
                low=low, high=high, step=1, value=min(max(value, low), high), labels=labels,
            )  # fmt: skip

    def _tick(self, piece: str, on: bool) -> None:
        self.change(self.state().with_piece(piece, on, self.catalogue))
        self._pieces()

    def _add(self, piece: Any) -> None:
        if piece:
            self._tick(piece, True)

    def _name(self) -> None:
        emptied(self.name_box)
        with self.name_box:
            Line(_("A name for your scenario"), self._rename, value=self.state().name, longest=LONGEST_NAME)

    def _rename(self, name: str) -> None:
        self.change(self._with(name="".join(letter for letter in name if letter.isprintable()).strip()))

    # What is assumed

    def _seek(self, words: str) -> None:
        self.sought = words.strip().lower()
        self._assumptions()

    def _assumptions(self) -> None:
        emptied(self.assumptions_box)
        numbers, state = self.catalogue.seeds.numbers, self.state()
        movable = {path: n for path, n in numbers.items() if n.range[0] < n.range[1]}
        set_ = [path for path, _ in state.assume]
        if self.sought:
            words = self.sought.replace("_", " ").split()
            named = {path: self._said_of(path) for path in movable}
            matching = [path for path, text in named.items() if all(word in text for word in words)]
            matching.sort(key=lambda path: not all(word in path.replace("_", " ").lower() for word in words))
        else:
            matching = [path for path in movable if path.startswith("assumptions.")]
        shown = list(dict.fromkeys((*set_, *matching[:MAX_ASSUMPTIONS_SHOWN])))
        with self.assumptions_box:
            if state.doubt:
                what = {event.id: event.what for event in self.catalogue.seeds.events}
                said("p", _("Events given another weight on the page Why:"))
                with tag("ul"):
                    for event, value in state.doubt:
                        said("li", f"{spoken_number(value, 'g')}: {what[event]}")
            for path in shown:
                self._assumption(path)
            if not self.sought:
                said("p", _("{number} assumptions in all: search for the others.", number=len(movable)), "soft")
            elif not matching:
                said("p", _("No assumption is called so."), "soft")
            elif len(matching) > MAX_ASSUMPTIONS_SHOWN:
                more = len(matching) - MAX_ASSUMPTIONS_SHOWN
                said("p", _("… and {number} more: say more words.", number=more), "soft")

    def _said_of(self, path: str) -> str:
        """Text in which a search looks for an assumption: its path, its name in words and its reason."""
        seeds = self.catalogue.seeds
        return f"{path.replace('_', ' ')} {assumption_in_words(path, seeds)} {seeds.numbers[path].why}".lower()

    def _assumption(self, path: str) -> None:
        number = self.catalogue.seeds.numbers[path]
        value = dict(self.state().assume).get(path, number.value)
        low, high = (min(number.range[0], value), max(number.range[1], value))
        own = self.catalogue.scenarios[self.state().scenario].spec.assumptions.get(path)
        self._slider(
            capital(assumption_in_words(path, self.catalogue.seeds)),
            lambda value: self.state().with_assumption(path, _near(value, number.value), self.catalogue.seeds),
            low=low, high=high, step=step_of(high - low), value=value,
            note=_note(number, own),
        )  # fmt: skip
        with tag("details"):
            said("summary", _("Why, and who would set it otherwise"), "soft")
            said("p", number.why, "soft")

    # The run itself

    def _run(self) -> None:
        emptied(self.run_box)
        state, region = self.state(), self.catalogue.seeds.region
        first, last = region.replay_from, region.documented_until
        with self.run_box:
            months = [name_of_month(month) for month in range(first, last + 1)]
            self._slider(
                _("Evidence up to"), lambda month: self._with(as_of=None if month == last else int(month)),
                low=first, high=last, step=1, value=state.start(self.catalogue.seeds), labels=months,
                note=_("Only what was documented until then is known; the worlds begin in the month after."),
            )  # fmt: skip
            self._slider(
                _("Months ahead"), lambda months: self._with(months=int(months)), low=6, high=60, step=6,
                value=min(60, max(6, state.horizon(self.catalogue))),
            )  # fmt: skip
            self._slider(
                _("Luck (seed)"), lambda seed: self._with(seed=int(seed)), low=1, high=20, step=1,
                value=min(20, max(1, state.seed)), note=_("Another seed is another set of worlds."),
            )  # fmt: skip

    def _with(self, **changes: Any) -> Settings:
        return self.state().model_copy(update=changes)

    def _slider(self, name: str, to: Callable[[Any], Settings], **shape: Any) -> None:
        """A slider of settings: moved to a value it changes them, and it foretells what a key press would change."""
        Slider(name, lambda v: self.change(to(v)), near=lambda v: self.foresee(to(v)), **shape)


def _span(month: int, more: int) -> str:
    """A month, or the months of a span."""
    first, last = name_of_month(month), name_of_month(month + more)
    return _("{low} to {high}", low=first, high=last) if more else first


def _shortened(text: str) -> str:
    """A text that fits a list, cut between words."""
    return textwrap.shorten(text, LONGEST_OPTION, placeholder=" …")


def _note(number: Assumption, own: float | None) -> str:
    """The plausible range of an assumption, and the value that a scenario sets itself."""
    low, high = (spoken_number(end, "g") for end in number.range)
    value = spoken_number(number.value, "g")
    text = _("{value} in the seeds; plausible {low} to {high}", value=value, low=low, high=high)
    text += f" ({number.unit})" if number.unit else ""
    if own is None:
        return text
    sets = _("The scenario itself sets {value}: here only the baseline is moved", value=spoken_number(own, "g"))
    return f"{sentence(text)} {sets}"


def step_of(length: float) -> float:
    """A step of about a fortieth of a slider's length: 1, 2 or 5 times a power of ten."""
    rough = f"{length / 40:.0e}"
    digit, power = int(rough[0]), int(rough.partition("e")[2])
    return float(f"{min((1, 2, 5, 10), key=lambda d: abs(d - digit))}e{power}")


def _near(moved: float, own: float) -> float:
    """A slider's number without the browser's rounding noise; the seeds' own value where it is that."""
    value = float(f"{moved:.6g}")
    return own if abs(value - own) < 1e-9 else value
