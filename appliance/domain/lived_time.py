"""How much time has certainly passed: what windows are counted in, so that no clock jump makes one shorter.

While the box is on, the monotonic clock counts, whatever the clock on the wall does. The time it was off is
counted once in a boot, when NTP vouches for the wall clock, from the newest moment the box was ever sure of;
a box that NTP never reaches counts only the time it is on. Every doubt makes the count lower, and a window
longer. Source: journeys, exception 26.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class LivedTime:
    """The count, and what it needs to go on. ``sure_of`` is the newest wall-clock time believed in."""

    seconds: float
    boots: int  # never goes down
    boot_id: str
    monotonic_s: float
    sure_of: datetime | None
    settled: bool  # the time off before this boot was counted


def observe(
    before: LivedTime | None, *, boot_id: str, monotonic_s: float, wall: datetime, synchronised: bool
) -> LivedTime:
    """Return the count after a look at both clocks. ``synchronised``: NTP keeps the wall clock now."""
    if before is None:
        return LivedTime(0.0, 1, boot_id, monotonic_s, wall if synchronised else None, synchronised)
    if boot_id != before.boot_id:
        # The new boot's monotonic clock tells nothing of the old one's; what lies between waits for NTP.
        before = replace(
            before, boots=before.boots + 1, boot_id=boot_id, monotonic_s=monotonic_s, settled=False
        )
    passed_s = max(0.0, monotonic_s - before.monotonic_s)
    sure_of = before.sure_of + timedelta(seconds=passed_s) if before.sure_of else None
    now = replace(before, seconds=before.seconds + passed_s, monotonic_s=monotonic_s, sure_of=sure_of)
    if not synchronised:
        return now
    if sure_of is None:
        return replace(now, sure_of=wall, settled=True)
    off_s = 0.0 if now.settled else max(0.0, (wall - sure_of).total_seconds())
    # Never back: a wall clock that was set back and right again must not count the same days twice.
    return replace(now, seconds=now.seconds + off_s, sure_of=max(sure_of, wall), settled=True)
