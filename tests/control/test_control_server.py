"""What a peer asks is answered, and nothing it sends ends the server or stands in the log."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.control import ControlClient
from appliance.control.framing import REQUEST_LINE_BYTES
from appliance.control.listening import address
from appliance.control.messages import VERBS, Role
from appliance.control.replies import Reply
from appliance.control.server import Limits
from appliance.domain.errors import CodeUnknown
from tests.control.raw import PATIENCE_S, Dial, Serve, answer, echo, put


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


def test_two_questions_in_one_send_get_two_answers_in_order(serve: Serve, dial: Dial) -> None:
    serve(echo)
    connected = dial()
    connected.sendall(b'{"verb":"health"}\n{"verb":"policy"}\n')
    assert [answer(connected)["verb"], answer(connected)["verb"]] == ["health", "policy"]


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
