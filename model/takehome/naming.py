"""What a number that can be turned is called on a page: words, not the path it is set by."""

from __future__ import annotations

from model.words import Words, spaced


def assumption_name(path: str, words: Words) -> str:
    """A number's name; the path itself where its section is not known here."""
    section, _, rest = path.partition(".")
    seeds, parts = words.seeds, rest.split(".")
    match section:
        case "assumptions":
            return spaced(rest)
        case "stakes":
            return f"stake of {_profile(parts[0], words)} in: {words.issue(parts[1])}"
        case "interests":
            of, to, *dimension = parts[1:]
            said = f"interest of {_profile(parts[0], words)} in how {words.actor(of)} leans to {words.actor(to)}"
            return said + (f" ({dimension[0]})" if dimension else "")
        case "actions":
            by = f", {words.actor(parts[2])}" if len(parts) > 2 else ""
            return f"how often: {seeds.actions.actions[parts[0]].name}{by}"
        case "tempo" | "capability":
            return f"{section} of {words.actor(rest)}"
        case "ties":
            return f"weight of a tie of the kind “{spaced(parts[0])}” ({parts[1]})"
        case "dependence":
            return f"weight of {spaced(rest)} in dependence"
        case "standing":
            return f"weight of {spaced(rest)} deeds"
    return path


def _profile(name: str, words: Words) -> str:
    """Whose interests a profile holds; which of them, where an actor has several."""
    actor = words.seeds.interests.profiles[name].actor
    return words.actor(actor) if name == actor else f"{words.actor(actor)} ({spaced(name.removeprefix(f'{actor}-'))})"
