"""One question, one answer: over restarts, by many threads, and never done twice by accident."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.control import ControlClient
from appliance.control.framing import REPLY_LINE_BYTES
from appliance.control.listening import address
from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.control.server import ControlServer
from appliance.domain.errors import (
    CodeUnknown,
    MessageDamaged,
    MessageTooLong,
    RecorderBusy,
    RecorderUnreachable,
    UnknownField,
    WrongPeer,
    WrongState,
)

PATIENCE_S = 60.0

Serve = Callable[..., ControlServer]
Step = Callable[[socket.socket], None]


def echo(role: Role, verb: str, fields: dict[str, object]) -> Reply:
    return Reply({"verb": verb, "fields": fields})


@pytest.fixture
def client(path: Path) -> Iterator[ControlClient]:
    made = ControlClient(path, timeout_s=PATIENCE_S)
    yield made
    made.close()


@contextmanager
def scripted(path: Path, *steps: Step) -> Iterator[list[Step]]:
    """Play a recorder that does one step per connection and then hangs up; yields the steps it did."""
    done: list[Step] = []

    def play(listening: socket.socket) -> None:
        for step in steps:
            try:
                connected, _ = listening.accept()
            except OSError:  # the test is over
                return
            with connected:
                connected.settimeout(PATIENCE_S)
                done.append(step)
                step(connected)

    with socket.socket(socket.AF_UNIX) as listening, address(path) as place:
        listening.bind(place)
        listening.listen()
        player = threading.Thread(target=play, args=(listening,), daemon=True)
        player.start()
        try:
            yield done
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            player.join(PATIENCE_S)
    path.unlink()


def hang_up_unread(connected: socket.socket) -> None:
    connected.recv(1, socket.MSG_PEEK)  # it has come, and nobody takes it


def read_and_hang_up(connected: socket.socket) -> None:
    connected.makefile("rb").readline()


def answer_good(connected: socket.socket) -> None:
    connected.makefile("rb").readline()
    connected.sendall(b'{"ok":true,"state":"idle"}\n')


def answer_half(connected: socket.socket) -> None:
    connected.makefile("rb").readline()
    connected.sendall(b'{"ok":true,"sta')


def answer_half_a_body(connected: socket.socket) -> None:
    connected.makefile("rb").readline()
    connected.sendall(b'{"ok":true,"body_bytes":100}\nfilm')


def answer_nonsense(connected: socket.socket) -> None:
    connected.makefile("rb").readline()
    connected.sendall(b"HTTP/1.1 200 OK\n")


def answer_without_end(connected: socket.socket) -> None:
    connected.makefile("rb").readline()
    connected.sendall(b"x" * REPLY_LINE_BYTES)


def test_the_fields_of_the_answer_come_back(serve: Serve, client: ControlClient) -> None:
    serve(echo)
    assert client.ask("talk.wipe_tail", minutes=5) == {"verb": "talk.wipe_tail", "fields": {"minutes": 5}}


def test_a_body_comes_back_byte_for_byte_and_the_next_answer_behind_it(
    serve: Serve, client: ControlClient
) -> None:
    film = bytes(range(256)) * 4096
    serve(lambda role, verb, fields: Reply({"n": 1}, film) if verb == "review.read" else Reply({"n": 2}))
    question = {"playback": "p", "offset": 0, "length": len(film)}
    assert client.ask_body("review.read", **question) == ({"n": 1}, film)
    assert client.ask("review.read", **question) == {"n": 1}
    assert client.ask_body("health") == ({"n": 2}, b"")


@pytest.mark.parametrize("cls", [CodeUnknown, WrongState])
def test_an_error_of_the_recorder_is_raised_here_and_the_connection_goes_on(
    serve: Serve, client: ControlClient, cls: type[Exception]
) -> None:
    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        if verb == "withdraw.by_code":
            raise cls
        return Reply({"on": threading.current_thread().name, "of": id(threading.current_thread())})

    serve(handler)
    before = client.ask("health")
    with pytest.raises(cls):
        client.ask("withdraw.by_code", code="x")
    assert client.ask("health") == before


def test_a_question_the_table_does_not_know_is_refused_there(serve: Serve, client: ControlClient) -> None:
    serve(echo)
    with pytest.raises(UnknownField):
        client.ask("status", path="/etc/shadow")


def test_nobody_listening_is_unreachable(path: Path, client: ControlClient) -> None:
    with pytest.raises(RecorderUnreachable) as caught:
        client.ask("status")
    assert caught.value.sentence == "Geen verbinding met de box."
    with socket.socket(socket.AF_UNIX) as dead, address(path) as place:
        dead.bind(place)
    with pytest.raises(RecorderUnreachable):
        client.ask("status")


@pytest.mark.parametrize("verb", ["status", "talk.stop"])
def test_a_restart_of_the_recorder_goes_unnoticed(serve: Serve, client: ControlClient, verb: str) -> None:
    first = serve(echo)
    client.ask("health")
    first.stop()
    serve(echo)
    assert client.ask(verb)["verb"] == verb


@pytest.mark.parametrize("verb", ["status", "talk.stop"])
def test_a_question_nobody_read_is_asked_again_whatever_it_is(
    path: Path, client: ControlClient, verb: str
) -> None:
    with scripted(path, hang_up_unread, answer_good) as done:
        assert client.ask(verb) == {"state": "idle"}
        assert done == [hang_up_unread, answer_good]


@pytest.mark.parametrize("lost", [read_and_hang_up, answer_half, answer_half_a_body])
def test_a_question_that_was_read_is_asked_again_when_it_changes_nothing(
    path: Path, client: ControlClient, lost: Step
) -> None:
    with scripted(path, lost, answer_good) as done:
        assert client.ask("status") == {"state": "idle"}
        assert done == [lost, answer_good]


@pytest.mark.parametrize("lost", [read_and_hang_up, answer_half, answer_half_a_body])
def test_a_deed_that_was_read_is_never_done_twice(path: Path, client: ControlClient, lost: Step) -> None:
    with scripted(path, lost, answer_good) as done:
        with pytest.raises(RecorderUnreachable):
            client.ask("talk.consent", talk_code="MEREL-4172", token="x")
        assert done == [lost]


def test_it_asks_at_most_twice(path: Path, client: ControlClient) -> None:
    with scripted(path, read_and_hang_up, hang_up_unread, answer_good) as done:
        with pytest.raises(RecorderUnreachable):
            client.ask("status")
        assert done == [read_and_hang_up, hang_up_unread]


@pytest.mark.parametrize(
    ("nonsense", "error"), [(answer_nonsense, MessageDamaged), (answer_without_end, MessageTooLong)]
)
def test_nonsense_for_an_answer_is_an_error_and_ends_that_connection(
    path: Path, client: ControlClient, nonsense: Step, error: type[Exception]
) -> None:
    with scripted(path, nonsense, answer_good):
        with pytest.raises(error):
            client.ask("status")
        assert client.ask("status") == {"state": "idle"}


def test_a_connection_that_spoke_nonsense_is_not_used_again(path: Path, client: ControlClient) -> None:
    def speak_nonsense_and_stay(connected: socket.socket) -> None:
        questions = connected.makefile("rb")
        questions.readline()
        connected.sendall(b"HTTP/1.1 200 OK\n")
        if questions.readline():
            connected.sendall(b'{"ok":true,"state":"of another question"}\n')

    with scripted(path, speak_nonsense_and_stay, answer_good):
        with pytest.raises(MessageDamaged):
            client.ask("status")
        assert client.ask("status") == {"state": "idle"}


def test_an_answer_too_many_is_not_taken_for_the_next_one(path: Path, client: ControlClient) -> None:
    def answer_twice(connected: socket.socket) -> None:
        connected.makefile("rb").readline()
        connected.sendall(b'{"ok":true,"n":1}\n{"ok":true,"n":2}\n')

    with scripted(path, answer_twice, answer_good):
        assert client.ask("health") == {"n": 1}
        assert client.ask("status") == {"state": "idle"}


def test_a_refusal_is_told_as_such_even_when_it_overtakes_the_question(
    serve: Serve, client: ControlClient
) -> None:
    serve(echo, uid=os.getuid() + 1)
    for _ in range(300):  # now and then the server hangs up before the client has sent anything
        with pytest.raises(WrongPeer):
            client.ask("talk.stop")


def test_a_late_answer_is_never_taken_for_the_next_one(serve: Serve, path: Path) -> None:
    asked, late = threading.Event(), threading.Event()

    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        if verb == "policy":
            asked.set()
            assert late.wait(PATIENCE_S)
        return Reply({"verb": verb})

    serve(handler)
    hasty = ControlClient(path, timeout_s=0.5)
    with pytest.raises(RecorderUnreachable):
        hasty.ask("policy")
    assert asked.is_set()
    late.set()
    assert hasty.ask("health") == {"verb": "health"}
    hasty.close()


def test_a_ninth_program_is_told_that_the_box_is_busy(serve: Serve, path: Path) -> None:
    serve(echo)
    clients = [ControlClient(path, timeout_s=PATIENCE_S) for _ in range(9)]
    for one in clients[:8]:
        one.ask("health")
    with pytest.raises(RecorderBusy):
        clients[8].ask("health")
    for one in clients:
        one.close()


def test_a_client_that_has_closed_gives_its_places_back_and_can_ask_again(
    serve: Serve, client: ControlClient
) -> None:
    serve(echo)
    client.ask("health")
    client.close()
    assert client.ask("policy")["verb"] == "policy"


def test_many_threads_share_few_connections_and_each_gets_its_own_answer(
    serve: Serve, client: ControlClient
) -> None:
    served_by: set[int] = set()

    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        served_by.add(threading.get_ident())
        minutes = fields["minutes"]
        assert isinstance(minutes, int)
        return Reply({"minutes": minutes}, bytes([minutes]) * 70_000)

    serve(handler)
    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(lambda n: client.ask_body("talk.wipe_tail", minutes=n), range(1, 201)))
    assert answers == [({"minutes": n}, bytes([n]) * 70_000) for n in range(1, 201)]
    assert len(served_by) <= 6


def test_a_thread_that_finds_no_free_connection_in_time_is_told_so(path: Path) -> None:
    asked, told = threading.Event(), threading.Event()

    def answer_slowly(connected: socket.socket) -> None:
        connected.makefile("rb").readline()
        asked.set()
        told.wait(0.3)
        connected.sendall(b'{"ok":true')  # the first thread goes on waiting for the rest
        told.wait(PATIENCE_S)
        connected.sendall(b"}\n")

    lone = ControlClient(path, timeout_s=0.6, connections=1)
    with scripted(path, answer_slowly), ThreadPoolExecutor(1) as threads:
        first = threads.submit(lone.ask, "health")
        assert asked.wait(PATIENCE_S)
        with pytest.raises(RecorderBusy):
            lone.ask("health")
        told.set()
        assert first.result(PATIENCE_S) == {}
    lone.close()


def test_a_question_too_long_to_send_is_not_sent(path: Path, client: ControlClient) -> None:
    with pytest.raises(MessageTooLong):
        client.ask("review.open", code="x" * 70_000)
    with pytest.raises(MessageDamaged):
        client.ask("review.open", code="\ud800")
