"""When a recording must move on by itself. Times in, at most one event out.

A ``day`` is 24 hours on a box. Only the demo's clock makes it shorter, so that a newcomer sees the end
of the window; the minutes of a talk are minutes everywhere.

What people were told when they said yes counts for the whole life of a recording: settings that change
later neither lengthen nor shorten it, and a purpose that the client takes away does not either (ADR 0010).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from appliance.domain.recording import RecordingEvent, RecordingState, Standing

OnSilence = Literal["destroy", "release"]

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

    def later(self, by: timedelta) -> Deadlines:
        """Return both dates moved: they are counted from the end of a talk, known only when it is over."""
        return replace(self, review_ends=self.review_ends + by, retention_ends=self.retention_ends + by)

    def frozen(self, now: datetime, *, until: datetime) -> Deadlines:
        """Return the dates while nobody can look: what is left of the window begins again at ``until``.

        The end of retention stays where it was; it is looked at again once the freeze is over.
        """
        left = self.review_ends - now
        moved = until + left if left > timedelta(0) else self.review_ends
        return replace(self, review_ends=moved, freeze_ends=until)

    def thawed(self, now: datetime) -> Deadlines:
        """Return the dates after a freeze, whether it ended on its date or people ended it before."""
        if self.freeze_ends is None:
            return self
        left = self.review_ends - self.freeze_ends
        moved = now + left if left > timedelta(0) else self.review_ends
        return replace(self, review_ends=moved, freeze_ends=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the municipality promises today: whole days, and what silence means."""

    window_days: int
    retention_days: Mapping[str, int]  # by purpose
    on_silence: OnSilence

    def kept_days(self, purposes: Iterable[str]) -> int:
        """Return how long a recording for these purposes is kept: the shortest of their terms.

        It is one file for all of them, so the first purpose that ends, ends it for everybody.
        """
        return min(self.retention_days[name] for name in purposes)

    def deadlines(self, talk_ended: datetime, purposes: Iterable[str], *, day: timedelta) -> Deadlines:
        """Return the dates of a recording for these purposes."""
        return Deadlines(talk_ended + self.window_days * day, talk_ended + self.kept_days(purposes) * day)


def due(
    standing: Standing, dates: Deadlines, now: datetime, *, on_silence: OnSilence
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
