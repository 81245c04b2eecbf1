"""A real server on a real Unix socket, and raw connections to it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.control.listening import Endpoint, address, bind
from appliance.control.messages import Role
from appliance.control.replies import Handler
from appliance.control.server import ControlServer, Limits
from tests.control.raw import PATIENCE_S, Dial, Serve


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "console.sock"


@pytest.fixture
def serve(path: Path) -> Iterator[Serve]:
    """Start a server for the console at ``path``; all are stopped at the end."""
    started: list[ControlServer] = []

    def start(handler: Handler, *, uid: int | None = None, limits: Limits | None = None) -> ControlServer:
        endpoint = Endpoint(path=path, uid=os.getuid() if uid is None else uid)
        server = ControlServer({Role.CONSOLE: bind(endpoint)}, handler, limits=limits)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def dial(path: Path) -> Iterator[Dial]:
    """Connect to ``path`` without the client; all connections are closed at the end."""
    opened: list[socket.socket] = []

    def connect() -> socket.socket:
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connected.settimeout(PATIENCE_S)
        opened.append(connected)
        with address(path) as place:
            connected.connect(place)
        return connected

    yield connect
    for connected in opened:
        connected.close()
