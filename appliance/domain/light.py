"""What the lamp and the buzzer say in each state of a talk (journeys, "the only signals").

Red means one thing: the camera is on. The table is total, so a new state cannot go without a signal.
"""

from __future__ import annotations

from enum import Enum

from appliance.domain.session import TalkState


class LightColour(Enum):
    """What the lamp shows. Red never means anything but: the camera is on."""

    DARK = "dark"
    WHITE = "white"
    RED = "red"
    AMBER = "amber"
    BLUE_PULSE = "blue-pulse"
    AMBER_FLASH = "amber-flash"


class Tone(Enum):
    """The four sounds of the box."""

    START = "start"  # two rising tones
    STOP = "stop"  # two falling tones
    HELP = "help"  # one low tone
    STILL_THERE = "still-there"  # "Nog bezig?"


SIGNALS: dict[TalkState, LightColour] = {
    TalkState.IDLE: LightColour.DARK,
    TalkState.ASKED: LightColour.DARK,
    TalkState.CONSENTED: LightColour.WHITE,
    TalkState.STARTING: LightColour.RED,
    TalkState.RECORDING: LightColour.RED,
    TalkState.PAUSED: LightColour.AMBER,
    TalkState.ALLOWED_AGAIN: LightColour.WHITE,
    TalkState.STARTING_AGAIN: LightColour.RED,
    TalkState.VISITED: LightColour.AMBER,
    TalkState.ASKED_AGAIN: LightColour.AMBER,
    TalkState.SAVING: LightColour.BLUE_PULSE,
    TalkState.CLOSING: LightColour.DARK,
    TalkState.HELP: LightColour.AMBER_FLASH,
}
