"""Style, script and pictures: fetched once, and never an old one.

Their addresses carry the first digits of their own hash, so a browser may keep them for a year and still
sees a new one at once; the same address without it is asked again each time.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask

ONE_YEAR_S = 365 * 24 * 3600


def hash_addresses(app: Flask) -> None:
    """Give the addresses of static files their hash."""
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def _hashed(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = version_of(folder / values["filename"])


def is_kept(folder: Path, filename: str, version: str) -> bool:
    """Return whether an address with this hash may be kept for a year: it is that of the file of now."""
    return bool(version) and version == version_of(folder / filename)


def version_of(path: Path) -> str | None:
    """Return the first digits of the file's hash, or None when there is no such file."""
    try:
        return _digest(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=2048)
def _digest(path: Path, changed_ns: int) -> str:  # noqa: ARG001 - part of the key: a changed file is another
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
