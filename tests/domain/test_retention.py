"""Time moves a recording on, never to where its client did not allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.recording import RecordingEvent, RecordingState, Standing, next_standing
from appliance.domain.retention import Deadlines, Terms, due

S, E = RecordingState, RecordingEvent
ENDED = datetime(2026, 11, 2, 10, 52, tzinfo=UTC)
DAY = timedelta(days=1)
TERMS = Terms(
    window_days=14,
    retention_days={"self": 180, "coach": 90, "leertafel": 60},
    on_silence="destroy",
)
DATES = TERMS.deadlines(ENDED, ["self"], day=DAY)
JUST_BEFORE, LAST = DATES.review_ends - timedelta(seconds=1), DATES.review_ends


def test_the_window_lasts_its_days() -> None:
    assert Deadlines(ENDED + timedelta(days=14), ENDED + timedelta(days=180)) == DATES


def test_a_demo_day_shortens_only_days() -> None:
    fast = TERMS.deadlines(ENDED, ["self"], day=timedelta(seconds=10))
    assert fast == Deadlines(ENDED + timedelta(seconds=140), ENDED + timedelta(seconds=1800))


@pytest.mark.parametrize(
    ("purposes", "days"),
    [(["self"], 180), (["self", "coach"], 90), (["self", "leertafel"], 60), (list(TERMS.retention_days), 60)],
)
def test_the_first_purpose_that_ends_ends_the_recording(purposes: list[str], days: int) -> None:
    assert TERMS.kept_days(purposes) == days
    assert TERMS.deadlines(ENDED, purposes, day=DAY).retention_ends == ENDED + timedelta(days=days)


def test_both_dates_are_counted_from_the_end_of_the_talk() -> None:
    began = ENDED - timedelta(minutes=52)
    assert TERMS.deadlines(began, ["self"], day=DAY).later(ENDED - began) == DATES


@pytest.mark.parametrize("state", [S.IN_REVIEW, S.CONFIRMED])
def test_nothing_happens_before_the_last_second(state: RecordingState) -> None:
    assert due(Standing(state), DATES, JUST_BEFORE, on_silence="destroy") is None


def test_silence_destroys_and_a_second_yes_releases() -> None:
    for state, ends_in in ((S.IN_REVIEW, S.SHREDDED), (S.CONFIRMED, S.RELEASED)):
        event = due(Standing(state), DATES, LAST, on_silence="destroy")
        assert event is E.WINDOW_OVER
        assert next_standing(Standing(state), event).state is ends_in


def test_the_opt_out_policy_releases_a_silent_one() -> None:
    assert due(Standing(S.IN_REVIEW), DATES, LAST, on_silence="release") is E.WINDOW_OVER_OPT_OUT


def test_a_freeze_stops_both_dates_until_it_ends() -> None:
    frozen = Standing(S.FROZEN, S.CONFIRMED)
    late = DATES.retention_ends + timedelta(days=1)
    assert due(frozen, DATES, late, on_silence="destroy") is None
    dated = Deadlines(DATES.review_ends, DATES.retention_ends, freeze_ends=late)
    assert due(frozen, dated, late, on_silence="destroy") is E.THAW


@given(
    frozen_after_h=st.integers(0, 14 * 24 - 1),
    for_h=st.integers(1, 9000),
    thawed_after_h=st.integers(0, 9000),
)
def test_a_freeze_never_takes_an_hour_off_the_window_and_never_moves_the_end_of_retention(
    frozen_after_h: int, for_h: int, thawed_after_h: int
) -> None:
    hour = timedelta(hours=1)
    frozen_at = ENDED + frozen_after_h * hour
    frozen = DATES.frozen(frozen_at, until=frozen_at + for_h * hour)
    assert frozen.freeze_ends == frozen_at + for_h * hour
    thawed_at = frozen_at + min(thawed_after_h, for_h) * hour
    thawed = frozen.thawed(thawed_at)
    assert thawed.review_ends - thawed_at == DATES.review_ends - frozen_at
    assert thawed.retention_ends == DATES.retention_ends
    assert thawed.freeze_ends is None


def test_a_window_that_was_over_before_the_freeze_does_not_open_again() -> None:
    late = DATES.review_ends + timedelta(days=1)
    assert DATES.frozen(late, until=late + timedelta(days=9)).thawed(late) == DATES


@given(
    state=st.sampled_from([s for s in S if s is not S.FROZEN]),
    after_days=st.floats(-30, 400),
    policy=st.sampled_from(["destroy", "release"]),
)
def test_time_never_asks_for_something_the_table_refuses(
    state: RecordingState, after_days: float, policy: str
) -> None:
    event = due(Standing(state), DATES, ENDED + timedelta(days=after_days), on_silence=policy)  # type: ignore[arg-type]
    if event is not None:
        assert next_standing(Standing(state), event)


@pytest.mark.parametrize("state", [S.IN_REVIEW, S.CONFIRMED, S.RELEASED, S.IN_STORE, S.QUARANTINED])
def test_retention_destroys_whatever_is_still_there(state: RecordingState) -> None:
    event = due(Standing(state), DATES, DATES.retention_ends, on_silence="release")
    assert event is E.RETENTION_OVER
    assert next_standing(Standing(state), event).state in {S.SHREDDED, S.RECALLING}
