"""The consent receipts: signed when a film begins, and kept for longer than any film.

A receipt holds roles, never names (consent_record.py), so that it may outlive what it is about: it proves
that people were asked, and what they chose, when nothing else is left. Nothing here removes one. It is found
by the recording's id, which a cut does not change, and to which the client's code leads while it lives.
"""

from __future__ import annotations

import json

from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import UnknownRecording
from appliance.recorder.consent_record import Consented, consent_receipt
from appliance.recorder.talk import Talk
from appliance.settings.model import Settings
from appliance.store.durable_file import DurableFile
from appliance.store.layout import Layout
from appliance.store.state import RecordingRow

CONSENT_KIND = "spiegelbox/consent-receipt/v1"


class ConsentReceipts:
    """Writes and finds receipts, each a signed note of kind ``CONSENT_KIND`` around one line of JSON-LD."""

    def __init__(self, *, layout: Layout, signer: NoteSigner, settings: Settings) -> None:
        self._layout, self._signer, self._settings = layout, signer, settings

    def issue(self, talk: Talk, row: RecordingRow) -> None:
        """Sign what the people of ``talk`` said about ``row``; on disk on return.

        A yes said anew stands beside the first one: both were given, and each has its own moment.
        """
        assert talk.token is not None  # noqa: S101 - the talk's table: no film without a token
        number = len(self._numbered(row.id)) + 1
        consented = Consented(row=row, answers=talk.answers, given_at=talk.token.iat, number=number)
        receipt = consent_receipt(consented, self._settings)
        body = json.dumps(receipt, ensure_ascii=False, separators=(",", ":")) + "\n"
        note = self._signer.sign_as(CONSENT_KIND, body)
        DurableFile(self._layout.receipt(row.id, number)).replace(note.encode())

    def of(self, recording_id: str) -> bytes:
        """Return the notes of one recording, one behind the other. Raises: UnknownRecording (it has none)."""
        notes = self._numbered(recording_id)
        if not notes:
            raise UnknownRecording
        return b"\n".join(notes)

    def _numbered(self, recording_id: str) -> list[bytes]:
        notes: list[bytes] = []
        while note := DurableFile(self._layout.receipt(recording_id, len(notes) + 1)).read():
            notes.append(note)
        return notes
