"""The board's heat and power, from a sysfs of the test and from a vcgencmd of the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.hardware.vitals import BoardVitals


def _file(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _vcgencmd(folder: Path, script: str) -> str:
    program = _file(folder / "vcgencmd", f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_degrees_are_read_from_the_kernel(tmp_path: Path) -> None:
    _file(tmp_path / "class/thermal/thermal_zone0/temp", "61234\n")
    assert BoardVitals(tmp_path).temperature_c() == pytest.approx(61.234)


def test_a_board_that_tells_nothing_is_no_fault(tmp_path: Path) -> None:
    board = BoardVitals(tmp_path, vcgencmd="there-is-no-such-program")
    assert board.temperature_c() is None
    assert board.under_voltage() is None


@pytest.mark.parametrize("low", [True, False])
def test_the_kernels_own_alarm_is_believed_first(tmp_path: Path, low: bool) -> None:
    _file(tmp_path / "class/hwmon/hwmon0/name", "cpu_thermal\n")
    _file(tmp_path / "class/hwmon/hwmon1/name", "rpi_volt\n")
    _file(tmp_path / "class/hwmon/hwmon1/in0_lcrit_alarm", f"{int(low)}\n")
    liar = _vcgencmd(tmp_path, f"echo throttled=0x{0 if low else 1}")
    assert BoardVitals(tmp_path, vcgencmd=liar).under_voltage() is low


@pytest.mark.parametrize(
    ("said", "means"),
    [("throttled=0x0", False), ("throttled=0x50005", True), ("throttled=0x50000", False), ("error", None)],
)
def test_vcgencmd_says_whether_the_power_is_low_now(tmp_path: Path, said: str, means: bool | None) -> None:
    program = _vcgencmd(tmp_path, f'test "$1" = get_throttled && echo "{said}"')
    assert BoardVitals(tmp_path, vcgencmd=program).under_voltage() is means


def test_a_vcgencmd_that_fails_says_nothing(tmp_path: Path) -> None:
    assert BoardVitals(tmp_path, vcgencmd=_vcgencmd(tmp_path, "exit 1")).under_voltage() is None
