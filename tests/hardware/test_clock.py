"""When the box knows what time it is: with NTP, or with an RTC that NTP once set."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.hardware.clock import FastDayClock, SystemClock


def _clock(rtc: Path, *, ntp: bool) -> SystemClock:
    return SystemClock(rtc=rtc, synchronised=lambda: ntp)


def test_ntp_is_enough(tmp_path: Path) -> None:
    assert _clock(tmp_path, ntp=True).is_known()


def test_without_ntp_and_rtc_the_time_is_unknown(tmp_path: Path) -> None:
    assert not _clock(tmp_path, ntp=False).is_known()


@pytest.mark.parametrize(
    ("says", "known"),
    [(lambda: time.time() + 2, True), (lambda: 946_684_800.0, False), (lambda: time.time() - 3600, False)],
    ids=["agrees", "empty battery", "an hour behind"],
)
def test_an_rtc_that_agrees_is_enough_without_network(tmp_path: Path, says: object, known: bool) -> None:
    assert callable(says)
    (tmp_path / "since_epoch").write_text(f"{says():.0f}\n")
    clock = _clock(tmp_path, ntp=False)
    assert clock.is_known() is known
    assert not clock.is_synchronised()


def test_a_boot_has_one_name() -> None:
    assert SystemClock().boot_id() == FastDayClock(timedelta(seconds=10)).boot_id() != ""


def test_the_demo_knows_the_time() -> None:
    assert FastDayClock(timedelta(seconds=10)).is_known()
    assert FastDayClock(timedelta(seconds=10)).is_synchronised()
