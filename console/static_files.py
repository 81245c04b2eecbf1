"""Style, script and pictures: small over the wire, and fetched once.

Their addresses carry the first digits of their own hash, so a browser may keep them for a year and still
never shows an old one; the same address without it is asked again each time. What is text goes
compressed. Pages never do: they may hold a secret beside words that somebody else chose
(CVE-2013-3587).
"""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

ONE_YEAR_S = 365 * 24 * 3600
_TEXT = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
_SMALLEST_BYTES = 500  # below this a compressed file hardly gets smaller


def serve_static(app: Flask) -> None:
    """Give the addresses of static files their hash, and their answers compression and a long life."""
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def _hashed(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = version_of(folder / values["filename"])

    @app.after_request
    def _answer(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200:
            response.vary.add("Accept-Encoding")
            _compress(response, folder / str((request.view_args or {})["filename"]))
        return response


def is_kept(folder: Path, filename: str, version: str) -> bool:
    """Return whether an address with this hash may be kept for a year: it is that of the file of now."""
    return bool(version) and version == version_of(folder / filename)


def _compress(response: Response, path: Path) -> None:
    if response.mimetype not in _TEXT or request.accept_encodings["gzip"] == 0:
        return
    if request.range or path.stat().st_size < _SMALLEST_BYTES:
        return
    etag, _ = response.get_etag()
    response.direct_passthrough = False
    response.set_data(_compressed(path, path.stat().st_mtime_ns))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.remove("Accept-Ranges")
    response.set_etag(f"{etag}-gzip")


def version_of(path: Path) -> str | None:
    """Return the first digits of the file's hash, or None when there is no such file."""
    try:
        return _digest(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=512)
def _digest(path: Path, changed_ns: int) -> str:  # noqa: ARG001 - part of the key: a changed file is another
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@lru_cache(maxsize=64)
def _compressed(path: Path, changed_ns: int) -> bytes:  # noqa: ARG001 - as above
    return gzip.compress(path.read_bytes(), mtime=0)
