"""Output, files, proposals and refusals of `hindcast`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from model.analysis.hindcast.calibrate import SEARCHED
from model.common.errors import RunError
from model.load import load_seeds
from tests.conftest import Call, called
from tests.fixtures import HINDCAST_PLAN, Rewrite, known, said_in


@pytest.mark.slow
def test_hindcast_prints_the_skill_and_leaves_it_in_its_folder(scored_triad: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = called("hindcast", "--seeds", str(scored_triad), "--worlds", "8", "--jobs", "1", "--out", str(out))
    assert ran.returncode == 0, ran.stderr
    for word in ("calibration", "test", "persistence", "momentum", "ties alone", "always up", "Brier", str(out)):
        assert word in ran.stdout.replace("\n", ""), word
    skills = pd.read_csv(out / "skill.csv")
    assert set(skills["window"]) == {"calibration", "between", "test"}
    assert pd.read_csv(out / "other-values.csv")["draw"].nunique() == 10
    events = pd.read_csv(out / "events.csv")
    columns = ["score", "window", "reference", "gain", "ci_low", "ci_high", "events", "evidence"]
    assert list(events.columns) == columns
    assert set(events["score"]) == {"choice", "pair_sign", "counts"} and set(events["evidence"]) == {"documents"}
    for word in (
        "What actors did",
        "above 0 is",
        "(Hawkes)",
        "no alternative",
        "Flows of simulated worlds",
    ):
        assert word in " ".join(ran.stdout.split()), word
    flows = pd.read_csv(out / "flows.csv")
    assert flows.shape == (1, 10) and flows["fano"][0] > 0
    for name in ("event-matches.csv", "event-cases.csv", "choice-design.csv"):
        assert len(pd.read_csv(out / name)) > 0
    for name in ("run.json", "cases.csv", "milestones.csv", "misses.csv", "figures/skill.svg", "figures/skill.png"):
        assert (out / name).stat().st_size > 0, name
    for path in (out / "figures").glob("*.svg"):
        for text in ("“Nothing scripted”", "alignment, −1 to 1", "2 and 4 months ahead, to November 2020", "8 worlds"):
            assert text in said_in(path), said_in(path)


@pytest.mark.slow
def test_calibration_only_does_not_look_at_the_test_window(scored_triad: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("--seeds", str(scored_triad), "--worlds", "4", "--jobs", "1", "--out", str(out))
    ran = called("hindcast", "--calibration-only", *words)
    assert ran.returncode == 0, ran.stderr
    for table in ("cases.csv", "milestone-cases.csv"):
        assert pd.read_csv(out / table)["target"].max() <= "2020-08"
    for table in ("event-cases.csv", "choice-design.csv"):
        assert pd.read_csv(out / table)["month"].max() <= "2020-08"


def test_a_region_that_does_not_say_how_to_be_scored_is_told_what_to_add(triad_folder: Path) -> None:
    with pytest.raises(RunError, match="region.yaml: has no `hindcast` section"):
        known(load_seeds(triad_folder)).cases()


@pytest.mark.slow
def test_calibrate_proposes_a_range_for_every_value_it_fits(scored_triad: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = called("hindcast", "--calibrate", "40", "--seeds", str(scored_triad), "--jobs", "1", "--out", str(out))
    assert ran.returncode == 0, ran.stderr
    told = pd.read_csv(out / "proposal.csv")
    assert set(told["draw"]) == set(range(11)), "once as declared, and under ten other draws of the fixed values"
    own = told[told["draw"] == 0].set_index("assumption")
    fitted = {name: bounds for name, bounds in SEARCHED.items() if name != "pressure"}  # which this region leaves out
    assert set(own.index) == set(fitted)
    for name, (low, high) in fitted.items():
        assert (
            low <= own.loc[name, "accepted_low"] <= own.loc[name, "accepted_median"] <= own.loc[name, "accepted_high"]
        )
        assert own.loc[name, "accepted_high"] <= high


@pytest.mark.parametrize(
    ("words", "instead_of", "written", "within"),
    [
        (("--calibration-only",), "[2, 4]", "[60]", "the months to calibrate on"),
        (("--calibration-only",), "2020-08", "2020-04", "the months to calibrate on"),
        (("--calibrate", "40"), "2020-08", "2020-04", "the months to calibrate on"),
        ((), "[2, 4]", "[60]", "the documents"),
    ],
)
def test_a_plan_that_leaves_nothing_to_score_is_told_before_a_folder_is_made(
    scored_triad: Path, rewrite: Rewrite, call: Call, tmp_path: Path,
    words: tuple[str, ...], instead_of: str, written: str, within: str,
) -> None:  # fmt: skip
    rewrite("region.yaml", instead_of, written)
    status, out, complaint = call("hindcast", "--seeds", scored_triad, *words, "--out", tmp_path / "out")
    nothing = f"{scored_triad / 'region.yaml'}: no start of `hindcast` leaves room for a horizon within {within}\n"
    assert (status, out, complaint) == (2, "", nothing)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_mistakes_are_told_in_words(triad_folder: Path, rewrite: Rewrite, tmp_path: Path) -> None:
    ran = called("hindcast", "--seeds", str(triad_folder), "--out", str(tmp_path / "out"))
    assert ran.returncode == 2
    assert "has no `hindcast` section" in ran.stderr and "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()
    rewrite(
        "region.yaml",
        "documented_until: 2020-12",
        HINDCAST_PLAN.replace("calibrated_until: 2020-08", "calibrated_until: 2020-01"),
    )
    ran = called("check", "--seeds", str(triad_folder))
    assert ran.returncode == 2
    assert "calibration ends before the first start" in ran.stderr
    (tmp_path / "kept").write_text("mine", encoding="utf-8")
    ran = called("hindcast", "--out", str(tmp_path))
    assert ran.returncode == 2
    assert "exists and is not a run folder; choose another --out" in ran.stderr
    begun = tmp_path / "begun"
    begun.mkdir()
    (begun / "run.json").write_text("{}", encoding="utf-8")
    ran = called("hindcast", "--out", begun)
    assert ran.returncode == 2
    assert f"{begun}: exists already; choose another --out" in ran.stderr
    assert (begun / "run.json").read_text(encoding="utf-8") == "{}"
