"""The papers that outlive a film, and their own end: consent receipts and declarations of destruction.

They prove a yes and its end for as long as somebody can ask for that proof (ADR 0011), and go after that. The
years count from the destruction; a paper whose recording still lives is never touched, however old it is.
Owner's thread only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.domain.errors import NoteAltered, UnknownRecording
from appliance.hardware.ports import Clock
from appliance.recorder.declarations import Declarations
from appliance.store.audit import AuditLog
from appliance.store.layout import RECORDING_ID, Layout
from appliance.store.state import StateDb

YEAR_DAYS = 365
_ID_LETTERS = 32
_NEAR = timedelta(days=60)  # only what is about to end is read: thousands of signatures would hold the button


class Records:
    """Lets papers go whose years are over; ``years`` is the policy's ``records_years``."""

    def __init__(
        self,
        *,
        db: StateDb,
        audit: AuditLog,
        layout: Layout,
        clock: Clock,
        declarations: Declarations,
        years: int,
    ) -> None:
        self._db, self._audit, self._layout, self._clock = db, audit, layout, clock
        self._declarations, self._years = declarations, years

    def sweep(self) -> None:
        """Remove every paper that is older than the policy keeps it."""
        now, kept = self._clock.now(), self._years * YEAR_DAYS * self._clock.day
        over = {
            recording_id: paths
            for recording_id, paths in self._papers().items()
            if _written(paths) < now - kept + _NEAR and now >= self._gone_since(recording_id, paths) + kept
        }
        if not over:
            return
        self._audit.append("records-over", at=now, recordings=len(over))
        for recording_id, paths in over.items():
            self._db.forget_declaration(recording_id)
            for path in paths:
                path.unlink(missing_ok=True)

    def _papers(self) -> dict[str, list[Path]]:
        """Return the papers by recording, of recordings that are no more."""
        alive = {row.id for row in self._db.recordings()}
        found: dict[str, list[Path]] = defaultdict(list)
        for folder in (self._layout.receipts, self._layout.declarations):
            for path in folder.iterdir():
                recording_id = path.name[:_ID_LETTERS]
                if RECORDING_ID.fullmatch(recording_id) and recording_id not in alive:
                    found[recording_id].append(path)
        return found

    def _gone_since(self, recording_id: str, paths: Sequence[Path]) -> datetime:
        """Return when the recording was destroyed; without a declaration, when its last paper was written."""
        try:
            return self._declarations.read(recording_id).erased_at
        except (UnknownRecording, NoteAltered):
            return _written(paths)


def _written(paths: Sequence[Path]) -> datetime:
    """Return when the newest of these papers was written."""
    return max(datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in paths)
