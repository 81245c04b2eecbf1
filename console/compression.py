"""What is text goes over the wire compressed: pages as they are made, style and script once for all.

A page may hold a secret beside words that somebody typed, and its length then tells something of the secret
to who can have it asked again and again with words of their own (CVE-2013-3587). Nobody can here: every
cookie is SameSite=Strict, so no other site's question comes with one, and without one there is no secret.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

_PAGES = frozenset({"text/html"})
_FILES = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
_SMALLEST_BYTES = 500  # below this a compressed answer hardly gets smaller
_PAGE_LEVEL = 5  # the box has better things to do


def compress_answers(app: Flask) -> None:
    """Compress what ``app`` answers, for a browser that says it understands."""
    folder = Path(app.static_folder or "")

    @app.after_request
    def _compress(response: Response) -> Response:
        if response.status_code == 200 and request.endpoint == "static":
            if response.mimetype in _FILES:
                _send_file(response, folder / str((request.view_args or {})["filename"]))
        elif response.mimetype in _PAGES and not response.is_streamed:
            _send_page(response)
        return response


def _send_page(response: Response) -> None:
    response.vary.add("Accept-Encoding")
    if _understood() and (response.content_length or 0) >= _SMALLEST_BYTES:
        response.set_data(gzip.compress(response.get_data(), _PAGE_LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def _send_file(response: Response, path: Path) -> None:
    response.vary.add("Accept-Encoding")
    if not _understood() or request.range or path.stat().st_size < _SMALLEST_BYTES:
        return
    etag, _ = response.get_etag()
    response.direct_passthrough = False
    response.set_data(_compressed(path, path.stat().st_mtime_ns))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.remove("Accept-Ranges")
    response.set_etag(f"{etag}-gzip")


def _understood() -> bool:
    return request.accept_encodings["gzip"] > 0


@lru_cache(maxsize=64)
def _compressed(path: Path, changed_ns: int) -> bytes:  # noqa: ARG001 - part of the key
    return gzip.compress(path.read_bytes(), mtime=0)
