"""The simulated box: a camera and a microphone before one scene, a button and a lamp on wires.

Real pictures are drawn, really encoded, and delivered at the moment a camera would deliver them; not one
is made before ``open``. What is simulated ends here: everything behind the ports is the box's own.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from appliance.domain.errors import CameraFailed, LightFailed, MicrophoneFailed, SpiegelboxError
from appliance.hardware.ports import (
    AudioBlock,
    AudioFormat,
    Clock,
    LightColour,
    Tone,
    VideoFormat,
    VideoPacket,
)
from appliance.hardware.wires import Wires
from appliance.media.h264 import H264Encoder
from appliance.media.scene import Scene

_log = logging.getLogger(__name__)

LATE_S = 0.5  # further behind than this, pictures are left out
_TELL_EVERY = 5  # pictures between two words about how many there were
_JOIN_S = 5.0


class SimulatedStage:
    """What stands before camera and microphone, played while the camera is open."""

    def __init__(self, scene: Scene, *, kbps: int, clock: Clock, wires: Wires) -> None:
        self.scene, self._kbps, self._clock, self._wires = scene, kbps, clock, wires
        self.camera_works: object = True
        self.microphone_works: object = True
        self.on_block: Callable[[AudioBlock], None] | None = None
        self._packets = 0
        self._playing: _Performance | None = None

    @property
    def plays(self) -> bool:
        """Tell whether the camera's sensor is on."""
        return self._playing is not None

    def start(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> None:
        """Begin the scene from its start."""
        ended = threading.Event()
        thread = threading.Thread(
            target=self._play, args=(on_packet, on_fault, ended), name="scene", daemon=True
        )
        self._playing = _Performance(ended, thread)
        self._wires.tell(camera="open")
        thread.start()

    def stop(self) -> None:
        """End the scene; no picture follows."""
        playing, self._playing = self._playing, None
        if playing is not None:
            playing.ended.set()
            playing.thread.join(_JOIN_S)
            self._wires.tell(camera="closed", packets=self._packets)

    def _play(
        self,
        on_packet: Callable[[VideoPacket], None],
        on_fault: Callable[[str], None],
        ended: threading.Event,
    ) -> None:
        try:
            self._perform(on_packet, ended)
        except SpiegelboxError as error:
            on_fault(error.sentence)
        except Exception:  # noqa: BLE001 - a dead thread would look like a frozen camera
            _log.exception("event=scene-fault")
            on_fault("scene")

    def _perform(self, on_packet: Callable[[VideoPacket], None], ended: threading.Event) -> None:
        fps = self.scene.picture.fps
        encoder = H264Encoder(self.scene.picture, kbps=self._kbps)
        begin_s = self._clock.monotonic_s()
        for number, tick in enumerate(self.scene.ticks()):
            at_s = begin_s + number / fps
            if ended.wait(max(0.0, at_s - self._clock.monotonic_s())):
                return
            if self.camera_works is False:
                raise CameraFailed
            if self.on_block is not None and self.microphone_works is True:
                self.on_block(AudioBlock(tick.sound if any(tick.sound) else _hush(tick.sound), at_s))
            late = self._clock.monotonic_s() - at_s > LATE_S
            if self.camera_works is True and not late:
                data, keyframe = encoder.encode(tick.draw())
                self._packets += 1
                on_packet(VideoPacket(data, keyframe, at_s))
            if number % _TELL_EVERY == 0:
                self._wires.tell(packets=self._packets)


def _hush(silence: bytes) -> bytes:
    """Return the same length of a quiet room: one that is silent to the last bit has a dead microphone."""
    return (b"\x04\x00\xfc\xff" * (len(silence) // 4 + 1))[: len(silence)]


@dataclass(frozen=True, slots=True)
class _Performance:
    """A scene being played."""

    ended: threading.Event
    thread: threading.Thread


class SimulatedCamera:
    """A camera before the stage."""

    def __init__(self, stage: SimulatedStage, wires: Wires) -> None:
        self._stage = stage
        wires.on_part("camera", self._set)

    def open(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> VideoFormat:
        if self._stage.camera_works is False:
            raise CameraFailed("unplugged")
        self._stage.start(on_packet, on_fault)
        shape = self._stage.scene.picture
        return VideoFormat(shape.width, shape.height, shape.fps)

    def close(self) -> None:
        self._stage.stop()

    def is_open(self) -> bool:
        return self._stage.plays

    def _set(self, works: object) -> None:
        self._stage.camera_works = works


class SimulatedMicrophone:
    """A microphone before the same stage: the camera's opening starts its sound."""

    def __init__(self, stage: SimulatedStage, wires: Wires) -> None:
        self._stage = stage
        wires.on_part("microphone", self._set)

    def open(
        self,
        on_block: Callable[[AudioBlock], None],
        on_fault: Callable[[str], None],  # noqa: ARG002 - this one only falls silent
    ) -> AudioFormat:
        if self._stage.microphone_works is False:
            raise MicrophoneFailed("unplugged")
        self._stage.on_block = on_block
        shape = self._stage.scene.sound
        return AudioFormat(shape.sample_rate_hz, shape.channels)

    def close(self) -> None:
        self._stage.on_block = None

    def _set(self, works: object) -> None:
        self._stage.microphone_works = works


class SimulatedButton:
    """A button pressed over the wires."""

    def __init__(self, wires: Wires, clock: Clock) -> None:
        self._wires, self._clock = wires, clock

    def watch(self, on_edge: Callable[[bool, float], None]) -> None:
        self._wires.on_button(lambda pressed: on_edge(pressed, self._clock.monotonic_s()))


class SimulatedLight:
    """A lamp seen over the wires. A broken one stays dark, and says so when it is read back."""

    def __init__(self, wires: Wires) -> None:
        self._wires = wires
        self._works = True
        self._colour = LightColour.DARK
        wires.on_part("light", self._set)

    def show(self, colour: LightColour) -> None:
        if not self._works:
            raise LightFailed("broken")
        self._colour = colour
        self._wires.tell(light=colour.value)

    def read_back(self) -> LightColour:
        return self._colour

    def sound(self, tone: Tone) -> None:
        self._wires.tell(tone=tone.value)

    def _set(self, works: object) -> None:
        self._works = works is True
        if not self._works:
            self._colour = LightColour.DARK
            self._wires.tell(light=LightColour.DARK.value)
