"""What the units run: a look by the timer, and the judgement on a version that is being tried."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from threading import Thread

import pytest

from appliance.domain.timetable import quiet_span
from appliance.settings.model import Settings
from appliance.settings.writer import dumps
from appliance.update.__main__ import main
from appliance.update.place import agent_of
from tests.update.world import World

Run = Callable[..., int]
_NOW = datetime.now().astimezone()
NEVER = f"{_NOW + timedelta(hours=6):%H:%M}-{_NOW + timedelta(hours=7):%H:%M}"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(403)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def screens(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "http.sock"
    server = ThreadingUnixStreamServer(str(path), _Page)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield path
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(tmp_path: Path, settings: Settings, screens: Path, on_the_box: None) -> Run:
    file = tmp_path / "settings.toml"
    file.write_text(dumps(settings), encoding="utf-8")

    def run(what: str, *, patience_s: float = 0.0) -> int:
        words = ["--settings", str(file), "--console", str(screens), "--patience-s", str(patience_s)]
        return main([what, *words])

    return run


def on_trial(world: World) -> None:
    world.agent.install_file(str(world.bundle("1.4.0")), on_progress=lambda _: None)
    world.agent.go_over(hours=None)
    assert world.version == "1.4.0"


def test_a_version_that_is_well_stays(world: World, room: dict[str, object], run: Run) -> None:
    on_trial(world)
    assert run("health") == 0
    world.lose_power()
    assert world.version == "1.4.0"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sync_heard_s": None},
        {"parts": [{"part": "Camera", "ok": False, "sentence": "Weg.", "next_step": ""}]},
    ],
)
def test_a_version_that_is_not_well_does_not_stay_and_says_why(
    world: World,
    room: dict[str, object],
    run: Run,
    capsys: pytest.CaptureFixture[str],
    wrong: dict[str, object],
) -> None:
    on_trial(world)
    room.update(wrong)
    assert run("health") == 1
    assert "niet gezond" in capsys.readouterr().out
    world.restart()
    assert world.version == "1.3.2"


def test_a_recorder_that_never_comes_up_makes_a_version_go(world: World, run: Run) -> None:
    on_trial(world)
    assert run("health") == 1
    world.restart()
    assert world.version == "1.3.2"


def test_a_look_that_finds_an_obstacle_is_no_failure_and_beheer_reads_it(
    world: World, room: dict[str, object], run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    world.publish(world.bundle("1.4.0"))
    room["state"] = "recording"
    assert run("turn") == 0
    assert "Er loopt een gesprek." in capsys.readouterr().out
    told = room["told"]
    assert isinstance(told, dict)
    assert told["ok"] is True
    assert "Versie 1.4.0 staat klaar." in str(told["sentence"])


def test_what_a_person_asked_for_is_done_once_and_now(
    world: World, room: dict[str, object], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look may not, for there is a talk: then nothing is left that would do it in the night."""
    asks = world.folder / "run"
    asks.mkdir()
    monkeypatch.setattr("appliance.update.__main__.RUN", asks)
    monkeypatch.setattr("appliance.update.__main__.agent_of", partial(agent_of, run=asks))
    monkeypatch.setattr("appliance.update.__main__.hours_of", lambda _: (quiet_span(NEVER),))
    world.publish(world.bundle("1.4.0"))
    for state, told in (("recording", False), ("idle", True)):
        room["state"] = state
        (asks / "asked").touch()
        assert run("turn") == (0 if told else 1)
        assert not (asks / "asked").exists()
        assert (world.box.ask("get-state", "B") == "good") is told


def test_settings_that_are_wrong_are_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[box]\n")
    assert main(["turn", "--settings", str(file)]) == 1
    assert "De instellingen kloppen niet." in capsys.readouterr().err


def test_who_asks_for_a_restart_is_not_stopped_by_it_before_the_last_word(
    world: World, room: dict[str, object], settings: Settings, tmp_path: Path, on_the_box: None
) -> None:
    world.publish(world.bundle("1.4.0"))
    agent, before = agent_of(settings, run=tmp_path), signal.getsignal(signal.SIGTERM)
    try:
        said = agent.at_once()
        os.kill(os.getpid(), signal.SIGTERM)  # systemd, on its way down
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "start opnieuw" in said
    assert (tmp_path / "restart").exists()
