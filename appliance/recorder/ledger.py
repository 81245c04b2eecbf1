"""Every recording's life: standing, dates, keys and files, moved on in an order that a crash cannot spoil.

The standing in the state file is the promise; the effects follow from it and can be repeated. So a crash
anywhere is mended by ``settle`` at the next boot: a recording that stands as shredded loses its key, then
its file, then its row, whose place a signed declaration takes. An audit entry is on disk before the effect
it announces.

Runs on the owner's thread only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from appliance.crypto.keyring import Keyring, KeyringEntry
from appliance.domain.errors import KeyGone
from appliance.domain.recording import (
    VIEWABLE,
    RecordingEvent,
    RecordingState,
    Standing,
    next_standing,
)
from appliance.domain.retention import due
from appliance.hardware.ports import Clock
from appliance.recorder.carving import Carved
from appliance.recorder.declarations import Declarations
from appliance.recorder.window_clock import WindowClock
from appliance.store import sealed_file
from appliance.store.audit import AuditLog
from appliance.store.layout import Layout
from appliance.store.sealed_file import SealedInfo
from appliance.store.state import RecordingRow, StateDb

_S, _E = RecordingState, RecordingEvent
_GOING = frozenset({_S.SHREDDED, _S.RECALLING, _S.ERASED})  # time has nothing more to bring


class Ledger:
    """The book of recordings, with the keyring and the sealed files it answers for."""

    def __init__(
        self,
        *,
        db: StateDb,
        audit: AuditLog,
        keyring: Keyring,
        layout: Layout,
        clock: Clock,
        declarations: Declarations,
        windows: WindowClock,
        on_hidden: Callable[[str], None],
    ) -> None:
        self._db, self._audit, self._keyring, self._layout = db, audit, keyring, layout
        self._clock, self._declarations, self._windows = clock, declarations, windows
        self._on_hidden = on_hidden  # told the id of a recording that nobody may make or view any more
        self._effects: dict[RecordingState, Callable[[RecordingRow], None]] = {
            _S.SHREDDED: self._shred,
            _S.RECALLING: self._drop_from_box,
            _S.IN_STORE: self._drop_from_box,
            _S.ERASED: self._bury,
        }

    # -- the life of one recording -------------------------------------------------------------

    def begin(self, row: RecordingRow, entry: KeyringEntry, *, jti: str, tags: Mapping[str, bytes]) -> None:
        """Open a new recording, with everybody's code by its tag, and use up its token. Raises: TokenUsed."""
        self._audit.append("begin", at=self._clock.now(), film=row.film, purposes=len(row.purposes))
        self._keyring.put(row.film, entry)
        try:
            self._db.begin(row, jti=jti, tags=tags)
        except BaseException:
            self._keyring.remove(row.film)
            raise

    def go_on(self, row: RecordingRow, release: bytes, *, jti: str, tags: Mapping[str, bytes]) -> None:
        """Go on with a film under a new yes, with the codes of who came in. Raises: TokenUsed.

        The header comes first: a crash in between leaves a film that fewer may open than its row says.
        """
        self._audit.append("joined", at=self._clock.now(), film=row.film, purposes=len(row.purposes))
        self._keyring.put(row.film, replace(self._keyring.get(row.film), release=release))
        self._db.go_on(row, jti=jti, tags=tags, at=self._clock.now())

    def finish(self, recording_id: str, info: SealedInfo, *, seconds: float) -> None:
        """Close a film that was made to its end: from now on its window runs."""
        self._sealed(recording_id, _E.FINISH, info, seconds=seconds, ended_ago_s=0.0)

    def recover(self, recording_id: str, info: SealedInfo, *, seconds: float, ended_ago_s: float) -> None:
        """Take in a film that a power cut ended and that was sealed without any key."""
        self._sealed(recording_id, _E.RECOVER, info, seconds=seconds, ended_ago_s=ended_ago_s)

    def apply(
        self,
        recording_id: str,
        event: RecordingEvent,
        *,
        reason: str = "",
        frozen_until: datetime | None = None,
    ) -> RecordingRow:
        """Move a recording on and carry out what follows. Raises: WrongState, UnknownRecording."""
        row = self._db.recording(recording_id)
        standing, now = next_standing(row.standing, event), self._clock.now()
        moved = replace(row, standing=standing, end_reason=reason or row.end_reason)
        if event is _E.THAW:
            moved = replace(moved, dates=row.dates.thawed(now))
        if frozen_until is not None:
            moved = replace(moved, dates=row.dates.frozen(now, until=frozen_until))
        if standing.state in (_S.SHREDDED, _S.RECALLING):
            moved = replace(moved, ended_at=now, recalled=standing.state is _S.RECALLING)
        if standing.state is _S.ERASED:
            moved = replace(moved, erased_at=now)
        self._audit.append(event.value, at=now, film=row.film, to=standing.state.value)
        self._db.save(moved)
        self._carry_out(moved)
        if standing.state not in VIEWABLE:
            self._on_hidden(row.id)
        return moved

    def freeze(self, recording_id: str, *, days: int) -> RecordingRow:
        """Put a recording out of everybody's sight until the date (art. 18). Raises: WrongState."""
        until = self._clock.now() + days * self._clock.day
        return self.apply(recording_id, _E.FREEZE, frozen_until=until)

    def note(self, what: str, film: str) -> None:
        """Write down something that changes nothing, such as a look back by the client."""
        self._audit.append(what, at=self._clock.now(), film=film)

    def change(self, row: RecordingRow, what: str) -> None:
        """Save a change that is no step in the recording's life, such as a gap."""
        self._audit.append(what, at=self._clock.now(), film=row.film)
        self._db.save(row)

    def narrow(self, row: RecordingRow, purposes: tuple[str, ...], release: bytes) -> RecordingRow:
        """Keep only these purposes: the header for the others is destroyed with the old ring."""
        old = self._keyring.get(row.film)
        narrowed = replace(row, purposes=purposes)
        self.change(narrowed, "narrow")
        self._keyring.put(row.film, replace(old, release=release))
        return narrowed

    def swap_film(self, recording_id: str, was: str, carved: Carved) -> RecordingRow:
        """Put a carved film in the place of the old one, whose key and file are then destroyed.

        Raises: WrongState or UnknownRecording when the recording moved on meanwhile; nothing is swapped.
        """
        row = self._db.recording(recording_id)
        if row.film != was or row.standing.state not in (_S.RECORDING, _S.IN_REVIEW, _S.CONFIRMED):
            self._forget_film(carved.film)
            next_standing(Standing(_S.ERASED), _E.CONFIRM)  # raises WrongState
        swapped = replace(
            row,
            film=carved.film,
            size_bytes=carved.info.size_bytes,
            sha256=carved.info.sha256,
            seconds=carved.seconds,
            gaps=carved.gaps,
            unfinished_cuts=(),
        )
        self._audit.append("cut", at=self._clock.now(), film=was, to=carved.film)
        self._keyring.put(carved.film, carved.entry)
        self._db.save(swapped)
        self._forget_film(was)
        return swapped

    # -- time and boot -------------------------------------------------------------------------

    def tick(self) -> None:
        """Let time move every recording that is due, as far as it goes."""
        self._windows.tick()
        for row in self._db.recordings():
            while (moved := self._move_by_time(row)) is not None:
                row = moved

    def _move_by_time(self, row: RecordingRow) -> RecordingRow | None:
        """Move a recording one step when its time has come; None when it stays or is gone."""
        if row.standing.state in _GOING:
            return None
        event = due(row.standing, row.dates, self._windows.now_for(row), on_silence=row.on_silence)
        if event is None:
            return None
        to = next_standing(row.standing, event).state
        if to is _S.RELEASED and row.unfinished_cuts:
            # A piece the client had wiped is still in it, and without the code it cannot be cut out.
            return self.apply(row.id, _E.WITHDRAW, reason="wipe-unfinished")
        if row.standing.state is _S.QUARANTINED:
            return self.apply(row.id, event, reason="corrupt")
        reason = "retention" if event is _E.RETENTION_OVER else "silence" if to is _S.SHREDDED else ""
        return self.apply(row.id, event, reason=reason)

    def settle(self) -> None:
        """Carry out what was promised before a crash, and remove what belongs to no recording."""
        for row in self._db.recordings():
            self._carry_out(row)
        films = {row.film for row in self._db.recordings()}
        for film in set(self._keyring.ids()) - films:
            self._audit.append("orphan", at=self._clock.now(), film=film)
            self._forget_film(film)
        for film in sealed_file.films(self._layout) - films:
            sealed_file.destroy(self._layout, film)
        for recording_id, note in self._db.declarations().items():
            self._declarations.restore(recording_id, note)

    # -- private -------------------------------------------------------------------------------

    def _sealed(
        self,
        recording_id: str,
        event: RecordingEvent,
        info: SealedInfo,
        *,
        seconds: float,
        ended_ago_s: float,
    ) -> None:
        row = self._db.recording(recording_id)
        self._windows.begin(recording_id)
        ended = self._clock.now() - timedelta(seconds=ended_ago_s)
        self._db.save(
            replace(
                row,
                finished_at=ended,
                seconds=seconds,
                size_bytes=info.size_bytes,
                sha256=info.sha256,
                # A crash right here comes back with the same film: it is moved once all the same.
                dates=row.dates.later(ended - (row.finished_at or row.started_at)),
            )
        )
        self.apply(recording_id, event)

    def _carry_out(self, row: RecordingRow) -> None:
        effect = self._effects.get(row.standing.state)
        if effect is not None:
            effect(row)

    def _shred(self, row: RecordingRow) -> None:
        self._drop_from_box(row)
        self.apply(row.id, _E.ERASED)

    def _drop_from_box(self, row: RecordingRow) -> None:
        self._forget_film(row.film)

    def _forget_film(self, film: str) -> None:
        """Destroy the key first: from then on the file is noise, wherever its blocks survive."""
        try:
            self._keyring.get(film)
        except KeyGone:
            pass
        else:
            self._keyring.remove(film)
            self._audit.append("key-destroyed", at=self._clock.now(), film=film)
        sealed_file.destroy(self._layout, film)

    def _bury(self, row: RecordingRow) -> None:
        self._forget_film(row.film)  # again: the slot may have failed when the end was decided
        note = self._declarations.issue(row)
        self._db.bury(row, destroyed_at=row.erased_at or self._clock.now(), declaration=note)
        self._windows.forget(row.id)
