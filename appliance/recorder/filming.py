"""The film of the talk in the room: begun once under a token, held and resumed, and ended or destroyed.

Between "stop" and the answer on "Nog steeds goed?" the film stays open, so that the client can go on with
the same talk; its key is in this process and nowhere else. The tail log keeps it safe meanwhile: after a
power cut the next boot seals it without any key. Runs on the owner's thread, except ``_carve``.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

from appliance.crypto.header import make_header
from appliance.crypto.identities import parse_recipient
from appliance.crypto.keyring import KeyringEntry
from appliance.domain.consent import ConsentToken
from appliance.domain.errors import DiskFull, SpiegelboxError
from appliance.domain.recording import RecordingEvent, RecordingState, Standing
from appliance.domain.retention import Terms
from appliance.hardware.ports import Clock
from appliance.recorder.capture import Capture
from appliance.recorder.carving import Carved, carve, new_id, recipients_of
from appliance.recorder.consent_receipt import ConsentReceipts
from appliance.recorder.ledger import Ledger
from appliance.recorder.talk import Talk
from appliance.settings.model import Purpose
from appliance.store.layout import Layout
from appliance.store.sealed_file import SealedInfo, SealedWriter
from appliance.store.space import free_bytes
from appliance.store.state import RecordingRow, StateDb

_FILE_KEY_BYTES = 16


class Filming:
    """Makes, ends and destroys the film of the talk."""

    def __init__(
        self,
        *,
        capture: Capture,
        ledger: Ledger,
        receipts: ConsentReceipts,
        db: StateDb,
        layout: Layout,
        clock: Clock,
        offered: dict[str, Purpose],
        terms: Terms,
        room_needed_bytes: int,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self.capture = capture
        self._ledger, self._db, self._layout, self._clock = ledger, db, layout, clock
        self._receipts, self._terms = receipts, terms
        self._offered, self._room_needed, self._post = offered, room_needed_bytes, post

    def check_room(self) -> None:
        """Raise DiskFull unless twice the longest talk fits on the disk."""
        if free_bytes(self._layout.recordings) < self._room_needed:
            raise DiskFull

    def begin(self, talk: Talk) -> None:
        """Keep pictures from now on: under the talk's token, or in the same film after a pause."""
        if talk.recording_id:
            self._mark_gap(talk)
            self.capture.keep()
        else:
            self.capture.keep(self._new_film(talk))
        talk.kept_since_s = self._clock.monotonic_s()

    def go_on(self, talk: Talk, tags: Mapping[str, bytes]) -> None:
        """Take in a new yes of everybody, and the codes of who came in, for the film that lies open.

        Raises: TokenUsed.
        """
        assert talk.token is not None  # noqa: S101 - everybody's new yes is a token
        keys = [parse_recipient(text) for text in recipients_of(talk.purposes, self._offered)]
        row = replace(self._db.recording(talk.recording_id), people=talk.people, purposes=talk.purposes)
        release = make_header(talk.file_key, keys)
        self._ledger.go_on(row, release, jti=talk.token.jti, tags=tags)
        self._receipts.issue(talk, row)
        talk.film_purposes = row.purposes

    def wipe_tail(self, talk: Talk, *, minutes: int) -> None:
        """Promise that the last minutes go: on disk at once, and kept before anybody looks."""
        row = self._db.recording(talk.recording_id)
        now_s = row.seconds or talk.film_s(self._clock.monotonic_s())
        piece = (max(0.0, now_s - minutes * 60.0), now_s)
        talk.wipes = (*row.unfinished_cuts, piece)
        self._ledger.change(replace(row, unfinished_cuts=talk.wipes), "wipe")

    def sound_lost(self, talk: Talk) -> None:
        """Note that from now on the film has no sound."""
        talk.sound = False
        self._ledger.change(replace(self._db.recording(talk.recording_id), sound=False), "sound-lost")

    def discard(self, talk: Talk) -> None:
        """Destroy the film now: its key first."""
        self.capture.abandon()
        talk.forget_keys()
        self._ledger.apply(talk.recording_id, RecordingEvent.WITHDRAW, reason="discarded")

    def end(self, talk: Talk, *, confirmed: bool) -> None:
        """Close the film for good; its window runs from now on."""
        row = self._db.recording(talk.recording_id)
        if row.standing.state is not RecordingState.RECORDING:  # sealed at boot, after a power cut
            self._ledger.change(replace(row, asks_at_boot=False), "asked-after-boot")
            if confirmed:
                self._ledger.apply(row.id, RecordingEvent.CONFIRM)
            return
        seconds = self.capture.film_s
        info = self.capture.finish(self._layout, talk.film)
        if info is None:
            talk.forget_keys()
            self._ledger.apply(row.id, RecordingEvent.LOST, reason="lost")
        elif talk.wipes:
            self._carve_then_finish(talk, info, seconds=seconds, confirmed=confirmed)
        else:
            talk.forget_keys()
            self._finish(row.id, info, seconds=seconds, confirmed=confirmed)

    def seal_for_boot(self, talk: Talk) -> None:
        """End the file and leave the recording open: the next boot asks the closing question."""
        self.capture.finish(self._layout, talk.film)
        talk.forget_keys()

    # -- private -------------------------------------------------------------------------------

    def _new_film(self, talk: Talk) -> SealedWriter:
        assert talk.token is not None  # noqa: S101 - the talk's table: no filming without all yes
        assert talk.keeper is not None  # noqa: S101 - came with the token
        recording_id, film, file_key = new_id(), new_id(), secrets.token_bytes(_FILE_KEY_BYTES)
        keys = [parse_recipient(text) for text in recipients_of(talk.purposes, self._offered)]
        entry = KeyringEntry(
            release=make_header(file_key, keys),
            review=talk.keeper.wrap(film, file_key),
        )
        row = self._row(talk, talk.token, recording_id, film)
        self._ledger.begin(row, entry, jti=talk.token.jti, tags=talk.tags)
        self._receipts.issue(talk, row)
        talk.recording_id, talk.film, talk.file_key = recording_id, film, file_key
        talk.film_purposes = row.purposes
        return SealedWriter.create(self._layout, film, file_key)

    def _row(self, talk: Talk, token: ConsentToken, recording_id: str, film: str) -> RecordingRow:
        now = self._clock.now()
        return RecordingRow(
            id=recording_id,
            film=film,
            standing=Standing(RecordingState.RECORDING),
            talk_code=talk.code,
            klantmanager=talk.klantmanager,
            language=talk.language,
            people=talk.people,
            purposes=talk.purposes,
            text_hash=token.text,
            started_at=now,
            dates=self._terms.deadlines(now, talk.purposes, day=self._clock.day),
            on_silence=self._terms.on_silence,
        )

    def _mark_gap(self, talk: Talk) -> None:
        talk.gaps = (*talk.gaps, self.capture.film_s)
        self._ledger.change(replace(self._db.recording(talk.recording_id), gaps=talk.gaps), "gap")

    def _finish(self, recording_id: str, info: SealedInfo, *, seconds: float, confirmed: bool) -> None:
        self._ledger.finish(recording_id, info, seconds=seconds)
        if confirmed:
            self._ledger.apply(recording_id, RecordingEvent.CONFIRM)

    def _carve_then_finish(self, talk: Talk, info: SealedInfo, *, seconds: float, confirmed: bool) -> None:
        """Cut on a thread of its own: an hour of film takes its time, and the room goes on."""
        keeper, file_key = talk.keeper, talk.file_key
        assert keeper is not None  # noqa: S101 - the talk is live: its code's process is too
        talk.keeper = None
        talk.forget_keys()
        row = self._db.recording(talk.recording_id)

        def work() -> None:
            try:
                keeper.take(row.film, file_key)
                carved = carve(keeper, row, recipients_of(row.purposes, self._offered), film=new_id())
            except SpiegelboxError:
                # The promise stands in the state file: it is kept at the first look back, or the film dies.
                self._post(lambda: self._finish(row.id, info, seconds=seconds, confirmed=confirmed))
            else:
                self._post(lambda: self._swap_and_finish(row, carved, confirmed=confirmed))
            finally:
                keeper.close()

        threading.Thread(target=work, name="carve", daemon=True).start()

    def _swap_and_finish(self, row: RecordingRow, carved: Carved | None, *, confirmed: bool) -> None:
        if carved is None:
            self._ledger.apply(row.id, RecordingEvent.WITHDRAW, reason="all-wiped")
            return
        self._ledger.swap_film(row.id, row.film, carved)
        self._finish(row.id, carved.info, seconds=carved.seconds, confirmed=confirmed)
