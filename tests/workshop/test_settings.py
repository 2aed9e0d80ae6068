"""Explore's state is an address, a scenario file and a command, and all three mean the same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from model.load import load_scenarios
from model.workshop.catalogue import Catalogue
from model.workshop.settings import Settings, SettingsError
from tests.conftest import SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_scenario_that_nobody_changed_keeps_all_it_does(catalogue: Catalogue, name: str) -> None:
    loaded, shipped = Settings(scenario=name).loaded(catalogue), catalogue.scenarios[name]
    assert loaded.spec.interventions == shipped.spec.interventions
    assert loaded.spec.assumptions == shipped.spec.assumptions
    assert loaded.spec.horizon == shipped.spec.horizon


def test_every_intervention_of_every_scenario_is_a_piece_once(catalogue: Catalogue) -> None:
    written = sum(
        len(yaml.safe_load(Path(f"scenarios/{name}.yaml").read_text()).get("interventions", ())) for name in SHIPPED
    )
    assert len(catalogue.pieces) == written


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_an_address_brings_back_what_was_chosen(catalogue: Catalogue, seed: int) -> None:
    rng = random.Random(seed)
    chosen = Settings(scenario=rng.choice(SHIPPED), name=rng.choice(["", "Mine & yours; 100 % <b>?#", "Երևան Bakı"]))
    for piece in rng.sample(sorted(catalogue.pieces), 3):
        chosen = chosen.with_piece(piece, rng.random() < 0.7, catalogue)
    numbers = catalogue.seeds.numbers
    for path in rng.sample(sorted(numbers), 3):
        low, high = numbers[path].range
        chosen = chosen.with_assumption(path, rng.uniform(low, high), catalogue.seeds)
    chosen = chosen.with_doubt(rng.choice(catalogue.seeds.events).id, rng.random(), catalogue.seeds)
    try:
        chosen.checked(catalogue)
    except SettingsError:  # some combinations cannot be, and say so
        return
    assert Settings.read(chosen.query(), catalogue) == chosen


def test_the_downloaded_file_is_the_scenario_of_the_address(catalogue: Catalogue, tmp_path: Path) -> None:
    chosen = Settings.read(
        "scenario=corridor-agreed&off=baseline.1&also=russian-provocation-skirmish.1&move=corridor-agreed.1:2026-03",
        catalogue,
    )
    path = tmp_path / f"{chosen.file_stem(catalogue)}.yaml"
    path.write_text(chosen.download(catalogue, 256), encoding="utf-8")
    (loaded,) = load_scenarios([str(path)], catalogue.seeds)
    assert loaded.spec == chosen.loaded(catalogue).spec
    assert [i.at for i in loaded.spec.interventions] == ["2025-10", "2025-10", "2026-03", "2025-10"]


def test_the_first_line_is_the_command(catalogue: Catalogue) -> None:
    chosen = Settings.read("scenario=peace-deal-signed&set=impact:0.25&as-of=2025-06&seed=7&months=12", catalogue)
    first = chosen.download(catalogue, 256).splitlines()[0]
    assert first == (
        "# uv run simulate.py run my-peace-treaty-signed.yaml --worlds 256 --months 12 --seed 7 --as-of 2025-06 "
        "--set assumptions.impact=0.25"
    )


def test_a_span_keeps_its_length_when_it_is_moved(catalogue: Catalogue) -> None:
    piece = next(p for p, spec in catalogue.pieces.items() if spec.between is not None)
    first, last = catalogue.pieces[piece].dates
    home = catalogue.home(piece).id
    moved = Settings(scenario=home).with_date(piece, first + 2, catalogue).intervention(piece, catalogue)
    assert moved.dates == [first + 2, last + 2]


def test_what_is_switched_off_forgets_its_date(catalogue: Catalogue) -> None:
    here = Settings(scenario="peace-deal-signed")
    moved = here.with_date("peace-deal-signed.2", 24312, catalogue)
    assert moved.moved and not moved.with_piece("peace-deal-signed.2", False, catalogue).moved


def test_setting_a_number_back_leaves_nothing_behind(catalogue: Catalogue) -> None:
    here = Settings()
    changed = here.with_assumption("assumptions.impact", 0.25, catalogue.seeds)
    assert changed.overrides() == {"assumptions.impact": 0.25}
    assert changed.with_assumption("assumptions.impact", 0.2, catalogue.seeds) == here


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("scenario=../../etc/passwd", "There is no scenario"),
        ("scenario=", "There is no scenario"),
        ("months=0", "months must be"),
        ("months=1e9", "months must be"),
        ("months=٣", "months must be"),
        ("seed=-1", "seed must be"),
        ("seed=99999999999999999999", "seed must be"),
        ("as-of=2099-01", "The documents cover"),
        ("as-of=2025-13", "The documents cover"),
        ("set=impact:nan", "impact must be a number"),
        ("set=impact:inf", "impact must be a number"),
        ("set=impact:-3", "impact must be a number"),
        ("set=__class__:1", "Nothing here is called"),
        ("set=:", "Nothing here is called"),
        ("set=feeling:0.2", "at most 3 times"),
        ("doubt=karabakh-war-2020:2", "must be a number from 0 to 1"),
        ("doubt=nothing:0.5", "Nothing here is called"),
        ("off=peace-deal-signed.1", "Nothing here is called"),
        ("also=baseline.99", "Nothing here is called"),
        ("move=baseline.1:1999-01", "documented past"),
        ("move=baseline.1:9999-12", "beyond the horizon"),
        ("move=baseline.1:", "written YYYY-MM"),
        ("name=" + "x" * 81, "A name is one line"),
        ("name=a%00b", "A name is one line"),
        ("name=a%0Ab", "A name is one line"),
        ("x=" + "y" * 9000, "too long"),
        ("&".join(f"off={n}" for n in range(500)), "too many"),
    ],
)
def test_an_absurd_address_gets_a_polite_answer(catalogue: Catalogue, query: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.read(query, catalogue)


def test_script_in_a_name_stays_a_text(catalogue: Catalogue, tmp_path: Path) -> None:
    text = "<script>alert(1)</script> # : {x} \"'"
    chosen = Settings(name=text)
    path = tmp_path / "named.yaml"
    path.write_text(chosen.download(catalogue, 256), encoding="utf-8")
    assert load_scenarios([str(path)], catalogue.seeds)[0].spec.name == text
    assert "<" not in chosen.file_stem(catalogue) and "\n" not in chosen.command(catalogue, 256)


TREATY, ROUTE, FIRE = (
    "The peace treaty is signed",
    "The transit route opens",
    "Fire at the border, for which Moscow is blamed",
)


def test_levers_build_on_each_other_and_are_an_address_like_any_other(catalogue: Catalogue) -> None:
    assert set(catalogue.levers) == {TREATY, ROUTE, FIRE} and next(iter(catalogue.levers)) != ROUTE
    start = Settings()
    assert start.levers(catalogue) == ()
    route = start.with_lever(ROUTE, True, catalogue)
    assert set(route.levers(catalogue)) == {TREATY, ROUTE}, "a route needs its treaty"
    assert Settings.read(route.query(), catalogue) == route
    assert route.also_only((TREATY, ROUTE), catalogue) and not route.also_only((TREATY,), catalogue)
    both = route.with_lever(FIRE, True, catalogue)
    assert set(both.levers(catalogue)) == {TREATY, ROUTE, FIRE}
    assert both.with_lever(TREATY, False, catalogue).levers(catalogue) == (FIRE,), "the route goes with the treaty"
    assert both.with_lever(ROUTE, False, catalogue).levers(catalogue) == (TREATY, FIRE)
    assert both.with_lever(FIRE, False, catalogue) == route
    assert route.with_lever(TREATY, False, catalogue) == start
    signed = Settings(scenario="peace-deal-signed")
    assert signed.levers(catalogue) == (TREATY,)
    assert signed.with_lever(TREATY, False, catalogue).pieces(catalogue) == start.pieces(catalogue)


def test_a_region_without_levers_offers_none(small: Catalogue) -> None:
    assert small.levers == {}
