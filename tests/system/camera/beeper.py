"""Runs inside the Debian of the test: sounds a short tone in the room every second, and tells when.

PCM goes into the pipe that PulseAudio's source reads, as a sound card gives it: in blocks of twenty
milliseconds, each when its last sample has sounded, and late when the machine is busy. /test/beeps gets the
monotonic time at which each tone began.
"""

from __future__ import annotations

import math
import time
from array import array
from pathlib import Path

RATE_HZ, BLOCK = 48_000, 960
BLOCKS_A_SECOND, BEEP_BLOCKS = 50, 5
TONE_HZ = 1000


def main() -> None:
    tone = array("h", (round(12_000 * math.sin(math.tau * TONE_HZ * n / RATE_HZ)) for n in range(BLOCK)))
    hush = array("h", (7 if n % 2 else -7 for n in range(BLOCK)))  # no room is silent
    with (
        Path("/test/sound").open("wb", buffering=0) as room,
        Path("/test/beeps").open("a", buffering=1) as beeps,
    ):
        ends_s = time.monotonic()
        block = 0
        while True:
            starts_s, ends_s = ends_s, ends_s + BLOCK / RATE_HZ
            place = block % BLOCKS_A_SECOND
            if place == 0:
                print(starts_s, file=beeps)
            time.sleep(max(0.0, ends_s - time.monotonic()))
            room.write((tone if place < BEEP_BLOCKS else hush).tobytes())
            block += 1


main()
