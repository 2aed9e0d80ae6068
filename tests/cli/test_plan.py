"""The plan of a run: `check --plan` says what it would do, by which line, and what it would cost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Call


def plan_of(call: Call, region: Path, *words: str) -> list[str]:
    status, out, _ = call("check", "--plan", "--seeds", region, *words)
    assert status == 0
    return [line.strip().replace(f"{region.as_posix()}/", "") for line in out.splitlines()]


def test_the_plan_says_what_happens_when_and_which_line_says_so(triad_folder: Path, call: Call) -> None:
    lines = plan_of(call, triad_folder, "deal")
    begins = lines.index("deal  A deal")
    assert lines[begins + 1 : begins + 7] == [
        "by itself 24 months (scenarios/deal.yaml:4)",
        "assumptions.spillover = 0.4, set by scenarios/deal.yaml:5; otherwise 0.5 (assumptions.yaml:7)",
        "2021-01 to 2021-12: A does not choose “raid”  [scenarios/deal.yaml:12]",
        "2021-03: the treaty: “drafted” (a text is agreed)  [scenarios/deal.yaml:7]",
        "6 months after the treaty is “signed”: B and C agreed (salience 0.5)  [scenarios/deal.yaml:9]",
        "",
    ]
    assert lines[lines.index("baseline  As documented") + 2] == "nothing is scripted"


def test_the_plan_names_who_set_each_value(triad_folder: Path, call: Call) -> None:
    by_default = plan_of(call, triad_folder, "deal")
    assert "as of 2020-12 (region.yaml:5)" in by_default
    assert "horizon: 36 months (the default; no scenario names another)" in by_default
    words = (
        "--set",
        "spillover=0.3",
        "--set",
        "tempo.AAA=2",
        "--months",
        "2",
        "--as-of",
        "2020-11",
        "--without",
        "memoir",
    )
    lines = plan_of(call, triad_folder, "deal", *words)
    assert lines[0] == "THE RUN  2020-12 to 2021-01, seed 1"
    assert "as of 2020-11 (--as-of)" in lines
    assert "horizon: 2 months (--months)" in lines
    assert "without the testimony of memoir (--without)" in lines
    assert "assumptions.spillover = 0.3, set by the command line (--set); otherwise 0.5 (assumptions.yaml:7)" in lines
    assert "tempo.AAA = 2, set by the command line (--set); otherwise 1 (actors.yaml:4)" in lines
    assert "assumptions.spillover = 0.4, set by scenarios/deal.yaml:5; otherwise 0.3 (assumptions.yaml:7)" in lines
    (late,) = [line for line in lines if "OUT OF REACH" in line]
    assert late.startswith("2021-03: ")


def test_the_longest_horizon_is_the_runs_and_its_line_is_named(triad_folder: Path, call: Call) -> None:
    (triad_folder / "scenarios" / "long.yaml").write_text("name: N\nsummary: S.\nmonths: 60\n", encoding="utf-8")
    lines = plan_of(call, triad_folder)
    assert "horizon: 60 months (scenarios/long.yaml:3, the longest of the scenarios)" in lines
    assert "THE WORK  180,000 world-months" in lines, "3 scenarios × 1,000 worlds × 60 months"


def test_a_scenario_that_asks_for_longer_says_so_where_it_takes_others_with_it_or_does_not_get_it(
    triad_folder: Path, call: Call
) -> None:
    (triad_folder / "scenarios" / "long.yaml").write_text("name: N\nsummary: S.\nmonths: 60\n", encoding="utf-8")

    def warned(*words: str) -> str:
        status, out, said = call("check", "--plan", "--seeds", triad_folder, *words)
        assert status == 0
        found = [line for line in said.splitlines() if "asks for" in line]
        return " ".join(found).replace(f"{triad_folder.as_posix()}/", "").replace("warning: ", "")

    together = "long asks for 60 months, so all are run for 60, deal too; --months 36 runs all for 36"
    assert warned("deal", "long") == f"scenarios/long.yaml:3: {together}"
    assert warned("long") == "", "alone it has what it asks for"
    cut = "scenarios/long.yaml:3: long asks for 60 months, and is run for 36 (--months)"
    assert warned("deal", "long", "--months", "36") == cut == warned("long", "--months", "36")
    assert warned("deal", "long", "--months", "72") == warned("deal") == ""


def test_the_plan_counts_the_worlds_that_are_run_again_without_the_changes(triad_folder: Path, call: Call) -> None:
    lines = plan_of(call, triad_folder, "deal", "--worlds", "2000", "--months", "10", "--set", "impact=0.3")
    at = lines.index("THE WORK  60,480 world-months")
    assert lines[at + 1] == "2 scenarios × 2,000 worlds × 10 months"
    assert lines[at + 2] == "and 1,024 worlds of each again without --set, to say what that changes"
    assert "THE WORK  40,000 world-months" in plan_of(
        call, triad_folder, "deal", "--worlds", "2000", "--months", "10", "--set", "impact=0.2"
    ), "which is its value already"
    lines = plan_of(call, triad_folder, "deal", "--worlds", "2000", "--months", "10", "--without", "gazette")
    at = lines.index("THE WORK  42,560 world-months")
    assert lines[at + 2] == "and 256 of the baseline again with nothing changed, to say what the changes do"


def test_the_plan_estimates_the_work_and_writes_nothing(
    triad_folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(triad_folder)
    before = sorted(triad_folder.rglob("*"))
    lines = plan_of(call, triad_folder, "deal", "--worlds", "300", "--months", "10", "--jobs", "1")
    at = lines.index("THE WORK  6,000 world-months")
    assert lines[at + 1] == "2 scenarios × 300 worlds × 10 months"
    assert re.fullmatch(
        r"about \d+ s in one process on this machine, estimated from one block of 256 worlds of deal, computed here "
        r"for 1 month and for 7 months in \d+\.\d s; starting up, tables and the report come on top",
        lines[at + 2],
    )
    assert lines[at + 3] == "it would write runs/<time>-deal"
    assert plan_of(call, triad_folder, "deal", "--out", "there")[-1] == "it would write there"
    (triad_folder / "there").mkdir()
    assert plan_of(call, triad_folder, "deal", "--out", "there")[-1].startswith(
        "it would write there (there is such a folder"
    )
    (triad_folder / "there").rmdir()
    assert sorted(triad_folder.rglob("*")) == before
