"""A version stays when recorder, sync and console are well, and not before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer

import pytest

from appliance.domain.errors import RecorderUnreachable
from appliance.update.recorder_link import Wellness
from appliance.update.wellness import SYNC_SILENT_S, faults, wait_until_well

FINE = Wellness((), 3.0)


class _Page(BaseHTTPRequestHandler):
    status = 403

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def address_string(self) -> str:
        return "local"


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "http.sock"
    server = ThreadingUnixStreamServer(str(path), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield path
    server.shutdown()
    server.server_close()


def test_a_box_of_which_all_parts_are_well_has_no_faults(console: Path) -> None:
    assert faults(recorder=lambda: FINE, console=console) == ()


def test_what_the_recorder_says_of_its_parts_is_told(console: Path) -> None:
    told = Wellness(("Camera: geen camera gevonden",), 3.0)
    assert faults(recorder=lambda: told, console=console) == told.faults


@pytest.mark.parametrize("heard_s", [None, SYNC_SILENT_S + 1])
def test_a_sync_that_says_nothing_is_not_well(console: Path, heard_s: float | None) -> None:
    (fault,) = faults(recorder=lambda: Wellness((), heard_s), console=console)
    assert fault.startswith("Sync:")


def test_a_recorder_that_does_not_answer_is_not_well(console: Path) -> None:
    def silent() -> Wellness:
        raise RecorderUnreachable

    (fault,) = faults(recorder=silent, console=console)
    assert fault.startswith("Recorder:")


def test_a_console_that_is_away_or_broken_is_not_well(console: Path, tmp_path: Path) -> None:
    (fault,) = faults(recorder=lambda: FINE, console=tmp_path / "nowhere")
    assert fault.startswith("Console:")
    _Page.status = 502
    try:
        assert faults(recorder=lambda: FINE, console=console) == (fault,)
    finally:
        _Page.status = 403


class Clock:
    def __init__(self) -> None:
        self.s = 0.0

    def sleep(self, seconds: float) -> None:
        self.s += seconds


def test_a_box_may_take_its_time_to_come_up() -> None:
    clock = Clock()
    answers = iter([("a",), ("a", "b"), ()])
    wrong = wait_until_well(
        lambda: next(answers), monotonic_s=lambda: clock.s, sleep=clock.sleep, patience_s=60.0
    )
    assert wrong == ()
    assert 0 < clock.s < 60.0


def test_but_not_for_ever() -> None:
    clock = Clock()
    wrong = wait_until_well(lambda: ("a",), monotonic_s=lambda: clock.s, sleep=clock.sleep, patience_s=60.0)
    assert wrong == ("a",)
    assert 60.0 <= clock.s < 70.0
