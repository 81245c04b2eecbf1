"""What is wrong with a picture's moment, and what a dead microphone sounds like."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.recorder.senses import AHEAD_S, DEAD_SOUND_S, FRAME_AGE_S, PictureSense, SoundSense

NOISE = b"\x02\x00\xfd\xff" * 100
FLAT = b"\x01\x00" * 200


@pytest.mark.parametrize(
    ("captured_s", "wrong"),
    [
        (10.0, ""),
        (10.0 - FRAME_AGE_S + 0.01, ""),
        (10.0 - FRAME_AGE_S - 0.01, "too late"),
        (10.0 + AHEAD_S + 0.01, "future"),
    ],
)
def test_a_picture_is_new_or_it_is_none(captured_s: float, wrong: str) -> None:
    found = PictureSense(7.0).arrived(captured_s, now_s=10.0)
    assert (wrong in found) and bool(found) == bool(wrong)


def test_pictures_that_go_back_in_time_are_a_fault_and_equal_moments_are_not() -> None:
    sense = PictureSense(7.0)
    assert sense.arrived(9.0, now_s=9.1) == ""
    assert sense.arrived(9.0, now_s=9.2) == ""
    assert "back" in sense.arrived(8.9, now_s=9.3)


def test_two_seconds_without_a_picture_is_blind() -> None:
    sense = PictureSense(7.0)
    assert not sense.is_blind(7.0 + FRAME_AGE_S)
    assert sense.is_blind(7.1 + FRAME_AGE_S)
    sense.arrived(9.1, now_s=9.2)
    assert not sense.is_blind(9.2 + FRAME_AGE_S)


def test_a_microphone_that_gives_flat_samples_is_not_heard() -> None:
    sense = SoundSense()
    sense.take(FLAT, captured_s=1.0)
    assert not sense.heard
    assert not sense.is_deaf(100.0), "it was never heard: that is the level check's business"


def test_a_microphone_that_falls_flat_is_deaf_after_a_while_and_comes_back() -> None:
    sense = SoundSense()
    sense.take(NOISE, captured_s=1.0)
    sense.take(FLAT, captured_s=2.0)
    assert sense.heard
    assert not sense.is_deaf(2.0 + DEAD_SOUND_S)
    assert sense.is_deaf(2.1 + DEAD_SOUND_S)
    sense.take(NOISE, captured_s=9.0)
    assert not sense.is_deaf(100.0)


def test_either_of_two_channels_is_heard() -> None:
    for quiet_left, quiet_right in ((0, 9), (9, 0)):
        sense = SoundSense()
        frames = b"".join(struct.pack("<hh", quiet_left * (n % 3), quiet_right * (n % 3)) for n in range(480))
        sense.take(frames, captured_s=1.0)
        assert sense.heard


@given(st.binary(max_size=9))
def test_any_block_can_be_taken(pcm: bytes) -> None:
    SoundSense().take(pcm, captured_s=0.0)
