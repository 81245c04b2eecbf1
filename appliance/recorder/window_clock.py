"""The time that windows are counted in, kept in the state file over power cuts (domain/lived_time.py).

Saved once a minute, so a power cut costs at most a minute of the count: a window that much longer. Owner's
thread.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from appliance.domain.lived_time import LivedTime, observe
from appliance.hardware.ports import Clock
from appliance.store.state import RecordingRow, StateDb

SAVE_EVERY_S = 60.0
_COUNT = "lived-time"


class WindowClock:
    """What the box believes about time."""

    def __init__(self, db: StateDb, clock: Clock) -> None:
        self._db, self._clock = db, clock
        text = db.fact(_COUNT)
        self._lived = self._observe(None if text is None else _from_text(text))
        self._saved_s = float("-inf")
        self.tick()

    @property
    def boots(self) -> int:
        """How often this box was switched on."""
        return self._lived.boots

    def tick(self) -> None:
        """Look at the clocks; save now and then."""
        self._lived = self._observe(self._lived)
        if self._lived.monotonic_s - self._saved_s >= SAVE_EVERY_S:
            self.save()

    def save(self) -> None:
        """Save the count as it is."""
        self._saved_s = self._lived.monotonic_s
        self._db.set_fact(_COUNT, _to_text(self._lived))

    def begin(self, recording_id: str) -> None:
        """Note that this recording's window runs from now on."""
        self.tick()
        self._db.set_fact(_window(recording_id), repr(self._lived.seconds))

    def forget(self, recording_id: str) -> None:
        """Drop the note: the recording has gone."""
        self._db.forget_fact(_window(recording_id))

    def now_for(self, row: RecordingRow) -> datetime:
        """Return the time by which this recording's dates are judged.

        It is the end of the talk plus the time that has certainly passed since; without a jump it is the wall
        clock's.
        """
        begun = self._db.fact(_window(row.id))
        if begun is None or row.finished_at is None:
            return self._clock.now()
        self.tick()
        return row.finished_at + timedelta(seconds=self._lived.seconds - float(begun))

    def _observe(self, before: LivedTime | None) -> LivedTime:
        return observe(
            before,
            boot_id=self._clock.boot_id(),
            monotonic_s=self._clock.monotonic_s(),
            wall=self._clock.now(),
            synchronised=self._clock.is_synchronised(),
        )


def _window(recording_id: str) -> str:
    return f"window:{recording_id}"


def _to_text(lived: LivedTime) -> str:
    return json.dumps({**asdict(lived), "sure_of": lived.sure_of.isoformat() if lived.sure_of else None})


def _from_text(text: str) -> LivedTime:
    values = json.loads(text)
    sure_of = values.pop("sure_of")
    return LivedTime(**values, sure_of=datetime.fromisoformat(sure_of) if sure_of else None)
