"""How fast and how heavy the screens are: ``python -m tests.bench.console_speed [--rounds 40]``.

Time: the console's own process before a recorder in memory behind the real control socket, asked over one
kept connection, each screen in turn with the same page from a stock Flask application in its own process
(ours, the peer, ours, the peer). Weight: the first load of every scene in a real Chromium with nothing kept;
``--no-weight`` leaves that out.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

from appliance.control import NoteVerifier, Role
from appliance.control.listening import Endpoint, bind
from appliance.control.replies import Reply
from appliance.control.server import ControlServer
from tests.browser.house import a_house
from tests.browser.scenes import SCENES
from tests.browser.weight import first_load_bytes
from tests.conftest import CHROMIUM, FLAGS
from tests.console.fake_box import FakeBox

PASSWORD = "een lang wachtwoord"
CONSOLE = (sys.executable, "-m", "console")
DAY = "2026-11-22"
KINDS = {"text/html": ".html", "application/json": ".json"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--no-weight", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _time(Path(folder), args.rounds)
    if not args.no_weight:
        _weigh()


def _time(folder: Path, rounds: int) -> None:
    with _console(folder) as (ours, box, cookies):
        film = box.record_one_film()
        box.ask("talk.closing", answer="keep")
        box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client"])
        screens = {
            "status poll": ("tablet", "/status.json"),
            "status poll of the klantmanager": ("klantmanager", "/klantmanager/status.json"),
            "a screen of the client": ("tablet", "/"),
            "meer weten": ("tablet", "/meer-weten"),
            "fill in a code": ("tablet", "/code"),
            "new talk": ("klantmanager", "/klantmanager/nieuw"),
            "own talks": ("klantmanager", "/klantmanager/"),
            "find": ("contactpersoon", f"/contactpersoon/?datum={DAY}"),
            "one recording": ("contactpersoon", f"/contactpersoon/opname/{film.id}?datum={DAY}"),
            "a letter": ("contactpersoon", "/contactpersoon/brieven/informatie"),
            "health": ("beheer", "/beheer/"),
            "counters and opinions": ("beheer", "/beheer/tellers"),
            "log in": ("nobody", "/inloggen"),
        }
        pages = folder / "pages"
        pages.mkdir()
        for number, (who, path) in enumerate(screens.values()):
            _, kind, body = _ask(ours, path, cookies[who])
            (pages / f"{number}{KINDS[kind]}").write_bytes(body)
        with _peer(pages) as stock:
            print(
                f"| screen, {rounds} pairs | ours, ms | 95 % | stock Flask, ms | ratio |",
                "\n|---|---|---|---|---|",
                sep="",
            )
            for number, (name, (who, path)) in enumerate(screens.items()):
                own, peer = _pairs(
                    lambda path=path, who=who: _ask(ours, path, cookies[who]),  # type: ignore[misc]
                    lambda number=number: _ask(stock, f"/{number}", ""),  # type: ignore[misc]
                    rounds,
                )
                ratio = statistics.median(a / b for a, b in zip(own, peer, strict=True))
                ninety_five = statistics.quantiles(own, n=20)[-1]
                print(
                    f"| {name} | {statistics.median(own):.1f} | {ninety_five:.1f} | "
                    f"{statistics.median(peer):.1f} | {ratio:.1f} |"
                )


def _pairs(
    ours: Callable[[], object], peer: Callable[[], object], rounds: int
) -> tuple[list[float], list[float]]:
    """Return the milliseconds of both, asked in turns; the first three rounds do not count."""
    own_ms, peer_ms = [], []
    for _ in range(rounds + 3):
        for ask, kept in ((ours, own_ms), (peer, peer_ms)):
            began = time.perf_counter()
            ask()
            kept.append(1000 * (time.perf_counter() - began))
    return own_ms[3:], peer_ms[3:]


def _ask(server: http.client.HTTPConnection, path: str, cookie: str) -> tuple[int, str, bytes]:
    server.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = server.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} gives {answer.status}")
    return answer.status, answer.headers.get_content_type(), body


@contextmanager
def _console(folder: Path) -> Iterator[tuple[http.client.HTTPConnection, FakeBox, dict[str, str]]]:
    """Start the console as a process; give a connection, the recorder behind it, and who may come in."""
    state = folder / "console"
    box = FakeBox(NoteVerifier.from_text(_run("init", "--state", str(state))))
    one_at_a_time = Lock()

    def handle(_: Role, verb: str, fields: dict[str, Any]) -> Reply:
        with one_at_a_time:
            reply, body = box.ask_body(verb, **fields)
        return Reply(reply, body)

    endpoint = Endpoint(path=folder / "box.sock", uid=os.geteuid())
    recorder = ControlServer({Role.CONSOLE: bind(endpoint)}, handle)
    recorder.start()
    port = _free_port()
    console = subprocess.Popen(
        (*CONSOLE, "--socket", str(endpoint.path), "--state", str(state), "--listen", f"127.0.0.1:{port}"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert console.stdout is not None and console.stdout.readline() == "klaar\n"
        server = http.client.HTTPConnection("127.0.0.1", port)
        cookies = {"nobody": "", "tablet": _cookie(server, _run("pair", "--state", str(state)), {})}
        for role in ("klantmanager", "contactpersoon", "beheer"):
            _run("account", "--state", str(state), "--name", role, "--role", role, typed=f"{PASSWORD}\n")
            cookies[role] = _cookie(server, "/inloggen", {"naam": role, "wachtwoord": PASSWORD})
        yield server, box, cookies
    finally:
        console.terminate()
        console.wait(timeout=10)
        recorder.stop()


@contextmanager
def _peer(pages: Path) -> Iterator[http.client.HTTPConnection]:
    stock = subprocess.Popen(
        (sys.executable, "-m", "tests.bench.stock_flask", "--pages", str(pages)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert stock.stdout is not None
        yield http.client.HTTPConnection(stock.stdout.readline().strip().removeprefix("http://"))
    finally:
        stock.terminate()
        stock.wait(timeout=10)


def _cookie(server: http.client.HTTPConnection, path: str, typed: dict[str, str]) -> str:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    server.request("POST", path, urlencode(typed), form)
    answer = server.getresponse()
    answer.read()
    return answer.headers["Set-Cookie"].split(";")[0]


def _run(*arguments: str, typed: str = "") -> str:
    done = subprocess.run((*CONSOLE, *arguments), input=typed, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _weigh() -> None:
    rows = []
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scene in SCENES:
            with tempfile.TemporaryDirectory() as state, a_house(Path(state)) as house:
                context = chromium.new_context(viewport={"width": 800, "height": 1280}, locale="nl-NL")
                address = scene.prepare(house)
                house.let_in(context, scene.who)
                rows.append((sum(first_load_bytes(context, house.url + address).values()), scene.name))
                context.close()
        chromium.close()
    rows.sort(reverse=True)
    print(f"\n| first load of {len(rows)} scenes | bytes |\n|---|---|")
    for size, name in (*rows[:5], rows[len(rows) // 2], rows[-1]):
        print(f"| {name} | {size:,} |")


if __name__ == "__main__":
    main()
