"""When a job may be tried again: pure arithmetic and a small table, no clock and no randomness.

Waits grow from 1 minute to 6 hours, with jitter so that a thousand boxes do not come back together. A
withdrawal that was never tried waits for nothing, however long the store was away. Source: design §5.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

FIRST_S = 60.0
LONGEST_S = 6 * 3600.0

Key = TypeVar("Key", bound=Hashable)


def delay_s(failures: int, jitter: float) -> float:
    """Return the wait after so many failures in a row (1 or more); ``jitter`` lies in 0..1."""
    ceiling_s = min(LONGEST_S, 2 * FIRST_S * 2.0 ** min(failures - 1, 16))
    return ceiling_s / 2 * (1 + jitter)


@dataclass(slots=True)
class _Entry:
    failures: int
    due_s: float
    store_wide: bool


@dataclass(slots=True)
class Schedule(Generic[Key]):
    """Which jobs wait, and until when on the caller's clock in seconds."""

    _entries: dict[Key, _Entry] = field(default_factory=dict)

    def is_due(self, key: Key, now_s: float) -> bool:
        entry = self._entries.get(key)
        return entry is None or entry.due_s <= now_s

    def waits_for_store(self, key: Key) -> bool:
        """Say whether the job waits because the store itself failed."""
        entry = self._entries.get(key)
        return entry is not None and entry.store_wide

    def failed(self, key: Key, now_s: float, jitter: float, *, store_wide: bool) -> float:
        """Let the job wait and return for how many seconds.

        ``store_wide`` when the store itself failed, so that its return ends the wait.
        """
        entry = self._entries.get(key)
        failures = 1 + (entry.failures if entry else 0)
        wait_s = delay_s(failures, jitter)
        self._entries[key] = _Entry(failures, now_s + wait_s, store_wide)
        return wait_s

    def worked(self, key: Key) -> None:
        """Forget the job's failures. The store evidently answers, so nobody waits for it any longer."""
        self._entries = {
            other: entry for other, entry in self._entries.items() if other != key and not entry.store_wide
        }

    def keep(self, keys: Collection[Key]) -> None:
        """Forget the failures of every other job: it is no longer there to be done."""
        self._entries = {key: entry for key, entry in self._entries.items() if key in keys}

    def is_calm(self) -> bool:
        """Say whether no job failed without having worked since."""
        return not self._entries
