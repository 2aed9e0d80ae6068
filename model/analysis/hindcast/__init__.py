"""Hindcast: how well the model, started in past months, foresees what the documents then report."""

from model.analysis.hindcast.activity import activity_table
from model.analysis.hindcast.calibrate import Search, other_pasts, proposal, sample, search
from model.analysis.hindcast.cases import NAMES, alignment_cases, forecasts, milestone_cases
from model.analysis.hindcast.forecast import Ask, Forecast, forecast
from model.analysis.hindcast.largest_errors import largest_errors
from model.analysis.hindcast.past import CALIBRATION, TEST, WINDOWS, DocumentedPast, plan_of
from model.analysis.hindcast.scores import brier, crps, direction, skill
from model.analysis.hindcast.summary import alignment_skill, independent_cases, milestone_skill

__all__ = [
    "CALIBRATION",
    "NAMES",
    "TEST",
    "WINDOWS",
    "Ask",
    "DocumentedPast",
    "Forecast",
    "Search",
    "activity_table",
    "alignment_cases",
    "alignment_skill",
    "brier",
    "crps",
    "direction",
    "forecast",
    "forecasts",
    "independent_cases",
    "milestone_cases",
    "milestone_skill",
    "largest_errors",
    "other_pasts",
    "plan_of",
    "proposal",
    "sample",
    "search",
    "skill",
]
