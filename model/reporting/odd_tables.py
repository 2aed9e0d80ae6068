"""The tables inside model/ODD.md that are written by the program, so that they cannot go stale.

`uv run python -m model.reporting.odd_tables` writes the assumptions and the reliability of the coding
anew; with the folder of a hindcast run, skill, largest errors and event skill too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from model.common.text import in_full
from model.evidence.reliability import ORDINAL, alphas, shared_rows
from model.load import load_seeds
from model.reporting.wording.hindcast import SCORES, event_table
from model.spec.assumption import Assumption, Basis
from model.spec.behaviour import VOICE
from model.spec.chronicle import CHRONICLE, CODINGS
from model.spec.hindcast import REFERENCE
from model.spec.seeds import Seeds

DOCUMENT = Path(__file__).parents[1] / "ODD.md"
FIELDS = {
    "type": "type of event",
    "root": "root of the type's CAMEO code",
    "sign": "sign: friendly or hostile",
    "salience": "salience",
    "standing": "standing",
    "agreement": "agreement: by consent of all parties",
}
"""Fields of an event that were coded twice, in words."""


def between(text: str, name: str, content: str) -> str:
    """The text with what stands between a name's markers replaced; ValueError if they are not there once."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"ODD.md needs {begin} and {end} once each")
    head, _, rest = text.partition(begin)
    return f"{head}{begin}\n{content}\n{end}{rest.partition(end)[2]}"


def rows_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )


def assumptions(seeds: Seeds) -> str:
    """Every number that can be set or sampled: the rules' own one by one, the others by section under their basis."""
    own = [(path, number) for path, number in seeds.numbers.items() if path.startswith("assumptions.")]
    parts = [
        rows_of(
            ("assumption", "value", "range", "unit", "standing", "why"),
            ([path.removeprefix("assumptions."), *_said(n), n.unit, _standing(n), n.why] for path, n in own),
        )
    ]
    own_ranges = {number.path for number in seeds.actors.numbers if number.own_range}
    for title, prefix, basis in _sections(seeds):
        numbers = [(path, n) for path, n in seeds.numbers.items() if path.startswith(prefix)]
        spread = f"{basis.spread[0]:g} to {basis.spread[1]:g} times the value, cut to what can be"
        if all(path in own_ranges for path, _ in numbers):
            spread = "each number's own"
        about = f"Standing: {basis.standing}. Unit: {basis.unit or 'none'}. Range: {spread}."
        source = f" Source: {basis.source}." if basis.source else ""
        parts.append(f"**{title}** ({len(numbers)}). {about}{source} {basis.why}")
        parts.append(rows_of(("path", "value", "range"), ([f"`{path}`", *_said(n)] for path, n in numbers)))
    return "\n\n".join(parts)


def _said(number: Assumption) -> tuple[str, str]:
    return f"{number.value:.4g}", f"{number.range[0]:.4g} … {number.range[1]:.4g}"


def _standing(number: Assumption) -> str:
    return f"{number.standing}, {number.source}" if number.source else number.standing


def _sections(seeds: Seeds) -> list[tuple[str, str, Basis]]:
    return [
        ("Base rates", "actions.", seeds.actions.basis),
        ("Tempo", "tempo.", seeds.actors.tempo_basis),
        ("Capability", "capability.", seeds.actors.capability_basis),
        ("Hostility", "hostility.", seeds.actors.hostility_basis or seeds.actors.tempo_basis),
        ("Alignment that ties support", "ties.", seeds.ties.basis),
        ("Strengths of ties", "strengths.", seeds.ties.strength_basis or seeds.ties.basis),
        ("Weight of an event's evidence status", "standing.", seeds.types.standing_basis),
        ("Levels of salience", "salience.", seeds.types.salience_basis or seeds.types.standing_basis),
        ("Weights of dependence", "dependence.", seeds.dependence.basis),
        ("Shares of dependence", "shares.", seeds.dependence.share_basis or seeds.dependence.basis),
        ("Effects of stages", "effects.", seeds.issues.basis),
        ("Chances of issues", "chances.", seeds.issues.basis),
        ("Numbers of outcomes", "outcomes.", seeds.outcomes.basis),
        ("Stakes", "stakes.", seeds.interests.stake_basis),
        ("Interests", "interests.", seeds.interests.interest_basis),
        *([("Voices", "voices.", VOICE)] if seeds.interests.voices else []),
    ]


def reliability(seeds: Seeds) -> str:
    """Krippendorff's alpha of the two codings of the chronicle, by field."""
    first, second = (seeds.folder / CHRONICLE / name for name in CODINGS)
    found = alphas(first, second, seeds.types.types, list(seeds.types.salience))
    rows = shared_rows(first, second)
    return rows_of(
        ("coded", "scale", f"alpha, {rows} rows"),
        ((FIELDS[what], "ordinal" if what in ORDINAL else "nominal", f"{alpha:.2f}") for what, alpha in found.items()),
    )


def skill_table(run: Path) -> str:
    """The skill of a hindcast run over every reference forecast, all horizons together, by window and score."""
    skills = pd.read_csv(run / "skill.csv")
    rows = []
    for row in skills[skills["horizon"] == "all"].to_dict("records"):
        span = "" if pd.isna(row["low"]) else f"{in_full(row['low'], 2)} … {in_full(row['high'], 2)}"
        skill = "–" if pd.isna(row["skill"]) else in_full(row["skill"], 2)
        rows.append((row["window"], SCORES[row["score"]], row[REFERENCE], skill, span, str(row["starts"])))
    return rows_of(("window", "score", "reference forecast", "skill", "95 % interval", "starts"), rows)


ALIGNMENT_COLUMNS = ("opening", "expected", "low", "high", "truth")
"""Columns of alignments in the table of largest errors."""


def largest_errors_table(run: Path) -> str:
    """The largest errors of a hindcast run."""
    rows = []
    for row in pd.read_csv(run / "misses.csv").to_dict("records"):
        opening, expected, low, high, truth = (in_full(row[name], 2) for name in ALIGNMENT_COLUMNS)
        levels = (opening, f"{expected} ({low} … {high})", truth)
        rows.append(
            (
                row["window"],
                f"{row['of']} to {row['to']}",
                f"{row['start']} – {row['target']}",
                *levels,
                row["reason"],
                row["happened"],
            )
        )
    head = ("window", "who", "months", "opened at", "expected (90 %)", "came to", "the model's reason", "what happened")
    return rows_of(head, rows)


def gain_table(run: Path) -> str:
    """The event skill of a hindcast run."""
    return rows_of(*event_table(pd.read_csv(run / "events.csv")))


def refreshed(text: str, seeds: Seeds, run: Path | None = None) -> str:
    """The document with its tables written anew."""
    text = between(text, "assumptions", assumptions(seeds))
    text = between(text, "reliability", reliability(seeds))
    if run is not None:
        text = between(text, "skill", skill_table(run))
        text = between(text, "largest errors", largest_errors_table(run))
        text = between(text, "events", gain_table(run))
    return text


def main() -> None:
    """Rewrite ODD.md; the only argument is the folder of a hindcast run."""
    run = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(refreshed(text, load_seeds(), run), encoding="utf-8")


if __name__ == "__main__":
    main()
