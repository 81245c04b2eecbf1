"""The camera and the microphone of a computer on a desk, for the demo: V4L2 and ALSA through PyAV.

They deliver at their own pace; a picture is stamped when it arrives, fitted to the box's size and encoded
with the demo's own encoder. Each reads on a thread of its own and tells a failure once: a silent thread
would look like a frozen camera. PyPI's PyAV carries its own ALSA and must be told where the system keeps
its settings and plugins.
"""

from __future__ import annotations

import logging
import os
import sysconfig
import threading
from collections.abc import Callable
from pathlib import Path

import av
import av.error
from av.container import InputContainer

from appliance.domain.errors import CameraFailed, MicrophoneFailed, SpiegelboxError
from appliance.hardware.ports import AudioBlock, AudioFormat, VideoFormat, VideoPacket
from appliance.media.fitting import PictureFitting
from appliance.media.h264 import H264Encoder
from appliance.media.moov import channel_layout

_log = logging.getLogger(__name__)

_JOIN_S = 5.0
_ALSA_CONF = Path("/usr/share/alsa/alsa.conf")


class _Reader:
    """A device being read on a thread until it is closed."""

    def __init__(
        self,
        name: str,
        device: InputContainer,
        read: Callable[[InputContainer, threading.Event], None],
        on_fault: Callable[[str], None],
    ) -> None:
        self._device, self._read, self._on_fault = device, read, on_fault
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join(_JOIN_S)

    def _run(self) -> None:
        try:
            with self._device:
                self._read(self._device, self._ended)
            reason = "" if self._ended.is_set() else "the device stopped"
        except (av.error.FFmpegError, OSError) as error:
            reason = str(error)
        except Exception:  # noqa: BLE001 - whatever it is, the recorder must hear of it
            _log.exception("event=webcam-fault")
            reason = "webcam"
        if reason:
            self._on_fault(reason)


class WebcamCamera:
    """A V4L2 camera; ``source_format`` is FFmpeg's name of the kind of device."""

    def __init__(
        self,
        video: VideoFormat,
        *,
        kbps: int,
        monotonic: Callable[[], float],
        path: str = "/dev/video0",
        source_format: str = "v4l2",
    ) -> None:
        self._video, self._kbps, self._monotonic = video, kbps, monotonic
        self._path, self._source_format = path, source_format
        self._reader: _Reader | None = None

    def open(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> VideoFormat:
        device = _opened(self._path, self._source_format, self._wishes(), CameraFailed)

        def read(camera: InputContainer, ended: threading.Event) -> None:
            encoder = H264Encoder(self._video, kbps=self._kbps)
            fitting = PictureFitting(self._video, None)
            for frame in camera.decode(video=0):
                if ended.is_set():
                    return
                at_s = self._monotonic()
                data, keyframe = encoder.encode(fitting.fit(frame))
                on_packet(VideoPacket(data, keyframe, at_s))

        self._reader = _Reader("webcam", device, read, on_fault)
        return self._video

    def close(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def is_open(self) -> bool:
        return self._reader is not None

    def _wishes(self) -> dict[str, str]:
        if self._source_format != "v4l2":
            return {}
        return {
            "video_size": f"{self._video.width}x{self._video.height}",
            "framerate": str(self._video.fps),
        }


class WebcamMicrophone:
    """An ALSA microphone."""

    def __init__(
        self,
        audio: AudioFormat,
        *,
        monotonic: Callable[[], float],
        device: str = "default",
        source_format: str = "alsa",
    ) -> None:
        self._audio, self._monotonic = audio, monotonic
        self._device, self._source_format = device, source_format
        self._reader: _Reader | None = None

    def open(self, on_block: Callable[[AudioBlock], None], on_fault: Callable[[str], None]) -> AudioFormat:
        rate, layout = self._audio.sample_rate_hz, channel_layout(self._audio.channels)
        wishes = {
            "sample_rate": str(rate),
            "channels": str(self._audio.channels),
            "ch_layout": layout,
        }
        _tell_alsa_where()
        device = _opened(
            self._device,
            self._source_format,
            wishes if self._source_format == "alsa" else {},
            MicrophoneFailed,
        )

        def read(microphone: InputContainer, ended: threading.Event) -> None:
            resampler = av.AudioResampler("s16", layout, rate)
            for frame in microphone.decode(audio=0):
                if ended.is_set():
                    return
                for part in resampler.resample(frame):
                    samples = bytes(part.planes[0])[: part.samples * 2 * self._audio.channels]
                    # The block is whole now, so its first sample is as old as the block is long.
                    on_block(AudioBlock(samples, self._monotonic() - part.samples / rate))

        self._reader = _Reader("webcam-sound", device, read, on_fault)
        return self._audio

    def close(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()


def webcam(
    video: VideoFormat, audio: AudioFormat, *, kbps: int, monotonic: Callable[[], float]
) -> tuple[WebcamCamera, WebcamMicrophone]:
    """Return this computer's first camera and its default microphone."""
    return WebcamCamera(video, kbps=kbps, monotonic=monotonic), WebcamMicrophone(audio, monotonic=monotonic)


def _opened(
    name: str, source_format: str, options: dict[str, str], failure: type[SpiegelboxError]
) -> InputContainer:
    try:
        device = av.open(name, "r", format=source_format, options=options)
    except (av.error.FFmpegError, OSError) as error:
        raise failure(f"{name}: {error.strerror}") from error
    assert isinstance(device, InputContainer)  # noqa: S101 - opened for reading
    return device


def _tell_alsa_where() -> None:
    if _ALSA_CONF.exists():
        os.environ.setdefault("ALSA_CONFIG_PATH", str(_ALSA_CONF))
    triplet = sysconfig.get_config_var("MULTIARCH") or ""
    plugins = Path("/usr/lib") / triplet / "alsa-lib"
    if plugins.is_dir():
        os.environ.setdefault("ALSA_PLUGIN_DIR", str(plugins))
