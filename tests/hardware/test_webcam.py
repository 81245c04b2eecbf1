"""The computer's own camera and microphone: read for real from FFmpeg's test devices, and absent."""

from __future__ import annotations

import time
from queue import Queue

import pytest

from appliance.domain.errors import CameraFailed, MicrophoneFailed
from appliance.hardware.ports import AudioBlock, AudioFormat, VideoFormat, VideoPacket
from appliance.hardware.webcam import WebcamCamera, WebcamMicrophone, webcam

VIDEO, AUDIO = VideoFormat(160, 96, 10), AudioFormat(48_000, 1)
PATIENCE_S = 20.0


def _camera(source: str) -> WebcamCamera:
    return WebcamCamera(VIDEO, kbps=200, monotonic=time.monotonic, path=source, source_format="lavfi")


def _microphone(source: str) -> WebcamMicrophone:
    return WebcamMicrophone(AUDIO, monotonic=time.monotonic, device=source, source_format="lavfi")


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


def test_sound_arrives_as_the_box_s_own_pcm() -> None:
    blocks: Queue[AudioBlock] = Queue()
    microphone = _microphone("sine=sample_rate=44100,arealtime")
    assert microphone.open(blocks.put, lambda _: None) == AUDIO
    block = blocks.get(timeout=PATIENCE_S)
    microphone.close()
    assert any(block.samples)
    assert len(block.samples) % 2 == 0


def test_a_camera_that_stops_says_so_once() -> None:
    faults: Queue[str] = Queue()
    camera = _camera("testsrc2=size=320x240:rate=10:duration=0.3")
    camera.open(lambda _: None, faults.put)
    assert faults.get(timeout=PATIENCE_S)
    camera.close()
    assert faults.empty()


def test_a_camera_that_breaks_in_our_own_hands_says_so_too() -> None:
    faults: Queue[str] = Queue()

    def refuse(_: VideoPacket) -> None:
        raise ZeroDivisionError

    camera = _camera("testsrc2=size=320x240:rate=10,realtime")
    camera.open(refuse, faults.put)
    assert faults.get(timeout=PATIENCE_S) == "webcam"
    camera.close()


def test_a_computer_without_camera_or_microphone_is_a_named_error() -> None:
    with pytest.raises(CameraFailed):
        WebcamCamera(VIDEO, kbps=200, monotonic=time.monotonic, path="/dev/video99").open(print, print)
    with pytest.raises(MicrophoneFailed):
        WebcamMicrophone(AUDIO, monotonic=time.monotonic, device="nothing").open(print, print)


def test_both_belong_to_one_computer() -> None:
    camera, microphone = webcam(VIDEO, AUDIO, kbps=200, monotonic=time.monotonic)
    assert not camera.is_open()
    microphone.close()
