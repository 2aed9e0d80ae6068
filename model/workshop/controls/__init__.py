"""Building blocks of pages: native controls that keep their place while they are held, and pictures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import nicegui.elements.echart  # noqa: F401  (imported for what it does: it offers ECharts to the pages)
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from model.common.languages import kept_speaking
from model.workshop.charts import Option

Told = Callable[[Any], Awaitable[None] | None]
"""Function that is called with the new value."""


class _Control(Element):
    """A control whose browser side keeps its own state, so that nobody's hand is moved; it is made anew for an undo."""

    event: str
    """The browser's name for a change."""

    def _listen(self, told: Told, read: Callable[[Any], Any]) -> None:
        """Pass on values that are what they should be; anything else a browser might send is ignored."""
        pass_on = kept_speaking(told)

        def hear(event: GenericEventArguments) -> Awaitable[None] | None:
            try:
                value = read(event.args)
            except (TypeError, ValueError):
                return None
            self._props["value"] = value
            found: Awaitable[None] | None = pass_on(value)
            return found

        self.on(self.event, hear)


class Slider(_Control, component="slider.js"):
    """A slider with its name and value written out; arrow keys move it by a step."""

    event = "drag"

    def __init__(
        self, name: str, told: Told, *, low: float, high: float, step: float, value: float,
        labels: Sequence[str] | None = None, unit: str = "", note: str = "", near: Told | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._props.update(name=name, low=low, high=high, step=step, value=value, unit=unit, note=note)
        if labels is not None:
            self._props["labels"] = list(labels)
        self._listen(told, lambda sent: _between(float(sent), low, high))
        if near is not None:
            self.on("near", lambda event: self._foretell(near, event.args))

    def _foretell(self, near: Told, sent: Any) -> None:
        """Tell the values that the next key press would lead to."""
        with suppress(TypeError, ValueError):
            for value in list(sent)[:2]:
                near(_between(float(value), self._props["low"], self._props["high"]))


class Choice(_Control, component="choice.js"):
    """A list of options to choose one from; each is a value and a label, and may stand in a group."""

    event = "choose"

    def __init__(self, name: str, told: Told, *, options: Sequence[tuple[str, str, str]], value: str) -> None:
        super().__init__()
        self._props.update(name=name, value=value)
        self.offer(options)
        self._listen(told, lambda sent: _known(str(sent), self.known))

    def offer(self, options: Sequence[tuple[str, str, str]]) -> None:
        """Offer these options; a browser keeps what is chosen there."""
        self.known = {option[0] for option in options}
        self._props["options"] = [{"value": key, "label": label, "group": group} for key, label, group in options]
        self.update()


class Tick(_Control, component="tick.js"):
    """A box to tick."""

    event = "tick"

    def __init__(self, name: str, told: Told, *, value: bool) -> None:
        super().__init__()
        self._props.update(name=name, value=value)
        self._listen(told, bool)


class Line(_Control, component="line.js"):
    """A line of text to type, or an area of several rows; Enter may do something with a line.

    keys: those a telephone shows, as `inputmode` names them.
    """

    event = "type"

    def __init__(
        self, name: str, told: Told | None = None, *, value: str = "", longest: int, kind: str = "text",
        rows: int = 0, keys: str = "text", entered: Callable[[], Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.longest = longest
        self._props.update(name=name, value=value, longest=longest, kind=kind, rows=rows, keys=keys)
        self._listen(told or (lambda _: None), self._line)
        if entered is not None:
            self.on("enter", lambda: entered())

    def _line(self, sent: Any) -> str:
        if not isinstance(sent, str):
            raise TypeError(sent)
        return sent[: self.longest]

    @property
    def typed(self) -> str:
        """The text in the field now."""
        return str(self._props["value"]).strip()


class Chart(Element, component="chart.js"):
    """A picture drawn by ECharts in the browser; nothing until there is something to draw.

    NiceGUI's own complains in the browser where it is taken away before it was drawn.
    """

    def __init__(self, classes: str, said: str = "") -> None:
        super().__init__()
        self.classes(classes)
        if said:
            self._props.update({"role": "img", "aria-label": said})

    def draw(self, option: Option, height: int | None = None) -> None:
        """Draw an option; a height in pixels where the picture grows with what it shows."""
        dict.__setitem__(self._props, "options", option)  # set plainly: NiceGUI would watch each part for changes
        if height is not None:
            self.style(f"height: {height}px")
        self.update()


def _between(number: float, low: float, high: float) -> float:
    if not low <= number <= high:
        raise ValueError(number)
    return number


def _known(key: str, known: set[str]) -> str:
    if key not in known:
        raise ValueError(key)
    return key
