"""A trace in sentences that a student follows: paragraphs of text, without layout."""

from model.trace.narrative.months import Narrative
from model.trace.narrative.wording import Line

__all__ = ["Line", "Narrative"]
