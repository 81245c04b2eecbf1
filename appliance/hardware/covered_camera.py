"""A camera behind a shutter, with a switch in its power: covered and without power whenever it is closed.

The order is the point: power and shutter first when it opens, last when it closes, so that the sensor is
never seen open in the dark, nor powered longer than the camera is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from appliance.hardware.ports import Camera, VideoFormat, VideoPacket


class Switch(Protocol):
    """A cover or a power switch (gpio.py)."""

    def turn(self, *, on: bool) -> None: ...


class CoveredCamera:
    """``camera`` with what lies before it, in the order of opening."""

    def __init__(self, camera: Camera, switches: Sequence[Switch]) -> None:
        self._camera, self._switches = camera, tuple(switches)
        self._close_switches()

    def open(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> VideoFormat:
        for switch in self._switches:
            switch.turn(on=True)
        try:
            return self._camera.open(on_packet, on_fault)
        except BaseException:
            self._close_switches()
            raise

    def close(self) -> None:
        was_open = self._camera.is_open()
        self._camera.close()
        if was_open:
            self._close_switches()

    def is_open(self) -> bool:
        return self._camera.is_open()

    def _close_switches(self) -> None:
        for switch in reversed(self._switches):
            switch.turn(on=False)
