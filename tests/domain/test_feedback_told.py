"""Of what people thought only so much is told that nobody can be found back in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.feedback import FACES, FEW, month_of, told

NOVEMBER = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
DECEMBER = NOVEMBER + timedelta(minutes=1)

COUNTS = st.dictionaries(st.sampled_from(FACES), st.integers(0, 12))
LINES = st.lists(st.text(min_size=1), max_size=12).map(tuple)


@given(faces=COUNTS, lines=LINES)
def test_a_month_that_goes_on_tells_nothing_at_all(faces: dict[str, int], lines: tuple[str, ...]) -> None:
    running = told("2026-11", now=NOVEMBER, faces=faces, lines=lines)
    assert (running.over, set(running.faces.values()), running.lines) == (False, {None}, ())


@given(faces=COUNTS, lines=LINES)
def test_what_is_few_looks_the_same_as_nobody(faces: dict[str, int], lines: tuple[str, ...]) -> None:
    over = told("2026-11", now=DECEMBER, faces=faces, lines=lines)
    assert over.over
    for face in FACES:
        number = faces.get(face, 0)
        assert over.faces[face] == (number if number >= FEW else None)
    assert over.lines == (lines if len(lines) >= FEW else ())


@pytest.mark.parametrize("number", [FEW - 1, FEW])
def test_the_line_lies_between_four_and_five(number: int) -> None:
    over = told("2026-11", now=DECEMBER, faces={"good": number}, lines=("a",) * number)
    assert (over.faces["good"] is None) == (number == 4)
    assert (over.lines == ()) == (number == 4)


def test_a_month_to_come_is_not_over() -> None:
    assert not told("2027-01", now=DECEMBER, faces={}, lines=()).over
    assert month_of(DECEMBER) == "2026-12"
