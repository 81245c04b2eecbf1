"""One line of the audit log: an entry, bound to the line before it, in exactly one spelling.

A line is ``{"at", "detail", "event", "film", "hash", "prev", "seq"}`` as canonical JSON. ``hash`` is the
SHA-256 (hex) of the canonical JSON of the other fields, ``prev`` the hash of the line before (64 zeros at the
start). Pure: knows no file. A second spelling of the same entry is refused: the Merkle leaf of a line is its
exact bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from appliance.domain.errors import AuditDamaged

START = "0" * 64
_FIELDS = {"seq", "at", "event", "film", "detail", "prev", "hash"}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that happened. ``film`` is a sealed file's id or empty."""

    seq: int
    at: datetime
    event: str
    film: str
    detail: dict[str, int | str]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry with its place in the chain."""

    entry: AuditEntry
    prev: str
    digest: str


def write_line(entry: AuditEntry, *, prev: str) -> tuple[bytes, str]:
    """Return the line with its line end, and its hash."""
    body: dict[str, object] = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(),
        "event": entry.event,
        "film": entry.film,
        "detail": entry.detail,
        "prev": prev,
    }
    digest = hashlib.sha256(_canonical(body)).hexdigest()
    return _canonical({**body, "hash": digest}) + b"\n", digest


def split_lines(content: bytes) -> list[bytes]:
    """Split at newlines only, line ends included: bytes.splitlines takes a carriage return for one too."""
    pieces = [piece + b"\n" for piece in content.split(b"\n")]
    pieces[-1] = pieces[-1][:-1]
    return pieces if pieces[-1] else pieces[:-1]


def read_line(line: bytes) -> AuditLine:
    """Read one line with its line end.

    Raises: AuditDamaged (cut off, unreadable, other fields, or its own hash does not fit).
    """
    if not line.endswith(b"\n"):
        raise AuditDamaged("is afgebroken")
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise AuditDamaged("is onleesbaar") from None
    if not isinstance(fields, dict) or set(fields) != _FIELDS:
        raise AuditDamaged("heeft andere velden")
    body = {name: value for name, value in fields.items() if name != "hash"}
    fits = fields["hash"] == hashlib.sha256(_canonical(body)).hexdigest()
    if not fits or line != _canonical(fields) + b"\n":
        raise AuditDamaged("is veranderd")
    try:
        at = datetime.fromisoformat(fields["at"])
        entry = AuditEntry(int(fields["seq"]), at, fields["event"], fields["film"], fields["detail"])
    except (ValueError, TypeError):
        raise AuditDamaged("is onleesbaar") from None
    return AuditLine(entry, str(fields["prev"]), str(fields["hash"]))


def _canonical(fields: dict[str, object]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
