"""A region made so that a verdict reverses at a known value of an assumption: run, found, told and reported."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from model.analysis.claims import BORNE_OUT, WRITTEN
from model.analysis.comparison import ALONE, BASE_RATES_ONLY, ERROR, FOLLOWED, NOBODY_ACTS
from model.analysis.finished_run import Saved
from model.analysis.followed import Written
from model.analysis.robustness.run_robustness import RunRobustness
from model.analysis.robustness.verdicts import Robust
from model.experiment.run_folder import RunFolder
from tests.conftest import TRIAD, Call, called
from tests.fixtures import said_in
from tests.reading import Reader

pytestmark = pytest.mark.slow

REVERSES = 1.25
"""A gift of full salience (Goldstein 5, economic) and a raid (Goldstein −10, security) in one month: where C and A feel
nothing for each other yet, the mean over the two dimensions moves by κ(½ − ν × salience of the raid)/2."""
RAID = 0.5 / REVERSES
VERDICT = ("deal", "alignment.CCC.AAA")


@dataclass(frozen=True)
class Ran:
    """A sampled run of the planted region and what it printed."""

    folder: Path
    said: str

    @property
    def page(self) -> str:
        """The report as plain text."""
        html = (self.folder / "report.html").read_text(encoding="utf-8")
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))

    @property
    def robustness(self) -> RunRobustness:
        """The robustness kept in the folder."""
        return RunRobustness.from_json((self.folder / "robustness.json").read_bytes())

    @property
    def planted(self) -> Robust:
        """The verdict that was made to reverse."""
        return next(v for v in self.robustness.verdicts if (v.statement.scenario, v.statement.outcome) == VERDICT)


def planted_region(folder: Path) -> Path:
    """The invented region without a past between A and C, a gift and a raid in its scenario, and a claim about them."""
    seeds = Path(shutil.copytree(TRIAD, folder / "planted"))
    (seeds / "events.yaml").write_text("events: []\n", encoding="utf-8")
    ties = [line for line in (seeds / "ties.yaml").read_text(encoding="utf-8").splitlines() if "ac-dispute" not in line]
    (seeds / "ties.yaml").write_text("\n".join(ties), encoding="utf-8")
    (seeds / "scenarios" / "deal.yaml").write_text(
        "name: Grain and a raid\nsummary: A gives grain to C and raids it in the same month.\nextends: baseline\n"
        "documents: [gazette]\ninterventions:\n"
        "  - {at: 2021-01, event: {type: aid, source: AAA, target: CCC, salience: 1}}\n"
        f"  - {{at: 2021-01, event: {{type: raid, source: AAA, target: CCC, salience: {RAID}}}}}\n",
        encoding="utf-8",
    )
    (seeds / "claims.yaml").write_text(
        "claims:\n  grain-does-not-buy-peace:\n    documents: memoir\n    says: Grain does not make up for a raid.\n"
        f"    tests: [{{scenario: {VERDICT[0]}, outcome: {VERDICT[1]}, below: 0}}]\n",
        encoding="utf-8",
    )
    outcomes = (seeds / "outcomes.yaml").read_text(encoding="utf-8")
    counts = "kind: alignments, smallest_that_matters: {value: 0.0001, why: any change is looked at}"
    outcomes = outcomes.replace("kind: alignments", counts).replace("headline: [", f"headline: [{VERDICT[1]}, ")
    (seeds / "outcomes.yaml").write_text(outcomes, encoding="utf-8")
    return seeds


WORDS = ("deal", "--months", "3", "--jobs", "1")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted_region(tmp_path_factory.mktemp("region"))


@pytest.fixture(scope="module")
def ran(seeds: Path) -> Ran:
    folder = seeds.parent / "sampled"
    words = ("--sample", "--worlds", "512", "--seeds", str(seeds), "--no-report", "--out", str(folder))
    done = called("run", *WORDS, *words)
    assert done.returncode == 0, done.stderr
    forget_what_is_written(folder)
    done = called("report", folder)
    assert done.returncode == 0, done.stderr
    return Ran(folder, re.sub(r"\s+", " ", done.stdout))


def forget_what_is_written(folder: Path) -> None:
    """Make it a run of an earlier version: the scenario writes the whole difference, which would be no finding."""
    table, manifest = folder / "comparison.csv", folder / "run.json"
    rows = pd.read_csv(table, dtype=str).drop(columns=[NOBODY_ACTS, ALONE, BASE_RATES_ONLY, FOLLOWED, ERROR])
    rows.to_csv(table, index=False)
    (folder / "ledger.csv").unlink()
    kept = json.loads(manifest.read_text(encoding="utf-8"))
    kept["files"] = {name: digest for name, digest in kept["files"].items() if name not in (table.name, "ledger.csv")}
    manifest.write_text(json.dumps(kept), encoding="utf-8")


def test_the_planted_reversal_is_found_within_a_tenth(ran: Ran) -> None:
    region = ran.planted.region
    assert region is not None and ran.planted.statement.side == "below"
    ((path, above, below),) = region.bounds
    assert path == "assumptions.negativity" and above is None
    assert below == pytest.approx(REVERSES, rel=0.1)
    assert region.coverage > 0.85 and region.density > 0.85 and region.inside > 0
    low, high = 1, 2  # the range of negativity
    assert ran.planted.share == pytest.approx((high - REVERSES) / (high - low), abs=0.06)
    resting = ran.planted.rests_on
    assert resting is not None and resting.path == "assumptions.negativity" and resting.rise < 0


def test_it_is_told_on_the_page(ran: Ran) -> None:
    below = ran.planted.region.bounds[0][2] if ran.planted.region else None
    sentence = f"It reverses where negativity is low (under {below:.3g} times; plausible 1 to 2)"
    assert sentence in ran.page
    assert "C → A falls with “Grain and a raid”: rests on one coefficient." in ran.page
    assert "gazette, memoir" in ran.page, "the scenario's document and the claim's"
    assert {path.stem for path in (ran.folder / "figures").glob("hangs-*.png")} == {
        "hangs-conclusions",
        "hangs-assumptions",
    }
    for path in (ran.folder / "figures").glob("hangs-*.svg"):
        assert "Effects compared with “" in said_in(path) and re.search(r"\d months, to \w+ \d{4} · \d+", said_in(path))


def test_the_claim_is_judged_again_under_the_sampled_assumptions(ran: Ran) -> None:
    (claim,) = ran.robustness.claims
    assert claim.share == ran.planted.share, "it claims what the verdict says"
    assert claim.verdict == BORNE_OUT
    assert "verdict over sampled assumptions" in ran.page
    assert f"{BORNE_OUT} {100 * claim.share:.0f} % of draws" in ran.page


def test_what_the_scenario_writes_itself_is_no_conclusion_to_be_shaken(ran: Ran, seeds: Path, call: Call) -> None:
    """The same run that knows it: the gift and the raid are the scenario's own."""
    folder = ran.folder.parent / "known"
    status, _, complained = call(
        "run", *WORDS, "--sample", "--worlds", "512", "--seeds", seeds, "--no-report", "--out", folder
    )
    assert status == 0, complained
    found = Saved(RunFolder(folder)).robustness
    assert found is not None and found.verdicts == ()
    assert [claim.verdict for claim in found.claims] == [WRITTEN]


def test_the_page_with_the_section_is_as_accessible_as_without(ran: Ran) -> None:
    read = Reader((ran.folder / "report.html").read_text(encoding="utf-8"))
    assert {"robustness"} <= set(read.ids) and len(read.ids) == len(set(read.ids))
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))
    assert read.loose_headers == 0 and read.tags.count("table") == read.tags.count("caption")
    assert {address[1:] for address in read.addresses if address.startswith("#")} <= set(read.ids)
    assert not re.search(r"\b(nan|inf|None|NaN)\b", ran.page)


def test_it_is_worked_out_again_from_the_saved_run_alone(ran: Ran, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ran.folder, tmp_path / "copy"))
    (copy / "robustness.json").unlink()
    assert Saved(RunFolder(copy)).robustness == ran.robustness
    assert (copy / "robustness.json").read_bytes() == (ran.folder / "robustness.json").read_bytes()


def test_a_run_that_did_not_sample_says_how_to_ask_or_takes_up_a_sensitivity_run(
    seeds: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.cli.commands.sensitivity._written", lambda *_: Written())  # else nothing would be asked
    plain = Ran(tmp_path / "plain", "")
    assert call("run", *WORDS, "--worlds", "40", "--seeds", seeds, "--out", plain.folder)[0] == 0
    assert "uv run simulate.py run deal" in plain.page and "--sample draws all of them" in plain.page
    assert "under sampled assumptions" not in plain.page
    other = tmp_path / "sensitivity"
    status, said, complained = call("sensitivity", *WORDS, "--points", "128", "--seeds", seeds, "--out", other)
    assert status == 0, complained
    assert re.search(r"It reverses where [^:]*negativity is low", " ".join(said.split()))
    assert call("report", plain.folder, "--with", other)[0] == 0
    found = RunRobustness.from_json((other / "robustness.json").read_bytes())
    assert found.draws == 256 and "In the run sensitivity, 256 worlds: each world drew" in plain.page
    region = next(v.region for v in found.verdicts if v.statement.outcome == VERDICT[1])
    assert region is not None
    assert {path: below for path, _, below in region.bounds}["assumptions.negativity"] == pytest.approx(
        REVERSES, rel=0.1
    )
    (claim,) = found.claims
    assert claim.share is not None
    assert f"{WRITTEN} holds under {100 * claim.share:.0f} % of draws" in plain.page
    manifest = json.loads((other / "run.json").read_text(encoding="utf-8"))
    assert manifest["kind"] == "sensitivity" and manifest["finished"]
