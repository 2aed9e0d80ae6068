"""The server: its mistakes, its session folder, what arrives of what is typed, and what no visitor can do."""

from __future__ import annotations

import re
import socket
import stat
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from nicegui import core
from playwright.sync_api import Browser, expect

from model.common.errors import RunError
from model.workshop.app_state import AppState, open_app_state
from model.workshop.journal import Journal
from model.workshop.server import PageMessage
from tests.conftest import ROOT, TRIAD, Call
from tests.experiment.killing import workers_of
from tests.seeing import painted, serious, wider_than_the_screen
from tests.workshop.conftest import Serve, Visits
from tests.workshop.served import HEARD, Room, Served, free_port, seen, until

ROOM = "127.0.0.2"
"""An address of this machine that is not the one it serves by default, so it counts as the room."""


def answer(served: Served, path: str, **headers: str) -> tuple[int, bytes]:
    connection = HTTPConnection(served.host, served.port, timeout=120)
    connection.request("GET", path, headers=headers)
    found = connection.getresponse()
    said = found.status, found.read()
    connection.close()
    return said


def status(served: Served, path: str, **headers: str) -> int:
    return answer(served, path, **headers)[0]


@pytest.mark.parametrize("missing", ["nicegui", "segno", "ifaddr"])
def test_without_its_extra_it_says_how_to_get_it(call: Call, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setattr("model.cli.commands.workshop.find_spec", lambda name: None if name == missing else True)
    status, _, said = call("workshop")
    assert status == 2
    assert "uv run --extra workshop simulate.py workshop" in said


@pytest.mark.parametrize(
    ("sent", "binary"),
    [
        (["update", {"7": {"props": {"options": [1.5, "b"]}}}], False),
        (["download", {"src": b"PK", "filename": "all.zip"}], True),
        (["download", {"src": "/guide", "filename": ""}], False),
        ({"sid": "x"}, False),
        (None, False),
    ],
)
def test_a_message_with_bytes_goes_as_such_and_any_other_as_text(sent: object, binary: bool) -> None:
    message = PageMessage(data=sent)
    assert isinstance(message.encode(), list) == binary and PageMessage.json is core.sio.packet_class.json


def test_no_update_of_a_page_is_searched_for_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = list[object]()
    monkeypatch.setattr(PageMessage.__base__, "data_is_binary", classmethod(lambda _, data: searched.append(data)))
    PageMessage(data=["update", {"7": {"text": "Armenia"}}])
    PageMessage(data=["notify", {"message": "Armenia"}])
    assert searched == [["notify", {"message": "Armenia"}]]


def test_an_address_that_is_taken_is_a_users_mistake(call: Call, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        status, _, said = call("workshop", "--port", port, "--session", tmp_path / "s", "--seeds", TRIAD)
    assert status == 2 and f"--port {port}" in said


def test_a_folder_that_holds_something_else_is_no_session(call: Call, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all")
    status, _, said = call("workshop", "--session", tmp_path, "--seeds", TRIAD)
    assert status == 2 and "holds no workshop session" in said
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_who_serves_a_room_is_told_an_address_that_others_can_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from model.workshop.server import tell

    tell(open_app_state(tmp_path / "session", TRIAD, open_to_room=True), "0.0.0.0", 8080)
    told = dict(re.findall(r"^([a-z ]+): +(\S+)", capsys.readouterr().out, re.MULTILINE))
    assert told["workshop"] == "http://127.0.0.1:8080/" and told["facilitator"].startswith(told["workshop"])
    room = urlsplit(told["for the room"])
    assert room.port == 8080 and room.hostname not in (None, "0.0.0.0")
    assert room.path == f"/{told['join code']}"
    assert socket.getaddrinfo(room.hostname, room.port)


@pytest.fixture
def app_state(tmp_path: Path) -> AppState:
    return open_app_state(tmp_path / "session", TRIAD)


@pytest.mark.parametrize("parts", [("..", "x"), ("/etc/passwd",), ("a", "..", "..", "x")])
def test_nothing_is_written_outside_the_session(app_state: AppState, parts: tuple[str, ...]) -> None:
    with pytest.raises(RunError, match="outside the session"):
        app_state.write({}, *parts)


def test_a_session_is_gone_on_with_by_its_folder(app_state: AppState) -> None:
    again = open_app_state(app_state.folder, TRIAD)
    assert again.keys == app_state.keys
    assert stat.S_IMODE((app_state.folder / "session.json").stat().st_mode) == 0o600


DAMAGED = [
    b"", b"{", b"[]", b"3", b"\xff\xfe", b'{"seeds": 1}', b'{"keys": {}}',
    b'{"keys": {"secret": 1, "token": 2, "code": 3}}',
    b'{"format": 2, "seeds": "s", "keys": {"secret": "", "token": "", "code": ""}}',
]  # fmt: skip


@pytest.mark.parametrize("content", DAMAGED)
def test_damaged_keys_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "session.json").write_bytes(content)
    with pytest.raises(RunError, match=r"session\.json: (is damaged|cannot be read)"):
        open_app_state(tmp_path, TRIAD)


def test_a_session_of_an_earlier_version_is_left_alone(app_state: AppState) -> None:
    kept = app_state.read("session.json")
    app_state.write({key: kept[key] for key in ("seeds", "keys")}, "session.json")
    with pytest.raises(RunError, match="another version of this program"):
        open_app_state(app_state.folder, TRIAD)


def test_two_servers_do_not_share_a_session(serve: Serve, call: Call) -> None:
    served = serve()
    code, _, said = call("workshop", "--session", served.session, "--seeds", TRIAD, "--port", str(free_port()))
    assert code == 2 and "another workshop server is at work with this session" in said
    assert status(served, "/") == 200
    served.kill()
    served.start()
    assert status(served, "/") == 200, "a lock ends with the process that holds it"


def test_a_damaged_journal_is_told_in_the_terminal_and_the_session_goes_on(serve: Serve) -> None:
    served = serve()
    served.stop()
    journal = Journal(served.session)
    for name in ("Ani", "Eldar", "Nino"):
        journal.append("join", visitor=name, name=name, role="participant")
    first, second, third = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(first + second.replace(b"Eldar", b"E\x1b[2J") + third)
    served.start()
    told = next(line for line in served.printed.splitlines() if line.startswith("damaged:"))
    assert "journal.jsonl:2: " in told and "1 × unreadable, 1 × join" in told
    assert "\x1b" not in served.printed and status(served, "/play") == 200
    assert [entry["name"] for entry in Journal(served.session).entries] == ["Ani"]


def test_it_answers_to_this_machine_only(served: Served) -> None:
    assert status(served, "/") == 200
    assert status(served, "/", Host="workshop.example") == 400
    with pytest.raises(OSError), socket.create_connection((ROOM, served.port), timeout=5):
        pass
    assert "join code" not in served.printed
    assert served.printed.index("facilitator:") < served.printed.index("workshop:"), "what to open first comes first"
    assert "no other device can join (--host 0.0.0.0 opens it to the room)" in served.printed


def test_what_is_typed_before_the_page_has_found_its_server_arrives(serve: Serve, visit: Visits) -> None:
    served = serve()
    guest = visit(served, "/room")
    guest.page.add_init_script(  # a network that is slow until it is let go, and uneven timers
        "const send = WebSocket.prototype.send, later = window.setTimeout; let held = [];"
        "const pass = (line, what) => send.apply(line, what);"
        "WebSocket.prototype.send = function (...what) { held ? held.push([this, what]) : pass(this, what); };"
        "window.let_go = () => { const all = held; held = null; all.forEach((one) => pass(...one)); };"
        "window.setTimeout = (f, wait, ...with_) => later(f, wait === 10 ? 40 * Math.random() : wait, ...with_);"
    )
    for name in ("Ani", "Eldar", "Nino", "Levan", "Leyla"):
        guest.page.goto(served.address + "/join?then=/room")
        guest.page.get_by_label("Your name").fill("")
        guest.page.get_by_label("Your name").press_sequentially(name, delay=200)  # each letter is told by itself
        guest.page.keyboard.press("Enter")
        assert not guest.page.evaluate("window.did_handshake"), "the network is slow"
        guest.page.evaluate("window.let_go()")
        guest.page.wait_for_url(served.address + "/room")
        assert guest.page.locator(".head-who").inner_text() == name


def test_a_slow_network_takes_back_nothing_that_is_typed(served: Served, browser: Browser) -> None:
    with Room(served, browser) as room:
        page = room.facilitator("/room")
        page.add_init_script(
            "const send = WebSocket.prototype.send;"
            "WebSocket.prototype.send = function (...what) { setTimeout(() => send.apply(this, what), 400); };"
        )
        page.goto(served.address + "/play")
        page.wait_for_function("window.did_handshake")
        luck = page.get_by_label("Luck")
        luck.fill("")
        luck.press_sequentially("271828", delay=150)
        page.wait_for_function(HEARD)
        painted(page)
        expect(luck).to_have_value("271828")


ABSURD = """
() => {
  const ids = [...document.querySelectorAll('[id^="c"]')].map(e => Number(e.id.slice(1))).filter(Number.isFinite);
  const values = [null, NaN, -1e308, "x".repeat(50000), {"a": [1, {"b": 2}]}, [[[[]]]], true, "1e999", "../../x"];
  for (const id of [...ids, -1, 1e9]) for (const value of values)
    for (const name of ["drag", "choose", "tick", "type", "click"])
      window.socket.emit("event", {id, client_id: window.clientId, listener_id: "none", args: value});
  window.socket.emit("event", null);
  window.socket.emit("event", "nonsense");
  window.socket.emit("nothing", {});
}
"""


def test_absurd_input_does_not_bring_it_down(served: Served, visit: Visits) -> None:
    guest = visit(served)
    guest.settled()
    guest.page.evaluate(ABSURD)
    for path in ("/?scenario=" + "A" * 7000, "/?months=-1&set=x", "/%00", "/../../etc/passwd", "/_nicegui/..%2f..%2fx"):
        code, said = answer(served, path)
        assert code < 500 and b"Traceback" not in said, path
    code, said = answer(served, "/why?scenario=nothing&of=NOBODY&to=RUS&world=1e9")
    assert code == 200 and b"There is no scenario" in said and b"So nothing is changed." in said
    code, said = answer(served, "/scenario.yaml?scenario=nothing")
    assert code == 400 and b"There is no scenario" in said
    other = visit(served, "/?scenario=baseline")
    assert "256 worlds" in other.settled()


def test_a_polite_message_stands_for_an_absurd_address(served: Served, visit: Visits) -> None:
    guest = visit(served, "/?scenario=corridor-agreed&months=1000000")
    guest.page.get_by_text(re.compile("months must be a whole number")).wait_for()
    assert guest.page.get_by_label("Scenario", exact=True).input_value() == "baseline"
    assert guest.complaints == []


def test_an_address_without_a_page_says_where_to_go(served: Served, visit: Visits) -> None:
    guest = visit(served, "/explore", 390, 844)
    assert status(served, "/explore") == 404 and answer(served, "/_nicegui/nothing") == (404, b"There is no such file.")
    assert guest.page.locator("h1").inner_text() == "There is no such page"
    assert wider_than_the_screen(guest.page) == 0 and serious(guest.page) == []
    seen(guest.page, "missing-phone")
    guest.page.locator("li a", has_text="Explore").click()
    guest.page.wait_for_url(served.address + "/")
    guest.settled()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
def test_worlds_are_computed_in_as_many_processes_as_were_asked_for(serve: Serve) -> None:
    running = serve().process
    assert running is not None
    until(lambda: workers_of(running) != [])
    assert len(workers_of(running)) == 1


def test_the_servers_own_process_stays_small() -> None:
    """Packages that take most memory are imported by the processes that compute, and by no other."""
    heavy = "('pandas', 'mesa', 'scipy', 'matplotlib', 'pyarrow', 'networkx')"
    code = (
        "import sys; from pathlib import Path; from model.cli.commands.workshop import tell_nicegui\n"
        "tell_nicegui(Path('/nonexistent')); import model.workshop.server\n"
        "import model.workshop.pages.explore, model.workshop.pages.why, model.workshop.pages.join\n"
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
