"""Schema of the field at a path of a model: its bounds, its keys, its description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Route = tuple[str | int, ...]
"""The keys and list places that lead from the top of a file to a value."""

Schema = Mapping[str, Any]


@cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a file's model."""
    return model.model_json_schema()


def below(tree: Any, part: str | int) -> Any:
    """Value of a mapping or a list under a key or at a place; None where there is none."""
    return tree[part] if holds(tree, part) else None


def holds(tree: Any, part: str | int) -> bool:
    """Return True where a mapping has the key, or a list the place."""
    if isinstance(tree, dict):
        return part in tree
    return isinstance(tree, list) and isinstance(part, int) and part < len(tree)


def described(model: type[BaseModel], route: Route, tree: Any = None) -> list[Schema]:
    """The schemas the value at a route may follow; `tree` tells alternatives apart by their constant keys."""
    root = schema_of(model)
    found = list(_alternatives(root, root, tree))
    for part in route:
        tree = below(tree, part)
        steps = (inner for schema in found for inner in _children(schema, part))
        found = [schema for step in steps for schema in _alternatives(root, step, tree)]
    return found


def keys_allowed(schemas: Sequence[Schema]) -> list[str]:
    """The keys a mapping may have, where they are fixed."""
    return sorted({key for schema in schemas for key in schema.get("properties", {})})


@cache  # a region has several hundred numbers, and asks for each whenever it is read
def limits(model: type[BaseModel], route: Route) -> tuple[float, float] | None:
    """The lowest and highest value a number at a route can have, where the field has both."""
    for schema in described(model, route):
        if "minimum" in schema and "maximum" in schema:
            return float(schema["minimum"]), float(schema["maximum"])
    return None


def add_keys(model: type[BaseModel], added: Mapping[str, Any], *holders: type[BaseModel]) -> None:
    """Add optional keys to a model, each with the type of its value; `holders` contain the model, the inner first."""
    for key, value in added.items():
        model.model_fields[key] = FieldInfo.from_annotated_attribute(value | None, None)
    if added:
        for declaration in (model, *holders):
            declaration.model_rebuild(force=True)
        forget_schemas()


def forget_schemas() -> None:
    """Have schemas and bounds worked out anew, for a kind has been added."""
    schema_of.cache_clear()
    limits.cache_clear()


def _alternatives(root: Schema, schema: Schema, tree: Any) -> Iterator[Schema]:
    """The schema with references followed and unions taken apart."""
    if "$ref" in schema:
        target = root["$defs"][schema["$ref"].rpartition("/")[2]]
        described_here = {k: v for k, v in schema.items() if k == "description"}
        yield from _alternatives(root, {**target, **described_here}, tree)
        return
    options = schema.get("anyOf") or schema.get("oneOf")
    if options is None:
        if _fits(schema, tree):
            yield schema
        return
    described_here = {k: v for k, v in schema.items() if k == "description"}
    for option in options:
        yield from _alternatives(root, {**option, **described_here}, tree)


def _fits(schema: Schema, tree: Any) -> bool:
    """Return True where no constant key of the schema contradicts the tree."""
    if not isinstance(tree, dict):
        return True
    constants = {k: v["const"] for k, v in schema.get("properties", {}).items() if "const" in v}
    return all(tree.get(key) == constant for key, constant in constants.items())


def _children(schema: Schema, part: str | int) -> Iterator[Schema]:
    if isinstance(part, int):
        fixed = schema.get("prefixItems", [])
        if part < len(fixed):
            yield fixed[part]
        elif isinstance(items := schema.get("items"), dict):
            yield items
    elif part in schema.get("properties", {}):
        yield schema["properties"][part]
    elif isinstance(values := schema.get("additionalProperties"), dict):
        yield values


def names_used(spec: BaseModel) -> Iterator[tuple[str, str]]:
    """(Kind, name) for every name of a declared thing that a declaration mentions, as a value or as a key."""
    root, tree = schema_of(type(spec)), spec.model_dump(by_alias=True)
    yield from _named(root, list(_alternatives(root, root, tree)), tree)


def _named(root: Schema, schemas: Sequence[Schema], tree: Any) -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield from ((schema["x-names"], tree) for schema in schemas if "x-names" in schema)
    if not isinstance(tree, dict | list | tuple):
        return
    for part, inner in tree.items() if isinstance(tree, dict) else enumerate(tree):
        kinds = (schema.get("propertyNames", {}).get("x-names") for schema in schemas)
        yield from ((kind, str(part)) for kind in kinds if kind is not None)
        steps = (step for schema in schemas for step in _children(schema, part))
        yield from _named(root, [found for step in steps for found in _alternatives(root, step, inner)], inner)
