"""One line of health: a part of the box, in words for beheer."""

from __future__ import annotations

from dataclasses import dataclass

FINE = "In orde."


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the box: ``ok`` False asks for attention, ``next_step`` says what to do."""

    part: str
    ok: bool
    sentence: str
    next_step: str = ""
