"""Output of `trace`: all of it or one month, as text that fits or as JSON; and its refusals."""

from __future__ import annotations

import json
import math
import re

import pytest

from model.cli.commands.trace import month_wanted, told
from model.common.errors import RunError
from model.simulation.experiment import Experiment
from model.spec.base import name_of_month
from model.trace.world import trace_world
from tests.conftest import TRIAD, called

AS_OF = 2025 * 12 + 6
"""July 2025."""


@pytest.mark.slow
def test_json_holds_the_account_and_what_is_told(experiment: Experiment) -> None:
    words = ("trace", "peace-deal-signed", "--world", "3", "--months", "24")
    whole, plain = called(*words, "--json"), called(*words)
    assert whole.returncode == plain.returncode == 0
    held = json.loads(whole.stdout)
    said = [*held["told"], *(line for month in held["months"] for line in month["told"]), *held["ending"]["told"]]
    assert " ".join(" ".join(said).split()) == " ".join(plain.stdout.split())
    trace = trace_world(experiment, "peace-deal-signed", 3)
    for month, mine in zip(held["months"], trace.months, strict=True):
        assert month["date"] == mine.date
        for change in month["changes"]:
            parts = [*change["events"].values(), change["drift"]]
            assert math.fsum(parts) == pytest.approx(change["after"] - change["before"], abs=1e-12)
        for event, own in zip(month["events"], mine.events, strict=True):
            assert (event["source"], event["came_about"]) == (list(own.source), own.came_about)
            assert [r["parts"]["utility"] for r in event["evaluations"]] == [r.parts.utility for r in own.evaluations]
    assert held["parted"] == trace.parted == 3
    assert held["as_of"] == name_of_month(experiment.as_of)


def test_one_month_is_told_alone(experiment: Experiment) -> None:
    done = called("trace", "peace-deal-signed", "--world", "3", "--months", "24", "--month", "2025-10", "--json")
    held = json.loads(done.stdout)
    (only,) = held["months"]
    assert (only["number"], only["date"]) == (3, "2025-10")
    assert "told" not in held["ending"]
    lines = list(told(trace_world(experiment, "peace-deal-signed", 3), experiment.seeds, 3))
    assert [line.text for line in lines] == [*held["told"], *only["told"]]


@pytest.mark.parametrize("width", [80, 100])
def test_lines_fit_the_width(width: int) -> None:
    env = {"COLUMNS": "80", "FORCE_COLOR": "1", "TERM": "xterm"} if width == 80 else {}
    done = called("trace", "baseline", "--months", "12", env=env)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).splitlines()
    assert width - 20 < max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("baselin",), 'unknown scenario "baselin"; did you mean baseline?'),
        (("baseline", "--world", "-1"), "greater than or equal to 0"),
        (
            ("baseline", "--month", "37"),
            "--month 37: out of range; this trace covers 2025-08 to 2028-07, months 1 to 36",
        ),
    ],
)
def test_a_mistake_exits_2_and_says_what_would_do(words: tuple[str, ...], message: str) -> None:
    done = called("trace", *words)
    assert done.returncode == 2 and not done.stdout
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["0", "7", "2025-07", "2026-02"])
def test_a_month_outside_the_horizon_is_refused(text: str) -> None:
    covers = "out of range; this trace covers 2025-08 to 2026-01, months 1 to 6"
    with pytest.raises(RunError, match=f"^--month {text}: {covers}$"):
        month_wanted(text, AS_OF, 6)


@pytest.mark.parametrize("text", ["soon", "2025-13", "2025-9", "2025-09-01", "-1", "1.5", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(RunError, match=f"^--month {text}: write YYYY-MM or a number; this trace covers 2025-08"):
        month_wanted(text, AS_OF, 6)


def test_a_month_is_a_number_or_a_date() -> None:
    assert [month_wanted(text, AS_OF, 6) for text in ("1", "2025-08", "06", "2026-01")] == [1, 1, 6, 6]


def test_seeds_of_another_folder_are_told_from_the_command_line() -> None:
    done = called("trace", "deal", "--seeds", str(TRIAD), "--world", "4")
    assert done.returncode == 0
    assert "How it ends (December 2023), beside world 4 of the baseline" in " ".join(done.stdout.split())
