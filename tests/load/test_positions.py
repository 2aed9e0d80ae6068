from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from model.load import Located, compose
from model.load.positions import LARGEST_FILE


def read(tmp_path: Path, content: str | bytes) -> Located:
    file = tmp_path / "file.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return compose(file)


def test_every_scalar_stays_the_text_that_was_written(tmp_path: Path) -> None:
    written = ["on", "no", "yes", "12:30", "010", "1e3", "2025-07-01", "0x1F", ".nan", "true", "-0"]
    located = read(tmp_path, "\n".join(f"k{n}: {text}" for n, text in enumerate(written)))
    assert not located.faults
    assert list(located.tree.values()) == written


def test_keys_stay_text_too(tmp_path: Path) -> None:
    assert read(tmp_path, "on: 1\n010: 2\nnull: 3").tree == {"on": "1", "010": "2", "null": "3"}


@pytest.mark.parametrize("nothing", ["", "~", "null", "# only a comment"])
def test_a_plain_nothing_is_none(tmp_path: Path, nothing: str) -> None:
    assert read(tmp_path, f"a: {nothing}\nb: 1").tree == {"a": None, "b": "1"}


def test_a_quoted_nothing_is_a_text(tmp_path: Path) -> None:
    assert read(tmp_path, "a: ''\nb: 'null'\nc: \"~\"").tree == {"a": "", "b": "null", "c": "~"}


def test_places_of_keys_and_values_count_from_one(tmp_path: Path) -> None:
    located = read(tmp_path, "a: 1\nb:\n  - c: x\n    d: [y, zed]\n")
    assert located.keys["b", 0, "c"] == (3, 5)
    assert located.values["b", 0, "c"] == (3, 8)
    assert located.values["b", 0, "d", 1] == (4, 12)
    assert located.line(("b", 0)) == 3


def test_columns_count_letters_not_bytes(tmp_path: Path) -> None:
    located = read(tmp_path, "a: {Türkiye: x}\n")
    assert located.values["a", "Türkiye"] == (1, 14)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    located = read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert located.tree == {"a": "1", "b": "2"}
    assert located.keys["b",] == (2, 1)
    assert not located.faults


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    assert read(tmp_path, b"a: 1\n").digest == hashlib.sha256(b"a: 1\n").hexdigest()


def test_each_duplicate_key_is_a_fault_at_the_second(tmp_path: Path) -> None:
    located = read(tmp_path, "a:\n  x: 1\n  y: 2\n  x: {p: 1}\na:\n  x: 3\n")
    assert [(f.line, f.column, f.path) for f in located.faults] == [(4, 3, "a.x"), (5, 1, "a")]
    assert located.faults[0].cause == 'duplicate key "x"; it is already on line 2'
    assert located.tree["a"]["x"] == "1"


REFUSED = {
    "an alias": ("a: &x 1\nb: *x", 1, "anchors and aliases"),
    "an alias bomb": ("a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]", 1, "anchors and aliases"),
    "a recursive alias": ("a: &a [*a]", 1, "anchors and aliases"),
    "an unknown alias": ("a: *x", 1, "anchors and aliases"),
    "a Python tag": ("b: 1\na: !!python/object/apply:os.system [ls]", 2, "tags ("),
    "a custom tag": ("a: !mine 5", 1, "tags (!mine)"),
    "two documents": ("a: 1\n---\nb: 2", 2, "a second document begins here"),
    "an empty file": ("", 1, "the file is empty"),
    "only comments": ("# nothing\n", 1, "the file is empty"),
    "an empty document": ("---\n", 1, "the file is empty"),
    "a list on top": ("- a\n- b", 1, "is a list; the file must be a mapping"),
    "a text on top": ("hello", 1, 'is "hello"; the file must be a mapping'),
    "a list as key": ("? [a, b]\n: 1", 1, "a key must be a plain word"),
    "a mapping as key": ("{a: 1}: 2", 1, "a key must be a plain word"),
    "an empty key": ('"": 1', 1, "a key is empty"),
    "a tab": ("a:\n\tb: 1", 2, "indent with spaces"),
    "a later tab": ("a:\n  b: 1\n\tc: 2", 3, "indent with spaces"),
    "an open bracket": ("a: [1, 2\nb: 3", 1, "not valid YAML"),
    "an open quote": ("a: 'x", 1, "a quote is not closed"),
    "a colon in a text": ("a: b: c", 1, "needs quotes"),
    "a bad indentation": ("a: 1\n  b: 2", 2, "the indentation is off"),
    "a reserved sign": ("a: @x", 1, "needs quotes"),
    "an unprintable character": ("a: 1\nb: x\x07y", 2, "unprintable character U+0007"),
    "nothing but brackets": ("a: " + "[" * 5000, 1, "nested more than 30 deep"),
    "braces without end": ("a: " + "{b: " * 500, 1, "nested more than 30 deep"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_place_and_reason(tmp_path: Path, name: str) -> None:
    content, line, said = REFUSED[name]
    (fault,) = read(tmp_path, content).faults
    assert said in fault.cause
    assert fault.line == line
    assert fault.column >= 1


@pytest.mark.parametrize("parser", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(
    ("opened", "line", "column"),
    [("[", 1, 34), ("{b: ", 1, 124), ("[\n ", 31, 2), ("[x, ", 1, 121), ("[[], {}, ", 1, 266)],
)
@pytest.mark.parametrize("times", [31, 600, 5000])
def test_an_abyss_is_told_at_its_place_whichever_parser_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: type, opened: str, line: int, column: int, times: int
) -> None:
    monkeypatch.setattr("model.load.positions._PARSER", parser)
    (fault,) = read(tmp_path, "a: " + opened * times).faults
    assert (fault.line, fault.column, fault.cause) == (line, column, "nested more than 30 deep")


HINTS = {
    "a: [1, 2\nb: 3": (1, 4, "a bracket or a brace is not closed"),
    "a: {b: 1\nc: 2": (1, 4, "a bracket or a brace is not closed"),
    "a: 1\nb: [x\n": (2, 4, "a bracket or a brace is not closed"),
    "a: 'x\nb: 2\n": (1, 4, "a quote is not closed"),
    "a: b: c": (1, 5, "needs quotes"),
    "a: 1\n  b: 2": (2, 4, "the indentation is off"),
    "a: @x": (1, 4, "special character"),
    "a: 1\nb\nc: 2": (2, 1, "a key needs a colon"),
    "a:\n  - 1\n  b: 2": (3, 3, "a dash is missing"),
    "a:\n  b: 1\n c: 2": (3, 2, "the indentation is off"),
    "a: 'x' y": (1, 8, "needs quotes"),
    "a:\n  b: 1\n\tc: 2": (3, 1, "indent with spaces"),
}


@pytest.mark.parametrize("parser", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize("text", HINTS)
def test_the_hint_does_not_hang_on_how_a_parser_words_its_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: type, text: str
) -> None:
    def reworded(self: yaml.MarkedYAMLError, context: str, context_mark: Any, problem: str, mark: Any, *_: Any) -> None:
        self.context, self.context_mark, self.problem, self.problem_mark = "so", context_mark, "other words", mark

    monkeypatch.setattr("model.load.positions._PARSER", parser)
    plain = read(tmp_path, text).faults
    monkeypatch.setattr(yaml.MarkedYAMLError, "__init__", reworded)
    (fault,) = read(tmp_path, text).faults
    line, column, hint = HINTS[text]
    assert (fault.line, fault.column) == (line, column) and hint in fault.cause
    assert [(f.line, f.column) for f in plain] == [(line, column)] and hint in plain[0].cause


def test_without_the_c_parser_the_tree_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "a: on\nb: [x, ~, '']\nc: {d: 010}\n"
    with_c = read(tmp_path, content)
    monkeypatch.setattr("model.load.positions._PARSER", yaml.SafeLoader)
    assert read(tmp_path, content) == with_c


def test_a_tab_is_pointed_at_itself(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "a:\n  b: 1\n\tc: 2").faults
    assert (fault.line, fault.column) == (3, 1)


def test_another_encoding_is_a_fault_at_the_first_strange_letter(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "a: 1\nb: Türkiye\n".encode("latin-1")).faults
    assert (fault.line, fault.column) == (2, 5)
    assert "UTF-8" in fault.cause


def test_utf_16_is_a_fault(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "a: 1".encode("utf-16")).faults
    assert "UTF-8" in fault.cause


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, b"a: " + b"x" * LARGEST_FILE).faults
    assert fault.cause == "cannot be read: it is larger than 2 MB"


def test_a_missing_file_and_a_folder_are_faults(tmp_path: Path) -> None:
    assert compose(tmp_path / "none.yaml").faults[0].cause == f"cannot be read: {os.strerror(errno.ENOENT)}"
    assert compose(tmp_path).faults[0].cause == "cannot be read: it is not a file"


def test_a_fault_shows_its_line_with_a_caret(tmp_path: Path) -> None:
    located = read(tmp_path, "a:\n  b: 3x\n")
    said, line, caret = str(located.fault(("a", "b"), "must be a number")).splitlines()
    assert said == f"{tmp_path}/file.yaml:2:6: a.b: must be a number"
    assert (line, caret) == ("      b: 3x", "         ^")
