"""Balance and blocs on a published case and against brute force; both are plain functions of a signed matrix."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from numpy.typing import ArrayLike

from model.outcomes.balance import balance
from model.outcomes.blocs import MAX_ACTORS, energies, least_energy, partitions
from model.rules.axes import Flags

POWERS = ("GB", "F", "R", "AH", "G", "I")
FRIENDS = {
    "1872-81": "AH-G AH-R G-R",
    "1882": "AH-G AH-I G-I G-R",
    "1890": "AH-G AH-I G-I",
    "1891-94": "AH-G AH-I G-I F-R",
    "1904": "AH-G AH-I G-I F-R GB-F",
    "1907": "AH-G AH-I G-I F-R GB-F GB-R",
}
"""Alliances before 1914, in the steps Antal, Krapivsky & Redner (2006) describe: the Three Emperors'
League, the Triple Alliance, the lapse between Germany and Russia, the alliance of France and Russia, the Entente
Cordiale and the agreement of Britain and Russia."""
OPPONENTS = {
    "1872-81": "F-G GB-R GB-F",
    "1882": "F-G GB-R GB-F AH-R F-I",
    "1890": "F-G GB-R GB-F AH-R F-I G-R",
    "1891-94": "F-G GB-R GB-F AH-R F-I G-R AH-F",
    "1904": "F-G GB-R AH-R F-I G-R AH-F GB-G",
    "1907": "F-G AH-R F-I G-R AH-F GB-G GB-AH GB-I I-R",
}
"""Enmities, from general knowledge; a pair in neither list has no sign."""


def relations(year: str) -> np.ndarray:
    matrix = np.zeros((6, 6))
    for listed, sign in ((FRIENDS, 1), (OPPONENTS, -1)):
        for pair in listed[year].split():
            i, j = (POWERS.index(name) for name in pair.split("-"))
            matrix[i, j] = matrix[j, i] = sign
    return matrix


def unbalanced(matrix: np.ndarray) -> set[frozenset[str]]:
    """The triads with three relations of which one or three are hostile."""
    return {
        frozenset(POWERS[k] for k in (a, b, c))
        for a, b, c in combinations(range(6), 3)
        if matrix[a, b] * matrix[b, c] * matrix[a, c] < 0
    }


def local_minima(propensity: ArrayLike, size: ArrayLike) -> list[tuple[Flags, float]]:
    """The partitions from which no single actor's move lowers the energy, least energy first; for one matrix."""
    energy = energies(propensity, size)
    split = partitions(np.asarray(size).shape[-1])
    place = {tuple(row): k for k, row in enumerate(split.tolist())}
    minima = []
    for k, row in enumerate(split.tolist()):
        neighbours = []
        for actor in range(len(row)):
            moved = [side != (other == actor) for other, side in enumerate(row)]
            neighbours.append(place[tuple(side != moved[0] for side in moved)])
        if all(energy[k] <= energy[n] for n in neighbours):
            minima.append((split[k], float(energy[k])))
    return sorted(minima, key=lambda found: found[1])


def test_by_1907_every_triad_of_the_european_powers_is_balanced() -> None:
    assert balance(relations("1907")) == 1
    assert unbalanced(relations("1907")) == set()


def test_each_step_before_resolved_an_unbalanced_triad() -> None:
    emperors, entente = frozenset({"AH", "G", "R"}), frozenset({"GB", "F", "R"})
    assert emperors in unbalanced(relations("1882")), "Germany between two rivals"
    assert emperors not in unbalanced(relations("1890"))
    assert entente in unbalanced(relations("1904")), "France between two rivals"
    assert entente not in unbalanced(relations("1907"))


def test_the_two_alliances_of_1907_are_the_blocs_of_least_energy() -> None:
    split = partitions(6)[least_energy(relations("1907"), np.ones(6))]
    blocs = {frozenset(POWERS[k] for k in np.flatnonzero(split == side)) for side in (False, True)}
    assert blocs == {frozenset({"GB", "F", "R"}), frozenset({"AH", "G", "I"})}


def test_share_of_balanced_triads_by_hand() -> None:
    friends = np.ones((4, 4))
    assert balance(friends) == 1
    foes = -np.ones((4, 4))
    assert balance(foes) == 0, "three mutual enemies are unbalanced"
    one_foe = friends.copy()
    one_foe[0, 1] = one_foe[1, 0] = -1
    assert balance(one_foe) == 0.5, "the two triads that hold the hostile pair"
    assert balance(np.ones((2, 2))) == 1, "there is no triad"


def test_a_matrix_balanced_in_two_camps_is_balanced_whatever_the_sizes_of_its_numbers() -> None:
    luck = np.random.default_rng(4)
    camp = luck.choice([-1, 1], 9)
    assert balance(luck.uniform(0.1, 5, (9, 9)) * np.outer(camp, camp)) == 1


def energy_by_hand(propensity: np.ndarray, size: np.ndarray, side: tuple[bool, ...]) -> float:
    """Σ over pairs in different blocs of size × size × propensity."""
    return sum(
        size[i] * size[j] * (propensity[i, j] + propensity[j, i]) / 2
        for i, j in combinations(range(len(side)), 2)
        if side[i] != side[j]
    )


@pytest.mark.parametrize("actors", [1, 2, 3, 5, 8, 12])
def test_the_least_energy_is_that_of_brute_force(actors: int) -> None:
    luck = np.random.default_rng(actors)
    propensity, size = luck.normal(size=(actors, actors)), luck.uniform(0.1, 2, actors)
    every = energies(propensity, size)
    assert len(every) == 2 ** (actors - 1)
    if actors <= 8:
        by_hand = min(energy_by_hand(propensity, size, side) for side in product((False, True), repeat=actors))
    else:  # sᵀPs over all signs: cross-bloc energy is a quarter of (ΣP − sᵀPs)
        weighted = (propensity + propensity.T) / 2 * np.outer(size, size)
        np.fill_diagonal(weighted, 0)
        sides = np.array(list(product((-1.0, 1.0), repeat=actors)))
        by_hand = ((weighted.sum() - np.einsum("si,ij,sj->s", sides, weighted, sides)) / 4).min()
    assert every.min() == pytest.approx(by_hand)
    assert every[least_energy(propensity, size)] == every.min()


def one_actor_moves(side: np.ndarray) -> list[np.ndarray]:
    return [np.where(np.arange(len(side)) == actor, ~side, side) for actor in range(len(side))]


@pytest.mark.parametrize("seed", range(30))
def test_descent_by_one_actor_moves_ends_in_a_listed_minimum(seed: int) -> None:
    luck = np.random.default_rng(seed)
    actors = int(luck.integers(2, 8))
    propensity, size = luck.normal(size=(actors, actors)), luck.uniform(0.1, 2, actors)
    minima = {tuple(split != split[0]): energy for split, energy in local_minima(propensity, size)}
    side = luck.random(actors) < 0.5
    energy = energy_by_hand(propensity, size, tuple(side))
    for _ in range(2**actors):
        best = min(one_actor_moves(side), key=lambda s: energy_by_hand(propensity, size, tuple(s)))
        lower = energy_by_hand(propensity, size, tuple(best))
        if lower >= energy:
            break
        assert lower < energy, "it only descends"
        side, energy = best, lower
    else:
        pytest.fail("the descent did not end")
    assert minima[tuple((side != side[0]).tolist())] == pytest.approx(energy)


def test_every_listed_minimum_is_one_and_none_is_left_out() -> None:
    luck = np.random.default_rng(11)
    propensity, size = luck.normal(size=(6, 6)), luck.uniform(0.1, 2, 6)
    expected = set()
    for side in product((False, True), repeat=6):
        moved = [energy_by_hand(propensity, size, tuple(s)) for s in one_actor_moves(np.array(side))]
        if not side[0] and energy_by_hand(propensity, size, side) <= min(moved):
            expected.add(side)
    found = local_minima(propensity, size)
    assert {tuple(split.tolist()) for split, _ in found} == expected
    assert [energy for _, energy in found] == sorted(energy for _, energy in found)


def test_two_camps_have_their_camps_as_a_minimum_of_all_minima() -> None:
    camp = np.array([1, 1, -1, 1, -1])
    split, energy = local_minima(np.outer(camp, camp), np.ones(5))[0]
    assert {frozenset(np.flatnonzero(split)), frozenset(np.flatnonzero(~split))} == {
        frozenset({0, 1, 3}),
        frozenset({2, 4}),
    }
    assert energy == -6, "three times two pairs apart, each −1"


def test_too_many_actors_to_enumerate_are_refused() -> None:
    with pytest.raises(ValueError, match="too many to enumerate"):
        partitions(MAX_ACTORS + 1)
