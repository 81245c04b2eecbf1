"""Small real films for the tests of media: the test card, really encoded, muxed as the recorder does it."""

from __future__ import annotations

import cmath
import io
import math
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import av

from appliance.hardware.ports import AudioBlock, AudioFormat, VideoFormat, VideoPacket
from appliance.media.fragments import Fragment, FragmentMuxer
from appliance.media.h264 import H264Encoder
from appliance.media.test_card import TONE_HZ, TestCard

VIDEO, AUDIO = VideoFormat(160, 96, 25), AudioFormat(48_000, 1)
BLOCK_BYTES = 65_536
_NEAR_S = 0.15
_LOUD = 0.3  # energy of a window of the tone, well above speech that happens to hit its pitch
START_S = 5_000.0  # no film begins at zero on the monotonic clock

Packets = tuple[tuple[AudioBlock, VideoPacket], ...]


@cache
def packets(seconds: float, *, start_s: float = START_S) -> Packets:
    """Return the test card as the simulated camera and microphone deliver it."""
    encoder = H264Encoder(VIDEO, kbps=300)
    made = []
    for number, tick in enumerate(TestCard(VIDEO, AUDIO).ticks()):
        if number >= seconds * VIDEO.fps:
            break
        at_s = start_s + number / VIDEO.fps
        data, keyframe = encoder.encode(tick.draw())
        made.append((AudioBlock(tick.sound, at_s), VideoPacket(data, keyframe, at_s)))
    return tuple(made)


def fragments_of(
    given: Iterable[tuple[AudioBlock | None, VideoPacket | None]], muxer: FragmentMuxer | None = None
) -> list[Fragment]:
    """Mux packets into a whole film."""
    muxer = muxer or FragmentMuxer(VIDEO, AUDIO)
    made: list[Fragment] = []
    for block, picture in given:
        made += muxer.audio(block) if block else []
        made += muxer.video(picture) if picture else []
    return made + muxer.flush()


@cache
def film(seconds: float) -> tuple[Fragment, ...]:
    """Return the fragments of an undisturbed film."""
    return tuple(fragments_of(packets(seconds)))


def joined(fragments: Iterable[Fragment]) -> bytes:
    return b"".join(fragment.data for fragment in fragments)


def read_at(content: bytes) -> Callable[[int, int], bytes]:
    """Read a film in memory as a sealed reader is read."""
    return lambda offset, length: content[offset : offset + length]


def played(content: bytes) -> dict[str, tuple[float, float, int]]:
    """Decode a film whole: for video and audio where it begins and ends in seconds, and how many frames."""
    found: dict[str, tuple[float, float, int]] = {}
    with av.open(io.BytesIO(content)) as opened:
        for packet in opened.demux():
            for frame in packet.decode():
                assert frame.time is not None
                kind = packet.stream.type
                long_s = frame.samples / frame.sample_rate if kind == "audio" else 1 / VIDEO.fps
                first, last, count = found.get(kind, (frame.time, 0.0, 0))
                found[kind] = (first, max(last, frame.time + long_s), count + 1)
    return found


def complaints(path: Path) -> str:
    """Return what ffmpeg has to say about a film while it decodes all of it."""
    command = ["ffmpeg", "-v", "error", "-xerror", "-i", str(path), "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def flashes_and_tones(content: bytes, *, but: tuple[int, ...] = ()) -> tuple[list[float], list[float]]:
    """Return when the test card's square flashes, and when the tone nearest to each flash begins.

    ``but`` leaves out flashes that are known to have no tone, by their number.
    """
    flashes, dark = [], True
    with av.open(io.BytesIO(content)) as opened:
        for frame in opened.decode(video=0):
            lit = bytes(frame.planes[0])[8 * frame.planes[0].line_size + 8] > 180
            if lit and dark:
                flashes.append(float(frame.time or 0.0))
            dark = not lit
    pcm: list[float] = []
    with av.open(io.BytesIO(content)) as opened:
        for sound in opened.decode(audio=0):
            pcm += memoryview(bytes(sound.planes[0])).cast("f")[: sound.samples]
    flashes = [flash_s for number, flash_s in enumerate(flashes) if number not in but]
    return flashes, [_tone_near(pcm, flash_s) for flash_s in flashes]


def _tone_near(pcm: list[float], at_s: float) -> float:
    """Return when the 1 kHz tone begins around ``at_s``: windows of two periods that are nearly all tone."""
    rate, long = AUDIO.sample_rate_hz, 2 * AUDIO.sample_rate_hz // TONE_HZ
    for start in range(max(0, round((at_s - _NEAR_S) * rate)), round((at_s + _NEAR_S) * rate), long // 4):
        window = pcm[start : start + long]
        energy = sum(value * value for value in window)
        waves = [cmath.exp(2j * math.pi * TONE_HZ * n / rate) for n in range(len(window))]
        tone = abs(sum(value * wave for value, wave in zip(window, waves, strict=True))) ** 2
        if energy > _LOUD and tone * 2 / long > 0.9 * energy:
            return start / rate
    raise ValueError(f"no tone near {at_s} s")
