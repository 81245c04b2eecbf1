"""What a test says to the server without the client, byte for byte, and an answer to send back."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.control.server import ControlServer

PATIENCE_S = 60.0  # how long a test waits for what must happen; nothing waits this long when all is well

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


def is_served(connected: socket.socket) -> bool:
    try:
        return put(connected, b'{"verb":"health"}').get("ok") is True
    except BrokenPipeError:  # refused, and already hung up
        return False


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, "it never came true"
