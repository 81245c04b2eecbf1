"""What a tablet is doing with a code: the open film, a code waiting for "zeker?", a receipt.

In memory only, per tablet, gone when the tablet rests. A film itself never lies here: the recorder
decrypts what the player asks for, piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from console.client.cutting import Cutting

VISIT_IDLE_S = 15 * 60  # the page itself leaves after a minute; this is for a tablet whose page died


@dataclass(slots=True)
class Visit:
    """One tablet's visit. ``index`` is the film's map as ``review.index`` gives it."""

    playback: str = ""
    recording: dict[str, Any] = field(default_factory=dict)
    index: dict[str, Any] | None = None
    code: str = ""
    receipt: str = ""
    withdrawn_at: str | float = ""
    cutting: Cutting | None = None
    done: str = ""  # what was just done, to say so once
    touched: float = 0.0


class Visits:
    """The visits by tablet, on a monotonic ``clock`` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._visits: dict[str, Visit] = {}

    def of(self, tablet_id: str) -> Visit:
        """Return the tablet's visit, a new one when the last is over."""
        visit = self._visits.get(tablet_id)
        if visit is None or self._clock() - visit.touched >= VISIT_IDLE_S:
            visit = self._visits[tablet_id] = Visit()
        visit.touched = self._clock()
        return visit

    def end(self, tablet_id: str) -> Visit:
        """Forget the tablet's visit and return what it was."""
        return self._visits.pop(tablet_id, Visit())
