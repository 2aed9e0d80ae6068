"""Codebook: unit and meaning of every column of a run folder's tables and of those that `export` writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from model.analysis.comparison import SMALLEST, VERDICT
from model.experiment.joined import SETTING
from model.reporting.cuts import label_of, unit_of
from model.reporting.wording.words import Words, spaced
from model.simulation.sampling import column_name

QUANTILES = tuple(f"q{level:02d}" for level in (5, 25, 50, 75, 95))
YES_OR_NO = "yes or no (1 or 0)"

KEYS = {
    SETTING: "Setting of the sweep; settings says what it is.",
    "scenario": "Scenario, by the stem of its file.",
    "scenario_name": "Name of the scenario.",
    "world": "World; the same number is the same luck in every scenario and setting.",
    "month": "Months since the as-of month, which is 0.",
    "date": "The month as YYYY-MM.",
    "measure": "Monthly measure; rows below say what each is.",
    "outcome": "Outcome; the rows of the table outcomes say what each is.",
    "label": "The same in words.",
    "unit": "Unit of the numbers of this row.",
    "mean": "Mean over worlds; of what is yes or no the share of worlds that have it.",
    **{
        name: f"{int(name[1:])} % of worlds lie at or below; empty where the measure is yes or no."
        for name in QUANTILES
    },
    "baseline_mean": "Mean of the baseline in the same worlds.",
    "difference": "Mean of scenario less baseline, world by world.",
    "ci_low": "Lower end of the 95 % interval of the difference.",
    "ci_high": "Upper end of the 95 % interval of the difference.",
    "share_higher": "Share of worlds in which the scenario is higher.",
    "difference_script": "The same with nobody acting, in up to 256 worlds: what the scenario writes itself, and what "
    "comes by itself after it, as an issue moves by its own chances.",
    "baseline_script": "Mean of the baseline with nobody acting, in up to 256 worlds.",
    "followed_error": "Standard error of difference less difference_script, which is that of what followed.",
    "difference_habit": "The same difference with actors that act by base rates alone.",
    SMALLEST: "Smallest difference that matters: declared, or a quarter of the spread of the baseline's worlds, and "
    "not less than what one visit moves, a twentieth of the worlds or a month.",
    VERDICT: "matters (and that is sure); size unsure (matters, as far as one can tell); too small (sure, but too "
    "small to matter); cannot tell; or set by the scenario, which is no finding: it sets the outcome, or too little "
    "followed beyond what it writes itself. Of a difference whose direction is sure, the verdict is on what followed, "
    "by what actors did or by itself. Empty for the baseline.",
    "share_followed": "1 less difference_script over difference: the part that needs actors; empty where there is no "
    "difference.",
    "part": "Sort of part of a difference, in up to 256 worlds; the model on paper (5.8) says what each holds.",
    "source": "Who did it, or whose acts brought the stage about; several joined by +.",
    "action": "Action, type of a scripted event, issue=stage (stage>stage where it falls back), or kind of a tie.",
    "target": "To whom; of a stage, a scripted tie or dependence: whose it changes.",
    "times": "Times a world that this comes about in the scenario, mean; empty where it is nothing that happens.",
    "times_baseline": "The same in the baseline; where it is more, the part comes from what is missing.",
    "written": "1 where the scenario writes it itself, which is no finding; 0 where it followed.",
}
"""Columns that are no outcomes, and their meaning."""
FURTHER = {
    "low": "Lower end of the 95 % interval of the mean.",
    "high": "Upper end of the 95 % interval of the mean.",
    "never": "1 where it is a number of months and comes true in no world; the mean is then the horizon.",
    "scripted": "1 where the scenario sets the outcome itself.",
    "smallest": "Smallest difference that matters.",
    "first": "As it is without the change: mean of the baseline, or difference of another scenario from it.",
    "second": "The same with it.",
    "worlds": "Worlds that were compared.",
    "differing": "Worlds in which the two differ.",
    "p": "Chance of so large a difference, or a larger one, if there were none.",
    "p_corrected": "The same, corrected for how many rows were judged together (Holm).",
    "kind": "Verdict.",
    "worlds_to_settle": "About how many worlds would settle it; empty where it is settled or no number would.",
    "said": "The verdict in words.",
    "followed": "The difference less what the scenario writes itself.",
}
"""Further columns, of tables that `export` does not write."""
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
