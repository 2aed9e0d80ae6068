"""Outside measures: what is compared with what, and with which others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from model.analysis.hindcast import DocumentedPast
from model.analysis.outside import declared, interval, measured, outside_measures, rank_correlation
from model.common.errors import SeedError
from model.load import load_seeds
from model.rules.values import Values
from model.spec.base import month_of
from model.spec.seeds import Seeds

OUTSIDE = """measures:
  map:
    kind: pairs
    name: nearness on the map
    file: map.csv
    span: [2020-03, 2020-04]
    document: gazette
    limits: invented
  news:
    kind: days
    name: good and bad days
    file: news.csv
    document: gazette
    limits: invented
"""


@pytest.fixture(scope="module")
def past(seeds: Seeds) -> DocumentedPast:
    return DocumentedPast(seeds, Values.central(seeds))


@pytest.fixture(scope="module")
def found(past: DocumentedPast) -> pd.DataFrame:
    return outside_measures(past).set_index(["measure", "who"])


def test_rank_correlation_is_spearmans_and_nothing_where_nothing_varies() -> None:
    assert rank_correlation(np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 4])) == pytest.approx(0.8)
    assert np.isnan(rank_correlation(np.ones(5), np.arange(5.0)))


def test_the_interval_holds_the_middle_95_of_a_hundred() -> None:
    low, high = interval(lambda row: float(row[0]), np.arange(1001)[:, None])
    assert (low, high) == (25, 975)


@pytest.mark.slow
def test_votes_are_compared_over_every_pair_of_the_deciding_actors(past: DocumentedPast, found: pd.DataFrame) -> None:
    kappa = pd.read_csv(past.seeds.folder / "outside" / "unga_kappa_2015_2019.csv", index_col=0)
    months = range(month_of("2018-01"), month_of("2019-12") + 1)
    level = np.mean([past.at(month) for month in months], axis=0)
    of, to = past.pairs
    lean = {(past.axes.actors[i], past.axes.actors[j]): x for i, j, x in zip(of, to, level, strict=True)}
    pairs = [(a, b) for a, b in lean if a < b]
    ours = [(lean[a, b] + lean[b, a]) / 2 for a, b in pairs]
    theirs = [kappa.loc[a, b] for a, b in pairs]
    row = found.loc[("votes_kappa", "all pairs")]
    assert row["cases"] == len(pairs) == 28
    assert row["rank_correlation"] == pytest.approx(stats.spearmanr(ours, theirs).statistic)


@pytest.mark.slow
def test_ideal_points_order_the_actors_between_the_poles_alone(found: pd.DataFrame) -> None:
    (who,) = found.loc["ideal_points"].index
    assert who == "ARM, AZE, GEO, IRN, TUR", "the poles are not compared with themselves"
    assert found.loc[("ideal_points", who), "cases"] == 30, "five actors, six years"


def test_of_the_news_only_the_four_usable_pairs_are_kept(past: DocumentedPast, found: pd.DataFrame) -> None:
    assert set(found.loc["news_days"].index) == {"ARM-AZE", "TUR-ARM", "RUS-EU", "RUS-USA"}
    assert set(found.loc["news_days"]["cases"]) == {74}
    table = pd.read_csv(past.seeds.folder / "outside" / "gdelt_dyad_months.csv")
    rows = table[(table["a"] == "RUS") & (table["b"] == "EU")]
    i, j = past.axes.actor["RUS"], past.axes.actor["EU"]
    mean = [past.known(month_of(m)).alignment[0].mean(axis=0) for m in rows["month"]]
    expected = stats.spearmanr([m[i, j] + m[j, i] for m in mean], (rows["days_pos"] - rows["days_neg"]) / rows["days"])
    assert found.loc[("news_days", "RUS-EU"), "rank_correlation"] == pytest.approx(expected.statistic)


def test_every_measure_says_its_limits_and_credits_its_document(past: DocumentedPast) -> None:
    stated = declared(past)
    assert stated is not None
    for measure in stated.measures.values():
        assert len(measure.limits) > 60
        assert past.seeds.documents[measure.document].credit


def test_intervals_hold_the_estimate(found: pd.DataFrame) -> None:
    assert (found["low"] <= found["rank_correlation"]).all()
    assert (found["rank_correlation"] <= found["high"]).all()


def beside(triad_folder: Path) -> DocumentedPast:
    seeds = load_seeds(triad_folder)
    return DocumentedPast(seeds, Values.central(seeds))


def test_another_region_declares_its_own_or_none(triad_folder: Path) -> None:
    assert outside_measures(beside(triad_folder)).empty
    (triad_folder / "outside").mkdir()
    (triad_folder / "outside" / "measures.yaml").write_text(OUTSIDE, encoding="utf-8")
    (triad_folder / "outside" / "map.csv").write_text(MAP, encoding="utf-8")
    months = "".join(f"AAA,BBB,2020-{month:02d},30,{month},{30 - month}\n" for month in range(1, 7))
    (triad_folder / "outside" / "news.csv").write_text("a,b,month,days,days_pos,days_neg\n" + months, encoding="utf-8")
    found = outside_measures(beside(triad_folder))
    assert list(found["who"]) == ["all pairs", "AAA-BBB"]
    assert list(found["cases"]) == [3, 6]


def test_a_mistake_in_the_declaration_is_told_with_its_place(triad_folder: Path) -> None:
    (triad_folder / "outside").mkdir()
    spoilt = OUTSIDE.replace("document: gazette", "document: gazete", 1)
    (triad_folder / "outside" / "measures.yaml").write_text(spoilt, encoding="utf-8")
    with pytest.raises(SeedError, match=r'measures.yaml:7:15: .*"gazete"; did you mean gazette'):
        outside_measures(beside(triad_folder))
    (triad_folder / "outside" / "measures.yaml").write_text(OUTSIDE, encoding="utf-8")
    with pytest.raises(SeedError, match=r"map.csv: cannot be read"):
        outside_measures(beside(triad_folder))
    for sound, spoilt, said in (
        ("file: map.csv", "file: ../map.csv", "measures.yaml:5:11: measures.map.file: must name a table beside"),
        ("2020-03, 2020-04", "2010-03, 2010-04", "measures.yaml:6:11: measures.map.span: the documents cover no month"),
    ):
        (triad_folder / "outside" / "measures.yaml").write_text(OUTSIDE.replace(sound, spoilt), encoding="utf-8")
        with pytest.raises(SeedError, match=said):
            outside_measures(beside(triad_folder))


MAP = "x,AAA,BBB,CCC\nAAA,1,.9,.1\nBBB,.9,1,.5\nCCC,.1,.5,1\n"
NEWS = "a,b,month,days,days_pos,days_neg\nAAA,BBB,2020-01,30,1,29\n"


@pytest.mark.parametrize(
    ("file", "sound", "spoilt", "said"),
    [
        ("map", "CCC\n", "ccc\n", "the column CCC is missing"),
        ("map", "\nBBB", "\nAAA", "an actor has two rows"),
        ("map", ".9,1,.5", ".9,one,.5", "one in the column BBB is not a number"),
        ("map", ".9,1,.5", ".9,inf,.5", "inf in the column BBB is not a number"),
        ("map", MAP[MAP.index("AAA,1") :], "", "nothing in it is about this region"),
        ("map", MAP, "", "No columns"),
        ("news", "days_neg", "days_bad", "the column days_neg is missing"),
        ("news", "BBB", "BBX", "no actors: BBX"),
        ("news", "2020-01", "May 2020", "cannot be read"),
        ("news", NEWS[NEWS.index("AAA") :], "", "nothing in it is about this region"),
        ("news", "2020-01", "2010-01", "nothing in it is about this region in the time of its documents"),
        ("news", ",30,", ",x,", "x in the column days is not a number"),
        ("news", NEWS, MAP, "the column a is missing"),
    ],
)
def test_a_table_that_is_not_what_its_measure_takes_is_told(
    triad_folder: Path, file: str, sound: str, spoilt: str, said: str
) -> None:
    (triad_folder / "outside").mkdir()
    (triad_folder / "outside" / "measures.yaml").write_text(OUTSIDE, encoding="utf-8")
    for name, text in {"map": MAP, "news": NEWS}.items():
        assert name != file or sound in text
        written = text.replace(sound, spoilt) if name == file else text
        (triad_folder / "outside" / f"{name}.csv").write_text(written, encoding="utf-8")
    with pytest.raises(SeedError, match=rf"{file}\.csv: .*{said}"):
        measured(beside(triad_folder))
