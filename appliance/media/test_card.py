"""The demo's own film: a running clock, a part that moves, and a count that is spoken.

At every whole second a white square flashes and a tone sounds at the same moment, so that anyone (and
every test) can see and hear whether picture and sound are in sync. Drawn here with plain bytes.
"""

from __future__ import annotations

import io
import math
from array import array
from collections.abc import Iterator
from functools import partial
from importlib.resources import files

import av

from appliance.media.canvas import Canvas, Colour
from appliance.media.moov import PictureShape, SoundShape
from appliance.media.scene import Tick, samples_until

FLASH_S = 0.1
TONE_HZ = 1000

_ROUND_S = 10  # the count goes from one to ten
_TONE_LOUDNESS = 8000
_TONE_RISE_S = 0.002  # no click
_BARS: tuple[Colour, ...] = (  # 75 % bars, ITU-R BT.801
    (180, 128, 128),
    (162, 44, 142),
    (131, 156, 44),
    (112, 72, 58),
    (84, 184, 198),
    (65, 100, 212),
    (35, 212, 114),
)
_BLACK: Colour = (16, 128, 128)
_WHITE: Colour = (235, 128, 128)


class TestCard:
    """A scene without end."""

    __test__ = False  # pytest: the name is the field's, this is no test

    def __init__(self, picture: PictureShape, sound: SoundShape) -> None:
        self.picture = picture
        self.sound = sound
        self._card = _empty_card(picture)
        self._round = _round_of_sound(sound)

    def ticks(self) -> Iterator[Tick]:
        """Yield the card from 00:00.0 on."""
        number = 0
        while True:
            yield Tick(partial(self._draw, number), self._sound_of(number))
            number += 1

    def _draw(self, number: int) -> av.VideoFrame:
        """Draw the clock, the flash in the corner and the block that crosses once a second."""
        width, height, fps = self.picture.width, self.picture.height, self.picture.fps
        seconds, part = divmod(number, fps)
        card = self._card.copy()
        clock = f"{seconds // 60 % 100:02}:{seconds % 60:02}.{part * 10 // fps}"
        card.write(clock, x=width // 8, y=height // 3, wide=width * 3 // 4, high=height // 4, colour=_WHITE)
        block = width // 16
        card.fill((width - block) * part // max(1, fps - 1), height * 2 // 3, block, height // 12, _WHITE)
        if part < FLASH_S * fps:
            card.fill(0, 0, width // 5, height // 5, _WHITE)
        return card.frame()

    def _sound_of(self, number: int) -> bytes:
        since, until = (samples_until(tick, self.picture, self.sound) for tick in (number, number + 1))
        frame_bytes = 2 * self.sound.channels
        start = since * frame_bytes % len(self._round)
        length = (until - since) * frame_bytes
        return (self._round[start : start + length] + self._round)[:length]


def _empty_card(picture: PictureShape) -> Canvas:
    card = Canvas(picture.width, picture.height)
    for number, colour in enumerate(_BARS):
        left, right = (picture.width * edge // len(_BARS) for edge in (number, number + 1))
        card.fill(left, 0, right - left, picture.height, colour)
    card.fill(0, 0, picture.width // 5, picture.height // 5, _BLACK)
    card.fill(0, picture.height // 4, picture.width, picture.height // 2, _BLACK)
    return card


def _round_of_sound(sound: SoundShape) -> bytes:
    """Return ten seconds of PCM: at each second a tone, then the number."""
    rate = sound.sample_rate_hz
    count = _spoken_count(rate)
    tone = array("h", (_tone(at / rate) for at in range(round(FLASH_S * rate))))
    for second in range(_ROUND_S):
        count[second * rate : second * rate + len(tone)] = tone
    every = array("h", bytes(count.itemsize * len(count) * sound.channels))
    for channel in range(sound.channels):
        every[channel :: sound.channels] = count
    return every.tobytes()


def _tone(at_s: float) -> int:
    rise = min(1.0, at_s / _TONE_RISE_S, (FLASH_S - at_s) / _TONE_RISE_S)
    return round(_TONE_LOUDNESS * rise * math.sin(math.tau * TONE_HZ * at_s))


def _spoken_count(rate: int) -> array[int]:
    """Return the packaged count as mono samples, exactly ten seconds."""
    packed = files("appliance.media").joinpath("assets/count_nl.opus").read_bytes()
    resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
    pcm = bytearray()
    with av.open(io.BytesIO(packed), "r") as source:
        for frame in source.decode(audio=0):
            pcm += b"".join(_bytes_of(part) for part in resampler.resample(frame))
    pcm += b"".join(_bytes_of(part) for part in resampler.resample(None))
    length = _ROUND_S * rate * 2
    return array("h", bytes(pcm[:length].ljust(length, b"\x00")))


def _bytes_of(frame: av.AudioFrame) -> bytes:
    return bytes(frame.planes[0])[: frame.samples * 2]
