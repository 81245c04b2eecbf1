"""The client's own desk: with the code look back, say yes once more, take something out, or withdraw.

Called on socket threads: deriving a key from a code and cutting a film take their time, and the owner's
thread must stay free for the button. Every decision and every change is made on the owner's thread.
What is decided without a code is the desk's (desk.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from appliance.crypto.keyring import Keyring
from appliance.crypto.passphrase import PassphraseRecipient
from appliance.domain.errors import CodeUnknown, CodeWithdrawsOnly, PieceUnclear, UnknownRecording, WrongState
from appliance.domain.people import CLIENT
from appliance.domain.purposes import narrowed
from appliance.domain.recording import VIEWABLE, RecordingEvent, RecordingState
from appliance.domain.review import WORDS, ReviewCode
from appliance.hardware.ports import Clock
from appliance.recorder.attempts import Attempts
from appliance.recorder.carving import carve, new_id, recipients_of
from appliance.recorder.code_keeper import CodeKeeper
from appliance.recorder.codes import Codes
from appliance.recorder.consent_receipt import ConsentReceipts
from appliance.recorder.desk import Desk, Withdrawn
from appliance.recorder.ledger import Ledger
from appliance.recorder.owner import Owner
from appliance.recorder.playbacks import Playback, Playbacks
from appliance.settings.model import Purpose
from appliance.store.layout import Layout
from appliance.store.state import RecordingRow, StateDb


class Reviewing:
    """What a code opens."""

    def __init__(
        self,
        *,
        owner: Owner,
        ledger: Ledger,
        db: StateDb,
        keyring: Keyring,
        layout: Layout,
        clock: Clock,
        playbacks: Playbacks,
        attempts: Attempts,
        desk: Desk,
        receipts: ConsentReceipts,
        codes: Codes,
        offered: dict[str, Purpose],
    ) -> None:
        self._owner, self._ledger, self._db, self._keyring = owner, ledger, db, keyring
        self._layout, self._clock, self._playbacks, self._attempts = layout, clock, playbacks, attempts
        self._desk, self._receipts, self._codes, self._offered = desk, receipts, codes, offered

    # -- with the code -------------------------------------------------------------------------

    def open(self, typed: str) -> tuple[str, RecordingRow, bool]:
        """Open a look back; return its handle, the recording, and whether a promised wipe was carried out.

        Raises: CodeError, WrongState, SealError.
        """
        keeper, row, person = self._unlock(typed)
        wipe_waits = bool(row.unfinished_cuts)
        try:
            keeper.open(row.film, self._owner.call(lambda: self._review_blob(row.id, person)))
            if wipe_waits:  # promised before a power cut: kept before anybody looks
                row = self._carve(keeper, row, film=new_id())
        except BaseException:
            keeper.close()
            raise
        self._audit_view(row)
        return self._playbacks.add(row.id, row.film, keeper), row, wipe_waits

    def withdraw_by_code(self, typed: str) -> Withdrawn:
        """Withdraw with anybody's code alone, in every state that holds content. Raises: CodeError."""
        keeper, row, _ = self._unlock(typed)
        keeper.close()
        return self._desk.withdraw(row.id)

    def find_by_code(self, typed: str) -> RecordingRow:
        """Return which recording a code belongs to, without opening it. Raises: CodeError."""
        keeper, row, _ = self._unlock(typed)
        keeper.close()
        return row

    # -- within a look back --------------------------------------------------------------------

    def read(self, handle: str, *, offset: int, length: int) -> bytes:
        return self._playbacks.use(handle).keeper.read(offset, length)

    def index(self, handle: str) -> dict[str, object]:
        return self._playbacks.use(handle).keeper.index()

    def receipt(self, handle: str) -> bytes:
        """Return the consent receipt, a signed note. Raises: PlaybackEnded, UnknownRecording."""
        return self._receipts.of(self._playbacks.use(handle).recording_id)

    def begin_copy(self, handle: str) -> tuple[PassphraseRecipient, int]:
        """Begin a copy of the film for the client; return its words, told once, and its size in bytes.

        The audit log has it before the first byte is there. No date of the recording changes.
        Raises: PlaybackEnded, WrongState.
        """
        playback = self._playbacks.use(handle)
        film = self._owner.call(lambda: self._viewable(playback).film)
        self._owner.call(lambda: self._ledger.note("copy", film))
        recipient = PassphraseRecipient.draw(WORDS)
        return recipient, playback.keeper.begin_copy(recipient.words)

    def read_copy(self, handle: str) -> bytes:
        return self._playbacks.use(handle).keeper.read_copy()

    def close(self, handle: str) -> None:
        self._playbacks.close(handle)

    def confirm(self, handle: str) -> RecordingRow:
        """Take the second yes; saying it again changes nothing."""
        playback = self._playbacks.use(handle)
        return self._owner.call(lambda: self._confirm(playback))

    def narrow(self, handle: str, purposes: Sequence[str]) -> RecordingRow:
        """Take viewers away. Raises: PurposeUnknown, PurposeWidened."""
        playback = self._playbacks.use(handle)
        row = self._owner.call(lambda: self._viewable(playback))
        wanted = narrowed(row.purposes, purposes)
        release = playback.keeper.header(recipients_of(wanted, self._offered))
        return self._owner.call(lambda: self._ledger.narrow(self._viewable(playback), wanted, release))

    def cut(self, handle: str, pieces: Sequence[tuple[float, float]]) -> RecordingRow:
        """Take pieces out for good. Raises: PieceUnclear, WrongState, SealError, DiskFull."""
        playback = self._playbacks.use(handle)
        if any(from_s >= to_s for from_s, to_s in pieces):
            raise PieceUnclear
        row = self._owner.call(lambda: self._promise(playback, tuple(pieces)))
        playback.making = new_id()
        try:
            row = self._carve(playback.keeper, row, film=playback.making)
        finally:
            playback.making = ""
        playback.film = row.film
        return row

    def progress(self, handle: str) -> float | None:
        """Return how far a cut is, 0 to 1, by the bytes of the new film; None when nothing is being cut."""
        playback = self._playbacks.use(handle)
        if not playback.making:
            return None
        new, old = (_size_bytes(self._layout.sealed(film)) for film in (playback.making, playback.film))
        return min(1.0, new / old) if old else 0.0

    def withdraw_playback(self, handle: str) -> Withdrawn:
        return self._desk.withdraw(self._playbacks.use(handle).recording_id)

    # -- private -------------------------------------------------------------------------------

    def _unlock(self, typed: str) -> tuple[CodeKeeper, RecordingRow, str]:
        """Return the process that knows the code, the recording it belongs to, and whose code it is."""
        code = ReviewCode.parse(typed)
        mark = self._owner.call(self._attempts.begin)
        keeper = self._codes.keeper_of(code)
        try:
            row, person = self._owner.call(lambda: self._by_tag(keeper.tag, mark))
        except BaseException:
            keeper.close()
            raise
        return keeper, row, person

    def _by_tag(self, tag: bytes, mark: float) -> tuple[RecordingRow, str]:
        try:
            found = self._db.by_code_tag(tag)
        except UnknownRecording:
            raise CodeUnknown from None
        self._attempts.was_right(mark)
        return found

    def _review_blob(self, recording_id: str, person: str) -> bytes:
        if person != CLIENT:
            raise CodeWithdrawsOnly
        row = self._db.recording(recording_id)
        if row.standing.state not in VIEWABLE:
            raise WrongState
        return self._keyring.get(row.film).review

    def _viewable(self, playback: Playback) -> RecordingRow:
        row = self._db.recording(playback.recording_id)
        if row.standing.state not in VIEWABLE or row.film != playback.film:
            raise WrongState
        return row

    def _confirm(self, playback: Playback) -> RecordingRow:
        row = self._viewable(playback)
        if row.standing.state is RecordingState.CONFIRMED:
            return row
        return self._ledger.apply(row.id, RecordingEvent.CONFIRM)

    def _promise(self, playback: Playback, pieces: tuple[tuple[float, float], ...]) -> RecordingRow:
        row = self._viewable(playback)
        promised = replace(row, unfinished_cuts=(*row.unfinished_cuts, *pieces))
        self._ledger.change(promised, "wipe")
        return promised

    def _carve(self, keeper: CodeKeeper, row: RecordingRow, *, film: str) -> RecordingRow:
        carved = carve(keeper, row, recipients_of(row.purposes, self._offered), film=film)
        if carved is None:
            self._owner.call(lambda: self._ledger.apply(row.id, RecordingEvent.WITHDRAW, reason="all-wiped"))
            raise UnknownRecording("all-wiped")
        return self._owner.call(lambda: self._ledger.swap_film(row.id, row.film, carved))

    def _audit_view(self, row: RecordingRow) -> None:
        self._owner.call(lambda: self._ledger.note("view", row.film))


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
