"""Voices: an actor wants what its officials state, wholly or in part, instead of what the documents say of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.common.errors import SeedError
from model.load import load_seeds
from model.rules.axes import Array, Axes
from model.rules.values import Values
from model.simulation.parameters import interests, stakes
from model.spec.base import month_of
from model.spec.seeds import Seeds

Rewrite = Callable[[str, str, str], None]

STATED = """  AAA_says:
    actor: AAA
    voice: {voice}
    why: A says that it wants B and C to be friends
    cares:
      - {of: BBB, to: CCC, weight: 3}
      - {of: CCC, to: BBB, weight: -1}
    stakes: {treaty: 0.9, road: 0.2}
""".replace("weight: 3}", "weight: 0.75}").replace("weight: -1}", "weight: -0.25}")


def spoken(folder: Path, voice: float, text: str = STATED) -> Seeds:
    path = folder / "interests.yaml"
    path.write_text(path.read_text(encoding="utf-8") + text.replace("{voice}", str(voice)), encoding="utf-8")
    return load_seeds(folder)


def wants(seeds: Seeds, changes: dict[str, float] | None = None) -> dict[str, tuple[Array, Array]]:
    """Profile → its interests (dimension, actor, actor) and stakes (issue,)."""
    values, axes = Values.central(seeds).replaced(changes or {}), Axes.of(seeds)
    cares, worth = interests(seeds, axes, values)[0], stakes(seeds, axes, values)[0]
    return {name: (cares[place], worth[place]) for name, place in axes.profile.items()}


def test_at_0_every_actor_wants_what_it_wanted_before(triad_folder: Path) -> None:
    before = wants(load_seeds(triad_folder))
    after = wants(spoken(triad_folder, 0))
    for name, (cares, worth) in before.items():
        assert np.array_equal(after[name][0], cares) and np.array_equal(after[name][1], worth)


@pytest.mark.parametrize("share", [0.25, 1.0])
def test_an_actor_wants_what_its_officials_state_as_far_as_its_voice_says(triad_folder: Path, share: float) -> None:
    seeds = spoken(triad_folder, 0)
    axes, found, plain = Axes.of(seeds), wants(seeds, {"voices.AAA": share}), wants(seeds)
    a, b, c = (axes.actor[name] for name in ("AAA", "BBB", "CCC"))
    cares, worth = found["AAA"]
    # as documented: B to A .75, B to C −.25; as stated: B to C .75, C to B −.25; each over two dimensions
    assert cares[:, b, a] == pytest.approx([0.375 * (1 - share)] * 2)
    assert cares[:, b, c] == pytest.approx([-0.125 * (1 - share) + 0.375 * share] * 2)
    assert cares[:, c, b] == pytest.approx([-0.125 * share] * 2)
    assert worth[axes.issue["treaty"]] == pytest.approx(-0.5 * (1 - share) + 0.9 * share)
    assert worth[axes.issue["road"]] == pytest.approx(0.2 * share)
    for name in ("BBB", "CCC", "CCC_trader"):
        assert np.array_equal(found[name][0], plain[name][0]) and np.array_equal(found[name][1], plain[name][1])


def test_a_file_may_set_a_voice_and_worlds_may_differ_in_it(triad_folder: Path) -> None:
    seeds = spoken(triad_folder, 1)
    axes, values = Axes.of(seeds), Values.central(seeds).drawn({"voices.AAA": np.array([0.0, 1.0])})
    assert wants(seeds)["AAA"][1][axes.issue["treaty"]] == 0.9
    assert stakes(seeds, axes, values)[:, axes.profile["AAA"], axes.issue["treaty"]] == pytest.approx([-0.5, 0.9])


def test_a_voice_is_chosen_and_never_drawn_and_its_parts_are_no_assumptions(triad_folder: Path) -> None:
    numbers = spoken(triad_folder, 0).numbers
    assert numbers["voices.AAA"].range == (0, 0) and numbers["voices.AAA"].limits == (0, 1)
    assert not [path for path in numbers if "AAA_says" in path]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("voice: {voice}", "voice: 2", "voice: must be"),
        (
            "  AAA_says:",
            "  AAA_says: {actor: AAA, voice: 0, why: x, cares: []}\n  AAA_more:",
            "`voice` is for one profile",
        ),
    ],
)
def test_an_actor_has_one_voice_from_0_to_1(triad_folder: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(SeedError) as caught:
        spoken(triad_folder, 0, STATED.replace(old, new))
    assert said in str(caught.value)


def test_no_stage_brings_a_voice_to_power(triad_folder: Path, rewrite: Rewrite) -> None:
    rewrite("issues.yaml", "CCC_trader}", "CCC_says}")
    with pytest.raises(SeedError, match=r"CCC_says is what officials state: voices\.CCC turns to it, not a stage"):
        spoken(triad_folder, 0, STATED.replace("AAA", "CCC"))


def test_every_actor_that_decides_has_a_voice_with_pages_read_up_to_8_august_2025(seeds: Seeds) -> None:
    axes = Axes.of(seeds)
    assert set(seeds.interests.voices) == set(axes.actors[: axes.deciders])
    for name in seeds.interests.voices.values():
        documents = [seeds.documents[d] for d in seeds.interests.profiles[name].source or () if d != "chronicle"]
        assert documents and all(d.pages and d.date and month_of(d.date) <= month_of("2025-08") for d in documents)
