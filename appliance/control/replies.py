"""The recorder's answers: fields, perhaps with a raw body, or the error in words a person can read.

A body (a piece of film, an age header) goes behind the line as it is, its length announced by
``body_bytes``. An error never carries more than its code and its two sentences: the detail for beheer
stays in the recorder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.control.framing import BODY_BYTES, REPLY_LINE_BYTES, decode, encode
from appliance.control.messages import Role
from appliance.domain.errors import (
    ControlError,
    MessageDamaged,
    MessageTooLong,
    SettingsError,
    SpiegelboxError,
    error_classes,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A good answer. ``fields`` hold JSON values; the names ``ok`` and ``body_bytes`` are taken."""

    fields: dict[str, object] = field(default_factory=dict)
    body: bytes = b""

    def __post_init__(self) -> None:
        """Refuse a field that would change what the answer means with a ValueError."""
        if not self.fields.keys().isdisjoint(_TAKEN):
            raise ValueError("ok and body_bytes are not fields")


_TAKEN = frozenset({"ok", "body_bytes"})
Handler = Callable[[Role, str, dict[str, object]], Reply]


def encode_reply(reply: Reply) -> bytes:
    """Return the line and the body behind it. Raises: MessageTooLong, MessageDamaged, TypeError."""
    if len(reply.body) > BODY_BYTES:
        raise MessageTooLong(f"a body of {len(reply.body)} bytes")
    announced = {"body_bytes": len(reply.body)} if reply.body else {}
    line = encode({**reply.fields, "ok": True, **announced}, max_bytes=REPLY_LINE_BYTES)
    return line + reply.body


def encode_fault(fault: SpiegelboxError) -> bytes:
    """Return the line that tells ``fault``."""
    words = {"error": fault.code, "sentence": fault.sentence, "next_step": fault.next_step}
    return encode({"ok": False, **words}, max_bytes=REPLY_LINE_BYTES)


def read_reply(line: bytes) -> tuple[dict[str, object], int]:
    """Return the fields of a good answer and how many body bytes follow the line.

    Raises: the error the answer tells, as its own class and in the recorder's words (ControlError when
    this program does not know its code); MessageDamaged when this is no answer at all.
    """
    fields = decode(line)
    ok = fields.pop("ok", None)
    if ok is False:
        raise _told(fields)
    body_bytes = fields.pop("body_bytes", 0)
    if ok is not True or not isinstance(body_bytes, int) or not 0 <= body_bytes <= BODY_BYTES:
        raise MessageDamaged
    return fields, body_bytes


def _told(fields: dict[str, object]) -> SpiegelboxError:
    code, sentence, next_step = (fields.get(name) for name in ("error", "sentence", "next_step"))
    if not (isinstance(code, str) and isinstance(sentence, str) and isinstance(next_step, str)):
        return MessageDamaged()
    known = error_classes().get(code, ControlError)
    # SettingsError needs its faults and never leaves the process that reads the settings.
    fault = ControlError() if known is SettingsError else known()
    fault.code, fault.sentence, fault.next_step = code, sentence, next_step
    return fault
