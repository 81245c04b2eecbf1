"""The lamp, which never lies: red before the camera, and red until the camera is really off."""

from __future__ import annotations

import logging

from appliance.domain.errors import LightFailed
from appliance.domain.light import SIGNALS, LightColour, Tone
from appliance.domain.session import TalkState
from appliance.hardware.ports import Light

_log = logging.getLogger(__name__)


class Lamp:
    """The lamp and the buzzer, as the talk's state drives them."""

    def __init__(self, light: Light) -> None:
        self._light = light
        self._shown: LightColour | None = None
        self._fails = False

    def follow(self, state: TalkState, *, sensor_on: bool) -> None:
        """Show the state's signal; while the sensor is on nothing but red is true.

        A lamp that cannot show a state without the camera is no reason to stop anything: the words on
        the tablet say it too.
        """
        colour = LightColour.RED if sensor_on else SIGNALS[state]
        if colour is self._shown:
            return
        try:
            self._light.show(colour)
            self._shown, self._fails = colour, False
        except LightFailed:
            if not self._fails:  # tried again at every tick, told once
                _log.warning("event=light-failed colour=%s", colour.value)
            self._fails = True

    def turn_red(self) -> None:
        """Show red and see that it is so: the camera may be opened after this. Raises: LightFailed."""
        self._light.show(LightColour.RED)
        self._shown = LightColour.RED
        self.must_be_red()

    def must_be_red(self) -> None:
        """Raise LightFailed when the lamp does not show red while the camera films."""
        if self._light.read_back() is not LightColour.RED:
            raise LightFailed("read back")

    def test(self) -> None:
        """Show dark and see that it is so. Raises: LightFailed."""
        self._light.show(LightColour.DARK)
        self._shown = LightColour.DARK
        if self._light.read_back() is not LightColour.DARK:
            raise LightFailed("read back")

    def sound(self, tone: Tone) -> None:
        self._light.sound(tone)

    @property
    def colour(self) -> LightColour:
        """What was last shown."""
        return self._shown or LightColour.DARK
