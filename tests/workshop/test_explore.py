"""The pages show what `run` computes."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.analysis.followed import part_written
from model.evidence.replay import replay
from model.experiment.ensemble import BlockResult, Task, run_block, tasks
from model.load import BASELINE
from model.simulation.experiment import Experiment
from model.simulation.measures import Measures
from model.workshop import explore
from model.workshop.catalogue import Catalogue
from model.workshop.explore import SETTLED_WORLDS, Explorer, explorer_of, previewed
from model.workshop.results import Ensemble, Explored
from model.workshop.settings import Settings
from model.workshop.why import score, scores, told
from tests.conftest import TRIAD, Call

pytestmark = pytest.mark.slow


def explored(catalogue: Catalogue, chosen: Settings, worlds: int) -> Explored:
    (found,) = previewed(catalogue.seeds, ((chosen, chosen.baseline(catalogue)), worlds))
    return found


def simulated(catalogue: Catalogue, chosen: Settings, worlds: int) -> Ensemble:
    return explorer_of(catalogue.seeds).ensembles((chosen,), worlds)[chosen]


def run_downloaded(catalogue: Catalogue, chosen: Settings, folder: Path, call: Call) -> pd.DataFrame:
    """The comparison that the first line of the downloaded file computes."""
    path = folder / f"{chosen.file_stem(catalogue)}.yaml"
    path.write_text(chosen.download(catalogue, SETTLED_WORLDS), encoding="utf-8")
    words = shlex.split(path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# uv run simulate.py"))
    words[words.index(path.name)] = str(path)
    status, _, said = call(*words, "--no-report", "--out", folder / "run", "--jobs", "1")
    assert status == 0, said
    exact = dict.fromkeys(("difference", "ci_low", "ci_high"), float)  # pandas before 3 may round the last digit
    rows = pd.read_csv(folder / "run" / "comparison.csv", converters=exact)
    return rows[rows["scenario"] == path.stem].set_index("outcome")


def run_worlds(catalogue: Catalogue, chosen: Settings, worlds: int) -> BlockResult:
    """The worlds as `run` computes them."""
    experiment, _ = explorer_of(catalogue.seeds).experiment(chosen)
    (found,) = (run_block(experiment, task) for task in tasks(experiment, worlds))
    return found


def same(found: Explored, rows: pd.DataFrame) -> None:
    """The page's effects are the rows of a comparison, to the last digit; a category nobody fell into has no row."""
    for effect in found.effects:
        if effect.outcome in rows.index:
            row = rows.loc[effect.outcome]
            assert (effect.difference, effect.low, effect.high) == (row["difference"], row["ci_low"], row["ci_high"])
        else:
            assert "=" in effect.outcome and effect.difference == 0


@pytest.mark.parametrize(
    "query",
    ["scenario=deal", "scenario=deal&set=impact:0.17&seed=3&months=9&doubt={event}:0.35", "scenario=baseline&months=5"],
)
def test_the_downloaded_file_computes_the_numbers_of_the_page_again(
    small: Catalogue, tmp_path: Path, call: Call, query: str
) -> None:
    chosen = Settings.read(query.format(event=small.seeds.events[0].id), small)
    found = explored(small, chosen, SETTLED_WORLDS)
    rows = run_downloaded(small, chosen, tmp_path, call)
    assert found.complete and {e.outcome for e in found.effects} == set(small.seeds.outcomes.headline)
    same(found, rows)


def test_so_it_does_in_the_shipped_region_with_a_disagreement(catalogue: Catalogue, tmp_path: Path, call: Call) -> None:
    query = "scenario=peace-deal-signed&months=6&as-of=2025-06&doubt=karabakh-war-2020:0.5&set=pressure:3"
    chosen = Settings.read(query + "&move=peace-deal-signed.2:2025-11", catalogue)
    found = explored(catalogue, chosen, SETTLED_WORLDS)
    rows = run_downloaded(catalogue, chosen, tmp_path, call)
    same(found, rows)
    assert any(effect.difference for effect in found.effects)


def test_what_followed_on_the_page_is_the_difference_without_that_of_the_script_alone(
    catalogue: Catalogue, tmp_path: Path, call: Call
) -> None:
    chosen = Settings(scenario="moscow-baku-reset", months=6)
    found = explore.explored(catalogue.seeds, (chosen, chosen.baseline(catalogue)), SETTLED_WORLDS)
    rows, parted = run_downloaded(catalogue, chosen, tmp_path, call), 0
    same(found, rows)
    for effect in (effect for effect in found.effects if effect.outcome in rows.index):
        row = rows.loc[effect.outcome]
        own = part_written(row["difference"], row["difference_script"], row["baseline_mean"] - row["baseline_script"])
        own = own if abs(own) >= 0.05 * abs(row["difference"]) else 0.0
        assert effect.followed == pytest.approx(0.0 if "set by" in effect.said else row["difference"] - own, abs=1e-5)
        parted += effect.followed not in (0.0, effect.difference)
    assert parted, "the scenario writes a part of something"
    preview = explored(catalogue, chosen, SETTLED_WORLDS)
    assert all(effect.followed == effect.difference for effect in preview.effects), "not known"


@pytest.mark.parametrize(
    "query",
    ["scenario=corridor-opened&months=9", "scenario=corridor-opened&months=9&set=impact:0.2&also=treaty-stalls.1"],
)
def test_what_came_through_whom_sums_to_the_difference_on_the_page(catalogue: Catalogue, query: str) -> None:
    chosen = Settings.read(query, catalogue)
    effects = {effect.outcome: effect for effect in explored(catalogue, chosen, 24).effects}
    found = explore.told_through(catalogue.seeds, (chosen, chosen.baseline(catalogue)), 24)
    assert {*effects} - {*found} == {"orbit.ARM=RUS", "peace_stands", "corridor_agreed", "escalation"}
    assert any(reason.actors for reasons in found.values() for reason in reasons), "somebody acts otherwise"
    for outcome, reasons in found.items():
        assert sum(reason.size for reason in reasons) == pytest.approx(effects[outcome].difference, abs=1e-9)


def test_the_few_worlds_of_a_preview_are_the_first_of_the_many(catalogue: Catalogue) -> None:
    chosen = Settings(scenario="peace-deal-signed", months=8)
    few, many = (simulated(catalogue, chosen, worlds) for worlds in (7, SETTLED_WORLDS))
    for name in ("alignment.ARM.RUS", "russian_influence"):
        assert np.array_equal(few.outcomes[name], many.outcomes[name][:7])


def test_nothing_changed_is_no_difference(small: Catalogue) -> None:
    found = explored(small, Settings(months=6), 20)
    assert all(effect.difference == 0 and not effect.sure for effect in found.effects)


def test_months_to_what_no_world_came_to_are_never_and_say_what_they_count_as(catalogue: Catalogue) -> None:
    chosen = Settings(months=2)
    outcomes = catalogue.seeds.outcomes.model_copy(update={"headline": ("peace_signed", "months_to_peace")})
    catalogue = Catalogue.of(replace(catalogue.seeds, outcomes=outcomes))
    here = simulated(catalogue, chosen, 7)
    timed = [effect for effect in explored(catalogue, chosen, 7).effects if effect.unit == "months"]
    assert timed and any(np.isnan(here.outcomes[effect.outcome]).all() for effect in timed)
    for effect in timed:
        assert effect.label.endswith("(never counts as 2)")
        nowhere = bool(np.isnan(here.outcomes[effect.outcome]).all())
        assert np.isnan(effect.here) == nowhere, effect


def test_an_assumption_holds_in_the_baseline_too(small: Catalogue) -> None:
    plain, changed = Settings(months=6), Settings(months=6, assume=(("assumptions.impact", 0.1),))
    one, other = (simulated(small, side.baseline(small), 20) for side in (plain, changed))
    name = next(name for name in one.outcomes if name.startswith("alignment."))
    assert not np.array_equal(one.outcomes[name], other.outcomes[name])


def test_fans_and_milestones_are_those_of_the_worlds(small: Catalogue) -> None:
    chosen = Settings(scenario="deal", months=12)
    worlds, found = run_worlds(small, chosen, 40), explored(small, chosen, 40)
    for fan in found.fans:
        last = worlds.outcomes.get(fan.measure)
        if last is not None:
            assert fan.bands["q50"][-1] == pytest.approx(np.median(last), abs=2e-4)
            assert [single[-1] for single in fan.singles] == pytest.approx(last[:5], abs=2e-4)
    for curve in found.curves:
        assert curve.share[-1] == pytest.approx(worlds.outcomes[curve.outcome].mean(), abs=1e-4)
        assert curve.share == sorted(curve.share)
    assert found.fans and found.curves


def test_mean_alignments_are_means_over_worlds(small: Catalogue) -> None:
    chosen = Settings(scenario="deal", months=6)
    worlds, found = run_worlds(small, chosen, 30), explored(small, chosen, 30)
    actors = found.leanings.actors
    for i, of in enumerate(actors):
        for j, to in enumerate(actors):
            if of != to:
                mean = worlds.outcomes[f"alignment.{of}.{to}"].mean()
                assert found.leanings.here[-1][i][j] == pytest.approx(mean, abs=1e-4)


def test_a_replay_is_spared_only_where_nothing_in_it_changes(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer, replayed = Explorer(catalogue.seeds), []
    monkeypatch.setattr("model.evidence.cache.replay", lambda *words: replayed.append(words) or replay(*words))
    plain = explorer.past(Settings())
    assert len(replayed) == 1
    assert np.array_equal(explorer.past(Settings(assume=(("assumptions.pressure", 3.0),))).alignment, plain.alignment)
    assert len(replayed) == 1, "no replay asks for pressure"
    for settings in (
        Settings(assume=(("assumptions.impact", 0.11),)),
        Settings(assume=(("standing.alleged", 0.11),)),
        Settings(doubt=((catalogue.seeds.events[0].id, 0.11),)),
    ):
        assert not np.array_equal(explorer.past(settings).alignment, plain.alignment), settings
    assert len(replayed) == 4


def test_those_who_wish_at_once_get_what_each_would_get_alone(catalogue: Catalogue) -> None:
    """Rows of one region: other assumptions, other scenarios, another reading of the evidence, and a baseline."""
    chosen = [
        Settings(scenario="corridor-opened", months=7, assume=(("assumptions.spillover", 0.9),)),
        Settings(scenario="corridor-opened", months=7, assume=(("assumptions.impact", 0.2), ("tempo.RUS", 0.4))),
        Settings(scenario="corridor-opened", months=7),
        Settings(scenario="peace-deal-signed", months=7, assume=(("assumptions.memory_half_life", 60.0),)),
        Settings(months=7, doubt=(("karabakh-war-2020", 0.2),), assume=(("assumptions.pressure", 3.0),)),
        Settings(months=7, doubt=(("karabakh-war-2020", 0.2),), assume=(("assumptions.choice_noise", 0.03),)),
    ]
    wanted = [side for one in chosen for side in (one, one.baseline(catalogue))]
    for one, found in Explorer(catalogue.seeds).ensembles(wanted, 4).items():
        alone = Explorer(catalogue.seeds).ensembles([one], 4)[one]
        assert found.fired == alone.fired
        assert np.array_equal(found.leaning, alone.leaning) and np.array_equal(found.followed, alone.followed), one
        for name, column in alone.outcomes.items():
            assert np.array_equal(found.outcomes[name], column, equal_nan=column.dtype.kind == "f"), (one, name)


@pytest.mark.parametrize("worlds", [9, SETTLED_WORLDS])
def test_what_explore_keeps_is_what_a_run_keeps_of_the_same_worlds_to_the_last_bit(
    catalogue: Catalogue, worlds: int
) -> None:
    """Though it works out no other outcome, and makes anew only what a changed number bears on."""
    chosen = Settings(scenario="corridor-opened", months=8, assume=(("assumptions.spillover", 0.9), ("tempo.RUS", 0.4)))
    both = [chosen, chosen.baseline(catalogue), chosen.nobody_acting(catalogue.seeds)]
    every = Measures(explorer_of(catalogue.seeds).choice_set)
    for settings, kept in Explorer(catalogue.seeds).ensembles(both, worlds).items():
        scenario = settings.loaded(catalogue)
        months, start = settings.horizon(catalogue), settings.start(catalogue.seeds)
        experiment = Experiment(catalogue.seeds, (scenario,), start, months, settings.seed, settings.overrides())
        found = run_block(experiment, Task(scenario.id, 0, worlds))
        assert kept.outcomes and all(
            np.array_equal(column, found.outcomes[name]) for name, column in kept.outcomes.items()
        )
        assert np.array_equal(kept.followed, found.followed)
        actors = every.axes.actors[: every.axes.deciders]
        for i, of in enumerate(actors):
            for j, to in enumerate(actors):
                sums = found.total[:, every.names.index(f"alignment.{of}.{to}")] if of != to else 0.0
                assert np.array_equal(kept.leaning[:, i, j], np.broadcast_to(sums, months + 1)), (of, to)


def test_those_who_ask_at_once_are_each_shown_their_own_picture(catalogue: Catalogue) -> None:
    chosen = [
        Settings(scenario="corridor-opened", months=7, assume=(("assumptions.spillover", 0.9),)),
        Settings(scenario="corridor-opened", months=7, assume=(("assumptions.spillover", 0.8),)),
        Settings(months=7),
    ]
    both = [(one,) if one.is_baseline else (one, one.baseline(catalogue)) for one in chosen]
    together = previewed(catalogue.seeds, *((sides, worlds) for worlds in (4, 5) for sides in both))
    explorer = Explorer(catalogue.seeds)
    for (sides, worlds), found in zip(((s, worlds) for worlds in (4, 5) for s in both), together, strict=True):
        alone = explorer.ensembles(sides, worlds)
        assert found == explorer.drawn(sides[0], alone[sides[0]], alone[sides[-1]])
    assert len({(found.worlds, found.effects) for found in together}) == len(together), "each another"


def test_the_parts_of_a_score_add_up_to_it(catalogue: Catalogue) -> None:
    chosen = Settings(doubt=(("karabakh-war-2020", 0.2),))
    found = score(catalogue.seeds, chosen, "ARM", "AZE")
    assert sum(part.part for part in found.parts) == pytest.approx(found.value, abs=0.01)
    matrix = scores(catalogue.seeds, chosen)
    i, j = (matrix.actors.index(name) for name in ("ARM", "AZE"))
    assert matrix.here[i][j] == pytest.approx(found.value, abs=1e-4)
    assert matrix.as_coded[i][j] == pytest.approx(found.as_coded, abs=1e-4)
    assert found.value != found.as_coded


def test_a_tie_says_what_stands_and_since_when(catalogue: Catalogue) -> None:
    ties = [part for part in score(catalogue.seeds, Settings(), "ARM", "RUS").parts if part.kind]
    (base,) = (tie for tie in ties if "Gyumri" in tie.what)
    assert base.what.startswith("102nd base at Gyumri") and base.kind == "base" and not base.event
    assert (base.date, base.until) == ("", ""), "always"
    assert {("", "2024-01"), ("2020-11", "2023-09")} <= {(tie.date, tie.until) for tie in ties}
    by_stage = {(catalogue.seeds.issues.issues[tie.issue].name, tie.stage, tie.kind) for tie in ties if tie.issue}
    assert ("Armenia's EAEU membership", "member", "economic_union") in by_stage


def test_an_event_that_is_given_no_weight_can_be_given_some_again(catalogue: Catalogue) -> None:
    found = score(catalogue.seeds, Settings(doubt=(("karabakh-war-2020", 0.0),)), "ARM", "AZE")
    (part,) = (part for part in found.parts if part.event == "karabakh-war-2020")
    assert (part.part, part.salience, part.coded) == (0, 0, 1)


def test_a_world_told_has_every_month_and_says_where_the_worlds_part(small: Catalogue) -> None:
    found = told(small.seeds, Settings(scenario="deal", months=6), 2)
    assert [month.number for month in found.months] == [1, 2, 3, 4, 5, 6]
    assert all(month.lines for month in found.months) and found.ending
    assert told(small.seeds, Settings(months=3), 2).parted is None
    assert BASELINE in small.scenarios and small.seeds.folder == TRIAD
