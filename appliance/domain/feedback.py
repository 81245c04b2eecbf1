"""One question after a talk, and what of the answers may be told: nobody may be found back in them.

A number below ``FEW`` is not told, written lines only when there are ``FEW`` of them, and a month only when
it is over: whoever looks twice in one month would otherwise see what the client of that hour answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

FACES = ("good", "so_so", "bad")
FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What may be told of one month. ``None`` is fewer than ``FEW``, or nobody at all."""

    over: bool
    faces: Mapping[str, int | None]
    lines: tuple[str, ...]


def month_of(at: datetime) -> str:
    """Return the month of a time, such as ``2026-11``."""
    return at.strftime("%Y-%m")


def told(month: str, *, now: datetime, faces: Mapping[str, int], lines: tuple[str, ...]) -> Told:
    """Return what may be told of ``month`` at ``now``."""
    over = month < month_of(now)
    shown = {face: faces.get(face, 0) if over else 0 for face in FACES}
    return Told(
        over=over,
        faces={face: number if number >= FEW else None for face, number in shown.items()},
        lines=lines if over and len(lines) >= FEW else (),
    )
