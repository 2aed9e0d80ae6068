"""Names that the files of a region declare, read before anything in them is validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from model.common.errors import Fault
from model.load.positions import Located
from model.spec.base import no_word
from model.spec.fields import Route
from model.spec.seeds import OPTIONAL

Names = dict[str, Mapping[str, Any]]
"""Kind → name → what a text naming it stands for."""

_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_SECTIONS = {
    "document": ("sources.yaml", "documents"),
    "actor": ("actors.yaml", "actors"),
    "salience": ("types.yaml", "salience"),
    "standing": ("types.yaml", "standing"),
    "type": ("types.yaml", "types"),
    "tie_kind": ("ties.yaml", "kinds"),
    "dependence_kind": ("dependence.yaml", "kinds"),
    "action": ("actions.yaml", "actions"),
    "issue": ("issues.yaml", "issues"),
    "profile": ("interests.yaml", "profiles"),
    "assumption": ("assumptions.yaml", "assumptions"),
    "outcome": ("outcomes.yaml", "outcomes"),
}


def names_in(files: Mapping[str, Located]) -> Names:
    """The names of every kind; a kind whose section cannot be read is left out, so that it is not checked."""
    found: Names = {}
    for kind, (file, section) in _SECTIONS.items():
        entries = files[file].value((section,))
        if isinstance(entries, dict):
            found[kind] = entries
    dimensions = files["region.yaml"].value(("region", "dimensions"))
    if isinstance(dimensions, list):
        found["dimension"] = {name: name for name in dimensions if isinstance(name, str)}
    if "salience" in found:
        found["salience"] = {name: _level(entry) for name, entry in found["salience"].items()}
    if "issue" in found:
        stages = {issue: _stages(entry) for issue, entry in found["issue"].items()}
        found["stages"] = {issue: of for issue, of in stages.items() if of is not None}
        if len(found["stages"]) == len(stages):
            found["any_stage"] = {stage: issue for issue, of in stages.items() for stage in of or ()}
    return found


LONGEST = 100
"""Letters in the name of a scenario; 200 bytes at most, for the longest file names have 255 with all that is added."""


def no_file_name(name: str) -> str:
    """Reason why a file of this name cannot be made, copied or shown on every system; empty where it can."""
    if not name.isprintable():
        return "it holds a character that cannot be seen"
    if len(name) > LONGEST or len(name.encode(errors="replace")) > 2 * LONGEST:
        return f"it is longer than {LONGEST} letters"
    if not name[:1].isalnum() and name[:1] != "_":
        return f"it begins with {name[:1]}, by which other programs take it for something else; begin with a letter"
    if forbidden := sorted(set(name) & set('<>:"/\\|?*')):
        return f"Windows allows no {forbidden[0]} in it"
    if name.endswith((" ", ".")):
        return "Windows allows no dot or space at its end"
    if name.partition(".")[0].casefold() in _DEVICES:
        return "Windows keeps this name for a device"
    return ""


def odd_names(files: Mapping[str, Located]) -> Iterator[Fault]:
    """A name is a word: dotted paths, column names and file names are made of names."""
    places: list[tuple[str, Route]] = [(file, (section,)) for file, section in _SECTIONS.values()]
    if isinstance(issues := files["issues.yaml"].value(("issues",)), dict):
        places += [("issues.yaml", ("issues", name, "stages")) for name in issues]
    places += [(file, (Path(file).stem,)) for file in OPTIONAL if file in files]
    for file, route in places:
        entries = files[file].value(route)
        named = {name: (*route, name) for name in entries} if isinstance(entries, dict) else {}
        yield from _not_words(files[file], named)
    dimensions = files["region.yaml"].value(route := ("region", "dimensions"))
    if isinstance(dimensions, list):
        listed = {name: (*route, n) for n, name in enumerate(dimensions) if isinstance(name, str)}
        yield from _not_words(files["region.yaml"], listed)


def _not_words(located: Located, named: Mapping[str, Route]) -> Iterator[Fault]:
    for name, route in named.items():
        if cause := no_word(name):
            yield located.fault(route, cause, key=True)


def _level(entry: Any) -> str:
    """The number of a salience level; 0 where it has none, which is a fault of types.yaml alone."""
    value = entry.get("value") if isinstance(entry, dict) else None
    try:
        return value if isinstance(value, str) and 0 <= float(value) <= 1 else "0"
    except ValueError:
        return "0"


def _stages(entry: Any) -> list[str] | None:
    stages = entry.get("stages") if isinstance(entry, dict) else None
    return list(stages) if isinstance(stages, dict) else None
