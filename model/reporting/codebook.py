"""Codebook: unit and meaning of every column of a run folder's tables and of those that `export` writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from model.analysis.comparison import SMALLEST
from model.reporting.cuts import label_of, unit_of
from model.reporting.wording.words import Words, spaced
from model.simulation.sampling import column_name
from model.spec.columns import FURTHER, KEYS, QUANTILES

YES_OR_NO = "yes or no (1 or 0)"
COLUMNS = ("table", "column", "label", "unit", "meaning")
Row = tuple[str, str, str, str, str]
"""Table, column, label, unit, meaning."""
ITS_OWN = "the outcome's"
UNITS: Mapping[str, str] = {
    "month": "months",
    **dict.fromkeys(
        ("mean", "baseline_mean", "difference", "ci_low", "ci_high", "difference_script", "baseline_script",
         "followed_error", "difference_habit", SMALLEST, "low", "high", "first", "second", "smallest", "followed",
         *QUANTILES),
        ITS_OWN,
    ),
    **dict.fromkeys(("share_higher",), "share of worlds"),
    "share_followed": "share of the difference",
    **dict.fromkeys(("times", "times_baseline"), "times a world"),
    **dict.fromkeys(("worlds", "differing", "worlds_to_settle"), "worlds"),
    **dict.fromkeys(("p", "p_corrected"), "probability"),
    **dict.fromkeys(("written", "never", "scripted"), YES_OR_NO),
}  # fmt: skip
"""Units of such columns; the others are names, texts and numbers of no unit."""
OWN_MEANINGS: Mapping[str, Mapping[str, str]] = {
    "ledger": {"difference": "Size of the part; those of one scenario and outcome sum to the difference."},
    **dict.fromkeys(("overrides", "as-shipped"), {"difference": "The second less the first, world by world."}),
    "by-setting": {"p": "Chance of so large a part that followed, or a larger one, if there were none."},
}
"""Table → columns that mean something else there."""
ADDED = {"scenario": ("scenario_name",), "month": ("date",)}
LABELLED = {
    "comparison": ("outcome", ("label", "unit")),
    "ledger": ("outcome", ("label",)),
    "trajectories": ("measure", ("label", "unit")),
}
"""Table → a column, and those that `export` adds after it."""


def exported(table: str, columns: Iterable[str]) -> list[str]:
    """The columns that `export` writes: those of a table of the run folder with names, dates, labels and units."""
    key, labels = LABELLED.get(table, ("", ()))
    added = ADDED | {key: labels}
    return [name for column in columns for name in (column, *added.get(column, ()))]


class Codebook:
    """Rows of the codebook, in the words of one region."""

    def __init__(self, words: Words) -> None:
        self.words, self.seeds = words, words.seeds

    def keys(self, table: str, columns: Iterable[str]) -> list[Row]:
        """Rows of columns that are no outcomes."""
        meanings = {**KEYS, **FURTHER, **OWN_MEANINGS.get(table, {})}
        return [(table, name, spaced(name), UNITS.get(name, ""), meanings[name]) for name in columns]

    def outcome(self, column: str, kind: str) -> Row:
        """The row of an outcome, or of an assumption that was drawn. kind: type of its numbers."""
        if (drawn := self._drawn.get(column)) is not None:
            return "outcomes", column, drawn, self.seeds.numbers[drawn].unit, self.seeds.numbers[drawn].why
        unit = YES_OR_NO if kind == "bool" else "name" if "str" in kind else self.unit(column)
        declared = self.seeds.outcomes.of(column)
        meaning = f"{declared.meaning} " if declared else ""
        return "outcomes", column, self.label(column), unit, meaning + self.words.measured_in(column)

    def measure(self, name: str) -> Row:
        """The row of a monthly measure."""
        share = self.unit(name) == "share of worlds"
        by_month = "Share of worlds in which it holds, or has come true, by this month."
        meaning = by_month if share else "A number in this month."
        return "trajectories", f"measure={name}", self.label(name), self.unit(name), meaning

    def setting(self, column: str) -> Row:
        """The row of a column of a sweep's settings: its name, or an assumption."""
        number = self.seeds.settable.get(column)
        return "settings", column, column, *((number.unit, number.why) if number else ("", KEYS[column]))

    def label(self, name: str) -> str:
        """An outcome or measure in words."""
        return label_of(self.words, name)

    def unit(self, name: str) -> str:
        """Unit of an outcome or measure."""
        return unit_of(self.words, name)

    @cached_property
    def _drawn(self) -> dict[str, str]:
        """Column of a drawn assumption → its path."""
        return {column_name(path): path for path in self.seeds.numbers}
