"""Whatever is typed behind a command, the program answers or does it; it writes nothing but what was asked for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import TRIAD, Call
from tests.fuzz.guard import guarded
from tests.fuzz.mutations import DATES, NUMBERS, WORDS

CASES = int(os.environ.get("FUZZ_CASES", "1500")) // 25
ODD = st.one_of(
    st.sampled_from([word for word in NUMBERS + DATES + WORDS if "\0" not in word]),
    st.text(max_size=30).filter(lambda word: "\0" not in word),
    st.sampled_from(
        ["\udcff", "~", "--", "-x", "--help", "2020-06", "AAA", "BBB", "deal", "spillover", "gazette", "3"]
    ),
)
NUMBER_PATHS = st.sampled_from(
    ["spillover", "assumptions.impact", "tempo.AAA", "stakes.AAA.treaty", "actions.raid.rate"]
)
OPTIONS = {
    "--set": st.one_of(ODD, st.builds("{}={}".format, NUMBER_PATHS, ODD), st.builds("{}={}".format, ODD, ODD)),
    "--without": ODD,
    "--as-of": ODD,
    "--months": ODD,
    "--seed": ODD,
    "--worlds": ODD,
    "--jobs": ODD,
    "--world": ODD,
    "--month": ODD,
}
COMMANDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "check": (2, ("--set", "--without", "--as-of", "--months", "--worlds", "--seed", "--jobs")),
    "why": (2, ("--set", "--without", "--as-of")),
    "trace": (1, ("--world", "--month", "--months", "--seed", "--set", "--without", "--as-of")),
    "list": (1, ()),
    "schema": (1, ()),
    "compare": (2, ()),
    "report": (1, ()),
}
"""Command → how many words it takes at most, and its options."""


@st.composite
def command_lines(draw: st.DrawFn, command: str) -> list[str]:
    """Some of a command's options with odd values, then odd words behind `--`, where they cannot be options."""
    words, options = COMMANDS[command]
    line = [command]
    for option in draw(st.lists(st.sampled_from(options), max_size=3)) if options else []:
        line.append(f"{option}={draw(OPTIONS[option])}")
    return [*line, "--", *draw(st.lists(ODD, max_size=words))]


@pytest.mark.parametrize("command", COMMANDS)
def test_odd_words_are_answered(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    region = Path(shutil.copytree(TRIAD, tmp_path / "triad"))
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    @settings(max_examples=CASES, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(command_lines(command))
    def hold(line: list[str]) -> None:
        place = [] if command in ("compare", "report") else ["--seeds", str(region)]
        with guarded():
            status, out, said = call(line[0], *place, *line[1:])
        assert status in (0, 2)
        assert (status == 2) == (not out) or not said
        assert sorted(tmp_path.rglob("*")) == before

    hold()
