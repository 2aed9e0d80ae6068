"""The evidence as a second coder coded it: what results would be had somebody else read the same sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from model.spec.chronicle import CHRONICLE, CODINGS, DOCUMENTS, ChronicleEvent, Layers
from model.spec.events import Event
from model.spec.seeds import Seeds


def second_coding(seeds: Seeds) -> Seeds | None:
    """Seeds whose events are as the second coder coded them; None where nothing was coded twice.

    An event that a row coded twice tells takes type, salience and standing of the second coding, in whichever layer it
    lies. A row whose type no key of types.yaml describes leaves its event as it is.
    """
    path = seeds.folder / CHRONICLE / CODINGS[1]
    if not path.is_file():
        return None
    table = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("id")
    known = table[table["type"].isin(list(seeds.types.types))]
    rows = {str(row): {str(key): str(value) for key, value in coded.items()} for row, coded in known.iterrows()}
    attested = {attestation.event: attestation.row for attestation in seeds.layers.same}

    def coded(event: Event) -> Event:
        own = event.row if isinstance(event, ChronicleEvent) else attested.get(event.id, ())
        return _coded(event, next((rows[row] for row in own if row in rows), None), seeds)

    files = {file: tuple(map(coded, events)) for file, events in seeds.layers.files.items()}
    layers = Layers(files, seeds.layers.same)
    return replace(seeds, layers=layers, events=layers.events(DOCUMENTS, *seeds.region.layers))


def _coded(event: Event, row: Mapping[str, str] | None, seeds: Seeds) -> Event:
    if row is None:
        return event
    salience = seeds.types.salience[row["salience"]].value
    return event.model_copy(update={"type": row["type"], "salience": salience, "standing": row["standing"]})
