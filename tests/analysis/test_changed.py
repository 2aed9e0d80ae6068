"""A run with options that change it keeps, prints and shows what they did to the baseline, in the same worlds."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from model.analysis.changed import NAME
from model.analysis.finished_run import Saved
from model.analysis.overrides import NAME as OF_SET
from model.experiment.run_folder import RunFolder
from model.reporting.report.changed import changes_shown
from model.reporting.report.page import write_report
from model.reporting.wording.words import Words
from tests.conftest import TRIAD, Call
from tests.fixtures import simulated

pytestmark = pytest.mark.slow

WORDS = ("--seeds", TRIAD, "--worlds", "60", "--months", "6", "--jobs", "1", "--figures", "none")
HEADLINE = ["a_influence", "orbit.BBB=AAA", "treaty_signed", "alignment.BBB.CCC"]
CHANGES = {
    "set": (("--set", "impact=0.3"), "--set assumptions.impact=0.3"),
    "sample": (("--sample",), "--sample"),
    "without": (("--without", "gazette"), "--without gazette"),
    "as-of": (("--as-of", "2020-06"), "--as-of 2020-06"),
}


def outcome_means(run: Path) -> pd.Series[float]:
    """Means of the headline outcomes of the baseline, as comparison.csv has them; 0 of what is in no world."""
    table = pd.read_csv(run / "comparison.csv")
    return table[table["scenario"] == "baseline"].set_index("outcome")["mean"].reindex(HEADLINE, fill_value=0)


def shown_text(run: Path) -> str:
    html = (run / "report.html").read_text(encoding="utf-8").replace("&#39;", "'")
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated(tmp_path_factory.mktemp("runs") / "plain", "deal", *map(str, WORDS))


@pytest.mark.parametrize(("given", "told"), CHANGES.values(), ids=list(CHANGES))
def test_each_change_is_compared_with_the_plain_run_and_told_in_the_same_words(
    plain: Path, tmp_path: Path, call: Call, given: tuple[str, ...], told: str
) -> None:
    run = tmp_path / "run"
    status, out, said = call("run", "deal", *WORDS, *given, "--out", run)
    assert status == 0, said
    file = OF_SET if given[0] == "--set" else NAME
    found = pd.read_csv(run / file).query("scenario == 'baseline'").set_index("outcome")
    assert list(found.index) == HEADLINE
    assert found["first"].to_numpy() == pytest.approx(outcome_means(plain).to_numpy(), abs=2e-6)
    assert found["second"].to_numpy() == pytest.approx(outcome_means(run).to_numpy(), abs=2e-6)
    assert found["difference"].to_numpy() == pytest.approx((found["second"] - found["first"]).to_numpy(), abs=2e-6)
    assert (found["differing"] > 0).any() and (found["worlds"] == 60).all()
    sentence = next(line for line in " ".join(out.split()).split("What ") if line.startswith(f"{told} changed"))
    sentence = sentence.partition(" All: ")[0]
    assert f"What {sentence}" in shown_text(run)
    (change,) = changes_shown(Saved(RunFolder(run)), Words(Saved(RunFolder(run)).seeds, 6))
    assert len([row for row in change.rows if row[0].endswith(", As documented")]) == len(HEADLINE)
    matters = [row[-1].startswith("matters") for row in change.rows]
    assert matters == sorted(matters, reverse=True), "what matters stands first"
    assert all(" ".join(cell.split()) in shown_text(run) for row in change.rows for cell in row)


def test_all_changes_together_are_compared_with_nothing_changed_and_set_with_the_others_alone(
    plain: Path, tmp_path: Path, call: Call
) -> None:
    both, run = tmp_path / "both", tmp_path / "run"
    others = ("--sample", "--without", "gazette", "--as-of", "2020-06")
    assert call("run", "deal", *WORDS, *others, "--out", both)[0] == 0
    status, out, said = call("run", "deal", *WORDS, *others, "--set", "impact=0.3", "--out", run)
    assert status == 0, said
    for file, first in ((NAME, plain), (OF_SET, both)):
        found = pd.read_csv(run / file).query("scenario == 'baseline'").set_index("outcome")
        assert found["first"].to_numpy() == pytest.approx(outcome_means(first).to_numpy(), abs=2e-6)
        assert found["second"].to_numpy() == pytest.approx(outcome_means(run).to_numpy(), abs=2e-6)
    told = " ".join(out.split())
    together = "What --set assumptions.impact=0.3, --sample, --without gazette and --as-of 2020-06 changed"
    for text in (told, shown_text(run)):
        assert f"{together} in the baseline, against the same worlds with nothing changed, from 2020-12" in text
        assert "What --set assumptions.impact=0.3 changed, against the same worlds with the other changes alone" in text


def test_a_change_that_does_nothing_that_matters_is_told_so_and_has_its_table(tmp_path: Path, call: Call) -> None:
    words = (*WORDS[:4], "--months", "1", *WORDS[6:], "--set", "rest_months=6")
    status, out, said = call("run", "deal", *words, "--out", tmp_path / "run")
    assert status == 0, said
    sentence = "no headline outcome, and no scenario's effect on one, by enough to matter."
    text = shown_text(tmp_path / "run")
    assert sentence in " ".join(out.split()) and sentence in text
    assert text.count("the same in every world") >= len(HEADLINE), "each outcome has its row"


def test_a_plain_run_has_no_such_table_and_an_older_folder_says_that_it_has_not(
    plain: Path, tmp_path: Path, call: Call
) -> None:
    assert not (plain / NAME).exists() and not (plain / "as-shipped").exists()
    assert "Table: what this changed" not in shown_text(plain) and "was not kept" not in shown_text(plain)
    run = tmp_path / "run"
    assert call("run", "deal", *WORDS, "--sample", "--out", run)[0] == 0
    manifest = json.loads((run / "run.json").read_text(encoding="utf-8"))
    del manifest["files"][NAME]
    (run / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    (run / NAME).unlink()
    shutil.rmtree(run / "as-shipped")
    write_report(Saved(RunFolder(run)), figures="none")
    assert "What --sample changed was not kept in this run's folder: an earlier version" in shown_text(run)
    assert not (run / NAME).exists(), "a report simulates nothing"


def test_the_worlds_run_again_are_at_most_256_of_the_baseline_and_no_main_table_depends_on_them(
    tmp_path: Path, call: Call
) -> None:
    words = ("run", "deal", "--seeds", TRIAD, "--months", "2", "--no-report", "--sample")
    assert call(*words, "--worlds", "300", "--jobs", "1", "--out", tmp_path / "one")[0] == 0
    found = pd.read_csv(tmp_path / "one" / NAME)
    assert set(found["scenario"]) == {"baseline"} and set(found["worlds"]) == {256}
    (tmp_path / "one" / "run.json").write_text(
        json.dumps(json.loads((tmp_path / "one" / "run.json").read_text(encoding="utf-8")) | {"finished": None}),
        encoding="utf-8",
    )
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    (tmp_path / "two" / NAME).unlink()
    shutil.rmtree(tmp_path / "two" / "as-shipped")
    status, _, said = call(*words, "--worlds", "300", "--jobs", "2", "--out", tmp_path / "two", "--resume")
    assert status == 0, said
    for file in (NAME, "comparison.csv", "outcomes.parquet", "trajectories.parquet"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file
