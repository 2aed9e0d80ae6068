"""The end of a game: the teams' interests, beside what the model alone would have done, and the story."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nicegui import ui

from model.common.languages import _, plus
from model.reporting.figures.palette import BLACK, BLUE, GREEN, ORANGE, PINK, SKY, VERMILLION, YELLOW
from model.spec.base import name_of_month
from model.spec.seeds import Seeds
from model.trace.narrative import Line
from model.workshop.charts import WRITTEN, Option
from model.workshop.controls import Chart
from model.workshop.export import own_acts_yaml
from model.workshop.game import Game
from model.workshop.game_state import GameState
from model.workshop.pages.fields import folded
from model.workshop.pages.frame import button, rows, said, tag
from model.workshop.pages.live import paragraph, scrolled
from model.workshop.session import Session
from model.workshop.story import written

NAMES_IN_A_ROW = 3
"""Names of teams beside each other above a picture, as many as a phone has room for."""
NARROW = 420
"""Pixels of a picture's width up to which it is drawn for a telephone."""
LOWEST, AXIS = 15, 1.3
"""Letters that a picture is high at least, and how much more than all that is drawn its axis may hold."""
NAME = 1.1
"""Letters that a name is high, with what keeps it apart from the next."""
COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PINK, SKY, BLACK, YELLOW)


def closing(session: Session, game: Game, now: GameState, alone: GameState, projected: int) -> None:
    """Scores and pictures; on the projector, with letters of so many pixels, side by side."""
    with tag("div", "told"):
        paragraph(
            _(
                "Points are thousandths of the model's utility, by the interests each actor had at the start. They are "
                "no contest between the teams: each is compared with what the model alone would have done for the same "
                "actor with the same luck."
            )
        ).classes("explained")
        scores(session, game, now, alone)
        differing(session, now, alone)
    with tag("div", "picture"):
        lines(session, game, now, alone, projected or 13)


def take_home(game: Game, seeds: Seeds, now: GameState, briefly: list[Line], in_full: list[Line]) -> None:
    """Downloads, and the story: in another language than English briefly first."""
    story = written((*briefly, *in_full))
    acts = own_acts_yaml(game, seeds, now.as_of)
    with tag("div", "row"):
        button(_("Download the story"), lambda: ui.download.content(story, "story.md", "text/markdown"))
        if game.decisions.own:
            button(
                _("Download the room's own acts (YAML)"),
                lambda: ui.download.content(acts, "acts-of-the-room.yaml", "application/yaml"),
            )
    name = _("The story, month by month")
    for title, lines in ((name, briefly), (_("The story in English, with reasons and numbers"), in_full)):
        if lines:
            with folded(title if briefly else name):
                for line in lines:
                    said("h3" if line.heading else "p", line.text).style(f"padding-left: {line.indent}rem")


def scores(session: Session, game: Game, now: GameState, alone: GameState) -> None:
    """A table: each team's points in the game and where the model alone would have ended."""
    head = [
        _("Actor"),
        _("In the game"),
        _("of it interest"),
        _("of it stake"),
        _("The model alone"),
        _("Difference"),
    ]
    body = []
    for actor in game.decisions.played:
        here, there = now.scores[now.month][actor], alone.scores[now.month][actor]
        cells = [here.whole, here.interest, here.stake, there.whole, here.whole - there.whole]
        body.append([session.put.words.actor(actor), *(plus(cell, 1) for cell in cells)])
    with scrolled(_("Scores")):
        rows(tag("table", "numbers"), head, body, cards=True)


def lines(session: Session, game: Game, now: GameState, alone: GameState, letters: int) -> None:
    """Points by month: in the game, and dashed where the model alone would have gone."""
    months = [name_of_month(now.as_of + month) for month in range(len(now.scores))]
    longest = max((len(session.put.words.actor(actor)) for actor in game.decisions.played), default=0)
    option: Option = {
        "animation": False,
        "legend": {"show": False},
        "grid": {
            "left": 4 * letters, "right": (1 + 0.6 * longest) * letters, "bottom": 3 * letters, "top": 2.5 * letters,
        },
        "xAxis": {
            "type": "category", "data": months,
            "axisLabel": {"color": BLACK, "fontSize": letters, "hideOverlap": True, "margin": letters},
        },
        "yAxis": {
            "type": "value", "name": _("Points"),
            "axisLabel": {"color": BLACK, "fontSize": letters, ":formatter": WRITTEN},
            "nameTextStyle": {"color": BLACK, "fontSize": letters},
        },
        "series": _series(session, game, now, alone, letters),
    }  # fmt: skip
    option["media"] = _by_width(option, math.ceil(len(game.decisions.played) / NAMES_IN_A_ROW))
    told = _("Points of each team by month, beside the model alone. The table has where they end.")
    Chart("points", told).draw(option)
    paragraph(_("Solid lines: the game. Dashed lines: the model alone, with the same luck."))


def _series(session: Session, game: Game, now: GameState, alone: GameState, letters: int) -> list[Option]:
    """Two lines a team; their names stand apart at the ends."""
    played = game.decisions.played
    every = [0.0, *(score[actor].whole for state in (now, alone) for score in state.scores for actor in played)]
    shifts = apart({actor: now.scores[now.month][actor].whole for actor in played}, AXIS * (max(every) - min(every)))
    return [
        {
            "type": "line", "name": session.put.words.actor(actor), "showSymbol": False, "color": colour,
            "lineStyle": {"type": kind, "width": 3 if kind == "solid" else 2},
            "data": [round(score[actor].whole, 2) for score in state.scores[: now.month + 1]],
            "endLabel": {
                "show": kind == "solid", "formatter": "{a}", "color": BLACK, "fontSize": letters,
                "offset": [0, shifts[actor] * letters],
            },
        }
        for colour, actor in zip(COLOURS, played, strict=False)
        for kind, state in (("solid", now), ("dashed", alone))
    ]  # fmt: skip


def _by_width(option: Option, rows_of_names: int) -> list[Option]:
    """Changes of the picture where it is narrow, with small letters and names above it in place of at the ends."""
    small, lines = {"fontSize": 12}, option["series"]
    narrow: Option = {
        "legend": {"show": True, "top": 0, "textStyle": {"color": BLACK, **small}},
        "series": [{"endLabel": {"show": False}} for _line in lines],
        "grid": {"left": 44, "right": 12, "top": 30 * (rows_of_names + 1), "bottom": 36},
        "xAxis": {"axisLabel": small}, "yAxis": {"axisLabel": small, "nameTextStyle": small},
    }  # fmt: skip
    wide = {name: option[name] for name in ("legend", "grid", "xAxis", "yAxis")}
    wide["series"] = [{"endLabel": line["endLabel"]} for line in lines]
    return [{"query": {"maxWidth": NARROW}, "option": narrow}, {"option": wide}]


def differing(session: Session, now: GameState, alone: GameState) -> None:
    """List the issues that ended in another stage than without the teams, and those that did not."""
    say = session.put.words
    said("h3", _("The questions of the region"))
    for issue, stage in now.stages[now.month].items():
        other = alone.stages[now.month][issue]
        if stage != other:
            paragraph(
                _(
                    "{issue}: “{stage}” in the game, “{other}” by the model alone.",
                    issue=say.issue_briefly(issue),
                    stage=say.stage(issue, stage),
                    other=say.stage(issue, other),
                )
            ).classes("issue")
    same = [say.issue_briefly(i) for i, s in now.stages[now.month].items() if s == alone.stages[now.month][i]]
    if same:
        paragraph(_("The same in both: {issues}.", issues=", ".join(same))).classes("issue")


def apart(ends: Mapping[str, float], span: float) -> dict[str, float]:
    """Letters by which the name at each line's end is put lower, so that none covers another.

    Names that would are a group about the middle of their ends. span: of the values, from the picture's foot to its
    head.
    """
    heights = {actor: LOWEST * end / span if span else 0.0 for actor, end in ends.items()}
    groups = list[list[str]]()

    def middle(group: list[str]) -> float:
        return sum(heights[actor] for actor in group) / len(group)

    for actor in sorted(ends, key=lambda actor: ends[actor]):
        groups.append([actor])
        while len(groups) > 1:
            lower, upper = groups[-2:]
            if middle(upper) - middle(lower) >= NAME * (len(lower) + len(upper)) / 2:
                break
            groups[-2:] = [lower + upper]
    return {
        actor: heights[actor] - middle(group) - NAME * (place - (len(group) - 1) / 2)
        for group in groups
        for place, actor in enumerate(group)
    }
