"""A small HTTPS server on loopback, with a certificate of its own, that can be told to lie."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class Web:
    """``files`` by name; ``lie`` is one of the words below, or "" for an honest server."""

    port: int
    ca: str
    files: dict[str, bytes] = field(default_factory=dict)
    lie: str = ""
    asked: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        return f"https://127.0.0.1:{self.port}/{name}"


@contextmanager
def serving(folder: Path, *, since_days: int = 1) -> Iterator[Web]:
    """Serve on loopback, with a certificate that is good for a week, ``since_days`` ago (or to come: < 0)."""
    certificate = _certificate(folder, since_days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    web = Web(server.server_port, str(certificate))
    server.web = web  # type: ignore[attr-defined]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        web: Web = self.server.web  # type: ignore[attr-defined]
        wanted = self.headers.get("Range", "")
        web.asked.append(wanted)
        content = web.files.get(self.path.lstrip("/"))
        if content is None:
            self._send(404, b"weg", {})
        elif web.lie == "error":
            self._send(500, b"stuk", {})
        elif web.lie == "detour":
            self._send(302, b"", {"Location": web.url("elsewhere")})
        elif web.lie == "half":
            self._send(200, content, {}, stop_after=len(content) // 2)
        elif found := re.fullmatch(r"bytes=(\d+)-(\d+)", wanted):
            self._piece(web.lie, content, int(found[1]), int(found[2]))
        else:
            self._send(200, content, {})

    def _piece(self, lie: str, content: bytes, begin: int, end: int) -> None:
        piece = content[begin : end + 1]
        size = len(content) + (1000 if lie == "size" else 0)
        if lie == "whole-file":
            self._send(200, content, {})
            return
        if lie == "other-piece":
            begin, end, piece = 0, end - begin, content[: len(piece)]
        if lie == "short-piece":
            piece = piece[:-1]
        headers = {"Content-Range": f"bytes {begin}-{end}/{size}"}
        self._send(206, piece, headers, stop_after=3 if lie == "half-piece" else None)

    def _send(
        self, code: int, content: bytes, headers: dict[str, str], *, stop_after: int | None = None
    ) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content[:stop_after])
        if stop_after is not None:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def _certificate(folder: Path, since_days: int) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "updates")])
    began = datetime.now(UTC) - timedelta(days=since_days)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=7))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path
