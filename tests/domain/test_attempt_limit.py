"""How long somebody who guesses codes has to wait."""

from __future__ import annotations

import pytest

from appliance.domain.review import AttemptLimit

LIMIT = AttemptLimit()


@pytest.mark.parametrize(
    ("wrong", "wait_s"),
    [
        (0, 0),
        (1, 0),
        (4, 0),
        (5, 30),
        (6, 60),
        (7, 120),
        (8, 240),
        (9, 480),
        (10, 900),
        (11, 900),
        (5_000, 900),
    ],
)
def test_the_wait_doubles_after_five_free_attempts_up_to_a_quarter_of_an_hour(
    wrong: int, wait_s: float
) -> None:
    assert LIMIT.wait_s([1_000.0] * wrong, 1_000.0) == wait_s


def test_the_wait_counts_from_the_last_wrong_attempt() -> None:
    wrong = [0.0, 1.0, 2.0, 3.0, 4.0]
    assert LIMIT.wait_s(wrong, 14.0) == 20.0
    assert LIMIT.wait_s(wrong, 34.0) == 0.0
    assert LIMIT.wait_s(wrong, 500.0) == 0.0


def test_wrong_attempts_are_forgotten_after_an_hour() -> None:
    assert LIMIT.wait_s([0.0] * 4 + [3_599.0], 3_599.0) == 30.0
    assert LIMIT.wait_s([0.0] * 4 + [3_600.0], 3_600.0) == 0.0


def test_a_patient_guesser_gets_only_a_dozen_attempts_an_hour() -> None:
    wrong: list[float] = []
    now_s, day_s = 0.0, 86_400.0
    while now_s < day_s:
        now_s += LIMIT.wait_s(wrong, now_s)
        wrong.append(now_s)
    assert max(sum(0 <= at - start < 3_600 for at in wrong) for start in wrong) <= 12
