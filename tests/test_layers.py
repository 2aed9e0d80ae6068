"""The packages of the model form floors: each imports only from floors above, wherever in a file the import stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter

import pytest

from tests.conftest import LONGEST, ROOT

FLOORS = (
    "common",
    "spec",
    "effects rules",
    "conditions outcomes",
    "load evidence",
    "simulation",
    "lint trace experiment",
    "analysis",
    "reporting",
    "workshop api",
    "cli",
)
OWN = ("model", "tests", "simulate.py")
"""Code of the project itself."""
FLOOR = {package: floor for floor, packages in enumerate(FLOORS) for package in packages.split()}


def imported(package: str) -> Iterator[tuple[str, str]]:
    """Every import of a package's files: the place, the package imported from."""
    for path in sorted((ROOT / "model" / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.module and not node.level, f"{path}: imports are written in full"
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for name in names:
                if name.startswith("model."):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", name.split(".")[1]


@pytest.mark.parametrize("package", FLOOR)
def test_a_package_imports_only_from_floors_above_it(package: str) -> None:
    upward = [place for place, other in imported(package) if other != package and FLOOR[other] >= FLOOR[package]]
    assert upward == []


def test_no_files_import_each_other_in_a_circle() -> None:
    """Not within a function and not for types alone either; the package `model` itself gives names of all floors."""
    files = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "model").rglob("*.py")}
    files -= {"model.__init__"}
    graph: dict[str, set[str]] = {}
    for file in files:
        graph[file] = set()
        for node in ast.walk(ast.parse((ROOT / f"{file.replace('.', '/')}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    named = (f"{node.module}.{alias.name}", f"{node.module}.{alias.name}.__init__", node.module)
                    graph[file] |= {next((name for name in (*named, f"{node.module}.__init__") if name in files), file)}
        graph[file] -= {file}
    assert sum(map(len, graph.values())) > 1000
    assert len([*TopologicalSorter(graph).static_order()]) == len(files)  # a circle raises CycleError, which names it


def test_every_package_has_a_floor_and_no_module_lies_outside() -> None:
    found = {path.name for path in (ROOT / "model").iterdir() if any(path.glob("*.py"))}
    assert found == set(FLOOR)
    assert [path.name for path in (ROOT / "model").glob("*.py")] == ["__init__.py"]


def test_no_docstring_begins_with_a_noun_clause() -> None:
    """Its first word names the thing or the action: not "What …", "Whether …", "Who …" or "Whose …"."""
    texts = {
        f"{path.relative_to(ROOT)}:{node.lineno}": node.value.value
        for path in sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] in OWN)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }
    clause = re.compile(r"\s*(What|Whether|Who|Whose)\b", re.IGNORECASE)
    assert [place for place, text in texts.items() if clause.match(text)] == []
    assert len(texts) > 1000


def test_files_that_begin_first_are_there() -> None:
    assert [name for name in LONGEST if not (ROOT / "tests" / name).is_file()] == []
