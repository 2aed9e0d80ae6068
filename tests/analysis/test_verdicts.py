"""Verdicts in words follow from the interval, its correction and the number of worlds."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from model.analysis.followed import Written, with_verdicts
from model.analysis.smallest import smallest_of
from model.analysis.verdicts import (
    compared,
    findings,
    half_widths,
    judged_together,
    rests_on,
    scripted,
    too_wide,
    verdict,
    worlds_to_settle,
)
from model.experiment.tables import Outcomes
from model.load import load_seeds
from model.outcomes.stands import Stands
from model.simulation.experiment import make_experiment
from tests.conftest import TRIAD


def row(difference: float, half: float, smallest: float = 0.05) -> dict[str, float]:
    return {"difference": difference, "ci_low": difference - half, "ci_high": difference + half, "smallest": smallest}


@pytest.mark.parametrize(
    ("difference", "half", "p", "kind", "said"),
    [
        (0.4, 0.1, 0.001, "matters", "matters, and sure"),
        (-0.4, 0.1, 0.001, "matters", "matters, and sure"),
        (0.1, 0.07, 0.001, "size unsure", "matters, size unsure"),
        # the interval is to end at .05 instead of .06: half-widths of .04 instead of .05 take 1.5625 times the worlds
        (0.01, 0.05, 1.0, "cannot tell", "cannot tell: about 1,600 worlds would"),
        (-0.01, 0.05, 1.0, "cannot tell", "cannot tell: about 1,600 worlds would"),
        (0.01, 0.03, 1.0, "too small", "sure, but too small to matter"),
        (0.03, 0.01, 0.001, "too small", "sure, but too small to matter"),
        (0.049999, 0.02, 0.001, "cannot tell", "cannot tell: at the edge of what matters"),
        (0.0, 0.0, 1.0, "too small", "the same in every world"),
        (0.2, np.inf, 1.0, "cannot tell", "cannot tell: too few worlds"),
    ],
)
def test_a_difference_is_put_into_words(difference: float, half: float, p: float, kind: str, said: str) -> None:
    found = verdict(row(difference, half), worlds=1000, p_corrected=p)
    assert (found.kind, found.said) == (kind, said)


def test_what_many_comparisons_may_throw_up_is_not_sure() -> None:
    found = verdict(row(0.1, 0.09), worlds=1000, p_corrected=0.3, family=100)
    # z must reach 3.48 (two sides, a hundred comparisons) and is 2.18 with 1,000 worlds: (3.48/2.18)² × 1,000 = 2,553
    assert (found.kind, found.worlds) == ("cannot tell", 2600)
    assert found.said == "cannot tell: about 2,600 worlds would"


def test_what_cannot_be_told_is_never_settled_by_fewer_worlds_than_there_are() -> None:
    """An interval that leaves out 0 by itself while the correction, of p-values, does not."""
    assert verdict(row(0.1, 0.09), worlds=50, p_corrected=0.3).worlds == 51


def spread_of(*_: object) -> float:
    return 0.1


def test_worlds_grow_with_the_square_of_the_precision() -> None:
    assert worlds_to_settle(0.1, 0.05, 1000) == 4000
    assert worlds_to_settle(0.1, 0.03, 1000) == 12000, "11,111 to two figures, upwards"


@pytest.fixture
def outcomes() -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(3)
    base = pd.DataFrame(
        {"scenario": "baseline", "world": range(400), "x": rng.normal(size=400), "y": rng.random(400) < 0.3}
    )
    up = base.assign(scenario="up", x=base["x"] + 1 + 0.1 * rng.normal(size=400))
    return {"baseline": base, "up": up, "same": base.assign(scenario="same")}


def test_findings_tell_pairing(outcomes: dict[str, pd.DataFrame]) -> None:
    found = findings(outcomes, "baseline", 12, ["x", "y"], spread_of).set_index(["scenario", "outcome"])
    up = found.loc[("up", "x")]
    assert (up["kind"], up["smallest"]) == ("matters", 0.1)
    assert up["pairing"] == pytest.approx(np.sqrt(2) / 0.1, rel=0.15), "√(1 + 1) apart, .1 together"
    assert set(found.loc["same"]["said"]) == {"the same in every world"}
    assert found.loc[("up", "y"), "said"] == "the same in every world"


def test_a_category_that_no_world_fell_into_is_looked_at_like_the_others(triad_folder: Path, tmp_path: Path) -> None:
    """The table of comparisons has no row of it, and comes to the same verdicts as the findings."""
    text = (triad_folder / "outcomes.yaml").read_text(encoding="utf-8")
    headline = ["treaty_signed", *(f"orbit.BBB={of}" for of in ("AAA", "CCC", "none"))]
    (triad_folder / "outcomes.yaml").write_text(
        re.sub(r"^headline: .*$", f"headline: [{', '.join(headline)}]", text, flags=re.MULTILINE), encoding="utf-8"
    )
    seeds = load_seeds(triad_folder)
    # 36 worlds up, 18 down: z = 18/√54, so p = .0143: times 2 below .05, times 4 above
    world = np.arange(200)
    base = pd.DataFrame({"world": world, "treaty_signed": world < 18, "orbit.BBB": "AAA"})
    frames = {"baseline": base, "moved": base.assign(treaty_signed=(world >= 18) & (world < 54))}
    path = tmp_path / "outcomes.parquet"
    tables = [pa.Table.from_pandas(frame.assign(scenario=name)[["scenario", *base]]) for name, frame in frames.items()]
    with pq.ParquetWriter(path, tables[0].schema) as writer:
        for table in tables:
            writer.write_table(table)
    rows = compared(Outcomes(path), seeds, baseline="baseline", months=12, scripted=lambda *_: False)
    rows = with_verdicts(rows, Written(), seeds, baseline="baseline")
    written = rows[rows["scenario"] == "moved"].set_index("outcome")["verdict"]
    assert {"treaty_signed", "orbit.BBB=AAA"} == {*written.index}
    found = findings(frames, "baseline", 12, seeds.outcomes.headline, smallest_of(seeds)).set_index("outcome")
    assert len(found) == 4 and found["p_corrected"]["treaty_signed"] == pytest.approx(4 * 0.0143, rel=0.01)
    assert written["treaty_signed"] == found["kind"]["treaty_signed"] == "cannot tell"
    few = judged_together(found.loc[["treaty_signed", "orbit.BBB=AAA"]])
    assert few["kind"]["treaty_signed"] == "size unsure", "were only the rows of the table looked at"


def test_findings_tell_how_many_worlds_would_settle_a_size(outcomes: dict[str, pd.DataFrame]) -> None:
    base = outcomes["baseline"]
    noisy = base.assign(scenario="noisy", x=base["x"] + 0.3 + np.where(np.arange(400) % 2, 1.0, -1.0))
    found = findings({"baseline": base, "noisy": noisy}, "baseline", 12, ["x"], lambda *_: 0.22).iloc[0]
    # .3 ± 1.966 × 1.00125/20 = .0984, and no more than .08 is wanted: (.0984/.08)² × 400 = 605, to two figures 610
    assert (found["kind"], found["worlds_to_settle"], found["worlds"]) == ("size unsure", 610, 400)
    assert found["differing"] == 400


def test_what_a_scenario_sets_by_its_own_hand_is_scripted() -> None:
    """`deal` puts the treaty at `drafted` and has an accord; nothing in it signs the treaty or is a clash."""
    experiment = make_experiment(["deal"], seeds=TRIAD)
    seeds, deal = experiment.seeds, experiment.scenario("deal").spec.interventions
    (draft,) = (i for i in deal if i.issue)
    (accord,) = (i for i in deal if i.event)
    signed = draft.model_copy(update={"issue": {"treaty": "signed"}})
    raid = accord.model_copy(update={"event": accord.event and accord.event.model_copy(update={"type": "raid"})})
    assert not any(scripted(seeds, deal, name) for name in seeds.outcomes.outcomes)
    for name in ("treaty_signed", "months_to_treaty"):
        assert scripted(seeds, [accord, signed], name) and not scripted(seeds, [raid], name)
    stands = Stands(kind="stands", meaning="It stands.", issue={"treaty": ["signed"]})
    assert stands.set_by(signed, seeds) and not stands.set_by(draft, seeds), "what stands at the end can be set too"
    assert scripted(seeds, [draft, raid], "escalation") and not scripted(seeds, [signed], "escalation")


def test_a_run_of_the_baseline_alone_has_nothing_to_find(outcomes: dict[str, pd.DataFrame]) -> None:
    alone = {"baseline": outcomes["baseline"]}
    assert findings(alone, "baseline", 12, ["x"], spread_of).empty
    widths = half_widths(alone, "baseline", 12, ["x", "y"], spread_of)
    assert widths["half_width"].tolist() == pytest.approx([1.96 / 20, 1.96 * np.sqrt(0.21 / 400)], rel=0.1)


def test_precision_is_reached_when_the_widest_interval_is_narrow(outcomes: dict[str, pd.DataFrame]) -> None:
    widths = half_widths(outcomes, "baseline", 12, ["x"], lambda *_: 0.02)
    assert widths["scenario"].tolist() == ["up", "same"]
    widest = widths["half_width"].max()
    assert widest == pytest.approx(1.96 * 0.1 / 20, rel=0.1)
    assert too_wide(widths, widest * 1.001).empty
    assert too_wide(widths, widest)["scenario"].tolist() == ["up"]
    assert too_wide(widths, None).empty == (widest < 0.01), "half of what matters, where no number is given"
    assert too_wide(widths.assign(smallest=0.001), None)["scenario"].tolist() == ["up"]


def test_a_difference_that_rests_on_one_assumption_says_so() -> None:
    rng = np.random.default_rng(5)
    drawn = pd.DataFrame(rng.random((500, 3)), columns=["assumptions.a", "assumptions.b", "assumptions.c"])
    base = drawn.assign(scenario="baseline", world=range(500), x=rng.normal(size=500))
    dependent = base.assign(x=base["x"] + 3 * drawn["assumptions.b"] + 0.3 * rng.normal(size=500))
    spread = base.assign(x=base["x"] + drawn.sum(axis=1))
    name, share = rests_on(dependent, base, "x", 12) or ("", 0.0)
    # variance 9/12 from b, .09 from noise: .89 of the whole
    assert name == "b" and share == pytest.approx(0.89, abs=0.05)
    assert rests_on(spread, base, "x", 12) is None, "three share it evenly"
    assert rests_on(base, base, "x", 12) is None
    assert rests_on(dependent[:50], base[:50], "x", 12) is not None
    assert rests_on(dependent[:49], base[:49], "x", 12) is None, "too few worlds to ask"
