"""Runs inside the Debian of the test: the recorder itself, before libcamera's virtual camera, on mock pins.

Around the real picamera2 and the real recorder stands only what this machine lacks: the parts of picamera2
that draw previews and raw photos, buffers in the layout that the virtual camera draws in, and the pace of a
sensor. Standard input is a finger ("press") or a fault ("freeze"); /test/lamp and /test/pictures tell what
the lamp shows since when, and when each picture was taken.

Usage: virtual_camera.py ARGUMENTS-OF-THE-RECORDER
"""

from __future__ import annotations

import mmap
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

for _absent in ("pykms", "pidng", "pidng.camdefs", "pidng.core"):
    sys.modules[_absent] = MagicMock()

import gpiozero  # noqa: E402 - after the parts that are absent
import libcamera  # noqa: E402
import picamera2.picamera2  # noqa: E402
from gpiozero.pins.mock import MockFactory, MockPWMPin  # noqa: E402
from picamera2 import Picamera2  # noqa: E402
from picamera2.allocators import DmaAllocator  # noqa: E402

from appliance.recorder.__main__ import main  # noqa: E402

BUTTON = 17
LAMP = {"red": "GPIO22", "green": "GPIO27", "blue": "GPIO24"}
FPS = 25

frozen = threading.Event()


class TwoPlaneAllocator(DmaAllocator):
    """picamera2's allocator makes buffers of one plane; the virtual camera draws NV12 in two."""

    def allocate(self, libcamera_config: Any, _use_case: Any) -> None:
        self.libcamera_fds = []
        self.cleanup()
        for descriptor in self.open_fds:
            os.close(descriptor)
        self.frame_buffers, self.open_fds = {}, []
        for stream in libcamera_config:
            self.frame_buffers[stream.stream] = [self._buffer(stream) for _ in range(stream.buffer_count)]

    def _buffer(self, stream: Any) -> Any:
        memory = self.dmaHeap.alloc("test", stream.frame_size).get()
        self.open_fds.append(memory)
        luma = stream.stride * stream.size.height
        planes = []
        for offset, length in ((0, luma), (luma, luma // 2)):
            plane = libcamera.FrameBuffer.Plane()
            plane.fd, plane.offset, plane.length = memory, offset, length
            planes.append(plane)
        buffer = libcamera.FrameBuffer(planes)
        self.libcamera_fds.append(buffer.planes[0].fd)
        self.mapped_buffers_used[buffer.planes[0].fd] = False
        self.mapped_buffers[buffer] = mmap.mmap(memory, stream.frame_size, mmap.MAP_SHARED)
        return buffer


class Paced:
    """A libcamera camera that draws FPS pictures a second, as a sensor would."""

    def __init__(self, camera: Any) -> None:
        self._camera = camera
        self._requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._camera, name)

    def start(self, *controls: Any) -> Any:
        answer = self._camera.start(*controls)
        self._requests = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._draw, daemon=True)
        self._thread.start()
        return answer

    def stop(self) -> Any:
        self._requests.put(None)
        if self._thread is not None:
            self._thread.join()
        return self._camera.stop()

    def queue_request(self, request: Any) -> None:
        self._requests.put(request)

    def _draw(self) -> None:
        due_s = time.monotonic()
        with Path("/test/pictures").open("a", buffering=1) as taken:
            print("opened", file=taken)
            while (request := self._requests.get()) is not None:
                if frozen.is_set():
                    continue
                due_s += 1 / FPS
                time.sleep(max(0.0, due_s - time.monotonic()))
                print(time.monotonic(), file=taken)
                self._camera.queue_request(request)


def _paced_camera(opened: Any = Picamera2._open_camera) -> Any:
    def open_camera(self: Any) -> None:
        opened(self)
        self.camera = Paced(self.camera)

    return open_camera


class LoggedPin(MockPWMPin):  # type: ignore[misc]
    """A pin; those of the lamp write down what the lamp then shows."""

    def _change_state(self, value: float) -> bool:
        changed: bool = super()._change_state(value)
        if changed and self.info.name in LAMP.values():
            on = [name for name, pin in LAMP.items() if self.factory.pin(pin).state]
            with Path("/test/lamp").open("a") as log:
                print(time.monotonic(), "+".join(on) or "dark", file=log)
        return changed


def _listen(button: Any) -> None:
    for line in sys.stdin:
        if line.strip() == "press":
            button.drive_low()
            button.drive_high()
        elif line.strip() == "freeze":
            frozen.set()


picamera2.picamera2.DmaAllocator = TwoPlaneAllocator
Picamera2._open_camera = _paced_camera()
Picamera2._get_raw_modes = lambda _self: [{"format": "NV12", "size": (1280, 720)}]
gpiozero.Device.pin_factory = MockFactory(pin_class=LoggedPin)

if __name__ == "__main__":
    button = gpiozero.Device.pin_factory.pin(BUTTON)
    threading.Thread(target=_listen, args=(button,), daemon=True).start()
    sys.exit(main())
