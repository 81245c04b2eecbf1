"""The declarations of destruction: one signed note for every recording that is gone. No names in them.

A declaration is on disk before the recording's row leaves the state file, and is made of that row alone,
whose end no longer changes: a crash anywhere gives the same declaration at the next boot, never none and
never a second one. The state file keeps the note too, so that a lost file comes back byte for byte.
What a note says is ``appliance.domain.destruction``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress

from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.destruction import Destruction
from appliance.domain.errors import NoteAltered, UnknownRecording
from appliance.recorder.receipts import signed
from appliance.settings.model import SlotKind
from appliance.store.durable_file import DurableFile
from appliance.store.layout import RECORDING_ID, Layout
from appliance.store.state import RecordingRow

DECLARATION_KIND = "spiegelbox/destruction/v1"


class Declarations:
    """Writes and finds the declarations of one box. Runs on the owner's thread."""

    def __init__(self, *, layout: Layout, signer: NoteSigner, slot: SlotKind) -> None:
        self._layout, self._signer, self._slot = layout, signer, slot

    def issue(self, row: RecordingRow) -> str:
        """Declare that an erased recording is gone, once; durable on return. Returns the note."""
        file = DurableFile(self._layout.declaration(row.id))
        found = file.read()
        if found is not None:
            return found.decode()
        fields = destruction_of(row, box=self._signer.name, slot=self._slot).to_fields()
        note = signed(self._signer, DECLARATION_KIND, fields)
        file.replace(note.encode())
        return note

    def restore(self, recording_id: str, note: str) -> None:
        """Put a note back whose file is gone."""
        path = self._layout.declaration(recording_id)
        if not path.exists():
            DurableFile(path).replace(note.encode())

    def of(self, recording_id: str) -> str:
        """Return the note of one recording. Raises: UnknownRecording (it has none)."""
        note = DurableFile(self._layout.declaration(recording_id)).read()
        if note is None:
            raise UnknownRecording
        return note.decode()

    def read(self, recording_id: str) -> Destruction:
        """Return what the declaration of one recording says. Raises: UnknownRecording, NoteAltered."""
        return read_declaration(self._signer.verifier, self.of(recording_id))

    def all(self) -> list[Destruction]:
        """Return every declaration that is this box's own and unchanged, the newest first."""
        found = []
        for recording_id in declared(self._layout):
            with suppress(NoteAltered):  # ``spiegelbox declarations verify`` names it
                found.append(self.read(recording_id))
        return sorted(found, key=lambda one: one.erased_at, reverse=True)


def declared(layout: Layout) -> Iterator[str]:
    """Yield the ids of the recordings that have a declaration."""
    for path in layout.declarations.iterdir():
        if path.suffix == ".note" and RECORDING_ID.fullmatch(path.stem):
            yield path.stem


def read_declaration(verifier: NoteVerifier, note: str) -> Destruction:
    """Return what a declaration says. Raises: NoteAltered (not signed by this box, or something else)."""
    try:
        return Destruction.from_fields(json.loads(verifier.verify_as(DECLARATION_KIND, note)))
    except (ValueError, AttributeError):
        raise NoteAltered("geen verklaring van vernietiging") from None


def destruction_of(row: RecordingRow, *, box: str, slot: SlotKind) -> Destruction:
    """Return the end of an erased recording."""
    assert row.erased_at is not None  # noqa: S101 - the ledger writes it with the standing *erased*
    return Destruction(
        recording=row.id,
        film=row.film,
        box=box,
        talk_day=row.started_at.astimezone().date(),
        reason=row.end_reason,
        decided_at=row.ended_at or row.erased_at,
        erased_at=row.erased_at,
        slot=slot,
        recalled=row.recalled,
        review_ends=row.dates.review_ends,
        retention_ends=row.dates.retention_ends,
        on_silence=row.on_silence,
    )
