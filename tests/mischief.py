"""A region whose texts try to be more than texts, wherever they are shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

CRACK = "window.cracked=1"
NASTY = (
    f' <script>{CRACK}</script><img src=x onerror={CRACK}> \'" onfocus={CRACK} autofocus x=" & $\\frac{{$ ]]>'
    f" {{{{7*7}}}} {{source}} {{{{constructor.constructor('{CRACK}')()}}}} \u200f"
)
"""Markup, an end of an attribute, a formula, templates of three kinds, and a mark that turns the writing."""
SHORT = ("name", "short")
"""Keys of texts that stand in pictures, where there is room for the worst of it alone."""
WORST = f"<img src=x onerror={CRACK}>"


def planted(region: Path) -> int:
    """Add it to every text of a region's files; how many there are."""
    count = 0

    def plant(tree: Any, key: str = "") -> Any:
        nonlocal count
        if isinstance(tree, dict):
            return {name: plant(value, name) for name, value in tree.items()}
        if isinstance(tree, list):
            return [plant(item) for item in tree]
        if not isinstance(tree, str) or (" " not in tree and key not in SHORT) or tree.endswith(" months"):
            return tree
        count += 1
        if key in SHORT:
            return tree + WORST
        return tree + (re.sub("[{}]", "", NASTY) if "{" in tree else NASTY)  # those of an event's sentence are filled

    for path in region.rglob("*.yaml"):
        tree = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        path.write_text(yaml.safe_dump(plant(tree), allow_unicode=True), encoding="utf-8")
    return count
