"""Events of a chronicle as YAML, in the form of the files in chronicle/."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence

from model.spec.chronicle import ChronicleEvent
from model.spec.events import Types

WIDTH = 120
_PLAIN = re.compile(r"[^\W\d_][\w .,;()’–-]*[\w.)]|\d[\d-]*")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off"}
"""Words that some reader of YAML takes for something else than a text."""


def chronicle_text(events: Sequence[ChronicleEvent], types: Types) -> str:
    """The file of these events, without its first comment."""
    return "\n".join(["events:", *(line for event in events for line in _event(event, types))]) + "\n"


def _event(event: ChronicleEvent, types: Types) -> Iterator[str]:
    values: dict[str, str | tuple[str, ...]] = {
        "id": event.id,
        "date": event.date,
        "type": event.type,
        "source": event.source,
        "target": event.target,
        "salience": types.level(event.salience) or f"{event.salience:g}",
        "standing": event.standing,
        "what": event.what,
        "attested_by": event.attested_by,
        "page": event.page,
        "row": event.row,
        "note": event.note,
    }
    for key, value in values.items():
        if value:
            yield from _entry(key, value, "  - " if key == "id" else "    ")


def _entry(key: str, value: str | tuple[str, ...], indent: str) -> Iterator[str]:
    """A key with its value: folded over lines where it is long running text."""
    if isinstance(value, tuple):
        scalars = [_scalar(part) for part in value]
        yield f"{indent}{key}: {scalars[0] if len(scalars) == 1 else '[' + ', '.join(map(_within, scalars)) + ']'}"
    elif len(indent) + len(key) + len(value) + 4 > WIDTH and not value.startswith(("http://", "https://")):
        yield f"{indent}{key}: >-"
        words = " ".join(value.split())
        lines = textwrap.wrap(words, WIDTH - len(indent) - 2, break_long_words=False, break_on_hyphens=False)
        yield from (f"{' ' * (len(indent) + 2)}{line}" for line in lines)
    else:
        yield f"{indent}{key}: {_scalar(value)}"


def _scalar(text: str) -> str:
    """A text as YAML reads it back: in quotes unless it is plain beyond doubt."""
    text = " ".join(text.split())
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=False)


def _within(scalar: str) -> str:
    """The same within brackets, where a comma parts."""
    return json.dumps(scalar, ensure_ascii=False) if "," in scalar and not scalar.startswith('"') else scalar
