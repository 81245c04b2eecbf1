"""What can be done to a recording without anybody's code: by two people at a desk, or by its klantmanager.

It withdraws, freezes and lets go; it never plays and never asks why. Two names are asked for and kept
nowhere: the log says that it was done at a desk, not by whom. Called on socket threads; the owner decides.
Source: journeys, exceptions 32, 36 and 38.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import UnknownRecording, WrongState
from appliance.domain.recording import HOLDS_CONTENT, RecordingEvent, RecordingState
from appliance.hardware.ports import Clock
from appliance.recorder.ledger import Ledger
from appliance.recorder.owner import Owner
from appliance.recorder.receipts import withdrawal_receipt
from appliance.store.state import RecordingRow, StateDb


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The proof that a client gets."""

    receipt: str
    withdrawn_at: str  # ISO date-time


class Desk:
    """Decisions about a recording that need no code."""

    def __init__(
        self, *, owner: Owner, ledger: Ledger, db: StateDb, clock: Clock, signer: NoteSigner
    ) -> None:
        self._owner, self._ledger, self._db = owner, ledger, db
        self._clock, self._signer = clock, signer

    def withdraw(self, recording_id: str, *, at_desk: bool = False) -> Withdrawn:
        """Make a recording unusable at once: its key first. Raises: UnknownRecording, WrongState."""

        def now() -> Withdrawn:
            row = self._db.recording(recording_id)
            if at_desk:
                self._ledger.note("at-desk", row.film)
            self._ledger.apply(recording_id, RecordingEvent.WITHDRAW, reason="withdrawn")
            at = self._clock.now()
            return Withdrawn(
                receipt=withdrawal_receipt(self._signer, row, at=at), withdrawn_at=at.isoformat()
            )

        return self._owner.call(now)

    def withdraw_own(self, recording_id: str, klantmanager: str) -> Withdrawn:
        """Withdraw because the klantmanager takes back the own yes: one no is no film, also afterwards.

        Raises: UnknownRecording (also for somebody else's), WrongState (also for what a client had frozen).
        """
        row = self._owner.call(lambda: self._db.recording(recording_id))
        if row.klantmanager != klantmanager:
            raise UnknownRecording
        if row.standing.state is RecordingState.FROZEN:  # art. 18: the client needs it
            raise WrongState
        return self.withdraw(recording_id)

    def klantmanager_left(self, klantmanager: str, *, keep: Collection[str]) -> tuple[int, int]:
        """Destroy what a klantmanager who left has here, but for what was agreed with the client to keep.

        What a client had frozen stays until its date. Returns how many go and how many stay. Raises:
        UnknownRecording (an id to keep that is not among them: nothing is destroyed then).
        """

        def theirs() -> list[RecordingRow]:
            found = self._db.recordings(*HOLDS_CONTENT)
            return [row for row in found if row.klantmanager == klantmanager]

        rows = self._owner.call(theirs)
        if not set(keep) <= {row.id for row in rows}:
            raise UnknownRecording
        going = [
            row.id for row in rows if row.id not in keep and row.standing.state is not RecordingState.FROZEN
        ]
        for recording_id in going:  # one by one: the button must not wait for all of them
            self._owner.call(lambda one=recording_id: self._let_go(one))  # type: ignore[misc]
        return len(going), len(rows) - len(going)

    def freeze(self, recording_id: str, *, days: int) -> RecordingRow:
        """Put a recording out of everybody's sight (art. 18); it thaws by itself. Raises: WrongState."""
        return self._owner.call(lambda: self._ledger.freeze(recording_id, days=days))

    def thaw(self, recording_id: str) -> RecordingRow:
        """End a freeze before its date. Raises: WrongState."""
        return self._owner.call(lambda: self._ledger.apply(recording_id, RecordingEvent.THAW))

    def _let_go(self, recording_id: str) -> None:
        self._ledger.apply(recording_id, RecordingEvent.WITHDRAW, reason="klantmanager-left")
