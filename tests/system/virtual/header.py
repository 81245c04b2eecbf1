"""The pins of the box, from the other side of the wire: gpio-sim's sysfs, for a finger and for an eye.

Runs as root inside the virtual machine. ``python header.py`` makes the chip; later a :class:`Header` pulls at
its lines and reads them.
"""

from __future__ import annotations

import time
from pathlib import Path

_CONFIG = Path("/sys/kernel/config/gpio-sim/header")
_LINES = 28  # as on a Raspberry Pi's header
BUTTON, RED = 17, 22
LAMP = {"red": RED, "green": 27, "blue": 24, "door": 13}
_HELD_S = 0.2


def make() -> None:
    """Plug the chip in: /dev/gpiochip0."""
    bank = _CONFIG / "bank0"
    bank.mkdir(parents=True)
    (bank / "num_lines").write_text(str(_LINES))
    (_CONFIG / "live").write_text("1")


class Header:
    """The lines of the chip, by their BCM numbers."""

    def __init__(self) -> None:
        device = (_CONFIG / "dev_name").read_text().strip()
        chip = (_CONFIG / "bank0" / "chip_name").read_text().strip()
        self._lines = Path("/sys/devices/platform") / device / chip

    def is_high(self, line: int) -> bool:
        """Read what is on a line."""
        return (self._line(line) / "value").read_text().strip() == "1"

    def pull(self, line: int, *, up: bool) -> None:
        """Pull a line up or down."""
        (self._line(line) / "pull").write_text("pull-up" if up else "pull-down")

    def press(self) -> None:
        """Push the button, which connects its line to ground, and let it go."""
        self.pull(BUTTON, up=False)
        time.sleep(_HELD_S)
        self.pull(BUTTON, up=True)

    def lamp(self) -> str:
        """Return which lines of the lamp carry light: "red+door", "dark"."""
        return "+".join(name for name, line in LAMP.items() if self.is_high(line)) or "dark"

    def _line(self, number: int) -> Path:
        return self._lines / f"sim_gpio{number}"


if __name__ == "__main__":
    make()
