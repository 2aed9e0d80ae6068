"""Mistakes found by pydantic, in our own words and at the place where the user wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from model.common.errors import Fault, did_you_mean
from model.load.positions import Located
from model.spec.base import shown
from model.spec.cures import list_meant, months_meant, number_meant
from model.spec.fields import Schema, described, keys_allowed

Spec = TypeVar("Spec", bound=BaseModel)

_NUMBERS = ("int_", "float_", "finite_number", "greater_than", "less_than")
_SORTS = {
    "string_type": "a text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of `key: value`",
    "model_type": "a mapping of `key: value`",
    "model_attributes_type": "a mapping of `key: value`",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
}
_INSTEAD_OF_NOTHING = {"a list": "; write [] for none", "a mapping of `key: value`": "; write {} for none"}


def validated(
    located: Located, model: type[Spec], names: Mapping[str, Mapping[str, Any]], faults: list[Fault]
) -> Spec | None:
    """The file as a spec; None where it breaks, with the faults added to the list."""
    if located.faults:
        faults += located.faults
        return None
    try:
        return model.model_validate(located.tree, context=names)
    except ValidationError as error:
        faults += [_fault(found, located, model) for found in error.errors(include_url=False)]
        return None


def _fault(found: ErrorDetails, located: Located, model: type[BaseModel]) -> Fault:
    """One of pydantic's errors as a fault."""
    kind, context = found["type"], found.get("ctx", {})
    loc = (*found["loc"], *context.get("at", ()))
    if kind == "union_tag_invalid":
        loc += (context["discriminator"].strip("'"),)
    if kind == "missing":
        return _missing(located, loc, model)
    route = located.existing(loc)
    schemas = described(model, route, located.tree)
    if kind == "extra_forbidden":
        known = keys_allowed(described(model, route[:-1], located.tree))
        cause = f'unknown key "{route[-1]}"{did_you_mean(str(route[-1]), known)}'
        return located.fault(route, cause, key=True)
    return located.fault(route, _cause(found, located.value(route), schemas), key=loc[-1:] == ("[key]",))


def _missing(located: Located, loc: Sequence[str | int], model: type[BaseModel]) -> Fault:
    """A key, or a place in a list, that should be there: told at what should hold it."""
    above, part = located.existing(loc[:-1]), loc[-1]
    if isinstance(part, int):
        return located.fault(above, f"the list is too short; item {part + 1} is missing")
    meaning = next((s["description"] for s in described(model, (*above, part)) if "description" in s), "")
    said = f": {meaning.splitlines()[0].rstrip('.')}" if meaning else ""
    return located.fault(above, f'the key "{part}" is missing{said}', key=True)


def _cause(found: ErrorDetails, given: Any, schemas: Sequence[Schema]) -> str:
    """Description of a wrong value, and of a right one."""
    kind = found["type"]
    if kind.startswith(_NUMBERS):
        return f"must be {_number(schemas)}, not {shown(given)}{_number_meant(given, schemas)}"
    if kind in _SORTS:
        sort = _SORTS[kind]
        if sort == "a list" and any("x-names" in schema for schema in schemas):
            sort = "a name or a list of names"
        instead = _INSTEAD_OF_NOTHING.get(sort, "") if given is None else ""
        if sort == "a list" and isinstance(given, str):
            instead = list_meant(given)
        return f"must be {sort}, not {shown(given)}{instead}"
    context = found.get("ctx", {})
    if kind == "literal_error":
        return _one_of(context["expected"], given)
    if kind == "union_tag_invalid":
        return _one_of(context["expected_tags"], given)
    if kind == "union_tag_not_found":
        return 'the key "kind" is missing; it says what the rest means'
    if kind == "string_too_long":
        return f"must have at most {context['max_length']} letters, not {len(found['input'])}"
    if kind == "too_short":
        return f"must have at least {context['min_length']}, not {context['actual_length']}"
    if kind == "too_long":
        return f"must have at most {context['max_length']}, not {context['actual_length']}"
    return found["msg"]


def _number_meant(given: Any, schemas: Sequence[Schema]) -> str:
    """The cure of a text that is no number."""
    if not isinstance(given, str):
        return ""
    in_months = any(schema.get("x-unit") == "months" for schema in schemas) and not given.strip("+-").isdigit()
    return months_meant(given) if in_months else number_meant(given)


def _one_of(expected: str, given: Any) -> str:
    """A word that is none of the allowed ones, which pydantic lists as `'a', 'b' or 'c'`."""
    words = re.findall("'([^']*)'", expected)
    near = did_you_mean(given, words) if isinstance(given, str) else ""
    return f"must be one of {', '.join(words)}, not {shown(given)}" + (near if near.endswith("?") else "")


def _number(schemas: Sequence[Schema]) -> str:
    """The number that would do: its sort and its bounds."""
    whole = any("integer" in schema.get("type", "") for schema in schemas)
    unit = next((f" of {schema['x-unit']}" for schema in schemas if "x-unit" in schema), "")
    noun = ("a whole number" if whole else "a number") + unit
    bounds = {key: value for schema in schemas for key, value in schema.items() if "imum" in key.lower()}
    low, high = bounds.get("minimum"), bounds.get("maximum")
    under, over = bounds.get("exclusiveMaximum"), bounds.get("exclusiveMinimum")
    if low is not None and high is not None:
        return f"{noun} from {low:g} to {high:g}"
    limits = [(low, "at least"), (over, "above"), (high, "at most"), (under, "below")]
    said = " and ".join(f"{word} {limit:g}" for limit, word in limits if limit is not None)
    return f"{noun} {said}" if said else noun
