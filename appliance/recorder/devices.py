"""Camera and microphone, opened and closed together, one call at a time, and watched while a call lasts.

Closing never waits for the disk: it is done on a thread of its own, so that the light goes dark within a
second however slow a card is. A call that does not come back (a camera in the kernel's D state) cannot be
ended by anybody; it is only told, so that nobody calls this box well (heartbeat.py).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appliance.hardware.ports import (
    AudioBlock,
    AudioFormat,
    Camera,
    Microphone,
    VideoFormat,
    VideoPacket,
)

Formats = tuple[VideoFormat, AudioFormat]


class Devices:
    """The two devices of a film. ``want`` before ``open``; after ``close`` nothing opens them unasked.

    ``machine_s`` is the machine's own monotonic clock: how long a call lasts is real, whatever the talk's
    clock does.
    """

    def __init__(
        self, *, camera: Camera, microphone: Microphone, machine_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._camera, self._microphone, self._machine_s = camera, microphone, machine_s
        self._one_call = threading.Lock()
        self._wanted = False
        self._calling_since_s: float | None = None

    @property
    def on(self) -> bool:
        """Tell whether the camera may be on, or may still come on."""
        return self._wanted or self._camera.is_open() or self._calling_since_s is not None

    @property
    def wanted(self) -> bool:
        """Tell whether nobody asked to close them."""
        return self._wanted

    @property
    def waits_s(self) -> float:
        """How long the call lasts that is being made now, 0 when there is none."""
        since_s = self._calling_since_s
        return 0.0 if since_s is None else self._machine_s() - since_s

    def want(self) -> None:
        """Allow the next ``open``."""
        self._wanted = True

    def open(
        self, take: Callable[[VideoPacket | AudioBlock], None], *, on_fault: Callable[[str], None],
        on_sound_fault: Callable[[str], None],
    ) -> Formats | None:  # fmt: skip
        """Open both; return None when they are no longer wanted. Raises: CameraFailed, MicrophoneFailed."""
        with self._calling():
            if not self._wanted:
                return None
            video = self._camera.open(take, on_fault)
            return video, self._microphone.open(take, on_sound_fault)

    def close(self) -> None:
        """Close both; no packet follows. Safe to call twice."""
        self._wanted = False
        with self._calling():
            self._camera.close()
            self._microphone.close()

    def close_soon(self, then: Callable[[], None]) -> None:
        """Close both on another thread, and call ``then`` there."""
        self._wanted = False

        def work() -> None:
            self.close()
            then()

        threading.Thread(target=work, name="closing", daemon=True).start()

    @contextmanager
    def _calling(self) -> Iterator[None]:
        with self._one_call:
            self._calling_since_s = self._machine_s()
            try:
                yield
            finally:
                self._calling_since_s = None
