"""All that a session holds as tables with units, one CSV file each, in an archive to take home."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from model.common.languages import ENGLISH, Language, speaking
from model.common.plain_csv import for_spreadsheets, table
from model.spec.base import name_of_month
from model.workshop.catalogue import Catalogue
from model.workshop.export import guesses_csv
from model.workshop.game_state import QUARTER, GameState
from model.workshop.session import Session
from model.workshop.settings import Settings, SettingsError
from model.workshop.story import in_english, written

Row = Sequence[object]
SCORE_UNIT = "thousandths of the model's utility, against the start"
SCORES = ("game", "game_name", "month", "actor", "team", "interest", "stake", "together", "model_alone", "unit")
DECISIONS = (
    "game", "game_name", "quarter", "month", "actor", "kind", "act", "act_in_words", "argument", "answer",
    "median_odds_percent", "luck_percent", "came_about",
)  # fmt: skip
SETTINGS = ("time", "name", "scenario", "what", "which", "value", "unit")
PEOPLE = ("name", "hidden", "taken_out")


async def everything(session: Session) -> bytes:
    """The archive: guesses, people, settings in Explore, and decisions, scores and story of every game."""
    games = {
        number: await session.played(number)
        for number, game in enumerate(session.state.every_game)
        if game.started
    }  # fmt: skip
    archive = io.BytesIO()
    with speaking(Language(ENGLISH)), zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for name, text in _tables(session, games).items():
            files.writestr(name, for_spreadsheets(text))
        for number, (now, _alone) in games.items():
            if now.month:
                files.writestr(f"story-of-game-{number + 1}.md", written(in_english(now, session.app_state.seeds)))
    return archive.getvalue()


def _tables(session: Session, games: Mapping[int, tuple[GameState, GameState]]) -> dict[str, str]:
    people = session.state.people.known.values()
    scores = [row for number, states in games.items() for row in score_rows(session, number, *states)]
    decisions = [row for number, (now, _alone) in games.items() for row in decision_rows(session, number, now)]
    return {
        "guesses.csv": guesses_csv(session.quiz, session.put, session.called),
        "people.csv": table(PEOPLE, ((p.shown, *map(yes_or_no, (p.hidden, p.removed))) for p in people)),
        "settings.csv": table(SETTINGS, setting_rows(session)),
        "scores.csv": table(SCORES, scores),
        "decisions.csv": table(DECISIONS, decisions),
    }


def yes_or_no(value: bool) -> str:
    """A truth as a table holds it."""
    return "yes" if value else "no"


def score_rows(session: Session, number: int, now: GameState, alone: GameState) -> Iterable[Row]:
    """Points of each team at the end of each month, the start first, beside the model alone."""
    game, game_name = session.state.every_game[number], session.state.title(number)
    for month, scores in enumerate(now.scores):
        for actor in game.decisions.played:
            here, there = scores[actor], alone.scores[month][actor]
            team = "; ".join(map(session.called, game.team(actor)))
            points = (round(value, 3) for value in (here.interest, here.stake, here.whole, there.whole))
            yield (
                number + 1,
                game_name,
                name_of_month(now.as_of + month),
                session.put.words.actor(actor),
                team,
                *points,
                SCORE_UNIT,
            )


def decision_rows(session: Session, number: int, now: GameState) -> Iterable[Row]:
    """Choices, own acts and answers of the teams in a game; an act as tables of a run name it, and in words."""
    game, called = session.state.every_game[number], session.put.words.actor
    for quarter, chosen in enumerate(game.decisions.chosen):
        when = number + 1, session.state.title(number), quarter + 1, name_of_month(now.as_of + quarter * QUARTER + 1)
        own = {judged.actor: judged for judged in game.judged if judged.quarter == quarter}
        for actor in game.decisions.played:
            if (judged := own.get(actor)) is not None:
                proposal, luck = judged.proposal, round(judged.random_number * 100, 1)
                outcome = yes_or_no(judged.came_about)
                said: Row = ("own act", "", proposal.what, proposal.argument, "", judged.median, luck, outcome)
            elif (alternative := chosen.get(actor)) is not None:
                came = _came_about(now, quarter * QUARTER + 1, actor, alternative)
                said = ("choice", alternative, act_in_words(session, alternative), "", "", "", "", came)
            else:
                said = ("choice", "", "lets the quarter pass", "", "", "", "", "")
            yield *when, called(actor), *said
    for (month, actor, alternative), agrees in game.decisions.answers.items():
        when = number + 1, session.state.title(number), (month - 1) // QUARTER + 1, name_of_month(now.as_of + month)
        answer, came = "agreed" if agrees else "refused", _came_about(now, month, actor, alternative)
        yield *when, called(actor), "answer", alternative, act_in_words(session, alternative), "", answer, "", "", came


def act_in_words(session: Session, alternative: str) -> str:
    """An alternative by its action's name and the actors that take part."""
    action, *parties = alternative.split("/")
    words = session.put.words
    return f"{words.action(action)}: {words.actors(name for part in parties for name in part.split('+'))}"


def _came_about(now: GameState, month: int, actor: str, alternative: str) -> str:
    """Yes or no for what an actor chose or was asked for in a month; empty while the month is not over."""
    if month > now.month:
        return ""
    events = (event for event in now.months[month - 1].events if any(e.actor == actor for e in event.evaluations))
    name = alternative.partition("/")[0]
    parties = {party for part in alternative.split("/")[1:] for party in part.split("+")}
    return yes_or_no(any(e.came_about and e.action == name and {*e.source, *e.target} == parties for e in events))


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
