"""When was a sample heard? Counted in samples, held against the monotonic clock.

A sound card hands its blocks over late, by more or less, and never early. So the smallest delay seen in the
last second is the truth, and the rest is the machine being busy. The card's own wall-clock stamps are not
looked at: an NTP step of an hour would make the film an hour longer. A card that runs fast or slow shows
as a delay that creeps; samples that were lost show as one that jumps.
"""

from __future__ import annotations

from collections import deque

_LOOK_BACK_S = 1.0


class SampleClock:
    """The monotonic times of one run of samples at ``rate_hz``."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._samples = 0
        self._seen: deque[tuple[float, float]] = deque()  # (arrived_s, origin_s if there was no delay)

    def stamp(self, samples: int, *, arrived_s: float) -> float:
        """Take the next block, complete at ``arrived_s``; return the time of its first sample."""
        begins = self._samples
        self._samples += samples
        self._seen.append((arrived_s, arrived_s - self._samples / self._rate_hz))
        while self._seen[0][0] < arrived_s - _LOOK_BACK_S:
            self._seen.popleft()
        return min(origin_s for _, origin_s in self._seen) + begins / self._rate_hz
