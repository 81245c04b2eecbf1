"""Each kind of value takes what it says and nothing beside it."""

from __future__ import annotations

import pytest

from appliance.control.fields import (
    NAME,
    TEXT_DIGEST,
    WORD,
    Flag,
    Kind,
    Maybe,
    OneOf,
    Record,
    Seconds,
    Several,
    Text,
    Whole,
)

PAIR = Several(Seconds(100), 2, 2, distinct=False)

ACCEPTED: list[tuple[Kind, object]] = [
    (Flag(), True),
    (Flag(), False),
    (Whole(1, 3), 1),
    (Whole(1, 3), 3),
    (Seconds(100), 0),
    (Seconds(100), 99.5),
    (Seconds(100), 100),
    (Text(3), "é✓ا"),
    (Text(3, low=0), ""),
    (Text(3, lines=True), "a\nb"),
    (NAME, "Fatma al-‎Najjār"),
    (WORD, "MEREL-4172"),
    (TEXT_DIGEST, "sha256:" + "0f" * 32),
    (OneOf(("yes", "no")), "no"),
    (Several(WORD, 0, 2), []),
    (Several(WORD, 0, 2), ["a", "b"]),
    (PAIR, [5, 5]),
    (Record({"a": Flag()}), {"a": True}),
    (Maybe(Flag()), True),
]

REFUSED: list[tuple[Kind, object]] = [
    (Flag(), 1),
    (Flag(), None),
    (Flag(), "true"),
    (Whole(1, 3), 0),
    (Whole(1, 3), 4),
    (Whole(1, 3), 2.0),
    (Whole(0, 1), True),
    (Whole(0, 1), "1"),
    (Whole(0, 1), 10**4000),
    (Seconds(100), -0.001),
    (Seconds(100), 100.001),
    (Seconds(100), float("nan")),
    (Seconds(100), float("inf")),
    (Seconds(100), 10**4000),
    (Seconds(100), True),
    (Seconds(100), "1"),
    (Text(3), ""),
    (Text(3), "abcd"),
    (Text(3), "a\nb"),
    (Text(3), "a\x00"),
    (Text(3), "a\x7f"),
    (Text(3), "a\x9b"),
    (Text(3, lines=True), "a\x00"),
    (Text(3, lines=True), "a\x1b"),
    (Text(3), b"ab"),
    (Text(3), None),
    (WORD, ""),
    (WORD, "a" * 33),
    (WORD, "a b"),
    (WORD, "../a"),
    (WORD, "a/b"),
    (WORD, "a.b"),
    (WORD, "a\n"),
    (WORD, "é"),
    (WORD, "٣"),
    (TEXT_DIGEST, "sha256:" + "0F" * 32),
    (TEXT_DIGEST, "0f" * 32),
    (TEXT_DIGEST, "sha256:" + "0f" * 32 + "\n"),
    (OneOf(("yes", "no")), "YES"),
    (OneOf(("yes", "no")), ["yes"]),
    (Several(WORD, 0, 2), ["a", "b", "c"]),
    (Several(WORD, 1, 2), []),
    (Several(WORD, 0, 2), ["a", "a"]),
    (Several(WORD, 0, 2), ["a", 1]),
    (Several(WORD, 0, 2), "ab"),
    (Several(WORD, 0, 2), {"a": 1}),
    (PAIR, [5]),
    (PAIR, [1, 2, 3]),
    (Record({"a": Flag()}), {}),
    (Record({"a": Flag()}), {"a": True, "b": True}),
    (Record({"a": Flag()}), {"a": 1}),
    (Record({"a": Flag()}), ["a"]),
    (Maybe(Flag()), None),
]


@pytest.mark.parametrize(("kind", "value"), ACCEPTED, ids=lambda part: repr(part)[:40])
def test_a_kind_accepts_what_it_says(kind: Kind, value: object) -> None:
    assert kind.accepts(value)


@pytest.mark.parametrize(("kind", "value"), REFUSED, ids=lambda part: ascii(part)[:40])
def test_a_kind_refuses_everything_else(kind: Kind, value: object) -> None:
    assert not kind.accepts(value)
