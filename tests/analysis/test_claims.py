"""Claims are judged by the numbers alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from model.analysis.claims import judged, verdict
from model.common.errors import SeedError
from model.load import load_seeds
from model.spec.claims import Claim, Test
from model.spec.seeds import Seeds
from tests.conftest import SHIPPED


def check(**more: object) -> Test:
    return Test.model_validate({"scenario": "s", "outcome": "x", "below": 0} | more)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-2, -1, "borne out"),
        (-1, 1, "undecided"),
        (0, 1, "contradicted"),
        (-1, 0, "undecided"),
        (-np.inf, np.inf, "undecided"),
    ],
)
def test_the_whole_interval_must_lie_on_one_side(low: float, high: float, said: str) -> None:
    assert verdict(check(), low, high) == said
    assert verdict(check(below=None, above=0), -high, -low) == said


def test_a_test_has_one_threshold_and_two_different_scenarios() -> None:
    for wrong in ({"above": 1}, {"below": None}, {"against": "s"}):
        with pytest.raises(ValidationError):
            check(**wrong)


def worlds(shift: float, yes: float) -> pd.DataFrame:
    noise = np.linspace(-1, 1, 200)
    return pd.DataFrame({"world": range(200), "x": noise + shift, "done": np.arange(200) < 200 * yes})


OUTCOMES = {"baseline": worlds(0, 0.1), "s": worlds(-0.5, 0.1), "t": worlds(-0.25, 0.8)}


def judge(
    *tests: Test, matters: float = 0.1, rule: str = "", alone: Mapping[str, float] | None = None, **script: float
) -> tuple[str, list[str]]:
    """The verdict on a claim and on its tests; script, alone: scenario → what it writes, what comes if nobody acts."""
    by_itself = alone or {}
    claim = Claim(documents=("d",), says="so", tests=tests, rule_taken=rule)
    (found,) = judged(
        {"c": claim},
        OUTCOMES,
        12,
        lambda *_: matters,
        lambda name, _: (script.get(name, np.nan), by_itself.get(name, np.nan)),
    )
    return found.verdict, [tested.verdict for tested in found.tests]


def test_a_claim_is_borne_out_if_every_test_is() -> None:
    against_t = check(against="t")
    assert judge(check(), against_t) == ("borne out", ["borne out", "borne out"])
    assert judge(check(), check(below=-0.6)) == ("contradicted", ["borne out", "contradicted"])


def test_a_direction_that_is_too_small_to_matter_is_barely_borne_out() -> None:
    barely = "borne out but too small to matter"
    assert judge(check(), matters=0.6) == (barely, [barely])
    assert judge(check(), check(scenario="t", against="s", below=None, above=0), matters=0.3)[0] == barely
    assert judge(check(below=-0.2), matters=0.6)[0] == "borne out", "a limit is not weighed: the claim gave its size"


def test_what_a_scenario_writes_itself_bears_nothing_out() -> None:
    written = "cannot be tested here: the scenario writes it itself"
    assert judge(check(), s=-0.45) == (written, [written]), "what followed, .05, does not matter"
    assert judge(check(), s=-0.3)[0] == "borne out", "what followed, .2, does"
    assert judge(check(), s=-0.9)[0] == written, "what followed, .4, went the other way"
    assert judge(check(against="t"), s=-0.5, t=-0.25)[0] == written, "by both scripts"
    assert judge(check(against="t"), s=-0.5)[0] == "borne out", "where it is not known"


def test_a_difference_the_other_way_that_is_too_small_to_matter_contradicts_nothing() -> None:
    nothing, up = "no difference that matters", check(below=None, above=0)
    assert judge(up) == ("contradicted", ["contradicted"])
    assert judge(up, matters=0.6) == (nothing, [nothing])
    assert judge(check(scenario="t", outcome="done", against="s", below=None, above=0.9))[0] == "contradicted"
    assert judge(check(outcome="done"))[0] == nothing, "the same in every world"
    assert judge(check(), up, matters=0.6)[0] == nothing, "one of two directions is not borne out"
    assert judge(check(below=None, above=-0.4), matters=0.6)[0] == "contradicted", "a limit is not weighed"
    assert judge(up, matters=0.5)[0] == "contradicted", "as large as what matters"


def test_what_a_scenario_writes_itself_contradicts_nothing_either() -> None:
    written, up = "cannot be tested here: the scenario writes it itself", check(below=None, above=0)
    assert judge(up, s=-0.45)[0] == written, "what followed, -.05, does not matter"
    assert judge(up, s=-0.3)[0] == "contradicted", "what followed, -.2, does"
    assert judge(check(below=-0.6), s=0.2)[0] == written, "what followed, -.7, is on the claimed side"
    assert judge(check(below=-0.6), s=0.05)[0] == "contradicted"


def test_levels_and_limits_too_are_asked_what_the_scenario_writes_itself() -> None:
    written = "cannot be tested here: the scenario writes it itself"
    level = check(scenario="t", outcome="done", measure="level", below=None, above=0.5)
    assert judge(level, t=0.1)[0] == "borne out", "without what it writes itself .7 of the worlds"
    assert judge(level, t=0.4)[0] == written, "without it .4"
    assert judge(level)[0] == "borne out", "where it is not known"
    assert judge(level.model_copy(update={"scenario": "baseline", "above": 0.01}), baseline=0.9)[0] == "borne out"
    limit = check(below=-0.3)
    assert judge(limit, s=-0.1)[0] == "borne out" and judge(limit, s=-0.2)[0] == written


def test_what_comes_with_nobody_acting_bears_nothing_out() -> None:
    """The scenario is .5 lower: of that it writes .2, and .45 comes if nobody acts, by the issue's own chances."""
    by_itself = "cannot be tested here: it comes with nobody acting"
    assert judge(check(), s=-0.2, alone={"s": -0.45}) == (by_itself, [by_itself])
    assert judge(check(), s=-0.2, alone={"s": -0.6})[0] == by_itself, "what actors do goes the other way"
    assert judge(check(), s=-0.2, alone={"s": -0.3})[0] == "borne out"
    assert judge(check(), s=-0.45, alone={"s": -0.45})[0] == "cannot be tested here: the scenario writes it itself"


def test_a_share_near_its_end_leaves_no_room_for_a_claim_to_fail_or_to_come_out() -> None:
    """Of the baseline's worlds a tenth are done: it can fall by a tenth at most, and rise by nine."""
    no_room = "cannot be tested here: the other side leaves no room"
    of_done = {"outcome": "done"}
    assert judge(check(**of_done), matters=0.2) == (no_room, [no_room]), "no fall that matters can be found"
    assert judge(check(**of_done), matters=0.05)[0] == "no difference that matters"
    assert judge(check(**of_done, below=None, above=-0.09))[0] == no_room, "it cannot fail"
    assert judge(check(**of_done, below=None, above=-0.04))[0] == "borne out"
    up = check(**of_done, scenario="t", below=None, above=0)
    assert judge(up, matters=0.2)[0] == "borne out", "a rise can come out, and can be missed"
    assert judge(check(**of_done, scenario="t"), matters=0.2)[0] == "contradicted", "what came is judged all the same"
    assert judge(up, check(**of_done), matters=0.2) == ("borne out", ["borne out", no_room]), "it counts for nothing"


def test_a_rule_taken_from_the_claim_cannot_test_it() -> None:
    taken = "cannot be tested here: the rule is taken from the claim"
    assert judge(check(), rule="it says so") == (taken, ["borne out"])
    assert judge(check(scenario="elsewhere"), rule="it says so")[0] == "not tested"


def test_every_rule_said_to_be_taken_from_a_claim_has_its_reason(seeds: Seeds) -> None:
    taken = {name for name, claim in seeds.claims.items() if claim.rule_taken}
    assert "route-widens-middle-corridor" in taken and len(taken) == 5
    assert not any("rule taken from" in claim.caution for claim in seeds.claims.values())


def test_a_level_is_tested_by_its_own_interval() -> None:
    # Wilson's interval of 20 in 200 runs from .066 to .149
    assert judge(check(outcome="done", measure="level", below=0.15))[0] == "borne out"
    assert judge(check(outcome="done", measure="level", below=0.14))[0] == "undecided"
    assert judge(check(outcome="done", measure="level", below=0.06))[0] == "contradicted"


def test_what_was_not_run_is_not_judged() -> None:
    assert judge(check(scenario="elsewhere")) == ("not tested", ["not tested"])
    assert judge(check(), check(scenario="elsewhere"))[0] == "undecided"


def test_a_region_needs_no_claims(triad_folder: Path) -> None:
    assert load_seeds(triad_folder).claims == {}


def test_a_claim_about_an_outcome_that_is_not_measured_is_a_fault(triad_folder: Path) -> None:
    said = "claims: {c: {documents: gazette, says: so, tests: [{scenario: deal, outcome: treaty_sined, below: 0}]}}\n"
    (triad_folder / "claims.yaml").write_text(said, encoding="utf-8")
    with pytest.raises(SeedError, match=r"claims.c.tests\[0\].outcome: unknown outcome .*did you mean treaty_signed\?"):
        load_seeds(triad_folder)


def test_every_shipped_claim_names_scenarios_that_exist(seeds: Seeds) -> None:
    named = {name for claim in seeds.claims.values() for test in claim.tests for name in (test.scenario, test.against)}
    assert named <= set(SHIPPED)


def test_every_article_has_a_claim(seeds: Seeds) -> None:
    articles = {name for name, document in seeds.documents.items() if (document.file or "").endswith(".txt")}
    assert len(articles) == 5
    assert {name for claim in seeds.claims.values() for name in claim.documents} == articles
