"""The headroom of moves, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from model.rules.appraisal import settle, warmth


@pytest.mark.parametrize(
    ("asymmetry", "before", "up", "down", "after"),
    [
        (1.0, 0.5, 0.2, 0.0, 0.6),  # a kindness from a friend has 1 − A of headroom
        (1.0, 0.5, 0.0, 0.2, 0.2),  # a blow from a friend 1 + A
        (1.0, -0.5, 0.2, 0.0, -0.3),  # among enemies both count in full
        (1.0, -0.5, 0.0, 0.2, -0.7),
        (0.0, -0.5, 0.2, 0.0, -0.2),  # without the rule a kindness has 1 − A everywhere,
        (0.0, -0.5, 0.0, 0.2, -0.6),  # and a blow 1 + A
        (0.5, -0.5, 0.2, 0.1, -0.5 + 0.2 * 1.25 - 0.1 * 0.75),
        (1.0, 0.5, 0.0, 3.0, -1.0),  # moves are summed to 1 at most, and cut at the end of the scale
        (1.0, -0.5, 0.0, 0.8, -1.0),
        (0.0, 0.5, 3.0, 0.0, 1.0),
    ],
)
def test_a_blow_from_a_friend_and_a_kindness_among_enemies_have_their_room(
    asymmetry: float, before: float, up: float, down: float, after: float
) -> None:
    assert settle(before, up, down, asymmetry) == pytest.approx(after, abs=1e-15)


def test_warmth_is_the_alignment_among_friends_and_less_than_its_size_among_enemies() -> None:
    assert [warmth(0.4, a) for a in (0.0, 0.5, 1.0)] == [0.4, 0.4, 0.4]
    assert [warmth(-0.4, a) for a in (0.0, 0.5, 1.0)] == [-0.4, -0.2, 0.0]
