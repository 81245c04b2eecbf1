"""The sound of a film: kept in step with the picture by counting samples.

The place of a sample is its number, never the time a block says it has: sound cards jitter and wall
clocks jump. The block's monotonic time is only watched. A microphone that runs slightly fast or slow is
pulled back gently; a hole is filled with silence, so that what follows is still in sync.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

from appliance.media.aac import FRAME_SAMPLES, AacEncoder
from appliance.media.moov import SoundShape

DRIFT_S = 0.020  # half of what a viewer may notice between lips and sound (ITU-R BT.1359: 45 ms early)
_SETTLED_S = 0.005  # corrected this far, it is left alone again
_JUMP_S = 0.200  # more than this is no drift: samples were lost or came twice
_GENTLY = 200  # at most one sample in so many is left out or doubled


class SoundBlock(Protocol):
    """A run of PCM and the monotonic time of its first sample; hardware's AudioBlock is one."""

    @property
    def samples(self) -> bytes: ...
    @property
    def captured_s(self) -> float: ...


class SoundLine:
    """The sound from one moment on, without a hole, until :meth:`finish`.

    ``starts_s`` is the monotonic time of sample 0. ``rate_hz`` is that of the samples; ``silence_s``
    tells how much silence was filled in.
    """

    def __init__(self, shape: SoundShape, *, kbps: int, starts_s: float) -> None:
        self.rate_hz = shape.sample_rate_hz
        self._sample_bytes = 2 * shape.channels
        self._starts_s = starts_s
        self._encoder = AacEncoder(shape, kbps=kbps)
        self._frames: deque[bytes] = deque()
        self._taken_frames = 0
        self._samples = 0
        self._in_place = False  # False: the next block is put exactly where its time says
        self._correcting = False
        self.silence_s = 0.0

    @property
    def received_s(self) -> float:
        """How far the sound reaches, counted from its start."""
        return self._samples / self.rate_hz

    @property
    def encoded_samples(self) -> int:
        """How far the finished AAC frames reach."""
        return (self._taken_frames + len(self._frames)) * FRAME_SAMPLES

    def add(self, block: SoundBlock) -> None:
        """Take a block of PCM."""
        pcm = block.samples[: len(block.samples) // self._sample_bytes * self._sample_bytes]
        early_s = (block.captured_s - self._starts_s) - self.received_s
        if not self._in_place or abs(early_s) > _JUMP_S:
            pcm = self._place(pcm, round(early_s * self.rate_hz))
        else:
            pcm = self._pull(pcm, early_s)
        self._feed(pcm)

    def fill_until(self, reach_s: float) -> None:
        """Fill with silence up to ``reach_s``: nothing came, and the picture goes on."""
        missing = round(reach_s * self.rate_hz) - self._samples
        if missing > 0:
            self._feed(self._silence(missing))
            self._in_place = False

    def take_before(self, sample: int) -> tuple[int, list[bytes]]:
        """Hand over the AAC frames that begin before ``sample``, with the number of their first sample."""
        first = self._taken_frames * FRAME_SAMPLES
        taken: list[bytes] = []
        while self._frames and self._taken_frames * FRAME_SAMPLES < sample:
            taken.append(self._frames.popleft())
            self._taken_frames += 1
        return first, taken

    def finish(self, reach_s: float) -> int:
        """End the line at ``reach_s`` or just after, on a whole frame; return its length in samples."""
        self.fill_until(reach_s)
        self._frames.extend(self._encoder.finish())
        return self.encoded_samples

    def _feed(self, pcm: bytes) -> None:
        self._samples += len(pcm) // self._sample_bytes
        self._frames.extend(self._encoder.encode(pcm))

    def _place(self, pcm: bytes, early: int) -> bytes:
        """Put a block where its time says: silence before it, or off with what is already there."""
        self._correcting = False
        if early >= 0:
            self._in_place = True
            return self._silence(early) + pcm
        rest = pcm[-early * self._sample_bytes :]
        self._in_place = bool(rest)
        return rest

    def _pull(self, pcm: bytes, early_s: float) -> bytes:
        """Leave out or double a few samples while the microphone's clock has run off."""
        self._correcting = abs(early_s) > (_SETTLED_S if self._correcting else DRIFT_S)
        if not self._correcting:
            return pcm
        step = _GENTLY * self._sample_bytes
        pieces = [pcm[at : at + step] for at in range(0, len(pcm), step)]
        if early_s > 0:
            return b"".join(piece + piece[-self._sample_bytes :] for piece in pieces)
        return b"".join(piece[self._sample_bytes :] for piece in pieces)

    def _silence(self, samples: int) -> bytes:
        self.silence_s += samples / self.rate_hz
        return bytes(samples * self._sample_bytes)
