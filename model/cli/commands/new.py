"""`new`: a commented scenario to start from, in the words of the region at hand."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from model.common.errors import RunError
from model.common.places import CALLED, SHIPPED
from model.common.system import write_new
from model.load import BASELINE, load_seeds, scenario_names, scenarios_beside
from model.load.json_schema import comment_line
from model.load.names import no_file_name
from model.load.seeds import DEFAULT_FOLDER, seeds_option
from model.spec.base import name_of_month
from model.spec.behaviour import Action
from model.spec.scenario import DEFAULT_MONTHS
from model.spec.seeds import Seeds

MAX_NAME_LENGTH = 60
"""Letters in a name; run folders are named after up to three scenarios."""
_WORD = re.compile(r"[^\W_][\w-]*")


def new_command(name: str, *, seeds: Path) -> None:
    """Write a scenario that can be run as it is; raises RunError where the name will not do, and never overwrites."""
    region = load_seeds(seeds)
    folder = _folder(seeds)
    name = unicodedata.normalize("NFC", name)
    refuse_bad_name(name)
    existing = scenario_names(folder) if folder.is_dir() else []
    for other in existing:
        if other.casefold() == name.casefold():
            raise RunError(f"{(folder / other).as_posix()}.yaml: there is such a scenario already; choose another name")
    parents = scenario_names(seeds / "scenarios") if seeds == SHIPPED else existing
    path = folder / f"{name}.yaml"
    text = "\n".join(_scenario(name, region, path, BASELINE if BASELINE in parents else None)) + "\n"
    write_new(path, text)
    run = " ".join([CALLED, "run", path.as_posix() if seeds == SHIPPED else name, *seeds_option(seeds)])
    sys.stdout.write(f"{path.as_posix()}\nto check it: {_check(path, seeds)}\nto run it:   {run}\n")


def refuse_bad_name(name: str) -> None:
    """RunError unless a name can be a file's name on every system and a word on the command line."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name[:MAX_NAME_LENGTH])
    cause = ""
    if not _WORD.fullmatch(name):
        cause = "begin with a letter or a digit, go on with letters, digits, - and _"
        near = re.sub(r"\W+", "-", re.sub(r"\.ya?ml$", "", Path(name).name)).strip("-_")
        if near and _WORD.fullmatch(near):
            cause += f'; for example "{near[:MAX_NAME_LENGTH]}"'
    elif len(name) > MAX_NAME_LENGTH or len(name.encode()) > 200:
        cause = f"it is too long; up to {MAX_NAME_LENGTH} letters will do"
    else:
        cause = no_file_name(name)
    if cause:
        raise RunError(f'"{shown}" cannot be the name of a scenario: {cause}')


def _check(path: Path, seeds: Path) -> str:
    """The command that checks a scenario."""
    return " ".join([CALLED, "check", path.as_posix(), *seeds_option(seeds)])


def _folder(seeds: Path) -> Path:
    """Folder of a region's scenarios; a region of its own that has none yet gets a new one.

    Beside the shipped evidence nothing is written: who uses it keeps scenarios in the working directory.
    """
    if seeds == SHIPPED:
        return Path()
    return scenarios_beside(seeds) if seeds == DEFAULT_FOLDER else seeds / "scenarios"


def _scenario(name: str, seeds: Seeds, path: Path, parent: str | None) -> Iterator[str]:
    """The lines of the file; a line in which # meets no space becomes part of the scenario once it is deleted."""
    title = re.sub(r"[-_]+", " ", name).strip()
    check = _check(path, seeds.folder)
    if (line := comment_line(path, seeds.folder, "scenario")) is not None:
        yield line
    yield f"# A scenario to start from. It runs as it is; change what you like, then check it:  {check}"
    yield f"# What there is to name (actors, actions, issues, assumptions, ...):  {CALLED} list"
    yield f"name: {_quoted(title[:1].upper() + title[1:])}"
    yield "summary: Say here in a sentence or two what happens, in words that a newcomer understands."
    yield "question: What do you want to find out with it?"
    if parent is not None:
        yield f"extends: {parent}  # all that {parent}.yaml says holds here too"
    yield from _numbers(seeds)
    yield from _interventions(seeds)


def _numbers(seeds: Seeds) -> Iterator[str]:
    yield ""
    yield "# How long it runs, if not as long as the scenario it extends."
    yield f"#months: {DEFAULT_MONTHS}"
    if not seeds.assumptions.assumptions:
        return
    path, given = next(iter(seeds.assumptions.assumptions.items()))
    yield "# Assumptions that differ here, from the first month on. `list assumptions` shows them all."
    yield "#assumptions:"
    low, high = given.range
    yield f"#  {path}: {low:g}  # {given.value:g} otherwise; plausible from {low:g} to {high:g}"


def _interventions(seeds: Seeds) -> Iterator[str]:
    """One intervention that happens, and one of every other sort as a comment."""
    start = seeds.region.documented_until
    action, source, target = _example(seeds)
    level = next((w for w, n in seeds.names["salience"].items() if float(n) == action.salience), f"{action.salience:g}")
    yield ""
    yield "interventions:"
    yield "  # Something happens in a month: `source` does it to `target` (see `list types`)."
    yield f"  - at: {name_of_month(start + 3)}"
    parties = f"source: {source}, target: {_names(target)}"
    yield f"    event: {{type: {action.type}, {parties}, salience: {level}}}"
    yield "    why: Say here what makes it plausible, and which document says so."
    yield ""
    yield "  # More that can be done. Delete the # before each line of a block to use it."
    if seeds.issues.issues:
        yield from _on_issues(seeds, start)
    yield "  # Where such an event has happened, something follows in four worlds of ten, as drawn for this name."
    yield "  #- name: answer"
    yield f"  #  when: {{event: {{type: {action.type}, source: {source}}}, chance: 0.4}}"
    yield f"  #  attention: {{{source}: 0.8}}"
    yield "  # From a month to another somebody may not do something."
    name = next(n for n, a in seeds.actions.actions.items() if a is action)
    yield f"  #- between: [{name_of_month(start + 1)}, {name_of_month(start + 12)}]"
    yield f"  #  forbid: {{actor: {source}, action: {name}}}"
    other = next(a for a in seeds.actors.actors if a != source)
    if seeds.ties.kinds:
        kind = next(iter(seeds.ties.kinds))
        yield "  # A standing tie is added from a month on; a negative strength takes away (see `list ties`)."
        yield f"  #- at: {name_of_month(start + 6)}"
        yield f"  #  tie: {{kind: {kind}, between: [{source}, {other}], strength: 0.5}}"
    yield f"  # Wherever {source} comes to lean to {other}, it depends less on it and has less attention to spare."
    yield f"  #- when: {{alignment: {{of: {source}, to: {other}, above: 0.3}}}}"
    yield f"  #  dependence: {{of: {source}, on: {other}, change: -0.05}}"
    yield f"  #  attention: {{{source}: 0.7}}"


def _on_issues(seeds: Seeds, start: int) -> Iterator[str]:
    """An issue is set, and something follows from it."""
    issue, declared = next(iter(seeds.issues.issues.items()))
    stages = list(declared.stages)
    now = declared.stage_in(start)
    onward = [t.to for t in declared.transitions if now in t.begins and not t.setback]
    stage = onward[0] if onward else next((s for s in stages if s != now), now)
    yield "  # An issue comes to a stage; worlds that are further on already keep theirs (see `list issues`)."
    yield f"  #- at: {name_of_month(start + 6)}"
    yield f"  #  issue: {{{issue}: {stage}}}"
    yield "  #  or_further: true"
    action, source, target = _example(seeds)
    yield "  # Wherever an issue has come to a stage, something follows some months later."
    yield f"  #- when: {{issue: {{{issue}: {stage}}}}}"
    yield "  #  after: 2 months"
    yield f"  #  event: {{type: {action.type}, source: {source}, target: {_names(target)}, salience: 0.5}}"


def _example(seeds: Seeds) -> tuple[Action, str, tuple[str, ...]]:
    """An action that is open at any time, a friendly one if there is any, who may do it and to whom."""
    types = seeds.types.types
    order = sorted(seeds.actions.actions.values(), key=lambda a: (a.steps, bool(a.when), types[a.type].goldstein <= 0))
    for action in order:
        for source, targets in action.by.items():
            if targets:
                return action, source, targets[0]
    raise RunError(f"{seeds.folder.as_posix()}: no actor may do anything; give actions.yaml an action first")


def _names(actors: tuple[str, ...]) -> str:
    return actors[0] if len(actors) == 1 else f"[{', '.join(actors)}]"


def _quoted(text: str) -> str:
    """A text as YAML reads it back: in quotes, for a title may be a number or a word such as null."""
    return f'"{text}"'
