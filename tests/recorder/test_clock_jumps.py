"""A clock that jumps: no recording without the time, and no window that ends early."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recorder.bench import Bench

DAY_S = 86_400.0


def test_with_an_unknown_clock_nothing_is_filmed(bench: Bench) -> None:
    bench.consent()
    bench.clock.known = False
    bench.press()
    assert bench.talk["notice"]["code"] == "clock-unknown"
    assert (bench.camera.delivered, bench.films_on_disk) == (0, set())


@pytest.mark.parametrize("days", [13.0, 20.0, 400.0])
def test_a_clock_that_jumps_ahead_ends_no_window(bench: Bench, days: float) -> None:
    bench.record()
    bench.clock.jump_s(days * DAY_S)
    bench.recorder.housekeep()
    bench.reach_recording("in_review")
    bench.days_pass(13.9)
    bench.recorder.housekeep()
    bench.reach_recording("in_review")
    bench.days_pass(0.2)
    bench.recorder.housekeep()
    bench.reach_recording()


def test_a_clock_that_is_set_back_and_right_again_ends_no_window(bench: Bench) -> None:
    bench.record()
    for _ in range(3):
        bench.clock.jump_s(-6 * DAY_S)
        bench.recorder.housekeep()
        bench.clock.jump_s(6 * DAY_S)
        bench.recorder.housekeep()
    bench.days_pass(13.9)
    bench.recorder.housekeep()
    bench.reach_recording("in_review")


def test_a_new_recording_after_a_jump_has_its_whole_window_and_no_more(bench: Bench) -> None:
    bench.clock.jump_s(100 * DAY_S)
    bench.record()
    bench.days_pass(13.9)
    bench.recorder.housekeep()
    bench.reach_recording("in_review")
    bench.days_pass(0.2)
    bench.recorder.housekeep()
    bench.reach_recording()


def test_the_count_goes_on_over_a_restart(bench: Bench, tmp_path: Path) -> None:
    bench.record()
    bench.days_pass(7.0)
    bench.recorder.housekeep()
    bench.shut_down()
    bench.clock.boot = "second"
    bench.clock.jump_s(30 * DAY_S)  # a battery that ran wild; NTP is not there yet
    bench.clock.known = False
    bench.boot()
    bench.days_pass(6.5)
    bench.recorder.housekeep()
    bench.reach_recording("in_review")


def test_dates_on_screens_are_those_that_were_promised(bench: Bench) -> None:
    bench.record()
    (before,) = bench.recordings()
    bench.clock.jump_s(5 * DAY_S)
    (after,) = bench.recordings()
    assert after["review_ends"] == before["review_ends"]
