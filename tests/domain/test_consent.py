"""A token opens the camera only when it says exactly what the people in the room said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.consent import (
    CLOCK_SLACK,
    TOKEN_LIFE,
    ConsentExpectation,
    ConsentToken,
    check_token,
)
from appliance.domain.errors import (
    SpiegelboxError,
    TokenExpired,
    TokenForeign,
    TokenMismatch,
    TokenWrongText,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TEXT = "sha256:" + "ab" * 32
OLD_TEXT = "sha256:" + "cd" * 32

TOKEN = ConsentToken(
    box="box-7",
    room="Spreekkamer 3",
    boot="b00f",
    talk="MEREL-4172",
    jti="00ff",
    text=TEXT,
    purposes=("self", "coach"),
    people=("client", "maatje"),
    iat=NOON,
    exp=NOON + TOKEN_LIFE,
    max_duration_s=5400,
)
EXPECTED = ConsentExpectation(
    box="box-7",
    room="Spreekkamer 3",
    boot="b00f",
    talk="MEREL-4172",
    text=TEXT,
    accepted_texts=frozenset({TEXT}),
    purposes=frozenset({"self", "coach"}),
    people=frozenset({"client", "maatje"}),
    max_duration_s=5400,
)


def test_it_accepts_a_yes_to_exactly_this_talk() -> None:
    check_token(TOKEN, expected=EXPECTED, now=NOON)


def test_it_does_not_care_in_which_order_people_and_purposes_stand() -> None:
    turned = replace(TOKEN, people=TOKEN.people[::-1], purposes=TOKEN.purposes[::-1])
    check_token(turned, expected=EXPECTED, now=NOON)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"box": "box-8"}, TokenForeign),
        ({"room": "Spreekkamer 4"}, TokenForeign),
        ({"boot": "b00e"}, TokenForeign),
        ({"text": OLD_TEXT}, TokenWrongText),
        ({"talk": "MEREL-4173"}, TokenMismatch),
        ({"people": ("client",)}, TokenMismatch),
        ({"people": ("client", "maatje", "tolk")}, TokenMismatch),
        ({"people": ()}, TokenMismatch),
        ({"purposes": ("self",)}, TokenMismatch),
        ({"purposes": ("self", "coach", "leertafel")}, TokenMismatch),
        ({"max_duration_s": 5401}, TokenMismatch),
        ({"max_duration_s": 5399}, TokenMismatch),
    ],
)
def test_it_refuses_a_token_that_differs_in_one_thing(
    changed: dict[str, object], error: type[SpiegelboxError]
) -> None:
    with pytest.raises(error) as caught:
        check_token(replace(TOKEN, **changed), expected=EXPECTED, now=NOON)  # type: ignore[arg-type]
    assert type(caught.value) is error


def test_it_refuses_a_text_the_client_saw_but_the_municipality_no_longer_uses() -> None:
    withdrawn = replace(EXPECTED, accepted_texts=frozenset({OLD_TEXT}))
    with pytest.raises(TokenWrongText):
        check_token(TOKEN, expected=withdrawn, now=NOON)


def test_it_refuses_an_accepted_text_that_is_not_the_one_the_client_saw() -> None:
    both = replace(EXPECTED, accepted_texts=frozenset({TEXT, OLD_TEXT}))
    with pytest.raises(TokenWrongText):
        check_token(replace(TOKEN, text=OLD_TEXT), expected=both, now=NOON)


@pytest.mark.parametrize("now", [NOON - CLOCK_SLACK, NOON + TOKEN_LIFE - SECOND])
def test_it_still_accepts_the_first_and_the_last_moment_of_a_token(now: datetime) -> None:
    check_token(TOKEN, expected=EXPECTED, now=now)


@pytest.mark.parametrize(
    ("iat", "exp"),
    [
        (NOON - TOKEN_LIFE, NOON),  # over, to the second
        (NOON + CLOCK_SLACK + SECOND, NOON + TOKEN_LIFE),  # from the future
        (NOON, NOON + TOKEN_LIFE + SECOND),  # would live too long
        (NOON - timedelta(days=1), NOON + SECOND),  # lived too long
        (NOON + 3 * SECOND, NOON - SECOND),  # ends before it begins
    ],
)
def test_it_refuses_a_token_outside_its_time(iat: datetime, exp: datetime) -> None:
    with pytest.raises(TokenExpired):
        check_token(replace(TOKEN, iat=iat, exp=exp), expected=EXPECTED, now=NOON)


@given(
    start_s=st.integers(-2000, 2000),
    life_s=st.integers(-2000, 2000),
)
def test_no_accepted_token_is_over_or_too_long_or_from_the_future(start_s: int, life_s: int) -> None:
    iat = NOON + start_s * SECOND
    token = replace(TOKEN, iat=iat, exp=iat + life_s * SECOND)
    try:
        check_token(token, expected=EXPECTED, now=NOON)
    except TokenExpired:
        accepted = False
    else:
        accepted = True
    assert accepted == (start_s <= 5 and start_s + life_s > 0 and life_s <= 900)
