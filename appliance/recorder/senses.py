"""Is what camera and microphone deliver still what happens in the room? Pure: times go in, verdicts come out.

A picture must be new, and no older than the one before it; a microphone must hear something, since no room
is silent to the last bit. Monotonic seconds.
"""

from __future__ import annotations

from array import array

FRAME_AGE_S = 2.0  # without a picture, or with one this old, the camera counts as dead
AHEAD_S = 0.5  # a picture from the future has a wrong stamp
DEAD_SOUND_S = 5.0
_NOISE = 4  # of 65,536: the smallest swing between loud and soft that a working microphone gives
_LISTEN_EVERY = 7  # samples between two listened to: no even number, or one of two channels is never heard


class PictureSense:
    """Watches the pictures since the camera was opened."""

    def __init__(self, opened_s: float) -> None:
        self._arrived_s = opened_s
        self._captured_s = float("-inf")

    def arrived(self, captured_s: float, *, now_s: float) -> str:
        """Take a picture; return what is wrong with its moment, "" when nothing is."""
        self._arrived_s = now_s
        before_s, self._captured_s = self._captured_s, captured_s
        if captured_s < before_s:
            return "the pictures go back in time"
        if captured_s > now_s + AHEAD_S:
            return "the pictures come from the future"
        return "the pictures come too late" if now_s - captured_s > FRAME_AGE_S else ""

    def is_blind(self, now_s: float) -> bool:
        """Tell whether no picture came for two seconds."""
        return now_s - self._arrived_s > FRAME_AGE_S


class SoundSense:
    """Watches the sound since the microphone was opened."""

    def __init__(self) -> None:
        self.heard = False  # anything at all
        self._silent_since_s: float | None = None

    def take(self, pcm: bytes, *, captured_s: float) -> None:
        """Take a block of signed 16-bit PCM."""
        samples = array("h", pcm[: len(pcm) // 2 * 2])[::_LISTEN_EVERY]
        if samples and max(samples) - min(samples) >= _NOISE:
            self.heard = True
            self._silent_since_s = None
        elif self._silent_since_s is None:
            self._silent_since_s = captured_s

    def is_deaf(self, now_s: float) -> bool:
        """Tell whether a microphone that heard something now gives nothing but flat samples."""
        since_s = self._silent_since_s
        return self.heard and since_s is not None and now_s - since_s > DEAD_SOUND_S
