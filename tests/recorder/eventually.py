"""Waiting for what another thread or process does, without a guess of how long that takes."""

from __future__ import annotations

import threading
from collections.abc import Callable

PATIENCE_S = 60.0
_LOOK_AGAIN_S = 0.01


def eventually(look: Callable[[], object], what: str, *, seen: Callable[[], object] = str) -> None:
    """Return as soon as ``look`` is true; fail when it never is."""
    never = threading.Event()
    for _ in range(int(PATIENCE_S / _LOOK_AGAIN_S)):
        if look():
            return
        never.wait(_LOOK_AGAIN_S)
    raise AssertionError(f"never happened: {what} {seen()}")
