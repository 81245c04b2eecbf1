"""The parts on the pins and cables of a real box, put together from its settings."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.hardware.alsa import AlsaMicrophone
from appliance.hardware.camera_there import look_for_camera
from appliance.hardware.clock import SystemClock
from appliance.hardware.covered_camera import CoveredCamera, Switch
from appliance.hardware.gpio import (
    GpioButton,
    GpioBuzzer,
    GpioEye,
    GpioLines,
    GpioShutter,
    GpioSwitch,
)
from appliance.hardware.picamera import Encoder, PiCamera, encoder_of_this_board
from appliance.hardware.ports import AudioFormat, Camera, Clock, Light, VideoFormat
from appliance.hardware.v4l2 import UsbCamera
from appliance.hardware.vitals import BoardVitals
from appliance.hardware.wired_light import DOOR_LINE, RED_LINE, RGB, THREE, WiredLight
from appliance.recorder.assembly import Hardware
from appliance.settings.hardware import HardwareParts
from appliance.settings.model import Settings

_ENCODER_WORDS: Mapping[Encoder, str] = {
    "v4l2": "Pi-camera; de Pi codeert het beeld in hardware.",
    "libx264": "Pi-camera; de processor codeert het beeld (libx264).",
}
_USB_WORDS = "USB-camera; de processor codeert het beeld (libx264)."
_EYE_WORDS = "Het oog bij de lamp ziet of het rode licht echt brandt."
_NO_EYE_WORDS = "Verminderde zekerheid: zonder oog ziet de box niet of de rode lamp stuk is."


def real_parts(settings: Settings) -> Hardware:
    """Claim the pins and return the parts; the camera and the microphone stay closed.

    Raises: NoSuchHardware, with the part that could not be had.
    """
    clock, sound = SystemClock(), settings.microphone
    camera, camera_words = _camera(settings, clock)
    return Hardware(
        camera=_covered(camera, settings.hardware),
        microphone=AlsaMicrophone(
            AudioFormat(sound.sample_rate_hz, sound.channels),
            monotonic=clock.monotonic_s,
            device=sound.device,
        ),
        button=GpioButton(settings.hardware.button_pin, monotonic=clock.monotonic_s),
        light=_light(settings.hardware),
        clock=clock,
        vitals=BoardVitals(),
        camera_words=camera_words,
        light_words=_EYE_WORDS if settings.hardware.eye_pin else _NO_EYE_WORDS,
        look_for_camera=lambda: look_for_camera(settings.hardware.camera, settings.hardware.usb_path),
        simulated=False,
    )


def _camera(settings: Settings, clock: Clock) -> tuple[Camera, str]:
    """Return the camera, and in words for beheer how its pictures are encoded."""
    parts, picture = settings.hardware, settings.camera
    video = VideoFormat(picture.width_px, picture.height_px, picture.fps)
    size = f"{video.width} x {video.height}, {video.fps} beelden per seconde."
    if parts.camera == "usb":
        usb = UsbCamera(video, kbps=picture.bitrate_kbps, monotonic=clock.monotonic_s, path=parts.usb_path)
        return usb, f"{_USB_WORDS} {size}"
    encoder = encoder_of_this_board() if parts.encoder == "auto" else parts.encoder
    camera = PiCamera(video, kbps=picture.bitrate_kbps, encoder=encoder, model=parts.camera_model)
    return camera, f"{_ENCODER_WORDS[encoder]} {size}"


def _covered(camera: Camera, parts: HardwareParts) -> Camera:
    switches: list[Switch] = []
    if parts.camera_power_pin:
        switches.append(GpioSwitch(parts.camera_power_pin))
    if parts.shutter_pin:
        switches.append(GpioShutter(parts.shutter_pin))
    return CoveredCamera(camera, switches) if switches else camera


def _light(parts: HardwareParts) -> Light:
    second, third = ("green", "blue") if parts.light == "rgb" else ("amber", "white")
    lamp = {RED_LINE: parts.red_pin, second: parts.green_or_amber_pin, third: parts.blue_or_white_pin}
    at_doors = {1: parts.door1_pin, 2: parts.door2_pin}
    doors = {f"{DOOR_LINE}{number}": pin for number, pin in at_doors.items() if pin}
    return WiredLight(
        GpioLines(lamp | doors, active_low=parts.light_active == "low"),
        RGB if parts.light == "rgb" else THREE,
        doors=tuple(doors),
        eye=GpioEye(parts.eye_pin) if parts.eye_pin else None,
        buzzer=GpioBuzzer(parts.buzzer_pin) if parts.buzzer_pin else None,
    )
