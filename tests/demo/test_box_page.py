"""The box page's server: what it shows, and whom it lets press the button."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from appliance.cli.demo.box_page.server import BoxPage
from appliance.cli.demo.box_page.words import BROKEN, LIGHT, TONE, in_words
from appliance.cli.demo.wires import BoxState, Wires
from appliance.domain.errors import PortTaken
from appliance.hardware.ports import LightColour, Tone


@pytest.fixture
def page(fake_wires) -> Iterator[BoxPage]:
    ticks = count(0, 4)
    with Wires(fake_wires.path) as wires:
        assert wires.wait(lambda state: state.connected, 5)
        page = BoxPage(wires, port=0, clock_s=lambda: float(next(ticks)))
        yield page
        page.close()


def ask(page: BoxPage, method: str, path: str, body: bytes | None = None, **headers: str):
    port = int(page.address.rstrip("/").rsplit(":", 1)[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, names)
    answer = connection.getresponse()
    return answer, answer.read()


@contextmanager
def stream(page: BoxPage):
    """Yield a function that returns the next state of the stream."""
    port = int(page.address.rstrip("/").rsplit(":", 1)[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type") == "text/event-stream"

    def read_state() -> dict[str, Any]:
        while not (line := answer.readline()).startswith(b"data: "):
            assert line, "the stream ended"
        return json.loads(line.removeprefix(b"data: "))

    yield read_state
    connection.close()


def own(page: BoxPage, **changes: str) -> dict[str, str]:
    return {
        "Origin": page.address.rstrip("/"),
        "Sec_Fetch_Site": "same-origin",
        "Content_Type": "application/json",
    } | changes


@pytest.mark.parametrize("path", ["/", "/box.css", "/box.js", "/tones.js", "/icon.svg"])
def test_the_page_comes_with_a_strict_policy(page, path):
    answer, body = ask(page, "GET", path)
    assert answer.status == 200
    assert body
    policy = answer.getheader("Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.getheader("Cache-Control") == "no-store"


def test_the_stream_follows_the_lamp_in_words(page, fake_wires):
    with stream(page) as read_state:
        assert read_state()["lightWords"] == "Het lampje is uit. De camera is uit."
        fake_wires.say(light="red", camera="open", packets=12, tone="start")
        state = read_state()
    assert state["lightWords"] == "Het lampje is rood. De camera staat aan."
    assert state["cameraWords"] == "De lens is open."
    assert state["packets"] == 12
    assert state["tones"] == [{"number": 1, "tone": "start", "words": "Twee tonen omhoog: de opname begint."}]


def test_a_page_without_a_stream_can_ask_for_the_same(page):
    state = json.loads(ask(page, "GET", "/state")[1])
    assert state["connected"] is True
    assert state["light"] == "dark"
    assert state["elapsedS"] > 0


def test_a_lost_box_never_looks_like_a_dark_one(page, fake_wires):
    with stream(page) as read_state:
        read_state()
        fake_wires.hang_up()
        assert read_state()["lightWords"] == "Geen verbinding met de box."


@pytest.mark.parametrize(
    "body",
    [
        {"button": "down"},
        {"button": "up"},
        {"part": "camera", "works": False},
        {"part": "camera", "works": "frozen"},
        {"part": "microphone", "works": False},
        {"part": "light", "works": False},
    ],
)
def test_our_own_page_may_do_what_a_hand_can_do(page, fake_wires, body):
    answer, _ = ask(page, "POST", "/act", json.dumps(body).encode(), **own(page))
    assert answer.status == 200
    assert fake_wires.wait_heard(1) == [body]


def test_a_short_press_lets_go_again(page, fake_wires):
    ask(page, "POST", "/act", b'{"button": "press"}', **own(page))
    assert fake_wires.wait_heard(2) == [{"button": "down"}, {"button": "up"}]


def test_all_well_again_mends_every_part(page, fake_wires):
    ask(page, "POST", "/act", b'{"part": "microphone", "works": false}', **own(page))
    broken = json.loads(ask(page, "GET", "/state")[1])["broken"]
    _, body = ask(page, "POST", "/act", b'{"part": "all", "works": true}', **own(page))
    assert broken == ["De microfoon is los."]
    assert json.loads(body)["broken"] == []
    assert {line["part"] for line in fake_wires.wait_heard(4)[1:]} == {"camera", "microphone", "light"}


@pytest.mark.parametrize(
    "change",
    [
        {"Origin": "https://ergens-anders.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
    ],
)
def test_another_page_cannot_press_the_button(page, fake_wires, change):
    answer, _ = ask(page, "POST", "/act", b'{"button": "down"}', **own(page, **change))
    assert answer.status == 403
    assert fake_wires.heard == []


def test_a_press_without_an_origin_is_refused(page, fake_wires):
    answer, _ = ask(page, "POST", "/act", b'{"button": "down"}', Content_Type="application/json")
    assert answer.status == 403
    assert fake_wires.heard == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_name_for_this_machine_is_refused(page, fake_wires, method):
    port = page.address.rstrip("/").rsplit(":", 1)[1]
    foreign = {"Host": f"kwaad.example:{port}", "Origin": f"http://kwaad.example:{port}"}
    answer, body = ask(page, method, "/act", b'{"button": "down"}', **own(page, **foreign))
    assert answer.status == 421
    assert body == b""
    assert fake_wires.heard == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"button": "sideways"}',
        b'{"button": "down", "more": 1}',
        b'{"part": "door", "works": false}',
        b'{"part": "light", "works": "frozen"}',
        b'{"part": "all", "works": false}',
        b'{"button": "down"' + b" " * 2000 + b"}",
    ],
)
def test_what_no_hand_can_do_is_refused(page, fake_wires, body):
    answer, _ = ask(page, "POST", "/act", body, **own(page))
    assert answer.status == 400
    assert fake_wires.heard == []


@pytest.mark.parametrize("path", ["/nothing", "/../server.py", "/server.py", "/box.html"])
def test_nothing_else_is_served(page, path):
    assert ask(page, "GET", path)[0].status == 404


def test_a_press_with_the_recorder_gone_says_so(page, fake_wires):
    with stream(page) as read_state:
        read_state()
        fake_wires.hang_up()
        read_state()
    assert ask(page, "POST", "/act", b'{"button": "down"}', **own(page))[0].status == 502


def test_a_taken_port_is_named(page, fake_wires):
    port = int(page.address.rstrip("/").rsplit(":", 1)[1])
    with Wires(fake_wires.path) as wires, pytest.raises(PortTaken, match=f"127.0.0.1:{port}"):
        BoxPage(wires, port=port, clock_s=lambda: 0.0)


def test_every_colour_tone_and_fault_of_the_box_has_words():
    assert set(LIGHT) == {colour.value for colour in LightColour}
    assert set(TONE) == {tone.value for tone in Tone}
    for fault, words in BROKEN.items():
        assert in_words(BoxState(broken=(fault,)), elapsed_s=0)["broken"] == [words]
