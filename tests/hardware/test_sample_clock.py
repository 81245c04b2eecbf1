"""The time of a sample follows the monotonic clock, whatever the machine, the card and the wall clock do."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.hardware.sample_clock import SampleClock
from appliance.media.sound import SoundLine

RATE_HZ = 48_000
BLOCK = 960  # 20 ms


class Shape:
    sample_rate_hz = RATE_HZ
    channels = 1


class Block:
    def __init__(self, samples: bytes, captured_s: float) -> None:
        self.samples, self.captured_s = samples, captured_s


def test_an_even_microphone_is_stamped_to_the_sample() -> None:
    clock = SampleClock(RATE_HZ)
    stamps = [clock.stamp(BLOCK, arrived_s=100.0 + (n + 1) * 0.02) for n in range(500)]
    assert stamps == pytest.approx([100.0 + n * 0.02 for n in range(500)], abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_a_busy_machine_does_not_move_the_sound(seed: int) -> None:
    delays = random.Random(seed)
    clock = SampleClock(RATE_HZ)
    worst_s = 0.0
    for n in range(1000):
        late_s = delays.choice([0.0, 0.0, 0.0, 0.003, 0.08])
        stamp_s = clock.stamp(BLOCK, arrived_s=100.0 + (n + 1) * 0.02 + late_s)
        if n > 50:  # by then a block that came on time was seen
            worst_s = max(worst_s, abs(stamp_s - (100.0 + n * 0.02)))
    assert worst_s < 0.001


def test_lost_samples_are_a_hole_after_a_second() -> None:
    clock = SampleClock(RATE_HZ)
    for n in range(100):
        clock.stamp(BLOCK, arrived_s=100.0 + (n + 1) * 0.02)
    stamps = [clock.stamp(BLOCK, arrived_s=102.5 + (n + 1) * 0.02) for n in range(60)]
    assert stamps[-1] == pytest.approx(102.5 + 59 * 0.02, abs=0.001)


@pytest.mark.parametrize("ppm", [100, -100])
def test_after_an_hour_on_a_drifting_crystal_sound_and_picture_are_within_40_ms(ppm: int) -> None:
    """An hour of blocks from a card that runs off; in the middle of it a busy machine."""
    real_rate_hz = RATE_HZ * (1 + ppm / 1e6)
    clock, busy = SampleClock(RATE_HZ), random.Random(6)
    line = SoundLine(Shape(), kbps=64, starts_s=100.0)  # the first picture
    worst_s, heard = 0.0, 0
    block = 4800
    for _ in range(round(3600 * real_rate_hz / block)):
        truly_s = 100.0 + heard / real_rate_hz  # when the first sample of this block sounded
        arrived_s = 100.0 + (heard + block) / real_rate_hz + busy.choice([0.0, 0.0, 0.002, 0.03])
        heard += block
        line.add(Block(bytes(2 * block), clock.stamp(block, arrived_s=arrived_s)))
        placed_s = 100.0 + line.received_s - block / RATE_HZ  # where the film plays it
        worst_s = max(worst_s, abs(placed_s - truly_s))
    assert worst_s < 0.040
