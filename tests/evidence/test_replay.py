"""The replay of the documented events, before any choice or scenario."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from model.evidence.attribution import attribution, why
from model.evidence.replay import Replay, realised, replay, replayed
from model.load import load_seeds
from model.rules.axes import Array, Axes
from model.rules.values import Values
from model.spec.base import month_of
from model.spec.seeds import Seeds
from tests.conftest import FEUD

Score = Callable[..., float]


@pytest.fixture(scope="module")
def months(seeds: Seeds, central: Values) -> dict[int, Array]:
    """Month → (dimension, actor, actor) as documented up to its end."""
    return {past.month: past.alignment[0] for past, _ in replayed(seeds, seeds.region.documented_until, central)}


@pytest.fixture(scope="module")
def score(seeds: Seeds, months: dict[int, Array]) -> Score:
    axes = Axes.of(seeds)

    def read(month: str, of: str, to: str, dimension: str | None = None) -> float:
        level = months[month_of(month)][:, axes.actor[of], axes.actor[to]]
        return float(level.mean() if dimension is None else level[axes.dimension[dimension]])

    return read


def mutual(score: Score, month: str, one: str, other: str) -> float:
    return (score(month, one, other) + score(month, other, one)) / 2


def test_russia_and_azerbaijan_draw_closer_in_february_2022_and_are_far_apart_by_july_2025(score: Score) -> None:
    assert mutual(score, "2022-02", "RUS", "AZE") > mutual(score, "2022-01", "RUS", "AZE")
    assert mutual(score, "2025-07", "RUS", "AZE") < mutual(score, "2022-02", "RUS", "AZE") - 0.2


def test_armenias_security_trust_in_russia_falls_far_from_august_2022_to_july_2025(score: Score) -> None:
    assert score("2025-07", "ARM", "RUS", "security") < score("2022-08", "ARM", "RUS", "security") - 0.2


@pytest.mark.xfail(
    strict=True,
    reason="The ties that stand in law (the treaty of 1997, the base until 2044, border guards, CSTO membership) still "
    "support .62 of ARM→RUS security; the documented events take away half of it and leave .31, above ARM→EU "
    "political at .25. A coding review found no event coded too lightly by the written criteria.",
)
def test_armenia_leans_to_the_eu_politically_more_than_to_russia_for_security_by_july_2025(score: Score) -> None:
    assert score("2025-07", "ARM", "RUS", "security") < score("2025-07", "ARM", "EU", "political")


def test_armenia_still_depends_on_russia_economically(seeds: Seeds, central: Values) -> None:
    from model.rules.ties import Ties

    axes = Axes.of(seeds)
    on = {
        month: Ties(seeds, axes, central).dependence(month_of(month))[0, axes.actor["ARM"]]
        for month in ("2020-01", "2025-07")
    }
    russia = axes.actor["RUS"]
    assert on["2025-07"][russia] == on["2025-07"].max(), "no other supplier comes before Russia"
    assert on["2025-07"][russia] > 0.4
    trade = [s.share for s in seeds.dependence.shares if (s.of, s.on, s.kind, s.until) == ("ARM", "RUS", "trade", None)]
    assert trade and min(trade) >= 0.3


def test_turkiye_and_azerbaijan_are_the_closest_pair_among_the_neighbours(score: Score) -> None:
    near = ["RUS", "TUR", "ARM", "AZE", "GEO", "IRN"]
    closeness = {(a, b): mutual(score, "2025-07", a, b) for n, a in enumerate(near) for b in near[n + 1 :]}
    assert max(closeness, key=lambda pair: closeness[pair]) == ("TUR", "AZE")


def test_armenia_and_azerbaijan_have_troughs_in_autumn_2020_and_september_2023(score: Score) -> None:
    level = {
        f"{year}-{month:02d}": mutual(score, f"{year}-{month:02d}", "ARM", "AZE")
        for year in range(2020, 2026) for month in range(1, 13) if (year, month) <= (2025, 7)
    }  # fmt: skip
    autumn = min(level[m] for m in ("2020-09", "2020-10", "2020-11"))
    assert autumn < min(level["2020-06"], level["2021-09"]), "a trough lies below what comes before and after"
    assert level["2023-09"] < min(level["2023-08"], level["2024-09"])
    assert level["2025-07"] > level["2023-09"] + 0.15


def test_armenia_and_turkiye_are_better_in_july_2025_than_in_2022(score: Score) -> None:
    assert mutual(score, "2025-07", "ARM", "TUR") > mutual(score, "2022-12", "ARM", "TUR")
    assert mutual(score, "2025-07", "ARM", "TUR") > mutual(score, "2022-01", "ARM", "TUR")


def test_georgia_leans_less_to_the_eu_in_2025_than_in_2023(score: Score) -> None:
    assert score("2025-07", "GEO", "EU") < score("2023-12", "GEO", "EU")


def test_iran_and_the_usa_and_russia_and_ukraine_are_at_the_bottom(seeds: Seeds, score: Score) -> None:
    names = list(seeds.actors.actors)
    levels = {frozenset((a, b)): mutual(score, "2025-07", a, b) for n, a in enumerate(names) for b in names[n + 1 :]}
    lowest = sorted(levels, key=lambda pair: levels[pair])[:4]
    assert frozenset(("IRN", "USA")) in lowest
    assert frozenset(("RUS", "UKR")) in lowest


def test_contributions_sum_to_every_score(seeds: Seeds, central: Values) -> None:
    for as_of in ("2022-03", "2025-07"):
        found = attribution(seeds, month_of(as_of), central)
        assert np.abs(found.parts.sum(axis=0) - found.past.alignment[0]).max() < 1e-9


def test_why_lists_oldest_to_newest_and_sums_to_the_score(seeds: Seeds, central: Values, score: Score) -> None:
    rows = why(seeds, "ARM", "RUS", attribution(seeds, seeds.region.documented_until, central))
    events = rows[rows["kind"] == "event"]
    assert len(events) > 15
    assert list(events["date"]) == sorted(events["date"])
    assert abs(rows["alignment"].sum() - score("2025-07", "ARM", "RUS")) < 1e-9


def test_leaving_a_document_out_drops_what_only_it_attests(seeds: Seeds, central: Values) -> None:
    document = "russias-power-faces-collapse"
    alone = [e for e in seeds.events if e.attested_by == (document,)]
    shared = [e for e in seeds.events if document in e.attested_by and len(e.attested_by) > 1]
    assert alone and shared
    found = attribution(seeds, seeds.region.documented_until, central, (document,))
    left = {getattr(item, "id", None) for item in found.items}
    assert not left & {e.id for e in alone}
    assert {e.id for e in shared} <= left


def test_a_start_knows_nothing_that_came_later(seeds: Seeds, central: Values, months: dict[int, Array]) -> None:
    early = replay(seeds, month_of("2022-03"), central)
    assert np.array_equal(early.alignment[0], months[month_of("2022-03")])


def test_the_documents_are_transcribed_in_full(seeds: Seeds) -> None:
    assert len(seeds.events) >= 70
    for document in seeds.documents:
        if seeds.documents[document].file and seeds.documents[document].file.endswith(".txt"):
            assert sum(document in event.attested_by for event in seeds.events) >= 8, document


LOUD = {"assumptions.impact": 1.0, "assumptions.negativity": 4.0}
"""Assumptions under which blows among enemies end below the scale."""


def test_what_a_blow_among_enemies_does_beyond_the_scale_is_cut_and_told_apart() -> None:
    """A raid of half standing: v = −.5 × 4, of which 1 counts; at −.5 an enemy has all of 1 of room, and .5 is cut."""
    seeds = load_seeds(FEUD)
    it = Replay(seeds, seeds.region.documented_until, Values.central(seeds).replaced(LOUD))
    (raid,) = (n for n, event in enumerate(it.given) if event.id == "border-raid")
    alignment = np.full((1, 2, 4, 4), -0.5)
    moves, cut = realised(alignment, np.array([raid]), it, it.weight, it.coefficients)
    security, struck, striker = it.axes.dimension["security"], it.axes.actor["CCC"], it.axes.actor["AAA"]
    assert moves[0, security, struck, striker] == -1.0 and cut[security, struck, striker] == 0.5
    assert np.abs(alignment[0] + moves.sum(axis=0) + cut).max() <= 1


@pytest.mark.parametrize("changes", [{}, LOUD], ids=["central", "loud"])
def test_contributions_sum_to_every_score_where_moves_are_cut(changes: dict[str, float]) -> None:
    seeds = load_seeds(FEUD)
    values = Values.central(seeds).replaced(changes)
    for as_of in range(seeds.region.replay_from, seeds.region.documented_until + 1):
        found = attribution(seeds, as_of, values)
        assert np.abs(found.parts.sum(axis=0) - found.past.alignment[0]).max() < 1e-9, as_of
    axes = Axes.of(seeds)
    rows = why(seeds, "CCC", "AAA", found)
    limit = rows[rows["kind"] == "limit"]
    assert len(limit) == (1 if changes else 0)
    assert abs(rows["alignment"].sum() - found.past.alignment[0][:, axes.actor["CCC"], axes.actor["AAA"]].mean()) < 1e-9
