"""`compare RUN --by …`: every cut of a run, in each form, against the run's own tables and worlds."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from model.analysis.intervals import mean_interval, proportion_interval, wilson
from model.experiment.run_folder import RunFolder
from model.reporting.cuts import cut, parts_of
from model.reporting.figures.cut import cut_figure
from tests.conftest import Call

LEANING = "alignment.BBB.CCC"


def rows_of(call: Call, *words: object) -> pd.DataFrame:
    status, out, said = call("compare", *words, "--json")
    assert (status, said) == (0, ""), said
    return pd.DataFrame(json.loads(out))


def test_by_month_worlds_are_paired(run: Path, call: Call) -> None:
    found = rows_of(call, run, "--by", "month", "--outcome", LEANING, "--scenario", "deal")
    followed = {name: RunFolder(run).followed(name)[LEANING] for name in ("deal", "baseline")}
    differences = followed["deal"] - followed["baseline"]
    assert list(found["month"]) == [0, 1, 2, 3] and list(found["date"]) == ["2020-12", "2021-01", "2021-02", "2021-03"]
    assert list(found["difference"]) == pytest.approx(list(differences.mean(axis=0)), abs=1e-12)
    assert list(found["mean"]) == pytest.approx(list(followed["deal"].mean(axis=0)), abs=1e-12)
    for month, row in enumerate(found.itertuples()):
        assert (row.ci_low, row.ci_high) == pytest.approx(mean_interval(differences[:, month]), abs=1e-12)
    assert set(found["unit"]) == {"−1 to 1"} and set(found["worlds"]) == {len(differences)}


def test_at_the_end_it_is_the_comparison_again(run: Path, call: Call) -> None:
    every = rows_of(call, run, "--by", "outcome", "--outcome", "all")
    source = pd.read_csv(run / "comparison.csv")
    assert list(every["outcome"]) == list(source["outcome"]) and list(every["scenario"]) == list(source["scenario"])
    for name in ("mean", "difference", "share_higher"):
        assert list(every[name]) == pytest.approx(list(source[name]), abs=1e-15)
    other = source["scenario"] != "baseline"
    for name in ("ci_low", "ci_high"):
        assert list(every.loc[other, name]) == pytest.approx(list(source.loc[other, name]), abs=1e-15)
    by_scenario = rows_of(call, run, "--by", "scenario")
    assert list(by_scenario["scenario"][:2]) == ["baseline", "deal"], "scenarios run down the rows"
    assert set(by_scenario["outcome"]) < set(every["outcome"]), "of the headline"


@pytest.mark.parametrize("when", [(), ("--month", "2")], ids=["end", "month"])
def test_every_mean_has_an_interval_of_its_own_the_baselines_too(run: Path, call: Call, when: tuple[str, ...]) -> None:
    found = rows_of(call, run, "--by", "scenario", "--outcome", LEANING, "--outcome", "treaty_signed", *when)
    assert list(found.columns).index("low") == list(found.columns).index("mean") + 1
    outcomes = pd.read_parquet(run / "outcomes.parquet")
    for row in found.itertuples():
        if when:
            column = RunFolder(run).followed(row.scenario)[row.outcome][:, 2]
        else:
            column = outcomes.loc[outcomes["scenario"] == row.scenario, row.outcome].to_numpy(dtype=float)
        interval = mean_interval if row.outcome == LEANING else proportion_interval
        assert (row.low, row.high) == pytest.approx(interval(column), abs=1e-9), row
        assert row.low <= row.mean <= row.high


@pytest.mark.parametrize("when", [("--by", "scenario"), ("--by", "month"), ("--by", "scenario", "--month", "2")])
def test_the_baseline_differs_from_itself_by_nothing_and_that_is_sure(
    run: Path, call: Call, when: tuple[str, ...]
) -> None:
    status, out, err = call("compare", run, *when, "--outcome", "all", "--csv")
    assert status == 0, err
    found = pd.read_csv(io.StringIO(out))
    own = found.loc[found["scenario"] == "baseline", ["difference", "ci_low", "ci_high"]]
    assert (own["difference"] == 0).all() and (own["ci_low"] == 0).any(), "of some measures worlds are kept"
    assert own.fillna(0.0).eq(0).all(axis=None)
    assert found.loc[found["scenario"] == "deal", "ci_low"].ne(found.loc[found["scenario"] == "deal", "ci_high"]).any()


def test_a_share_that_is_known_in_all_worlds_has_an_interval_unit_and_label_by_month(run: Path, call: Call) -> None:
    status, out, said = call("compare", run, "--by", "month", "--outcome", "stage.treaty.signed", "--json")
    assert status == 0 and "of the difference by month: stage.treaty.signed" in said
    found = pd.DataFrame(json.loads(out))
    assert set(found["unit"]) == {"share of worlds"} and "stage.treaty.signed" not in set(found["label"])
    (worlds,) = set(found["worlds"])
    for row in found.itertuples():
        low, high = wilson(row.mean, worlds)
        assert (row.low, row.high) == pytest.approx((low, high), abs=1e-12)
    assert found["ci_low"].isna().all()


def test_a_category_that_no_world_of_a_scenario_fell_into_is_a_row_of_noughts(run: Path) -> None:
    parts = parts_of(run)
    saved = parts[0].saved
    name = next(name for name in saved.comparison["outcome"] if "=" in name)
    del saved.cells["baseline", name]
    found = cut(parts, "scenario", outcomes=[name]).set_index("scenario")
    assert found.loc["baseline", "mean"] == 0 and found.loc["deal", "mean"] == saved.cells["deal", name]["mean"]


def test_a_figure_and_a_table_are_asked_for_one_at_a_time(run: Path, call: Call, tmp_path: Path) -> None:
    status, out, said = call("compare", run, "--by", "month", "--csv", "--figure", tmp_path / "x.svg")
    assert (status, out) == (2, "") and "--figure and --csv: one form at a time" in said
    status, out, said = call("compare", run, "--decimal", "comma")
    assert (status, out) == (2, "") and "--decimal comma goes with --csv" in said
    status, out, said = call("compare", run, "--by", "month", "--csv", "--out", tmp_path / "x.XLSX")
    assert (status, out) == (2, "") and "is named as a workbook, and --csv writes text; give --xlsx" in said
    assert not (tmp_path / "x.XLSX").exists()


def test_the_chance_by_a_month_opens_in_a_spreadsheet_with_decimal_commas(run: Path, call: Call) -> None:
    words = ("--by", "scenario", "--month", "2", "--outcome", "treaty_signed", "--csv", "--decimal", "comma")
    status, out, _ = call("compare", run, *words)
    assert status == 0 and out.startswith("\ufeff")
    read = pd.read_csv(io.StringIO(out.removeprefix("\ufeff")), sep=";", decimal=",")
    assert list(read["scenario"]) == ["baseline", "deal"] and set(read["date"]) == {"2021-02"}
    assert set(read["unit"]) == {"share of worlds"}
    trajectories = pd.read_parquet(run / "trajectories.parquet").query("month == 2 and measure == 'treaty_signed'")
    assert list(read["mean"]) == pytest.approx(list(trajectories["mean"]))
    assert call("compare", run, *words, "--out", run / "x" / "treaty.csv")[1] == f"{run / 'x' / 'treaty.csv'}\n"
    assert (run / "x" / "treaty.csv").read_bytes() == out.encode()


def test_a_workbook_has_the_same_rows(run: Path, call: Call, tmp_path: Path) -> None:
    found = rows_of(call, run, "--by", "month")
    assert call("compare", run, "--by", "month", "--xlsx")[:2] == (0, f"{run / 'export' / 'by-month.xlsx'}\n")
    head, *rows = openpyxl.load_workbook(run / "export" / "by-month.xlsx")["by month"].iter_rows(values_only=True)
    assert list(head) == list(found.columns) and len(rows) == len(found)
    place = head.index("difference")
    assert [row[place] for row in rows] == pytest.approx(list(found["difference"]), rel=1e-14)


def test_a_sweep_has_its_settings_down_the_rows(sweep: Path, call: Call) -> None:
    found = rows_of(call, sweep, "--by", "setting", "--outcome", LEANING, "--scenario", "deal")
    assert list(found["setting"]) == ["spillover=0.3", "spillover=0.6"]
    source = pd.read_csv(sweep / "comparison.csv").query(f"scenario == 'deal' and outcome == '{LEANING}'")
    assert list(found["difference"]) == pytest.approx(list(source["difference"]))
    by_month = rows_of(call, sweep, "--by", "month", "--outcome", LEANING, "--scenario", "deal")
    assert list(by_month["setting"]) == ["spillover=0.3"] * 4 + ["spillover=0.6"] * 4


def test_what_a_run_does_not_keep_by_world_has_no_interval(run: Path, call: Call) -> None:
    status, out, said = call("compare", run, "--by", "month", "--outcome", "alignment.AAA.DDD", "--json")
    assert status == 0 and "without an interval of the difference by month: alignment.AAA.DDD" in said
    found = pd.DataFrame(json.loads(out))
    assert found["ci_low"].isna().all()
    source = pd.read_parquet(run / "trajectories.parquet").query("measure == 'alignment.AAA.DDD'")
    assert list(found["mean"]) == list(source.sort_values(["scenario", "month"])["mean"])


def test_the_terminal_shows_a_table_for_each_of_the_rest(run: Path, call: Call) -> None:
    lines = call("compare", run, "--by", "month", "--outcome", LEANING)[1].splitlines()
    assert lines[0] == f"baseline, {LEANING} (B → C, −1 to 1)" and lines[1].split() == [
        "month",
        "mean",
        "baseline",
        "difference",
    ]
    assert lines[3].split()[0] == "2020-12" and lines[3].split()[-1] == "–", "the baseline has no difference"
    begins = lines.index(f"deal, {LEANING} (B → C, −1 to 1)")
    assert lines[begins + 3].split()[0] == "2020-12" and "[" in lines[begins + 4]
    assert all("±" in line for line in lines if line.startswith("2021-")), "each mean has its interval"
    by_outcome = call("compare", run, "--by", "outcome")[1].splitlines()
    assert f"−1 to 1: {LEANING}" in by_outcome and any(line.startswith("share of worlds: ") for line in by_outcome)


def test_a_picture_names_the_factor_once_and_months_at_even_steps(run: Path, sweep: Path) -> None:
    by_setting = cut(parts_of(sweep), "setting", outcomes=[LEANING], scenarios=["deal"])
    (panel,) = cut_figure(by_setting, "setting", parts_of(sweep)).axes
    assert panel.get_xlabel() == "spillover"
    assert [label.get_text() for label in panel.get_xticklabels()] == ["0.3", "0.6"]
    month = pd.DataFrame(
        {"scenario": "deal", "outcome": LEANING, "label": "B to C", "unit": "", "month": range(37), "worlds": 2}
    )
    dated = month.assign(date=[f"{2025 + (m + 6) // 12}-{(m + 6) % 12 + 1:02d}" for m in range(37)])
    (panel,) = cut_figure(dated.assign(difference=0.0, ci_low=-0.1, ci_high=0.1), "month", parts_of(run)).axes
    assert [label.get_text() for label in panel.get_xticklabels()] == ["2025-07", "2026-07", "2027-07", "2028-07"]


@pytest.mark.parametrize(("by", "ending"), [("month", "svg"), ("month", "png"), ("setting", "png")])
def test_a_figure_is_drawn(run: Path, sweep: Path, call: Call, tmp_path: Path, by: str, ending: str) -> None:
    place = tmp_path / f"f.{ending}"
    folder = sweep if by == "setting" else run
    words = ("compare", folder, "--by", by, "--outcome", LEANING)
    assert call(*words, "--figure", place) == (0, call(*words)[1] + f"{place}\n", ""), "the table, then the figure"
    start = place.read_bytes()[:300]
    assert start.startswith(b"\x89PNG") if ending == "png" else b"<svg" in start


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--by", "mont"),
            "'--by': 'mont' is not one of 'outcome', 'scenario', 'setting', 'month'; did you mean month?",
        ),
        (("--by", "world"), "'world' is not one of 'outcome', 'scenario', 'setting', 'month'"),
        (("--by", "setting"), "is no sweep, so it has one setting; a run with --set PATH=V1,V2 has more"),
        (("--by", "month", "--month", "2"), "by month there are all months"),
        (("--by", "outcome", "--month", "4"), "there is no month 4"),
        (("--outcome", "treaty_sined"), 'has no outcome "treaty_sined"; did you mean treaty_signed?'),
        (("--by", "month", "--outcome", "months_to_treaty"), "by month; it is known at the end alone"),
        (("--scenario", "dael"), 'no scenario "dael"; did you mean deal?'),
        (("--csv", "--json"), "--csv and --json: one form at a time"),
        (("--json", "--decimal", "comma"), "--decimal comma goes with --csv"),
        (("--by", "month", "--out", "x.csv"), "--out goes with --csv, --xlsx or --json"),
        (("--xlsx", "--out", "x.csv"), "give it a name that ends in .xlsx"),
        (("--by", "month", "--figure", "x.pdf"), "give it a name that ends in .svg or .png"),
        (("--by", "outcome", "--figure", "x.png"), "a picture is drawn by month or by setting"),
        (("--by", "month", "--scenario", "baseline", "--figure", "x.png"), "there is nothing to draw"),
    ],
)
def test_what_cannot_be_cut_is_told(
    run: Path, call: Call, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, complained = call("compare", run, *words)
    assert (status, out) == (2, "") and said in " ".join(complained.split()), complained
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_two_runs_are_not_cut(run: Path, call: Call) -> None:
    assert "a cut is of one run" in call("compare", run, run, "--by", "month")[2]


def test_damage_is_told_before_anything_is_shown(run: Path, call: Call) -> None:
    (run / "followed" / "deal.npz").write_bytes(b"")
    status, out, said = call("compare", run, "--by", "month")
    assert (status, out) == (2, "") and "no longer what the run wrote: followed/deal.npz" in said
