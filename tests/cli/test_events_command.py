"""`events`: a user's table becomes a file of events that the region reads, or every fault is told with its place."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from model.common.errors import Fault, SeedError
from model.load import load_seeds
from model.load.chronicle_text import chronicle_text
from model.load.event_table import COLUMNS, read_table
from model.load.faults import validated
from model.load.positions import composed
from model.spec.chronicle import Chronicle
from tests.conftest import ROOT, TRIAD, Call

HEAD = "date,source,target,type,salience,page\n"
ROW = "2020-03-02,BBB,CCC,aid,measure,https://example.org/help\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "mine.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_becomes_a_file_of_events_that_the_region_reads(layered: Path, call: Call) -> None:
    table = written(
        layered,
        "date,source,target,type,cameo,salience,page,id,standing,what,document,row,note\n"
        "2020-04-02,BBB,CCC,aid,,measure,https://example.org/a?b=1;c=2,b-aids-c,disputed,"
        '"B gave: bread, salt",gazette,r7,"Who gave it, is ""contested"" # so they say"\n'
        "2020-05,BBB;AAA,CCC,,190,0.4,https://example.org/x https://example.org/y,,,,,,\n\n",
    )
    out = layered / "chronicle" / "2020.yaml"
    status, said, warned = call("events", table, "--seeds", layered, "--out", out)
    assert (status, warned) == (0, "")
    assert said.splitlines() == [out.as_posix(), f"to check it: uv run simulate.py check --seeds {layered}"]
    first, second = load_seeds(layered).layers.files["chronicle/2020.yaml"]
    assert (first.id, first.date, first.type, first.source, first.target) == (
        "b-aids-c", "2020-04-02", "aid", ("BBB",), ("CCC",)
    )  # fmt: skip
    assert (first.salience, first.standing, first.attested_by) == (0.5, "disputed", ("gazette",))
    assert first.what == "B gave: bread, salt" and first.note == 'Who gave it, is "contested" # so they say'
    assert first.page == ("https://example.org/a?b=1;c=2",)
    assert (second.id, second.type, second.salience) == ("bbb-aaa-raid-ccc-2020-05", "raid", 0.4)
    assert (second.standing, second.attested_by) == ("documented", ("chronicle",))
    assert second.page == ("https://example.org/x", "https://example.org/y")
    actors = load_seeds(layered).actors.actors
    assert second.what == f"{actors['BBB'].short} together with {actors['AAA'].short} raided {actors['CCC'].short}"
    assert call("check", "--seeds", layered)[0] == 0


def test_a_table_of_semicolons_may_write_decimal_commas(layered: Path, call: Call) -> None:
    row = "2020-03-02;BBB;CCC;aid;0,4;https://example.org/help\n"
    status, out, said = call("events", written(layered, HEAD.replace(",", ";") + row), "--seeds", layered)
    assert status == 0 and 'salience: "0.4"' in out, said


@pytest.mark.parametrize(
    "text",
    [
        "Date;Source;Target;Type;Salience;Page;What\r\n"
        '2020-03-02;BBB;CCC;aid;measure;https://example.org/help;"Hilfe für Zürich; „groß“ und gut"\r\n',
        "what\tpage\tsalience\ttype\ttarget\tsource\tdate\n"
        "Hilfe für Zürich; „groß“ und gut\thttps://example.org/help\tmeasure\taid\tCCC\tBBB\t2020-03-02\n",
        "date,source,target,cameo,salience,page,what\r"
        '2020-03-02,BBB,CCC,71,measure,https://example.org/help,"Hilfe für\r'
        'Zürich; „groß“ und gut"\r',
    ],
    ids=["semicolons", "tabs", "old line ends, a lost nought, a cell of two lines"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_it_is_read_as_spreadsheets_write_it(layered: Path, call: Call, text: str, encoding: str) -> None:
    status, out, warned = call("events", written(layered, text, encoding), "--seeds", layered)
    assert status == 0
    assert warned.startswith("warning: bbb-aid-ccc-2020-03-02 may be b-helps-c, which the region tells already")
    assert out.splitlines() == [
        "# Events from mine.csv.",
        "events:",
        "  - id: bbb-aid-ccc-2020-03-02",
        "    date: 2020-03-02",
        "    type: aid",
        "    source: BBB",
        "    target: CCC",
        "    salience: measure",
        "    standing: documented",
        '    what: "Hilfe für Zürich; „groß“ und gut"',
        "    attested_by: chronicle",
        '    page: "https://example.org/help"',
    ]


@pytest.mark.parametrize(
    "what",
    [
        "null", "Yes", "- a dash", "# a hash", "a: b", "it's 'quoted'", '"quoted"', "{a: b}", "[a, b]", "x" * 300,
        "long: " + "words # and more, " * 20, "2020-01-01", "1.0", "*a &b", "% of it", "A", "Ö", "tab\there",
        "back\\slash",
    ],
)  # fmt: skip
def test_any_text_is_read_back_as_it_was(layered: Path, call: Call, what: str) -> None:
    cell = '"' + what.replace('"', '""') + '"'
    table = written(layered, HEAD.replace("page", "page,what,note,row") + ROW.strip() + f",{cell},{cell},{cell}\n")
    out = layered / "chronicle" / "x.yaml"
    assert call("events", table, "--seeds", layered, "--out", out)[0] == 0
    (event,) = load_seeds(layered).layers.files["chronicle/x.yaml"]
    same = " ".join(what.split())
    assert (event.what, event.note, event.row) == (same, same, (same,))
    assert not load_seeds(layered).doubts


def test_events_of_one_month_and_kind_have_names_of_their_own(layered: Path, call: Call) -> None:
    twice = ROW.replace("2020-03-02", "2020-06") * 2
    named = twice.splitlines()[0] + ",bbb-aid-ccc-2020-06\n"
    table = written(layered, HEAD.replace("page", "page,id") + twice.replace("help\n", "help,\n") + named)
    _, out, _ = call("events", table, "--seeds", layered)
    assert re.findall("id: (.*)", out) == ["bbb-aid-ccc-2020-06-2", "bbb-aid-ccc-2020-06-3", "bbb-aid-ccc-2020-06"]


BAD = {
    "missing column": ("date,source,target,type,page\n" + ROW, ["1:1: salience: the table has no such column"]),
    "neither type nor CAMEO": (
        "date,source,target,salience,page\n2020-01,BBB,CCC,measure,https://a.org\n",
        ["1:1: type or cameo: the table has no such column"],
    ),
    "misspelt column": (
        HEAD.replace("salience", "saliense") + ROW,
        ["1:1: salience: the table has no such column", '1:25: saliense: unknown column; did you mean salience?'],
    ),
    "column twice": (HEAD.replace("page", "page,date") + ROW, ["1:39: date: this column is there twice"]),
    "no rows": (HEAD, ["1:1: there is no row below the names of the columns"]),
    "empty cell": (
        HEAD + ROW.replace("BBB", ""),
        ["2:12: source: is empty; it is the actor or actors that do it, as A;B"],
    ),
    "short row": (
        HEAD + "2020-03,BBB,CCC,aid\n",
        [
            "2:17: page: is empty; it is the address of the page that attests it",
            "2:17: salience: is empty; it is a level such as measure, or a number from 0 to 1",
        ],
    ),
    "wrong date": (
        HEAD + ROW.replace("2020-03-02", "02.03.2020"),
        ['2:1: date: "02.03.2020" is not a date; write YYYY-MM or YYYY-MM-DD'],
    ),
    "no such day": (
        HEAD + ROW.replace("2020-03-02", "2020-02-30"),
        ['2:1: date: "2020-02-30" is not a date; write YYYY-MM or YYYY-MM-DD'],
    ),
    "date out of the span": (
        HEAD + ROW.replace("2020-03-02", "2022-03"),
        ["2:1: date: 2022-03 lies outside the documented span 2020-01 to 2020-12 of the region"],
    ),
    "unknown actor": (HEAD + ROW.replace("BBB", "AAA;BBX"), ['2:12: source: unknown actor "BBX"; did you mean BBB?']),
    "to oneself": (
        HEAD + ROW.replace("CCC", "CCC;BBB"), ["2:16: target: an actor cannot be both source and target"],
    ),
    "unknown type": (HEAD + ROW.replace("aid", "aide"), ['2:20: type: unknown type "aide"; did you mean aid?']),
    "both type and CAMEO": (
        HEAD.replace("type", "type,cameo") + ROW.replace("aid", "aid,071"),
        ["2:20: type: type and cameo are both given; leave one of them empty"],
    ),
    "no type": (
        HEAD + ROW.replace("aid", ""),
        ["2:20: type: is empty; give a type of event, or its CAMEO code in the column cameo"],
    ),
    "unknown CAMEO code": (
        HEAD.replace("type", "cameo") + ROW.replace("aid", "042"),
        ['2:20: cameo: no type has the CAMEO code "042"; types of the same root are mediation'],
    ),
    "no such root": (
        HEAD.replace("type", "cameo") + ROW.replace("aid", "999"),
        ['2:20: cameo: no type has the CAMEO code "999"; to see the types: uv run simulate.py list types'],
    ),
    "unknown salience": (
        HEAD + ROW.replace("measure", "measur"),
        ['2:24: salience: unknown salience "measur"; did you mean measure?; or give a number from 0 to 1'],
    ),
    "a comma in a number between tabs": (
        HEAD.replace(",", "\t") + ROW.replace(",", "\t").replace("measure", "0,5"),
        ['2:24: salience: must be a number from 0 to 1, not "0,5"; write 0.5, with a point'],
    ),
    "no address": (
        HEAD + ROW.replace("https://", ""),
        ['2:32: page: "example.org/help" is not the address of a page; begin with https:// or http://'],
    ),
    "unknown document": (
        HEAD.replace("page", "page,document") + ROW.replace("help", "help,gazete"),
        ['2:57: document: unknown document "gazete"; did you mean gazette?'],
    ),
    "a name that the region has": (
        HEAD.replace("page", "page,id") + ROW.replace("help", "help,talks"),
        ['2:57: id: duplicate id "talks"; the region has it already'],
    ),
    "a name twice": (
        HEAD.replace("page", "page,id") + ROW.replace("help", "help,mine") * 2,
        ['3:57: id: duplicate id "mine"; line 2 has it already'],
    ),
    "a text without quotes": (
        HEAD.replace("page", "page,what") + ROW.replace("help", "help,Bread, and salt"),
        ['2:63: "and salt" stands behind the last column; put a text that holds a , in quotes'],
    ),
    "a quote that is not closed": (
        HEAD.replace("page", "page,what") + ROW.replace("help", 'help,"Bread'),
        ["2:57: what: a quote is not closed, or more follows it"],
    ),
    "unprintable": (HEAD + ROW.replace("aid", "ai\x07d"), ["2:22: unprintable character U+0007; delete it"]),
    "empty file": ("\n", [f"the file is empty; its first line names the columns {', '.join(COLUMNS)}"]),
    "every fault of every row": (
        HEAD
        + ROW.replace("BBB", "BBX").replace("aid", "aide")
        + "\n"
        + ROW.replace("2020-03-02", "").replace("C", "c"),
        [
            '2:12: source: unknown actor "BBX"; did you mean BBB?',
            '2:20: type: unknown type "aide"; did you mean aid?',
            "4:1: date: is empty; it is YYYY-MM-DD, or YYYY-MM where the day is not known",
            '4:6: target: unknown actor "ccc"; did you mean CCC?',
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_every_fault_is_told_with_line_column_and_what_would_do(layered: Path, call: Call, case: str) -> None:
    text, faults = BAD[case]
    table, out = written(layered, text), layered / "chronicle" / "x.yaml"
    status, said, told = call("events", table, "--seeds", layered, "--out", out)
    assert (status, said) == (2, "") and not out.exists()
    places = [line.removeprefix(f"{table}:").strip() for line in told.splitlines() if line.startswith(f"{table}:")]
    assert places == faults
    assert told.splitlines()[-1] == f"to check again: uv run simulate.py events {table}"


def test_another_encoding_is_told(layered: Path, call: Call) -> None:
    table = written(layered, HEAD + ROW.replace("help", "hülfe"), "latin-1")
    status, _, told = call("events", table, "--seeds", layered)
    assert status == 2 and f"{table}:2:53: is not UTF-8 text; save the file in the encoding UTF-8" in told


def test_a_region_without_a_chronicle_needs_a_document(call: Call, tmp_path: Path) -> None:
    status, _, told = call("events", written(tmp_path, HEAD + ROW), "--seeds", TRIAD)
    assert status == 2 and "document: the region has no document chronicle; add it to sources.yaml" in told
    table = written(tmp_path, HEAD.replace("page", "page,document") + ROW.replace("help", "help,gazette"))
    assert call("events", table, "--seeds", TRIAD)[0] == 0


def test_nothing_is_overwritten_and_other_names_are_refused(layered: Path, call: Call) -> None:
    table = written(layered, HEAD + ROW.replace("2020-03", "2020-07"))
    for name in ("mine.yaml", "same.yaml", "mine.yml", "mine.csv"):
        out = layered / "chronicle" / name
        before = out.read_bytes() if out.exists() else None
        status, said, told = call("events", table, "--seeds", layered, "--out", out)
        assert (status, said) == (2, "") and told.startswith(f"--out {out}: ")
        assert (out.read_bytes() if out.exists() else None) == before
    elsewhere = layered.parent / "y.yaml"
    _, said, _ = call("events", table, "--seeds", layered, "--out", elsewhere)
    assert f"it is read once it lies in {layered}/chronicle/" in said.splitlines()
    status, _, told = call("events", layered / "nowhere.csv", "--seeds", layered)
    assert status == 2 and told.startswith(f"{layered}/nowhere.csv: cannot be read: ")


def test_the_shipped_region_takes_a_table_and_says_how_to_have_it_count(call: Call, tmp_path: Path) -> None:
    row = "2024-05-02;RUS;GEO;130;statement;https://example.org/a;Moskau droht Tiflis.\n"
    table = written(tmp_path, "date;source;target;cameo;salience;page;what\n" + row, "utf-8-sig")
    status, out, said = call("events", table)
    assert (status, said) == (0, "") and "    type: threaten\n" in out and "    what: Moskau droht Tiflis.\n" in out


@pytest.mark.parametrize("column", COLUMNS)
def test_help_and_readme_name_every_column(call: Call, column: str) -> None:
    assert re.search(rf"\b{column}\b", call("events", "--help")[1])
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("simulate.py events")[2][:1500]
    assert re.search(rf"`{column}`", section)


def test_whatever_stands_in_a_table_is_answered_with_a_place_or_read(layered: Path) -> None:
    rng, seeds = random.Random(1), load_seeds(layered)
    sound = HEAD.replace("page", "page,id,what,note,standing,document,row") + (
        ROW.replace("help\n", 'help,"a ""b""",x y,n,disputed,gazette,7\n') + ROW.replace("help\n", "help;b,,,,,,\n")
    )
    pieces = [",", ";", "\t", '"', "\n", "\r\n", "", " ", "#", ": ", "\u00a0", "ü", "\ufeff", "\x00", "2020-13", "A;"]
    for case in range(400):
        text = sound
        for _ in range(rng.randint(1, 4)):
            start = rng.randrange(len(text) + 1)
            text = text[:start] + rng.choice(pieces) + text[start + rng.choice((0, 0, 1, 5, 30)) :]
        try:
            events = read_table(written(layered, text), seeds)
        except SeedError as error:
            for fault in error.faults:
                assert fault.line or not text.strip(), (case, fault)
                assert str(fault).replace("\n", "").isprintable()
            continue
        made = composed(chronicle_text(events, seeds.types).encode(), "x.yaml")
        assert made.faults == [] and made.doubts == [], case
        read: list[Fault] = []
        again = validated(made, Chronicle, seeds.names, read)
        assert read == [] and again is not None and len(again.events) == len(events), case
