"""The JSON Schemas accept every shipped file and refuse slips: judged by another validator, reading as editors do."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from model.load import load_seeds
from model.load.json_schema import MODELS, comment_line, schema_for, schema_texts, stale
from model.spec.seeds import FILES, LAYERED, OPTIONAL
from tests.conftest import ROOT, TRIAD, Call

EXAMPLES = sorted(path.parent.relative_to(ROOT) for path in (ROOT / "seeds" / "examples").glob("*/region.yaml"))
OWN = TRIAD.relative_to(ROOT)
REGIONS = {Path("seeds"): Path("scenarios")} | {region: region / "scenarios" for region in (*EXAMPLES, OWN)}
"""Region → where its scenarios lie."""
LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


class Core(yaml.SafeLoader):
    """YAML 1.2 with its core types, as editors read it: dates are text, `on` is a word, and numbers are numbers."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, begins in (
    ("bool", "true|false", "tf"),
    ("null", "~|null|", "~n"),
    ("int", r"[-+]?\d+", "-+0123456789"),
    ("float", r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?", "-+.0123456789"),
):
    resolver = re.compile(f"^(?:{pattern})$")
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", resolver, [*begins, ""] if tag == "null" else [*begins])


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Core)


def validator(kind: str, region: Path) -> jsonschema.Draft7Validator:
    schema = schema_for(kind, load_seeds(region))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def files(region: Path) -> Iterator[tuple[str, Path]]:
    """Sort and path of every file of a region."""
    for path in sorted(region.glob("*.yaml")):
        yield path.stem, path
    for path in sorted((region / "chronicle").glob("*.yaml")):
        yield "same" if path.stem == "same" else "chronicle", path
    for path in sorted(REGIONS[region].glob("*.yaml")):
        yield "scenario", path


@pytest.mark.slow
@pytest.mark.parametrize("region", REGIONS, ids=str)
def test_every_shipped_file_follows_its_schema(region: Path) -> None:
    judges = {kind: validator(kind, region) for kind in MODELS}
    looked_at = set()
    for kind, path in files(region):
        found = [f"{path}: {list(e.absolute_path)}: {e.message}" for e in judges[kind].iter_errors(read(path))]
        assert found == []
        looked_at.add(kind)
    assert looked_at >= {"scenario", *(Path(file).stem for file in FILES)}


def test_there_is_a_schema_for_every_sort_of_file() -> None:
    assert set(MODELS) == {"scenario", *(Path(file).stem for file in (*FILES, *OPTIONAL, *LAYERED))}


SCENARIO = {"name": "N", "summary": "S."}
EVENT = {"type": "raid", "source": "AAA", "target": ["BBB", "CCC"], "salience": "war"}
RIGHT: list[dict[str, Any]] = [
    {},
    {"extends": "deal"},
    {"extends": "one-that-is-added-later"},
    {"extends": "../elsewhere/mine.yaml"},
    {"months": 12},
    {"assumptions": {"spillover": 0.4, "assumptions.impact": 0.1, "tempo.AAA": 2}},
    {"interventions": [{"at": "2021-02", "event": EVENT}]},
    {"interventions": [{"at": "2021-02-28", "event": {**EVENT, "salience": 0.3}}]},
    {"interventions": [{"between": ["2021-02", "2021-03"], "forbid": {"actor": "AAA", "action": ["raid", "gift"]}}]},
    {
        "interventions": [
            {"when": {"issue": {"treaty": ["none", "signed"]}}, "after": "1 month", "issue": {"road": "open"}}
        ]
    },
    {"interventions": [{"when": {"issue": {"treaty": "none"}}, "after": 3, "attention": {"AAA": 0.5}}]},
    *(
        {"interventions": [{"name": "lot", "when": when, "attention": {"AAA": 0.5}}]}
        for when in (
            {"chance": 0.4},
            {"event": {"type": "raid"}},
            {"event": {"type": ["raid", "aid"], "source": "AAA", "target": ["BBB", "CCC"], "since": "2021-05"}},
            {"event": {"type": "raid", "since": "6 months"}, "issue": {"treaty": "none"}},
            {"not": {"any": [{"event": {"type": "raid", "since": 6}}, {"all": [{"chance": 0.1}]}]}},
        )
    ),
]
WRONG: dict[str, dict[str, Any]] = {
    "unknown key": {"moths": 3},
    "wrong sort": {"months": "long"},
    "out of bounds": {"months": 0},
    "no parent": {"extends": ""},
    "unknown document": {"documents": ["gazete"]},
    "unknown assumption": {"assumptions": {"spilover": 0.4}},
    "an assumption that is a text": {"assumptions": {"spillover": "much"}},
    "no list": {"interventions": {"at": "2021-02"}},
    "neither at, between nor when": {"interventions": [{"event": EVENT}]},
    "both at and when": {"interventions": [{"at": "2021-02", "when": {"issue": {"treaty": "none"}}, "event": EVENT}]},
    "no date": {"interventions": [{"at": "next spring", "event": EVENT}]},
    "a span of one": {"interventions": [{"between": ["2021-02"], "attention": {"AAA": 1}}]},
    "a span of three": {"interventions": [{"between": ["2021-02", "2021-03", "2021-04"], "attention": {"AAA": 1}}]},
    "unknown key of an intervention": {"interventions": [{"at": "2021-02", "evnt": EVENT}]},
    "unknown actor": {"interventions": [{"at": "2021-02", "event": {**EVENT, "source": "AAX"}}]},
    "unknown actor in a list": {"interventions": [{"at": "2021-02", "event": {**EVENT, "target": ["BBB", "CCX"]}}]},
    "unknown actor as a key": {"interventions": [{"at": "2021-02", "attention": {"AAX": 1}}]},
    "unknown type": {"interventions": [{"at": "2021-02", "event": {**EVENT, "type": "rade"}}]},
    "unknown salience": {"interventions": [{"at": "2021-02", "event": {**EVENT, "salience": "loud"}}]},
    "salience above 1": {"interventions": [{"at": "2021-02", "event": {**EVENT, "salience": 1.5}}]},
    "missing key": {"interventions": [{"at": "2021-02", "event": {"type": "raid", "source": "AAA", "salience": 1}}]},
    "unknown issue": {"interventions": [{"at": "2021-02", "issue": {"traety": "signed"}}]},
    "unknown stage": {"interventions": [{"at": "2021-02", "issue": {"treaty": "sined"}}]},
    "another issue's stage": {"interventions": [{"at": "2021-02", "issue": {"treaty": "open"}}]},
    "unknown stage of a condition": {
        "interventions": [{"when": {"issue": {"road": ["open", "signed"]}}, "event": EVENT}]
    },
    "unknown action": {"interventions": [{"at": "2021-02", "forbid": {"actor": "AAA", "action": "rade"}}]},
    "unknown tie kind": {"interventions": [{"at": "2021-02", "tie": {"kind": "aliance", "between": ["AAA", "BBB"]}}]},
    **{
        slip: {"interventions": [{"name": "lot", "when": when, "attention": {"AAA": 0.5}}]}
        for slip, when in {
            "unknown type of a condition": {"event": {"type": "rade"}},
            "unknown actor deep in a condition": {"not": {"any": [{"event": {"type": "raid", "source": "AAX"}}]}},
            "since in words": {"event": {"type": "raid", "since": "spring"}},
            "since a month that is none": {"event": {"type": "raid", "since": 0}},
            "a chance above 1": {"all": [{"chance": 40}]},
            "no list of conditions": {"any": {"chance": 0.5}},
            "an empty list of conditions": {"any": []},
            "unknown key deep in a condition": {"not": {"isue": {"treaty": "none"}}},
        }.items()
    },
    "a name of two words": {"interventions": [{"name": "two words", "at": "2021-02", "event": EVENT}]},
    "a delay in words": {"interventions": [{"when": {"issue": {"road": "open"}}, "after": "a year", "event": EVENT}]},
}


@pytest.fixture(scope="module")
def scenario() -> jsonschema.Draft7Validator:
    return validator("scenario", OWN)


@pytest.mark.parametrize("more", RIGHT)
def test_a_sound_scenario_is_accepted(scenario: jsonschema.Draft7Validator, more: dict[str, Any]) -> None:
    assert [error.message for error in scenario.iter_errors({**SCENARIO, **more})] == []


@pytest.mark.parametrize("slip", WRONG)
def test_a_slip_in_a_scenario_is_refused(scenario: jsonschema.Draft7Validator, slip: str) -> None:
    assert list(scenario.iter_errors({**SCENARIO, **WRONG[slip]}))


@pytest.mark.parametrize("key", SCENARIO)
def test_a_scenario_without_name_or_summary_is_refused(scenario: jsonschema.Draft7Validator, key: str) -> None:
    assert list(scenario.iter_errors({k: v for k, v in SCENARIO.items() if k != key}))


SLIPS: dict[str, list[tuple[str, Any]]] = {
    "region": [("region.replay_from", "then"), ("region.dimensions", []), ("region.nam", "x")],
    "sources": [
        ("documents.gazette.standpoint", None),
        ("documents.gazette.date", "2021"),
        ("documents.gazette.x", "y"),
    ],
    "actors": [("actors.AAA.capability", 2), ("actors.AAA.coordinates", [1]), ("actors.AAA.tempo", "fast")],
    "types": [("types.raid.shares.econmic", 0), ("types.raid.goldstein", 11), ("salience.war.value", "1.0.0")],
    "ties": [
        ("ties.0.kind", "aliance"),
        ("ties.0.between.1", "BBX"),
        ("ties.0.attested_by", "gazete"),
        ("ties.0.id", None),
    ],
    "dependence": [("shares.0.kind", "amrs"), ("shares.0.share", 1.5), ("shares.0.on", "AAX")],
    "events": [
        ("events.0.source", "BBX"),
        ("events.0.type", "acord"),
        ("events.0.salience", "loud"),
        ("events.0.standing", "sure"),
    ],
    "actions": [("actions.raid.by.AAX", ["BBB"]), ("actions.raid.type", "rade"), ("actions.gift.when.road", "opened")],
    "issues": [
        ("issues.treaty.transitions.0.to", "draftd"),
        ("issues.treaty.transitions.0.to", "open"),
        ("issues.treaty.transitions.0.from", ["none", "opn"]),
        ("issues.treaty.transitions.0.acts.action", "tready_step"),
        ("issues.treaty.transitions.2.chance", "setback_chanse"),
        ("issues.treaty.history.2019-06", "nun"),
        ("issues.treaty.history.then", "none"),
        ("issues.road.stages.open.effects.profile.CCC", "CCC_trade"),
        ("issues.road.transitions.0.requires.treaty", ["nonne"]),
        ("issues.new", {"name": "n"}),
    ],
    "interests": [
        ("profiles.AAA.cares.0.to", "AAX"),
        ("profiles.AAA.stakes.traety", 1),
        ("profiles.BBB.cares.1.dimension", "x"),
    ],
    "outcomes": [
        ("outcomes.a_influence.kind", "influenze"),
        ("outcomes.treaty_signed.issue.treaty", "sined"),
        ("outcomes.smuggling.enforcement.BBB.treaty.sined", 0.4),
        ("outcomes.smuggling.openness_by_stage.BBB.treaty.signed", 2),
        ("headline.0", "b_influence"),
        ("headline.1", "orbit.BBB=ZZZ"),
        ("headline.3", "alignment.BBB.CCX"),
    ],
    "assumptions": [
        ("assumptions.impact.range", [0.1]),
        ("joint_limits.0.numerator", "feling"),
        ("assumptions.impact.why", None),
    ],
}
EVERY_SLIP = [(kind, slip) for kind, slips in SLIPS.items() for slip in range(len(slips))]


@pytest.mark.parametrize(("kind", "slip"), EVERY_SLIP)
def test_a_slip_in_a_seeds_file_is_refused(kind: str, slip: int) -> None:
    route, value = SLIPS[kind][slip]
    tree = read(TRIAD / f"{kind}.yaml")
    *above, last = [int(part) if part.isdigit() and len(part) < 3 else part for part in route.split(".")]
    spot = tree
    for part in above:
        spot = spot[part]
    if value is None:
        del spot[last]
    else:
        spot[last] = value
    assert list(validator(kind, OWN).iter_errors(tree))


def test_every_sort_of_seeds_file_has_its_slips() -> None:
    assert set(SLIPS) == {Path(file).stem for file in FILES}


CHRONICLE_SLIPS: list[tuple[str, dict[str, Any]]] = [
    ("chronicle", {"page": "see the archive"}),
    ("chronicle", {"page": []}),
    ("chronicle", {"source": "BBX"}),
    ("chronicle", {"rows": "r1"}),
    ("same", {"event": None}),
    ("same", {"salience": "loud"}),
]


@pytest.mark.parametrize("slip", range(len(CHRONICLE_SLIPS)))
def test_a_slip_in_a_chronicle_is_refused(slip: int) -> None:
    page = {"page": ["https://example.org/a"], "row": "r1"}
    sound: dict[str, dict[str, Any]] = {
        "chronicle": {**read(TRIAD / "events.yaml")["events"][0], **page},
        "same": {"event": "talks", "date": "2020-06", "salience": "measure", **page},
    }
    kind, change = CHRONICLE_SLIPS[slip]
    judge, section = validator(kind, OWN), {"chronicle": "events", "same": "same"}[kind]
    assert not list(judge.iter_errors({section: [sound[kind]]}))
    assert list(judge.iter_errors({section: [{**sound[kind], **change}]}))


def test_a_new_issue_stage_or_event_needs_no_new_schema() -> None:
    tree = read(TRIAD / "issues.yaml")
    tree["issues"]["canal"] = {**tree["issues"]["road"], "name": "the canal"}
    assert not list(validator("issues", OWN).iter_errors(tree))


@pytest.mark.parametrize("region", [Path("seeds"), *EXAMPLES], ids=str)
def test_the_schemas_beside_the_seeds_are_fresh(region: Path) -> None:
    seeds = load_seeds(region)
    assert stale(seeds) == [], f"uv run simulate.py schema --seeds {region} --out {region}/schema"
    texts = schema_texts(seeds)
    assert {path.name for path in (region / "schema").iterdir()} == set(texts)


@pytest.mark.parametrize("region", [Path("seeds"), *EXAMPLES], ids=str)
def test_every_shipped_file_names_its_schema_on_its_first_line(region: Path) -> None:
    for kind, path in files(region):
        named = LINE.fullmatch(path.read_text(encoding="utf-8").splitlines()[0])
        assert named is not None, f"{path}: begin with {comment_line(path, region, kind)}"
        assert (path.parent / named[1]).resolve() == (ROOT / region / "schema" / f"{kind}.json").resolve()


def test_a_schema_is_printed_or_written(tmp_path: Path, call: Call) -> None:
    texts = schema_texts(load_seeds(TRIAD))
    assert call("schema", "actors", "--seeds", TRIAD) == (0, texts["actors.json"], "")
    assert call("schema", "actors.yaml", "--seeds", TRIAD) == (0, texts["actors.json"], "")
    _, out, _ = call("schema", "--seeds", TRIAD)
    assert {f"{kind}.json": schema for kind, schema in json.loads(out).items()} == {
        name: json.loads(text) for name, text in texts.items()
    }
    folder = tmp_path / "a" / "b"
    status, out, _ = call("schema", "--seeds", TRIAD, "--out", folder)
    assert status == 0 and out.splitlines() == [f"{folder}/{name}" for name in texts]
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == texts


def test_a_schema_that_no_longer_fits_is_warned_of_until_it_is_written_anew(tmp_path: Path, call: Call) -> None:
    region = Path(shutil.copytree(TRIAD, tmp_path / "triad"))
    folder = region / "schema"
    assert "no longer fit" not in call("check", "--seeds", region)[2], "no schemas, no warning"
    call("schema", "--seeds", region, "--out", folder)
    assert call("check", "--seeds", region)[2] == ""
    text = (region / "scenarios" / "deal.yaml").read_text(encoding="utf-8")
    (region / "scenarios" / "other-deal.yaml").write_text(text, encoding="utf-8")
    assert call("check", "--seeds", region)[2] == "", "a schema lists nothing that users add"
    text = (region / "sources.yaml").read_text(encoding="utf-8")
    (region / "sources.yaml").write_text(text.replace("memoir:", "memoirs:"), encoding="utf-8")
    for file in ("ties.yaml", "dependence.yaml", "events.yaml"):
        text = (region / file).read_text(encoding="utf-8")
        (region / file).write_text(re.sub(r"\bmemoir\b", "memoirs", text), encoding="utf-8")
    write_anew = f"uv run simulate.py schema --out {folder} --seeds {region}"
    stale_ones = r"scenario\.json, .* no longer fit the YAML files; write them anew: (.*)\n"
    told = re.fullmatch(rf"warning: {re.escape(str(folder))}: {stale_ones}", call("check", "--seeds", region)[2])
    assert told is not None and told[1] == write_anew
    call(*write_anew.removeprefix("uv run simulate.py ").split())
    assert call("check", "--seeds", region)[2] == ""


def test_a_new_scenario_names_the_schema_where_there_is_one(tmp_path: Path, call: Call) -> None:
    region = Path(shutil.copytree(TRIAD, tmp_path / "triad"))
    call("new", "plain", "--seeds", region)
    call("schema", "--seeds", region, "--out", region / "schema")
    call("new", "helped", "--seeds", region)
    first = [(region / "scenarios" / f"{name}.yaml").read_text("utf-8").splitlines()[0] for name in ("plain", "helped")]
    assert not LINE.match(first[0])
    assert first[1] == "# yaml-language-server: $schema=../schema/scenario.json"


def test_a_folder_that_cannot_be_written_to_is_answered(tmp_path: Path, call: Call) -> None:
    (tmp_path / "taken").write_text("a file")
    status, _, said = call("schema", "--seeds", TRIAD, "--out", tmp_path / "taken")
    assert status == 2 and said.startswith(f"{tmp_path}/taken: cannot be written: ")
