"""Base64 with one spelling per value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.crypto import canonical_base64


@given(st.binary(max_size=100), st.booleans())
def test_what_was_written_reads_back(data: bytes, padded: bool):
    assert canonical_base64.decode(canonical_base64.encode(data, padded=padded), padded=padded) == data


@given(st.text(alphabet="Qg=/+ \n-_", max_size=12).map(str.encode), st.booleans())
def test_whatever_reads_is_spelled_the_only_way(text: bytes, padded: bool):
    try:
        data = canonical_base64.decode(text, padded=padded)
    except ValueError:
        return
    assert canonical_base64.encode(data, padded=padded) == text


@pytest.mark.parametrize("text", [b"QQ==", b"QR", b"Q", b"QQ ", b"QQ\n", b"Q-", b"Q_", b"=", b"\xff\xff"])
def test_another_spelling_is_refused(text: bytes):
    with pytest.raises(ValueError):
        canonical_base64.decode(text)
