"""An answer arrives as it was given, and an error as its own class in the recorder's words."""

from __future__ import annotations

import pytest

from appliance.control.framing import BODY_BYTES, REPLY_LINE_BYTES, encode
from appliance.control.replies import Reply, encode_fault, encode_reply, read_reply
from appliance.domain.errors import (
    CodeUnknown,
    ControlError,
    MessageDamaged,
    MessageTooLong,
    SettingsError,
    SpiegelboxError,
    error_classes,
)


def line(**fields: object) -> bytes:
    return encode(fields, max_bytes=REPLY_LINE_BYTES)


def test_fields_and_body_come_back() -> None:
    wire = encode_reply(Reply({"state": "idle"}, b"\x00\nfilm"))
    head, _, body = wire.partition(b"\n")
    assert read_reply(head) == ({"state": "idle"}, 6)
    assert body == b"\x00\nfilm"


def test_an_answer_without_a_body_announces_none() -> None:
    assert encode_reply(Reply({"a": 1})) == b'{"a":1,"ok":true}\n'
    assert read_reply(b'{"a":1,"ok":true}') == ({"a": 1}, 0)


def test_a_handler_cannot_pass_an_error_for_an_answer_or_announce_another_body() -> None:
    for name in ("ok", "body_bytes"):
        with pytest.raises(ValueError, match="not fields"):
            Reply({name: 9})


@pytest.mark.parametrize(
    "cls", [cls for cls in error_classes().values() if cls is not SettingsError], ids=lambda cls: cls.code
)
def test_every_error_of_the_tree_arrives_as_its_own_class(cls: type[SpiegelboxError]) -> None:
    with pytest.raises(cls) as caught:
        read_reply(encode_fault(cls("a detail for beheer")))
    fault = caught.value
    assert type(fault) is cls
    assert (fault.code, fault.sentence, fault.next_step) == (cls.code, cls.sentence, cls.next_step)


def test_the_detail_for_beheer_stays_in_the_recorder() -> None:
    assert b"vijf woorden" not in encode_fault(CodeUnknown("vijf woorden"))


def test_an_error_of_a_newer_recorder_still_says_its_own_words() -> None:
    with pytest.raises(ControlError) as caught:
        read_reply(
            line(ok=False, error="lens-dirty", sentence="De lens is vuil.", next_step="Poets de lens.")
        )
    assert (caught.value.code, str(caught.value)) == ("lens-dirty", "De lens is vuil.")
    assert caught.value.next_step == "Poets de lens."
    assert ControlError().sentence != "De lens is vuil."


def test_an_error_of_the_settings_arrives_in_words_without_its_faults() -> None:
    with pytest.raises(ControlError) as caught:
        read_reply(encode_fault(SettingsError(("room: leeg",))))
    assert caught.value.sentence == SettingsError.sentence


@pytest.mark.parametrize(
    "answer",
    [
        b"{}",
        b"[]",
        b"film",
        b'{"ok":1}',
        b'{"ok":"true"}',
        b'{"ok":null}',
        b'{"ok":false}',
        b'{"ok":false,"error":"code","sentence":1,"next_step":"x"}',
        b'{"ok":false,"error":["code"],"sentence":"x","next_step":"x"}',
        b'{"ok":true,"body_bytes":-1}',
        b'{"ok":true,"body_bytes":1.5}',
        b'{"ok":true,"body_bytes":"1"}',
        b'{"ok":true,"body_bytes":%d}' % (BODY_BYTES + 1),
    ],
)
def test_what_is_no_answer_is_damaged(answer: bytes) -> None:
    with pytest.raises(MessageDamaged):
        read_reply(answer)


def test_an_answer_has_its_limits_too() -> None:
    assert encode_reply(Reply({}, bytes(BODY_BYTES)))
    with pytest.raises(MessageTooLong):
        encode_reply(Reply({}, bytes(BODY_BYTES + 1)))
    with pytest.raises(MessageTooLong):
        encode_reply(Reply({"a": "x" * REPLY_LINE_BYTES}))
