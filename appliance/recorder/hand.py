"""The hand on the button: raw edges in, presses out to the talk. Owner's thread only."""

from __future__ import annotations

from appliance.domain.button import ButtonFault, ButtonState, Press, edge, fault, tick
from appliance.recorder.takes import Takes


class Hand:
    """Remembers how the button stands."""

    def __init__(self, takes: Takes) -> None:
        self._takes = takes
        self._button = ButtonState()

    def edge(self, *, pressed: bool, at_s: float) -> None:
        self._button, press = edge(self._button, pressed=pressed, at_s=at_s)
        self._tell(press)

    def tick(self, *, at_s: float) -> None:
        self._button, press = tick(self._button, at_s=at_s)
        self._tell(press)

    def fault(self, *, at_s: float) -> ButtonFault | None:
        """Return how the button is broken, None when it works."""
        return fault(self._button, at_s=at_s)

    def _tell(self, press: Press | None) -> None:
        if press is Press.SHORT:
            self._takes.press()
        elif press is Press.LONG:
            self._takes.long_press()
