"""A second region is a matter of YAML: the example runs, the page it was made by is true, no code names a country."""

from __future__ import annotations

import ast
import errno
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from model.common.errors import FaultyFiles
from model.load import load_scenarios, load_seeds, scenario_names
from tests.conftest import ROOT, called

pytestmark = pytest.mark.slow

EXAMPLE = Path("seeds/examples/western-balkans")
PAGE = (ROOT / "model/docs/your-own-region.md").read_text(encoding="utf-8")
PIECES = {name: f"# {name}\n{text}" for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE, re.DOTALL)}
MISTAKES = re.findall(
    r"^In `(\S+)`, `([^`]+)` (?:written as `([^`]+)`|left out):\n\n```text\n(.+)\n```$", PAGE, re.MULTILINE
)


# The example


def test_the_example_is_checked_without_a_fault() -> None:
    done = called("check", "--seeds", str(EXAMPLE))
    assert done.returncode == 0 and done.stderr == ""
    assert "no mistakes found" in done.stdout


def test_the_example_is_of_the_promised_size() -> None:
    region = load_seeds(EXAMPLE)
    assert sum(actor.decides for actor in region.actors.actors.values()) == 5
    assert len(region.events) >= 10 and len(region.issues.issues) == 2
    assert set(scenario_names(EXAMPLE / "scenarios")) == {"baseline", "agreement-carried-out", "clash-in-the-north"}


def test_nothing_in_the_example_is_later_than_its_evidence() -> None:
    dates = re.findall(r"\b20\d\d-\d\d(?:-\d\d)?\b", "\n".join(f.read_text("utf-8") for f in EXAMPLE.glob("*.yaml")))
    assert max(dates) <= "2025-08-08"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Scenario → its worlds, from a run as a user makes it."""
    out = tmp_path_factory.mktemp("runs") / "example"
    words = ["run", "--seeds", str(EXAMPLE), "--worlds", "64", "--months", "12", "--jobs", "1", "--out", str(out)]
    done = called(*words)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, "every intervention fires, and no two scenarios are the same"
    table = pd.read_parquet(out / "outcomes.parquet")
    return {str(name): worlds.set_index("world") for name, worlds in table.groupby("scenario")}


def test_each_scenario_does_what_its_name_says(outcomes: dict[str, pd.DataFrame]) -> None:
    done, clash, base = (outcomes[n] for n in ("agreement-carried-out", "clash-in-the-north", "baseline"))
    assert (done["months_to_agreement_carried_out"] <= 9).all(), "April 2026 is month 9"
    assert clash["talks_broken_off"].all() and clash["escalation"].all()
    assert not base["agreement_carried_out"].all() and not base["escalation"].all()


def test_each_scenario_parts_from_the_baseline_in_every_world(outcomes: dict[str, pd.DataFrame]) -> None:
    leaning = {name: worlds["alignment.SRB.XKX"] for name, worlds in outcomes.items()}
    for name in ("agreement-carried-out", "clash-in-the-north"):
        assert (leaning[name] != leaning["baseline"]).all()
    better = leaning["agreement-carried-out"] - leaning["clash-in-the-north"]
    assert better.mean() > 0, "an accord and its fruits against an attack"


def test_why_takes_a_score_of_the_example_apart() -> None:
    done = called("why", "XKX", "SRB", "--seeds", str(EXAMPLE))
    assert done.returncode == 0, done.stderr
    total = next(line for line in done.stdout.splitlines() if line.strip().startswith("sum")).split()[-1]
    lines = [line.split() for line in done.stdout.splitlines() if not line.strip().startswith("sum")]
    parts = [float(words[-1]) for words in lines if words and re.fullmatch(r"[+-]\d\.\d{4}", words[-1])]
    assert abs(sum(parts) - float(total)) < 0.00005 * (len(parts) + 1)
    assert "srb-xkx-status (dispute)" in done.stdout and "(disputed)" in done.stdout
    without = called("why", "XKX", "SRB", "--seeds", str(EXAMPLE), "--without", "agreement-2023")
    assert "2023-02-27" in without.stdout, "general knowledge attests it too"


# The page


@pytest.fixture
def valleys(tmp_path: Path) -> Path:
    """The region that the page's pieces make, put together as a reader would."""
    folder = tmp_path / "valleys"
    (folder / "scenarios").mkdir(parents=True)
    shutil.copy(EXAMPLE / "assumptions.yaml", folder)
    for name, text in PIECES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_pieces_of_the_page_are_a_region_that_runs(valleys: Path, tmp_path: Path) -> None:
    done = called("run", "--seeds", str(valleys), "--worlds", "20", "--out", str(tmp_path / "run"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("“The road is closed again” compared with “Baseline”, the same 20 worlds each")
    assert called("why", "UPP", "LOW", "--seeds", str(valleys)).returncode == 0


def test_the_order_of_the_page_is_one_in_which_check_helps(valleys: Path) -> None:
    order = [f"{name}.yaml" for name in re.findall(r"^### \d+\. `(\w+)\.yaml`", PAGE, re.MULTILINE)]
    assert sorted(order) == sorted(path.name for path in valleys.glob("*.yaml")), "every file has its section"
    for place, name in enumerate(order[:-1]):
        hidden = order[place + 1 :]
        kept = {later: (valleys / later).read_text(encoding="utf-8") for later in hidden}
        for later in hidden:
            (valleys / later).unlink()
        with pytest.raises(FaultyFiles) as raised:
            load_seeds(valleys)
        causes = {(Path(fault.file).name, fault.cause) for fault in raised.value.faults}
        assert causes == {(later, f"cannot be read: {os.strerror(errno.ENOENT)}") for later in hidden}, f"after {name}"
        for later, text in kept.items():
            (valleys / later).write_text(text, encoding="utf-8")


def test_the_page_tells_of_at_least_a_dozen_mistakes() -> None:
    assert len(MISTAKES) >= 12
    assert len(MISTAKES) == PAGE.count("```text"), "each is told in the form the next test reads"


@pytest.mark.parametrize(("file", "right", "wrong", "said"), MISTAKES)
def test_a_mistake_of_the_page_gets_the_message_of_the_page(
    valleys: Path, file: str, right: str, wrong: str, said: str
) -> None:
    text = (valleys / file).read_text(encoding="utf-8")
    assert right in text
    (valleys / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(FaultyFiles) as raised:
        folder = valleys / "scenarios"
        load_scenarios(scenario_names(folder), load_seeds(valleys), folder=folder)
    first_lines = [str(fault).splitlines()[0].removeprefix(f"{valleys.as_posix()}/") for fault in raised.value.faults]
    assert first_lines == [said]


# No code names a country

ORDINARY = {"agreed", "closed", "completed", "frozen", "joint", "left", "member", "open", "partial", "signed"}
ORDINARY |= {"strong", "undecided"}
"""Stages that are English words which code uses in their plain sense."""
EXAMPLES = {
    ("model/cli/options.py", "ARM"),
    ("model/cli/options.py", "RUS"),
    ("model/reporting/figures/letters.py", "Armenia"),
    ("model/reporting/figures/letters.py", "Georgia"),
}
"""Names that a help text or a docstring gives as an example, and scripts called after countries: file and name."""


def shipped_names() -> set[str]:
    """Actors by id and name, issues, stages, and the many-worded names of actions, outcomes, types and ties."""
    names: set[str] = set()
    for folder in (ROOT / "seeds", *sorted((ROOT / "seeds/examples").iterdir())):
        region = load_seeds(folder)
        names.add(region.region.name)
        for actor, declared in region.actors.actors.items():
            names |= {actor, declared.name, declared.short}
        for issue, spec in region.issues.issues.items():
            names |= {issue, *spec.stages}
        told = (region.actions.actions, region.outcomes.outcomes, region.types.types, region.ties.kinds)
        names |= {name for section in told for name in section if "_" in name}
    return names - ORDINARY


def words_of(code: str) -> Iterator[str]:
    """Every identifier and every text in a piece of Python, docstrings and help texts among them."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        for field in ("id", "attr", "arg", "name", "asname", "module", "rest"):
            if isinstance(word := getattr(node, field, None), str):
                yield word


def named_in(code: str, names: set[str]) -> set[str]:
    """The names that stand in a piece of Python, a country's adjectives among them.

    Plain lower-case words (settled) count where they stand alone as an identifier or a text; in prose they are English.
    """
    words = set(words_of(code))
    plain = {name for name in names if re.fullmatch("[a-z]+", name)}
    distinctive = sorted(names - plain, key=len, reverse=True)
    either = "|".join(re.escape(name) + ("[a-z]*" if name.istitle() else "") for name in distinctive)
    found = re.findall(rf"(?<![A-Za-z0-9])({either})(?![A-Za-z0-9])", "\n".join(words))
    return (words & plain) | {next(name for name in distinctive if word.startswith(name)) for word in found}


def test_no_code_names_an_actor_an_issue_or_a_stage_of_a_shipped_region() -> None:
    names = shipped_names()
    files = [ROOT / "simulate.py", *sorted((ROOT / "model").rglob("*.py"))]
    found = {
        (file.relative_to(ROOT).as_posix(), name)
        for file in files
        for name in named_in(file.read_text(encoding="utf-8"), names)
    }
    assert found <= EXAMPLES, found - EXAMPLES


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("if actor == 'SRB': pass", "SRB"),
        ("gain_of_XKX = 1", "XKX"),
        ("f'the weight of {x} in Serbian eyes'", "Serbia"),
        ("stage.carried_out", "carried_out"),
        ("def advance(accession): pass", "accession"),
        ("if stage == 'settled': pass", "settled"),
        ("'''As for the Republic of Albania.'''", "Republic of Albania"),
        ("kept['russian_influence']", "russian_influence"),
    ],
)
def test_a_name_planted_in_code_is_found(code: str, name: str) -> None:
    assert named_in(code, shipped_names()) == {name}


def test_a_word_that_only_looks_like_a_name_is_not() -> None:
    assert named_in("NEUTRAL, usage, EUROS = 'alarm', 'it is settled', is_open", shipped_names()) == set()
