"""The evidence as the second coder coded it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from model.load import load_seeds
from model.spec.chronicle import CHRONICLE, DOCUMENTS
from model.spec.seeds import Seeds
from tests.benchmarks.second_coding import second_coding
from tests.fixtures import TRIAD

HEAD = "id,type,sign,salience,standing,agreement,doubt\n"


def test_events_of_either_layer_take_the_second_coding_and_others_stay(seeds: Seeds, tmp_path: Path) -> None:
    told = {e.id: e for e in seeds.layers.events(CHRONICLE)}
    first, other = told["moscow-statement-on-routes"], told["zarif-in-tbilisi"]
    same = next(attestation for attestation in seeds.layers.same if attestation.row)
    rows = [f"{first.row[0]},meeting,1,statement,disputed,1,", f"{same.row[0]},no-such-type,1,measure,documented,0,"]
    folder = tmp_path / CHRONICLE
    folder.mkdir()
    (folder / "second_coding.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    again = second_coding(replace(seeds, folder=tmp_path))
    assert again is not None
    read = {e.id: e for e in again.layers.events(CHRONICLE)}
    changed = read[first.id]
    assert (changed.type, changed.standing) == ("meeting", "disputed")
    assert changed.salience == seeds.types.salience["statement"].value and changed.date == first.date
    assert read[other.id] == other
    assert again.layers.events(DOCUMENTS) == seeds.layers.events(DOCUMENTS), "a type that no key describes"
    rows[1] = rows[1].replace("no-such-type", "meeting")
    (folder / "second_coding.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    again = second_coding(replace(seeds, folder=tmp_path))
    assert again is not None and next(e for e in again.events if e.id == same.event).type == "meeting", "and in use"


def test_a_region_coded_once_has_none() -> None:
    assert second_coding(load_seeds(TRIAD)) is None


def test_the_shipped_second_coding_changes_some_events_and_no_date_or_party(seeds: Seeds) -> None:
    again = second_coding(seeds)
    assert again is not None
    pairs = [
        (a, b) for f in seeds.layers.files for a, b in zip(seeds.layers.files[f], again.layers.files[f], strict=True)
    ]
    changed = [a.id for a, b in pairs if a != b]
    assert 20 < len(changed) < 160
    assert all((a.id, a.date, a.source, a.target) == (b.id, b.date, b.source, b.target) for a, b in pairs)
