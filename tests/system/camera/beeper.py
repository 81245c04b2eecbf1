"""Runs inside the Debian of the test: plays a short tone into the room every second, and tells when.

PCM goes to pacat in blocks of ten milliseconds, each at its moment; /test/beeps gets the monotonic time at
which each tone was handed over.
"""

from __future__ import annotations

import fcntl
import math
import mmap
import subprocess
import sys
import time
from array import array
from pathlib import Path

RATE_HZ, BLOCK = 48_000, 480
BEEP_BLOCKS = 10
TONE_HZ = 1000


def main() -> None:
    tone = array("h", (round(12_000 * math.sin(math.tau * TONE_HZ * n / RATE_HZ)) for n in range(BLOCK)))
    hush = array("h", (7 if n % 2 else -7 for n in range(BLOCK)))  # no room is silent
    player = subprocess.Popen(
        [
            *("pacat", "--playback", "--raw", "--format=s16le", "--rate=48000", "--channels=1"),
            *("--latency-msec=20", "--process-time-msec=10", f"--server={sys.argv[1]}", "--device=room"),
        ],
        stdin=subprocess.PIPE,
        bufsize=0,
    )
    assert player.stdin is not None
    # What waits in the pipe is played late, and so is all that follows: a page is 43 ms of sound.
    fcntl.fcntl(player.stdin, fcntl.F_SETPIPE_SZ, mmap.PAGESIZE)
    begun_s = time.monotonic()
    block = 0
    with Path("/test/beeps").open("a", buffering=1) as beeps:
        while True:
            time.sleep(max(0.0, begun_s + block * BLOCK / RATE_HZ - time.monotonic()))
            if block % 100 == 0:
                print(time.monotonic(), file=beeps)
            player.stdin.write((tone if block % 100 < BEEP_BLOCKS else hush).tobytes())
            block += 1


main()
