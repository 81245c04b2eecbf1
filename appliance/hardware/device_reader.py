"""A device (V4L2, ALSA), read on a thread of its own until it is closed.

A silent thread would look like a frozen camera, so a failure is told once. Never decides what a failure
means: that is the recorder's.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

import av.error

_log = logging.getLogger(__name__)

_LAST_S = 0.6  # a device that works gives something within this, and the reading ends by itself
_JOIN_S = 5.0

_Device = TypeVar("_Device", bound=AbstractContextManager[object])


class DeviceReader(Generic[_Device]):
    """An open device being read by ``read(device, ended)`` until :meth:`close`.

    ``wake`` ends a wait in the kernel: a device that froze would otherwise stay open behind a dark lamp.
    """

    def __init__(
        self,
        name: str,
        device: _Device,
        read: Callable[[_Device, threading.Event], None],
        on_fault: Callable[[str], None],
        *,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._name, self._device, self._read, self._on_fault = name, device, read, on_fault
        self._wake = wake
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the reading; nothing is delivered after this. Safe to call twice."""
        self._ended.set()
        self._thread.join(_LAST_S)
        if self._thread.is_alive():
            self._wake()
            self._thread.join(_JOIN_S)

    def _run(self) -> None:
        try:
            with self._device:
                self._read(self._device, self._ended)
            reason = "the device stopped"
        except (av.error.FFmpegError, OSError) as error:
            reason = str(error)
        except Exception:  # noqa: BLE001 - whatever it is, the recorder must hear of it
            _log.exception("event=device-fault device=%s", self._name)
            reason = self._name
        if not self._ended.is_set():
            self._on_fault(reason)
