"""Looks back that are going on: each is a process that knows one client's code, and ends with it.

Opened with the code and nothing else; closed by the client, by silence, by a withdrawal or by the end of
the recording. Methods that decide run on the owner's thread; reading goes straight from a socket's thread
to the process, so that a film plays on while the owner is busy.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass

from appliance.domain.errors import PlaybackEnded
from appliance.hardware.ports import Clock
from appliance.recorder.code_keeper import CodeKeeper

IDLE_S = 10 * 60.0
AT_MOST = 3


@dataclass(slots=True)
class Playback:
    """One look back. ``film`` changes when a piece is cut out."""

    recording_id: str
    film: str
    keeper: CodeKeeper
    used_s: float
    making: str = ""  # the film that takes its place when a cut is done


class Playbacks:
    """The looks back by their handle."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, Playback] = {}

    def add(self, recording_id: str, film: str, keeper: CodeKeeper) -> str:
        """Take in an opened film and return its handle. The oldest one ends when there are too many."""
        handle = secrets.token_urlsafe(24)
        with self._lock:
            if len(self._open) >= AT_MOST:
                oldest = min(self._open, key=lambda known: self._open[known].used_s)
                self._open.pop(oldest).keeper.close()
            self._open[handle] = Playback(recording_id, film, keeper, self._clock.monotonic_s())
        return handle

    def use(self, handle: str) -> Playback:
        """Return a look back that goes on. Raises: PlaybackEnded."""
        with self._lock:
            playback = self._open.get(handle)
            if playback is None:
                raise PlaybackEnded
            playback.used_s = self._clock.monotonic_s()
            return playback

    def any_open(self) -> bool:
        with self._lock:
            return bool(self._open)

    def close(self, handle: str) -> None:
        """End one look back; nothing happens when it ended already."""
        with self._lock:
            playback = self._open.pop(handle, None)
        if playback is not None:
            playback.keeper.close()

    def close_for(self, recording_id: str) -> None:
        """End every look back at a recording that is withdrawn, released or gone."""
        with self._lock:
            handles = [handle for handle, known in self._open.items() if known.recording_id == recording_id]
        for handle in handles:
            self.close(handle)

    def tick(self) -> None:
        """End the looks back that nobody uses."""
        oldest_s = self._clock.monotonic_s() - IDLE_S
        with self._lock:
            handles = [handle for handle, known in self._open.items() if known.used_s < oldest_s]
        for handle in handles:
            self.close(handle)

    def close_all(self) -> None:
        """End them all, at the end of the recorder."""
        for handle in list(self._open):
            self.close(handle)
