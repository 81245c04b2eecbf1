"""Signed papers the box gives: the withdrawal receipt and the manifest of a delivery. No names in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from appliance.crypto.notes import NoteSigner
from appliance.store.state import RecordingRow

RECEIPT_KIND = "spiegelbox/withdrawal-receipt/v1"
MANIFEST_KIND = "spiegelbox/manifest/v1"


def withdrawal_receipt(signer: NoteSigner, row: RecordingRow, *, at: datetime) -> str:
    """Return the signed word that this recording was withdrawn and is unusable from ``at`` on."""
    return signed(
        signer,
        RECEIPT_KIND,
        {"v": 1, "film": row.film, "talk": row.talk_code, "withdrawn_at": at.isoformat()},
    )


def manifest(
    signer: NoteSigner, row: RecordingRow, parts: Sequence[Mapping[str, object]], *, box: str
) -> str:
    """Return the signed list of a delivery's parts: the commit marker in the municipal store."""
    return signed(
        signer,
        MANIFEST_KIND,
        {
            "v": 1,
            "id": row.film,
            "box": box,
            "parts": list(parts),
            "purposes": list(row.purposes),
            "seconds": round(row.seconds, 3),
            "sound": row.sound,
            "gaps": list(row.gaps),
            "recorded_at": row.started_at.isoformat(),
            "retention_ends": row.dates.retention_ends.isoformat(),
            "text": row.text_hash,
        },
    )


def signed(signer: NoteSigner, kind: str, fields: Mapping[str, object]) -> str:
    """Return a paper of this kind: a signed note around one line of canonical JSON."""
    return signer.sign_as(kind, json.dumps(fields, sort_keys=True, separators=(",", ":")) + "\n")
