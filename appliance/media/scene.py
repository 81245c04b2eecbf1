"""What stands before a simulated camera and microphone: one line of ticks that feeds both.

A tick is one picture and the sound of exactly its time, so whoever plays ticks in order is in sync. The
picture is only made when asked for: a late player skips it and loses nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import av

from appliance.media.moov import PictureShape, SoundShape


@dataclass(frozen=True, slots=True)
class Tick:
    """One picture (yuv420p, of the scene's size) and its PCM (signed 16-bit, interleaved)."""

    draw: Callable[[], av.VideoFrame]
    sound: bytes


class Scene(Protocol):
    """A source of ticks, ``picture.fps`` of them a second; paced by the caller."""

    picture: PictureShape
    sound: SoundShape

    def ticks(self) -> Iterator[Tick]:
        """Yield ticks without end, from the start of the scene. Raises: MediaError."""


def samples_until(tick: int, picture: PictureShape, sound: SoundShape) -> int:
    """Return how many samples of sound have played when ``tick`` begins, so that rounding never adds up."""
    return round(tick * sound.sample_rate_hz / picture.fps)
