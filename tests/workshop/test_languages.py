"""Languages of pages: every marked text in every catalogue, blanks kept, English where nothing else is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from html import escape as html_escape
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from model.cli.commands.page import PageWanted, briefs_command, page_command
from model.common.errors import RunError
from model.common.languages import (
    ENGLISH,
    LANGUAGES,
    PROGRAM,
    Language,
    Text,
    _,
    _n,
    blanks,
    day_name,
    month_name,
    named,
    plain_number,
    plus,
    speaking,
)
from model.load import load_scenarios, load_seeds, scenario_names, scenarios_beside
from model.reporting.wording.names import names_said
from model.rules.values import Values
from model.spec.seeds import Seeds
from model.workshop.briefs import Briefs
from model.workshop.game_state import Decisions, Setup
from model.workshop.guesses import Question
from model.workshop.jobs import game_state
from model.workshop.journal import Journal, Refused
from model.workshop.people import People
from model.workshop.playing import Playing
from model.workshop.proposals import coded
from model.workshop.question_words import Put
from model.workshop.room_state import RoomState
from model.workshop.spoken_words import SpokenWording
from model.workshop.stage_questions import stage_questions
from tests.conftest import ROOT, TRIAD
from tests.workshop.games import boss

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
KEYWORDS = {"_": None, "_n": (1, 2), "marked": None}
SEEDS = ROOT / "seeds"
FORMS = {"ru": 3, "tr": 2, "az": 2, "hy": 2, "ka": 2}
"""Forms of a text that depends on a number."""
SAME = {"tr": {"Türkiye"}}
"""Names of actors that a language writes as English does."""


def marked_texts() -> set[object]:
    """Every text that the program marks for translation."""
    logging.getLogger("babel.messages.extract").setLevel(logging.ERROR)  # values that are put into blanks are no texts
    kinds = [("**.py", "python"), ("reporting/takehome/**.js", "javascript"), ("**.html.j2", "jinja2")]
    found = extract_from_dir(ROOT / "model", kinds, keywords=KEYWORDS)
    return {text for _name, _line, text, _comments, _context in found}


def messages(path: Path, code: str) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=code, abort_invalid=True) if message.id]


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def marked() -> set[object]:
    return marked_texts()


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_every_marked_text_and_no_other(code: str, marked: set[object]) -> None:
    """After a text was changed: model/docs/languages.md says how the catalogues are brought up to date."""
    texts = {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in messages(PROGRAM / f"{code}.po", code)}
    assert len(marked) > 200
    assert (sorted(map(str, marked - texts)), sorted(map(str, texts - marked))) == ([], [])


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_in_all_forms_of_the_language_and_keeps_its_blanks(code: str) -> None:
    for message in messages(PROGRAM / f"{code}.po", code):
        of_numbers = not isinstance(message.id, str)
        wanted = blanks(forms(message.id)[-1])
        assert [blanks(form) for form in forms(message.string)] == [wanted] * (FORMS[code] if of_numbers else 1)
        assert all(forms(message.string)), message.id


@pytest.mark.parametrize("code", OTHERS)
def test_catalogues_count_forms_as_the_language_does(code: str) -> None:
    """A reader of catalogues goes by their head: with a wrong one a form would be left out, or taken for another."""
    for path in (PROGRAM / f"{code}.po", SEEDS / "translations" / f"{code}.po"):
        with path.open("rb") as file:
            assert read_po(file, locale=code).num_plurals == FORMS[code], path


def test_catalogues_of_the_region_know_nearly_all_its_names(seeds: Seeds) -> None:
    """A name may be changed without waiting for translators; `translate --to` and `--from` take up what is new."""
    folder = scenarios_beside(SEEDS)
    loaded = load_scenarios(scenario_names(folder), seeds, folder=folder)
    names = set(names_said(seeds, ((scenario.id, scenario.spec) for scenario in loaded)))
    for code in OTHERS:
        known = {message.id for message in messages(SEEDS / "translations" / f"{code}.po", code) if message.string}
        assert len(names & known) > 0.9 * len(names), code
        assert len(known - names) < 0.1 * len(known), code


@pytest.mark.parametrize("code", OTHERS)
def test_every_actor_is_named_in_every_language(code: str, seeds: Seeds) -> None:
    names = [name for actor in seeds.actors.actors.values() for name in (actor.name, actor.short)]
    with speaking(Language(code, SEEDS)):
        assert {name for name in names if named(name) == name} == SAME.get(code, set())


def test_who_speaks_english_reads_the_text_itself_and_who_speaks_another_language_its_translation() -> None:
    assert (_("Join"), _n("one {number}", "many {number}", 1), named("Armenia")) == ("Join", "one 1", "Armenia")
    with speaking(Language("ka", SEEDS)):
        assert (_("Join"), named("Armenia"), named("no such name")) == ("შესვლა", "სომხეთი", "no such name")
        with speaking(Language("ru", SEEDS)):
            assert _("Question {number}", number=3) == "Вопрос 3"
        assert _("Question {number}", number=3) == "კითხვა 3"
    assert _("Join") == "Join"


def test_russian_has_three_forms() -> None:
    with speaking(Language("ru")):
        one, many = "{right} of {number} guess had the direction.", "{right} of {number} guesses had the direction."
        said = [_n(one, many, number, right=1) for number in (1, 2, 5, 21)]
    assert [text.removesuffix(".").split()[-1] for text in said] == ["ответа", "ответов", "ответов", "ответа"]


def test_a_text_that_no_catalogue_has_is_english_and_so_is_one_with_other_blanks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "az.po").write_text('msgid "Join {name}"\nmsgstr "Qoşul {ad}"\n', encoding="utf-8")
    monkeypatch.setattr("model.common.languages.PROGRAM", tmp_path)
    with speaking(Language("az", tmp_path)):
        assert _("Nobody translated this: {what}", what="so") == "Nobody translated this: so"
        assert _("Join {name}", name="Ani") == "Join Ani"


@pytest.mark.parametrize("broken", [b"nonsense\n", b'msgid "a"\nmsgstr "\xff"\n'])
def test_a_broken_catalogue_is_an_error_with_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, broken: bytes
) -> None:
    (tmp_path / "hy.po").write_bytes(broken)
    monkeypatch.setattr("model.common.languages.PROGRAM", tmp_path)
    with pytest.raises(RunError, match=r"hy\.po: cannot be read"):
        Language("hy", tmp_path).texts.info()


def test_a_translation_is_a_machines_until_the_names_of_the_region_are_confirmed_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("model.common.languages.PROGRAM", tmp_path)
    machine, person = "machine-made, confirmed by nobody", "N. Beridze"
    for region, (own, names) in {"a": (person, machine), "b": (machine, person), "c": (person, person)}.items():
        for path, who in ((tmp_path / "ka.po", own), (tmp_path / region / "translations" / "ka.po", names)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f'msgid ""\nmsgstr "Last-Translator: {who}\\n"\n', encoding="utf-8")
        assert Language("ka", tmp_path / region).machine_made == (machine in (own, names))


def test_a_name_written_in_place_comes_before_the_catalogue() -> None:
    own = Text("Armenia", {"ka": "სომხეთის რესპუბლიკა"})
    assert (own, f"{own}") == ("Armenia", "Armenia")
    for code, said in (("ka", "სომხეთის რესპუბლიკა"), ("ru", "Армения"), (ENGLISH, "Armenia")):
        with speaking(Language(code, SEEDS)):
            assert named(own) == said


def translate_names(folder: Path) -> None:
    """Give the invented region some names in Georgian, in place."""
    for file, old, new in (
        ("actors.yaml", "short: B,", "short: {en: B, ka: ბეტა},"),
        ("actors.yaml", "short: A,", "short: {en: A, ka: ალფა},"),
        ("actions.yaml", "name: give grain", "name: {en: give grain, ka: მარცვლის მიცემა}"),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_translations_in_place_change_nothing_that_a_table_holds(triad_folder: Path) -> None:
    translate_names(triad_folder)
    translated, plain = load_seeds(triad_folder), load_seeds(TRIAD)
    assert translated.actors == plain.actors and translated.actions == plain.actions
    assert translated.actors.model_dump_json() == plain.actors.model_dump_json()
    assert isinstance(translated.actors.actors["BBB"].short, Text)
    assert type(plain.actors.actors["BBB"].short) is str


@pytest.mark.parametrize(
    ("code", "month", "number"),
    [
        (ENGLISH, "August 2025", "−.25"),
        ("ru", "август 2025", "−0,25"),
        ("tr", "Ağustos 2025", "−0,25"),
        ("az", "avqust 2025", "−0,25"),
        ("hy", "օգոստոս", "−0,25"),
        ("ka", "აგვისტო", "−0,25"),
    ],
)
def test_months_and_numbers_are_written_as_in_the_language(code: str, month: str, number: str) -> None:
    with speaking(Language(code)):
        assert month in month_name(2025 * 12 + 7)
        assert plus(-0.25) == number
        assert plus(0.001) == "0"
        assert plain_number("12") == "12"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_question_is_put_in_every_language(code: str, seeds: Seeds) -> None:
    folder = scenarios_beside(SEEDS)
    loaded = load_scenarios(scenario_names(folder), seeds, folder=folder)
    put = Put(seeds, {s.id: (s.spec.name, s.spec.summary) for s in loaded})
    with speaking(Language(code, SEEDS)):
        leans, numbers = put.subject("alignment.ARM.RUS"), put.words.number("peace_signed", 0.125, sign=True)
    assert ("Armenia" in leans) == (code == ENGLISH)
    assert ("12,5" in numbers, "points" in numbers) == (code != ENGLISH, code == ENGLISH)


@pytest.mark.parametrize("code", OTHERS)
def test_a_question_about_a_day_is_put_in_every_language(code: str, seeds: Seeds) -> None:
    put = Put(seeds, {"baseline": ("Baseline", ""), "deal": ("A deal", "")})
    asked = [one for one in stage_questions(seeds) if one.day == "2026-02-08"]
    english = {one.name: one.asks for one in asked}
    with speaking(Language(code, SEEDS)):
        day, said = day_name("2026-02-08"), {one.name: one.asks for one in asked}
        level = put.level(Question("deal", asked[0].column, "baseline", "", 0.5, 1, False))
    assert "8 February 2026" in english["treaty-in-force"] and "2026" in day and day != "8 February 2026"
    assert [text for name, text in said.items() if text == english[name] or day not in text] == []
    assert len(said) > 10 and day in level


@pytest.mark.parametrize("code", OTHERS)
def test_what_participants_are_refused_is_said_in_their_language(code: str, seeds: Seeds, tmp_path: Path) -> None:
    ani = {"kind": "join", "visitor": "ani", "name": "Ani", "role": "participant"}
    known = RoomState(("ARM",), {"baseline"}).after(ani, None)
    frozen = known.after(boss("freeze", time="2025-07-01T12:00:00+00:00"), None)
    gone = known.after(boss("remove", of="ani", on=True), None)
    opened = known.after(boss("open", setup={"scenario": "baseline", "seed": 1, "world": 1, "quarters": 1}), None)
    seat = {"kind": "seat", "visitor": "ani", "actor": "ARM", "role": "participant"}
    playing, journal = Playing(0, "", opened.every_game[0], None, None), Journal(tmp_path)
    (tmp_path / "held").write_text("")
    nowhere = Journal(tmp_path)
    nowhere.path = tmp_path / "held" / "journal.jsonl"
    acts: dict[str, Callable[[], object]] = {
        "taken out": lambda: gone.after(seat, None),
        "frozen": lambda: frozen.after(seat, None),
        "no game": lambda: known.after(seat, None),
        "no such game": lambda: opened.after({**seat, "game": 7}, None),
        "too late": lambda: playing.refuse_late("another step"),
        "too long": lambda: journal.append("guess", text="x" * 70_000),
        "no number": lambda: journal.append("guess", size=float("nan")),
        "no folder": lambda: nowhere.append("guess"),
        "no act": lambda: coded(seeds, {"type": "praise", "source": ["ARM"], "target": ["GEO"], "salience": 7}),
    }
    for name, act in acts.items():
        said = []
        for language in (ENGLISH, code):
            with speaking(Language(language)), pytest.raises(Refused) as caught:
                act()
            said.append(str(caught.value))
        assert said[0] != said[1], name
    with speaking(Language(code)):
        assert People().shown("nobody") == _("somebody") != "somebody"


@pytest.mark.parametrize("code", LANGUAGES)
def test_briefs_speak_the_language_and_keep_documents_as_they_are(code: str, seeds: Seeds) -> None:
    briefs = Briefs(seeds, seeds.region.documented_until, Values.central(seeds))
    with speaking(Language(code, SEEDS)):
        html = briefs.html()
        said = {name: html_escape(_(name)) for name in ("On whom it depends", "Standing ties", "What it can do")}
        armenia = named("Republic of Armenia")
    assert f'<html lang="{code}">' in html and f'<h2 id="role-ARM">{armenia}</h2>' in html
    assert [name for name, text in said.items() if f"<h3>{text}</h3>" not in html] == []
    assert seeds.documents["russias-zugzwang"].title.partition("'s ")[2] in html
    assert ("A machine made" in html, "Republic of Armenia" in html) == (False, code == ENGLISH)


def test_a_language_that_there_is_none_of_is_refused_before_anything_is_computed() -> None:
    wanted = PageWanted((), None, None, None, None, (), (), SEEDS, None, (), None, None, "kaa")
    for command, words in ((page_command, ("baseline",)), (briefs_command, ())):
        with pytest.raises(RunError, match='no language "kaa"; did you mean ka'):
            command(replace(wanted, words=words))


@pytest.mark.parametrize("code", OTHERS)
def test_events_of_a_game_are_told_in_the_language(code: str, seeds: Seeds) -> None:
    """By actors and the name of the type: sentences would need cases that names in a file do not have."""
    now = game_state(seeds, Setup("baseline", seed=1, world=5, quarters=4), Decisions())
    occurrences = [occurrence for month in now.months for occurrence in month.occurrences]
    english = {actor.short for actor in seeds.actors.actors.values()}
    with speaking(Language(code, SEEDS)):
        say = SpokenWording(now.trace, seeds)
        told = [say.occurrence(occurrence) for occurrence in occurrences]
        other = {name for name in english if named(name) != name}
    assert {occurrence.kind for occurrence in occurrences} == {"event", "refusal", "step"}
    assert [text for text in told if any(name in text for name in other)] == []
    assert any("→" in text for text in told)
