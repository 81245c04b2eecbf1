"""Is the camera there, as the kernel sees it? Nothing is opened: before a yes nobody opens a camera.

A ribbon camera's sensor is a sub-device of video4linux, made when its driver found the chip; a USB camera is
the device the settings name. Source: kernel.org, "Video4Linux sysfs"; docs/beheer/wiring.md.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from appliance.domain.errors import CameraFailed

# Names of sensors as their drivers write them ("imx708 10-001a"), not of the bridges and codecs beside them.
_SENSOR = re.compile(r"(?:imx|ov|arducam|ar|mira)[0-9a-z]*(?:[ _].*)?")


def look_for_camera(
    kind: Literal["picamera", "usb"], usb_path: str, *, sys: Path = Path("/sys/class/video4linux")
) -> None:
    """Return when the camera of the settings is there. Raises: CameraFailed."""
    if kind == "usb":
        if not Path(usb_path).is_char_device():
            raise CameraFailed(f"{usb_path} is er niet")
        return
    names = [file.read_text(encoding="utf-8").strip() for file in sorted(sys.glob("v4l-subdev*/name"))]
    if not any(_SENSOR.fullmatch(name) for name in names):
        raise CameraFailed("geen camera gevonden")
