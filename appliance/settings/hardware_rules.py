"""What the [hardware] block may say, as tables for rules.py: each pin once, and only pins that are there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from appliance.settings.hardware import HardwareParts

FIRST_PIN, LAST_PIN = 2, 27  # of the 40-pin header
_NEEDED = ("button_pin", "red_pin", "green_or_amber_pin", "blue_or_white_pin")
_PINS = tuple(field.name for field in fields(HardwareParts) if field.name.endswith("_pin"))


def _needed_pin(value: int) -> str:
    return "" if FIRST_PIN <= value <= LAST_PIN else "kies een pin van 2 tot en met 27 (BCM-nummer)."


def _pin(value: int) -> str:
    allowed = value == 0 or FIRST_PIN <= value <= LAST_PIN
    return "" if allowed else "kies een pin van 2 tot en met 27 (BCM-nummer), of 0 voor: niet aanwezig."


def _camera_model(value: str) -> str:
    right = re.fullmatch(r"[ -~]{0,200}", value)
    return "" if right else "schrijf de naam zoals rpicam-hello --list-cameras die toont."


def _usb_path(value: str) -> str:
    return "" if re.fullmatch(r"/dev/[A-Za-z0-9_./-]+", value) else 'schrijf dit zoals "/dev/video0".'


def _each_pin_once(*pins: int) -> str:
    often = [pin for pin, times in Counter(pin for pin in pins if pin).items() if times > 1]
    return f"pin {often[0]} staat twee keer in dit blok." if often else ""


def _power_is_for_usb(power_pin: int, camera: str) -> str:
    wrong = power_pin and camera != "usb"
    return (
        'dit kan alleen bij camera = "usb": een Pi-camera zonder stroom wordt niet gevonden.' if wrong else ""
    )


RULES: Mapping[str, Callable[[Any], str]] = {
    "hardware.camera_model": _camera_model,
    "hardware.usb_path": _usb_path,
    **{f"hardware.{name}": _needed_pin if name in _NEEDED else _pin for name in _PINS},
}

BETWEEN: Mapping[tuple[str, ...], Callable[..., str]] = {
    tuple(f"hardware.{name}" for name in _PINS): _each_pin_once,
    ("hardware.camera_power_pin", "hardware.camera"): _power_is_for_usb,
}
