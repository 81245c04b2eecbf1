"""Slow down who guesses: after three wrong answers each further one makes the name wait twice as long.

It counts names that do not exist as well, so that waiting tells nobody which names do. In memory only:
a restart of the console forgets it, which costs a guesser more than it gives.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

FREE_TRIES = 3
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 900.0
REMEMBERED_NAMES = 1_000


class Backoff:
    """Wrong tries by name, on a monotonic ``clock`` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, name: str) -> float:
        """Return how many seconds ``name`` must still wait; 0.0 when it may try."""
        with self._lock:
            _, until = self._tries.get(name, (0, 0.0))
        return max(0.0, until - self._clock())

    def wrong(self, name: str) -> None:
        """Count a wrong try."""
        with self._lock:
            count = self._tries.pop(name, (0, 0.0))[0] + 1
            self._tries[name] = (count, self._clock() + _wait_after(count))
            while len(self._tries) > REMEMBERED_NAMES:
                self._tries.popitem(last=False)

    def right(self, name: str) -> None:
        """Forget the wrong tries of ``name``."""
        with self._lock:
            self._tries.pop(name, None)


def _wait_after(count: int) -> float:
    if count < FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(count - FREE_TRIES, 32))
