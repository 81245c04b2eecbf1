"""What boot does with films that a power cut left open: seal them without any key, or let them go."""

from __future__ import annotations

from dataclasses import replace

from appliance.domain.errors import SealError
from appliance.domain.recording import RecordingEvent, RecordingState
from appliance.hardware.ports import Clock
from appliance.recorder.ledger import Ledger
from appliance.store import sealed_file
from appliance.store.layout import Layout
from appliance.store.state import StateDb


def recover_films(ledger: Ledger, db: StateDb, layout: Layout, clock: Clock) -> None:
    """Bring every recording that was being made into its window; its closing question is still asked."""
    for row in db.recordings(RecordingState.RECORDING):
        last_write = sealed_file.last_write(layout, row.film)
        try:
            info = sealed_file.recover(layout, row.film)
        except SealError:
            ledger.apply(row.id, RecordingEvent.CORRUPT)
            continue
        if info is None or last_write is None:
            ledger.apply(row.id, RecordingEvent.LOST, reason="lost")
            continue
        # The film's true length is in the film, which this box cannot read: the clock's word will do.
        seconds = max(0.0, (last_write - row.started_at).total_seconds())
        ended_ago_s = max(0.0, (clock.now() - last_write).total_seconds())
        db.save(replace(row, asks_at_boot=True))
        ledger.recover(row.id, info, seconds=seconds, ended_ago_s=ended_ago_s)
