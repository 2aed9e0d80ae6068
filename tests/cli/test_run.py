"""`run` as its users run it: the folder it leaves, the same bytes again, and its manners."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from model.cli.comparison import difference_said
from tests.conftest import ROOT, TRIAD, Call, called, digests, until

VERDICTS = {"matters", "size unsure", "too small", "cannot tell", "set by the scenario"}
PAIR = ("peace-deal-signed", "--worlds", "300", "--months", "12")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small run and what it printed."""
    folder = tmp_path_factory.mktemp("runs") / "pair"
    done = called("run", *PAIR, "--jobs", "2", "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_it_prints_one_answer_the_report_and_the_next_command(ran: tuple[Path, str]) -> None:
    folder, printed = ran
    first, *lines = printed.splitlines()
    assert first.startswith("“Peace treaty signed” compared with “Baseline”, the same 300 worlds each,")
    assert lines[-2] == str(folder / "report.html") and ": uv run simulate.py " in lines[-1]
    assert sum(line.startswith("peace-deal-signed") for line in lines) == 1, "one row a scenario"
    assert max(map(len, lines[:-2])) <= 80, "in a pipe"


def test_the_whole_table_is_printed_where_it_is_asked_for(ran: tuple[Path, str], call: Call) -> None:
    folder, _ = ran
    status, printed, _ = call("compare", folder, "--table", "full")
    comparison = pd.read_csv(folder / "comparison.csv").set_index(["scenario", "outcome"])
    row = comparison.loc[("peace-deal-signed", "russian_influence")]
    assert status == 0 and difference_said(row) in printed and row["difference"] != 0


def test_the_folder_follows_the_contract(ran: tuple[Path, str]) -> None:
    folder, _ = ran
    manifest = json.loads((folder / "run.json").read_text())
    assert manifest["seed"] == 1 and manifest["as_of"] == "2025-07" and manifest["months"] == 12
    assert manifest["finished"] and set(manifest["scenarios"]) == {"baseline", "peace-deal-signed"}
    for file, digest in manifest["digests"].items():
        assert hashlib.sha256((ROOT / file).read_bytes()).hexdigest() == digest
    outcomes = pd.read_parquet(folder / "outcomes.parquet")
    assert list(outcomes["world"]) == [*range(300), *range(300)]
    for name in ("russian_influence", "orbit.ARM", "peace_signed", "months_to_peace", "escalation", "blocs", "balance",
                 "sanctions_lifeline", "alignment.ARM.RUS", "alignment.ARM.RUS.security"):  # fmt: skip
        assert name in outcomes.columns
    signed = outcomes["peace_signed"]
    assert (outcomes["months_to_peace"].isna() == ~signed).all()
    paths = pd.read_parquet(folder / "trajectories.parquet")
    assert list(paths.columns) == ["scenario", "month", "measure", "mean", "q05", "q25", "q50", "q75", "q95"]
    assert set(paths["month"]) == set(range(13))
    comparison = pd.read_csv(folder / "comparison.csv")
    columns = ["scenario", "outcome", "mean", "baseline_mean", "difference", "ci_low", "ci_high", "share_higher"]
    written = ["difference_script", "baseline_script", "difference_habit", "share_followed", "followed_error"]
    assert list(comparison.columns) == [*columns, *written, "smallest_that_matters", "verdict"]
    assert set(comparison.loc[comparison["scenario"] != "baseline", "verdict"]) <= VERDICTS
    assert comparison.loc[comparison["scenario"] == "baseline", "verdict"].isna().all()
    assert {"orbit.ARM=RUS", "peace_signed", "months_to_peace"} <= set(comparison["outcome"])


def test_the_comparison_is_that_of_the_outcomes(ran: tuple[Path, str]) -> None:
    folder, _ = ran
    outcomes = pd.read_parquet(folder / "outcomes.parquet")
    ours = outcomes[outcomes["scenario"] == "peace-deal-signed"].reset_index(drop=True)
    base = outcomes[outcomes["scenario"] == "baseline"].reset_index(drop=True)
    comparison = pd.read_csv(folder / "comparison.csv").set_index(["scenario", "outcome"])
    row = comparison.loc[("peace-deal-signed", "months_to_peace")]
    expected = ours["months_to_peace"].fillna(12).mean() - base["months_to_peace"].fillna(12).mean()
    assert abs(row["difference"] - expected) < 1e-9
    paired = ours["alignment.ARM.AZE"] - base["alignment.ARM.AZE"]
    row = comparison.loc[("peace-deal-signed", "alignment.ARM.AZE")]
    half_width = 1.9679 * paired.std(ddof=1) / np.sqrt(300)  # t quantile for 299 degrees of freedom, from tables
    assert abs(row["ci_high"] - paired.mean() - half_width) < 1e-4 * half_width
    assert abs(row["share_higher"] - (paired > 0).mean()) < 1e-12  # what reads the file may round its last digit


def test_month_zero_of_the_trajectories_is_the_documented_score(ran: tuple[Path, str]) -> None:
    from model.evidence.attribution import attribution, why
    from model.load import load_seeds
    from model.rules.values import Values

    paths = pd.read_parquet(ran[0] / "trajectories.parquet").set_index(["scenario", "month", "measure"])
    seeds = load_seeds(Path("seeds"))
    found = attribution(seeds, seeds.region.documented_until, Values.central(seeds))
    for of, to in (("ARM", "RUS"), ("RUS", "AZE"), ("GEO", "EU"), ("UKR", "RUS")):
        score = why(seeds, of, to, found)["alignment"].sum()
        row = paths.loc[("baseline", 0, f"alignment.{of}.{to}")]
        assert abs(row["mean"] - score) < 1e-9
        assert abs(row["q50"] - score) < 1e-9


def test_what_all_worlds_share_lies_between_its_quantiles(ran: tuple[Path, str]) -> None:
    opening = pd.read_parquet(ran[0] / "trajectories.parquet").query("month == 0")
    graded = opening.dropna(subset=["q05"])
    assert {"balance", "russian_influence", "alignment.ARM.RUS"} <= set(graded["measure"])
    assert ((graded["q05"] <= graded["mean"]) & (graded["mean"] <= graded["q95"])).all()
    levels = ["q05", "q25", "q50", "q75", "q95"]
    assert (graded[levels].nunique(axis=1) == 1).all(), "nothing is drawn before month 1"


def test_shares_of_worlds_have_no_quantiles(ran: tuple[Path, str]) -> None:
    table = pq.read_table(ran[0] / "trajectories.parquet")
    paths = table.to_pandas()
    shares = paths["measure"].str.match(r"orbit\.|stage\.|peace_signed$|peace_holds$|escalation$")
    assert shares.any() and paths.loc[shares, ["q05", "q25", "q50", "q75", "q95"]].isna().all(axis=None)
    assert paths.loc[paths["measure"].str.startswith("alignment."), "q50"].notna().all()
    assert table["q50"].null_count == paths["q50"].isna().sum(), "null, which is not the number NaN"
    assert b"0.0001" in table.schema.metadata[b"quantiles"]


def test_quantiles_are_those_of_the_worlds(ran: tuple[Path, str]) -> None:
    outcomes = pd.read_parquet(ran[0] / "outcomes.parquet")
    last = pd.read_parquet(ran[0] / "trajectories.parquet").query("month == 12").set_index(["scenario", "measure"])
    for name in ("alignment.ARM.AZE", "russian_influence", "balance"):
        column = outcomes.loc[outcomes["scenario"] == "baseline", name]
        for level in (5, 25, 50, 75, 95):
            assert abs(last.loc[("baseline", name), f"q{level:02d}"] - np.quantile(column, level / 100)) < 1e-4


def test_the_same_again_at_any_number_of_jobs(ran: tuple[Path, str], tmp_path: Path) -> None:
    again = called("run", *PAIR, "--jobs", "1", "--no-report", "--out", str(tmp_path / "again"))
    assert again.returncode == 0, again.stderr
    assert digests(tmp_path / "again") == digests(ran[0])


def test_an_interrupted_run_goes_on_where_it_stopped(ran: tuple[Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "cut"
    whole = ("run", *PAIR, "--jobs", "1", "--no-report", "--out", str(folder))
    running = subprocess.Popen(
        [sys.executable, "simulate.py", *whole], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until(lambda: any(folder.glob("blocks/*.npz")))
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=300)
    assert running.returncode == 130 and said.splitlines()[-2] == "interrupted", said
    assert f"finished blocks are kept in {folder}" in said.splitlines()[-1]
    assert "Traceback" not in said
    refused = called(*whole)
    assert refused.returncode == 2 and "--resume" in refused.stderr
    other = called("run", "peace-deal-signed", "--worlds", "400", "--months", "12", "--out", str(folder), "--resume")
    assert other.returncode == 2 and "worlds_asked (was 300, is 400)" in other.stderr
    kept = {path: path.stat().st_mtime_ns for path in folder.glob("blocks/*.npz")}
    assert kept
    resumed = called(*whole, "--resume", "--keep-blocks")
    assert resumed.returncode == 0, resumed.stderr
    assert {path: path.stat().st_mtime_ns for path in kept} == kept, "finished blocks are not computed again"
    assert digests(folder) == digests(ran[0])
    idle = called(*whole, "--resume")
    assert idle.returncode == 0 and "nothing to do" in idle.stderr


@pytest.mark.slow
def test_another_region_runs_from_its_own_folder(tmp_path: Path) -> None:
    done = called(
        "run", "--seeds", TRIAD, "--worlds", "20", "--months", "24", "--no-report", "--out", tmp_path / "triad"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("“A deal” compared with “As documented”, the same 20 worlds each")


@pytest.mark.slow
def test_an_intervention_that_fires_in_no_world_is_told_at_its_line(
    triad_folder: Path, call: Call, tmp_path: Path
) -> None:
    small = ("--worlds", "8", "--months", "3", "--jobs", "1", "--no-report")
    status, _, said = call("run", "deal", "--seeds", triad_folder, *small, "--out", tmp_path / "run")
    path = triad_folder / "scenarios" / "deal.yaml"
    line = 1 + path.read_text(encoding="utf-8").splitlines().index("  - when: {issue: {treaty: signed}}")
    assert (status, said) == (0, f"warning: {path}:{line}: this intervention fired in no world of deal\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "bazeline"], 'unknown scenario "bazeline"'),
        (["run", "--set", "assumptions.spilover=0.4"], "did you mean assumptions.spillover?"),
        (["run", "--set", "spillover=much"], '"much" is not a number'),
        (["run", "--set", "spillover=7"], "must be a finite number from 0 to 1"),
        (["run", "--set", "spillover"], "write PATH=VALUE"),
        (["run", "--without", "gazette"], 'unknown document "gazette"'),
        (["run", "--as-of", "2031-01"], "the documents cover 2018-01 to 2025-07"),
        (["run", "--as-of", "yesterday"], "write YYYY-MM"),
        (["run", "--worlds", "0"], "--worlds"),
        (["run", "--seeds", "nowhere"], "nowhere"),
        (["why", "ARN", "RUS"], "did you mean ARM?"),
        (["why", "ARM", "ARM"], "name two different actors"),
        (["why", "ARM", "RUS", "--without", "gazette"], "unknown document"),
        (["check", "scenarios/nothing.yaml"], "nothing"),
    ],
)
def test_a_mistake_is_answered_not_traced(call: Call, words: list[str], said: str) -> None:
    status, _, answered = call(*words)
    assert status == 2 and said in answered
    assert "Traceback" not in answered


def test_why_by_hand_and_early(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    (now, shown, _), (then, early, _) = call("why", "ARM", "RUS"), call("why", "ARM", "RUS", "--as-of", "2022-03")
    assert now == then == 0
    assert "2025-07-07" in shown and "2022-09" not in early
    total = [line for line in shown.splitlines() if line.strip().startswith("sum")][0].split()[-1]
    lines = [line.split() for line in shown.splitlines() if line.split() and line.split()[0] != "sum"]
    parts = [words[-1] for words in lines if re.fullmatch(r"[+-]\d\.\d{4}", words[-1])]
    assert len(parts) > 40
    assert abs(sum(map(float, parts)) - float(total)) < 0.00005 * (len(parts) + 1)


@pytest.mark.slow
def test_overrides_and_documents_left_out_reach_the_replay(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")

    def total(*words: str) -> str:
        _, printed, _ = call("why", "RUS", "AZE", *words)
        return [line for line in printed.splitlines() if line.strip().startswith("sum")][0]

    assert len({total(), total("--set", "impact=0.3"), total("--without", "peace-that-threatens-moscow")}) == 3


@pytest.mark.slow
def test_precision_goes_on_until_the_intervals_are_narrow_enough(tmp_path: Path) -> None:
    words = ("run", "deal", "--seeds", str(TRIAD), "--months", "6", "--jobs", "1", "--no-report")
    asked = (*words, "--worlds", "200", "--outcome", "a_influence")
    one = called(*asked, "--precision", "0.0008", "--max-worlds", "6400", "--out", str(tmp_path / "narrow"))
    assert one.returncode == 0, one.stderr
    worlds = json.loads((tmp_path / "narrow" / "run.json").read_text())["worlds"]
    assert worlds in (400, 800, 1600, 3200, 6400)

    def half_width(folder: Path) -> float:
        row = pd.read_csv(folder / "comparison.csv").set_index(["scenario", "outcome"]).loc[("deal", "a_influence")]
        return float(row["ci_high"] - row["ci_low"]) / 2

    assert half_width(tmp_path / "narrow") < 0.0008
    half = called(*words, "--worlds", str(worlds // 2), "--out", str(tmp_path / "half"))
    assert half.returncode == 0 and half_width(tmp_path / "half") >= 0.0008, "it stops as soon as it may"
    capped = called(*asked, "--precision", "0.00001", "--max-worlds", "400", "--out", str(tmp_path / "capped"))
    assert capped.returncode == 0 and "stopped at 400 worlds" in capped.stderr


@pytest.mark.slow
def test_precision_is_measured_against_what_matters_where_that_is_asked(call: Call, tmp_path: Path) -> None:
    words = ("run", "deal", "--seeds", TRIAD, "--months", "6", "--jobs", "1", "--no-report", "--worlds", "4")
    asked = ("--precision", "matters", "--max-worlds", "2048", "--outcome", "a_influence", "--out", tmp_path / "run")
    status, _, said = call(*words, *asked)
    assert status == 0, said
    row = (
        pd.read_csv(tmp_path / "run" / "comparison.csv").set_index(["scenario", "outcome"]).loc[("deal", "a_influence")]
    )
    worlds = json.loads((tmp_path / "run" / "run.json").read_text())["worlds"]
    enough = row["ci_high"] - row["ci_low"] < row["smallest_that_matters"]
    assert enough if worlds < 2048 else "half of what matters" in said or enough
    assert "precision: matters" in (tmp_path / "run" / "batch.yaml").read_text()
