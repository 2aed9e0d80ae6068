"""The second layer of evidence: what its files may say, what becomes of its events, and that it can be left out."""

from __future__ import annotations

import pickle
import re
import shutil
from pathlib import Path

import pytest

from model.load import load_seeds
from model.spec.base import month_of
from model.spec.events import Reading
from model.spec.seeds import FILES, Seeds
from tests.conftest import ROOT, TRIAD, Call, digests
from tests.fixtures import change, faults


def test_events_of_each_layer_are_told_apart_and_together(layered: Path) -> None:
    seeds = load_seeds(layered)
    old, new = seeds.layers.events("documents"), seeds.layers.events("chronicle")
    assert [event.id for event in old] == ["first-accord", "border-raid", "grain-gift", "talks", "second-raid"]
    assert old == load_seeds(TRIAD).events
    assert [(e.id, e.date, e.source, e.salience, e.standing, e.attested_by) for e in new] == [
        ("c-shells-b", "2020-04", ("CCC",), 1, "documented", ("chronicle",)),
        ("b-helps-c", "2020-03-02", ("BBB",), 0.5, "disputed", ("chronicle",)),
    ]
    assert new[1].page == ("https://example.org/help", "http://example.org/help-again")
    both = {event.id: event for event in seeds.layers.events("documents", "chronicle")}
    assert [*both] == [event.id for event in (*old, *new)]
    assert both["first-accord"] == old[0]


def test_what_both_layers_tell_is_one_event_with_two_attestations(layered: Path) -> None:
    raid = load_seeds(layered).events[1]
    assert (raid.id, raid.date, raid.standing) == ("border-raid", "2020-05", "disputed"), "as events.yaml codes it"
    assert raid.attested_by == ("gazette", "memoir", "chronicle")
    assert raid.page == ("https://example.org/raid",)
    own, second = raid.readings
    assert own.document == "memoir"
    assert second == Reading(
        document="chronicle", says="date 2020-05-04; standing documented", date="2020-05-04", standing="documented"
    )
    talks = load_seeds(layered).events[3]
    assert talks.attested_by == ("gazette", "chronicle") and talks.readings == ()


def test_a_layer_that_is_not_in_use_changes_nothing_but_is_there(layered: Path) -> None:
    change(layered / "region.yaml", "layers: [chronicle]", "layers: []")
    seeds = load_seeds(layered)
    assert seeds.events == load_seeds(TRIAD).events == seeds.layers.events("documents")
    assert len(seeds.layers.events("documents", "chronicle")) == 7


def test_the_layer_travels_and_its_files_are_inputs(layered: Path) -> None:
    seeds = load_seeds(layered)
    assert pickle.loads(pickle.dumps(seeds)) == seeds
    assert set(seeds.digests) == {*FILES, "chronicle/mine.yaml", "chronicle/same.yaml"}
    assert seeds.place("events.b-helps-c.salience") == f"{layered.as_posix()}/chronicle/mine.yaml:17"
    assert seeds.place("events.talks.salience").startswith(f"{layered.as_posix()}/events.yaml:")


def test_another_chronicle_makes_another_stamp(layered: Path) -> None:
    from model.experiment.ensemble import Task
    from model.simulation.experiment import make_experiment

    def stamped() -> str:
        experiment = make_experiment(["baseline"], seeds=layered)
        return Task("baseline", 0, 4).stamp(experiment)

    change(layered / "region.yaml", "layers: [chronicle]", "layers: []")
    before = stamped()
    change(layered / "chronicle" / "mine.yaml", "C shelled B.", "C shelled B again.")
    assert stamped() != before


WRONG = {
    "unknown actor": ("mine.yaml", "target: BBB", "target: BBX", 'unknown actor "BBX"; did you mean BBB?', 6),
    "unknown type": ("mine.yaml", "type: raid", "type: rade", 'unknown type "rade"; did you mean raid?', 4),
    "unknown key": ("mine.yaml", "row: r1", "rows: r1", 'unknown key "rows"; did you mean row?', 11),
    "no page": (
        "mine.yaml", "    page: https://example.org/shells\n", "",
        'the key "page" is missing: Where it can be read: one address, or a list', 2,
    ),
    "no address": (
        "mine.yaml", "page: https://example.org/shells", "page: see the archive",
        '"see the archive" is not the address of a page; begin with https:// or http://', 10,
    ),
    "empty pages": (
        "mine.yaml", "page: https://example.org/shells", "page: []", "the list is empty; give at least one address", 10,
    ),
    "out of the span": (
        "mine.yaml", "date: 2020-04", "date: 2019-04",
        "2019-04 lies outside the documented span 2020-01 to 2020-12 that region.yaml gives", 3,
    ),
    "an id of events.yaml": (
        "mine.yaml", "id: b-helps-c", "id: talks", 'duplicate id "talks"; events.yaml has an event of this id', 12,
    ),
    "an id twice": (
        "mine.yaml", "id: b-helps-c", "id: c-shells-b", 'duplicate id "c-shells-b"; it is already on line 2', 12,
    ),
    "no such event": (
        "same.yaml", "event: talks", "event: tlaks", 'events.yaml has no event "tlaks"; did you mean talks?', 7,
    ),
    "nothing like it": (
        "same.yaml", "event: talks", "event: zzz", 'events.yaml has no event "zzz"', 7,
    ),
    "told again": ("same.yaml", "event: talks", "event: border-raid", "border-raid is already on line 2", 7),
    "to oneself": (
        "same.yaml", "standing: documented", "target: AAA", "read so, an actor is both source and target", 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", WRONG)
def test_a_slip_in_the_layer_is_told_with_its_line(layered: Path, slip: str) -> None:
    file, old, new, cause, line = WRONG[slip]
    change(layered / "chronicle" / file, old, new)
    (fault,) = faults(layered)
    assert (fault.file, fault.line, fault.cause) == ((layered / "chronicle" / file).as_posix(), line, cause)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("claim.yaml", "no file of a region has this name; did you mean claims?"),
        ("extra.yaml", "no file of a region has this name; known are: actions, actors, assumptions, "),
        ("chronicle/2020.yml", "is not read under this name; rename it to 2020.yaml"),
        ("chronicle/2020.YAML", "is not read under this name; rename it to 2020.yaml"),
        ("chronicle/events.csv", "is not read here; to make events of a table: uv run simulate.py events --help"),
        ("chronicle/old/2020.yaml", "nothing in it is read: files of events lie beside it"),
    ],
)
def test_evidence_that_nothing_would_read_is_refused(layered: Path, name: str, cause: str) -> None:
    (layered / name).parent.mkdir(exist_ok=True)
    (layered / name).write_text("events: []\n", encoding="utf-8")
    (fault,) = faults(layered)
    told = layered / ("chronicle/old" if "old" in name else name)
    assert fault.file == told.as_posix() and fault.cause.startswith(cause)


@pytest.mark.parametrize("name", ["notes.md", ".2020.yaml.swp", "chronicle/notes.txt", "chronicle/2020.yaml~"])
def test_what_is_no_evidence_may_lie_beside_it(layered: Path, name: str) -> None:
    (layered / name).write_text("x", encoding="utf-8")
    assert len(load_seeds(layered).events) == 7


def test_a_layer_in_use_has_files_and_its_document(layered: Path) -> None:
    change(layered / "sources.yaml", "chronicle: {", "chronicles: {")
    found = {Path(fault.file).name: fault.cause for fault in faults(layered)}
    assert found["same.yaml"] == "these events are attested by the document chronicle, which sources.yaml lacks"
    assert found["mine.yaml"] == 'unknown document "chronicle"; did you mean chronicles?'
    shutil.rmtree(layered / "chronicle")
    (fault,) = faults(layered)
    assert fault.cause == f"there are no files of events in {layered.as_posix()}/chronicle/"
    assert fault.text.strip() == "layers: [chronicle]"


def test_an_unknown_layer_is_refused(layered: Path) -> None:
    change(layered / "region.yaml", "layers: [chronicle]", "layers: [chronicles]")
    (fault,) = faults(layered)
    assert fault.cause.startswith('must be one of chronicle, not "chronicles"')


def test_check_says_what_each_layer_holds_and_whether_it_counts(layered: Path, call: Call) -> None:
    def line() -> str:
        (found,) = [line for line in call("check", "--seeds", layered)[1].splitlines() if line.startswith("layers: ")]
        return found

    assert line() == "layers: events.yaml 5 events, in use; chronicle 2 more and 2 of these again, in use"
    change(layered / "region.yaml", "layers: [chronicle]", "layers: []")
    assert line().endswith("2 more and 2 of these again, not in use (region.yaml: layers)")
    assert "layers:" not in call("check", "--seeds", TRIAD)[1]


@pytest.mark.parametrize(
    ("to", "what", "documents", "pages"),
    [
        ("BBB", "B helped C. (disputed)", ["chronicle"], ["https://example.org/help", "http://example.org/help-again"]),
        ("AAA", "A raided C. (disputed)", ["gazette", "memoir", "chronicle"], ["https://example.org/raid"]),
    ],
)
def test_why_names_the_page_of_an_event_and_its_layer(
    layered: Path, call: Call, to: str, what: str, documents: list[str], pages: list[str]
) -> None:
    _, out, _ = call("why", "CCC", to, "--seeds", layered)
    (row,) = [line for line in out.splitlines() if what in line]
    letters = {name: letter for letter, name in re.findall(r"^([a-z])  (\w+): ", out, re.MULTILINE)}
    addresses = dict(re.findall(r"^ +(\d+)  (http\S+)$", out, re.MULTILINE))
    by = re.search(rf" {''.join(letters[name] for name in documents)}([\d,]+) ", row)
    assert by is not None and [addresses[number] for number in by[1].split(",")] == pages
    _, out, _ = call("why", "CCC", to, "--seeds", layered, "--without", "chronicle")
    assert "http" not in out and "chronicle" not in out
    assert (what in out) == (documents != ["chronicle"])


def test_leaving_out_a_layer_that_is_not_in_use_is_warned_of(layered: Path, call: Call) -> None:
    words = ("why", "AAA", "CCC", "--seeds", layered, "--without", "chronicle")
    assert call(*words)[2] == ""
    change(layered / "region.yaml", "layers: [chronicle]", "layers: []")
    assert "warning: --without chronicle changes no score and no world" in call(*words)[2]


@pytest.fixture(scope="module")
def shipped_layered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped region with its chronicle in use."""
    folder = tmp_path_factory.mktemp("layered") / "seeds"
    shutil.copytree(ROOT / "seeds", folder, ignore=shutil.ignore_patterns("examples"))
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    text = (folder / "region.yaml").read_text(encoding="utf-8")
    (folder / "region.yaml").write_text(re.sub(r"(?m)^  layers: .*$", "  layers: [chronicle]", text), encoding="utf-8")
    return folder


def test_the_shipped_chronicle_is_as_its_coding_counts(seeds: Seeds) -> None:
    own = seeds.layers.events("chronicle")
    assert len(own) == 467 and len(seeds.layers.same) == 63
    for file, events in seeds.layers.files.items():
        if file.startswith("chronicle/"):
            assert {str(month_of(event.date) // 12) for event in events} == {Path(file).stem}
    both = seeds.layers.events("documents", "chronicle")
    assert sum("chronicle" in event.attested_by for event in both) == 467 + 63


@pytest.mark.slow
def test_without_the_chronicle_tables_are_those_of_the_five_articles(
    shipped_layered: Path, tmp_path: Path, call: Call
) -> None:
    small = ("--worlds", "8", "--months", "6", "--jobs", "1", "--sample", "--no-report")
    folders = {name: tmp_path / name for name in ("shipped", "without", "within")}
    plain = tmp_path / "plain"  # the same region without the chronicle in use, wherever that is set
    shutil.copytree(shipped_layered, plain)
    change(plain / "region.yaml", "layers: [chronicle]", "layers: []")
    ways = {"shipped": (plain,), "without": (shipped_layered, "--without", "chronicle"), "within": (shipped_layered,)}
    for name, words in ways.items():
        status, _, said = call("run", "corridor-opened", *small, "--seeds", *words, "--out", folders[name])
        assert status == 0, said
    found = {name: digests(folder) for name, folder in folders.items()}
    assert found["without"] == found["shipped"]
    assert all(found["within"][table] != digest for table, digest in found["shipped"].items())
    kept = folders["within"] / "seeds" / "chronicle"
    assert len(list(kept.glob("20*.yaml"))) == 8 and (kept / "same.yaml").is_file()
    status, _, said = call("report", folders["within"])
    assert status == 0, said


def test_without_the_chronicle_the_documented_past_is_that_of_the_five_articles(
    shipped_layered: Path, seeds: Seeds
) -> None:
    from model.analysis.hindcast.milestones import documented_clashes
    from model.evidence.replay import testimony
    from model.simulation.choice_set import ChoiceSet

    layered, last = load_seeds(shipped_layered), seeds.region.documented_until
    coded = [event.id for event in testimony(layered, last, ("chronicle",))]
    assert coded == [event.id for event in sorted(layered.layers.events("documents"), key=lambda e: e.date)]
    everything = documented_clashes(layered, ChoiceSet(layered))
    articles = documented_clashes(layered, ChoiceSet(layered), ("chronicle",))
    assert set(articles) < set(everything)
    clash = {month_of(e.date) for e in layered.layers.events("documents") if layered.types.types[e.type].clash}
    assert set(articles) <= clash
