"""The words every declaration is made of: months, names that must exist, salience, stages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from model.common.errors import did_you_mean
from model.common.languages import ENGLISH, LANGUAGES, Text
from model.spec.cures import names_meant, number_meant

_WORD = re.compile("[A-Za-z][A-Za-z0-9_-]*")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")


class Frozen(BaseModel):
    """A declaration: immutable, and with no key that nothing reads."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        str_strip_whitespace=True,
    )


def fault(kind: str, cause: str, *at: str | int) -> PydanticCustomError:
    """A validation error in our own words; `at` leads from the validated value to the offending part.

    A last part "[key]" means the key itself is wrong, as in pydantic's own locations.
    """
    return PydanticCustomError(kind, cause, {"at": at})


def shown(value: Any) -> str:
    """A value as a message shows it: a text in quotes, anything else by its sort."""
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}…"'
    if isinstance(value, list | tuple):
        return "a list"
    return "nothing" if value is None else "a mapping" if isinstance(value, dict) else str(value)


def no_word(name: str) -> str:
    """Reason why a text cannot be a name; empty where it can."""
    rule = "begin with a letter, go on with letters, digits, _ and -"
    return "" if _WORD.fullmatch(name) else f'"{name}" cannot be a name; {rule}'


def month_of(date: str) -> int:
    """The month of a date as a count of months since year 0."""
    return int(date[:4]) * 12 + int(date[5:7]) - 1


def name_of_month(month: int) -> str:
    """YYYY-MM for a count of months since year 0."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _checked_date(value: Any) -> str:
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if found and date(int(found[1]), int(found[2]), int(found[3] or 1)):
            return found[0]
    except ValueError:
        pass
    raise fault("date", f"{shown(value)} is not a date; write YYYY-MM or YYYY-MM-DD")


def _checked_month(value: Any) -> int:
    return value if isinstance(value, int) else month_of(_checked_date(value))


_WRITTEN_DATE = WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"})

Date = Annotated[str, BeforeValidator(_checked_date), _WRITTEN_DATE]
"""YYYY-MM-DD, or YYYY-MM where the day is not known."""

Month = Annotated[int, BeforeValidator(_checked_month), _WRITTEN_DATE]
"""A month, written YYYY-MM; held as a count of months since year 0."""


def _bare_months(value: Any) -> Any:
    return re.sub(r"\s*months?$", "", value) if isinstance(value, str) else value


def _months_schema(least: int, most: int) -> WithJsonSchema:
    written: dict[str, Any] = {"type": ["string", "integer"], "pattern": r"^\d+( months?)?$"}
    return WithJsonSchema(written | {"minimum": least, "maximum": most, "x-unit": "months"})


Months = Annotated[int, BeforeValidator(_bare_months), Field(ge=0, le=1200), _months_schema(0, 1200)]
"""A length of time: `12 months`, or the bare number."""

Horizon = Annotated[int, BeforeValidator(_bare_months), Field(ge=1, le=600), _months_schema(1, 600)]
"""The length of a run: `36 months`, or the bare number."""


def known(info: ValidationInfo, kind: str) -> Mapping[str, Any] | None:
    """The names of a kind the loader has found so far; None when nothing is to be checked against."""
    context: Mapping[str, Mapping[str, Any]] = info.context or {}
    return context.get(kind)


def check_name(name: str, kind: str, info: ValidationInfo) -> str:
    """The name itself; a fault with the nearest known name where it does not exist."""
    names = known(info, kind)
    if names is not None and name not in names:
        word = kind.removeprefix("any_").removesuffix("_path").replace("_", " ")
        cure = names_meant(name, names) or _of_another_kind(name, kind, info) or did_you_mean(name, names)
        raise fault("unknown", f'unknown {word} "{name}"{cure}')
    return name


def _of_another_kind(name: str, kind: str, info: ValidationInfo) -> str:
    """Hint where an action stands for its type, or a type for its actions; empty where neither does."""
    actions = {name: entry for name, entry in (known(info, "action") or {}).items() if isinstance(entry, dict)}
    if kind == "type" and name in actions and isinstance(of := actions[name].get("type"), str):
        return f"; {name} is an action, and its type is {of}: write {of}"
    if kind == "action" and (same := [action for action, entry in actions.items() if entry.get("type") == name]):
        return f"; {name} is a type of event, and the actions of that type are: {', '.join(same)}"
    return ""


@dataclass(frozen=True)
class Declared:
    """Marks a text that must be the name of a declared thing of this kind."""

    kind: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A text, looked up among the names in the validation context."""
        return core_schema.with_info_after_validator_function(
            lambda name, info: check_name(name, self.kind, info), handler(source)
        )

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """A string that says which names it may be."""
        return {"type": "string", "x-names": self.kind}


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


@dataclass(frozen=True)
class OneOrMore:
    """Marks a tuple of names of this kind that may be written as one bare name."""

    kind: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A bare name becomes a tuple of one; at least one, none twice."""
        several = core_schema.no_info_after_validator_function(_no_name_twice, handler(source))
        return core_schema.no_info_before_validator_function(_as_tuple, several)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """One name or a list of names."""
        return _one_or_more({"type": "string", "x-names": self.kind})


def _one_or_more(one: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _no_name_twice(given: tuple[str, ...]) -> tuple[str, ...]:
    if not given:
        raise fault("names", "the list is empty; give at least one name")
    for place, name in enumerate(given):
        if name in given[:place]:
            raise fault("names", f"{name} is named twice", place)
    return given


_ADDRESS = r"https?://\S+"


def _checked_address(value: str) -> str:
    if not re.fullmatch(_ADDRESS, value):
        raise fault("page", f"{shown(value)} is not the address of a page; begin with https:// or http://")
    return value


def _some_page(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise fault("page", "the list is empty; give at least one address")
    return value


Page = Annotated[str, AfterValidator(_checked_address), WithJsonSchema({"type": "string", "pattern": f"^{_ADDRESS}$"})]
"""The address of a page."""

Pages = Annotated[
    tuple[Page, ...],
    BeforeValidator(_as_tuple),
    AfterValidator(_some_page),
    WithJsonSchema(_one_or_more({"type": "string", "pattern": f"^{_ADDRESS}$"})),
]
"""One address, or a list."""

Rows = Annotated[tuple[str, ...], BeforeValidator(_as_tuple), WithJsonSchema(_one_or_more({"type": "string"}))]
"""The row of a table, or a list of them."""


class Translated:
    """Marks a text that may be written in several languages: a text, or `{en: …, ru: …}`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The English text, which knows its translations; it is written again as the English text."""
        return core_schema.no_info_wrap_validator_function(
            _translated, handler(source), serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """A string, or one for each language."""
        text = handler(core["schema"])
        several = {code: {**text, "description": name} for code, name in LANGUAGES.items()}
        return {
            "anyOf": [
                text,
                {"type": "object", "properties": several, "required": [ENGLISH], "additionalProperties": False},
            ]
        }


def _translated(value: Any, handler: ValidatorFunctionWrapHandler) -> str:
    if not isinstance(value, dict):
        return value if isinstance(value, Text) else handler(value)
    for code in value:
        if code not in LANGUAGES:
            near = did_you_mean(str(code), LANGUAGES) or f"; there are {', '.join(LANGUAGES)}"
            raise fault("language", f'no language "{code}"{near}', code, "[key]")
    if ENGLISH not in value:
        raise fault("language", f"the English text is missing: {ENGLISH}")
    said = {}
    for code, text in value.items():
        if not isinstance(text, str) or not text.strip():
            raise fault("language", f"must be a text, not {shown(text)}", code)
        said[code] = handler(text)
    return Text(said.pop(ENGLISH), said)


Said = Annotated[str, Translated()]
"""A text that pages say in the language of whoever reads them, where it is written in several."""

DocumentName = Annotated[str, Declared("document")]
ActorName = Annotated[str, Declared("actor")]
DimensionName = Annotated[str, Declared("dimension")]
TypeName = Annotated[str, Declared("type")]
StandingName = Annotated[str, Declared("standing")]
TieKindName = Annotated[str, Declared("tie_kind")]
DependenceKindName = Annotated[str, Declared("dependence_kind")]
ActionName = Annotated[str, Declared("action")]
IssueName = Annotated[str, Declared("issue")]
StageName = Annotated[str, Declared("any_stage")]
ProfileName = Annotated[str, Declared("profile")]
AssumptionName = Annotated[str, Declared("assumption")]
AssumptionPath = Annotated[str, Declared("assumption_path")]
"""The dotted path of any tunable number; a bare name means `assumptions.<name>`."""

DocumentNames = Annotated[tuple[DocumentName, ...], OneOrMore("document")]
ActorNames = Annotated[tuple[ActorName, ...], OneOrMore("actor")]
ActionNames = Annotated[tuple[ActionName, ...], OneOrMore("action")]
StageNames = Annotated[tuple[StageName, ...], OneOrMore("any_stage")]


def _salience(value: Any, info: ValidationInfo) -> Any:
    levels = known(info, "salience")
    if levels is None or not isinstance(value, str) or re.fullmatch(r"[-+.\d][\d.eE+-]*", value):
        return value
    if value in levels:
        return levels[value]
    if number_meant(value):
        return value
    near = did_you_mean(value, levels)
    raise fault("salience", f'unknown salience "{value}"{near}; or give a number from 0 to 1')


Salience = Annotated[
    float,
    BeforeValidator(_salience),
    Field(ge=0, le=1),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "x-names": "salience"}, {"type": "number", "minimum": 0, "maximum": 1}]}
    ),
]
"""Importance of an event: the name of a declared level, or a number from 0 to 1."""


def _stages(given: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    issues = known(info, "stages") or {}
    for issue, stages in given.items():
        if not stages:
            raise fault("stage", "give at least one stage", issue)
        for place, stage in enumerate((stages,) if isinstance(stages, str) else stages):
            if issue in issues and stage not in issues[issue]:
                near = did_you_mean(stage, issues[issue])
                at = (stage, "[key]") if isinstance(stages, dict) else (place,)
                raise fault("stage", f'issue {issue} has no stage "{stage}"{near}', issue, *at)
    return given


StageOf = Annotated[
    dict[IssueName, str], Field(min_length=1), AfterValidator(_stages), WithJsonSchema({"x-stages": "one"})
]
"""Issue → stage."""

StagesOf = Annotated[
    dict[IssueName, Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]],
    AfterValidator(_stages),
    WithJsonSchema({"x-stages": "many"}),
]
"""Issue → the stage or stages it must be in."""

Share = Annotated[float, Field(ge=0, le=1)]

_LEVEL = {"type": "number", "minimum": 0, "maximum": 1}

LevelByStage = Annotated[
    dict[IssueName, dict[str, Share]],
    AfterValidator(_stages),
    WithJsonSchema({"x-stages": "levels", "additionalProperties": {"type": "object", "additionalProperties": _LEVEL}}),
]
"""Issue → a number from 0 to 1 for each of its stages that has one."""
