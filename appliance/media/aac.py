"""PCM to AAC, frame by frame, so that frame n plays samples n x 1,024 and on.

The encoder starts with one frame of priming that only fades in; it is left out, so that no player needs
an edit list to be in sync.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import av
from av.audio.stream import AudioStream
from av.packet import Packet

from appliance.media.moov import SoundShape, channel_layout

FRAME_SAMPLES = 1024  # of AAC-LC, whatever the rate


class AacEncoder:
    """One run of sound. ``kbps`` is the aim; silence costs almost nothing."""

    def __init__(self, shape: SoundShape, *, kbps: int) -> None:
        self._shape = shape
        self._fed_samples = 0
        self._priming = 1
        self._codec = av.CodecContext.create("aac", "w")
        self._codec.sample_rate = shape.sample_rate_hz
        self._codec.layout = channel_layout(shape.channels)
        self._codec.format = av.AudioFormat("fltp")
        self._codec.bit_rate = kbps * 1000
        # Half the work of the standard search, and as good from 64 kbit/s a channel on (FFmpeg's own words).
        self._codec.options = {"aac_coder": "fast"}

    def encode(self, pcm: bytes) -> list[bytes]:
        """Take PCM (any number of whole sample frames); return the AAC frames that are ready."""
        samples = len(pcm) // (2 * self._shape.channels)
        if not samples:
            return []
        frame = av.AudioFrame("s16", channel_layout(self._shape.channels), samples)
        frame.sample_rate = self._shape.sample_rate_hz
        frame.time_base = Fraction(1, self._shape.sample_rate_hz)
        frame.pts = self._fed_samples
        plane = frame.planes[0]
        plane.update(pcm.ljust(plane.buffer_size, b"\x00"))
        self._fed_samples += samples
        return self._take(self._codec.encode(frame))

    def finish(self) -> list[bytes]:
        """Return the last frames. What was fed is filled up with silence to a whole frame before that."""
        short = -self._fed_samples % FRAME_SAMPLES
        last = self.encode(bytes(short * 2 * self._shape.channels))
        return last + (self._take(self._codec.encode(None)) if self._fed_samples else [])

    def _take(self, packets: Sequence[Packet[AudioStream]]) -> list[bytes]:
        frames = [bytes(packet) for packet in packets]
        kept = frames[self._priming :]
        self._priming = max(0, self._priming - len(frames))
        return kept
