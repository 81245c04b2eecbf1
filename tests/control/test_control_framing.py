"""A line holds exactly one plain object, or it is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.control.framing import decode, encode
from appliance.domain.errors import MessageDamaged, MessageTooLong

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(WORDS, VALUES, max_size=5))
def test_what_is_written_is_one_line_that_reads_back_the_same(message: dict[str, object]) -> None:
    line = encode(message, max_bytes=1 << 20)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode(line) == message


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b'"verb"',
        b'{"verb":"status"} {}',
        b'{"verb":"status",}',
        b"{'verb':'status'}",
        b'{"verb":"status","verb":"policy"}',
        b'{"a":{"b":1,"b":2}}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'{"a":1e999}',
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\\ud800"}',
        b'{"\\udfff":1}',
        b'\xef\xbb\xbf{"a":1}',
        '{"a":1}'.encode("utf-16"),
        b'{"a":"\x00"}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":' + b"[" * 60_000 + b"]" * 5 + b"}",
        b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    ],
    ids=lambda line: repr(line[:24]),
)
def test_it_refuses_everything_that_is_not_one_strict_object(line: bytes) -> None:
    with pytest.raises(MessageDamaged):
        decode(line)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_it_does_not_write_what_it_would_not_read(value: object) -> None:
    with pytest.raises(MessageDamaged):
        encode({"a": value}, max_bytes=100)


def test_a_line_of_exactly_the_limit_passes_and_one_byte_more_does_not() -> None:
    line = encode({"a": "é"}, max_bytes=100)
    assert encode({"a": "é"}, max_bytes=len(line)) == line
    with pytest.raises(MessageTooLong):
        encode({"a": "é"}, max_bytes=len(line) - 1)
