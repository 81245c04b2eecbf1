"""Nobody is ever interrupted: every combination of what can be in the way is walked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from appliance.update.moment import (
    LAST_DAY,
    NOBODY_FOR_S,
    RESTART_TAKES,
    Situation,
    obstacles,
)
from tests.update.calm import CALM, HOURS, NIGHT

# What can be in the way, one by one, with the word for it.
IN_THE_WAY: dict[str, dict[str, object]] = {
    "clock": {"clock_known": False},
    "talk": {"talk_idle": False},
    "help": {"needs_help": True, "talk_idle": False},
    "people": {"quiet_s": NOBODY_FOR_S - 1},
    "looking-back": {"looking_back": True},
    "delivering": {"delivering": True},
    "last-day": {"window_ends": (NIGHT + timedelta(hours=5),)},
    "hours": {"now": NIGHT + timedelta(hours=9)},
}


def codes(seen: Situation) -> set[str]:
    return {one.code for one in obstacles(seen, hours=HOURS)}


def test_a_calm_night_is_a_good_moment() -> None:
    assert obstacles(CALM, hours=HOURS) == ()


@pytest.mark.parametrize("there", list(product((False, True), repeat=len(IN_THE_WAY))))
def test_every_combination_of_obstacles_is_told_whole(there: tuple[bool, ...]) -> None:
    wanted = {code for code, on in zip(IN_THE_WAY, there, strict=True) if on}
    changes = {name: value for code in wanted for name, value in IN_THE_WAY[code].items()}
    seen = replace(CALM, **changes)  # type: ignore[arg-type]
    if "hours" in wanted and "last-day" in wanted:
        seen = replace(seen, window_ends=(seen.now + timedelta(hours=5),))
    if "help" in wanted:
        wanted.discard("talk")
    if wanted & {"talk", "help"}:
        wanted.discard("people")  # that there is somebody is said already
    assert codes(seen) == wanted


def test_a_person_who_asks_may_do_it_by_day_but_never_in_somebodys_way() -> None:
    by_day = replace(CALM, now=NIGHT + timedelta(hours=9))
    assert obstacles(by_day) == ()
    assert [one.code for one in obstacles(replace(by_day, talk_idle=False))] == ["talk"]


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_starting_the_programs_anew_is_only_in_the_way_of_who_uses_the_box(name: str) -> None:
    seen = replace(CALM, **IN_THE_WAY[name])  # type: ignore[arg-type]
    wanted = [name] if name in {"talk", "looking-back"} else []
    assert [one.code for one in obstacles(seen, brief=True)] == wanted


@pytest.mark.parametrize(
    ("left", "missed"),
    [
        (timedelta(0), False),
        (-timedelta(days=3), False),
        (timedelta(seconds=1), True),
        (LAST_DAY, True),
        (LAST_DAY + RESTART_TAKES, True),
        (LAST_DAY + RESTART_TAKES + timedelta(seconds=1), False),
    ],
)
def test_the_last_day_of_a_window_counts_from_the_moment_the_box_could_be_away(
    left: timedelta, missed: bool
) -> None:
    seen = replace(CALM, window_ends=(NIGHT + timedelta(days=9), NIGHT + left))
    assert ("last-day" in codes(seen)) is missed


def test_an_office_week_always_leaves_a_night_for_updates() -> None:
    """Talks on every working day, windows of any length: some night of the week is nobody's last day."""
    monday = datetime(2026, 11, 2, tzinfo=UTC)
    for window_days in range(1, 91):
        talks = [monday + timedelta(days=day, hours=16) for day in range(200) if day % 7 < 5]
        ends = tuple(talk + timedelta(days=window_days) for talk in talks)
        nights = [monday + timedelta(days=100 + day, hours=2) for day in range(7)]
        free = [
            night for night in nights if "last-day" not in codes(replace(CALM, now=night, window_ends=ends))
        ]
        assert free, window_days


def test_every_sentence_is_one_a_colleague_would_say() -> None:
    worst = replace(CALM, **{k: v for change in IN_THE_WAY.values() for k, v in change.items()})  # type: ignore[arg-type]
    for one in obstacles(worst, hours=HOURS):
        assert one.sentence.endswith(".")
        assert len(one.sentence.split()) <= 12
