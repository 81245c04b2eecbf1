"""The box's hardware as a test moves it: a clock that stands still, a camera, a microphone, a lamp, a button.

Each keeps the port it stands for (appliance/hardware/ports.py) and does nothing by itself: the camera films
when a test says so. The pictures are real H.264, made once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache

import av

from appliance.domain.errors import CameraFailed, LightFailed, MicrophoneFailed
from appliance.hardware.ports import AudioBlock, AudioFormat, LightColour, Tone, VideoFormat, VideoPacket
from appliance.media.h264 import H264Encoder
from tests.recorder.eventually import PATIENCE_S

FPS, WIDTH, HEIGHT, RATE_HZ = 10, 160, 96, 48_000


class BenchClock:
    """Time that stands still until a test lets it pass."""

    day = timedelta(days=1)

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._passed_s = 1_000.0
        self._began = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
        self.known = True
        self.boot = "first"

    def now(self) -> datetime:
        with self._lock:
            return self._began + timedelta(seconds=self._passed_s)

    def monotonic_s(self) -> float:
        with self._lock:
            return self._passed_s

    def is_known(self) -> bool:
        return self.known

    def is_synchronised(self) -> bool:
        return self.known

    def boot_id(self) -> str:
        return self.boot

    def pass_s(self, seconds: float) -> None:
        with self._lock:
            self._passed_s += seconds

    def jump_s(self, seconds: float) -> None:
        """Somebody sets the clock on the wall, and the box still trusts it."""
        with self._lock:
            self._began += timedelta(seconds=seconds)


@cache
def encoded_second() -> tuple[tuple[bytes, bool], ...]:
    """One second of real H.264, made once."""
    encoder = H264Encoder(VideoFormat(WIDTH, HEIGHT, FPS), kbps=200)
    pictures = []
    for number in range(FPS):
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([40 + 15 * number]) * plane.buffer_size)
        frame.time_base = Fraction(1, FPS)
        pictures.append(encoder.encode(frame))
    return tuple(pictures)


class BenchCamera:
    """A camera that delivers pictures when the test says so."""

    def __init__(self) -> None:
        self.works = True
        self.may_close = threading.Event()
        self.may_close.set()
        self.is_closing = threading.Event()
        self.delivered = 0
        self._sink: Callable[[VideoPacket], None] | None = None
        self._fault: Callable[[str], None] | None = None

    def open(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> VideoFormat:
        if not self.works:
            raise CameraFailed("bench")
        self._sink, self._fault = on_packet, on_fault
        return VideoFormat(WIDTH, HEIGHT, FPS)

    def close(self) -> None:
        self.is_closing.set()
        self.may_close.wait(PATIENCE_S)
        self.is_closing.clear()
        self._sink = None

    def is_open(self) -> bool:
        return self._sink is not None

    def deliver(self, data: bytes, keyframe: bool, at_s: float) -> None:
        sink = self._sink
        if sink is not None and self.works:
            self.delivered += 1
            sink(VideoPacket(data, keyframe, at_s))

    def unplug(self) -> None:
        self.works = False
        if self._fault is not None:
            self._fault("unplugged")


class BenchMicrophone:
    """A microphone that delivers a quiet tone when the test says so."""

    def __init__(self) -> None:
        self.works = True
        self.opens = True
        self._sink: Callable[[AudioBlock], None] | None = None

    def open(self, on_block: Callable[[AudioBlock], None], on_fault: Callable[[str], None]) -> AudioFormat:
        if not self.opens:
            raise MicrophoneFailed("bench")
        self._sink = on_block
        return AudioFormat(RATE_HZ, 1)

    def close(self) -> None:
        self._sink = None

    def deliver(self, seconds: float, at_s: float, *, flat: bool = False) -> None:
        sink = self._sink
        if sink is not None and self.works:
            pcm = bytes(4) if flat else b"\x10\x00\xf0\xff"
            sink(AudioBlock(pcm * round(RATE_HZ * seconds / 2), at_s))


class BenchLight:
    """A lamp that can break in two ways."""

    def __init__(self) -> None:
        self.colour = LightColour.DARK
        self.works = True
        self.stuck = False
        self.seen: list[LightColour] = []
        self.tones: list[Tone] = []

    def show(self, colour: LightColour) -> None:
        if not self.works:
            raise LightFailed("bench")
        if not self.stuck:
            self.colour = colour
            self.seen.append(colour)

    def read_back(self) -> LightColour:
        return self.colour

    def sound(self, tone: Tone) -> None:
        self.tones.append(tone)


class BenchButton:
    """A button pressed by the test."""

    def __init__(self) -> None:
        self.edge: Callable[[bool, float], None] = lambda _pressed, _at_s: None

    def watch(self, on_edge: Callable[[bool, float], None]) -> None:
        self.edge = on_edge
