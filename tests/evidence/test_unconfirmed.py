"""Evidence that no document confirms is counted in the code, wherever it is told."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np

from model.evidence.moved import MIN_MOVE, moved_without
from model.evidence.replay import replay
from model.evidence.unconfirmed import Unconfirmed
from model.load import load_seeds
from model.rules.values import Values
from model.spec.seeds import Seeds
from tests.conftest import ROOT, Call


def test_what_rests_on_memory_alone_is_counted(triad_folder: Path) -> None:
    """In the invented region by hand: the memoir is made a memory, and alone attests what names no other document."""
    sources = triad_folder / "sources.yaml"
    text = re.sub(r"(?m)^  memoir:\n", "  memoir:\n    from_memory: true\n", sources.read_text(encoding="utf-8"))
    sources.write_text(text, encoding="utf-8")
    seeds = load_seeds(triad_folder)
    found = Unconfirmed.of(seeds)
    assert found.documents == ("memoir",)
    assert (found.ties.count, found.ties.whole) == (sum(t.attested_by == ("memoir",) for t in seeds.ties.ties),
                                                    len(seeds.ties.ties))  # fmt: skip
    assert found.events.count == sum(e.attested_by == ("memoir",) for e in seeds.events) > 0


def test_what_moves_without_it_is_what_two_replays_say(seeds: Seeds, central: Values) -> None:
    as_of = seeds.region.documented_until
    doubtful = [name for name, document in seeds.documents.items() if document.from_memory]
    whole, left = (replay(seeds, as_of, central, without).alignment[0].mean(axis=0) for without in ((), doubtful))
    moved = moved_without(seeds, as_of, central)
    assert moved.count == (np.abs(whole - left) >= MIN_MOVE).sum() > 0, "nobody leans to itself"
    assert moved.whole == len(whole) * (len(whole) - 1)


def test_it_is_told_by_the_list_and_by_no_number_typed_by_hand(seeds: Seeds, call: Call) -> None:
    status, out, _ = call("list", "documents")
    assert status == 0 and Unconfirmed.of(seeds).said() in " ".join(out.split())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## What it is not")[2].partition("\n## ")[0]
    assert "list documents" in section
    assert not re.search(r"\d+ of \d+", section)


def test_a_list_of_names_loads_no_rules() -> None:
    """Names are listed in half the time it takes to load what simulates, though what is unconfirmed is told beside."""
    code = "import sys, model.cli.commands.list as _; print(*({'numba', 'mesa', 'pandas', 'scipy'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr
