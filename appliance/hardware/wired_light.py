"""The lamp of the box on its wires: which lines carry which colour, the patterns, and what is read back.

Knows no pins and no library (gpio.py): lines are driven and read by name. The lamp never waits for its own
pattern, and what it reads back comes from the lines and the eye, never from what it wanted to show.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from appliance.domain.errors import LightFailed
from appliance.hardware.ports import LightColour, Tone

Levels = Mapping[str, bool]
Step = tuple[frozenset[str], float]  # the lines that are on, and for how many seconds (0: steady)

RED_LINE = "red"
DOOR_LINE = "door"  # the start of the name of each light at a door

_C = LightColour
_OFF: frozenset[str] = frozenset()


def _steady(*lines: str) -> tuple[Step, ...]:
    return ((frozenset(lines), 0.0),)


def _pulse(*lines: str) -> tuple[Step, ...]:
    return ((frozenset(lines), 1.2), (_OFF, 1.2))


def _double_flash(*lines: str) -> tuple[Step, ...]:
    on = frozenset(lines)
    return ((on, 0.25), (_OFF, 0.25), (on, 0.25), (_OFF, 1.25))  # one flash a second, far below three


# One lamp with a red, a green and a blue chip.
RGB: Mapping[LightColour, Sequence[Step]] = {
    _C.DARK: _steady(),
    _C.WHITE: _steady("red", "green", "blue"),
    _C.RED: _steady("red"),
    _C.AMBER: _steady("red", "green"),
    _C.BLUE_PULSE: _pulse("blue"),
    _C.AMBER_FLASH: _double_flash("red", "green"),
}
# Three plain lamps. What pulses blue on one lamp pulses white here: the rhythm tells them apart.
THREE: Mapping[LightColour, Sequence[Step]] = {
    _C.DARK: _steady(),
    _C.WHITE: _steady("white"),
    _C.RED: _steady("red"),
    _C.AMBER: _steady("amber"),
    _C.BLUE_PULSE: _pulse("white"),
    _C.AMBER_FLASH: _double_flash("amber"),
}


class Lines(Protocol):
    """Outputs with names (gpio.py)."""

    def drive(self, levels: Levels) -> None: ...
    def read(self) -> Levels: ...


class Eye(Protocol):
    """Something that sees whether the red lamp gives light."""

    def sees_light(self) -> bool: ...


class Buzzer(Protocol):
    """Something that plays a tone and does not make anybody wait."""

    def sound(self, tone: Tone) -> None: ...


class WiredLight:
    """A lamp on lines, with a lamp at each door that says only: the camera is on."""

    def __init__(
        self,
        lines: Lines,
        colours: Mapping[LightColour, Sequence[Step]],
        *,
        doors: Sequence[str] = (),
        eye: Eye | None = None,
        buzzer: Buzzer | None = None,
    ) -> None:
        self._lines, self._colours, self._doors = lines, colours, frozenset(doors)
        self._eye, self._buzzer = eye, buzzer
        self._pattern: _Pattern | None = None
        self._wanted = LightColour.DARK

    def show(self, colour: LightColour) -> None:
        self._end_pattern()
        self._wanted = colour
        steps = self._colours[colour]
        self._drive(steps[0][0])
        if len(steps) > 1:
            self._pattern = _Pattern(steps, self._drive)

    def read_back(self) -> LightColour:
        on = frozenset(name for name, high in self._lines.read().items() if high)
        shown = next((colour for colour in self._steady_colours() if self._lit(colour) == on), None)
        if self._pattern is not None:  # on or off at this moment: the lines cannot contradict it
            return self._wanted
        if self._eye is not None:
            if self._eye.sees_light() and RED_LINE not in on:
                return LightColour.RED  # a short circuit: it burns whatever we say
            if not self._eye.sees_light() and RED_LINE in on:
                return LightColour.DARK  # driven, and no light comes
        return shown or LightColour.DARK

    def sound(self, tone: Tone) -> None:
        if self._buzzer is not None:
            self._buzzer.sound(tone)

    def close(self) -> None:
        """Go dark."""
        self._end_pattern()
        with suppress(LightFailed):
            self._drive(_OFF)

    def _drive(self, on: frozenset[str]) -> None:
        doors = self._doors if self._wanted is LightColour.RED else _OFF
        self._lines.drive(dict.fromkeys(on | doors, True))

    def _lit(self, colour: LightColour) -> frozenset[str]:
        doors = self._doors if colour is LightColour.RED else _OFF
        return self._colours[colour][0][0] | doors

    def _steady_colours(self) -> list[LightColour]:
        return [colour for colour, steps in self._colours.items() if len(steps) == 1]

    def _end_pattern(self) -> None:
        pattern, self._pattern = self._pattern, None
        if pattern is not None:
            pattern.end()


class _Pattern:
    """Steps that repeat on a thread until they are ended."""

    def __init__(self, steps: Sequence[Step], drive: Callable[[frozenset[str]], None]) -> None:
        self._steps, self._drive = steps, drive
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lamp", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        with suppress(LightFailed):  # told at the next colour; a pattern never stands for the camera
            while True:
                for on, seconds in self._steps:
                    if self._ended.is_set():
                        return
                    self._drive(on)
                    self._ended.wait(seconds)
