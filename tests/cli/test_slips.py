"""Slips on the command line: each is answered with its cause and what would do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from model.common.errors import did_you_mean
from tests.conftest import Call

COMMAND_LINES = {
    "check x": '{folder}: unknown scenario "x"; known are: baseline, deal',
    "check del": '{folder}: unknown scenario "del"; did you mean deal?',
    "check nothing.yaml": '{folder}: unknown scenario "nothing.yaml"; known are: baseline, deal',
    "run bazeline": '{folder}: unknown scenario "bazeline"; did you mean baseline?',
    "run --set spillover": "--set spillover: write PATH=VALUE, for example --set assumptions.spillover=0.4",
    "run --set spilover=1": '--set spilover=1: unknown assumption "spilover"; did you mean spillover?',
    "run --set assumptions.spilover=1": (
        '--set assumptions.spilover=1: unknown assumption "assumptions.spilover"; did you mean assumptions.spillover?'
    ),
    "run --set tempo.AAX=1": '--set tempo.AAX=1: unknown assumption "tempo.AAX"; did you mean tempo.AAA?',
    "run --set spillover=7": "--set assumptions.spillover: must be a finite number from 0 to 1, not 7",
    "run --set spillover=nan": "--set assumptions.spillover: must be a finite number from 0 to 1, not nan",
    "run --set spillover=much": '--set assumptions.spillover: "much" is not a number',
    "run --set spillover=0,4": (
        "--set assumptions.spillover: must be a finite number from 0 to 1, not 4; write 0.4, with a point"
    ),
    "run --set spillover=−0.4": (
        '--set assumptions.spillover: "−0.4" is not a number; write -0.4, with the hyphen of the keyboard'
    ),
    "run --precision inf": (
        "--precision inf: must be a finite number above 0, for example --precision 0.01, or `matters`"
    ),
    "run --outcome a_influence": (
        "--outcome a_influence (outcomes in a batch file): says what --precision looks at; add --precision H "
        "(precision: H), or leave it out"
    ),
    "run --max-worlds 8": "--max-worlds 8: says where --precision stops; add --precision H, or leave it out",
    "check --worlds 7": "--worlds 7: only --plan reads it; add --plan, or leave it out",
    "check --seed 2": "--seed 2: only --plan reads it; add --plan, or leave it out",
    "check --jobs 1 --months 9": "--jobs 1: only --plan reads it; add --plan, or leave it out",
    "check --out x": "--out x: only --plan reads it; add --plan, or leave it out",
    "run --precision 1 --outcome a_influense": (
        '--outcome a_influense: unknown outcome "a_influense"; did you mean a_influence?'
    ),
    "run --precision 1 --outcome treaty_signed=1": (
        '--outcome treaty_signed=1: treaty_signed has no parts; write "treaty_signed"'
    ),
    "run --precision 1 --outcome orbit.BBB": ("--outcome orbit.BBB: name an actor and a power, as orbit.BBB=AAA"),
    "run --precision 1 --outcome orbit.BBB=AXA": '--outcome orbit.BBB=AXA: orbit has no "AXA"; did you mean AAA?',
    "run --precision 1 --outcome alignment.AAA": (
        "--outcome alignment.AAA: name two actors, as alignment.AAA.DDD, and if need be a dimension"
    ),
    "run --precision 1 --outcome alignments": (
        "--outcome alignments: name two actors, as alignment.AAA.DDD, and if need be a dimension"
    ),
    "run --precision 1 --outcome alignment.AAA.BBB.CCC": (
        '--outcome alignment.AAA.BBB.CCC: unknown dimension "CCC"; known are: economic, security'
    ),
    "run --precision 1 --outcome blocs": "--outcome blocs: name the two blocs, as blocs=A+B|C",
    "run --without gazete": '--without gazete: unknown document "gazete"; did you mean gazette?',
    "run --cluster localhost": (
        "--cluster localhost: write tcp://HOST:PORT, for example --cluster tcp://localhost:8786"
    ),
    "run --cluster tcp://localhost:90000": (
        "--cluster tcp://localhost:90000: write tcp://HOST:PORT, for example --cluster tcp://localhost:8786"
    ),
    "run --as-of 2031-01": "--as-of 2031-01: the documents cover 2020-01 to 2020-12",
    "run --as-of yesterday": "--as-of yesterday: write YYYY-MM, for example --as-of 2022-03",
    "check --plan --as-of 2020-13": "--as-of 2020-13: write YYYY-MM, for example --as-of 2022-03",
    "check --set spilover=1": '--set spilover=1: unknown assumption "spilover"; did you mean spillover?',
    "check --without memoirs": '--without memoirs: unknown document "memoirs"; did you mean memoir?',
    "why AAX BBB": 'unknown actor "AAX"; did you mean AAA?',
    "why AAA AAA": "AAA has no alignment to itself; name two different actors",
    "list actrs": 'unknown kind "actrs"; did you mean actors?',
    "schema scen": 'unknown sort of file "scen"; did you mean scenario?',
    "new deal": "{folder}/deal.yaml: there is such a scenario already; choose another name",
    "new a/b": (
        '"a/b" cannot be the name of a scenario: begin with a letter or a digit, go on with letters, digits, - and _; '
        'for example "b"'
    ),
    "new con": '"con" cannot be the name of a scenario: Windows keeps this name for a device',
}


@pytest.mark.parametrize("words", COMMAND_LINES)
def test_a_slip_on_the_command_line_is_answered(triad_folder: Path, call: Call, words: str) -> None:
    status, out, said = call(*words.split(), "--seeds", triad_folder)
    assert said.splitlines()[0] == COMMAND_LINES[words].format(folder=triad_folder / "scenarios")
    assert (status, out) == (2, "")


def test_where_no_scheduler_listens_nobody_waits(triad_folder: Path, call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    status, out, said = call("run", "--cluster", address, "--seeds", triad_folder)
    assert (status, out) == (2, "") and said.startswith(f"--cluster {address}: no scheduler answers there (")
    assert "Traceback" not in said and len(said.splitlines()) == 1


MISUSED = {
    "chek": ("simulate.py", "chek"),
    "run --worlds 0": ("simulate.py run", "--worlds"),
    "run --worlds many": ("simulate.py run", "--worlds"),
    "run --months 0": ("simulate.py run", "--months"),
    "run --seed -1": ("simulate.py run", "--seed"),
    "check --jobs 0": ("simulate.py check", "--jobs"),
    "run --wrlds 3": ("simulate.py run", "--wrlds"),
    "why AAA": ("simulate.py why", "ACTOR"),
    "new": ("simulate.py new", "NAME"),
}
"""Words typed → the command that answers, and the word that it speaks of."""


@pytest.mark.parametrize("words", MISUSED)
def test_words_that_are_not_understood_come_with_where_to_look(call: Call, words: str) -> None:
    status, out, said = call(*words.split())
    command, word = MISUSED[words]
    first, last = said.splitlines()
    assert first.startswith(f"{command}: ") and word in first
    assert last == f"to see how it is used: uv run {command} --help"
    assert (status, out) == (2, "")


def test_of_two_words_as_near_the_one_that_begins_alike_is_meant() -> None:
    assert did_you_mean("ARN", ["IRN", "ARM", "RUS"]) == "; did you mean ARM?"
    assert did_you_mean("ARN", ["ARM", "IRN"]) == "; did you mean ARM?"
    assert did_you_mean("IRM", ["ARM", "IRN"]) == "; did you mean IRN?"
    assert did_you_mean("signed!", ["signed", "sign"]) == "; did you mean signed?"
    assert did_you_mean("xyz", ["b", "a"]) == "; known are: a, b"
    assert did_you_mean("xyz", map(str, range(31))) == "; to see the names there are: uv run simulate.py list"
