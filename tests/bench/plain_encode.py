"""The peer of the recorder's benchmark: the same test card, the same encoders, a plain file.

``python -m tests.bench.plain_encode FILE SECONDS``: paced like a camera; prints its CPU seconds.
"""

from __future__ import annotations

import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import av

from appliance.hardware.ports import AudioFormat, VideoFormat
from appliance.media.h264 import H264Encoder
from appliance.media.test_card import TestCard
from appliance.recorder.hygiene import keep_secrets_in_memory

VIDEO, AUDIO = VideoFormat(1280, 720, 25), AudioFormat(48_000, 1)
VIDEO_KBPS, AUDIO_KBPS = 2500, 64


def encode(path: str, seconds: float) -> float:
    """Write a second more than ``seconds`` of film; return the CPU seconds of all but the first second."""
    card = TestCard(VIDEO, AUDIO)
    encoder = H264Encoder(VIDEO, kbps=VIDEO_KBPS)
    with av.open(path, "w", format="mp4") as film:
        picture = film.add_stream("libx264", rate=VIDEO.fps)
        picture.width, picture.height, picture.pix_fmt = VIDEO.width, VIDEO.height, "yuv420p"
        sound = film.add_stream("aac", rate=AUDIO.sample_rate_hz)
        sound.bit_rate, sound.layout = AUDIO_KBPS * 1000, "mono"
        began, heard = time.monotonic(), 0
        for number, tick in enumerate(card.ticks()):
            if number == VIDEO.fps:  # the first second opens the encoders, as 3-2-1 does on the box
                began_cpu = _cpu_s()
            if number >= (seconds + 1) * VIDEO.fps:
                break
            time.sleep(max(0.0, began + number / VIDEO.fps - time.monotonic()))
            frame = av.AudioFrame("s16", "mono", len(tick.sound) // 2)
            frame.planes[0].update(tick.sound.ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate, frame.pts = AUDIO.sample_rate_hz, heard
            heard += frame.samples
            film.mux(sound.encode(frame))
            data, keyframe = encoder.encode(tick.draw())
            packet = av.Packet(data)
            packet.stream, packet.time_base = picture, Fraction(1, VIDEO.fps)
            packet.pts = packet.dts = number
            packet.is_keyframe = keyframe
            film.mux(packet)
        return _cpu_s() - began_cpu


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    # Locked in memory and on a thread, as in the recorder: else malloc gives every picture back to the
    # kernel, the same work takes a third more, and the comparison flatters us.
    keep_secrets_in_memory()
    with ThreadPoolExecutor(1) as pool:
        print(pool.submit(encode, sys.argv[1], float(sys.argv[2])).result())
