"""The hours of a day as the settings write them: when nothing goes up, and how fast the rest may go.

Pure: times of day in, answers out. A span may run over midnight; what begins and ends at the same minute is
refused, because nobody can tell whether it means never or always. Source: design §5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_STEP = re.compile(r"(\d\d:\d\d) (\d{1,8})")


@dataclass(frozen=True, slots=True)
class QuietSpan:
    """From ``begin`` up to, not including, ``end``; over midnight when ``end`` is the earlier one."""

    begin: time
    end: time

    def holds(self, now: time) -> bool:
        if self.begin < self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end


@dataclass(frozen=True, slots=True)
class SpeedStep:
    """From this time of day on, at most so many kbit/s in each direction; 0 means no limit."""

    begin: time
    limit_kbps: int


def quiet_span(text: str) -> QuietSpan:
    """Read "08:00-17:30". Raises ValueError."""
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError("not a span of a day")
    begin, end = time.fromisoformat(found[1]), time.fromisoformat(found[2])
    if begin == end:
        raise ValueError("a span needs two different times")
    return QuietSpan(begin, end)


def speed_step(text: str) -> SpeedStep:
    """Read "08:00 2000". Raises ValueError."""
    found = _STEP.fullmatch(text)
    if not found:
        raise ValueError("not a time and a speed")
    return SpeedStep(time.fromisoformat(found[1]), int(found[2]))


def speed_steps(texts: Iterable[str]) -> tuple[SpeedStep, ...]:
    """Read a day's steps in order of time. Raises ValueError, also when two begin at the same time."""
    steps = sorted((speed_step(text) for text in texts), key=lambda step: step.begin)
    if len({step.begin for step in steps}) < len(steps):
        raise ValueError("two steps begin at the same time")
    return tuple(steps)


def is_quiet(spans: Iterable[QuietSpan], now: time) -> bool:
    return any(span.holds(now) for span in spans)
