"""When a recording must move on by itself. Times in, at most one event out.

A ``day`` is 24 hours on a box. Only the demo's clock makes it shorter, so that a newcomer sees the end
of the window; the minutes of a talk are minutes everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from appliance.domain.recording import RecordingEvent, RecordingState, Standing

_WINDOWED = frozenset({RecordingState.IN_REVIEW, RecordingState.CONFIRMED})
_KEPT = frozenset(
    {
        RecordingState.IN_REVIEW,
        RecordingState.CONFIRMED,
        RecordingState.RELEASED,
        RecordingState.IN_STORE,
        RecordingState.QUARANTINED,
    }
)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The two dates of a recording, and the end of a freeze when there is one. Aware UTC."""

    review_ends: datetime
    retention_ends: datetime
    freeze_ends: datetime | None = None


def deadlines(finished_at: datetime, *, window_days: int, retention_days: int, day: timedelta) -> Deadlines:
    """Return the dates for a talk that ended at ``finished_at``."""
    return Deadlines(finished_at + window_days * day, finished_at + retention_days * day)


def due(
    standing: Standing, dates: Deadlines, now: datetime, *, on_silence: Literal["destroy", "release"]
) -> RecordingEvent | None:
    """Return the event that time brings now, the most destructive first."""
    if standing.state is RecordingState.FROZEN:
        over = dates.freeze_ends is not None and now >= dates.freeze_ends
        return RecordingEvent.THAW if over else None
    if standing.state in _KEPT and now >= dates.retention_ends:
        return RecordingEvent.RETENTION_OVER
    if standing.state in _WINDOWED and now >= dates.review_ends:
        if on_silence == "release":
            return RecordingEvent.WINDOW_OVER_OPT_OUT
        return RecordingEvent.WINDOW_OVER
    return None
