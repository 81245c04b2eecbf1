"""The talk code: how people name one talk without naming anyone, such as MEREL-4172."""

from __future__ import annotations

BIRDS: tuple[str, ...] = (
    "MEREL", "MUS", "SPECHT", "UIL", "ZWAAN", "EEND", "GANS", "MEEUW", "KRAAI", "EKSTER", "DUIF", "VINK",
    "KOOLMEES", "REIGER", "OOIEVAAR", "ZWALUW",
)  # fmt: skip
NUMBERS = 9_000


def talk_code(draw: int) -> str:
    """Return the code of a random whole number, 0 up to and including ``len(BIRDS) * NUMBERS - 1``."""
    bird, number = divmod(draw, NUMBERS)
    return f"{BIRDS[bird]}-{1_000 + number}"
