"""A region of any number of actors, generated: what the benchmarks run to see how cost grows with actors.

Every actor decides, has an interest in its neighbours on a ring and depends on the next; actors may deal with the
`partners` nearest to them, or with everyone.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

PATTERN = Path(__file__).parents[1] / "regions" / "triad"
"""The region whose types, sources, assumptions and scenarios are taken over."""
COPIED = ("region.yaml", "types.yaml", "sources.yaml", "assumptions.yaml")
ASSUMED = {"standing": "assumed", "why": "generated"}


def build(folder: Path, actors: int, partners: int | None = None) -> Path:
    """Write a seeds folder; every actor may act on its `partners` nearest on the ring, on all where None."""
    names = [f"A{k:02d}" for k in range(actors)]
    reach = min(partners or actors - 1, actors - 1)
    near = {name: [names[(k + step) % actors] for step in _steps(reach)] for k, name in enumerate(names)}
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    for file in COPIED:
        shutil.copy(PATTERN / file, folder / file)
    shutil.copy(PATTERN / "scenarios" / "baseline.yaml", folder / "scenarios" / "baseline.yaml")
    files = {
        "actors": _actors(names),
        "ties": _ties(names),
        "dependence": _dependence(names),
        "events": _events(names),
        "interests": _interests(names),
        "issues": _issues(),
        "actions": _actions(near),
        "outcomes": _outcomes(names),
    }
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(json.dumps(content, indent=1), encoding="utf-8")  # JSON is YAML
    return folder


def _steps(reach: int) -> list[int]:
    """Steps around the ring, the nearest first: 1, −1, 2, −2."""
    return [(1 + k // 2) * (1 if k % 2 == 0 else -1) for k in range(reach)]


def _actors(names: list[str]) -> dict[str, Any]:
    actors = {
        name: {"name": f"Republic {name}", "short": name, "coordinates": [k, 10], "capability": 0.5, "tempo": 1}
        for k, name in enumerate(names)
    }
    return {"capability_basis": ASSUMED, "tempo_basis": ASSUMED, "actors": actors}


def _next(names: list[str]) -> list[tuple[str, str]]:
    return list(zip(names, [*names[1:], names[0]], strict=True))


def _ties(names: list[str]) -> dict[str, Any]:
    kinds = {
        "alliance": {"meaning": "they defend each other", "supports": {"security": 0.5}},
        "dispute": {"meaning": "they claim the same land", "supports": {"security": -0.4, "economic": -0.2}},
    }
    ties = [
        {"id": f"tie-{a}-{b}", "kind": list(kinds)[k % 2], "between": [a, b], "attested_by": "gazette"}
        for k, (a, b) in enumerate(_next(names))
    ]
    return {"basis": ASSUMED, "kinds": kinds, "ties": ties}


def _dependence(names: list[str]) -> dict[str, Any]:
    shares = [
        {"id": f"arms-{a}-{b}", "of": a, "on": b, "kind": "arms", "share": 0.6, "attested_by": "gazette"}
        for a, b in _next(names)
    ]
    return {"basis": ASSUMED, "kinds": {"arms": {"meaning": "share of arms bought", "weight": 1}}, "shares": shares}


def _events(names: list[str]) -> dict[str, Any]:
    events = [
        {"id": f"event-{a}-{b}", "date": "2020-05", "type": "raid" if k % 3 == 0 else "accord", "source": a,
         "target": b, "salience": "measure", "what": f"What {a} did to {b}.", "attested_by": "gazette"}
        for k, (a, b) in enumerate(_next(names))
    ]  # fmt: skip
    return {"events": events}


def _interests(names: list[str]) -> dict[str, Any]:
    count = len(names)
    profiles = {
        name: {
            "actor": name,
            "why": "generated",
            "cares": [
                {"of": names[(k + 1) % count], "to": name, "weight": 0.5},
                {"of": names[k - 1], "to": name, "weight": 0.3},
                {"of": names[(k + 1) % count], "to": names[k - 1], "weight": -0.2},
            ],
            "stakes": {"treaty": 0.5 if k % 2 else -0.5},
        }
        for k, name in enumerate(names)
    }
    return {"interest_basis": ASSUMED, "stake_basis": ASSUMED | {"unit": "stake units a level"}, "profiles": profiles}


def _issues() -> dict[str, Any]:
    treaty = {
        "name": "the treaty",
        "question": "Will they sign?",
        "stages": {"none": {"meaning": "no text"}, "drafted": {"meaning": "a text"}, "signed": {"meaning": "it holds"}},
        "history": {"2019-06": "none"},
        "transitions": [
            {"from": "none", "to": "drafted", "acts": {"action": "accord"}, "chance": 0.1, "why": "they draft it"},
            {"from": "drafted", "to": "signed", "acts": {"action": "accord"}, "chance": 0.1, "why": "they sign it"},
            {"from": "drafted", "to": "none", "acts": {"action": "raid"}, "chance": 0.3, "setback": True,
             "why": "nobody drafts under fire"},
        ],
        "why": "generated",
    }  # fmt: skip
    return {"basis": ASSUMED, "issues": {"treaty": treaty}}


def _actions(near: dict[str, list[str]]) -> dict[str, Any]:
    actions = {
        name: {"name": name, "type": name, "salience": "measure", "by": near, "rate": rate}
        for name, rate in (("accord", 0.1), ("aid", 0.1), ("raid", 0.05))
    }
    return {"basis": ASSUMED, "actions": actions}


def _outcomes(names: list[str]) -> dict[str, Any]:
    first, *others = names
    outcomes: dict[str, dict[str, Any]] = {
        "influence": {"kind": "influence", "of": first, "over": others},
        "treaty_signed": {"kind": "reached", "issue": {"treaty": "signed"}},
        "balance": {"kind": "balance"},
        "alignments": {"kind": "alignments"},
    }
    described = {name: {"meaning": name} | outcome for name, outcome in outcomes.items()}
    return {"basis": ASSUMED, "outcomes": described, "headline": ["influence", "treaty_signed"]}
