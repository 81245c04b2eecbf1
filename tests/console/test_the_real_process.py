"""``python -m console`` as it runs on a box: its own process between two real sockets."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
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


def ask(web: Path, method: str, path: str, *, cookie: str = "", body: str = "") -> str:
    """Send one HTTP request over the Unix socket, as nginx would, and return the whole answer."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(str(web))
        head = [
            f"{method} {path} HTTP/1.0",
            "Host: kamer-3.example",
            f"Cookie: {cookie}",
            "Content-Type: application/x-www-form-urlencoded",
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
