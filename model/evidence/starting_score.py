"""Where a starting score comes from: its parts, for whatever month, assumptions and documents are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.common.errors import RunError, did_you_mean
from model.evidence.attribution import attribution, why
from model.evidence.replay import as_of_checked
from model.rules.values import Values, read_overrides
from model.spec.base import month_of
from model.spec.chronicle import CHRONICLE
from model.spec.seeds import Seeds

if TYPE_CHECKING:
    import pandas as pd


def score_parts(
    seeds: Seeds,
    of: str,
    to: str,
    *,
    as_of: str | None = None,
    overrides: Sequence[str] = (),
    without: Sequence[str] = (),
) -> pd.DataFrame:
    """Parts of one starting alignment, as `attribution.why` gives them; raises RunError on the user's mistakes.

    as_of: YYYY-MM. overrides: PATH=VALUE. without: documents whose testimony is left out, checked beforehand.
    """
    actors = seeds.actors.actors
    for name in (of, to):
        if name not in actors:
            raise RunError(f'unknown actor "{name}"{did_you_mean(name, actors)}')
    if of == to:
        raise RunError(f"{of} has no alignment to itself; name two different actors")
    documents_checked(without, seeds)
    month = as_of_checked(seeds, as_month(as_of))
    values = Values.central(seeds).replaced(read_overrides(overrides, seeds))
    return why(seeds, of, to, attribution(seeds, month, values, without))


def as_month(text: str | None) -> int | None:
    """A month written as YYYY-MM; RunError if it is none."""
    if text is None:
        return None
    try:
        if len(text) == 7 and text[4] == "-" and 1 <= int(text[5:]) <= 12:
            return month_of(text)
    except ValueError:
        pass
    raise RunError(f"--as-of {text}: write YYYY-MM, for example --as-of 2022-03")


def documents_checked(documents: Sequence[str], seeds: Seeds) -> list[str]:
    """Warnings about the documents to be left out; RunError if one of them does not exist."""
    for document in documents:
        if document not in seeds.documents:
            raise RunError(
                f'--without {document}: unknown document "{document}"{did_you_mean(document, seeds.documents)}'
            )
    warnings = []
    if CHRONICLE in documents and CHRONICLE not in seeds.region.layers:
        warnings.append(f"--without {CHRONICLE} changes no score and no world: region.yaml does not name that layer")
    if documents and not {name for event in seeds.events for name in event.attested_by} - {*documents}:
        warnings.append("every document is left out (--without): no event, tie or share that a document attests counts")
    return warnings
