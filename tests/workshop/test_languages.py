"""Languages of pages: texts, names, months and numbers as a language has them, English where nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape as html_escape
from pathlib import Path

import pytest

from model.cli.commands.page import PageWanted, briefs_command, page_command
from model.common.errors import RunError
from model.common.languages import (
    ENGLISH,
    LANGUAGES,
    Language,
    Text,
    _,
    _n,
    day_name,
    month_name,
    named,
    plain_number,
    plus,
    quoted,
    sentence,
    speaking,
    within,
)
from model.load import load_scenarios, load_seeds, scenario_names, scenarios_beside
from model.rules.values import Values
from model.spec.seeds import Seeds
from model.workshop.app_state import AppState, Keys
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
from model.workshop.story import briefly
from model.workshop.visitors import language_asked
from model.workshop.worker_pool import WorkerPool
from tests.conftest import ROOT, TRIAD
from tests.workshop.games import boss

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
SEEDS = ROOT / "seeds"
SAME = {"tr": {"Türkiye"}}
"""Names of actors that a language writes as English does."""


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("ka-GE,ka;q=0.9,en;q=0.8", "ka"), ("de-DE, de;q=0.9, ru ; q=0.3, en;q=0.5", "en"), ("EN-us;q=0.4, TR", "tr"),
        ("hy;q=0, fr", ""), ("", ""), ("*", ""), ("ru;q=nan, az;q=2", ""), ("x" * 10**5 + ",ru", ""),
    ],
)  # fmt: skip
def test_a_page_speaks_the_language_that_its_browser_puts_first(header: str, code: str) -> None:
    assert language_asked(header) == code


def test_a_choice_comes_before_the_rooms_language_and_that_before_the_browsers(seeds: Seeds, tmp_path: Path) -> None:
    def spoken_in(room: str, *wishes: str) -> str:
        pool = WorkerPool(SEEDS, 1)
        pool.close()
        return AppState(tmp_path, seeds, Keys.fresh(), pool, language=room).speaks(*wishes).code

    assert [spoken_in("", "", "ka"), spoken_in("", "ru", "ka"), spoken_in("", "")] == ["ka", "ru", "en"]
    assert [spoken_in("hy", "", "ka"), spoken_in("en", "", "ka"), spoken_in("hy", "ru", "ka")] == ["hy", "en", "ru"]


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
    assert [text.removesuffix(".").split()[-1] for text in said] == ["прогноза", "прогнозов", "прогнозов", "прогноза"]


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


@pytest.mark.parametrize("code", OTHERS)
def test_what_the_facilitator_is_refused_is_said_in_their_language(code: str) -> None:
    setup = {"scenario": "baseline", "seed": 1, "world": 1, "quarters": 1}
    state = RoomState(("ARM",), {"baseline"}).after(boss("open", setup=setup, title="A"), None)
    question = {"scenario": "baseline", "outcome": "peace_signed", "against": "baseline"}
    asked = state.after(boss("ask", question=question), None)
    refused = {
        "no person": boss("rename", of="nobody", to="Ani"),
        "nobody seated": boss("start"),
        "not going on": boss("end", on=False),
        "no quarters": boss("open", setup={**setup, "quarters": 0}),
        "too long": boss("open", setup=setup, minutes=1000),
        "same name": boss("open", setup=setup, title="A", beside=True),
        "the only one": boss("put_away"),
        "here already": boss("resume", number=0),
        "not frozen": boss("thaw", time="2025-07-01T12:00:00+00:00"),
        "not revealed": boss("ask", question=question),
        "no answer": boss("calibrate", on=True),
        "no facilitator": {**boss("start"), "role": "participant"},
    }
    for name, entry in refused.items():
        said = []
        for language in (ENGLISH, code):
            with speaking(Language(language)), pytest.raises(Refused) as caught:
                asked.after(entry, None)
            said.append(str(caught.value))
        assert said[0] != said[1] and "{" not in said[1], name


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_list_to_choose_a_question_from_names_both_scenarios_in_the_language(code: str, seeds: Seeds) -> None:
    folder = scenarios_beside(SEEDS)
    loaded = load_scenarios(["baseline", *scenario_names(folder)[:4]], seeds, folder=folder)
    put = Put(seeds, {s.id: (s.spec.name, s.spec.summary) for s in loaded})
    one, other, *_others = (s.id for s in loaded if s.id != "baseline")
    with speaking(Language(code, SEEDS)):
        shown = put.scenarios(but="baseline")
        beside = put.briefly(Question(one, "peace_signed", other))
        alone = put.briefly(Question(one, "peace_signed"))
        assert all(put.name(name) in beside for name in (one, other))
        assert put.subject("peace_signed") in beside and put.subject("peace_signed") in alone
    assert list(shown.values()) == sorted(shown.values()) and "baseline" not in shown
    assert ("compared with" in beside, "compared with" in alone) == (code == ENGLISH, False)
    assert (shown[one] == put.names[one][0]) == (code == ENGLISH)


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
    wanted = PageWanted(
        words=(), worlds=None, months=None, seed=None, as_of=None, overrides=(), without=(), seeds=SEEDS, jobs=None,
        sliders=(), delays=None, out=None, language="kaa",
    )  # fmt: skip
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
        story = briefly(now, seeds)
        marks = _("{text}.", text="")
    assert {occurrence.kind for occurrence in occurrences} == {"event", "refusal", "step"}
    assert [text for text in told if any(name in text for name in other)] == []
    assert any("→" in text for text in told)
    assert [line.text for line in story if any(name in line.text for name in other)] == []
    assert sum(line.heading for line in story) == len(now.months)
    assert all(line.heading or line.text.endswith(marks) for line in story)


@pytest.mark.parametrize(
    ("code", "said", "of"),
    [
        (ENGLISH, "“a”", "Iran."), ("ru", "«a»", "Iran."), ("tr", "“a”", "İran."), ("az", "«a»", "İran."),
        ("hy", "«a»", "Iran։"), ("ka", "„a“", "Iran."),
    ],
)  # fmt: skip
def test_sentences_and_quotes_are_written_as_in_the_language(code: str, said: str, of: str) -> None:
    with speaking(Language(code)):
        assert (quoted("a"), sentence("iran"), sentence(of)) == (said, of, of)
        assert sentence("ირანი")[0] == "ი", "Georgian has no capitals"


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        (ENGLISH, "End it", "end it"), ("ru", "Игра 2", "игра 2"), ("tr", "İran", "iran"), ("tr", "Isı", "ısı"),
        ("az", "İran", "iran"), ("hy", "Խաղ 2", "խաղ 2"), ("ka", "თამაში 2", "თამაში 2"), ("ru", "", ""),
    ],
)  # fmt: skip
def test_within_a_sentence_a_text_begins_with_a_small_letter(code: str, text: str, said: str) -> None:
    with speaking(Language(code)):
        assert within(text) == said
