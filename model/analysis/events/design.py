"""The design matrix of the documented choices, for whoever fits coefficients of the utility to them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from model.analysis.events.scoring import EventRecord
from model.spec.base import name_of_month

LOG_WEIGHT_PARTS = ("interest", "stake", "feeling", "pressure", "conduct", "hostility", "restraint")
"""The parts of a utility, then those of a log weight besides, restraint to be taken off."""
COLUMNS = ("choice", "window", "month", "event", "actor", "option", "taken", "weight", "log_share", *LOG_WEIGHT_PARTS)


def choice_design(record: EventRecord) -> pd.DataFrame:
    """A row for every open option of every choice that matches one.

    Columns: choice (its number), window, month, event, actor, option, taken, weight, log_share (log b·f), interest,
    stake, feeling, pressure, conduct, hostility, restraint. With U = interest + stake + feeling + pressure the chance
    of an option within a choice is ∝ exp(log_share + U/τ + conduct + hostility − restraint); where several options are
    taken the chance of the choice is their sum. weight: the choices of an event weigh 1 together.
    """
    frames = list(_choices(record))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))


def _choices(record: EventRecord) -> Iterator[pd.DataFrame]:
    names, actor = record.past.choice_set.option_names, record.past.axes.actor
    for number, case in enumerate(record.choices):
        if (month := record.openings.get(case.event.month)) is None:
            continue
        options = np.flatnonzero((month.actor == actor[case.of]) & (month.base > 0))
        taken = np.isin(options, case.cells)
        if not taken.any():
            continue
        parts = {name: getattr(month.utilities, name)[0, options] for name in LOG_WEIGHT_PARTS}
        of: dict[str, object] = {
            "choice": number,
            "window": record.window(month.month),
            "month": name_of_month(month.month),
        }
        of |= {"event": case.event.id, "actor": case.of, "option": [names[s] for s in options], "taken": taken}
        of |= {"weight": case.weight, "log_share": np.log(month.base[options])}
        yield pd.DataFrame(of | parts)
