"""Quiet hours and speed limits, minute by minute."""

from __future__ import annotations

from datetime import time

import pytest

from appliance.domain.timetable import SpeedStep, is_quiet, quiet_span, speed_step, speed_steps

DAY = [time(minute // 60, minute % 60) for minute in range(24 * 60)]


def quiet_minutes(*texts: str) -> list[time]:
    spans = [quiet_span(text) for text in texts]
    return [minute for minute in DAY if is_quiet(spans, minute)]


def test_a_span_holds_from_its_first_minute_up_to_its_last() -> None:
    found = quiet_minutes("08:00-17:30")
    assert (found[0], found[-1], len(found)) == (time(8), time(17, 29), 9 * 60 + 30)


def test_a_span_may_run_over_midnight() -> None:
    found = quiet_minutes("22:00-06:00")
    assert len(found) == 8 * 60
    assert {time(22), time(23, 59), time(0), time(5, 59)} <= set(found)
    assert not {time(21, 59), time(6)} & set(found)


def test_spans_add_up() -> None:
    assert len(quiet_minutes("08:00-10:00", "09:00-11:00", "13:00-14:00")) == 4 * 60


def test_without_spans_it_is_never_quiet() -> None:
    assert quiet_minutes() == []


@pytest.mark.parametrize(
    "text", ["", "8:00-9:00", "08:00", "08:00-24:00", "08:60-09:00", "09:00-09:00", "08:00-09:00 "]
)
def test_what_is_not_clearly_a_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        quiet_span(text)


def test_steps_come_in_the_order_of_the_day() -> None:
    assert speed_steps(["18:00 0", "08:00 2000"]) == (SpeedStep(time(8), 2000), SpeedStep(time(18), 0))


@pytest.mark.parametrize("text", ["", "08:00", "2000", "08:00 2M", "08:00 -1", "24:00 1", "08:00  1"])
def test_what_is_not_clearly_a_time_and_a_speed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        speed_step(text)


def test_two_steps_at_the_same_time_are_refused() -> None:
    with pytest.raises(ValueError, match="same time"):
        speed_steps(["08:00 1", "08:00 2"])
