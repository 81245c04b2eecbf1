"""A night in which nothing is in the way of an update."""

from __future__ import annotations

from datetime import datetime

from appliance.domain.timetable import quiet_span
from appliance.update.moment import NOBODY_FOR_S, Situation

NIGHT = datetime(2026, 11, 21, 3, 0).astimezone()  # by the clock on the wall
HOURS = (quiet_span("01:00-05:00"),)
CALM = Situation(
    now=NIGHT,
    clock_known=True,
    talk_idle=True,
    needs_help=False,
    quiet_s=NOBODY_FOR_S,
    looking_back=False,
    delivering=False,
    window_ends=(),
)
