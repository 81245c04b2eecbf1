"""The [hardware] block and the picture profiles: right by default, and every fault named."""

from __future__ import annotations

import pytest

from appliance.domain.errors import SettingsError
from appliance.settings.hardware import HardwareParts
from appliance.settings.loader import loads
from appliance.settings.model import CameraProfile, Settings
from tests.settings.test_loading_settings import GOOD


def _settings(block: str) -> Settings:
    return loads(f"{GOOD}\n{block}")


def _fault(block: str) -> str:
    with pytest.raises(SettingsError) as refused:
        _settings(block)
    (fault,) = refused.value.faults
    return fault


def test_a_box_wired_as_the_drawing_shows_needs_no_block() -> None:
    assert loads(GOOD).hardware == HardwareParts()


@pytest.mark.parametrize(
    ("profile", "numbers"), [("720p25", (1280, 720, 25, 2500)), ("1080p25", (1920, 1080, 25, 5000))]
)
def test_a_profile_is_a_name_for_four_numbers(profile: str, numbers: tuple[int, ...]) -> None:
    camera = _settings(f'[camera]\nprofile = "{profile}"').camera
    assert (camera.width_px, camera.height_px, camera.fps, camera.bitrate_kbps) == numbers


def test_the_default_is_720p25() -> None:
    by_default, named = loads(GOOD).camera, _settings('[camera]\nprofile = "720p25"').camera
    assert (by_default.width_px, by_default.fps) == (named.width_px, named.fps)


def test_ones_own_numbers_stay_as_they_are() -> None:
    assert _settings("[camera]\nwidth_px = 640\nheight_px = 480").camera == CameraProfile(
        width_px=640, height_px=480
    )


@pytest.mark.parametrize(
    ("block", "key"),
    [
        ("button_pin = 0", "hardware.button_pin"),
        ("red_pin = 28", "hardware.red_pin"),
        ("eye_pin = 1", "hardware.eye_pin"),
        ("eye_pin = -3", "hardware.eye_pin"),
        ('light = "blauw"', "hardware.light"),
        ('encoder = "x265"', "hardware.encoder"),
        ('usb_path = "video0"', "hardware.usb_path"),
        ('camera_model = "één\\ttwee"', "hardware.camera_model"),
    ],
)
def test_a_wrong_value_is_named(block: str, key: str) -> None:
    assert _fault(f"[hardware]\n{block}").startswith(f"{key}: ")


def test_a_pin_that_is_used_twice_is_refused_and_nought_may_come_often() -> None:
    assert "pin 22 staat twee keer" in _fault("[hardware]\nbuzzer_pin = 22")
    assert _settings("[hardware]\nbuzzer_pin = 0\neye_pin = 0").hardware.buzzer_pin == 0


def test_only_a_usb_camera_can_have_its_power_switched() -> None:
    assert "usb" in _fault("[hardware]\ncamera_power_pin = 26")
    assert _settings('[hardware]\ncamera = "usb"\ncamera_power_pin = 26').hardware.camera_power_pin == 26
