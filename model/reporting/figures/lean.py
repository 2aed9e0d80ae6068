"""A drawing made small: what nobody can see is left out, and what is said often is said once."""

from __future__ import annotations

import re
from collections import Counter

FONTS = "'DejaVu Sans',Verdana,Geneva,Arial,sans-serif"


def lean(svg: str) -> str:
    """An SVG of matplotlib's without comments, metadata, unused ids and groups, its styles as classes."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    used = set(re.findall(r"#([\w.-]+)", svg))
    svg = re.sub(r' id="([\w.-]+)"', lambda found: found[0] if found[1] in used else "", svg)
    svg = re.sub(r"<[^>]*>", lambda tag: _tag(tag[0]), svg, flags=re.DOTALL)
    svg = re.sub(r">\s+<", "><", svg)
    return _classes(_ungrouped(svg)).strip() + "\n"


def _tag(tag: str) -> str:
    """One tag: coordinates to a tenth of a point, paths by their steps."""
    if ";base64," in tag:
        return re.sub(r'(;base64,)([^"]*)', lambda found: found[1] + re.sub(r"\s+", "", found[2]), tag)
    if " " not in tag:  # no attributes
        return tag
    tag = re.sub(r"\s+", " ", tag)
    tag = re.sub(r"-?\d+\.\d+(?:e-\d+)?", lambda found: _tenth(float(found[0])), tag)
    tag = re.sub(r' transform="rotate\(-?0 [^"]*"| type="text/css"| version="1.1"', "", tag)
    if "style=" in tag:
        tag = re.sub(r" font-family: [^;\"]*;?", "", tag)
        tag = re.sub(r'(style="[^"]*")', lambda style: re.sub(r"([:;]) ", r"\1", style[0]), tag)
    return re.sub(r' d="([MLz\d. -]+)"', lambda path: f' d="{_steps(path[1])}"', tag) if ' d="' in tag else tag


def _steps(path: str) -> str:
    """A path of straight lines, each point told from the one before; what rounding takes does not add up."""
    said, here, last = [], (0.0, 0.0), ""
    for letter, numbers in re.findall(r"([MLz])([^MLz]*)", path):
        if letter != "z":
            x, y = (round(float(number), 1) for number in numbers.split())
            told = (x, y) if letter == "M" else (x - here[0], y - here[1])
            pair = _pair(*told)
            joined = "" if pair.startswith("-") else " "
            said.append(joined + pair if letter == last == "L" else ("M" if letter == "M" else "l") + pair)
            here = (x, y)
        else:
            said.append("z")
        last = letter
    return "".join(said)


def _pair(x: float, y: float) -> str:
    down = _tenth(y)
    return _tenth(x) + ("" if down.startswith("-") else " ") + down


def _tenth(number: float) -> str:
    """A number to one decimal, as short as it can be written."""
    shown = f"{abs(number):.1f}".removesuffix(".0")
    shown = shown.removeprefix("0") or "0"
    return "-" + shown if number < 0 and shown != "0" else shown


def _ungrouped(svg: str) -> str:
    """Without groups that say nothing."""
    said: list[str] = []
    bare: list[bool] = []
    for part in re.split(r"(<g[^>]*>|</g>)", svg):
        if part == "<g/>":
            continue
        if part == "</g>":
            if bare.pop():
                continue
        elif part.startswith("<g") and not part.endswith("/>"):
            bare.append(part == "<g>")
            if bare[-1]:
                continue
        said.append(part)
    return "".join(said)


def _classes(svg: str) -> str:
    """Styles that are used more than once as classes, and the font once for all."""
    often = [style for style, times in Counter(re.findall(r'style="([^"]*)"', svg)).items() if times > 1]
    rules = [f"text{{font-family:{FONTS}}}"]
    for place, style in enumerate(often):
        name = f"s{place}"
        svg = svg.replace(f'style="{style}"', f'class="{name}"')
        rules.append(f".{name}{{{style}}}")
    return svg.replace("<style>", "<style>" + "".join(rules), 1)
