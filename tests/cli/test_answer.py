"""The terminal's answer: the largest effects in sentences, one row a scenario, and what is left out is counted."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from rich.console import Console

from model.analysis.finished_run import Saved
from model.analysis.followed import is_set, own_part
from model.analysis.verdicts import CANNOT_TELL, MATTERS, SIZE_UNSURE, TOO_SMALL
from model.cli.answer import _would_tell, print_answer, print_next
from model.experiment.run_folder import RunFolder
from model.load import load_seeds
from model.reporting.report.sentences import Sentences
from model.reporting.wording.sizes import in_visits
from model.reporting.wording.words import Words
from tests.conftest import TRIAD, Call

SCENARIOS = [f"scenario-of-some-length-{number:02}" for number in range(30)]
CYCLE = [("a_influence", 0.02, MATTERS), ("treaty_signed", -0.3, SIZE_UNSURE), ("months_to_treaty", 4.0, MATTERS)]


class Planted(Saved):
    """A run of thirty scenarios whose findings are planted: ten move something, ten write it, ten cannot be told."""

    def __init__(self) -> None:
        self.seeds = load_seeds(TRIAD)
        self.folder = RunFolder(Path("runs/planted"))
        names = {name: SimpleNamespace(name=name.replace("-", " ").capitalize()) for name in ("baseline", *SCENARIOS)}
        self.read = SimpleNamespace(
            overrides={}, sample=False, without=[], as_of=self.seeds.region.documented_until, scenarios=names,
            worlds=100, months=12,
        )  # fmt: skip
        self.manifest = {}

    def never(self, scenario: str, outcome: str) -> bool:
        return False

    def identical(self, scenario: str) -> bool:
        return False

    @cached_property
    def findings(self) -> pd.DataFrame:
        rows = []
        for place, name in enumerate(SCENARIOS):
            for outcome, difference, kind in CYCLE:
                size = difference * (1 + place / 100)
                kind = CANNOT_TELL if place % 3 == 2 else kind
                row = {"scenario": name, "outcome": outcome, "difference": size, "kind": kind, "smallest": 0.01}
                row |= {"mean": 0.5 + size, "baseline_mean": 0.5, "ci_low": size - 0.001, "ci_high": size + 0.001}
                rows.append(
                    row
                    | {
                        "followed": 0.0 if place % 3 == 1 else size,
                        "written": place % 3 == 1,
                        "worlds_to_settle": 700 if place % 3 == 2 else None,
                    }
                )
            rows.append(rows[-1] | {"outcome": "escalation", "kind": TOO_SMALL, "written": False})
        return pd.DataFrame(rows)

    @cached_property
    def cells(self) -> dict[tuple[str, str], dict[str, object]]:
        rows = [dict(row) for _, row in self.findings.iterrows()]
        levels = {("baseline", row["outcome"]): {"mean": row["baseline_mean"]} for row in rows}
        return levels | {(row["scenario"], row["outcome"]): row for row in rows}


@pytest.fixture(scope="module")
def planted() -> Planted:
    return Planted()


def printed(saved: Saved, width: int) -> list[str]:
    out = io.StringIO()
    print_answer(Console(file=out, width=width, highlight=False), saved)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_thirty_scenarios_take_thirty_lines_at_any_width(planted: Planted, width: int) -> None:
    lines = printed(planted, width)
    rows = [line for line in lines if line.startswith("scenario-of")]
    assert [row.split()[0] for row in rows] == SCENARIOS
    assert max(map(len, lines)) <= width


def test_a_row_has_what_matters_largest_first_and_counts_the_rest(planted: Planted) -> None:
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in printed(planted, 120) if line.startswith("scen")}
    first, written, untold = SCENARIOS[:3]
    assert rows["scenario"] == "sets  what followed and matters"
    assert rows[first] == "Months to treaty +4.0 mo, Treaty signed −30 pt~, A influence +.020"
    assert rows[written] == "3  none" and rows[untold] == "none (3 cannot be told)"
    narrow = {line.split()[0]: line.split(maxsplit=1)[1] for line in printed(planted, 60) if line.startswith("scen")}
    assert narrow[first] == "Months to treaty +4.0 mo, 2 more" and "scenario" not in narrow
    assert narrow[written] == "none (3 set by the scenario)"


def test_the_sentences_tell_the_largest_of_each_outcome_and_none_that_is_written(planted: Planted) -> None:
    lines = printed(planted, 80)
    heads = [place for place, line in enumerate(lines) if line[:3] in ("1. ", "2. ", "3. ")]
    told = [" ".join(" ".join(lines[place:end]).split()) for place, end in itertools.pairwise([*heads, heads[-1] + 9])]
    first = "What followed (508.0 times the smallest difference that matters): Months to treaty (never counts as 12)"
    assert (
        told[0]
        .replace("\u00a0", " ")
        .startswith(f"1. scenario-of-some-length-27 (“Scenario of some length 27”) {first}")
    )
    assert told[0].endswith("Set by the scenario itself, no finding: no headline outcome.")
    assert "“Treaty signed” in" in told[1] and "fewer" in told[1] and "its size is not sure" in told[1]
    assert "A influence rises by" in told[2]
    assert lines[heads[0] + 1].startswith("   What followed (") and "   Set by the" in "".join(lines)


@pytest.mark.parametrize(
    ("written", "difference", "followed", "said", "counts"),
    [
        (True, 0.3, 0.0, "A influence (+0.300)", True),
        (False, 0.3, 0.2, "A influence (+0.100 of +0.300)", True),
        (False, 0.3, -0.2, "A influence (+0.500 of +0.300)", True),
        (False, 0.3, 0.291, "no headline outcome", False),  # next to nothing of it
        (False, 0.05, 0.041, "no headline outcome", False),  # less than what matters
    ],
)
def test_what_a_scenario_sets_itself_is_named_with_the_part_it_sets(
    *, written: bool, difference: float, followed: float, said: str, counts: bool
) -> None:
    row = {"scenario": SCENARIOS[0], "outcome": "a_influence", "difference": difference, "followed": followed}
    row |= {"written": written, "kind": MATTERS, "smallest": 0.01}
    one = Planted()
    one.findings = pd.DataFrame([row])
    one.cells = {(SCENARIOS[0], "a_influence"): row}
    assert Sentences(one, Words(one.seeds)).sets(SCENARIOS[0]).striptags() == said
    assert is_set(row) == counts
    assert own_part(row | {"kind": TOO_SMALL}) == (difference if written else 0), "no sure effect"


def test_of_many_outcomes_that_a_scenario_sets_the_largest_are_named_and_the_rest_is_counted() -> None:
    one = Planted()
    rows = [
        {"scenario": SCENARIOS[0], "outcome": f"alignment.A.B.{name}", "difference": size, "followed": 0.0}
        | {"written": True, "kind": MATTERS, "smallest": 0.01}
        for name, size in [("a", 0.1), ("b", 0.2), ("c", -0.6), ("d", 0.4), ("e", 0.5)]
    ]
    one.findings = pd.DataFrame(rows)
    one.cells = {(row["scenario"], row["outcome"]): row for row in rows}
    said = Sentences(one, Words(one.seeds)).sets(SCENARIOS[0]).striptags()
    assert [part[-8:] for part in said.split(", ")[:3]] == [
        "(−0.600)",
        "(+0.500)",
        "(+0.400)",
    ] and "0.200) and 1 more" in said


def test_what_is_left_out_is_counted(planted: Planted) -> None:
    last = " ".join(" ".join(printed(planted, 80)[-6:]).split())
    assert "of 120 differences: 30 that scenarios set themselves, 30 too small to matter and 30" in last
    assert "about 700 worlds would tell half of them" in last


def test_scenarios_that_lead_the_list_are_named_as_what_they_are() -> None:
    for count, said in ((1, "The first scenario is among"), (2, "The first 2 scenarios are among")):
        one = Planted()
        region = one.seeds.region.model_copy(update={"core": tuple(SCENARIOS[:count])})
        one.seeds = replace(one.seeds, region=region)
        assert f"{said} those on which the documents turn." in " ".join(printed(one, 80)).replace("  ", " ")


@pytest.mark.parametrize(
    ("difference", "followed", "said"),
    [
        (0.5, 0.3, "+0.300 (95 % interval 0.200 to 0.400) followed, besides +0.200 that the scenario itself writes"),
        (
            0.5,
            -0.3,
            "what followed took back 0.300 (95 % interval 0.200 to 0.400) of +0.800 that the scenario itself writes",
        ),
        (0.5, 0.7, "+0.700 (95 % interval 0.600 to 0.800) followed, against −0.200 that the scenario itself writes"),
        (0.5, 0.05, "+0.050 (95 % interval −0.050 to +0.150) followed, besides +0.450 that the scenario itself writes"),
        (0.5, 0.49, ""),
    ],
)
def test_a_sentence_tells_what_is_written_from_what_followed(
    planted: Planted, difference: float, followed: float, said: str
) -> None:
    row = {"scenario": SCENARIOS[0], "outcome": "a_influence", "difference": difference, "followed": followed}
    row |= {"written": False, "kind": MATTERS, "followed_low": followed - 0.1, "followed_high": followed + 0.1}
    assert Sentences(planted, Words(planted.seeds))._split(row).striptags().replace("\u00a0", " ") == said


def test_the_next_command_adds_worlds_where_much_cannot_be_told(planted: Planted) -> None:
    out = io.StringIO()
    print_next(Console(file=out, width=80, highlight=False), planted, full=False)
    assert out.getvalue().splitlines() == [
        "runs/planted", "to tell more: uv run simulate.py run --extend runs/planted --worlds 700",
    ]  # fmt: skip


def test_a_number_of_worlds_is_named_only_where_it_would_tell_half(planted: Planted) -> None:
    untold = planted.findings[planted.findings["worlds_to_settle"].notna()].reset_index(drop=True)
    assert _would_tell(untold) == 700
    untold.loc[: len(untold) // 2 + 1, "worlds_to_settle"] = None
    assert _would_tell(untold) is None


def test_a_size_is_told_by_visits() -> None:
    seeds = load_seeds(Path("seeds"))
    one = 0.2 * 0.19 * 0.5 / 3
    one_visit, visits = "one high-level visit moves", "high-level visits move"
    told = {0.5: f"less than what {one_visit}", 1.2: f"about what {one_visit}", 2.0: f"about what two {visits}",
            12.2: f"about what twelve {visits}", 13: f"about what 13 {visits}", 57.4: f"about what 57 {visits}",
            -238: f"about what 240 {visits}"}  # fmt: skip
    assert {count: in_visits(seeds, "alignment.ARM.RUS", count * one) for count in told} == told
    assert in_visits(seeds, "peace_signed", 0.4) == ""


def test_small_differences_keep_two_digits() -> None:
    words = Words(load_seeds(Path("seeds")), 36)
    shown = {0.31: "+.31", -0.0744: "−.074", 0.0025: "+.0025", 0.0: "0"}
    assert {value: words.small("alignment.ARM.RUS", value) for value in shown} == shown
    assert words.small("peace_signed", -0.123) == "−12 pt" and words.small("peace_signed", 0.004) == "+.4 pt"
    assert words.small("months_to_peace", 3.26) == "+3.3 mo"
    assert words.short("orbit.ARM=RUS") == "RUS leads ARM" and words.short("russian_influence") == "RUS influence"


def test_a_changed_run_says_so_in_its_first_sentence(call: Call, tmp_path: Path) -> None:
    small = (
        "--worlds",
        "4",
        "--months",
        "2",
        "--jobs",
        "1",
        "--no-report",
        "--seeds",
        TRIAD,
        "--out",
        tmp_path / "run",
    )
    words = ("run", "deal", *small, "--set", "assumptions.spillover=0.9", "--as-of", "2020-06")
    status, out, said = call(*words)
    assert status == 0, said
    first = " ".join(out.split("\n\n")[0].split())
    assert first.endswith("; spillover set to 0.9 and as of 2020-06.")
