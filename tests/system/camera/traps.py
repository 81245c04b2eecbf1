"""Runs inside the Debian of the test: one trap of picamera2, and as JSON what came of it.

Usage: traps.py NAME, where NAME is a function below.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
from typing import Any

import virtual_camera  # noqa: F401 - puts around picamera2 what this machine lacks

from appliance.hardware.picamera import PiCamera
from appliance.hardware.ports import VideoFormat, VideoPacket

VIDEO = VideoFormat(1280, 720, 25)


class Heard:
    """What a recorder would hear of the camera."""

    def __init__(self) -> None:
        self.packets: list[VideoPacket] = []
        self.faults: list[str] = []
        self.enough = threading.Event()

    def packet(self, packet: VideoPacket) -> None:
        self.packets.append(packet)
        if len(self.packets) >= 25:
            self.enough.set()


def _camera() -> PiCamera:
    return PiCamera(VIDEO, kbps=2500, encoder="libx264")


def an_output_that_raises() -> dict[str, Any]:
    """The recorder's end fails at every packet: told once, and the camera can still be closed."""
    heard, camera = Heard(), _camera()
    told = threading.Event()

    def fault(text: str) -> None:
        heard.faults.append(text)
        told.set()

    def refuse(_: VideoPacket) -> None:
        raise ZeroDivisionError

    camera.open(refuse, fault)
    told.wait(10)
    time.sleep(0.5)
    begun_s = time.monotonic()
    camera.close()
    return {"faults": len(heard.faults), "close_s": time.monotonic() - begun_s, "open": camera.is_open()}


def a_dead_camera_thread() -> dict[str, Any]:
    """picamera2's own thread dies; without our guard closing would wait for it for ever."""
    heard, camera = Heard(), _camera()
    camera.open(heard.packet, heard.faults.append)
    heard.enough.wait(10)
    assert camera._running is not None
    threading.excepthook = lambda _args: None

    def die(_request: object) -> None:
        raise ZeroDivisionError

    camera._running.camera.pre_callback = die
    time.sleep(0.5)
    begun_s = time.monotonic()
    camera.close()
    return {"close_s": time.monotonic() - begun_s, "open": camera.is_open()}


def opened_again() -> dict[str, Any]:
    """Two recordings in a row: each begins with a keyframe and with its own times."""
    firsts = []
    for _ in range(2):
        heard, camera = Heard(), _camera()
        begun_s = time.monotonic()
        camera.open(heard.packet, heard.faults.append)
        heard.enough.wait(10)
        camera.close()
        after = len(heard.packets)
        time.sleep(0.2)
        firsts.append(
            {
                "keyframe": heard.packets[0].keyframe,
                "sps": heard.packets[0].data[4] & 31,
                "age_s": heard.packets[0].captured_s - begun_s,
                "quiet": len(heard.packets) == after,
                "keyframes": [n for n, packet in enumerate(heard.packets) if packet.keyframe],
            }
        )
    return {"firsts": firsts}


def left_behind() -> dict[str, Any]:
    """What of picamera2 is still in memory after a recording, when nobody cleans up by chance."""
    gc.disable()
    heard, camera = Heard(), _camera()
    camera.open(heard.packet, heard.faults.append)
    heard.enough.wait(10)
    camera.close()
    kinds = {type(thing).__name__ for thing in gc.get_objects()}
    return {"left": sorted(kinds & {"Picamera2", "LibavH264Encoder", "Sink"})}


def no_such_camera() -> dict[str, Any]:
    """Another camera is asked for than the one that is there."""
    camera = PiCamera(VIDEO, kbps=2500, encoder="libx264", model="imx708")
    try:
        camera.open(print, print)
    except Exception as error:  # noqa: BLE001 - printed for the test
        return {"error": type(error).__name__, "text": str(error), "open": camera.is_open()}
    return {"error": ""}


def a_size_it_cannot_give() -> dict[str, Any]:
    """The camera gives another size than asked: refused, and closed again."""
    camera = PiCamera(VideoFormat(640, 360, 25), kbps=2500, encoder="libx264")
    try:
        camera.open(print, print)
    except Exception as error:  # noqa: BLE001 - printed for the test
        return {"error": type(error).__name__, "text": str(error), "open": camera.is_open()}
    return {"error": ""}


print(json.dumps(globals()[sys.argv[1]]()))
