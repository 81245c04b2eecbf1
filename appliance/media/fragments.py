"""Packets in, a fragmented film out, one fragment of whole 64 KiB blocks at a time.

A film is good up to its last whole fragment whatever happens: half a second and the sound still on its
way are lost at most. It never touches a file, and never holds more than two fragments.
Source: ISO/IEC 14496-12 section 8.8; design page, "Live writer".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from appliance.media.boxes import pack_box, pad
from appliance.media.moof import MovieFragment
from appliance.media.moov import PICTURE_TICKS_HZ, PictureShape, SoundShape, write_init
from appliance.media.sound import SoundBlock, SoundLine
from appliance.media.take import SOUND_AHEAD_S, EncodedPicture, Moment, Piece, Take


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of film: the ``init`` once, then ``media``. ``data`` is whole 64 KiB blocks."""

    kind: Literal["init", "media"]
    data: bytes
    start_s: float
    duration_s: float


class FragmentMuxer:
    """Make one film from one camera and one microphone; ``sound`` None makes a film without sound.

    Every method returns the fragments that became complete. Not for two threads at once.
    """

    def __init__(
        self,
        video: PictureShape,
        sound: SoundShape | None,
        *,
        fragment_s: float = 0.5,
        sound_kbps: int = 64,
    ) -> None:
        self._shape = video
        self._sound_shape = sound
        self._fragment_s = fragment_s
        self._sound_kbps = sound_kbps
        self._take: Take | None = None
        self._early_sound: list[SoundBlock] = []
        self._paused = False
        self._end = Moment()
        self._fragments = 0
        self._silence_before_s = 0.0

    @property
    def sound_lost(self) -> bool:
        """Whether the sound is missing now, with silence in its place."""
        return self._take is not None and self._take.sound_lost

    @property
    def silence_s(self) -> float:
        """Seconds of silence in the film that stand in for sound that did not come."""
        return self._silence_before_s + (self._take.silence_s if self._take else 0.0)

    def video(self, packet: EncodedPicture) -> list[Fragment]:
        """Take a picture. The film, and every part after a pause, starts at the first keyframe."""
        if self._paused or not (self._take or packet.keyframe):
            return []
        ready = [] if self._fragments else [self._init(packet)]
        take = self._take or self._start(packet.captured_s)
        take.add_picture(packet)
        return [*ready, *self._media(take.complete())]

    def audio(self, block: SoundBlock) -> list[Fragment]:
        """Take a block of PCM. What comes before the first picture is kept shortly."""
        if self._paused or self._sound_shape is None:
            return []
        if self._take:
            self._take.add_sound(block)
            return self._media(self._take.complete())
        oldest_s = block.captured_s - SOUND_AHEAD_S
        self._early_sound = [early for early in self._early_sound if early.captured_s > oldest_s] + [block]
        return []

    def pause(self) -> list[Fragment]:
        """Stop the film's own time. Returns all that was taken, so that nothing waits in RAM."""
        self._paused = True
        self._early_sound.clear()
        take, self._take = self._take, None
        if take is None:
            return []
        pieces, self._end = take.finish()
        self._silence_before_s += take.silence_s
        return self._media(pieces)

    def resume(self) -> None:
        """Let the film go on without a jump in its time, from the next keyframe."""
        self._paused = False

    def flush(self) -> list[Fragment]:
        """End the film. Returns its last fragments."""
        return self.pause()

    def _start(self, starts_s: float) -> Take:
        shape = self._sound_shape
        sound = SoundLine(shape, kbps=self._sound_kbps, starts_s=starts_s) if shape else None
        self._take = Take(self._shape, sound, starts_s=starts_s, at=self._end, piece_s=self._fragment_s)
        early, self._early_sound = self._early_sound, []
        for block in early:
            self._take.add_sound(block)
        return self._take

    def _init(self, keyframe: EncodedPicture) -> Fragment:
        init = Fragment("init", pad(write_init(keyframe.data, self._sound_shape)), 0.0, 0.0)
        self._fragments = 1
        return init

    def _media(self, pieces: Iterable[Piece]) -> list[Fragment]:
        return [self._fragment(piece) for piece in pieces]

    def _fragment(self, piece: Piece) -> Fragment:
        moof = MovieFragment(self._fragments, piece.runs).pack()
        self._fragments += 1
        start_s = piece.starts_at / PICTURE_TICKS_HZ
        duration_s = (piece.ends_at - piece.starts_at) / PICTURE_TICKS_HZ
        return Fragment("media", pad(moof + pack_box(b"mdat", piece.body)), start_s, duration_s)
