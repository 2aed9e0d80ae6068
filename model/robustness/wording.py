"""Assumptions and regions of them in words."""

from __future__ import annotations

from model.robustness.verdicts import Region
from model.spec.seeds import Seeds
from model.telling.wording import spaced
from model.writing import listed


def in_words(path: str, seeds: Seeds) -> str:
    """What an assumption is, from its path: `stakes.<profile>.<issue>` is its stake in the issue."""
    section, _, rest = path.partition(".")
    part, _, further = rest.partition(".")
    match section:
        case "actions":
            action = f"“{seeds.actions.actions[part].name}”"
            actor = further.partition(".")[2]
            return f"{_owner(actor, seeds)} rate of {action}" if actor else f"the rate of {action}"
        case "tempo":
            return f"{_owner(part, seeds)} busyness"
        case "capability":
            return f"{_owner(part, seeds)} capability"
        case "ties":
            return f"what a tie of the kind “{spaced(part)}” supports ({further})"
        case "standing":
            return f"the weight of {spaced(part)} events"
        case "dependence":
            return f"the weight of {spaced(part)} in dependence"
        case "stakes":
            return f"{_profile(part, seeds)} stake in “{seeds.issues.issues[further].name.partition(' (')[0]}”"
        case "interests":
            of, to, *dimension = further.split(".")
            lean = f"{_short(of, seeds)} leans to {_short(to, seeds)}"
            return f"{_profile(part, seeds)} interest in how {lean}" + (f" ({dimension[0]})" if dimension else "")
    return spaced(rest or path)


def factor_in_words(factor: str, seeds: Seeds) -> str:
    """What assumptions varied together are: `stakes.<profile>` is its stakes. Other names stay as they are."""
    section, _, part = factor.partition(".")
    match section:
        case "actions":
            return f"rates of “{seeds.actions.actions[part].name}”"
        case "ties":
            return f"what ties “{spaced(part)}” support"
        case "stakes" | "interests":
            return f"{_profile(part, seeds)} {section}"
    return in_words(factor, seeds) if part else factor


def bound_in_words(path: str, above: float | None, below: float | None, seeds: Seeds) -> str:
    """One side of a region: `memory half life is low (under 16.2 months; plausible 12 to 96)`."""
    given = seeds.numbers[path]
    if above is None:
        level, ends = "low", f"under {plain(below or 0.0)}"
    elif below is None:
        level, ends = "high", f"above {plain(above)}"
    else:
        level, ends = "in between", f"{plain(above)} to {plain(below)}"
    unit = f" {given.unit}" if given.unit and " " not in given.unit else f"; {given.unit}" if given.unit else ""
    return f"{in_words(path, seeds)} is {level} ({ends}{unit}; plausible {span_in_words(path, seeds)})"


def span_in_words(path: str, seeds: Seeds) -> str:
    """The ends of an assumption's range."""
    low, high = seeds.numbers[path].range
    return f"{plain(low)} to {plain(high)}"


def plain(number: float) -> str:
    """Three figures, with a true minus sign."""
    return f"{number:.3g}".replace("-", "−")


def region_in_words(region: Region, seeds: Seeds) -> str:
    """All bounds of a region."""
    return listed([bound_in_words(*bound, seeds) for bound in region.bounds])


def _short(actor: str, seeds: Seeds) -> str:
    return seeds.actors.actors[actor].short


def _owner(actor: str, seeds: Seeds) -> str:
    short = _short(actor, seeds)
    return f"{short}’" if short.endswith("s") else f"{short}’s"


def _profile(name: str, seeds: Seeds) -> str:
    """Whose profile it is, and which where an actor has several."""
    actor = seeds.interests.profiles[name].actor
    return _owner(actor, seeds) + (
        "" if name == actor else f" ({spaced(name.removeprefix(actor).strip('-_')).replace('-', ' ')})"
    )
