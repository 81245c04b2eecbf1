"""The walk past the parts of a box: on gpiozero's mock pins, with a person who answers and presses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from appliance.cli.hardware_walk import walk
from appliance.cli.probes import Mark
from appliance.control import new_token_key
from appliance.recorder.assembly import Hardware
from appliance.recorder.real_parts import real_parts
from appliance.settings.hardware import HardwareParts
from appliance.settings.model import Settings
from tests.bench.processes import settings_of

PARTS = HardwareParts(camera="usb", door1_pin=6)


class Box:
    """A box on mock pins, and the files that say what else hangs on it."""

    def __init__(self, folder: Path, factory: MockFactory) -> None:
        self.factory = factory
        self.settings: Settings = replace(settings_of(folder, new_token_key()), hardware=PARTS)
        self.parts: Hardware = real_parts(self.settings)
        self.dev, self.sound = folder / "dev", folder / "pcm"
        self.dev.mkdir()
        (self.dev / "video0").touch()
        self.sound.write_text("00-00: USB Audio : USB Audio : capture 1\n")
        self.asked: list[str] = []
        self.answers: Callable[[str], bool] = lambda _question: True
        self.press_as: tuple[bool, ...] = (True, False)

    def walk(self) -> dict[str, Mark]:
        return {
            finding.sentence: finding.mark
            for finding in walk(
                self.settings,
                self.parts,
                ask=self._ask,
                say=self._hear,
                sound=self.sound,
                dev=self.dev,
            )
        }

    def wrong(self) -> list[str]:
        return [sentence for sentence, mark in self.walk().items() if mark is Mark.WRONG]

    def pin(self, number: int) -> MockPWMPin:
        return self.factory.pin(number)

    def _ask(self, question: str) -> bool:
        self.asked.append(question)
        return self.answers(question)

    def _hear(self, sentence: str) -> None:
        if "knop" not in sentence:
            return

        def press() -> None:
            for down in self.press_as:
                self.pin(PARTS.button_pin).drive_low() if down else self.pin(PARTS.button_pin).drive_high()

        threading.Timer(0.2, press).start()  # a person takes a moment; the box listens by then


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    before = gpiozero.Device.pin_factory
    factory = gpiozero.Device.pin_factory = MockFactory(pin_class=MockPWMPin)
    yield Box(tmp_path, factory)
    factory.close()
    gpiozero.Device.pin_factory = before


def _but_the_clock(sentences: list[str]) -> list[str]:
    return [sentence for sentence in sentences if "hoe laat" not in sentence]


def test_a_box_that_is_wired_well_passes(box: Box) -> None:
    assert _but_the_clock(box.wrong()) == []
    assert len(box.asked) == 9  # five lights, the doors, three tones
    assert not box.pin(PARTS.red_pin).state, "dark when it is over"
    assert not box.parts.camera.is_open()


def test_what_the_person_does_not_see_or_hear_is_wrong(box: Box) -> None:
    box.answers = lambda question: "rood?" not in question and "omlaag" not in question
    found = _but_the_clock(box.wrong())
    assert len(found) == 2
    assert "rood" in found[0]
    assert "omlaag" in found[1]


def test_a_button_that_sticks_is_wrong(box: Box) -> None:
    box.press_as = (True,)
    assert "omhoog" in _but_the_clock(box.wrong())[0]


def test_a_button_that_rattles_is_wrong(box: Box) -> None:
    box.press_as = (True, False) * 10
    assert "klappert (20 keer)" in _but_the_clock(box.wrong())[0]


def test_a_shorted_light_is_found_without_asking(box: Box) -> None:
    lines = box.parts.light._lines  # type: ignore[attr-defined]
    drive = lines.drive
    lines.drive = lambda levels: drive({**levels, "red": False})
    found = _but_the_clock(box.wrong())
    assert "zegt niet terug dat hij rood is" in found[0]
    assert "Brandt de lamp nu rood?" not in box.asked


def test_parts_that_are_absent_are_named(box: Box) -> None:
    (box.dev / "video0").unlink()
    box.sound.unlink()
    found = _but_the_clock(box.wrong())
    assert "/dev/video0" in found[0]
    assert "microfoon" in found[1]


def test_the_ribbon_cable_is_looked_for_where_the_kernel_shows_it(box: Box) -> None:
    box.settings = replace(box.settings, hardware=replace(PARTS, camera="picamera"))
    assert "lintkabel" in _but_the_clock(box.wrong())[0]
    (box.dev / "media0").touch()
    assert _but_the_clock(box.wrong()) == []
