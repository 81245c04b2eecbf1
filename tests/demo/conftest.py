"""The far end of the wires, as the recorder's simulated hardware speaks it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest


class FakeWires:
    """Keeps what it heard and says what a test wants; each answer is one JSON line to everyone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.heard: list[dict[str, Any]] = []
        self.line = {"light": "dark", "tone": None, "camera": "closed", "packets": 0, "day_s": 10.0}
        self._news = threading.Condition()
        self._clients: list[socket.socket] = []
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def say(self, **changes: object) -> None:
        with self._news:
            self.line = {**self.line, "tone": None, **changes}
            self._send(self.line)

    def send_raw(self, data: bytes) -> None:
        with self._news:
            for client in self._clients:
                client.sendall(data)

    def wait_heard(self, count: int) -> list[dict[str, Any]]:
        with self._news:
            assert self._news.wait_for(lambda: len(self.heard) >= count, 10), self.heard
            return list(self.heard)

    def hang_up(self) -> None:
        with self._news:
            self._listener.close()
            for client in self._clients:
                with suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)
                client.close()
            self._clients.clear()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._news:
                self._clients.append(client)
                with suppress(OSError):  # who left again at once hears nothing
                    client.sendall(json.dumps(self.line).encode() + b"\n")
            threading.Thread(target=self._listen, args=(client,), daemon=True).start()

    def _listen(self, client: socket.socket) -> None:
        try:
            for line in client.makefile("rb"):
                with self._news:
                    self.heard.append(json.loads(line))
                    self._news.notify_all()
        except OSError:
            return

    def _send(self, line: dict[str, Any]) -> None:
        for client in self._clients:
            client.sendall(json.dumps(line).encode() + b"\n")


@pytest.fixture
def fake_wires(tmp_path: Path) -> Iterator[FakeWires]:
    wires = FakeWires(tmp_path / "w.sock")
    yield wires
    wires.hang_up()
