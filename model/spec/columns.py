"""Columns of the tables of runs and sweeps besides outcomes: an outcome of such a name could not be told apart."""

from __future__ import annotations

QUANTILES = tuple(f"q{level:02d}" for level in (5, 25, 50, 75, 95))
KEYS = {
    "setting": "Setting of the sweep; settings says what it is.",
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
    "smallest_that_matters": "Smallest difference that matters: declared, or a quarter of the spread of the "
    "baseline's worlds, and not less than what one visit moves, a twentieth of the worlds or a month.",
    "verdict": "matters (and that is sure); size unsure (matters, as far as one can tell); too small (sure, but too "
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
"""Columns of the tables that `export` writes which are no outcomes → their meaning."""
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
"""Further columns, of tables that `export` does not write → their meaning."""
