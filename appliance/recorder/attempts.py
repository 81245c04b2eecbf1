"""Guesses at a review code, counted for the whole box: five are free, then every next one waits longer.

A guess is counted when it begins and taken off again when it was right, so that guessing in parallel
gains nothing. Owner's thread only.
"""

from __future__ import annotations

from appliance.domain.errors import TooManyAttempts, WaitAMinute, WaitFiveMinutes
from appliance.domain.review import AttemptLimit
from appliance.hardware.ports import Clock


class Attempts:
    """The wrong guesses of late."""

    def __init__(self, clock: Clock, limit: AttemptLimit | None = None) -> None:
        self._clock, self._limit = clock, limit or AttemptLimit()
        self._wrong_at_s: list[float] = []

    def begin(self) -> float:
        """Count a guess and return its mark for ``was_right``. Raises: TooManyAttempts."""
        now_s = self._clock.monotonic_s()
        wait_s = self._limit.wait_s(self._wrong_at_s, now_s)
        if wait_s > 0:
            raise _told(wait_s)
        recent = [at_s for at_s in self._wrong_at_s if now_s - at_s < self._limit.forget_after_s]
        self._wrong_at_s = [*recent, now_s]
        return now_s

    def was_right(self, mark: float) -> None:
        """Take a guess off the count."""
        self._wrong_at_s.remove(mark)


def _told(wait_s: float) -> TooManyAttempts:
    """Return the error that says when to try again: never too early."""
    return WaitAMinute() if wait_s <= 60 else WaitFiveMinutes() if wait_s <= 300 else TooManyAttempts()
