"""The queue to the store as beheer sees it: waiting, sending, safe or erasing, how far, and when again.

What the recorder knows itself (which recordings, in which state) comes from its own state; how far sync is
and what went wrong is what sync told last. That lives in memory only: sync tells it anew after a start,
and nothing is ever decided by it. "Onderweg" is not "veilig": only a proven delivery is safe.

Source: journeys 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from appliance.domain.recording import RecordingState
from appliance.store.state import RecordingRow

MOST_ROWS = 500
_PLACES = {
    RecordingState.RELEASED: "waiting",
    RecordingState.RECALLING: "erasing",
    RecordingState.IN_STORE: "safe",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the store, and what to do about it, in Dutch."""

    sentence: str
    next_step: str


@dataclass(slots=True)
class DeliveryQueue:
    """What sync told. One thread at a time: the owner's."""

    trouble: Trouble | None = None
    _parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    _until: dict[str, datetime] = field(default_factory=dict)  # by film; "" is every upload

    def progressed(self, film: str, *, parts_done: int, parts: int) -> None:
        """Note that so many parts came back the same: the store evidently answers."""
        self._parts[film] = parts_done, parts
        self._until.pop(film, None)
        self._until.pop("", None)

    def complain(self, trouble: Trouble, *, film: str, until: datetime) -> None:
        """Note what went wrong and when it is tried again; ``film`` is "" when every upload waits."""
        self.trouble = trouble
        self._until[film] = until

    def well(self) -> None:
        self.trouble = None
        self._until.clear()

    def forget(self, film: str) -> None:
        """Forget a recording that has arrived or is gone."""
        self._parts.pop(film, None)
        self._until.pop(film, None)

    def fields(self, rows: Iterable[RecordingRow], *, now: datetime) -> dict[str, object]:
        """Return the queue for a screen: a count per place, and a row each for what is not finished first."""
        placed = [(place, row) for row in rows if (place := self._place(row))]
        counts = dict.fromkeys((*_PLACES.values(), "sending"), 0)
        for place, _ in placed:
            counts[place] += 1
        placed.sort(key=lambda each: each[0] == "safe")  # stable: the oldest first in each half
        return {
            "trouble": None
            if self.trouble is None
            else {"sentence": self.trouble.sentence, "next_step": self.trouble.next_step},
            "counts": counts,
            "rows": [self._row(place, row, now=now) for place, row in placed[:MOST_ROWS]],
        }

    def is_sending(self, rows: Iterable[RecordingRow], *, now: datetime) -> bool:
        """Tell whether a recording is on its way at this moment; one that waits for the store is not."""
        rows_now = [
            self._row(place, row, now=now) for row in rows if (place := self._place(row)) == "sending"
        ]
        return any(row["next_attempt"] is None for row in rows_now)

    def _place(self, row: RecordingRow) -> str | None:
        place = _PLACES.get(row.standing.state)
        return "sending" if place == "waiting" and row.film in self._parts else place

    def _row(self, place: str, row: RecordingRow, *, now: datetime) -> dict[str, object]:
        done, parts = self._parts.get(row.film, (0, 0))
        waits = [self._until.get(row.film), self._until.get("") if place in ("waiting", "sending") else None]
        again = max((until for until in waits if until is not None and until > now), default=None)
        return {
            "id": row.id,
            "started_at": row.started_at.isoformat(),
            "place": place,
            "size_bytes": row.size_bytes,
            "parts_done": done,
            "parts": parts,
            "next_attempt": again.isoformat() if again else None,
        }
