"""The wires of the simulated box: a Unix socket over which somebody presses its button and sees its lamp.

One JSON object per line. The box tells ``{"light", "tone", "camera", "packets", "day_s"}`` on connecting and
at every change; it hears ``{"button": "down"|"up"}`` and ``{"part": "camera"|"microphone"|"light", "works":
true|false|"frozen"}``. Anything else is answered with ``{"error": ...}`` and changes nothing. Only the demo
and tests make this socket: a real box has no such file.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from appliance.control.listening import address

_BACKLOG = 4
_LINE_BYTES = 4096
_TELL_WITHIN = struct.pack("ll", 1, 0)  # a second: who does not read must not hold up the lamp

Fields = dict[str, object]


class Wires:
    """The box's end: tells every listener what changed and hands on what it hears."""

    def __init__(self, path: Path, *, day_s: float) -> None:
        self._lock = threading.Lock()
        self._clients: list[socket.socket] = []
        self._told: Fields = {
            "light": "dark",
            "tone": None,
            "camera": "closed",
            "packets": 0,
            "day_s": day_s,
        }
        self._on_button: Callable[[bool], None] = lambda _pressed: None
        self._on_part: dict[str, Callable[[object], None]] = {}
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with address(path) as place:  # a folder of somebody's own may lie deep
            self._listener.bind(place)
        path.chmod(0o600)
        self._listener.listen(_BACKLOG)
        threading.Thread(target=self._accept, name="wires", daemon=True).start()

    def on_button(self, tell: Callable[[bool], None]) -> None:
        """Have ``tell(pressed)`` called for every edge."""
        self._on_button = tell

    def on_part(self, part: str, tell: Callable[[object], None]) -> None:
        """Have ``tell(works)`` called when somebody breaks or mends a part."""
        self._on_part[part] = tell

    def tell(self, **changes: object) -> None:
        """Tell every listener what changed; one that does not listen is let go."""
        with self._lock:
            tone = changes.pop("tone", None)
            self._told.update(changes)
            line = _line({**self._told, "tone": tone})
            for client in list(self._clients):
                try:
                    client.sendall(line)
                except OSError:
                    self._clients.remove(client)

    def close(self) -> None:
        """Cut the wires."""
        self._listener.close()
        with self._lock:
            clients, self._clients = self._clients, []
        for client in clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            client.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _TELL_WITHIN)
            with self._lock:
                with suppress(OSError):
                    client.sendall(_line(self._told))
                self._clients.append(client)
            threading.Thread(target=self._listen, args=(client,), name="wire", daemon=True).start()

    def _listen(self, client: socket.socket) -> None:
        with suppress(OSError), client.makefile("rb") as lines:
            while line := lines.readline(_LINE_BYTES):
                if not self._heard(line):
                    client.sendall(_line({"error": "Dit begrijpt de box niet."}))
        with self._lock, suppress(ValueError):
            self._clients.remove(client)

    def _heard(self, line: bytes) -> bool:
        """Hand on a line; return whether it was understood."""
        try:
            said = json.loads(line)
        except ValueError:
            return False
        match said:
            case {"button": "down" | "up" as edge, **rest} if not rest:
                self._on_button(edge == "down")
            case {"part": str(part), "works": bool() | "frozen" as works, **rest} if not rest:
                tell = self._on_part.get(part)
                if tell is None or (works == "frozen" and part != "camera"):
                    return False
                tell(works)
            case _:
                return False
        return True


def _line(fields: Fields) -> bytes:
    return json.dumps(fields).encode() + b"\n"
