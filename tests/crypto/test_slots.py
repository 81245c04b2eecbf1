"""A pair of slots that takes nobody's word."""

from __future__ import annotations

import pytest

from appliance.crypto.slots import SLOT_BYTES, SlotPair
from appliance.domain.errors import SlotFailed

KEY = bytes(range(SLOT_BYTES))


class Slot:
    """A slot in memory, which may be deaf to one of its commands."""

    def __init__(self, *, deaf_to: str = "") -> None:
        self._deaf_to, self._held = deaf_to, b""

    def read(self) -> bytes | None:
        return self._held or None

    def write(self, key: bytes) -> None:
        if self._deaf_to != "write":
            self._held = key

    def erase(self) -> None:
        if self._deaf_to != "erase":
            self._held = b""


def test_each_slot_holds_its_own_key() -> None:
    pair = SlotPair(Slot(), Slot())
    pair.write(1, KEY)
    assert (pair.read(0), pair.read(1)) == (None, KEY)
    pair.write(0, KEY[::-1])
    pair.erase(1)
    assert (pair.read(0), pair.read(1)) == (KEY[::-1], None)


def test_a_slot_that_does_not_keep_a_key_is_found_out() -> None:
    with pytest.raises(SlotFailed):
        SlotPair(Slot(deaf_to="write"), Slot()).write(0, KEY)


def test_a_slot_that_does_not_forget_a_key_is_found_out() -> None:
    pair = SlotPair(Slot(), Slot(deaf_to="erase"))
    pair.write(1, KEY)
    with pytest.raises(SlotFailed):
        pair.erase(1)


@pytest.mark.parametrize("key", [b"", KEY[:-1], KEY + b"\0", bytes(SLOT_BYTES)])
def test_only_a_whole_key_that_is_not_all_zero_goes_in(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SlotPair(Slot(), Slot()).write(0, key)
