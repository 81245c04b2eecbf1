"""Is there anything to see? A covered lens gives pictures on time, and all of them black.

Looks at a coarse sample of the picture's brightness; keeps nothing of it.
"""

from __future__ import annotations

BLACKEST = 40  # of 255; video black is 16, and a sensor in the dark adds noise
DARK_S = 2.0


class Darkness:
    """Watches the brightest spot of the pictures. Luma runs from 0 to 255."""

    def __init__(self) -> None:
        self._since_s: float | None = None

    def covered(self, sample: bytes, *, at_s: float) -> bool:
        """Take the luma of a picture, in steps; return whether it has been black for two seconds."""
        if max(sample, default=0) > BLACKEST:
            self._since_s = None
            return False
        if self._since_s is None:
            self._since_s = at_s
        return at_s - self._since_s >= DARK_S
