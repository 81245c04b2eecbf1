"""A small web server on loopback that shows the simulated box and passes on a press of its button.

It must never let another web page press: a press can start a camera. So a request counts only when it
names this server as its host (no DNS rebinding) and, for a change, comes from this server's own page
(``Sec-Fetch-Site``, ``Origin`` and a JSON body, which no cross-site form can send). Only loopback is
bound. Source: OWASP Cross-Site Request Forgery Prevention cheat sheet, fetch metadata.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any, ClassVar

from appliance.cli.demo.box_page.words import in_words
from appliance.cli.demo.wires import HOLD_S, PARTS, BoxState, Wires
from appliance.domain.errors import PortTaken, RecorderUnreachable

LOOPBACK = "127.0.0.1"
_BODY_BYTES = 1024
_STREAM_S = 1.0  # a silent stream says that it lives this often, and notices a browser that left
_PAUSE_S = 0.1  # pictures come 25 a second; a page needs no more than ten states a second
_FILES: Mapping[str, tuple[str, str]] = {
    "/": ("box.html", "text/html; charset=utf-8"),
    "/box.css": ("box.css", "text/css; charset=utf-8"),
    "/box.js": ("box.js", "text/javascript; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    "/tones.js": ("tones.js", "text/javascript; charset=utf-8"),
}
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class BoxPage:
    """The running server. ``close`` also ends the streams that browsers hold open."""

    def __init__(self, wires: Wires, *, port: int, clock_s: Callable[[], float]) -> None:
        self._server = _Server(wires, port=port, clock_s=clock_s)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="box-page")
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_port}/"

    def close(self) -> None:
        """Stop serving and free the port; open streams end within a second."""
        self._server.ending.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def __init__(self, wires: Wires, *, port: int, clock_s: Callable[[], float]) -> None:
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except OSError as error:
            raise PortTaken(f"{LOOPBACK}:{port}") from error
        self.wires = wires
        self.clock_s = clock_s
        self.started_s = clock_s()
        self.ending = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: the only errors here are browsers that went away."""

    def seen(self, state: BoxState) -> bytes:
        """Return the state as the page's JSON."""
        return json.dumps(in_words(state, elapsed_s=self.clock_s() - self.started_s)).encode()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "Spiegelbox"
    sys_version = ""
    timeout: ClassVar[float] = 30.0

    def do_GET(self) -> None:
        if not self._meant_for_us():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.path in _FILES:
            name, kind = _FILES[self.path]
            self._answer(resources.files(__package__).joinpath(name).read_bytes(), kind)
        elif self.path == "/state":
            self._answer(self.server.seen(self.server.wires.state), "application/json")
        elif self.path == "/events":
            self._stream()
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        if not self._meant_for_us():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return
        if not self._from_our_page():
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        if self.path != "/act":
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        action = _action(self._body())
        if action is None:
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        try:
            action(self.server.wires)
        except RecorderUnreachable:
            self._refuse(HTTPStatus.BAD_GATEWAY)
            return
        self._answer(self.server.seen(self.server.wires.state), "application/json")

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: this server's life is the demo's screen."""

    def _meant_for_us(self) -> bool:
        return self.headers.get("Host", "") in self._own_hosts()

    def _from_our_page(self) -> bool:
        return (
            self.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
            and self.headers.get("Origin", "").removeprefix("http://") == self.headers["Host"]
            and self.headers.get_content_type() == "application/json"
        )

    def _own_hosts(self) -> tuple[str, str]:
        port = self.server.server_port
        return f"{LOOPBACK}:{port}", f"localhost:{port}"

    def _body(self) -> object:
        try:
            length = int(self.headers.get("Content-Length", "0"))
            return json.loads(self.rfile.read(length)) if 0 < length <= _BODY_BYTES else None
        except ValueError:
            return None

    def _stream(self) -> None:
        self._head(HTTPStatus.OK, "text/event-stream")
        version = -1
        while not self.server.ending.is_set():
            state = self.server.wires.newer(version, _STREAM_S)
            if state is None:
                self._write(b": ok\n\n")
                continue
            version = state.version
            self._write(b"data: " + self.server.seen(state) + b"\n\n")
            self.server.ending.wait(_PAUSE_S)

    def _answer(self, body: bytes, kind: str) -> None:
        self._head(HTTPStatus.OK, kind, length=len(body))
        self._write(body)

    def _refuse(self, status: HTTPStatus) -> None:
        self._head(status, "text/plain; charset=utf-8", length=0)

    def _head(self, status: HTTPStatus, kind: str, *, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()

    def _write(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()


def _action(body: object) -> Callable[[Wires], None] | None:
    """Return what a request asks of the wires, or None when it is not one of the things a person can do."""
    match body:
        case {"button": "down", **rest} if not rest:
            return lambda wires: wires.button(down=True)
        case {"button": "up", **rest} if not rest:
            return lambda wires: wires.button(down=False)
        case {"button": "press", **rest} if not rest:
            return lambda wires: wires.press()
        case {"button": "hold", **rest} if not rest:
            return lambda wires: wires.press(HOLD_S)
        case {"part": "all", "works": True, **rest} if not rest:
            return _mend_all
        case {"part": "camera", "works": "frozen", **rest} if not rest:
            return lambda wires: wires.part("camera", "frozen")
        case {"part": str(part), "works": False, **rest} if not rest and part in PARTS:
            return lambda wires: wires.part(part, works=False)
        case _:
            return None


def _mend_all(wires: Wires) -> None:
    for part in PARTS:
        wires.part(part, works=True)
