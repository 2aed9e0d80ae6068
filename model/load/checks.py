"""Checks between the files of a region."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from model.common.errors import Fault, did_you_mean
from model.effects.stages import kinds_of
from model.load.positions import Located
from model.outcomes.kind import kind_of
from model.spec.base import name_of_month
from model.spec.behaviour import Action
from model.spec.chronicle import CHRONICLE, DOCUMENTS, SAME, layer_of
from model.spec.columns import FURTHER, KEYS
from model.spec.evidence import Dependence
from model.spec.outcomes import KINDS, ColumnName, Outcome
from model.spec.seeds import REQUIRED_ASSUMPTIONS, Seeds

Files = Mapping[str, Located]

RESERVED = {
    **dict.fromkeys((*KEYS, *FURTHER), "a column"),
    "assumptions": "columns for sampled assumptions",
    "alignment": "columns for alignments",
    "stage": "measures of issues",
}
"""Names that no outcome can have → what the tables of a run call so."""


def seed_faults(seeds: Seeds, files: Files, sound: Collection[str]) -> Iterator[Fault]:
    """Mistakes between declarations each right by themselves; only `sound` files are looked at."""
    checks: dict[Callable[[Seeds, Files], Iterator[Fault]], set[str]] = {
        _events: {"events.yaml", "region.yaml"},
        _same: {"events.yaml", SAME},
        _layers: {"region.yaml", "sources.yaml"},
        _ties: {"ties.yaml"},
        _dependence: {"dependence.yaml"},
        _actions: {"actions.yaml", "actors.yaml", "types.yaml"},
        _issues: {"issues.yaml", "region.yaml"},
        _effects: {"issues.yaml", "interests.yaml"},
        _interests: {"interests.yaml", "actors.yaml"},
        _outcomes: {"outcomes.yaml", "actors.yaml", "region.yaml", "types.yaml"},
        _assumptions: {"assumptions.yaml"},
        _limits: {"assumptions.yaml", "issues.yaml"},
        _claims: {"claims.yaml", "outcomes.yaml", "actors.yaml", "region.yaml"},
        _questions: {"questions.yaml", "outcomes.yaml", "region.yaml"},
    }
    for check, needed in checks.items():
        if needed <= set(sound):
            yield from check(seeds, files)


def _twice(located: Located, section: str, ids: Sequence[str]) -> Iterator[Fault]:
    """No two entries of a section have one id."""
    met: dict[str, int] = {}
    for place, name in enumerate(ids):
        if (first := met.setdefault(name, place)) < place:
            cause = f'duplicate id "{name}"; it is already on line {located.line((section, first))}'
            yield located.fault((section, place, "id"), cause)


def _events(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """Events lie in the span the documents cover; before it there are only ties. None is told twice."""
    first, last = seeds.region.replay_from, seeds.region.documented_until
    met: dict[str, str] = {}
    for file, events in seeds.layers.files.items():
        yield from _twice(files[file], "events", [event.id for event in events])
        for place, event in enumerate(events):
            if not first <= event.month <= last:
                span = f"{name_of_month(first)} to {name_of_month(last)}"
                cause = f"{event.date} lies outside the documented span {span} that region.yaml gives"
                yield files[file].fault(("events", place, "date"), cause)
            if met.setdefault(event.id, file) != file:
                cause = f'duplicate id "{event.id}"; {met[event.id]} has an event of this id'
                yield files[file].fault(("events", place, "id"), cause)


def _same(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """The chronicle attests once each what events.yaml tells; what it reads otherwise makes an event."""
    told = {event.id: event for event in seeds.layers.events(DOCUMENTS)}
    met: dict[str, int] = {}
    for place, attestation in enumerate(seeds.layers.same):
        cause, route = "", ("same", place, "event")
        if attestation.event not in told:
            near = did_you_mean(attestation.event, told)
            cause = f'events.yaml has no event "{attestation.event}"{near if near.endswith("?") else ""}'
        elif (earlier := met.setdefault(attestation.event, place)) < place:
            cause = f"{attestation.event} is already on line {files[SAME].line(('same', earlier))}"
        elif set((read := told[attestation.event].model_copy(update=attestation.changes)).source) & set(read.target):
            cause = "read so, an actor is both source and target"
        if cause:
            yield files[SAME].fault(route, cause)


def _layers(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """A layer in use has events, and the document that attests them."""
    if CHRONICLE in seeds.region.layers and not any(layer_of(file) == CHRONICLE for file in files):
        cause = f"there are no files of events in {(seeds.folder / CHRONICLE).as_posix()}/"
        yield files["region.yaml"].fault(("region", "layers"), cause)
    if SAME in files and CHRONICLE not in seeds.documents:
        cause = f"these events are attested by the document {CHRONICLE}, which sources.yaml lacks"
        yield files[SAME].fault(("same",), cause, key=True)


def _ties(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """Every tie has its own id."""
    yield from _twice(files["ties.yaml"], "ties", [tie.id for tie in seeds.ties.ties])


def _dependence(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """Shares of a whole, and the weights of its parts, do not come to more than the whole."""
    located, shares = files["dependence.yaml"], seeds.dependence.shares
    yield from _twice(located, "shares", [share.id for share in shares])
    if (total := sum(kind.weight for kind in seeds.dependence.kinds.values())) > 1 + 1e-9:
        yield located.fault(("kinds",), f"the weights sum to {total:g}, more than 1", key=True)
    alike: dict[tuple[str, str], list[Dependence]] = {}
    for share in shares:
        alike.setdefault((share.of, share.kind), []).append(share)
    for place, share in enumerate(shares):
        month = share.begins if share.begins is not None else -1
        beside = [
            other
            for other in alike[share.of, share.kind]
            if (other.begins is None or other.begins <= month) and (other.until is None or other.until >= month)
        ]
        begun = [other for other in beside if other.begins == share.begins]
        if begun[-1] is share and (total := sum(other.share for other in beside)) > 1 + 1e-9:
            cause = f"the shares of {share.of}'s {share.kind} held at once sum to {total:g}, more than 1"
            yield located.fault(("shares", place, "share"), cause)


def _actions(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """Check that sources of actions decide, have another as target, and agree only with actors that can consent."""
    located = files["actions.yaml"]
    deciding = {name for name, actor in seeds.actors.actors.items() if actor.decides}
    for name, action in seeds.actions.actions.items():
        for actor in action.rates:
            if actor not in action.by:
                cause = f"{actor} may not do this: `by` does not name it"
                yield located.fault(("actions", name, "rates", actor), cause, key=True)
        for source in action.by:
            if source not in deciding:
                cause = f"{source} is passive: it cannot choose an action"
                yield located.fault(("actions", name, "by", source), cause, key=True)
        agreement = seeds.types.types[action.type].agreement
        if "asks" in action.model_fields_set and not agreement:
            cause = f"{action.type} is not an agreement: nobody is asked"
            yield located.fault(("actions", name, "asks"), cause)
        for source, place, cause in _target_faults(action, agreement, deciding):
            yield located.fault(("actions", name, "by", source, place), cause)


def _target_faults(action: Action, agreement: bool, deciding: set[str]) -> Iterator[tuple[str, int, str]]:
    """Mistakes in the targets of an action: source, place in its list, cause."""
    for source, targets in action.by.items():
        for place, target in enumerate(targets):
            if source in target:
                yield source, place, f"{source} cannot be its own target"
            if target in targets[:place]:
                yield source, place, f"{' and '.join(target)} is a target twice"
            if len(target) > 1 and not agreement:
                cause = f"{action.type} is not an agreement: write its targets apart, as [A], [B]"
                yield source, place, cause
            if agreement and (passive := sorted(set(target) - deciding)):
                yield source, place, f"{passive[0]} is passive: it cannot consent to an agreement"


def _issues(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """The history of an issue begins with the replay at the latest and goes forward."""
    located, start = files["issues.yaml"], seeds.region.replay_from
    for name, issue in seeds.issues.issues.items():
        months = list(issue.history)
        route = ("issues", name, "history")
        if not months or min(months) > start:
            cause = f"nothing says its stage in {name_of_month(start)}, where the replay begins"
            yield located.fault(route, cause, key=True)
        written = len(located.value(route) or ())
        if months != sorted(months) or written > len(months):
            yield located.fault(route, "the months are not in order, or one is given twice", key=True)
        if months and max(months) > seeds.region.documented_until:
            cause = f"{name_of_month(max(months))} is later than the documents reach"
            yield located.fault((*route, name_of_month(max(months))), cause, key=True)


def _effects(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """Effects of stages against other declarations."""
    for issue, stage, effects in seeds.issues.effects:
        for effect in kinds_of(effects):
            for keys, cause in effect.faults(seeds):
                yield files["issues.yaml"].fault(
                    ("issues", issue, "stages", stage, "effects", effect.key, *keys), cause
                )


def _interests(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """Every deciding actor has interests of its own, and no profile is empty or counts one twice."""
    located, profiles, voices = files["interests.yaml"], seeds.interests.profiles, seeds.interests.voices
    for actor, declared in seeds.actors.actors.items():
        if declared.decides and actor not in profiles:
            cause = f"{actor} decides but has no profile of that name"
            yield located.fault(("profiles",), cause, key=True)
    for name, profile in profiles.items():
        route = ("profiles", name)
        if profile.voice is not None and (name in seeds.actors.actors or voices.get(profile.actor) != name):
            cause = "`voice` is for one profile of an actor, beside its own"
            yield located.fault((*route, "voice"), cause)
        elif name in seeds.actors.actors and profile.actor != name:
            cause = f"profile {name} is that actor's own: its actor must be {name}, not {profile.actor}"
            yield located.fault((*route, "actor"), cause)
        elif not seeds.actors.actors[profile.actor].decides:
            cause = f"{profile.actor} is passive: it pursues no interests"
            yield located.fault((*route, "actor"), cause)
        if not any(interest.weight for interest in profile.cares):
            yield located.fault((*route, "cares"), "at least one weight must differ from 0", key=True)
        paths = [interest.path for interest in profile.cares]
        for place, path in enumerate(paths):
            if path in paths[:place]:
                line = located.line((*route, "cares", paths.index(path)))
                cause = f"the interest {path} is already on line {line}"
                yield located.fault((*route, "cares", place), cause)


def _outcomes(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """The table shows outcomes that are measured, each has a name that tables can have, and each is right by itself."""
    located = files["outcomes.yaml"]
    for place, column in enumerate(seeds.outcomes.headline):
        if cause := no_such_column(column, seeds):
            yield located.fault(("headline", place), cause)
    for name, outcome in seeds.outcomes.outcomes.items():
        if cause := _no_outcome_name(name, outcome):
            yield located.fault(("outcomes", name), cause, key=True)
        for keys, cause, key in kind_of(outcome).faults(seeds):
            yield located.fault(("outcomes", name, *keys), cause, key=key)
        smallest = outcome.smallest_that_matters
        if smallest is not None and outcome.unit == "share of worlds" and smallest.value > 1:
            cause = f"a share of worlds is between 0 and 1, and {smallest.value:g} is more; for five percent write 0.05"
            yield located.fault(("outcomes", name, "smallest_that_matters", "value"), cause)


def _no_outcome_name(name: str, outcome: Outcome) -> str:
    """Reason why an outcome cannot have this name in the tables of a run; empty where it can."""
    if name in RESERVED and name != outcome.heads:
        return f'"{name}" cannot be the name of an outcome: the tables of a run have {RESERVED[name]} of that name'
    return ""


def _claims(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """A claim is tested by outcomes that are measured."""
    for name, claim in seeds.claims.items():
        for place, test in enumerate(claim.tests):
            if cause := no_such_column(test.outcome, seeds):
                yield files["claims.yaml"].fault(("claims", name, "tests", place, "outcome"), cause)


def _questions(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """A question is decided by what a world has or has not, after the time that the documents cover."""
    assert seeds.questions is not None, "only sound files are looked at"
    located, last = files["questions.yaml"], seeds.region.documented_until
    for name, question in seeds.questions.questions.items():
        outcome = seeds.outcomes.outcomes[question.outcome] if question.outcome else None
        if outcome is not None and not outcome.once:
            deciding = " and ".join(kind for kind, found in KINDS.items() if found.once)
            cause = f"{question.outcome} is of the kind {outcome.kind}; only {deciding} say yes or no for good"
            yield located.fault(("questions", name, "outcome"), cause)
    for place, (day, month) in enumerate(seeds.questions.months(last).items()):
        if month < 1:
            cause = f"no month that the documents do not cover (up to {name_of_month(last)}) is over by {day}"
            yield located.fault(("dates", place), cause)


def no_such_column(column: str, seeds: Seeds) -> str:
    """Reason why a name is none of the outcomes in a comparison; empty where it is one."""
    parts, outcomes = ColumnName.of(column), seeds.outcomes.outcomes
    if (outcome := seeds.outcomes.of(column)) is not None:
        return kind_of(outcome).no_such_column(parts.base, parts, seeds)
    heads = dict.fromkeys(outcome.heads for outcome in outcomes.values() if outcome.heads)
    return f'unknown outcome "{parts.base}"{did_you_mean(parts.base, [*outcomes, *heads])}'


def _assumptions(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """The rules find every parameter they ask for, and central values keep the joint limits."""
    located, given = files["assumptions.yaml"], seeds.assumptions.assumptions
    for name in REQUIRED_ASSUMPTIONS:
        if name not in given:
            cause = f'the rules need an assumption "{name}", and none is given'
            yield located.fault(("assumptions",), cause, key=True)
    for place, limit in enumerate(seeds.assumptions.joint_limits):
        top, bottom = given[limit.numerator].value, given[limit.denominator].value
        if top > limit.at_most * bottom:
            times = f"{limit.at_most:g} times {limit.denominator} {bottom:g}"
            cause = f"{limit.numerator} {top:g} is more than {times}"
            yield located.fault(("joint_limits", place), cause)


def _limits(seeds: Seeds, files: Files) -> Iterator[Fault]:
    """No assumption can be set to what the rule that reads it cannot bear."""
    for name, (low, high) in seeds.bearable.items():
        given = seeds.assumptions.assumptions.get(name)
        if given is None:
            continue
        part, (least, most) = ("limits", given.limits) if given.limits else ("range", given.range)
        if not low <= least <= most <= high:
            cause = f"[{least:g}, {most:g}] goes beyond [{low:g}, {high:g}], outside which the rules have no meaning"
            yield files["assumptions.yaml"].fault(("assumptions", name, part), cause)
