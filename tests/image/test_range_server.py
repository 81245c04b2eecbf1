from __future__ import annotations

import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import IncompleteRead
from pathlib import Path

import pytest

from image.scenario.server import DEAF, DROPPING, LYING, Server, serving

CONTENT = bytes(range(256)) * 4096


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem"),
        ],
        check=True,
        capture_output=True,
    )
    served = tmp_path / "served"
    served.mkdir()
    (served / "update.raucb").write_bytes(CONTENT)
    with serving(served, tmp_path / "certificate.pem", tmp_path / "key.pem") as running:
        yield running


def _fetch(server: Server, asked: str, name: str = "update.raucb") -> tuple[int, bytes]:
    trusted = ssl.create_default_context(cafile=str(server.folder.parent / "certificate.pem"))
    request = urllib.request.Request(
        f"https://127.0.0.1:{server.port}/{name}", headers={"Range": asked} if asked else {}
    )
    with urllib.request.urlopen(request, context=trusted, timeout=20) as answer:  # noqa: S310 - loopback
        return answer.status, answer.read()


def test_a_range_is_those_bytes_and_they_are_counted(server: Server) -> None:
    assert _fetch(server, "bytes=100-299") == (206, CONTENT[100:300])
    assert server.sent == {"update.raucb": 200}


def test_without_a_range_everything_comes(server: Server) -> None:
    assert _fetch(server, "") == (200, CONTENT)


def test_a_deaf_server_sends_everything_whatever_is_asked(server: Server) -> None:
    server.manner = DEAF
    assert _fetch(server, "bytes=100-299") == (200, CONTENT)


def test_a_lying_server_sends_other_bytes_than_it_says(server: Server) -> None:
    server.manner = LYING
    assert _fetch(server, "bytes=5000-5099") == (206, CONTENT[904:1004])


def test_a_dropping_server_ends_half_way(server: Server) -> None:
    server.manner = DROPPING
    with pytest.raises(IncompleteRead):
        _fetch(server, "bytes=0-999999")


def test_a_file_that_is_not_there_is_a_404(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError):
        _fetch(server, "", name="absent")
