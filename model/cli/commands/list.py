"""`list`: what there is to name in scenarios and on the command line."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from model.cli.show import terminal, warn
from model.common.errors import RunError, did_you_mean
from model.common.languages import day_name
from model.common.text import listed
from model.evidence.unconfirmed import Unconfirmed
from model.load import core_first, load_each, load_seeds, scenario_names, scenarios_beside
from model.reporting.wording.words import Words, spaced
from model.spec.base import name_of_month
from model.spec.behaviour import Action, Issue
from model.spec.questions import DATE
from model.spec.seeds import Seeds

MAX_WIDTH = 100
"""Lines longer than this are hard to read, however wide the terminal."""

BRIEF = {
    "actions": "who may do what to whom",
    "assumptions": "why each is as it is",
    "documents": "pages, and what no document confirms",
    "questions": "what decides them",
}
"""Kinds of which the list of all shows the names alone, and what a list of their own says besides."""


@dataclass(frozen=True)
class Named:
    """Something that can be named."""

    name: str
    meaning: str
    """Meaning in words."""
    more: tuple[str, ...] = ()
    """Further lines about it, such as an issue's stages."""
    why: str = ""
    """A reason, which is long: it takes the whole width."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Single values for machines, which JSON alone has."""

    def as_json(self) -> dict[str, Any]:
        """All of it in one mapping, as `--json` writes it."""
        return {"name": self.name, "meaning": self.meaning, "more": self.more, **self.fields}


def list_command(kind: str | None, *, seeds: Path, as_json: bool) -> None:
    """Print what can be named, of one kind or of all; raises ModelError on the user's mistakes."""
    region = load_seeds(seeds)
    if kind is not None:
        kind = kind_wanted(kind)
    wanted = list(KINDS) if kind is None else [kind]
    found = {name: list(KINDS[name](region)) for name in wanted}
    if as_json:
        document = {name: [entry.as_json() for entry in entries] for name, entries in found.items()}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        return
    console = terminal()
    width = min(console.width, MAX_WIDTH)
    for name, entries in found.items():
        lines = laid_out(entries, width) if kind is not None else _in_brief(name, entries, width)
        console.print("\n".join(lines), markup=False, soft_wrap=True)
        if name == "documents" and (said := told_when(region)):
            console.print("\n".join(textwrap.wrap(said, width)), markup=False, soft_wrap=True)


def _in_brief(kind: str, entries: Sequence[Named], width: int) -> Iterator[str]:
    """One kind among all of them: the numbers of sections and who may do what are left to a list of their own."""
    yield f"{kind.upper()} ({len(entries)})"
    shown = [entry for entry in entries if kind != "assumptions" or "." not in entry.name]
    yield from laid_out([replace(entry, more=(), why="") if kind in BRIEF else entry for entry in shown], width)
    more = [BRIEF[kind]] if kind in BRIEF and shown else []
    more += [f"and {len(entries) - len(shown)} numbers more"] if len(shown) < len(entries) else []
    for said in more:
        yield from _wrapped(f"{said}: uv run simulate.py list {kind}", "  ", "  ", width)
    yield ""


def kind_wanted(text: str) -> str:
    """A kind of names, given in the singular or the plural; RunError if there is none of that name."""
    near = text.strip().lower().replace("-", " ").replace("_", " ")
    for kind in KINDS:
        one = kind.removesuffix("s")
        if near in (kind, one, f"event {kind}", f"event {one}", f"{one} kinds", f"{one} kind"):
            return kind
    raise RunError(f'unknown kind "{text}"{did_you_mean(near, KINDS)}')


def laid_out(entries: Sequence[Named], width: int) -> Iterator[str]:
    """Names in a column with what they mean beside them; a name that is too long stands on a line of its own."""
    room = max(12, width // 3)
    column = min(max((len(entry.name) for entry in entries), default=0), room) + 4
    for entry in entries:
        beside = len(entry.name) + 4 <= column
        if not beside:
            yield f"  {entry.name}"
        first = f"  {entry.name}".ljust(column) if beside else " " * column
        lines = [entry.meaning, *entry.more]
        for number, text in enumerate(lines):
            start = first if not number else " " * column
            rest = " " * (column + 2 * bool(number))
            yield from _wrapped(text, start, rest, width)
        if entry.why:
            yield from _wrapped(entry.why, " " * 6, " " * 6, width)


def _wrapped(text: str, start: str, rest: str, width: int) -> list[str]:
    said = textwrap.wrap(
        text, width, initial_indent=start, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return said or [start.rstrip()]


def _scenarios(seeds: Seeds) -> Iterator[Named]:
    folder = scenarios_beside(seeds.folder)
    for name, scenario in load_each(core_first(seeds, scenario_names(folder)), seeds, folder):
        if scenario is None:
            warn(f"{name}: this scenario has mistakes; uv run simulate.py check says which")
            yield Named(name, "(has mistakes)")
        else:
            yield Named(name, f"{scenario.spec.name}. {scenario.spec.question}".strip())


def _actors(seeds: Seeds) -> Iterator[Named]:
    for name, actor in seeds.actors.actors.items():
        yield Named(name, actor.name + ("" if actor.decides else " (passive: felt about, does not act)"))


def _actions(seeds: Seeds) -> Iterator[Named]:
    for name, action in seeds.actions.actions.items():
        yield Named(name, f"{action.name}, of the type {action.type}", tuple(_open_to(action)))


def _open_to(action: Action) -> Iterator[str]:
    yield "open to " + "; ".join(
        f"{source} → {', '.join('+'.join(target) for target in targets)}" for source, targets in action.by.items()
    )


def _issues(seeds: Seeds) -> Iterator[Named]:
    for name, issue in seeds.issues.issues.items():
        yield Named(name, issue.name, tuple(_stages(issue, seeds.region.documented_until)))


def _stages(issue: Issue, month: int) -> Iterator[str]:
    now = issue.stage_in(month)
    for stage, declared in issue.stages.items():
        begun = f" (its stage in {name_of_month(month)})" if stage == now else ""
        yield f"{stage}{begun}: {declared.meaning}"


def _assumptions(seeds: Seeds) -> Iterator[Named]:
    """Every number with its range; the reason that numbers of a sort share is told at the first of them."""
    told = set()
    for path, number in seeds.numbers.items():
        low, high = number.range
        unit = f" {number.unit}" if number.unit else ""
        said = f"{number.value:g}{unit}, range {low:g} to {high:g}, {number.standing}"
        why = f"{number.why.strip()} (source: {number.source})" if number.source else number.why.strip()
        first = why not in told
        told.add(why)
        yield Named(path.removeprefix("assumptions."), said, (), why if first else "", number.model_dump())


def told_when(seeds: Seeds) -> str:
    """Explanation of an earlier as-of date, with the dates of documents that tell events; empty where none has one."""
    attesting = {name for event in seeds.events for name in event.attested_by}
    dates = sorted({d.date[:7] for name, d in seeds.documents.items() if d.date and name in attesting})
    if not dates:
        return ""
    written = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"--as-of means what had happened by then, as told by these documents of {written}; not what was known then."


def _documents(seeds: Seeds) -> Iterator[Named]:
    for name, document in seeds.documents.items():
        by = document.publisher + (f", {document.date}" if document.date else "")
        said = (Unconfirmed.of(seeds).said(),) if document.from_memory else ()
        yield Named(name, f"{document.title} ({by})", (*said, *document.pages))


def _outcomes(seeds: Seeds) -> Iterator[Named]:
    words = Words(seeds)
    for name, outcome in seeds.outcomes.outcomes.items():
        yield Named(name, outcome.meaning, (words.measured_in(name),), fields={"unit": outcome.unit})


def _questions(seeds: Seeds) -> Iterator[Named]:
    if seeds.questions is None:
        return
    words, dates = Words(seeds), listed(map(day_name, seeds.questions.dates))
    for name, question in seeds.questions.questions.items():
        about = f"about {words.actors(question.who)}, on {dates}"
        stages = [f"{seeds.issues.issues[q].name}: {listed(map(spaced, of), 'or')}" for q, of in question.stage.items()]
        model = listed([words.outcome(question.outcome)] if question.outcome else stages)
        decided = f"decided by: {question.decided} In the model: {model}"
        yield Named(name, question.asks.replace(DATE, "…"), (about, decided))


def _types(seeds: Seeds) -> Iterator[Named]:
    for name, kind in seeds.types.types.items():
        sorts = [word for word, holds in (("agreement", kind.agreement), ("clash", kind.clash)) if holds]
        yield Named(name, f"{kind.name}, weight {kind.goldstein:+g}" + "".join(f", {word}" for word in sorts))


def _ties(seeds: Seeds) -> Iterator[Named]:
    for name, kind in seeds.ties.kinds.items():
        yield Named(name, kind.meaning)


KINDS: dict[str, Callable[[Seeds], Iterator[Named]]] = {
    "scenarios": _scenarios,
    "actors": _actors,
    "actions": _actions,
    "issues": _issues,
    "assumptions": _assumptions,
    "documents": _documents,
    "outcomes": _outcomes,
    "questions": _questions,
    "types": _types,
    "ties": _ties,
}
