"""Runs inside the Debian of the bench: picamera2 alone, without a box around it.

Prints the CPU seconds it took per second, and its peak memory in MB. Usage: bare_camera.py SECONDS WHAT,
where WHAT is ``picture`` (the recorder's H.264, to a file) or ``film`` (its own MP4, with the same sound).
"""

from __future__ import annotations

import resource
import sys
import threading
import time

import virtual_camera  # noqa: F401 - puts around picamera2 what this machine lacks
from picamera2 import Picamera2
from picamera2.encoders.libav_h264_encoder import LibavH264Encoder
from picamera2.outputs import FileOutput, PyavOutput

seconds, what = float(sys.argv[1]), sys.argv[2]
camera = Picamera2()
camera.configure(
    camera.create_video_configuration(
        main={"size": (1280, 720), "format": "YUV420"}, controls={"FrameDurationLimits": (40_000, 40_000)}
    )
)
encoder = LibavH264Encoder(bitrate=2_500_000, repeat=True, iperiod=12, framerate=25)
encoder.threads = 1
if what == "film":
    one_voice = {"sample_rate": "48000", "channels": "1", "ch_layout": "mono"}
    encoder.audio = True
    encoder.audio_input = {"file": "mic", "format": "alsa", "options": one_voice}
    encoder.audio_output = {"codec_name": "aac", "rate": 48_000, "bit_rate": 64_000, "layout": "mono"}
camera.start_encoder(
    encoder, PyavOutput("/test/bare.mp4") if what == "film" else FileOutput("/test/bare.h264")
)
camera.start()
threading.Event().wait(2.0)
begun_s, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
threading.Event().wait(seconds)
after = resource.getrusage(resource.RUSAGE_SELF)
spent_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(spent_s / (time.monotonic() - begun_s), after.ru_maxrss / 1000)
camera.stop()
camera.stop_encoder()
camera.close()
