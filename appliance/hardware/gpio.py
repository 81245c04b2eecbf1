"""The lines of the Raspberry Pi's header, through gpiozero: button, lamp, buzzer, shutter, sensor power.

gpiozero calls its handlers on lgpio's one thread, and an exception there leaves every button of the box
dead. So a handler here only hands on, and nothing it raises gets through. Debounce is the domain's
(domain/button.py): gpiozero's own hides how a bad contact behaves. Pins have BCM numbers.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import gpiozero  # type: ignore[import-untyped]  # ships no types
from gpiozero.exc import GPIOZeroError  # type: ignore[import-untyped]

from appliance.domain.errors import LightFailed, NoSuchHardware
from appliance.hardware.ports import Tone
from appliance.hardware.wired_light import Levels

_log = logging.getLogger(__name__)

# (hertz, seconds) in a row; nought hertz is a rest.
MELODIES: Mapping[Tone, Sequence[tuple[float, float]]] = {
    Tone.START: ((660.0, 0.15), (880.0, 0.2)),
    Tone.STOP: ((880.0, 0.15), (660.0, 0.2)),
    Tone.HELP: ((300.0, 0.5),),
    Tone.STILL_THERE: ((660.0, 0.1), (0.0, 0.1), (660.0, 0.1)),
}
_WAITING_TONES = 4
_CAMERA_UP_S = 1.5  # a USB camera presents itself to the kernel
_SERVO_S = 0.5  # as long as a small servo takes from one end to the other


class GpioButton:
    """A push button between a pin and ground."""

    def __init__(self, pin: int, *, monotonic: Callable[[], float]) -> None:
        self._button = _claimed("knop", lambda: gpiozero.Button(pin, pull_up=True, bounce_time=None))
        self._monotonic = monotonic

    def watch(self, on_edge: Callable[[bool, float], None]) -> None:
        def hand_on(*, pressed: bool) -> None:
            try:
                on_edge(pressed, self._monotonic())
            except Exception:  # noqa: BLE001 - it would kill the thread of every button
                _log.exception("event=button-fault")

        self._button.when_pressed = lambda: hand_on(pressed=True)
        self._button.when_released = lambda: hand_on(pressed=False)
        if self._button.is_pressed:  # stuck since before the box was on: nobody would ever tell
            hand_on(pressed=True)

    def is_down(self) -> bool:
        """Tell whether the contact is closed now."""
        return bool(self._button.is_pressed)

    def close(self) -> None:
        self._button.close()


class GpioLines:
    """Outputs with names, driven and read as one."""

    def __init__(self, pins: Mapping[str, int], *, active_low: bool = False) -> None:
        self._outputs = {
            name: _claimed("lampje", partial(gpiozero.DigitalOutputDevice, pin, active_high=not active_low))
            for name, pin in pins.items()
        }

    def drive(self, levels: Levels) -> None:
        """Set every line. Raises: LightFailed."""
        try:
            for name, output in self._outputs.items():
                output.value = int(levels.get(name, False))
        except GPIOZeroError as error:
            raise LightFailed(type(error).__name__) from error

    def read(self) -> Levels:
        """Return what the pins themselves say, which a short circuit pulls down. Raises: LightFailed."""
        try:
            return {name: bool(output.value) for name, output in self._outputs.items()}
        except GPIOZeroError as error:
            raise LightFailed(type(error).__name__) from error

    def close(self) -> None:
        for output in self._outputs.values():
            output.close()


class GpioEye:
    """A phototransistor before the red light: it pulls its pin to ground while it sees light."""

    def __init__(self, pin: int) -> None:
        self._input = _claimed("terugleesoog", lambda: gpiozero.DigitalInputDevice(pin, pull_up=True))

    def sees_light(self) -> bool:
        """Tell whether light falls on it. Raises: LightFailed."""
        try:
            return bool(self._input.value)
        except GPIOZeroError as error:
            raise LightFailed(type(error).__name__) from error

    def close(self) -> None:
        self._input.close()


class GpioBuzzer:
    """A passive buzzer. Its tones are played by a thread of its own, so that nobody waits for them."""

    def __init__(self, pin: int) -> None:
        self._buzzer = _claimed("zoemer", lambda: gpiozero.PWMOutputDevice(pin, initial_value=0))
        self._tones: queue.Queue[Tone | None] = queue.Queue(_WAITING_TONES)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._play, name="buzzer", daemon=True)
        self._thread.start()

    def sound(self, tone: Tone) -> None:
        """Play a tone after those that wait; when too many wait, this one is left out."""
        with suppress(queue.Full):
            self._tones.put_nowait(tone)

    def close(self) -> None:
        self._ended.set()
        with suppress(queue.Full):
            self._tones.put_nowait(None)
        self._thread.join()
        self._buzzer.close()

    def _play(self) -> None:
        while (tone := self._tones.get()) is not None and not self._ended.is_set():
            try:
                for hertz, seconds in MELODIES[tone]:
                    if hertz:
                        self._buzzer.frequency = hertz
                    self._buzzer.value = 0.5 if hertz else 0.0
                    self._ended.wait(seconds)
                self._buzzer.value = 0.0
            except Exception:  # noqa: BLE001 - a box that cannot beep says everything on the tablet too
                _log.exception("event=buzzer-fault")


class GpioShutter:
    """A servo that moves a cover before the lens: -1 is closed, 1 is open."""

    def __init__(self, pin: int) -> None:
        self._servo = _claimed("sluiter", lambda: gpiozero.Servo(pin, initial_value=-1))
        self._moved = threading.Event()

    def turn(self, *, on: bool) -> None:
        """Uncover or cover the lens, and wait until it is done."""
        self._servo.value = 1 if on else -1
        self._moved.wait(_SERVO_S)
        self._servo.detach()  # a servo that holds its place hums, and the microphone hears it

    def close(self) -> None:
        self._servo.close()


class GpioSwitch:
    """A line that switches the power of a USB camera; high is on."""

    def __init__(self, pin: int) -> None:
        self._output = _claimed("cameravoeding", lambda: gpiozero.DigitalOutputDevice(pin))
        self._awake = threading.Event()

    def turn(self, *, on: bool) -> None:
        """Switch the power; after switching it on, wait until the camera has come up."""
        self._output.value = int(on)
        if on:
            self._awake.wait(_CAMERA_UP_S)

    def close(self) -> None:
        self._output.close()


def _claimed(part: str, claim: Callable[[], Any]) -> Any:
    """Claim a pin. Raises: NoSuchHardware, with the part that could not be had."""
    try:
        return claim()
    except (GPIOZeroError, OSError, ImportError) as error:
        raise NoSuchHardware(f"{part}: {type(error).__name__} {error}") from error
