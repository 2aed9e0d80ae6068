"""Sizes of differences in words that a person can place: what so many events of the region's yardstick move."""

from __future__ import annotations

from model.analysis.smallest import one_visit
from model.spec.seeds import Seeds

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def in_visits(seeds: Seeds, outcome: str, difference: float) -> str:
    """`about what two visits move`; empty where the region has no yardstick, or none moves the outcome by itself."""
    unit, yardstick = one_visit(seeds, outcome), seeds.outcomes.yardstick
    if not unit or yardstick is None:
        return ""
    count = abs(difference) / unit
    if count < 0.75:
        return f"less than what one {yardstick.one} moves"
    if count < 1.5:
        return f"about what one {yardstick.one} moves"
    whole = round(count) if count < 20 else int(float(f"{count:.1e}"))
    number = NUMBERS[whole] if whole < len(NUMBERS) else f"{whole:,}"
    return f"about what {number} {yardstick.many} move"
