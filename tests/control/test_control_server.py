"""Nothing a peer sends, or does not send, ends the server or holds up another peer."""

from __future__ import annotations

import json
import logging
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.control import ControlClient
from appliance.control.framing import REQUEST_LINE_BYTES
from appliance.control.listening import address
from appliance.control.messages import VERBS, Role
from appliance.control.replies import Reply
from appliance.control.server import ControlServer, Limits
from appliance.domain.errors import CodeUnknown, WrongPeer

PATIENCE_S = 60.0
NOBODY = 65534

Serve = Callable[..., ControlServer]
Dial = Callable[[], socket.socket]


def echo(role: Role, verb: str, fields: dict[str, object]) -> Reply:
    return Reply({"role": role.value, "verb": verb, "fields": fields})


def answer(connected: socket.socket) -> dict[str, Any]:
    """Read one line; an empty dict when the server hung up."""
    line = b""
    while not line.endswith(b"\n"):
        try:
            byte = connected.recv(1)
        except ConnectionResetError:
            byte = b""
        if not byte:
            assert not line, "half an answer"
            return {}
        line += byte
    found: dict[str, Any] = json.loads(line)
    return found


def put(connected: socket.socket, line: bytes) -> dict[str, Any]:
    connected.sendall(line + b"\n")
    return answer(connected)


def test_a_question_reaches_the_handler_with_its_role_and_fields(serve: Serve, dial: Dial) -> None:
    serve(echo)
    assert put(dial(), b'{"verb":"talk.wipe_tail","minutes":5}') == {
        "ok": True,
        "role": "console",
        "verb": "talk.wipe_tail",
        "fields": {"minutes": 5},
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "message-damaged"),
        (b"GET / HTTP/1.1", "message-damaged"),
        (b"\x80\x04\x95", "message-damaged"),
        (b'["status"]', "message-damaged"),
        (b'{"verb":"status","verb":"health"}', "message-damaged"),
        (b'{"verb":"talk.wipe_tail","minutes":"5"}', "message-damaged"),
        (b'{"verb":"talk.start"}', "unknown-verb"),
        (b'{"verb":"sync.jobs"}', "unknown-verb"),
        (b"{}", "unknown-verb"),
        (b'{"verb":"status","path":"/etc/shadow"}', "unknown-field"),
        (b'{"verb":"talk.wipe_tail"}', "unknown-field"),
        (b'{"verb":"status","body_bytes":4}', "unknown-field"),
    ],
)
def test_a_bad_question_gets_an_error_and_never_reaches_the_handler(
    serve: Serve, dial: Dial, line: bytes, code: str
) -> None:
    reached: list[str] = []

    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        reached.append(verb)
        return Reply()

    serve(handler)
    connected = dial()
    refused = put(connected, line)
    assert (refused["ok"], refused["error"]) == (False, code)
    assert reached == []
    assert put(connected, b'{"verb":"health"}') == {"ok": True}, "the connection goes on"


def test_a_line_over_the_cap_is_refused_and_the_connection_closed(serve: Serve, dial: Dial) -> None:
    serve(echo)
    connected = dial()
    connected.sendall(b'{"verb":"' + b"x" * (REQUEST_LINE_BYTES - 9))
    assert answer(connected)["error"] == "message-too-long"
    assert answer(connected) == {}


def test_a_line_of_exactly_the_cap_is_read(serve: Serve, dial: Dial) -> None:
    serve(echo)
    line = b'{"verb":"' + b"x" * (REQUEST_LINE_BYTES - 12) + b'"}'
    assert len(line) == REQUEST_LINE_BYTES - 1
    assert put(dial(), line)["error"] == "unknown-verb"


def test_an_error_of_the_recorder_arrives_in_its_words_without_its_detail(serve: Serve, dial: Dial) -> None:
    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        raise CodeUnknown("appel boot citroen")

    serve(handler)
    assert put(dial(), b'{"verb":"withdraw.by_code","code":"x"}') == {
        "ok": False,
        "error": "code-unknown",
        "sentence": CodeUnknown.sentence,
        "next_step": CodeUnknown.next_step,
    }


@pytest.mark.parametrize(
    "broken",
    [
        lambda: json.loads("{}")["appel"],
        lambda: int("appel boot citroen"),
        lambda: Reply({"ok": "appel"}),
        lambda: Reply({"now": object()}),
        lambda: "no reply",
    ],
    ids=["bug", "bug with content", "taken field", "not json", "not a reply"],
)
def test_a_bug_in_the_handler_is_one_general_error_and_no_content_in_the_log(
    serve: Serve, dial: Dial, caplog: pytest.LogCaptureFixture, broken: Callable[[], Reply]
) -> None:
    serve(lambda role, verb, fields: broken() if verb == "review.open" else Reply())
    connected = dial()
    with caplog.at_level(logging.DEBUG):
        refused = put(connected, b'{"verb":"review.open","code":"appel boot citroen"}')
    assert (refused["ok"], refused["error"]) == (False, "error")
    assert "control.handler-failed role=console verb=review.open" in caplog.text
    assert "appel" not in caplog.text
    assert put(connected, b'{"verb":"health"}') == {"ok": True}


def test_the_log_of_a_refused_question_holds_nothing_that_was_sent(
    serve: Serve, dial: Dial, caplog: pytest.LogCaptureFixture
) -> None:
    serve(echo)
    connected = dial()
    with caplog.at_level(logging.DEBUG):
        put(connected, b'{"verb":"geheim"}')
        put(connected, b'{"verb":"status","geheim":1}')
        put(connected, b'{"verb":"talk.closing","answer":"geheim"}')
        put(connected, b"geheim")
    assert "code=unknown-verb" in caplog.text
    assert "geheim" not in caplog.text


def test_a_process_of_another_user_is_told_so_and_closed(serve: Serve, dial: Dial) -> None:
    serve(echo, uid=os.getuid() + 1)
    connected = dial()
    assert answer(connected)["error"] == "wrong-peer"
    assert answer(connected) == {}


def test_the_client_says_it_too(serve: Serve, path: Path) -> None:
    serve(echo, uid=os.getuid() + 1)
    client = ControlClient(path, timeout_s=PATIENCE_S)
    with pytest.raises(WrongPeer):
        client.ask("status")


OTHER_USER = """
import os, socket, sys
connected = socket.socket(socket.AF_UNIX)
os.chdir(sys.argv[1])
if os.getuid() == 0:
    os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
connected.connect("console.sock")
sys.stdout.write(connected.makefile().readline())
"""


def test_the_kernel_tells_a_real_process_of_another_user_apart(serve: Serve, path: Path) -> None:
    # Root can become somebody else and is itself the expected user; anybody else is the somebody else.
    serve(echo, uid=0)
    path.parent.chmod(0o711)
    path.chmod(0o666)  # so that not the mode of the file but the server is what refuses
    said = subprocess.run(
        [sys.executable, "-c", OTHER_USER, str(path.parent), str(NOBODY)],
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert json.loads(said.stdout)["error"] == "wrong-peer"


def test_strangers_take_no_place_from_the_roles_own_program(serve: Serve, dial: Dial) -> None:
    serve(echo, uid=os.getuid() + 1, limits=Limits(connections=1))
    strangers = [dial() for _ in range(3)]
    assert [answer(stranger)["error"] for stranger in strangers] == ["wrong-peer"] * 3


def test_the_ninth_connection_is_refused_politely_and_the_eight_go_on(serve: Serve, dial: Dial) -> None:
    serve(echo)
    eight = [dial() for _ in range(8)]
    assert all(put(connected, b'{"verb":"health"}')["ok"] for connected in eight)
    ninth = dial()
    refused = answer(ninth)
    assert (refused["error"], refused["sentence"]) == ("recorder-busy", "De box heeft het even druk.")
    assert answer(ninth) == {}
    assert all(put(connected, b'{"verb":"health"}')["ok"] for connected in eight)


def test_a_place_comes_free_when_a_connection_ends(serve: Serve, dial: Dial) -> None:
    serve(echo, limits=Limits(connections=1))
    first = dial()
    assert put(first, b'{"verb":"health"}')["ok"]
    assert answer(dial())["error"] == "recorder-busy"
    first.close()
    until(lambda: is_served(dial()))


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


def test_two_questions_in_one_send_get_two_answers_in_order(serve: Serve, dial: Dial) -> None:
    serve(echo)
    connected = dial()
    connected.sendall(b'{"verb":"health"}\n{"verb":"policy"}\n')
    assert [answer(connected)["verb"], answer(connected)["verb"]] == ["health", "policy"]


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


GARBAGE = st.binary(max_size=200) | st.binary(max_size=200).map(lambda data: data + b"\n")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
VERB = st.sampled_from([*VERBS[Role.CONSOLE], *VERBS[Role.SYNC], "talk.start"])
FIELD = st.sampled_from(
    sorted({name for fields in VERBS[Role.CONSOLE].values() for name in fields} | {"verb", "ok"})
)
NEARLY = st.builds(
    lambda verb, fields: json.dumps({"verb": verb, **fields}).encode() + b"\n",
    VERB,
    st.dictionaries(FIELD, JSON, max_size=4),
)


def test_no_garbage_ever_ends_the_server(serve: Serve, path: Path) -> None:
    known = {verb: set(fields) for verb, fields in VERBS[Role.CONSOLE].items()}

    def handler(role: Role, verb: str, fields: dict[str, object]) -> Reply:
        assert fields.keys() <= known[verb]
        return Reply()

    serve(handler, limits=Limits(line_s=0.5))

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(GARBAGE | NEARLY, max_size=4))
    def throw(pieces: list[bytes]) -> None:
        with socket.socket(socket.AF_UNIX) as connected, address(path) as place:
            connected.settimeout(PATIENCE_S)
            connected.connect(place)
            connected.sendall(b"".join(pieces))
            connected.shutdown(socket.SHUT_WR)
            while said := answer(connected):
                assert said["ok"] is True or said["error"] in {
                    "message-damaged",
                    "unknown-verb",
                    "unknown-field",
                }

    throw()
    client = ControlClient(path, timeout_s=PATIENCE_S)
    assert client.ask("health") == {}
    client.close()


def is_served(connected: socket.socket) -> bool:
    try:
        return put(connected, b'{"verb":"health"}').get("ok") is True
    except BrokenPipeError:  # refused, and already hung up
        return False


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, "it never came true"
