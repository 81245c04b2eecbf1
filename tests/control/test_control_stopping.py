"""A server that stops: what is under way goes out, and nothing new comes in."""

from __future__ import annotations

import threading
from pathlib import Path

from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.control.server import ControlServer, Limits
from tests.control.raw import PATIENCE_S, Dial, Serve, answer, echo


def test_stopping_lets_the_answer_under_way_go_out_and_takes_no_next_question(
    serve: Serve, dial: Dial, path: Path
) -> None:
    asked, may_answer = threading.Event(), threading.Event()

    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        asked.set()
        assert may_answer.wait(PATIENCE_S)
        return Reply({"verb": verb})

    server = serve(handler)
    connected, idle = dial(), dial()
    connected.sendall(b'{"verb":"talk.stop"}\n{"verb":"talk.pause"}\n')
    assert asked.wait(PATIENCE_S)
    stopping = threading.Thread(target=server.stop)
    stopping.start()
    assert answer(idle) == {}, "an idle connection is closed at once"
    may_answer.set()
    assert answer(connected)["verb"] == "talk.stop"
    assert answer(connected) == {}
    stopping.join(PATIENCE_S)
    assert not stopping.is_alive()
    assert not path.exists()


def test_stopping_does_not_wait_for_ever_for_a_handler(serve: Serve, dial: Dial) -> None:
    asked, release, finished = threading.Event(), threading.Event(), threading.Event()

    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        asked.set()
        release.wait(PATIENCE_S)
        finished.set()
        return Reply()

    server = serve(handler, limits=Limits(stop_s=0.05))
    connected = dial()
    connected.sendall(b'{"verb":"health"}\n')
    assert asked.wait(PATIENCE_S)
    server.stop()
    assert not finished.is_set()
    release.set()
    assert answer(connected)["ok"]


def test_stopping_twice_or_before_the_start_is_harmless(serve: Serve) -> None:
    server = serve(echo)
    server.stop()
    server.stop()
    ControlServer({}, echo).stop()
