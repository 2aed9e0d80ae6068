"""Proof that a kind is one file: beside the model's own, a made-up one is run, checked, reported, traced and served."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import FEUD, ROOT
from tests.seeing import screen
from tests.workshop.served import PLAIN, Served

pytestmark = pytest.mark.slow

FINDER = """
import sys
from importlib.machinery import PathFinder


class Beside:
    # to every process of the program, the packages of kinds have the files of these folders too
    @staticmethod
    def find_spec(name, path=None, target=None):
        if (own := FOLDERS.get(name)) is None:
            return None
        spec = PathFinder.find_spec(name, path)
        spec.submodule_search_locations.append(own)
        return spec


sys.meta_path.insert(0, Beside)
"""
MADE_UP = {
    "model.outcomes": ["concord.py"],
    "model.conditions": ["mutual.py"],
    "model.effects": ["weakened.py", "settled.py"],
    "model.effects.stages": ["besieged.py"],
}
"""Package → the files that are put beside its own."""
REGION = {
    "outcomes.yaml": [
        ("  blocs: {", "  harmony: {kind: concord, label: Harmony, meaning: how many agree, level: 0.1}\n  blocs: {"),
        ("  blocs: {", "  sealed: {kind: reached, meaning: the road is sealed, issue: {road: sealed}}\n  blocs: {"),
        ("headline: [", "headline: [harmony, sealed, "),
    ],
    "issues.yaml": [
        ("capability: {AAA: 0.5}", "besieged: {BBB: 0.5, AAA: 0.5}"),
        (
            "shut: {meaning: nothing passes, level: 0}",
            "shut: {meaning: nothing passes, level: 0}\n      sealed: {meaning: for good}",
        ),
    ],
}
SCENARIO = """name: A tired neighbour
summary: B can do less for half a year.
extends: baseline
interventions:
  - between: [2021-01, 2021-06]
    weakened: {BBB: 0.25}
    why: to see what that does
"""
SAID = "B can do 25% of what it could"
SEALED = """name: A sealed road
summary: A and B agree that nobody passes.
extends: baseline
interventions:
  - at: 2021-02
    settled: {stages: {road: sealed}, by: {type: accord, source: AAA, target: BBB, salience: measure}}
  - when: {issue: {road: sealed}, event: {type: accord, source: AAA, target: BBB, since: 2 months}}
    tie: {kind: alliance, between: [AAA, BBB], strength: 0.1}
"""

FRIENDS = """name: A road for friends
summary: Nobody passes once A and B lean to each other, and B is tired in worlds where they never do.
extends: baseline
interventions:
  - when: {mutual: {between: [AAA, BBB], above: -0.9}, event: {type: [accord, aid], since: 2021-02}}
    issue: {road: sealed}
  - when: {not: {mutual: {between: [AAA, BBB], above: -0.9}}}
    weakened: {BBB: 0.25}
"""


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which Python finds the made-up files in the packages."""
    place = tmp_path_factory.mktemp("made-up")
    folders = {}
    for package, files in MADE_UP.items():
        folders[package] = str(place / package)
        (place / package).mkdir()
        for file in files:
            shutil.copy(ROOT / "tests" / "made_up" / file, place / package)
    (place / "sitecustomize.py").write_text(f"FOLDERS = {folders!r}\n{FINDER}", encoding="utf-8")
    return {**PLAIN, "PYTHONPATH": str(place)}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented region that declares something of each made-up kind."""
    folder = Path(shutil.copytree(FEUD, tmp_path_factory.mktemp("region") / "triad"))
    for file, changes in REGION.items():
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, (file, old)
            text = text.replace(old, new)
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "scenarios" / "tired.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "scenarios" / "sealed.yaml").write_text(SEALED, encoding="utf-8")
    (folder / "scenarios" / "friends.yaml").write_text(FRIENDS, encoding="utf-8")
    return folder


Say = Callable[..., str]
OBEDIENT = """
import json, sys
from tests.conftest import called

for line in sys.stdin:
    done = called(*json.loads(line))
    print(json.dumps((done.returncode, done.stdout + done.stderr)), flush=True)
"""
"""Carries out one command a line, and answers each with its status and all it said."""


@pytest.fixture(scope="module")
def say(extended: dict[str, str]) -> Iterator[Say]:
    """Run commands there, in one process; returns all that a command printed."""
    with subprocess.Popen(
        [sys.executable, "-c", OBEDIENT],
        cwd=ROOT,
        env=extended,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as obedient:
        assert obedient.stdin is not None and obedient.stdout is not None
        orders, answers = obedient.stdin, obedient.stdout

        def call(*words: str | Path, status: int = 0) -> str:
            print(json.dumps([*map(str, words)]), file=orders, flush=True)
            left, said = json.loads(answers.readline())
            assert left == status, said
            return str(said)

        yield call


@pytest.fixture(scope="module")
def ran(say: Say, region: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of scenarios over two processes."""
    out = tmp_path_factory.mktemp("ran") / "run"
    words = ("--worlds", "300", "--months", "6", "--jobs", "2", "--out", out)
    say("run", "baseline", "deal", "tired", "sealed", "friends", "--seeds", region, *words)
    assert "harmony" in say("compare", out, "--table", "full")
    return out


def test_the_tables_have_it(ran: Path) -> None:
    outcomes = pd.read_parquet(ran / "outcomes.parquet")
    columns = [f"alignment.{a}.{b}" for a, b in (("AAA", "BBB"), ("BBB", "AAA"))]
    both = outcomes[columns].mean(axis=1) > 0.1
    assert set(np.unique(np.round(outcomes["harmony"] * 6, 9)).tolist()) <= {*range(7)}  # of four actors' pairs
    assert (outcomes["harmony"][both] > 0).all()
    trajectories = pd.read_parquet(ran / "trajectories.parquet")
    last = trajectories[(trajectories["measure"] == "harmony") & (trajectories["month"] == 6)].set_index("scenario")
    means = outcomes.groupby("scenario", observed=True)["harmony"].mean()
    for scenario in ("baseline", "deal"):
        assert last.loc[scenario, "mean"] == pytest.approx(means[scenario])
        assert last.loc[scenario, "q50"] == pytest.approx(
            outcomes.loc[outcomes["scenario"] == scenario, "harmony"].median(), abs=1e-3
        )


def test_the_report_shows_it(ran: Path, say: Say) -> None:
    say("report", ran)
    page = (ran / "report.html").read_text(encoding="utf-8")
    assert "Harmony above 0.1" in page and "Concord over time" in page and SAID in page
    assert "the road settled for good: A and B agreed" in page


def test_check_reads_it_and_tells_of_its_faults(region: Path, say: Say, tmp_path: Path) -> None:
    assert "no mistakes found" in say("check", "--seeds", region)
    spoilt = Path(shutil.copytree(region, tmp_path / "spoilt"))
    text = (spoilt / "outcomes.yaml").read_text(encoding="utf-8")
    for wrong, cause in (
        ("level: 1}", "outcomes.harmony.level: nothing lies above it"),
        ("level: 2}", 'outcomes.harmony.level: must be a number from -1 to 1, not "2"'),
        ("levl: 0}", 'unknown key "levl"; did you mean level?'),
    ):
        (spoilt / "outcomes.yaml").write_text(text.replace("level: 0.1}", wrong), encoding="utf-8")
        assert cause in say("check", "--seeds", spoilt, status=2)
    (spoilt / "outcomes.yaml").write_text(text, encoding="utf-8")
    for given, status, cause in (
        ("BBB: 0", 2, "interventions[0].weakened.BBB: leaves nothing"),
        ("BBX: 0.5", 2, 'unknown actor "BBX"; did you mean BBB?'),
        ("BBB: 2", 2, "must be a number from 0 to 1"),
        ("BBB: 1", 0, "interventions[0].weakened.BBB: all of it is left"),
    ):
        scenario = SCENARIO.replace("BBB: 0.25", given)
        (spoilt / "scenarios" / "tired.yaml").write_text(scenario, encoding="utf-8")
        assert cause in say("check", "--seeds", spoilt, status=status)


def test_check_reads_a_made_up_effect_of_a_stage(region: Path, say: Say, tmp_path: Path) -> None:
    spoilt = Path(shutil.copytree(region, tmp_path / "spoilt"))
    text = (spoilt / "issues.yaml").read_text(encoding="utf-8")
    at = "issues.road.stages.open.effects.besieged"
    for given, status, cause in (
        ("BBB: 0", 2, f"{at}.BBB: leaves nothing"),
        ("BBX: 0.5", 2, 'unknown actor "BBX"; did you mean BBB?'),
        ("BBB: 2", 2, "must be a number from 0 to 1"),
        ("DDD: 0.5", 0, f"{at}.DDD: nobody can strike DDD"),
    ):
        (spoilt / "issues.yaml").write_text(text.replace("besieged: {BBB: 0.5", "besieged: {" + given), "utf-8")
        assert cause in say("check", "--seeds", spoilt, status=status)


def test_check_knows_what_a_made_up_effect_brings_about(region: Path, say: Say, tmp_path: Path) -> None:
    assert "road" not in say("check", "--seeds", region)
    bare = Path(shutil.copytree(region, tmp_path / "bare"))
    (bare / "scenarios" / "sealed.yaml").write_text(
        SEALED.replace("settled: {stages: {road: sealed}, by: {", "event: {").replace("measure}}", "measure}"), "utf-8"
    )
    assert "can never fire: nothing ever brings road to sealed" in say("check", "--seeds", bare, status=2)
    twice = SEALED.replace(
        "    settled:", "    event: {type: aid, source: AAA, target: BBB, salience: measure}\n    settled:"
    )
    (bare / "scenarios" / "sealed.yaml").write_text(twice, "utf-8")
    assert "settled: an intervention has one event; `event` is one already" in say("check", "--seeds", bare, status=2)


def test_check_reads_a_made_up_condition(region: Path, say: Say, tmp_path: Path) -> None:
    spoilt = Path(shutil.copytree(region, tmp_path / "spoilt"))
    for old, new, status, cause in (
        ("[AAA, BBB]", "[AAA, BBX]", 2, 'mutual.between[1]: unknown actor "BBX"; did you mean BBB?'),
        ("above: -0.9", "above: 1", 2, "mutual.above: must be"),
        ("above: -0.9}, event", "abov: 0}, event", 2, 'unknown key "abov"; did you mean above?'),
        ("above: -0.9}, event", "above: -1}, event", 0, "all lean to each other above −1"),
        ("mutual: {between: [AAA, BBB], above: -0.9}, event: {type: [accord, aid], since: 2021-02}", "", 2, "`mutual`"),
    ):
        (spoilt / "scenarios" / "friends.yaml").write_text(FRIENDS.replace(old, new, 1), encoding="utf-8")
        assert cause in say("check", "--seeds", spoilt, status=status)


def test_a_made_up_condition_holds_where_it_says(ran: Path, say: Say, region: Path) -> None:
    outcomes = pd.read_parquet(ran / "outcomes.parquet").set_index("scenario")
    sealed = outcomes.loc["friends", "sealed"].to_numpy()
    assert 0 < sealed.mean() < 1  # an accord or a gift comes in some worlds only, and these two lean enough in all
    assert not outcomes.loc["baseline", "sealed"].any()
    world = str(int(outcomes.loc["friends", "world"].to_numpy()[sealed.argmax()]))
    told = say("trace", "friends", "--seeds", region, "--months", "6", "--world", world)
    told = re.sub(r" \([A-Z]{3}\)", "", " ".join(told.split()))
    assert "A and B lean to each other above -0.9" in told and SAID not in told


def test_the_schema_describes_it(region: Path, say: Say, tmp_path: Path) -> None:
    say("schema", "--seeds", region, "--out", tmp_path)
    scenario = json.loads((tmp_path / "scenario.json").read_text(encoding="utf-8"))
    assert "weakened" in scenario["$defs"]["Intervention"]["properties"]
    assert scenario["$defs"]["Pair"]["properties"]["above"]["minimum"] == -1
    assert "mutual" in scenario["$defs"]["Condition"]["properties"]
    issues = json.loads((tmp_path / "issues.json").read_text(encoding="utf-8"))
    assert "besieged" in issues["$defs"]["Effects"]["properties"]
    schema = json.loads((tmp_path / "outcomes.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["Concord"]["properties"]["level"]["maximum"] == 1
    assert {"$ref": "#/$defs/Concord"} in schema["properties"]["outcomes"]["additionalProperties"]["oneOf"]


def test_list_and_set_know_its_number(region: Path, say: Say, tmp_path: Path) -> None:
    assert "A share of pairs, at the end." in say("list", "outcomes", "--seeds", region)
    words = ("--set", "outcomes.harmony.level=-1", "--worlds", "2", "--months", "1", "--jobs", "1")
    say("run", "baseline", "--seeds", region, *words, "--out", tmp_path / "run")
    assert pd.read_parquet(tmp_path / "run" / "outcomes.parquet")["harmony"].tolist() == [1, 1]


def test_a_made_up_effect_of_a_stage_is_a_number_like_others(region: Path, say: Say, extended: dict[str, str]) -> None:
    path = "effects.road.open.besieged.BBB"
    assert path in say("list", "assumptions", "--seeds", region)
    told = {part: say("trace", "baseline", "--seeds", region, *changed) for part, changed in (
        ("0.50", ()), ("0.25", ("--set", f"{path}=0.25")),
    )}  # fmt: skip
    for part, text in told.items():
        assert f"B's free attention goes from 1.00 to {part}" in text.replace(" (BBB)", "")
    words = (
        "from pathlib import Path; from model.load.seeds import load_seeds as load; "
        "from model.reporting.wording.robustness import assumption_in_words; "
        f"print(assumption_in_words({path!r}, load(Path({str(region)!r}))))"
    )
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, env=extended, capture_output=True, text=True)
    assert done.stdout.strip() == "the part left to B under siege in the stage “open” of “the road”", done.stderr


def test_a_trace_tells_of_it(region: Path, say: Say) -> None:
    told = say("trace", "baseline", "--seeds", region, "--months", "3")
    assert re.search(r"harmony [01]\.\d\d\d", told)
    assert SAID in say("trace", "tired", "--seeds", region, "--months", "3").replace("(BBB) ", "")


def test_a_page_shows_it(ran: Path, say: Say) -> None:
    say("page", ran, "--out", ran / "page.html")
    page = (ran / "page.html").read_text(encoding="utf-8")
    assert "Harmony above 0.1" in page and SAID in page


def test_a_world_feels_the_effect(ran: Path) -> None:
    outcomes = pd.read_parquet(ran / "outcomes.parquet").set_index("scenario")
    here, there = (outcomes.loc[name, "alignment.AAA.BBB"].to_numpy() for name in ("tired", "baseline"))
    assert (here != there).any()


def test_an_outcome_knows_that_a_made_up_effect_sets_it(ran: Path, say: Say, region: Path) -> None:
    outcomes = pd.read_parquet(ran / "outcomes.parquet").set_index("scenario")
    assert outcomes.loc["sealed", "sealed"].all() and not outcomes.loc["tired", "sealed"].any()
    told = say("trace", "sealed", "--seeds", region, "--months", "3").replace(" (AAA)", "").replace(" (BBB)", "")
    assert 'the road is set from "shut"' in told.lower() and "A and B agreed" in told
    assert "is added between A and B: strength +0.10" in told


def test_the_workshop_shows_it(region: Path, extended: dict[str, str], browser: Browser, tmp_path: Path) -> None:
    with Served(tmp_path / "session", seeds=region, env=extended, jobs=1) as served:
        device = screen(browser, 1280, 720, offline=False)
        page = device.new_page()
        page.goto(f"{served.address}/")
        expect(page.locator("#headline")).to_contain_text("Harmony above 0.1 is at")
        expect(page.get_by_text("Harmony above 0.1").first).to_be_visible()
        if shots := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{shots}/made-up.png", full_page=True)
        device.close()
