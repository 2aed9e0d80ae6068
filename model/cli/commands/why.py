"""`why`: a starting score, taken apart."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from model.cli.commands.list import told_when
from model.cli.grid import columns, print_grid
from model.cli.show import terminal
from model.cli.wanted import refuse_unknown
from model.evidence.replay import as_of_checked
from model.evidence.starting_score import as_month, score_parts
from model.load import load_seeds
from model.rules.axes import Axes
from model.spec.base import name_of_month
from model.spec.chronicle import CHRONICLE


def why_command(
    of: str, to: str, *, as_of: str | None, overrides: Sequence[str], without: Sequence[str], seeds: Path
) -> None:
    """Print the parts of one alignment; raises ModelError on the user's mistakes."""
    region = load_seeds(seeds)
    rows = score_parts(region, of, to, as_of=as_of, overrides=overrides, without=without)
    refuse_unknown(without, region)
    actors, month = region.actors.actors, as_of_checked(region, as_month(as_of))
    dimensions = list(Axes.of(region).dimensions)
    letters = dict(zip(_named(rows, without), "abcdefghijklmnopqrstuvwxyz", strict=False))
    numbers = {page: str(n) for n, page in enumerate(_pages(rows, without), start=1)}
    scores = (*dimensions, "alignment")
    table = []
    for row in rows.to_dict("records"):
        doubt = f" ({row['standing']})" if row["standing"] not in ("documented", "assumed", "") else ""
        by = "".join(letters.get(name, "") for name in row["documents"].split(", "))
        by += ",".join(numbers[page] for page in row["pages"].split() if page in numbers)
        table.append([row["date"], row["what"] + doubt, by, *(f"{row[name]:+.4f}" for name in scores)])
    total = ["", "sum", "", *(f"{rows[name].sum():+.4f}" for name in scores)]
    console = terminal()
    console.print(
        f"How far {actors[of].short} ({of}) leans to {actors[to].short} ({to}) as of {name_of_month(month)}, from −1 "
        "(hostile) to +1 (allied), and which ties and events make it up, oldest first. A tie's part is what it "
        "supports by now; an event's is what is left of its push."
    )
    if as_of is not None and (said := told_when(region)):
        console.print(said.replace("these documents", "documents"), markup=False)
    print_grid(console, columns("date", "what", "by", *scores, of_words=3), table, total=total)
    for name, letter in letters.items():
        lines = textwrap.wrap(
            f"{letter}  {name}: {region.documents[name].title}", console.width, subsequent_indent="   ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        console.print("\n".join(lines), markup=False, soft_wrap=True)
    for page, number in numbers.items():
        console.print(f"{number:>4}  {page}", markup=False, soft_wrap=True)


def _named(rows: pd.DataFrame, without: Sequence[str]) -> list[str]:
    """The documents that attest any row and are not left out, in order of first mention."""
    named = (name for said in rows["documents"] for name in said.split(", "))
    return [name for name in dict.fromkeys(named) if name and name not in without]


def _pages(rows: pd.DataFrame, without: Sequence[str]) -> list[str]:
    """The pages that events of any row were read on, in order of first mention; none without the chronicle."""
    return [] if CHRONICLE in without else list(dict.fromkeys(page for said in rows["pages"] for page in said.split()))
