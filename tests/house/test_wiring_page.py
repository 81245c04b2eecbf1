"""The wiring page says the pins that the program uses when nobody says otherwise."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

from appliance.settings.hardware import HardwareParts


def test_the_needed_pins_on_the_page_are_the_defaults(project: Path) -> None:
    page = (project / "docs/beheer/wiring.md").read_text(encoding="utf-8")
    said = {name: int(pin) for name, pin in re.findall(r"`(\w+_pin) = (\d+)`", page)}
    for name in ("button_pin", "red_pin", "green_or_amber_pin", "blue_or_white_pin"):
        assert said[name] == asdict(HardwareParts())[name]


def test_every_pin_of_the_settings_is_on_the_page(project: Path) -> None:
    page = (project / "docs/beheer/wiring.md").read_text(encoding="utf-8")
    assert [name for name in asdict(HardwareParts()) if name.endswith("_pin") and name not in page] == []


def test_the_drawing_shows_the_pins_of_the_table(project: Path) -> None:
    page = (project / "docs/beheer/wiring.md").read_text(encoding="utf-8")
    drawing = (project / "docs/beheer/wiring.svg").read_text(encoding="utf-8")
    rows = re.findall(r"\((GPIO \d+)\)", page)
    assert rows
    assert [row for row in rows if row not in drawing] == []
