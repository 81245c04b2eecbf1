"""Lines and bodies over a connection, each within its own time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from appliance.control.stream import Stream
from appliance.domain.errors import MessageTooLong

PATIENCE_S = 60.0


class TickingClock:
    """A clock that moves on one second each time it is read."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        self.now_s += 1.0
        return self.now_s


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def receive(
    stream: Stream, *, max_bytes: int = 100, idle_s: float = 10.0, line_s: float = 10.0
) -> bytes | None:
    return stream.receive_line(max_bytes=max_bytes, idle_s=idle_s, line_s=line_s)


def test_lines_come_one_by_one_however_they_were_sent(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(b"one\ntwo\nthr")
    stream = Stream(ours)
    assert [receive(stream), receive(stream)] == [b"one", b"two"]
    theirs.sendall(b"ee\n")
    assert receive(stream) == b"three"


def test_the_body_behind_a_line_comes_whole_with_its_newlines(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair
    body = bytes(range(256)) * 4096
    sender = threading.Thread(target=theirs.sendall, args=(b"line\n" + body + b"next\n",))
    sender.start()
    stream = Stream(ours)
    assert receive(stream) == b"line"
    assert stream.receive_exactly(len(body), within_s=PATIENCE_S) == body
    assert receive(stream) == b"next"
    sender.join()


def test_a_peer_that_hangs_up_between_lines_is_no_fault(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.close()
    assert receive(Stream(ours)) is None


def test_a_peer_that_hangs_up_inside_a_line_or_a_body_is(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(b"half")
    theirs.close()
    stream = Stream(ours)
    with pytest.raises(ConnectionAbortedError):
        receive(stream)
    with pytest.raises(ConnectionAbortedError):
        stream.receive_exactly(5, within_s=PATIENCE_S)


def test_a_line_may_be_as_long_as_the_limit_with_its_newline(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair
    theirs.sendall(b"x" * 99 + b"\n" + b"x" * 100 + b"\n")
    stream = Stream(ours)
    assert receive(stream) == b"x" * 99
    with pytest.raises(MessageTooLong):
        receive(stream)


def test_silence_ends_after_the_idle_time(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(TimeoutError):
        receive(Stream(pair[0]), idle_s=0.01)


def test_the_time_for_a_line_runs_from_its_first_byte_however_often_another_byte_comes(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair
    clock = TickingClock()
    theirs.sendall(b"x")

    def drip() -> float:  # one more byte each time the deadline is looked at
        theirs.sendall(b"x")
        return clock()

    with pytest.raises(TimeoutError):
        receive(Stream(ours, clock=drip), max_bytes=1000, line_s=20.0)
    assert clock.now_s == pytest.approx(21.0)


def test_the_time_for_a_body_is_for_the_whole_body(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    clock = TickingClock()

    def drip() -> float:
        theirs.sendall(b"x")
        return clock()

    with pytest.raises(TimeoutError):
        Stream(ours, clock=drip).receive_exactly(1000, within_s=20.0)
    assert clock.now_s == pytest.approx(21.0)


def test_a_peer_that_does_not_read_cannot_hold_the_sender(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(TimeoutError):
        Stream(pair[0]).send(bytes(8 << 20), within_s=0.05)


def test_a_connection_is_quiet_until_something_comes_or_the_peer_leaves(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair
    stream = Stream(ours)
    assert stream.is_quiet()
    theirs.sendall(b"late answer\n")
    assert not stream.is_quiet()
    receive(stream)
    assert stream.is_quiet()
    theirs.close()
    assert not stream.is_quiet()


def test_a_connection_with_a_line_read_ahead_is_not_quiet(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    stream = Stream(ours)
    theirs.sendall(b"one\ntwo\n")
    receive(stream)
    assert not stream.is_quiet()
