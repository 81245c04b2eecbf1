"""The Pi camera where there is none; the real picamera2 films in tests/system/real_camera.py."""

from __future__ import annotations

import sys

import pytest

from appliance.domain.errors import CameraFailed
from appliance.hardware.picamera import PiCamera, encoder_of_this_board
from appliance.hardware.ports import VideoFormat


def _camera() -> PiCamera:
    return PiCamera(VideoFormat(1280, 720, 25), kbps=2500, encoder="libx264")


def test_a_machine_without_picamera2_has_no_camera_and_says_which_library_is_missing() -> None:
    camera = _camera()
    with pytest.raises(CameraFailed, match="picamera2"):
        camera.open(print, print)
    assert not camera.is_open()
    camera.close()
    camera.close()


def test_nothing_of_picamera2_is_loaded_before_the_first_opening() -> None:
    _camera()
    assert "picamera2" not in sys.modules
    assert "libcamera" not in sys.modules


def test_a_computer_that_is_no_raspberry_pi_encodes_in_software() -> None:
    assert encoder_of_this_board() == "libx264"
