"""How long a job waits after failing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.sync.backoff import FIRST_S, LONGEST_S, Schedule, delay_s

JITTER = st.floats(0, 1)


@given(failures=st.integers(1, 10_000), jitter=JITTER)
def test_a_wait_is_never_under_a_minute_nor_over_six_hours(failures: int, jitter: float) -> None:
    assert FIRST_S <= delay_s(failures, jitter) <= LONGEST_S
    assert (FIRST_S, LONGEST_S) == (60.0, 21_600.0)


@given(failures=st.integers(1, 100), jitter=JITTER)
def test_waits_grow(failures: int, jitter: float) -> None:
    assert delay_s(failures + 1, jitter) >= delay_s(failures, jitter)


def test_jitter_spreads_the_boxes_over_half_the_wait() -> None:
    assert delay_s(1, 0.0) == 60.0
    assert delay_s(1, 1.0) == 120.0
    assert delay_s(50, 0.0) == LONGEST_S / 2
    assert delay_s(50, 1.0) == LONGEST_S


@pytest.fixture
def schedule() -> Schedule[str]:
    return Schedule()


def test_a_job_that_never_failed_is_due(schedule: Schedule[str]) -> None:
    schedule.failed("a", 0.0, 0.0, store_wide=False)
    assert schedule.is_due("b", 0.0)


def test_a_failed_job_waits_longer_each_time(schedule: Schedule[str]) -> None:
    schedule.failed("a", 0.0, 0.0, store_wide=False)
    assert not schedule.is_due("a", 59.9)
    assert schedule.is_due("a", 60.0)
    schedule.failed("a", 60.0, 0.0, store_wide=False)
    assert not schedule.is_due("a", 179.9)
    assert schedule.is_due("a", 180.0)


def test_a_job_that_worked_starts_anew(schedule: Schedule[str]) -> None:
    schedule.failed("a", 0.0, 0.0, store_wide=False)
    schedule.worked("a")
    assert schedule.is_due("a", 0.0)
    assert schedule.is_calm()


def test_when_the_store_answers_nobody_waits_for_it_any_longer(schedule: Schedule[str]) -> None:
    schedule.failed("store was away", 0.0, 0.0, store_wide=True)
    schedule.failed("this one is broken", 0.0, 0.0, store_wide=False)
    schedule.worked("another")
    assert schedule.is_due("store was away", 0.0)
    assert not schedule.is_due("this one is broken", 0.0)


def test_jobs_that_are_gone_are_forgotten(schedule: Schedule[str]) -> None:
    schedule.failed("a", 0.0, 0.0, store_wide=False)
    schedule.keep({"b"})
    assert schedule.is_calm()
