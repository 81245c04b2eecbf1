"""udev stays with a network block device until RAUC holds it, and never longer than somebody is connected."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
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


@pytest.mark.parametrize(
    "happens",
    [lambda disk: (disk / "holders/dm-0").mkdir(), lambda disk: (disk / "pid").unlink()],
    ids=["the disk is held", "the connection is gone"],
)
def test_it_stays_until(disk: Path, happens: Callable[[Path], None]) -> None:
    with holding(disk) as udev:
        with pytest.raises(subprocess.TimeoutExpired):
            udev.wait(0.5)
        happens(disk)
        assert udev.wait(30) == 0


def test_a_disk_that_nobody_connected_holds_up_nothing(disk: Path) -> None:
    (disk / "pid").unlink()
    with holding(disk) as udev:
        assert udev.wait(30) == 0
