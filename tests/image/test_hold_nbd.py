"""udev stays with a network block device until RAUC holds it, and never longer than somebody is connected."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

HOLD = Path(__file__).parents[2] / "image/rauc/hold-nbd"


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    disk = tmp_path / "block/nbd0"
    (disk / "holders").mkdir(parents=True)
    (disk / "pid").touch()
    return disk


def holding(disk: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([HOLD, disk.name, disk.parents[1]])


def test_it_stays_until_the_disk_is_held(disk: Path) -> None:
    with holding(disk) as udev:
        with pytest.raises(subprocess.TimeoutExpired):
            udev.wait(0.5)
        (disk / "holders/dm-0").mkdir()
        assert udev.wait(30) == 0


def test_it_goes_when_the_connection_does(disk: Path) -> None:
    with holding(disk) as udev:
        with pytest.raises(subprocess.TimeoutExpired):
            udev.wait(0.5)
        (disk / "pid").unlink()
        assert udev.wait(30) == 0


def test_a_disk_that_nobody_connected_holds_up_nothing(disk: Path) -> None:
    (disk / "pid").unlink()
    with holding(disk) as udev:
        assert udev.wait(30) == 0
