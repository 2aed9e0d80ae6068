"""JSON Schemas by which editors complete and check the YAML files of a region; they know its names."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from model.outcomes.kind import kind_of
from model.spec.fields import schema_of
from model.spec.scenario import Scenario
from model.spec.seeds import FILES, LAYERED, OPTIONAL, Seeds

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The version that editors know best."""
FOLDER = "schema"
"""Folder of the schemas inside a seeds folder."""
MODELS: dict[str, type[BaseModel]] = {
    "scenario": Scenario,
    **{Path(file).stem: model for file, model in (FILES | OPTIONAL | LAYERED).items()},
}
"""Sort of file → what it declares."""


def schema_for(kind: str, seeds: Seeds) -> Schema:
    """The schema of a sort of file in a region. It lists no scenarios: users add some, and it stays as it is."""
    namer = _Namer(seeds)
    schema = namer.named(schema_of(MODELS[kind]))
    schema["properties"] |= _particulars(kind, schema["properties"], seeds)
    if "Intervention" in schema.get("$defs", {}):
        schema["$defs"]["Intervention"]["oneOf"] = [{"required": [key]} for key in ("at", "between", "when")]
    schema["$defs"] = schema.get("$defs", {}) | namer.lists
    if kind == "claims":
        test = schema["$defs"]["Test"]["properties"]
        test["outcome"] = {**test["outcome"], "type": "string", "pattern": _columns(seeds)}
    title = {"scenario": "A scenario", "chronicle": "Events in chronicle/"}.get(kind, f"{kind}.yaml")
    return {"$schema": DRAFT, **schema, "title": f"{title} of {seeds.region.name}"}


def schema_texts(seeds: Seeds) -> dict[str, str]:
    """File name → text of every schema of a region."""
    return {f"{kind}.json": text_of(schema_for(kind, seeds)) for kind in MODELS}


def text_of(schema: Any) -> str:
    """A schema as it is written to a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def stale(seeds: Seeds) -> list[str]:
    """The schemas that lie in a region's folder and no longer say what its files declare."""
    folder = seeds.folder / FOLDER
    if not folder.is_dir():
        return []
    texts = schema_texts(seeds)
    return [name for name, text in texts.items() if not (folder / name).is_file() or _read(folder / name) != text]


def comment_line(path: Path, seeds: Path, kind: str) -> str | None:
    """The first line by which editors find the schema of a file; None where the region keeps no schemas."""
    if not (seeds / FOLDER / f"{kind}.json").is_file():
        return None
    there = os.path.relpath(seeds / FOLDER / f"{kind}.json", path.parent)
    return f"# yaml-language-server: $schema={Path(there).as_posix()}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


class _Namer:
    """Fills a model's schema with the names of a region and brings it to the draft that editors know."""

    def __init__(self, seeds: Seeds) -> None:
        self.stages = {name: list(issue.stages) for name, issue in seeds.issues.issues.items()}
        bare = list(seeds.assumptions.assumptions)
        self.names: dict[str, list[str]] = {
            kind: list(names) for kind, names in seeds.names.items() if kind != "stages"
        }
        self.names["assumption_path"] = [*bare, *seeds.numbers]
        self.lists: dict[str, Schema] = {}
        """One definition for each kind of names that is used."""

    def named(self, schema: Any) -> Any:
        """The same schema with names for marks."""
        if isinstance(schema, list):
            return [self.named(part) for part in schema]
        if not isinstance(schema, Mapping):
            return schema
        if "x-stages" in schema:
            return self._listed(f"stages_{schema['x-stages']}", self._of_stages(schema["x-stages"]), schema)
        if "x-names" in schema:
            return self._listed(schema["x-names"], {"enum": self.names[schema["x-names"]]}, schema)
        found = self._own(schema)
        if "prefixItems" in found:
            found |= {"items": found.pop("prefixItems"), "additionalItems": False}
        if "patternProperties" in found:
            found.setdefault("additionalProperties", False)
        if "$ref" in found and len(found) > 1:  # what stands beside a reference is not read in this draft
            found["allOf"] = [{"$ref": found.pop("$ref")}]
        return found

    def _own(self, schema: Mapping[str, Any]) -> Schema:
        """All but marks, titles made of field names and defaults, which only clutter what editors show."""
        clutter = {"default", "discriminator", "title"}
        kept = {key: value for key, value in schema.items() if key not in clutter and not key.startswith("x-")}
        for key, value in kept.items():
            if key in ("properties", "patternProperties", "$defs"):
                kept[key] = {name: self.named(inner) for name, inner in value.items()}
            elif key != "enum":
                kept[key] = self.named(value)
        return kept

    def _listed(self, name: str, definition: Schema, schema: Mapping[str, Any]) -> Schema:
        """A reference to a definition shared by all that names the same things."""
        self.lists[name] = definition
        reference = {"$ref": f"#/$defs/{name}"}
        return {"description": schema["description"], "allOf": [reference]} if "description" in schema else reference

    def _of_stages(self, form: str) -> Schema:
        """Issue → one of its stages, some of them, or a number for each."""
        properties: Schema = {}
        for issue, stages in self.stages.items():
            one: Schema = {"enum": stages}
            several = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
            levels = dict.fromkeys(stages, {"type": "number", "minimum": 0, "maximum": 1})
            by_stage = {"type": "object", "properties": levels, "additionalProperties": False}
            properties[issue] = {"one": one, "many": several, "levels": by_stage}[form]
        return {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            "minProperties": int(form == "one"),
        }


def _particulars(kind: str, properties: Schema, seeds: Seeds) -> Schema:
    """Parts that depend on more than the kind of a name: the stages of each issue, the columns of outcomes."""
    if kind == "scenario":
        return {"extends": {"description": "The scenario it adds to.", "type": "string", "minLength": 1}}
    if kind == "issues":
        own = {name: _issue(list(issue.stages)) for name, issue in seeds.issues.issues.items()}
        return {"issues": {**properties["issues"], "properties": own}}
    if kind == "outcomes":
        return {"headline": {**properties["headline"], "items": {"type": "string", "pattern": _columns(seeds)}}}
    return {}


def _issue(stages: Sequence[str]) -> Schema:
    """An issue whose transitions and history name only its own stages."""
    one: Schema = {"enum": list(stages)}
    several = {"anyOf": [one, {"type": "array", "items": one}]}
    steps = {"items": {"properties": {"from": several, "to": one}}}
    narrower = {"properties": {"history": {"additionalProperties": one}, "transitions": steps}}
    return {"allOf": [{"$ref": "#/$defs/Issue"}, narrower]}


def _columns(seeds: Seeds) -> str:
    """A pattern that the names of all outcome columns follow."""
    patterns = (kind_of(outcome).pattern(name, seeds) for name, outcome in seeds.outcomes.outcomes.items())
    return f"^({'|'.join(patterns)})$"
