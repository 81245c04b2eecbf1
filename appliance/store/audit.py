"""The audit log: what the box did, one JSON line after the other, each bound to the line before it.

It never holds a name, a talk code, a review code, a key or a reason somebody gave. An entry is on disk
before the effect it announces. Logging for beheer is something else (stdlib logging to the journal).

A line is ``{"seq", "at", "event", "film", "detail", "prev", "hash"}`` where ``hash`` is the SHA-256 (hex) of
the canonical JSON of the other fields, and ``prev`` the hash of the line before (64 zeros at the start).
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from appliance.domain.errors import AuditDamaged

_START = "0" * 64
_FIELDS = {"seq", "at", "event", "film", "detail", "prev", "hash"}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that happened. ``film`` is a sealed file's id or empty."""

    seq: int
    at: datetime
    event: str
    film: str
    detail: dict[str, int | str]


class AuditLog:
    """The log open for appending. One writer."""

    def __init__(self, path: Path) -> None:
        """Open or begin the log; a line torn by a power cut is taken off, its effect never began."""
        path.parent.mkdir(parents=True, exist_ok=True)
        _take_off_torn_line(path)
        entries, self._last = _read(path)
        self._seq = len(entries)
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def append(self, event: str, *, at: datetime, film: str = "", **detail: int | str) -> None:
        """Write one entry and return when it is on disk."""
        body: dict[str, object] = {
            "seq": self._seq,
            "at": at.astimezone(UTC).isoformat(),
            "event": event,
            "film": film,
            "detail": detail,
            "prev": self._last,
        }
        digest = _digest(body)
        line = json.dumps({**body, "hash": digest}, sort_keys=True, separators=(",", ":"))
        os.write(self._fd, line.encode() + b"\n")
        os.fdatasync(self._fd)
        self._seq, self._last = self._seq + 1, digest

    def close(self) -> None:
        os.close(self._fd)


def read_audit(path: Path) -> tuple[AuditEntry, ...]:
    """Return every entry, checked. Raises: AuditDamaged with the number of the first wrong line."""
    return _read(path)[0]


def _read(path: Path) -> tuple[tuple[AuditEntry, ...], str]:
    if not path.exists():
        return (), _START
    entries, last = [], _START
    with path.open("rb") as lines:
        for seq, line in enumerate(lines):
            entry = _checked(line, seq=seq, prev=last)
            last = str(entry["hash"])
            entries.append(
                AuditEntry(
                    seq,
                    datetime.fromisoformat(str(entry["at"])),
                    str(entry["event"]),
                    str(entry["film"]),
                    entry["detail"],  # type: ignore[arg-type]
                )
            )
    return tuple(entries), last


def _checked(line: bytes, *, seq: int, prev: str) -> dict[str, object]:
    try:
        entry = json.loads(line)
    except ValueError:
        raise AuditDamaged(f"regel {seq + 1} is onleesbaar") from None
    if not isinstance(entry, dict) or set(entry) != _FIELDS:
        raise AuditDamaged(f"regel {seq + 1} heeft andere velden")
    body = {name: value for name, value in entry.items() if name != "hash"}
    if entry["hash"] != _digest(body):
        raise AuditDamaged(f"regel {seq + 1} is veranderd")
    if entry["seq"] != seq or entry["prev"] != prev:
        raise AuditDamaged(f"regel {seq + 1} sluit niet aan op de regel ervoor")
    return entry


def _digest(body: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _take_off_torn_line(path: Path) -> None:
    """Drop a last line without its line end: the effect it announces waited for the whole line."""
    if not path.exists():
        return
    with path.open("r+b") as log:
        content = log.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            log.truncate(whole)
            log.flush()
            os.fsync(log.fileno())
