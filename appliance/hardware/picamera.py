"""The Raspberry Pi camera, through picamera2: the camera, its H.264 encoder, and nothing else of it.

picamera2's own sound, files, muxers, buffers before the start and callbacks stay unused: each of them can
stop a film without a word (docs/adr/0019). What it gives goes straight to the recorder's queue. Its camera
thread dies of any exception, so none leaves this room. picamera2 and libcamera are imported at the first
``open``: their import looks at the video devices, and before a token nobody touches those.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from appliance.domain.errors import CameraFailed
from appliance.hardware.darkness import Darkness
from appliance.hardware.ports import VideoFormat, VideoPacket
from appliance.media.h264 import KEYFRAME_EVERY_S

_log = logging.getLogger(__name__)

Encoder = Literal["v4l2", "libx264"]

_STOP_WITHIN_S = 3.0
_BUFFERS = 6  # pictures in flight: 0.24 s of a busy machine
_LOOK_EVERY = 12  # pictures between two looks at how dark it is
_LUMA_STEP = 4099  # bytes between two looked at: a prime, so that no column of the picture is missed


def encoder_of(model: str, *, has_codec: bool) -> Encoder:
    """Return the encoder for a board: its own H.264 codec where it has one, else libx264.

    ``model`` is what the device tree says, ``has_codec`` whether /dev/video11 is there. A Pi 5 has no H.264
    encoder; a PC takes itself for a Pi 4 in picamera2's eyes, so picamera2 is not asked.
    """
    return "v4l2" if "Raspberry Pi" in model and has_codec else "libx264"


def encoder_of_this_board() -> Encoder:
    """Return the encoder for the machine this runs on."""
    try:
        model = Path("/proc/device-tree/model").read_text(encoding="utf-8")
    except OSError:
        model = ""
    return encoder_of(model, has_codec=Path("/dev/video11").exists())


def pick(cameras: Sequence[dict[str, Any]], model: str) -> int:
    """Return the number of the one camera to use, by its model or its id. Raises: CameraFailed.

    ``cameras`` is what libcamera lists. With two cameras and no model there is no telling which one looks at
    the client, and guessing would film the wrong way.
    """
    names = ", ".join(str(camera["Model"]) for camera in cameras)
    found = [number for number, camera in enumerate(cameras) if model in ("", camera["Model"], camera["Id"])]
    if not found:
        raise CameraFailed(f"geen camera {model} gevonden; wel: {names}" if names else "geen camera gevonden")
    if len(found) > 1:
        raise CameraFailed(f"meer dan een camera: {names}; kies er een met hardware.camera_model")
    return found[0]


@dataclass(frozen=True, slots=True)
class _Running:
    """picamera2's camera and the encoder of this one recording."""

    camera: Any
    encoder: Any


class PiCamera:
    """The camera on the ribbon cable. ``model`` says which one, when there are more."""

    def __init__(self, video: VideoFormat, *, kbps: int, encoder: Encoder, model: str = "") -> None:
        self._video, self._kbps, self._encoder, self._model = video, kbps, encoder, model
        self._running: _Running | None = None

    def open(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> VideoFormat:
        try:
            self._start(on_packet, on_fault)
        except CameraFailed:
            self.close()
            raise
        except Exception as error:
            # picamera2 raises whatever it meets, from ImportError to IndexError.
            self.close()
            raise CameraFailed(f"{type(error).__name__}: {error}") from error
        return self._video

    def close(self) -> None:
        if self._running is None:
            return
        camera, encoder = self._running.camera, self._running.encoder
        _stop(camera)
        with contextlib.suppress(Exception):  # half started, or its device has gone: the camera goes off
            camera.stop_encoder(encoder)
        camera.close()
        self._running = None  # last: while anything above hangs, the camera may be on
        del camera, encoder
        # They hold each other: without this their memory, with the last pictures in it, would stay for days.
        gc.collect()

    def is_open(self) -> bool:
        return self._running is not None

    def _start(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> None:
        from picamera2 import Picamera2  # type: ignore[import-not-found]  # comes from apt, on a box only

        camera = Picamera2(pick(Picamera2.global_camera_info(), self._model))
        # A new encoder for every recording: one that is used again carries the old film's times.
        encoder = _new_encoder(self._encoder, self._video, self._kbps)
        self._running = _Running(camera, encoder)
        frame_us = round(1_000_000 / self._video.fps)
        size = (self._video.width, self._video.height)
        camera.configure(
            camera.create_video_configuration(
                main={"size": size, "format": "YUV420"},
                controls={"FrameDurationLimits": (frame_us, frame_us)},
                buffer_count=_BUFFERS,
                display=None,
            )
        )
        given = tuple(camera.camera_configuration()["main"]["size"])
        if given != size:
            raise CameraFailed(f"de camera geeft {given[0]}x{given[1]} en niet {size[0]}x{size[1]}")
        camera.post_callback = _dark_watch(on_fault)
        camera.start_encoder(encoder, _sink(encoder, on_packet, on_fault))
        camera.start()


def _new_encoder(name: Encoder, video: VideoFormat, kbps: int) -> Any:
    """Return a fresh encoder that repeats SPS and PPS before every keyframe."""
    keyframe_every = max(1, round(video.fps * KEYFRAME_EVERY_S))
    if name == "v4l2":
        from picamera2.encoders.h264_encoder import H264Encoder  # type: ignore[import-not-found]

        return H264Encoder(
            bitrate=kbps * 1000, repeat=True, iperiod=keyframe_every, framerate=video.fps, profile="baseline"
        )
    from picamera2.encoders.libav_h264_encoder import LibavH264Encoder  # type: ignore[import-not-found]

    encoder = LibavH264Encoder(bitrate=kbps * 1000, repeat=True, iperiod=keyframe_every, framerate=video.fps)
    encoder.threads = 1  # more would each hold back a picture, which a power cut then takes
    return encoder


def _sink(encoder: Any, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> Any:
    """Return a picamera2 output that hands packets on and never raises."""
    from picamera2.outputs import Output  # type: ignore[import-not-found]

    # libcamera stamps with CLOCK_BOOTTIME, which also counts sleep; the recorder lives on CLOCK_MONOTONIC.
    asleep_s = time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()
    failed = False

    class Sink(Output):  # type: ignore[misc]
        def outputframe(
            self,
            frame: bytes,
            keyframe: bool = True,
            timestamp: int | None = None,
            packet: object = None,  # noqa: ARG002 - picamera2's own call
            audio: bool = False,  # noqa: ARG002
        ) -> None:
            nonlocal failed
            try:
                at_s = (encoder.firsttimestamp + timestamp) / 1e6 - asleep_s
                on_packet(VideoPacket(bytes(frame), bool(keyframe), at_s))
            except Exception:  # noqa: BLE001 - it would kill picamera2's thread, and later calls would hang
                if not failed:
                    failed = True
                    _log.exception("event=camera-output-fault")
                    on_fault("camera output")

    return Sink()


def _dark_watch(on_fault: Callable[[str], None]) -> Callable[[Any], None]:
    """Return a callback that now and then looks whether anything can be seen; it never raises."""
    darkness = Darkness()
    seen, told = 0, False

    def look(request: Any) -> None:
        nonlocal seen, told
        seen += 1
        if told or seen % _LOOK_EVERY:
            return
        try:
            from picamera2 import MappedArray

            _, height = request.config["main"]["size"]
            with MappedArray(request, "main", write=False) as mapped:
                luma = mapped.array[:height].ravel()[::_LUMA_STEP].tobytes()
            if darkness.covered(luma, at_s=time.monotonic()):
                told = True
                on_fault("the picture is black: is the lens covered?")
        except Exception:  # noqa: BLE001 - it would kill picamera2's thread
            told = True
            _log.exception("event=camera-look-fault")

    return look


def _stop(camera: Any) -> None:
    """Stop the stream, also when picamera2's own thread has died and would never do it."""
    if not camera.started:
        return
    try:
        camera.dispatch_functions([camera.stop_], wait=_STOP_WITHIN_S, immediate=True)
    except TimeoutError:
        camera.stop_()
