"""Wrong codes on the box: counted, slowed down, and answered with when to try again."""

from __future__ import annotations

import pytest

from appliance.domain.errors import TooManyAttempts, WaitAMinute, WaitFiveMinutes
from appliance.domain.review import AttemptLimit
from appliance.recorder.attempts import Attempts
from tests.recorder.fake_parts import BenchClock

FREE = AttemptLimit().free


def refused(attempts: Attempts) -> TooManyAttempts:
    with pytest.raises(TooManyAttempts) as caught:
        attempts.begin()
    return caught.value


def test_after_every_next_wrong_code_the_screen_says_a_longer_wait() -> None:
    clock = BenchClock()
    attempts = Attempts(clock)
    for _ in range(FREE):
        attempts.begin()
    told: list[type[TooManyAttempts]] = []
    for wait_s in (30, 60, 120, 240, 480, 900):
        told.append(type(refused(attempts)))
        clock.pass_s(wait_s)
        attempts.begin()
    assert told == [
        WaitAMinute,
        WaitAMinute,
        WaitFiveMinutes,
        WaitFiveMinutes,
        TooManyAttempts,
        TooManyAttempts,
    ]


def test_what_is_told_is_never_too_early() -> None:
    clock = BenchClock()
    attempts = Attempts(clock)
    for _ in range(FREE):
        attempts.begin()
    assert "een minuut" in refused(attempts).next_step
    clock.pass_s(60)
    attempts.begin()


def test_a_right_code_costs_nothing() -> None:
    attempts = Attempts(BenchClock())
    for _ in range(3 * FREE):
        attempts.was_right(attempts.begin())
    attempts.begin()
