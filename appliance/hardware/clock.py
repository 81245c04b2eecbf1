"""Clocks: the system's own, and the demo's, in which a day is over in seconds."""

from __future__ import annotations

import ctypes
import time
from datetime import UTC, datetime, timedelta

_OLDEST = datetime(2026, 1, 1, tzinfo=UTC)  # before this program existed: the clock was never set
_TIMEX_BYTES = 256  # struct timex is 208 bytes on 64-bit Linux
_TIME_ERROR = 5  # adjtimex(2): the kernel's clock is not synchronised


class SystemClock:
    """The clock of the box. It is known when NTP or an RTC that NTP set keeps it."""

    day = timedelta(days=1)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic()

    def is_known(self) -> bool:
        return self.now() > _OLDEST and _is_synchronised()


class FastDayClock:
    """The demo's clock: real minutes, and days of ``day``. A computer on a desk knows the time."""

    def __init__(self, day: timedelta) -> None:
        self.day = day

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic()

    def is_known(self) -> bool:
        return self.now() > _OLDEST


def _is_synchronised() -> bool:
    """Ask the kernel; reading needs no rights (adjtimex(2) with modes 0)."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    return int(ctypes.CDLL(None).adjtimex(timex)) not in (-1, _TIME_ERROR)
