"""A small HTTPS server with ranges, for updates; and the servers that a box must survive. Counts what it
sends.

``HONEST`` answers as any object store does. ``DEAF`` ignores ranges, ``LYING`` sends other bytes than it
says, ``DROPPING`` ends half-way.
"""

from __future__ import annotations

import re
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HONEST, DEAF, LYING, DROPPING = "honest", "deaf", "lying", "dropping"
_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")


class Server(ThreadingHTTPServer):
    """Serves the files of one folder; ``manner`` may change while it runs."""

    daemon_threads = True

    def __init__(self, folder: Path, certificate: Path, key: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder, self.manner = folder, HONEST
        self.sent: dict[str, int] = {}
        self._lock = threading.Lock()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a box that hangs up: it does when it saw enough."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def count(self, name: str, size: int) -> None:
        with self._lock:
            self.sent[name] = self.sent.get(name, 0) + size


@contextmanager
def serving(folder: Path, certificate: Path, key: Path) -> Iterator[Server]:
    """Serve ``folder`` on a free port of the loopback until the block ends."""
    server = Server(folder, certificate, key)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: who runs the scenario reads its results."""

    def _answer(self, *, body: bool) -> None:
        name = self.path.lstrip("/")
        file = self.server.folder / name
        if "/" in name or not file.is_file():
            self.send_error(404)
            return
        size, manner = file.stat().st_size, self.server.manner
        asked = _RANGE.match(self.headers.get("Range", ""))
        first, last = 0, size - 1
        if asked and manner != DEAF:
            first, last = int(asked[1]), min(int(asked[2] or last), last)
            if first > last:
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        else:
            self.send_response(200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        if body:
            self._send(name, file, first, last, manner)

    def _send(self, name: str, file: Path, first: int, last: int, manner: str) -> None:
        left = last - first + 1
        if manner == DROPPING and left > 65536:
            left //= 2
            self.close_connection = True
        with file.open("rb") as source:
            source.seek(max(0, first - 4096) if manner == LYING else first)
            while left:
                piece = source.read(min(left, 1 << 20))
                try:
                    self.wfile.write(piece)
                except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                    return
                self.server.count(name, len(piece))
                left -= len(piece)
