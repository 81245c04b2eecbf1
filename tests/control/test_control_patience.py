"""A peer that is slow, silent or gone loses its place, and holds up nobody."""

from __future__ import annotations

import select
import threading

from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.control.server import Limits
from tests.control.raw import PATIENCE_S, Dial, Serve, answer, echo, is_served, put, until


def test_half_a_line_is_dropped_after_its_time(serve: Serve, dial: Dial) -> None:
    serve(echo, limits=Limits(line_s=0.05))
    connected = dial()
    connected.sendall(b'{"verb":"hea')
    assert answer(connected) == {}


def test_a_line_sent_a_byte_at_a_time_is_dropped_after_the_same_time(serve: Serve, dial: Dial) -> None:
    serve(echo, limits=Limits(line_s=0.2))
    connected = dial()
    sent = 0
    while not select.select([connected], [], [], 0.01)[0]:  # the server hangs up
        connected.sendall(b" ")
        sent += 1
        assert sent < 500, "a byte at a time holds a thread for ever"
    assert answer(connected) == {}
    assert sent > 1


def test_an_idle_connection_is_kept_for_a_while_and_then_closed(serve: Serve, dial: Dial) -> None:
    serve(echo, limits=Limits(idle_s=0.6, line_s=0.05))
    connected = dial()
    assert select.select([connected], [], [], 0.1)[0] == [], "idle is longer than half a line"
    assert put(connected, b'{"verb":"health"}')["ok"]
    assert answer(connected) == {}


def test_a_peer_that_does_not_read_its_answer_loses_its_place(serve: Serve, dial: Dial) -> None:
    film = bytes(4 << 20)
    serve(
        lambda role, verb, fields: Reply({}, film if verb == "review.read" else b""),
        limits=Limits(connections=1, write_s=0.05),
    )
    dial().sendall(b'{"verb":"review.read","playback":"p","offset":0,"length":1048576}\n')
    until(lambda: is_served(dial()))


def test_a_peer_that_hangs_up_before_its_answer_harms_nobody(serve: Serve, dial: Dial) -> None:
    asked, gone = threading.Event(), threading.Event()

    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        if verb == "policy":
            asked.set()
            assert gone.wait(PATIENCE_S)
        return Reply()

    serve(handler)
    connected = dial()
    connected.sendall(b'{"verb":"policy"}\n')
    assert asked.wait(PATIENCE_S)
    connected.close()
    gone.set()
    assert put(dial(), b'{"verb":"health"}')["ok"]


def test_one_slow_question_does_not_hold_up_another_connection(serve: Serve, dial: Dial) -> None:
    done = threading.Event()

    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        if verb == "policy":
            assert done.wait(PATIENCE_S)
        return Reply({"verb": verb})

    serve(handler)
    slow = dial()
    slow.sendall(b'{"verb":"policy"}\n')
    assert put(dial(), b'{"verb":"health"}')["verb"] == "health"
    done.set()
    assert answer(slow)["verb"] == "policy"
