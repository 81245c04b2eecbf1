"""Small wordings of the screens around a film: a running time, and the count before it begins."""

from __future__ import annotations

import math


def clock_text(seconds: float) -> str:
    """Return a running time, such as ``04:12`` or ``1:04:12``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def count_text(seconds: float) -> str:
    """Return the count a person sees before 0: 3, 2, 1."""
    return str(max(1, math.ceil(seconds)))
