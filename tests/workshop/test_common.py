"""Common values of the settings of a room."""

from __future__ import annotations

from model.workshop.catalogue import Catalogue
from model.workshop.common import in_common
from model.workshop.settings import Settings


def test_settings_are_counted_and_those_that_choose_nothing_are_not(small: Catalogue) -> None:
    deal = Settings(scenario="deal")
    doubting = Settings(scenario="deal", assume=(("assumptions.spillover", 0.3),))
    other = Settings(assume=(("assumptions.impact", 0.25), ("assumptions.spillover", 0.6)))
    found = in_common([Settings(), deal, doubting, other], small)
    assert found.rooms == 3
    assert found.scenarios == (("deal", 2), ("baseline", 1))
    assert {piece: count for piece, count in found.pieces} == {f"deal.{n}": 2 for n in (1, 2, 3)}
    assert found.assumptions == (("assumptions.spillover", 2, 0.3, 0.6), ("assumptions.impact", 1, 0.25, 0.25))


def test_an_intervention_that_one_switched_off_is_shared_no_more(small: Catalogue) -> None:
    found = in_common([Settings(scenario="deal"), Settings(scenario="deal", off=("deal.2",))], small)
    assert [piece for piece, _ in found.pieces] == ["deal.1", "deal.3"]


def test_an_empty_room_has_nothing_in_common(small: Catalogue) -> None:
    assert in_common([], small).rooms == 0
