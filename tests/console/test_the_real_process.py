"""``python -m console`` as it runs on a box: its own process between two real sockets."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import pytest

from appliance.control import NoteVerifier, Role
from appliance.control.listening import Endpoint, bind
from appliance.control.replies import Reply
from appliance.control.server import ControlServer
from tests.console.fake_box import FakeBox

CONSOLE = (sys.executable, "-m", "console")


def run(*arguments: str, typed: str = "") -> str:
    done = subprocess.run((*CONSOLE, *arguments), input=typed, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[FakeBox, Path, Path]]:
    """A fake recorder behind the real control server, and the real console process before it."""
    state, web = tmp_path / "state", tmp_path / "web.sock"
    box = FakeBox(NoteVerifier.from_text(run("init", "--state", str(state))))
    one_at_a_time = Lock()

    def handle(role: Role, verb: str, fields: dict[str, Any]) -> Reply:
        with one_at_a_time:
            reply, body = box.ask_body(verb, **fields)
        return Reply(reply, body)

    endpoint = Endpoint(path=tmp_path / "console.sock", uid=os.geteuid())
    server = ControlServer({Role.CONSOLE: bind(endpoint)}, handle)
    server.start()
    console = subprocess.Popen(
        (*CONSOLE, "--socket", str(endpoint.path), "--state", str(state), "--listen", f"unix:{web}"),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert console.stdout is not None
    assert console.stdout.readline() == "klaar\n"
    yield box, state, web
    console.terminate()
    console.wait(timeout=10)
    console.stdout.close()
    server.stop()


def ask(web: Path, method: str, path: str, *, cookie: str = "", body: str = "", told: str = "") -> str:
    """Send one HTTP request over the Unix socket, as nginx would, and return the whole answer."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(str(web))
        head = [
            f"{method} {path} HTTP/1.0",
            "Host: kamer-3.example",
            f"Cookie: {cookie}",
            "Content-Type: application/x-www-form-urlencoded",
            *((f"X-Forwarded-For: {told}",) if told else ()),
            f"Content-Length: {len(body)}",
        ]
        connection.sendall("\r\n".join([*head, "", body]).encode())
        return b"".join(iter(lambda: connection.recv(65_536), b"")).decode()


def test_a_tablet_is_paired_and_follows_the_box_through_both_sockets(served):
    box, state, web = served
    address = run("pair", "--state", str(state))
    paired = ask(web, "POST", address)
    cookie = re.search(r"Set-Cookie: (__Host-spiegelbox-tablet=[^;]+);.* Secure", paired).group(1)
    assert "De camera staat uit" in ask(web, "GET", "/", cookie=cookie)
    box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client"])
    assert "Kies uw taal" in ask(web, "GET", "/", cookie=cookie)
    for path, typed in (
        ("/gesprek/taal", "taal=nl"),
        ("/gesprek/uitleg", ""),
        ("/gesprek/kijkers", "kijker=coach"),
        ("/gesprek/terugvertellen", ""),
        ("/gesprek/antwoord", "wie=client&antwoord=yes"),
    ):
        body = f"gesprek={box.talk_code}&{typed}"
        assert " 303 " in ask(web, "POST", path, cookie=cookie, body=body).splitlines()[0]
    assert box.tokens[-1].purposes == ("self", "coach")
    assert box.code is not None
    assert box.code.digits in ask(web, "GET", "/", cookie=cookie)


def test_an_account_made_while_it_runs_can_log_in(served):
    _, state, web = served
    run("account", "--state", str(state), "--name", "jo", "--role", "beheer", typed="een lang wachtwoord\n")
    answer = ask(web, "POST", "/inloggen", body="naam=jo&wachtwoord=een lang wachtwoord")
    assert "Location: /beheer/" in answer


def test_what_the_box_refuses_arrives_in_its_own_words(served):
    _, state, web = served
    paired = ask(web, "POST", run("pair", "--state", str(state)))
    cookie = re.search(r"Set-Cookie: ([^;]+);", paired).group(1)
    answer = ask(web, "POST", "/code", cookie=cookie, body="code=appel")
    assert "Wij begrijpen deze code niet." in answer
    assert "Server:" not in answer


def guess(web: Path, *, told: str) -> str:
    """Guess a password through nginx, which tells that the question came from the addresses in ``told``."""
    answer = ask(web, "POST", "/inloggen", body=f"naam={secrets.token_hex(4)}&wachtwoord=fout", told=told)
    return answer.splitlines()[0]


def test_guesses_count_for_the_address_that_nginx_tells_and_not_for_one_a_guesser_makes_up(served):
    _, _, web = served
    for number in range(20):
        assert " 401 " in guess(web, told=f"198.51.100.{number}, 192.0.2.1")
    assert " 429 " in guess(web, told="198.51.100.99, 192.0.2.1")
    assert " 401 " in guess(web, told="192.0.2.2")


def test_those_who_send_their_words_slowly_keep_nobody_else_waiting(served):
    _, _, web = served
    slow = [socket.socket(socket.AF_UNIX) for _ in range(24)]  # three times as many as there are threads
    for connection in slow:
        connection.connect(str(web))
        connection.sendall(
            b"POST /inloggen HTTP/1.1\r\nHost: kamer-3.example\r\nContent-Length: 60000\r\n\r\nnaam="
        )
    assert " 200 " in ask(web, "GET", "/inloggen").splitlines()[0]
    for connection in slow:
        connection.close()


def test_more_words_than_any_form_has_are_refused_before_they_are_read(served):
    _, _, web = served
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(str(web))
        connection.sendall(
            b"POST /code HTTP/1.1\r\nHost: kamer-3.example\r\nContent-Length: 100000000\r\n\r\n"
        )
        assert b" 413 " in connection.recv(65_536).splitlines()[0]


NO_DECENT_HTTP = {
    "two lengths": b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a long address": b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a zero byte": b"GET / HTTP/1.1\r\nHost: a\x00b\r\n\r\n",
}


def test_what_is_no_decent_http_gets_no_page_and_harms_nobody(served):
    _, _, web = served
    for name, head in NO_DECENT_HTTP.items():
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(str(web))
            first = b""
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(head)
                connection.shutdown(socket.SHUT_WR)
                first = connection.recv(65_536)
            assert b"Traceback" not in first, name
            assert not first or b" 200 " not in first.splitlines()[0], name
        assert " 200 " in ask(web, "GET", "/inloggen").splitlines()[0], name


def test_when_the_recorder_is_gone_there_is_a_plain_page_and_when_it_is_back_so_is_the_room(served):
    box, state, web = served
    paired = ask(web, "POST", run("pair", "--state", str(state)))
    cookie = re.search(r"Set-Cookie: ([^;]+);", paired).group(1)
    box.reachable = False
    gone = ask(web, "GET", "/", cookie=cookie)
    assert " 503 " in gone.splitlines()[0]
    assert "Kijk naar het lampje op de camera." in gone
    assert "Traceback" not in gone
    box.reachable = True
    assert "De camera staat uit" in ask(web, "GET", "/", cookie=cookie)
