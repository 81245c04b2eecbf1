"""How the board itself is: its heat and its power. Looks, never touches; what a board does not tell is None.

Sources: sysfs thermal_zone0 (millidegrees); the kernel's raspberrypi-hwmon driver, ``in0_lcrit_alarm``; and
where that is absent ``vcgencmd get_throttled``, bit 0 (under-voltage now).
"""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

_UNDER_VOLTAGE = 0x1
_ANSWER_WITHIN_S = 2.0


class BoardVitals:
    """The board this process runs on; ``sys`` is where sysfs is mounted."""

    def __init__(self, sys: Path = Path("/sys"), *, vcgencmd: str = "vcgencmd") -> None:
        self._thermal = sys / "class/thermal/thermal_zone0/temp"
        self._alarm = next(
            (
                name.with_name("in0_lcrit_alarm")
                for name in sorted((sys / "class/hwmon").glob("hwmon*/name"))
                if _text(name) == "rpi_volt"
            ),
            None,
        )
        self._vcgencmd = shutil.which(vcgencmd)

    def temperature_c(self) -> float | None:
        """Return how hot the processor is, in degrees Celsius."""
        text = _text(self._thermal)
        return int(text) / 1000 if text.lstrip("-").isdecimal() else None

    def under_voltage(self) -> bool | None:
        """Tell whether the power supply gives too little at this moment."""
        if self._alarm is not None and (text := _text(self._alarm)) in ("0", "1"):
            return text == "1"
        if self._vcgencmd is None:
            return None
        with suppress(OSError, subprocess.SubprocessError, ValueError):
            said = subprocess.run(
                [self._vcgencmd, "get_throttled"],
                capture_output=True,
                text=True,
                timeout=_ANSWER_WITHIN_S,
                check=True,
            ).stdout
            return bool(int(said.strip().removeprefix("throttled="), 16) & _UNDER_VOLTAGE)
        return None


def _text(path: Path) -> str:
    with suppress(OSError):
        return path.read_text(encoding="ascii", errors="replace").strip()
    return ""
