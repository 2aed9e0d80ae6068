"""The story of a game, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterable

from model.common.languages import ENGLISH, _, month_name, sentence, spoken
from model.spec.seeds import Seeds
from model.trace.narrative import Line, Narrative
from model.trace.records import Month
from model.workshop.game_state import GameState
from model.workshop.spoken_words import SpokenWording


def happened(month: Month, say: SpokenWording) -> list[str]:
    """Events, refusals and steps of a month, a sentence each."""
    return [sentence(say.occurrence(occurrence)) for occurrence in month.occurrences] or [_("A quiet month.")]


def in_english(now: GameState, seeds: Seeds) -> list[Line]:
    """The story with all reasons and numbers."""
    return list(Narrative(now.trace, seeds).whole())


def written(lines: Iterable[Line]) -> str:
    """The story as a text in Markdown."""
    return "\n\n".join(("## " if line.heading else "") + line.text for line in lines)


def briefly(now: GameState, seeds: Seeds) -> list[Line]:
    """The story month by month in another language; empty in English, which tells it in full."""
    if spoken().code == ENGLISH:
        return []
    say, told = SpokenWording(now.trace, seeds), []
    for month in now.months:
        told += [Line(month_name(month.calendar), heading=True), *map(Line, happened(month, say))]
    return told
