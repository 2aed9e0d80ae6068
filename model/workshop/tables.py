"""All that a session holds as tables with units, one CSV file each, in an archive to take home."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence

from model.common.languages import ENGLISH, Language, speaking
from model.common.plain_csv import table
from model.spec.base import name_of_month
from model.workshop.catalogue import Catalogue
from model.workshop.export import guesses_csv
from model.workshop.game import Game
from model.workshop.game_state import QUARTER, GameState
from model.workshop.session import Session
from model.workshop.settings import Settings, SettingsError

Row = Sequence[object]
SCORE_UNIT = "thousandths of the model's utility, against the start"
SCORES = ("game", "game_name", "month", "actor", "team", "interest", "stake", "together", "model_alone", "unit")
DECISIONS = (
    "game", "game_name", "quarter", "month", "actor", "kind", "act", "argument", "answer",
    "median_odds_percent", "luck_percent", "came_about",
)  # fmt: skip
SETTINGS = ("time", "name", "scenario", "what", "which", "value", "unit")
PEOPLE = ("name", "hidden", "taken_out")


async def everything(session: Session) -> bytes:
    """The archive: guesses, people, settings in Explore, and decisions and scores of every game."""
    scores: list[Row] = []
    for number, game in enumerate(session.state.every_game, start=1):
        if game.started:
            played = await session.played(number - 1)
            with speaking(Language(ENGLISH)):
                scores += score_rows(session, number, game, *played)
    with speaking(Language(ENGLISH)):
        texts = _texts(session, scores)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for name, text in texts.items():
            files.writestr(name, text.encode("utf-8-sig"))  # spreadsheets know it as UTF-8 by the mark
    return archive.getvalue()


def _texts(session: Session, scores: Sequence[Row]) -> dict[str, str]:
    people = session.state.people.known.values()
    return {
        "guesses.csv": guesses_csv(session.quiz, session.put, session.called),
        "people.csv": table(PEOPLE, ((p.shown, *map(yes_or_no, (p.hidden, p.removed))) for p in people)),
        "settings.csv": table(SETTINGS, setting_rows(session)),
        "scores.csv": table(SCORES, scores),
        "decisions.csv": table(DECISIONS, decision_rows(session)),
    }


def yes_or_no(value: bool) -> str:
    """A truth as a table holds it."""
    return "yes" if value else "no"


def score_rows(session: Session, number: int, game: Game, now: GameState, alone: GameState) -> Iterable[Row]:
    """Points of each team at the end of each month, the start first, beside the model alone."""
    for month, scores in enumerate(now.scores):
        for actor in game.decisions.played:
            here, there = scores[actor], alone.scores[month][actor]
            team = "; ".join(map(session.called, game.team(actor)))
            points = (round(value, 3) for value in (here.interest, here.stake, here.whole, there.whole))
            game_name = session.state.title(number - 1)
            yield (
                number,
                game_name,
                name_of_month(now.as_of + month),
                session.put.words.actor(actor),
                team,
                *points,
                SCORE_UNIT,
            )


def decision_rows(session: Session) -> Iterable[Row]:
    """Choices, own acts and answers of the teams in every game; an act is named as in the tables of a run."""
    begin = session.app_state.seeds.region.documented_until
    called = session.put.words.actor
    for number, game in enumerate(session.state.every_game, start=1):
        for quarter, chosen in enumerate(game.decisions.chosen):
            when = session.state.title(number - 1), quarter + 1, name_of_month(begin + quarter * QUARTER + 1)
            own = {judged.actor: judged for judged in game.judged if judged.quarter == quarter}
            for actor in game.decisions.played:
                if (judged := own.get(actor)) is not None:
                    proposal = judged.proposal
                    luck = round(judged.random_number * 100, 1)
                    outcome = yes_or_no(judged.came_about)
                    cells: Row = ("own act", proposal.what, proposal.argument, "", judged.median, luck, outcome)
                else:
                    cells = ("choice", chosen.get(actor, "lets the quarter pass"), "", "", "", "", "")
                yield number, *when, called(actor), *cells
        for (month, actor, act), agrees in game.decisions.answers.items():
            when = session.state.title(number - 1), (month - 1) // QUARTER + 1, name_of_month(begin + month)
            yield number, *when, called(actor), "answer", act, "", "agreed" if agrees else "refused", "", "", ""


def setting_rows(session: Session) -> Iterable[Row]:
    """Settings that people had in Explore over the whole session, a line for each change against the scenario."""
    catalogue = Catalogue.of(session.app_state.seeds)
    for look in session.state.looks:
        who = look.time, session.called(look.visitor)
        try:
            settings = Settings.read(look.query, catalogue)
        except SettingsError:
            yield *who, "", "settings that the region does not know now", look.query, "", ""
            continue
        for row in changes(settings, catalogue):
            yield *who, settings.scenario, *row


def changes(settings: Settings, catalogue: Catalogue) -> Iterable[Row]:
    """Changes of a setting against the scenario's file: what, which, value and unit."""
    seeds = catalogue.seeds
    yield "months simulated", "", settings.horizon(catalogue), "months"
    yield "evidence up to", "", name_of_month(settings.start(seeds)), "month"
    yield "seed", "", settings.seed, ""
    for what, pieces in (("switched off", settings.off), ("switched on", settings.also)):
        for piece in pieces:
            yield what, piece, "", ""
    for piece, month in settings.moved:
        waits = catalogue.pieces[piece].when is not None
        yield "moved", piece, *((month, "months of waiting") if waits else (name_of_month(month), "month"))
    for path, value in settings.overrides().items():
        yield "assumption", path, value, seeds.settable[path].unit
