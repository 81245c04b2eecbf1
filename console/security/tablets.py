"""Which tablets belong to this room: a one-time pairing address, then a cookie that stays.

Only hashes are kept, so the file opens nothing. The pairing address works once and for fifteen minutes.
When a tablet was last here is known to within ``SEEN_EVERY_S``: it asks each second, and a card wears out.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from console.security.record_file import RecordFile

PAIRING_LIFE_S = 15 * 60
SEEN_EVERY_S = 10 * 60


@dataclass(frozen=True, slots=True)
class PairedTablet:
    """A tablet that may show the client's screens. Times are Unix seconds; 0.0 is not seen yet."""

    id: str
    paired_at: float
    seen_at: float


class Tablets:
    """Paired tablets and open pairing addresses, on a wall ``clock`` in Unix seconds."""

    def __init__(self, records: RecordFile, clock: Callable[[], float]) -> None:
        self._records = records
        self._clock = clock

    def new_secret(self) -> str:
        """Return a secret for one pairing address."""
        secret = secrets.token_urlsafe(18)
        with self._records.change() as records:
            waiting = records.setdefault("pairing", {})
            waiting[_digest(secret)] = self._clock() + PAIRING_LIFE_S
        return secret

    def is_open(self, secret: str) -> bool:
        """Return whether a pairing address still works."""
        until: float = self._records.read().get("pairing", {}).get(_digest(secret), 0.0)
        return self._clock() < until

    def pair(self, secret: str) -> str | None:
        """Use up the secret and return the tablet's cookie; None when the address no longer works."""
        cookie = secrets.token_urlsafe(32)
        with self._records.change() as records:
            waiting = records.setdefault("pairing", {})
            until = waiting.pop(_digest(secret), 0.0)
            if self._clock() >= until:
                return None
            records["pairing"] = {key: end for key, end in waiting.items() if self._clock() < end}
            records.setdefault("tablets", {})[_digest(cookie)] = {"paired_at": self._clock(), "seen_at": 0.0}
        return cookie

    def find(self, cookie: str) -> PairedTablet | None:
        """Return the tablet this cookie belongs to, and remember that it was here."""
        digest, now = _digest(cookie), self._clock()
        row = self._records.read().get("tablets", {}).get(digest)
        if row is None:
            return None
        if now - row["seen_at"] >= SEEN_EVERY_S:
            with self._records.change() as records:
                if digest in records.get("tablets", {}):  # it may have been forgotten meanwhile
                    records["tablets"][digest]["seen_at"] = now
        return _tablet(digest, row)

    def all(self) -> list[PairedTablet]:
        """Return every paired tablet, the newest first."""
        rows = self._records.read().get("tablets", {})
        found = [_tablet(digest, row) for digest, row in rows.items()]
        return sorted(found, key=lambda tablet: -tablet.paired_at)

    def forget(self, tablet_id: str) -> None:
        """Unpair one tablet; an unknown one is already unpaired."""
        with self._records.change() as records:
            rows = records.get("tablets", {})
            records["tablets"] = {digest: row for digest, row in rows.items() if digest[:16] != tablet_id}


def _tablet(digest: str, row: dict[str, Any]) -> PairedTablet:
    return PairedTablet(digest[:16], row["paired_at"], row["seen_at"])


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
