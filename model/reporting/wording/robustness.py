"""Assumptions and regions of them in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.common.text import figures, listed, possessive
from model.effects.stages import kinds_of
from model.outcomes.kind import kind_of
from model.reporting.wording.words import spaced
from model.spec.base import name_of_month
from model.spec.seeds import Seeds

if TYPE_CHECKING:  # it would import SciPy into the server of a workshop
    from model.analysis.robustness.verdicts import FailureBox


def assumption_in_words(path: str, seeds: Seeds) -> str:
    """An assumption in words, from its path: `stakes.<profile>.<issue>` is its stake in the issue."""
    section, _, rest = path.partition(".")
    part, _, further = rest.partition(".")
    match section:
        case "actions":
            action = f"“{seeds.actions.actions[part].name}”"
            actor = further.partition(".")[2]
            return f"{_owner(actor, seeds)} rate of {action}" if actor else f"the rate of {action}"
        case "tempo":
            return f"{_owner(part, seeds)} busyness"
        case "hostility" | "capability":
            return f"{_owner(part, seeds)} {section}"
        case "ties":
            return f"what a tie of the kind “{spaced(part)}” supports ({further})"
        case "standing":
            return f"the weight of {spaced(part)} events"
        case "dependence":
            return f"the weight of {spaced(part)} in dependence"
        case "strengths":
            return f"the strength of the tie “{further}” ({spaced(part)})"
        case "shares":
            return _share(further, seeds)
        case "salience":
            return f"how much events of the level “{spaced(part)}” matter"
        case "effects":
            return _effect(part, *further.split(".", 2), seeds=seeds)
        case "chances":
            begins, to, cause = (spaced(word.replace("-", " or ")) for word in further.split(".", 2))
            by = "of itself" if cause == "hazard" else f"by {cause}"
            return f"the chance that “{_issue(part, seeds)}” moves from {begins} to {to} {by}"
        case "outcomes":
            outcome = seeds.outcomes.outcomes[part]
            return f"{kind_of(outcome).number_in_words(further.split('.'), seeds)} in “{outcome.label or spaced(part)}”"
        case "stakes":
            return f"{_profile(part, seeds)} stake in “{_issue(further, seeds)}”"
        case "interests":
            return f"{_profile(part, seeds)} interest in how {_lean(*further.split('.'), seeds=seeds)}"
    return spaced(rest or path)


def _issue(name: str, seeds: Seeds) -> str:
    return seeds.issues.issues[name].brief


def _effect(issue: str, stage: str, kind: str, which: str, *, seeds: Seeds) -> str:
    given = seeds.issues.issues[issue].stages[stage].effects
    size = next(effect for effect in kinds_of(given) if effect.key == kind).in_words(which, seeds)
    return f"{size} in the stage “{spaced(stage)}” of “{_issue(issue, seeds)}”"


def _lean(of: str, to: str, dimension: str = "", *, seeds: Seeds) -> str:
    return f"{_short(of, seeds)} leans to {_short(to, seeds)}" + f" ({dimension})" * bool(dimension)


def _share(name: str, seeds: Seeds) -> str:
    share = next(share for share in seeds.dependence.shares if share.id == name)
    when = f" from {name_of_month(share.begins)}" if share.begins is not None else ""
    when += f" until {name_of_month(share.until)}" if share.until is not None else ""
    return (
        f"the share of {_owner(share.of, seeds)} {spaced(share.kind)} that comes from {_short(share.on, seeds)}{when}"
    )


def factor_in_words(factor: str, seeds: Seeds) -> str:
    """Assumptions varied together, in words: `stakes.<profile>` is its stakes. Other names stay as they are."""
    section, _, part = factor.partition(".")
    match section:
        case "actions":
            return f"rates of “{seeds.actions.actions[part].name}”"
        case "ties":
            return f"what ties “{spaced(part)}” support"
        case "shares":
            return f"what {_short(part, seeds)} depends on"
        case "effects":
            return f"effects of the stages of “{_issue(part, seeds)}”"
        case "chances":
            return f"chances of “{_issue(part, seeds)}”"
        case "outcomes":
            return f"numbers of “{seeds.outcomes.outcomes[part].label or spaced(part)}”"
        case "salience":
            return "how much events of each level matter"
        case "stakes" | "interests":
            return f"{_profile(part, seeds)} {section}"
    return assumption_in_words(factor, seeds) if part else factor


def bound_in_words(path: str, above: float | None, below: float | None, seeds: Seeds) -> str:
    """One side of a region: `memory half life is low (under 16.2 months; plausible 12 to 96)`."""
    given = seeds.numbers[path]
    if above is None:
        level, ends = "low", f"under {figures(below or 0.0)}"
    elif below is None:
        level, ends = "high", f"above {figures(above)}"
    else:
        level, ends = "in between", f"{figures(above)} to {figures(below)}"
    unit = f" {given.unit}" if given.unit and " " not in given.unit else f"; {given.unit}" if given.unit else ""
    return f"{assumption_in_words(path, seeds)} is {level} ({ends}{unit}; plausible {span_in_words(path, seeds)})"


def span_in_words(path: str, seeds: Seeds) -> str:
    """The ends of an assumption's range."""
    low, high = seeds.numbers[path].range
    return f"{figures(low)} to {figures(high)}"


def region_in_words(region: FailureBox, seeds: Seeds) -> str:
    """All bounds of a region."""
    return listed([bound_in_words(*bound, seeds) for bound in region.bounds])


def _short(actor: str, seeds: Seeds) -> str:
    return seeds.actors.actors[actor].short


def _owner(actor: str, seeds: Seeds) -> str:
    return possessive(_short(actor, seeds))


def _profile(name: str, seeds: Seeds) -> str:
    """Owner of a profile, and the profile's own name where an actor has several."""
    actor = seeds.interests.profiles[name].actor
    return _owner(actor, seeds) + ("" if name == actor else f" ({spaced(name.removeprefix(actor).strip('-_'))})")
