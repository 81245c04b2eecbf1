"""Which parts hang on this box, and on which pins of the header (BCM numbers; 0: not there)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CameraKind = Literal["picamera", "usb"]
EncoderChoice = Literal["auto", "v4l2", "libx264"]
LightKind = Literal["rgb", "three"]
Active = Literal["high", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HardwareParts:
    """The parts of a real box. The demo has none of these and does not look here."""

    camera: CameraKind = "picamera"
    camera_model: str = ""  # libcamera's name or id, when there is more than one camera
    usb_path: str = "/dev/video0"
    encoder: EncoderChoice = "auto"  # auto: the board's own where it has one (Pi 4), else libx264
    button_pin: int = 17
    light: LightKind = "rgb"  # or three plain lamps: red, amber and white
    red_pin: int = 22
    green_or_amber_pin: int = 27
    blue_or_white_pin: int = 24
    light_active: Active = "high"  # low: a common anode
    eye_pin: int = 0  # phototransistor before the red light
    door1_pin: int = 0
    door2_pin: int = 0
    buzzer_pin: int = 18
    shutter_pin: int = 0  # servo
    camera_power_pin: int = 0  # switch in the power of a USB camera
