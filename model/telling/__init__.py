"""An account of one world in sentences that a student follows: paragraphs of text, without layout."""

from model.telling.months import Telling
from model.telling.wording import Line

__all__ = ["Line", "Telling"]
