"""Parts that both pages of results share: templates, pictures as files, and the writing of all of it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment
from markupsafe import Markup

from model.common.languages import day_name
from model.common.templates import environment
from model.common.text import in_full, percent, spaced
from model.experiment.run_folder import REPORT, RunFolder
from model.reporting.figures.printing import Printer
from model.reporting.report.pictures import FigureChoice, Picture
from model.reporting.wording.glossary import glossary
from model.reporting.wording.words import Words
from model.spec.base import name_of_month


class PrintedPage(ABC):
    """A page of results, and its pictures as files beside it."""

    def __init__(self, words: Words, figures: FigureChoice) -> None:
        self.words = words
        self.figures = figures
        self.printed = Printer(0)

    @property
    def about(self) -> int:
        """About how many pictures there will be, as far as that can be said before they are known."""
        return 0

    @property
    @abstractmethod
    def drawn(self) -> Iterable[Picture]:
        """The pictures that are drawn, each as soon as it is known."""

    @abstractmethod
    def filled(self) -> str:
        """The template, filled."""

    def html(self) -> str:
        """The whole page; others draw its pictures while its words are found."""
        with Printer(self.about) as self.printed:
            for picture in self.drawn:
                self.printed.ask(picture.name, picture.headed)
            return self.filled()

    @property
    def unwritten(self) -> str:
        """Letters that are boxes in the PNG files."""
        return "".join(sorted({letter for printed in self.printed.values() for letter in printed.unwritten}))

    def rendered(self, template: str, **content: Any) -> str:
        """A template filled with this content and what every page has."""
        css = Markup((Path(__file__).parent / "style.css").read_text(encoding="utf-8"))
        found = page_environment().get_template(template)
        return found.render(css=css, words=self.words, printed=self.printed, **content)

    def write(self, folder: RunFolder) -> None:
        """Write figures/ and report.html; raises RunError where something is missing."""
        html = self.html()
        for name, printed in self.printed.items():
            printed.write(folder, name)
        folder.write(REPORT, html.encode())


def page_environment() -> Environment:
    """Templates of pages of results, and the filters they use."""
    found = environment(Path(__file__).parent)
    found.filters["uri"] = _uri
    found.filters["month"] = name_of_month
    found.filters["day"] = day_name
    found.filters["spaced"] = lambda name: spaced(str(name))
    found.tests["missing"] = pd.isna
    found.globals |= {"percent": percent, "in_full": in_full, "glossary": glossary}
    return found


def _uri(svg: str) -> Markup:
    """An SVG as the address of an image, safe inside an attribute's double quotes."""
    escapes: dict[str, str | int | None] = {
        "%": "%25",
        '"': "%22",
        "<": "%3C",
        ">": "%3E",
        "#": "%23",
        "&": "%26",
        "\n": "",
    }
    svg = re.sub("<[^>]*>", lambda tag: tag[0].replace("'", "").replace('"', "'"), svg)  # a text keeps its quotes
    return Markup("data:image/svg+xml," + svg.translate(str.maketrans(escapes)))
