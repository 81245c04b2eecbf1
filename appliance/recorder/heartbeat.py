"""The word to systemd that this recorder is well; without it systemd ends it and starts another.

Told from the owner's tick, so an owner that hangs tells nothing by itself, and only while nothing else hangs.
Source: sd_notify(3), WATCHDOG_USEC in sd_watchdog_enabled(3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

_PART = 3  # times within the limit: one that is late is no reason


class Heartbeat:
    """Tells ``notify`` that all is well, as often as the environment asks; never when it does not ask."""

    def __init__(self, environ: Mapping[str, str], *, pid: int, notify: Callable[[str], None]) -> None:
        wanted = environ.get("WATCHDOG_PID", str(pid)) == str(pid)
        limit_us = environ.get("WATCHDOG_USEC", "") if wanted else ""
        self._every_s = int(limit_us) / 1e6 / _PART if limit_us.isdecimal() else None
        self._notify = notify
        self._told_s = float("-inf")

    def beat(self, *, well: bool, now_s: float) -> None:
        """Tell it when it is time and all is well."""
        if self._every_s is None or not well or now_s - self._told_s < self._every_s:
            return
        self._told_s = now_s
        self._notify("WATCHDOG=1")
