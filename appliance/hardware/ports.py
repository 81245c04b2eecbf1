"""The ports at the hardware's edge. Adapters are thin; everything behind a port is shared with the demo.

Callbacks run on the adapter's own thread: whoever passes one in must only put something on a queue
(an exception in a gpiozero handler or in picamera2's output thread kills that thread silently).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from appliance.domain.light import LightColour as LightColour
from appliance.domain.light import Tone as Tone


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """What the camera delivers: size in pixels and frames per second."""

    width: int
    height: int
    fps: int


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """What the microphone delivers: signed 16-bit little-endian PCM, interleaved."""

    sample_rate_hz: int
    channels: int


@dataclass(frozen=True, slots=True)
class VideoPacket:
    """One encoded picture: H.264 in Annex B form, every keyframe preceded by SPS and PPS."""

    data: bytes
    keyframe: bool
    captured_s: float  # monotonic clock of Clock.monotonic_s


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """A run of PCM samples; ``captured_s`` is the monotonic time of its first sample."""

    samples: bytes
    captured_s: float


class Camera(Protocol):
    """A camera with its H.264 encoder. Opened only after a valid token, closed when idle."""

    def open(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> VideoFormat:
        """Power the sensor and start to deliver packets; the first one is a keyframe.

        Raises: CameraFailed. A fault after this call goes to ``on_fault`` once, as text for beheer.
        """

    def close(self) -> None:
        """Stop and release the device. Safe to call twice; no packet follows its return."""

    def is_open(self) -> bool:
        """Tell whether the device is open, as the adapter knows it."""


class Microphone(Protocol):
    """A microphone. Opened and closed together with the camera."""

    def open(self, on_block: Callable[[AudioBlock], None], on_fault: Callable[[str], None]) -> AudioFormat:
        """Start to deliver blocks of at most 100 ms. Raises: MicrophoneFailed."""

    def close(self) -> None:
        """Stop and release the device. Safe to call twice."""


class Button(Protocol):
    """The one physical button. Raw edges: debounce is the domain's (domain/button.py)."""

    def watch(self, on_edge: Callable[[bool, float], None]) -> None:
        """Call ``on_edge(pressed, monotonic_s)`` for every edge from now on."""


class Light(Protocol):
    """The lamp on the box, with its buzzer."""

    def show(self, colour: LightColour) -> None:
        """Drive the lamp. Raises: LightFailed."""

    def read_back(self) -> LightColour:
        """Return what the lamp's own lines say it shows. Raises: LightFailed."""

    def sound(self, tone: Tone) -> None:
        """Play a tone; never blocks for its length and never raises."""


class Clock(Protocol):
    """Time. ``day`` is 24 hours on a box; only the demo shortens it, for windows and retention."""

    day: timedelta

    def now(self) -> datetime:
        """Return the aware UTC wall-clock time."""

    def monotonic_s(self) -> float:
        """Return seconds that never go back."""

    def is_known(self) -> bool:
        """Tell whether the wall clock can be trusted (set by RTC or NTP)."""

    def is_synchronised(self) -> bool:
        """Tell whether NTP keeps the wall clock at this moment."""

    def boot_id(self) -> str:
        """Return a name of this boot of the machine: within it the monotonic clock goes on."""


class Vitals(Protocol):
    """The board itself. None: this board does not tell."""

    def temperature_c(self) -> float | None:
        """Return how hot the processor is, in degrees Celsius."""

    def under_voltage(self) -> bool | None:
        """Tell whether the power supply gives too little at this moment."""
