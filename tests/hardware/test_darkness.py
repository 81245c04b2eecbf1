"""A covered lens is noticed; a dim room with one bright spot is not."""

from __future__ import annotations

from appliance.hardware.darkness import BLACKEST, DARK_S, Darkness

BLACK, DIM = bytes([16] * 100), bytes([16] * 99 + [BLACKEST + 1])


def test_two_seconds_of_black_is_a_covered_lens() -> None:
    watch = Darkness()
    assert not watch.covered(BLACK, at_s=10.0)
    assert not watch.covered(BLACK, at_s=10.0 + DARK_S - 0.01)
    assert watch.covered(BLACK, at_s=10.0 + DARK_S)


def test_one_bright_spot_starts_the_wait_anew() -> None:
    watch = Darkness()
    watch.covered(BLACK, at_s=10.0)
    assert not watch.covered(DIM, at_s=12.5)
    assert not watch.covered(BLACK, at_s=13.0)
    assert not watch.covered(BLACK, at_s=14.9)
