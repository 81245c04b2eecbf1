"""A USB camera through V4L2: decoded, fitted to the box's size, and encoded by the box itself.

A picture is stamped when it arrives: the clocks of USB cameras are not to be trusted.
"""

from __future__ import annotations

import fcntl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import av
import av.error
from av.container import InputContainer

from appliance.domain.errors import CameraFailed
from appliance.hardware.darkness import Darkness
from appliance.hardware.device_reader import DeviceReader
from appliance.hardware.ports import VideoFormat, VideoPacket
from appliance.media.fitting import PictureFitting
from appliance.media.h264 import H264Encoder

_LUMA_STEP = 4099  # bytes between two looked at: a prime, so that no column of the picture is missed
_STREAM_OFF = 0x4004_5613  # VIDIOC_STREAMOFF, and the kind of stream it wants to be told (linux/videodev2.h)
_CAPTURE = struct.pack("i", 1)


class UsbCamera:
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
        self._reader: DeviceReader[InputContainer] | None = None

    def open(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> VideoFormat:
        device = self._open()

        def read(camera: InputContainer, ended: threading.Event) -> None:
            encoder = H264Encoder(self._video, kbps=self._kbps)
            fitting = PictureFitting(self._video, None)
            darkness = Darkness()
            for frame in camera.decode(video=0):
                if ended.is_set():
                    return
                at_s = self._monotonic()
                picture = fitting.fit(frame)
                if darkness.covered(bytes(picture.planes[0])[::_LUMA_STEP], at_s=at_s):
                    on_fault("the picture is black: is the lens covered?")
                    return
                data, keyframe = encoder.encode(picture)
                on_packet(VideoPacket(data, keyframe, at_s))

        self._reader = DeviceReader("usb-camera", device, read, on_fault, wake=self._stop_stream)
        return self._video

    def close(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def is_open(self) -> bool:
        return self._reader is not None

    def _open(self) -> InputContainer:
        try:
            device = av.open(self._path, "r", format=self._source_format, options=self._wishes())
        except (av.error.FFmpegError, OSError) as error:
            raise CameraFailed(f"{self._path}: {error.strerror}") from error
        assert isinstance(device, InputContainer)  # noqa: S101 - opened for reading
        return device

    def _stop_stream(self) -> None:
        """End a wait for a picture that does not come: FFmpeg waits in the kernel, and has no time limit."""
        device = Path(self._path).resolve()
        for link in Path("/proc/self/fd").iterdir():
            with suppress(OSError):
                if link.readlink() == device:
                    fcntl.ioctl(int(link.name), _STREAM_OFF, _CAPTURE)

    def _wishes(self) -> dict[str, str]:
        if self._source_format != "v4l2":
            return {}
        return {
            "video_size": f"{self._video.width}x{self._video.height}",
            "framerate": str(self._video.fps),
        }
