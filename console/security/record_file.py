"""A small JSON file that two processes may change: the running console and its own command line.

Readers see the old file or the new one, never half of one; writers wait for each other. It holds no
secret in clear: hashes of passwords, cookies and pairing secrets only.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class RecordFile:
    """One JSON object on disk, mode 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, Any]:
        """Return the records; an absent file is an empty one."""
        try:
            records: dict[str, Any] = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        return records

    @contextmanager
    def change(self) -> Iterator[dict[str, Any]]:
        """Yield the records to change in place; they are written when the block ends without an error."""
        with self._path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            records = self.read()
            yield records
            self._replace(json.dumps(records, indent=1, ensure_ascii=False).encode())

    def _replace(self, content: bytes) -> None:
        fresh = self._path.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
