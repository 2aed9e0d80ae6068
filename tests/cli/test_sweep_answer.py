"""A sweep's answer: what was compared, the largest effects in sentences, then a row a setting or a scenario."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from rich.console import Console

from model.analysis.sweep import Sweep
from model.analysis.verdicts import CANNOT_TELL, MATTERS, SCRIPTED, SIZE_UNSURE, TOO_SMALL
from model.cli.sweep_answer import foremost, print_sweep
from model.experiment.run_folder import RunFolder
from model.load import load_seeds
from model.reporting.wording.sweep import SweepSentences
from model.reporting.wording.words import Words
from tests.conftest import TRIAD

Effect = tuple[float, str]
"""Difference and kind of verdict."""


class Planted(Sweep):
    """A sweep whose verdicts are planted: scenario → outcome → an effect a setting."""

    def __init__(self, planted: dict[str, dict[str, list[Effect]]], *, named: bool = False) -> None:
        self.seeds = load_seeds(TRIAD)
        count = len(next(iter(next(iter(planted.values())).values())))
        values = [round(0.1 + place / 100, 2) for place in range(count)]
        names = [f"s{place:02}" if named else f"spillover={value}" for place, value in enumerate(values)]
        settings = {name: {"assumptions.spillover": x} for name, x in zip(names, values, strict=True)}
        scenarios = {name: SimpleNamespace(name=name.capitalize()) for name in ("baseline", *planted)}
        super().__init__(RunFolder(Path("nowhere")), {"settings": settings, "scenarios": scenarios, "worlds": 100})
        self.read = SimpleNamespace(
            overrides={}, sample=True, without=[], as_of=self.seeds.region.documented_until, scenarios=scenarios,
            worlds=100, months=12,
        )  # fmt: skip
        rows = [
            {"setting": name, "scenario": scenario, "outcome": outcome, "mean": 0.5 + size, "never": False,
             "difference": size, "ci_low": size - 0.005, "ci_high": size + 0.005, "followed": size, "smallest": 0.01,
             "kind": kind, "scripted": kind == SCRIPTED, "differing": 0 if size == 0 else 9}
            for scenario, outcomes in planted.items()
            for outcome, effects in outcomes.items()
            for name, (size, kind) in zip(names, effects, strict=True)
        ]  # fmt: skip
        self.table = pd.DataFrame(rows)


def printed(sweep: Sweep, width: int) -> list[str]:
    out = io.StringIO()
    print_sweep(Console(file=out, width=width), sweep, full=False)
    return out.getvalue().splitlines()


def five(*effects: Effect) -> list[Effect]:
    return list(effects)


DEAL = {
    "a_influence": five((0.02, MATTERS), (0.03, MATTERS), (0.04, SIZE_UNSURE), (0.012, CANNOT_TELL), (0.0, TOO_SMALL)),
    "treaty_signed": five(*[(0.9, SCRIPTED)] * 5),
    "alignment.BBB.CCC": five(*[(-0.2, MATTERS)] * 2, (0.001, TOO_SMALL), *[(0.3, MATTERS)] * 2),
}
PACT = {
    "a_influence": five(*[(0.001, CANNOT_TELL)] * 5),
    "treaty_signed": five(*[(0.25, MATTERS)] * 5),
    "alignment.BBB.CCC": five(*[(0.001, TOO_SMALL)] * 5),
}


@pytest.mark.parametrize("width", [60, 80, 120])
def test_few_settings_have_a_row_each_with_the_mark_of_every_verdict(width: int) -> None:
    lines = printed(Planted({"deal": DEAL, "pact": PACT}), width)
    assert max(map(len, lines)) <= width and len(lines) <= {60: 42, 80: 36, 120: 31}[width]
    head = next(place for place, line in enumerate(lines) if line == "scenario")
    rows = [line.split() for line in lines[head + 1 :]]
    body = rows[rows.index(["deal"]) : rows.index(["deal"]) + 12]
    assert body == [
        ["deal"],
        ["0.1", "=", "−.20", "+.020"],
        ["0.11", "=", "−.20", "+.030"],
        ["0.12", "=", "<", "+.040~"],
        ["0.13", "=", "+.30", "+.012?"],
        ["0.14", "=", "+.30", "–"],
        ["pact"],
        *([value, "+25", "pt", "<", "+.0010?"] for value in ("0.1", "0.11", "0.12", "0.13", "0.14")),
    ]
    told = " ".join(" ".join(lines).split())
    for mark in ("~: it may be", "<: too small", "?: cannot be told", "=: set or written", "–: the same in every"):
        assert mark in told


def test_the_largest_effects_are_sentences_with_units_intervals_and_the_settings_they_hold_in() -> None:
    lines = printed(Planted({"deal": DEAL, "pact": PACT}), 2000)
    assert lines[0].startswith(
        "“Deal” and “Pact” compared with “Baseline”, the same 100 worlds each, 2020-12 to 2021-12; "
    )
    assert lines[0].endswith(
        "5 settings: spillover at 0.1, 0.11, 0.12, 0.13 and 0.14; every assumption drawn from its range."
    )
    assert [line.replace("\u00a0", " ") for line in lines[2:5]] == [
        "- “Pact”: the share of worlds with “Treaty signed” rises by 25.0 points in every setting (95 % intervals "
        "within 24.5 to 25.5 points); it matters in all 5 settings.",
        "- “Deal”: Leaning of B to C falls by 0.200 (95 % interval 0.195 to 0.205) at spillover=0.1 and rises by 0.300 "
        "(95 % interval 0.295 to 0.305) at spillover=0.14; it matters in 4 of 5 settings.",
        "- “Deal”: A influence stays (95 % interval −0.0050 to +0.0050) at spillover=0.14 and rises by 0.040 (95 % "
        "interval 0.035 to 0.045) at spillover=0.12; it matters in 3 of 5 settings, in 1 with a size that is not sure.",
    ]
    assert "B → C in “Deal” changes sign: raised at spillover=0.13 and spillover=0.14; lowered at" in lines[-1]
    assert foremost(Planted({"deal": DEAL, "pact": PACT})) == "treaty_signed"


MANY: dict[str, list[Effect]] = {
    "a_influence": [((place - 20) / 100, MATTERS if abs(place - 20) > 2 else CANNOT_TELL) for place in range(40)],
    "treaty_signed": [(0.2 + place / 400, SIZE_UNSURE) for place in range(40)],
}
STILL: dict[str, list[Effect]] = {name: [(0.001, TOO_SMALL)] * 40 for name in MANY}


@pytest.mark.parametrize("width", [60, 80, 120])
def test_of_many_settings_each_effect_has_a_row_with_its_least_and_its_greatest(width: int) -> None:
    lines = printed(Planted({"deal": MANY, "still": STILL}, named=True), width)
    assert max(map(len, lines)) <= width and len(lines) <= 32
    rows = " ".join(" ".join(lines[lines.index("deal") :]).split())
    assert rows.startswith("deal Treaty signed +20 pt~ s00 +30 pt~ s39 40 A influence −.20 s00 +.19 s39 35 Each row:")
    told = " ".join(" ".join(lines).split())
    assert "Nothing that is known to matter in any setting: still." in told and "Every setting: by-setting.csv" in told
    assert "in setting s39" in told and "raised at s23, s24, s25, s26, s27, s28 and 11 more" in told


@pytest.mark.parametrize("width", [60, 80, 120])
def test_of_many_settings_and_scenarios_a_scenario_has_a_row(width: int) -> None:
    lines = printed(Planted({f"deal-{n:02}": MANY for n in range(15)}, named=True), width)
    assert max(map(len, lines)) <= width and len(lines) <= 15 + {60: 34, 80: 27, 120: 22}[width]
    rows = [line for line in lines if line.startswith("deal-")]
    whole = "Treaty signed +20 pt~ … +30 pt~ (40), A influence −.20 … +.19 (35)"
    assert rows == [f"deal-{n:02}  {whole if width > 60 else whole.partition(', ')[0] + ', 1 more'}" for n in range(15)]


def test_where_nothing_is_known_to_matter_that_is_said_once_with_the_reasons() -> None:
    none = {
        "a_influence": five(*[(0.001, CANNOT_TELL)] * 3, *[(0.0, TOO_SMALL)] * 2),
        "treaty_signed": DEAL["treaty_signed"],
    }
    lines = printed(Planted({"deal": none}), 2000)
    assert lines[2] == "- No effect that a scenario does not write itself is known to matter in any setting."
    assert lines[-1].endswith(
        "Of 10 differences: 5 that scenarios set or write themselves, 2 too small to matter and 3 that cannot be told "
        "with so few worlds."
    )
    assert [line.split() for line in lines if line.startswith("  0.1 ")] == [["0.1", "+.0010?", "="]]
    sweep = Planted({"deal": none})
    assert foremost(sweep) == "a_influence" and not SweepSentences(sweep, Words(sweep.seeds)).effects


def test_a_table_of_one_setting_is_told_without_a_range() -> None:
    lines = printed(Planted({"deal": {"a_influence": [(0.02, SIZE_UNSURE)]}}), 2000)
    assert "; 1 setting: spillover at 0.1; every assumption drawn from its range." in lines[0]
    assert lines[2] == (
        "- “Deal”: A influence rises by 0.020 (95 % interval 0.015 to 0.025); it matters, its size is not sure."
    )


def test_settings_that_are_not_all_combinations_are_told_so() -> None:
    sweep = Planted({"deal": DEAL})
    for place, setting in enumerate(sweep.settings.values()):
        setting["assumptions.impact"] = 0.1 if place < 2 else 0.2
    assert sweep.in_words == (
        "5 settings: spillover at 0.1, 0.11, 0.12, 0.13 and 0.14; impact at 0.1 and 0.2; not all combinations"
    )


def test_where_nothing_is_known_to_matter_what_more_worlds_may_tell_comes_first() -> None:
    untold = {"a_influence": five(*[(0.001, CANNOT_TELL)] * 5), "treaty_signed": five(*[(0.2, CANNOT_TELL)] * 5)}
    lines = printed(Planted({"deal": untold}), 2000)
    assert [line.split() for line in lines if line.startswith("  0.1 ")] == [["0.1", "+20", "pt?", "+.0010?"]]
