"""The model on paper is as fresh as the files it describes, and its example runs."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from model.reporting.odd_tables import DOCUMENT, assumptions, between, refreshed
from model.reporting.wording.hindcast import REFERENCES
from model.spec.seeds import REQUIRED_ASSUMPTIONS, Seeds


@pytest.fixture(scope="module")
def text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def test_the_table_of_assumptions_is_fresh(text: str, seeds: Seeds) -> None:
    assert text == refreshed(text, seeds), "write it anew: uv run python -m model.reporting.odd_tables"


def test_every_number_of_the_seeds_has_its_row_with_value_range_and_standing(seeds: Seeds) -> None:
    rows = [
        [cell.strip() for cell in line.split(" | ")] for line in assumptions(seeds).splitlines() if line[:2] == "| "
    ]
    told = {row[0].removeprefix("| ").strip("`"): row for row in rows}
    for path, number in seeds.numbers.items():
        row = told[path.removeprefix("assumptions.")]
        assert float(row[1]) == pytest.approx(number.value, rel=1e-3), path
        assert row[2].strip(" |").split(" … ")[0] == f"{number.range[0]:.4g}", path
    for line in assumptions(seeds).splitlines():
        if line.startswith("**"):
            assert re.search(r"Standing: (sourced|calibrated|assumed)\.", line), line


def test_every_parameter_of_the_rules_is_named_in_the_text(text: str) -> None:
    before = text.partition("<!-- assumptions: begin -->")[0]
    for name in REQUIRED_ASSUMPTIONS:
        assert f"`{name}`" in before, name


def test_the_example_of_balance_and_blocs_does_what_it_says(text: str, tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", text, flags=re.S)
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    found = runpy.run_path(str(tmp_path / "example.py"))
    assert found["share"] == 1
    assert found["first"] == ["Britain", "France", "Russia"]


def test_the_tables_of_a_hindcast_run_take_the_place_of_older_ones(text: str, seeds: Seeds, tmp_path: Path) -> None:
    (tmp_path / "skill.csv").write_text(
        "window,horizon,rival,score,skill,low,high,starts\n"
        "test,all,persistence,crps,0.294,0.261,0.334,13\n"
        "test,6,persistence,crps,0.5,0.4,0.6,13\n"
        "test,all,habit,direction,,,,2\n"
    )
    (tmp_path / "misses.csv").write_text(
        "window,of,to,start,target,opening,expected,low,high,truth,reason,happened\n"
        "test,AAA,BBB,2020-03,2020-09,0.1,0.204,-0.1,0.31,-0.4,ties | event,a raid\n"
    )
    (tmp_path / "events.csv").write_text(
        "score,window,reference,gain,ci_low,ci_high,events,evidence\n"
        + "".join(f"choice,test,{name},-0.054,-0.1,0.02,41.5,documents\n" for name in REFERENCES)
    )
    told = refreshed(text, seeds, tmp_path)
    names = ("skill", "largest errors", "events")
    tables = {name: told.split(f"<!-- {name}: begin -->\n")[1].split("\n<!--")[0] for name in names}
    gains = " | ".join(["−.05 [−.10, +.02]"] * 4)
    assert tables["events"].splitlines()[2:] == [
        f"| which alternative an actor took | documents | test | 42 | {gains} |"
    ]
    assert tables["skill"].splitlines()[2:] == [
        "| test | CRPS | persistence | +0.29 | +0.26 … +0.33 | 13 |", "| test | direction | habit | – |  | 2 |",
    ]  # fmt: skip
    assert tables["largest errors"].splitlines()[2:] == [
        "| test | AAA to BBB | 2020-03 – 2020-09 | +0.10 | +0.20 (−0.10 … +0.31) | −0.40 | ties \\| event | a raid |"
    ]
    for name, table in tables.items():
        told = between(told, name, table)
        text = between(text, name, table)
    assert told == text, "nothing else has changed"


def test_a_document_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="needs <!-- skill: begin -->"):
        between("no marks here", "skill", "table")
