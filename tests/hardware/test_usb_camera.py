"""The USB camera: read for real from FFmpeg's test devices, covered, and absent."""

from __future__ import annotations

import time
from queue import Queue

import pytest

from appliance.domain.errors import CameraFailed
from appliance.hardware.ports import VideoFormat, VideoPacket
from appliance.hardware.v4l2 import UsbCamera

VIDEO = VideoFormat(160, 96, 10)
PATIENCE_S = 60.0


def _camera(source: str) -> UsbCamera:
    return UsbCamera(VIDEO, kbps=200, monotonic=time.monotonic, path=source, source_format="lavfi")


def test_pictures_of_any_size_arrive_encoded_and_stamped() -> None:
    pictures: Queue[VideoPacket] = Queue()
    camera = _camera("testsrc2=size=320x240:rate=10,realtime")
    began = time.monotonic()
    assert camera.open(pictures.put, lambda _: None) == VIDEO
    first, second = (pictures.get(timeout=PATIENCE_S) for _ in range(2))
    camera.close()
    assert first.keyframe
    assert first.data.startswith(b"\0\0\0\1")
    assert began <= first.captured_s < second.captured_s <= time.monotonic()
    assert not camera.is_open()


def test_a_camera_that_stops_says_so_once() -> None:
    faults: Queue[str] = Queue()
    camera = _camera("testsrc2=size=320x240:rate=10:duration=0.3")
    camera.open(lambda _: None, faults.put)
    assert faults.get(timeout=PATIENCE_S)
    camera.close()
    assert faults.empty()


def test_a_covered_lens_says_so_once() -> None:
    faults: Queue[str] = Queue()
    camera = _camera("color=black:size=320x240:rate=25,realtime")
    camera.open(lambda _: None, faults.put)
    assert "covered" in faults.get(timeout=PATIENCE_S)
    camera.close()
    assert faults.empty()


def test_a_camera_that_breaks_in_our_own_hands_says_so_too() -> None:
    faults: Queue[str] = Queue()

    def refuse(_: VideoPacket) -> None:
        raise ZeroDivisionError

    camera = _camera("testsrc2=size=320x240:rate=10,realtime")
    camera.open(refuse, faults.put)
    assert faults.get(timeout=PATIENCE_S) == "usb-camera"
    camera.close()


def test_a_device_that_is_absent_or_no_camera_is_a_named_error() -> None:
    for path in ("/dev/video99", "/dev/null"):
        with pytest.raises(CameraFailed, match=path):
            UsbCamera(VIDEO, kbps=200, monotonic=time.monotonic, path=path).open(print, print)
