"""A whole talk with the real button, lamp and eye adapters, on the mock pins of gpiozero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from appliance.domain.errors import CameraFailed, NoSuchHardware
from appliance.hardware.covered_camera import CoveredCamera
from appliance.hardware.picamera import PiCamera, encoder_of, pick
from appliance.hardware.v4l2 import UsbCamera
from appliance.recorder.real_parts import real_parts
from appliance.settings.hardware import HardwareParts
from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually

PARTS = HardwareParts(eye_pin=5, door1_pin=6)


class Header:
    """The pins of a box, with a red lamp that gives light and an eye that sees it."""

    def __init__(self) -> None:
        self.lamp_works = True
        header = self

        class Pin(MockPWMPin):  # type: ignore[misc]
            def _change_state(self, value: float) -> bool:
                changed: bool = super()._change_state(value)
                if self is header.pin(PARTS.red_pin):
                    header.shine()
                return changed

        self.factory = MockFactory(pin_class=Pin)

    def pin(self, number: int) -> MockPWMPin:
        return self.factory.pin(number)

    def shine(self) -> None:
        seen = self.pin(PARTS.red_pin).state and self.lamp_works
        self.pin(PARTS.eye_pin).drive_low() if seen else self.pin(PARTS.eye_pin).drive_high()

    def burn_out(self) -> None:
        self.lamp_works = False
        self.shine()

    def is_on(self, number: int) -> bool:
        return bool(self.pin(number).state)


@pytest.fixture
def header() -> Iterator[Header]:
    before = gpiozero.Device.pin_factory
    made = Header()
    gpiozero.Device.pin_factory = made.factory
    yield made
    made.factory.close()
    gpiozero.Device.pin_factory = before


class BoxOnPins(Bench):
    """A bench whose button and lamp hang on pins."""

    def __init__(self, folder: Path, header: Header) -> None:
        self.header = header
        super().__init__(folder)

    def boot(self) -> None:
        parts = real_parts(replace(self.settings, hardware=PARTS))
        self.light, self.button = parts.light, parts.button  # type: ignore[assignment]
        super().boot()

    def push(self) -> None:
        """Push the button with a finger."""
        self.header.pin(PARTS.button_pin).drive_low()
        self.header.pin(PARTS.button_pin).drive_high()
        self.ask("status")  # comes behind the press in the owner's queue

    def goes_red(self) -> None:
        self.consent()
        self.push()
        eventually(self.camera.is_open, "the camera opens")


@pytest.fixture
def box(tmp_path: Path, header: Header) -> Iterator[BoxOnPins]:
    made = BoxOnPins(tmp_path, header)
    yield made
    made.shut_down()


def test_a_press_on_the_pin_turns_the_lamp_and_the_door_red_before_the_camera_films(box: BoxOnPins) -> None:
    assert not box.header.is_on(PARTS.red_pin)
    box.goes_red()
    assert box.header.is_on(PARTS.red_pin)
    assert box.header.is_on(PARTS.door1_pin)
    assert not box.header.is_on(PARTS.green_or_amber_pin)
    box.film(4.2)
    box.reach("recording")
    box.ask("talk.stop")
    box.reach("closing")
    eventually(lambda: not box.header.is_on(PARTS.red_pin), "the lamp goes dark")
    assert not box.header.is_on(PARTS.door1_pin)


def test_a_lamp_that_gives_no_light_opens_no_camera(box: BoxOnPins) -> None:
    box.header.burn_out()
    box.consent()
    box.push()
    box.reach("help")
    assert box.talk["notice"]["code"] == "light-failed"
    assert not box.camera.is_open()
    assert box.films_on_disk == set()


def test_a_lamp_that_burns_out_while_filming_stops_the_recording_and_keeps_the_film(box: BoxOnPins) -> None:
    box.goes_red()
    box.film(5.0)
    box.reach("recording")
    box.header.burn_out()
    box.clock.pass_s(1.5)  # the next look at the lamp
    box.reach("help")
    assert box.talk["notice"]["code"] == "light-failed"
    eventually(lambda: not box.camera.is_open(), "the camera closes")
    assert len(box.films_on_disk) == 1


def test_every_part_is_made_from_the_settings(box: BoxOnPins, header: Header) -> None:
    usb = HardwareParts(
        camera="usb",
        button_pin=2,
        light="three",
        red_pin=3,
        green_or_amber_pin=4,
        blue_or_white_pin=7,
        buzzer_pin=8,
        camera_power_pin=9,
        shutter_pin=10,
    )
    parts = real_parts(replace(box.settings, hardware=usb))
    assert isinstance(parts.camera, CoveredCamera)
    assert "USB" in parts.camera_words
    assert "Verminderde zekerheid" in parts.light_words
    assert not parts.simulated
    assert not parts.camera.is_open()


def test_the_encoder_is_chosen_and_said(box: BoxOnPins) -> None:
    free = HardwareParts(
        button_pin=2, red_pin=3, green_or_amber_pin=4, blue_or_white_pin=7, buzzer_pin=0, encoder="v4l2"
    )
    parts = real_parts(replace(box.settings, hardware=free))
    assert isinstance(parts.camera, PiCamera)
    assert "in hardware" in parts.camera_words
    assert not isinstance(parts.camera, UsbCamera)


@pytest.mark.parametrize(
    ("model", "has_codec", "encoder"),
    [
        ("Raspberry Pi 4 Model B Rev 1.5", True, "v4l2"),
        ("Raspberry Pi 5 Model B Rev 1.0", False, "libx264"),
        ("Raspberry Pi 4 Model B Rev 1.5", False, "libx264"),
        ("", True, "libx264"),
    ],
)
def test_a_pi_4_encodes_in_hardware_and_everything_else_in_software(
    model: str, has_codec: bool, encoder: str
) -> None:
    assert encoder_of(model, has_codec=has_codec) == encoder


def test_with_two_cameras_one_must_be_named() -> None:
    two = [{"Model": "imx708", "Id": "/base/a"}, {"Model": "ov5647", "Id": "/base/b"}]
    with pytest.raises(CameraFailed, match="imx708, ov5647"):
        pick(two, "")
    assert (pick(two, "ov5647"), pick(two, "/base/a"), pick(two[:1], "")) == (1, 0, 0)
    with pytest.raises(CameraFailed, match="imx219"):
        pick(two, "imx219")
    with pytest.raises(CameraFailed, match="geen camera gevonden"):
        pick([], "")


def test_a_pin_that_somebody_else_holds_is_named(box: BoxOnPins) -> None:
    with pytest.raises(NoSuchHardware, match="knop"):
        real_parts(replace(box.settings, hardware=PARTS))
