"""Damage that people, editors and mischief do to a YAML file: mutations of its tree and text, drawn by hypothesis."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

Route = tuple[str | int, ...]

NUMBERS = (
    "nan", "inf", "-inf", "1e308", "-1e308", "1e999", "1e-320", "-1", "-0", "0", "1", "2", "0.5", "1_0", "0x10", "1e1",
    "9" * 400, "9" * 5000, "0." + "0" * 400 + "1", "1.5.2", "+", "--1", "٣", "１２", "True", "½",
)  # fmt: skip
DATES = (
    "0000-00", "0001-01", "1000-01", "1999-12", "2020-02-30", "2025-13", "2025-00", "2025-07", "2025-08", "2026-02-29",
    "2028-07", "2028-08", "2525-01", "9999-12", "9999-12-31", "10000-01", "-2025-01", "2025-7", "２０２５-０７",
    "0 months", "12 months", "1200 months", "1201 months", "99999999999999999999 months", "yesterday",
)  # fmt: skip
WORDS = (
    "", " ", "x", "null", "true", "no", "None", "__class__", "{0}", "{source.__class__}", "%s", "../baseline", "a/b",
    "..", ".", "/etc/passwd", "C:\\x", "con", "a\0b", "\x1b[2J", "\a", "a\nb", "a\rb", "\u202eb", "\u200fb", "\ufeff",
    "\u2028", "\ud7ff", "\U0010ffff", "<script>alert(1)</script>", "x" * 3000, "ä" * 200, "]]>", "&amp;",
    "'\"`", "$(ls)", "a.b", "a=b", "a,b", "-", "&a", "*a", "!!python/object/apply:os.system", "AAA", "RUS",
    "baseline", "[]", "{}",
)  # fmt: skip
SHAPES: tuple[Any, ...] = (
    None, [], {}, [[]], [None], [{}], {"": None}, {"x": "y"}, ["x"], [["x"]], ["x"] * 50, {"x": {"x": {"x": "x"}}},
    {str(n): str(n) for n in range(50)}, ["2026-01", "2026-02"], ["-1", "1"], ["1", "-1"],
    ["AAA", "AAA"], ["AAA", "BBB"],
)  # fmt: skip
SNIPPETS = (
    "\t", "\ufeff", "\0", "\x1b[31m", "\u202e", "\u200f", "\r", "\u2028", "\x85", "---\n", "...\n", "%YAML 1.1\n",
    "%TAG ! x:\n", "&a ", "*a ", "!!binary ", "!x ", "? ", "- ", ": ", "#", "'", '"', "{", "}", "[", "]", ",", "|", ">",
    "@", "`", "<<: *a\n", "\n\n", " " * 40, "[" * 200, "{a: " * 40, "\n" + "- " * 40,
    "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
)  # fmt: skip
HOW = ("put in", "put in", "cut", "drop", "line", "line twice", "indent", "value")
ENCODINGS = ("latin-1", "cp1251", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "utf-8-sig", "shift_jis")


@dataclass(frozen=True)
class Spoiled:
    """A file's new content, and what was done to it, which is all that is shown where a case fails."""

    content: bytes = field(repr=False)
    how: tuple[str, ...]


def routes(tree: Any, route: Route = ()) -> Iterator[Route]:
    """Every place in a tree but its top."""
    if route:
        yield route
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from routes(value, (*route, key))


def at(tree: Any, route: Route) -> Any:
    for part in route:
        tree = tree[part]
    return tree


@st.composite
def mutated_trees(draw: st.DrawFn, tree: Any) -> Spoiled:
    """The tree with one to three of its places spoiled, written as JSON, which is YAML."""
    tree, how = copy.deepcopy(tree), []
    for _ in range(draw(st.integers(1, 3))):
        places = list(routes(tree))
        if not places:
            break
        how.append(_spoil(draw, tree, places))
    return Spoiled(json.dumps(tree, ensure_ascii=False, indent=1).encode(), tuple(how))


def _spoil(draw: st.DrawFn, tree: Any, places: list[Route]) -> str:
    """Spoil one place; returns what was done."""
    route = draw(st.sampled_from(places))
    above, last = at(tree, route[:-1]), route[-1]
    how = draw(st.sampled_from(["value", "value", "value", "elsewhere", "elsewhere", "drop", "twice", "key", "extra"]))
    new: Any = ""
    if how == "value":
        new = above[last] = copy.deepcopy(draw(st.sampled_from(draw(st.sampled_from([NUMBERS, DATES, WORDS, SHAPES])))))
    elif how == "elsewhere":  # a value that is right in another place
        new = above[last] = copy.deepcopy(at(tree, draw(st.sampled_from(places))))
    elif how == "drop":
        del above[last]
    elif how == "twice" and isinstance(above, list):
        above.insert(draw(st.integers(0, len(above))), copy.deepcopy(above[last]))
    elif how == "extra" and isinstance(above, dict):
        new = draw(st.sampled_from([*WORDS, *(str(key) for key in above)]))
        above[new] = copy.deepcopy(draw(st.sampled_from(SHAPES + WORDS)))
    elif isinstance(above, dict):
        new = draw(st.sampled_from([str(last) + "x", str(last).upper(), " " + str(last), *WORDS]))
        above[new] = above.pop(last)
    return f"{how} {route} {str(new)[:60]!r}"


@st.composite
def mutated_texts(draw: st.DrawFn, text: str) -> Spoiled:
    """The text with pieces put in, taken out or doubled, lines moved, or in another encoding."""
    how = []
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text)))
        start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place) + 1 or len(text)
        what, new = draw(st.sampled_from(HOW)), ""
        match what:
            case "put in" | "value":
                new = draw(st.sampled_from(SNIPPETS if what == "put in" else NUMBERS + DATES + WORDS))
                text = text[:place] + new + text[place:]
            case "cut":
                text = text[:place]
            case "drop":
                text = text[:place] + text[place + draw(st.integers(1, 40)) :]
            case "line":
                text = text[:start] + text[end:]
            case "line twice":
                text = text[:end] + text[start:end] + text[end:]
            case "indent":
                text = text[:start] + " " * draw(st.integers(1, 8)) + text[start:]
        how.append(f"{what} at {place} {new[:60]!r}")
    content = text.encode()
    match draw(st.sampled_from(["as it is"] * 5 + ["encoding", "bytes", "line ends"])):
        case "encoding":
            how.append(encoding := draw(st.sampled_from(ENCODINGS)))
            content = text.encode(encoding, "replace")
        case "bytes":
            place, byte = draw(st.integers(0, max(len(content) - 1, 0))), draw(st.integers(0, 255))
            content = content[:place] + bytes([byte]) + content[place + 1 :]
            how.append(f"byte {byte} at {place}")
        case "line ends":
            content = content.replace(b"\n", draw(st.sampled_from([b"\r\n", b"\r"])))
            how.append("line ends")
    return Spoiled(content, tuple(how))


def mutated(tree: Any, text: str) -> st.SearchStrategy[Spoiled]:
    """A file spoiled in some way; three in four keep to the form of YAML and break what it says."""
    trees = mutated_trees(tree)
    return st.one_of(trees, trees, trees, mutated_texts(text))
