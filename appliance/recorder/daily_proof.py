"""Once a day the box proves to itself that nothing outlived its date, and signs what it found.

The statement is a signed note beside the state file, its counts stand in the audit log, and health says it in
a sentence. It only looks: what is overdue is the ledger's work, what is unknown is for a person. Needs no
network: what sync last saw in the store is a part of it, with the time of that look. Owner's thread only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from appliance.crypto.keyring import Keyring
from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import NoteAltered
from appliance.domain.recording import RecordingState
from appliance.hardware.ports import Clock
from appliance.recorder.proof import DailyProof, StoreListing, listing_of, reckon
from appliance.recorder.receipts import signed
from appliance.recorder.window_clock import WindowClock
from appliance.store import sealed_file
from appliance.store.audit import AuditLog
from appliance.store.durable_file import DurableFile
from appliance.store.layout import Layout
from appliance.store.state import StateDb

PROOF_KIND = "spiegelbox/daily-proof/v1"
_UNDER_WAY = timedelta(hours=1)  # a cut or a recovery writes a file before the state file knows it
_LISTING = "store-listing"
_IN_STORE = {
    RecordingState.IN_STORE: "store",
    RecordingState.RELEASED: "maybe",
    RecordingState.RECALLING: "maybe",
}


class DailyProofs:
    """Makes the statement of the day and remembers the last one."""

    def __init__(
        self,
        *,
        db: StateDb,
        audit: AuditLog,
        keyring: Keyring,
        layout: Layout,
        clock: Clock,
        windows: WindowClock,
        signer: NoteSigner,
    ) -> None:
        self._windows = windows
        self._db, self._audit, self._keyring, self._layout = db, audit, keyring, layout
        self._clock, self._signer = clock, signer
        self._file = DurableFile(layout.daily_proof)
        self.last = self._read()

    def tick(self) -> bool:
        """Make the statement of the day when it is time for one; tell whether it was."""
        if self.last is not None and self._clock.now() < self.last.at + self._clock.day:
            return False
        if not self._clock.is_known():  # a wrong clock proves nothing
            return False
        self.make()
        return True

    def make(self) -> DailyProof:
        """Look, write it down in the audit log, and sign it; durable on return."""
        now = self._clock.now()
        proof = reckon(
            self._db.recordings(),
            files=frozenset(self._settled_films(now)),
            keys=frozenset(self._keyring.ids()),
            strange=sealed_file.strangers(self._layout),
            store=self._listing(),
            now=now,
            now_for=self._windows.now_for,
        )
        self._audit.append(
            "daily-proof",
            at=now,
            on_box=proof.on_box,
            in_store=proof.in_store,
            recalling=proof.recalling,
            frozen=proof.frozen,
            overdue=len(proof.overdue),
            unknown=len(proof.unknown),
            missing=len(proof.missing),
        )
        for film in proof.overdue:
            self._audit.append("overdue", at=now, film=film)
        self._file.replace(signed(self._signer, PROOF_KIND, proof.to_fields()).encode())
        self.last = proof
        return proof

    def listed(self, *, missing: Sequence[str], unknown: Sequence[str], back: Sequence[str]) -> StoreListing:
        """Remember what sync saw in the store just now; the statement of the day tells it from then on."""
        listing = StoreListing(
            at=self._clock.now(), missing=tuple(missing), unknown=tuple(unknown), back=tuple(back)
        )
        fields = {
            "at": listing.at.isoformat(),
            "missing": listing.missing,
            "unknown": listing.unknown,
            "back": listing.back,
        }
        before = self._listing()
        self._db.set_fact(_LISTING, json.dumps(fields))
        if before is None or _differs(before, listing):
            self.make()  # news is not kept for tomorrow
        return listing

    def holdings(self) -> bytes:
        """Return what the store should and should not hold, a line each: a film, and store, maybe or gone."""
        lines = [
            f"{row.film} {word}"
            for row in self._db.recordings()
            if (word := _IN_STORE.get(row.standing.frozen_from or row.standing.state))
        ]
        return "".join(f"{line}\n" for line in [*lines, *map(_gone, self._db.tombstones())]).encode()

    # -- private -------------------------------------------------------------------------------

    def _read(self) -> DailyProof | None:
        """Return the last statement; none when there is none that this box signed."""
        note = self._file.read()
        try:
            text = self._signer.verifier.verify_as(PROOF_KIND, note.decode()) if note else None
            return DailyProof.from_fields(json.loads(text)) if text else None
        except (NoteAltered, ValueError, KeyError, TypeError):
            return None

    def _listing(self) -> StoreListing | None:
        fact = self._db.fact(_LISTING)
        return listing_of(json.loads(fact)) if fact else None

    def _settled_films(self, now: datetime) -> set[str]:
        """Return the films on the disk, but those that may be in the making and are in no recording yet."""
        known = {row.film for row in self._db.recordings()}
        return {
            film for film in sealed_file.films(self._layout) if film in known or not self._is_fresh(film, now)
        }

    def _is_fresh(self, film: str, now: datetime) -> bool:
        written = sealed_file.last_write(self._layout, film)
        return written is not None and now - written < _UNDER_WAY


def _gone(film: str) -> str:
    return f"{film} gone"


def _differs(one: StoreListing, other: StoreListing) -> bool:
    return (one.missing, one.unknown, one.back) != (other.missing, other.unknown, other.back)
