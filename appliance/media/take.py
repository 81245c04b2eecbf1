"""What is filmed between two pauses: pictures and their sound, handed over in pieces.

Pictures are stamped by their own monotonic time, counted from the first; sound by counting samples from
that same moment. A piece starts with a keyframe and holds the sound of its own pictures. A picture waits
for its sound only shortly: a microphone that is gone becomes silence, never a film that stops.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from appliance.media.aac import FRAME_SAMPLES
from appliance.media.moof import Run, Sample
from appliance.media.moov import PICTURE_TICKS_HZ, PICTURE_TRACK, SOUND_TRACK, PictureShape
from appliance.media.nal import with_lengths
from appliance.media.sound import SoundBlock, SoundLine

SOUND_AHEAD_S = 2.0  # sound without pictures is collected no longer: by then the frame watchdog stops

_SOUND_WAIT_S = 0.30  # a picture waits this long for its sound; then the microphone counts as silent
_SOUND_DELAY_S = 0.15  # and this much of the newest sound may still be on its way
_EARLY = 0.9  # a keyframe this far into a piece's length may end it
_LATE = 2.0  # without a keyframe a piece ends here anyway: memory and loss stay bounded


class EncodedPicture(Protocol):
    """One H.264 picture in Annex B form with its monotonic time; hardware's VideoPacket is one."""

    @property
    def data(self) -> bytes: ...
    @property
    def keyframe(self) -> bool: ...
    @property
    def captured_s(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the whole film: ticks of the picture's track, samples of the sound's."""

    ticks: int = 0
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Pictures and sound that go into one fragment: their runs, and their bytes in that order."""

    runs: tuple[Run, ...]
    body: bytes
    starts_at: int  # ticks of the picture's track
    ends_at: int


@dataclass(frozen=True, slots=True)
class _Picture:
    ticks: int
    sample: bytes
    keyframe: bool


class Take:
    """One take. It starts at ``starts_s`` (monotonic), which is ``at`` in the film.

    ``sound`` None makes it silent; ``piece_s`` is how long a piece should be. ``sound_lost`` tells
    whether silence is being filled in now.
    """

    def __init__(
        self, shape: PictureShape, sound: SoundLine | None, *, starts_s: float, at: Moment, piece_s: float
    ) -> None:
        self._shape = shape
        self._sound = sound
        self._starts_s = starts_s
        self._at = at
        self._piece_ticks = round(piece_s * PICTURE_TICKS_HZ)
        self._pictures: list[_Picture] = []
        self._newest_s = 0.0
        self.sound_lost = False

    @property
    def silence_s(self) -> float:
        """Seconds of silence filled in for sound that did not come."""
        return self._sound.silence_s if self._sound else 0.0

    def add_picture(self, packet: EncodedPicture) -> None:
        """Take a picture. Two never share a moment, whatever the camera says."""
        ticks = self._at.ticks + round((packet.captured_s - self._starts_s) * PICTURE_TICKS_HZ)
        if self._pictures:
            ticks = max(ticks, self._pictures[-1].ticks + 1)
        self._pictures.append(_Picture(ticks, with_lengths(packet.data), packet.keyframe))
        self._newest_s = packet.captured_s - self._starts_s
        self._wait_for_sound()

    def add_sound(self, block: SoundBlock) -> None:
        """Take a block of sound."""
        if self._sound and block.captured_s - self._starts_s < self._newest_s + SOUND_AHEAD_S:
            self._sound.add(block)
            self.sound_lost = False

    def complete(self) -> Iterator[Piece]:
        """Yield the pieces whose pictures and sound are all there."""
        while edge := self._edge():
            ticks = self._pictures[edge].ticks
            if self._sound and self._sound.encoded_samples < self._sample_at(self._sound, ticks):
                return
            yield self._cut_off(edge, ticks)

    def finish(self) -> tuple[list[Piece], Moment]:
        """End the take on a whole frame of sound; return what is left and where the film then is.

        The last picture stands until the sound is over.
        """
        end = Moment(self._pictures[-1].ticks + PICTURE_TICKS_HZ // self._shape.fps, self._at.sample)
        if self._sound:
            length = self._sound.finish((end.ticks - self._at.ticks) / PICTURE_TICKS_HZ)
            heard_until = self._at.ticks + round(length * PICTURE_TICKS_HZ / self._sound.rate_hz)
            end = Moment(max(end.ticks, heard_until), self._at.sample + length)
        pieces = [*self.complete(), self._cut_off(len(self._pictures), end.ticks)]
        return pieces, end

    def _wait_for_sound(self) -> None:
        if self._sound and self._newest_s - self._sound.received_s > _SOUND_WAIT_S:
            self._sound.fill_until(self._newest_s - _SOUND_DELAY_S)
            self.sound_lost = True

    def _edge(self) -> int:
        """Return how many pictures make the next piece, 0 while it is not full."""
        for number, picture in enumerate(self._pictures[1:], start=1):
            full = (picture.ticks - self._pictures[0].ticks) / self._piece_ticks
            if full >= (_EARLY if picture.keyframe else _LATE):
                return number
        return 0

    def _cut_off(self, count: int, end: int) -> Piece:
        """Make a piece of the first ``count`` pictures, which play until ``end``, and their sound."""
        pictures, self._pictures = self._pictures[:count], self._pictures[count:]
        moments = [*(picture.ticks for picture in pictures), end]
        seen = tuple(
            Sample(len(picture.sample), until - since, picture.keyframe)
            for picture, (since, until) in zip(pictures, pairwise(moments), strict=True)
        )
        runs = [Run(PICTURE_TRACK, moments[0], seen, 0)]
        body = b"".join(picture.sample for picture in pictures)
        if self._sound:
            first, frames = self._sound.take_before(self._sample_at(self._sound, end))
            heard = tuple(Sample(len(frame), FRAME_SAMPLES) for frame in frames)
            runs += [Run(SOUND_TRACK, self._at.sample + first, heard, len(body))] if heard else []
            body += b"".join(frames)
        return Piece(tuple(runs), body, moments[0], end)

    def _sample_at(self, sound: SoundLine, ticks: int) -> int:
        """Return the sample of this take's sound that plays at ``ticks``."""
        return round((ticks - self._at.ticks) * sound.rate_hz / PICTURE_TICKS_HZ)
