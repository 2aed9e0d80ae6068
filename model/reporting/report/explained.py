"""Share of all effects that scenarios give with nobody acting, and by base rates only: R² in words."""

from __future__ import annotations

from model.analysis.comparison import BASE_RATES_ONLY, NOBODY_ACTS
from model.analysis.finished_run import Saved
from model.common.text import listed, percent, unsigned
from model.reporting.wording.words import Words


def explained_said(saved: Saved, words: Words) -> str:
    """R² of alignments, influence and headline shares with nobody acting, and by base rates; empty without them."""
    outcomes, names = saved.seeds.outcomes.outcomes, [str(name) for name in saved.comparison["outcome"].unique()]
    kinds = {
        "in alignments": [name for name in names if name.startswith("alignment.")],
        "in influence": [name for name in names if name in outcomes and outcomes[name].influences],
        "in headline shares of worlds": [name for name in saved.headline if words.is_share(name)],
    }

    def r_squared(column: str) -> str:
        shares = {kind: saved.explained(of, column) for kind, of in kinds.items()}
        return listed(f"{_of_squares(share)} {kind}" for kind, share in shares.items() if share is not None)

    nobody, base_rates = r_squared(NOBODY_ACTS), r_squared(BASE_RATES_ONLY)
    if not nobody:
        return ""
    return (
        "How much of the differences the scripts give by themselves (R², a share of squared differences): with nobody "
        f"acting {nobody}; with actors that act by their base rates alone {base_rates}. What is left is what actors do "
        "for what they want, feel and fear. What a scenario sets itself is left out."
    )


def _of_squares(share: float) -> str:
    """A share of squared differences; below 0 where these are further off than no difference at all."""
    return percent(share) if share >= 0 else f"less than nothing ({unsigned(share)})"
