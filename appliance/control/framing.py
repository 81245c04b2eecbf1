"""One JSON object per line, strictly: how a message looks as bytes.

A line can be a peer's mistake or its attack, so it is read by the narrowest rule: UTF-8, one object, no
key twice, only finite numbers, only whole characters. Nothing here ever runs what it reads (no pickle,
no object hooks that build anything but a dict).

Source: design §2 "IPC"; RFC 8259 with the choices of RFC 7493 (I-JSON).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from appliance.domain.errors import MessageDamaged, MessageTooLong

REQUEST_LINE_BYTES = 64 * 1024  # with its newline
REPLY_LINE_BYTES = 1024 * 1024  # the recorder's own lists, not a stranger's words
BODY_BYTES = 4 * 1024 * 1024  # the index of the longest film; a piece of film is at most 1 MiB


def encode(message: Mapping[str, object], *, max_bytes: int) -> bytes:
    """Return ``message`` as one line with its newline.

    Raises: MessageTooLong, MessageDamaged (NaN, half a character), TypeError (a value JSON has no word for).
    """
    try:
        text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        line = text.encode() + b"\n"
    except ValueError:
        raise MessageDamaged from None
    if len(line) > max_bytes:
        raise MessageTooLong(f"{len(line)} bytes")
    return line


def decode(line: bytes) -> dict[str, object]:
    """Return the object that ``line`` holds, with or without its newline. Raises: MessageDamaged."""
    try:
        message = json.loads(
            line.decode(),
            object_pairs_hook=_each_key_once,
            parse_float=_finite,
            parse_constant=_finite,
        )
        # JSON can escape half a character (a lone surrogate) that no later file or socket can write.
        json.dumps(message, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise MessageDamaged from None
    if not isinstance(message, dict):
        raise MessageDamaged("not an object")
    return message


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return value
