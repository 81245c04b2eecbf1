"""Clocks: the system's own, and the demo's, in which a day is over in seconds."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

_OLDEST = datetime(2026, 1, 1, tzinfo=UTC)  # before this program existed: the clock was never set
_TIMEX_BYTES = 256  # struct timex is 208 bytes on 64-bit Linux
_TIME_ERROR = 5  # adjtimex(2): the kernel's clock is not synchronised
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_RTC = Path("/sys/class/rtc/rtc0")
_RTC_WITHIN_S = 60.0


class SystemClock:
    """The clock of the box, known when NTP keeps it or when its RTC does.

    The kernel sets the clock from the RTC at boot, and the RTC from NTP every eleven minutes. So without a
    network an RTC that still agrees with the clock, with a date after this program was made, is an RTC that
    NTP once set; one with an empty battery says 1970 or 2000.
    """

    day = timedelta(days=1)

    def __init__(self, *, rtc: Path = _RTC, synchronised: Callable[[], bool] | None = None) -> None:
        self._rtc = rtc
        self._synchronised = synchronised or _kernel_is_synchronised

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic()

    def is_known(self) -> bool:
        return self.now() > _OLDEST and (self.is_synchronised() or self._rtc_agrees())

    def is_synchronised(self) -> bool:
        return self._synchronised()

    def boot_id(self) -> str:
        return _boot_id()

    def _rtc_agrees(self) -> bool:
        try:
            kept_s = float((self._rtc / "since_epoch").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return False
        return abs(self.now().timestamp() - kept_s) < _RTC_WITHIN_S


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

    def is_synchronised(self) -> bool:
        return self.is_known()

    def boot_id(self) -> str:
        return _boot_id()


def _boot_id() -> str:
    return _BOOT_ID.read_text(encoding="ascii").strip()


def _kernel_is_synchronised() -> bool:
    """Ask the kernel; reading needs no rights (adjtimex(2) with modes 0)."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    return int(ctypes.CDLL(None).adjtimex(timex)) not in (-1, _TIME_ERROR)
