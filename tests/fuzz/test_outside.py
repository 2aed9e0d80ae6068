"""Whatever becomes of an outside measure or of its table, it is told with its file or can be compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from model.analysis.hindcast import DocumentedPast
from model.analysis.outside import measured
from model.common.errors import SeedError
from model.load import compose, load_seeds
from model.rules.values import Values
from tests.fuzz.guard import guarded
from tests.fuzz.mutations import Spoiled, mutated, mutated_texts
from tests.fuzz.test_files import CASES

MEASURES = """measures:
  map: {kind: pairs, name: near, file: map.csv, span: [2020-03, 2020-04], document: gazette, limits: invented}
  line: {kind: points, name: line, file: line.csv, low: AAA, high: [BBB, CCC], document: gazette, limits: invented}
  news: {kind: days, name: days, file: news.csv, document: gazette, limits: invented}
"""
FILES = {
    "measures.yaml": MEASURES,
    "map.csv": "x,AAA,BBB,CCC\nAAA,1,.9,.1\nBBB,.9,1,.5\nCCC,.1,.5,1\n",
    "line.csv": "actor,year,value\nDDD,2020,.5\nAAA,2020,.1\n",
    "news.csv": "a,b,month,days,days_pos,days_neg\n" + "".join(f"AAA,BBB,2020-{m:02d},30,{m},2\n" for m in range(1, 7)),
}


@pytest.mark.parametrize("name", FILES)
def test_a_spoiled_outside_measure_is_told_or_compared(triad_folder: Path, name: str) -> None:
    folder = triad_folder / "outside"
    folder.mkdir()
    for file, text in FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
    seeds = load_seeds(triad_folder)
    past = DocumentedPast(seeds, Values.central(seeds))
    assert list(measured(past)) == ["map", "line", "news"]
    text, before = FILES[name], sorted(triad_folder.rglob("*"))
    spoiled = mutated(compose(folder / name).tree, text) if name.endswith(".yaml") else mutated_texts(text)

    @settings(
        max_examples=max(20, CASES // 40), derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(spoiled)
    def hold(case: Spoiled) -> None:
        (folder / name).write_bytes(case.content)
        with guarded():
            try:
                found = measured(past)
            except SeedError as error:
                assert error.faults and all(Path(fault.file).is_relative_to(folder) for fault in error.faults)
                return
        for _, table in found.values():
            numbers = table.select_dtypes("number").to_numpy(dtype=float)
            assert len(table) and not np.isinf(numbers).any()
        assert sorted(triad_folder.rglob("*")) == before

    hold()
