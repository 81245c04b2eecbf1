"""Slow down who guesses: after some free tries each further one makes the key wait twice as long.

A key is a name or an address on the network. Names that do not exist count as well, so that waiting tells
nobody which names do. A try counts before it is answered, so that many at once are no way around it. In
memory only: a restart of the console forgets it, which costs a guesser more than it gives.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 900.0
REMEMBERED_KEYS = 10_000


class Backoff:
    """Tries by key, on a monotonic ``clock`` in seconds.

    ``free_tries`` cost no waiting; after ``forgotten_s`` seconds without a try a key starts anew.
    """

    def __init__(self, clock: Callable[[], float], *, free_tries: int, forgotten_s: float) -> None:
        self._clock, self._free_tries, self._forgotten_s = clock, free_tries, forgotten_s
        self._tries: OrderedDict[str, tuple[int, float]] = OrderedDict()  # how many, and when the last was
        self._lock = Lock()

    def take(self, key: str) -> bool:
        """Count a try of ``key`` and return True; while it must wait, count nothing and return False."""
        now = self._clock()
        with self._lock:
            count, last = self._tries.get(key, (0, now))
            if now - last >= self._forgotten_s:
                count = 0
            if now < last + self._wait_after(count):
                return False
            self._tries[key] = (count + 1, now)
            self._tries.move_to_end(key)
            while len(self._tries) > REMEMBERED_KEYS:
                self._tries.popitem(last=False)
        return True

    def give_back(self, key: str) -> None:
        """Undo one try of ``key``: it was a right one."""
        with self._lock:
            if key in self._tries:
                count, last = self._tries[key]
                self._tries[key] = (max(0, count - 1), last)

    def forget(self, key: str) -> None:
        """Forget every try of ``key``."""
        with self._lock:
            self._tries.pop(key, None)

    def _wait_after(self, count: int) -> float:
        if count < self._free_tries:
            return 0.0
        return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(count - self._free_tries, 32))
