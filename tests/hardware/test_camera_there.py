from __future__ import annotations

from pathlib import Path

import pytest

from appliance.domain.errors import CameraFailed
from appliance.hardware.camera_there import look_for_camera


def kernel(folder: Path, *names: str) -> Path:
    for number, name in enumerate(names):
        device = folder / f"v4l-subdev{number}"
        device.mkdir()
        (device / "name").write_text(f"{name}\n")
    return folder


@pytest.mark.parametrize("name", ["imx708_wide", "imx708 10-001a", "ov5647 10-0036", "imx219 4-0010"])
def test_the_chip_of_a_ribbon_camera_is_seen_beside_the_bridges(tmp_path: Path, name: str) -> None:
    look_for_camera("picamera", "", sys=kernel(tmp_path, "rp1-cfe-csi2", "pisp-fe", name, "dw9807 10-000c"))


@pytest.mark.parametrize("names", [(), ("rp1-cfe-csi2", "unicam", "bcm2835-isp0")])
def test_a_board_without_a_sensor_has_no_camera(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(CameraFailed):
        look_for_camera("picamera", "", sys=kernel(tmp_path, *names))


def test_a_usb_camera_is_the_device_of_the_settings_and_no_file_of_that_name(tmp_path: Path) -> None:
    look_for_camera("usb", "/dev/null")
    (tmp_path / "video0").write_text("")
    for path in (tmp_path / "video0", tmp_path / "video1"):
        with pytest.raises(CameraFailed):
            look_for_camera("usb", str(path))
