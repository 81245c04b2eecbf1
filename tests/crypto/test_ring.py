"""The ring as bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.crypto.ring import BLANK, SMALLEST_BYTES, KeyringEntry, Ring, open_ring, seal_ring

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
RING = Ring(7, {"a" * 32: KeyringEntry(b"release", b"review")})

blobs = st.binary(max_size=300)
rings = st.builds(
    Ring,
    st.integers(0, 2**64 - 1),
    st.dictionaries(
        st.text("0123456789abcdef", min_size=32, max_size=32), st.builds(KeyringEntry, blobs, blobs)
    ),
)


@given(rings)
def test_a_ring_comes_back_from_its_bytes(ring: Ring) -> None:
    assert open_ring(seal_ring(ring, KEY), KEY) == ring


def test_another_key_opens_nothing() -> None:
    assert open_ring(seal_ring(RING, KEY), OTHER_KEY) is None


@pytest.mark.parametrize("at", [0, 21, 22, 29, 30, 41, 42, 5_000, -1])
def test_an_altered_byte_opens_nothing(at: int) -> None:
    sealed = bytearray(seal_ring(RING, KEY))
    sealed[at] ^= 1
    assert open_ring(bytes(sealed), KEY) is None


@pytest.mark.parametrize(
    "content",
    [b"", BLANK, b"\0" * 100, seal_ring(RING, KEY)[:-1], seal_ring(RING, KEY)[:40]],
    ids=["nothing", "a blank", "zeros", "a byte short", "its head"],
)
def test_other_content_opens_nothing(content: bytes) -> None:
    assert open_ring(content, KEY) is None


@pytest.mark.parametrize("content_bytes", [0, 1, SMALLEST_BYTES - 60, SMALLEST_BYTES, 3 * SMALLEST_BYTES])
def test_the_size_is_a_power_of_two_and_a_fixed_head(content_bytes: int) -> None:
    empty = len(seal_ring(Ring(0, {}), KEY)) - SMALLEST_BYTES
    ring = Ring(0, {"a" * 32: KeyringEntry(bytes(content_bytes), b"")})
    padded = len(seal_ring(ring, KEY)) - empty
    assert padded.bit_count() == 1
    assert padded >= SMALLEST_BYTES


def test_an_entry_does_not_show_its_blobs_in_a_log() -> None:
    assert repr(RING.entries["a" * 32]) == "KeyringEntry()"
