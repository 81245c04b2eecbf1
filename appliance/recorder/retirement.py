"""Take a box out of use: erase both key slots, and sign for it. The recorder must not run.

The keys go first and whatever else fails: without a slot no keyring opens, and without that no film. A crash
after that only costs the attest, and a second run makes it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import AlreadyRunning, AuditDamaged, NoteKeyDamaged, SpiegelboxError
from appliance.domain.recording import KEY_ON_BOX
from appliance.domain.retirement import Retirement
from appliance.recorder.receipts import signed
from appliance.settings.model import Settings
from appliance.store.audit import AuditLog
from appliance.store.layout import Layout
from appliance.store.slots_of import slots_of
from appliance.store.state import StateDb

RETIREMENT_KIND = "spiegelbox/retirement/v1"


def films_left(settings: Settings) -> int | None:
    """Return how many films can still be opened on the box, None when its books cannot be read.

    Raises: AlreadyRunning.
    """
    layout = Layout(settings.paths.data, settings.paths.run)
    _require_stopped(layout)
    return _films(layout)


def retire(settings: Settings, *, at: datetime) -> tuple[Retirement, str]:
    """Erase both slots; return what happened and the signed note of it, "" when the box never had a key.

    Raises: AlreadyRunning (nothing was erased), SlotFailed (a slot may still hold its key).
    """
    layout = Layout(settings.paths.data, settings.paths.run)
    films, log = films_left(settings), _written_down(layout, at)
    slot = settings.slot
    pair = slots_of(slot.kind, folder=layout.keyring, path=slot.path, offset_bytes=slot.offset_bytes)
    for index in (0, 1):
        pair.erase(index)
    end = Retirement(
        box=settings.box.id, room=settings.box.room, retired_at=at, slot=slot.kind, films=films, log_mark=log
    )
    try:
        signer = NoteSigner.from_text(layout.box_key.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, NoteKeyDamaged):
        return end, ""
    return end, signed(signer, RETIREMENT_KIND, end.to_fields())


def _require_stopped(layout: Layout) -> None:
    """Look whether any process has the box's books open. Sees the processes of others only as root."""
    books = str(layout.state.resolve())
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):  # a process that just ended, or somebody else's
            if str(link.readlink()) == books:
                raise AlreadyRunning


def _films(layout: Layout) -> int | None:
    if not layout.state.exists():
        return 0
    try:
        with closing(StateDb(layout.state)) as db:
            return len(db.recordings(*KEY_ON_BOX))
    except (SpiegelboxError, sqlite3.Error):
        return None


def _written_down(layout: Layout, at: datetime) -> str | None:
    """Write the last line of the log, before what it announces; return where the log then ends."""
    try:
        with closing(AuditLog(layout.audit)) as log:
            log.append("retired", at=at)
            return log.mark
    except (AuditDamaged, OSError):
        return None
