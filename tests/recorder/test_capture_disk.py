"""A disk that hangs or refuses, under a capture that films: the camera never waits for it."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from queue import Queue
from typing import Any

import pytest

from appliance.domain.errors import CameraFailed, SlowDisk, SpiegelboxError
from appliance.recorder.capture import WAITING_AT_MOST, Capture, CaptureEvents
from tests.recorder.eventually import eventually
from tests.recorder.fake_parts import FPS, BenchCamera, BenchClock, BenchMicrophone, encoded_second

PATIENCE_S = 60.0


class Disk:
    """Stands where the sealed file is written."""

    def __init__(self) -> None:
        self.may_write = threading.Event()
        self.may_write.set()
        self.refuses: int | None = None
        self.pieces = 0

    def append(self, fragment: bytes) -> None:
        assert self.may_write.wait(PATIENCE_S)
        if self.refuses is not None:
            raise OSError(self.refuses, "no")
        self.pieces += 1

    def abort(self) -> None:
        """Nothing to let go of."""


class Rig:
    """A capture with a camera and a microphone of the bench before that disk."""

    def __init__(self) -> None:
        self.clock, self.camera, self.microphone = BenchClock(), BenchCamera(), BenchMicrophone()
        self.disk = Disk()
        self.closed = threading.Event()
        self.failures: Queue[SpiegelboxError] = Queue()
        self.sound_lost: Queue[None] = Queue()
        self.capture = Capture(
            camera=self.camera,
            microphone=self.microphone,
            clock=self.clock,
            events=CaptureEvents(
                kept=lambda: None,
                closed=self.closed.set,
                sound_lost=lambda: self.sound_lost.put(None),
                failed=self.failures.put,
            ),
            sound_kbps=64,
            machine_s=self.clock.monotonic_s,
        )

    def open(self) -> None:
        self.capture.open()
        eventually(self.camera.is_open, "the camera opens")
        disk: Any = self.disk
        self.capture.keep(disk)

    def film(self, seconds: float, *, flat: bool = False) -> None:
        for number in range(round(seconds * FPS)):
            at_s = self.clock.monotonic_s()
            self.microphone.deliver(1 / FPS, at_s, flat=flat)
            self.camera.deliver(*encoded_second()[number % FPS], at_s)
            self.clock.pass_s(1 / FPS)


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig()
    yield made
    made.disk.may_write.set()
    made.capture.hold()
    made.capture.abandon()


def test_a_write_that_hangs_is_seen_from_outside_and_the_camera_closes_meanwhile(rig: Rig) -> None:
    rig.open()
    rig.disk.may_write.clear()
    rig.film(2.0)
    eventually(lambda: rig.clock.pass_s(0.01) or rig.capture.disk_s > 0, "the write hangs")
    rig.capture.hold()
    eventually(lambda: not rig.capture.sensor_on, "the camera closes")
    assert not rig.closed.is_set(), "what was filmed still waits for the disk"
    rig.disk.may_write.set()
    assert rig.closed.wait(PATIENCE_S)
    assert rig.disk.pieces >= 3


@pytest.mark.parametrize("refusal", [errno.EROFS, errno.EIO, errno.ENODEV], ids=["read-only", "worn", "gone"])
def test_a_disk_that_refuses_closes_the_camera_and_is_told_once(rig: Rig, refusal: int) -> None:
    rig.open()
    rig.disk.refuses = refusal
    rig.film(2.0)
    assert isinstance(rig.failures.get(timeout=PATIENCE_S), SlowDisk)
    assert not rig.camera.is_open()
    assert rig.failures.empty()


def test_a_queue_that_is_full_is_a_disk_that_is_too_slow(rig: Rig) -> None:
    rig.open()
    rig.disk.may_write.clear()
    rig.film(WAITING_AT_MOST / 2 / FPS + 3.0)
    assert rig.capture.waiting <= WAITING_AT_MOST + 1
    rig.disk.may_write.set()
    assert isinstance(rig.failures.get(timeout=PATIENCE_S), SlowDisk)


def test_pictures_that_go_back_in_time_stop_the_film(rig: Rig) -> None:
    rig.open()
    rig.film(1.0)
    data, keyframe = encoded_second()[0]
    rig.camera.deliver(data, keyframe, rig.clock.monotonic_s() - 1.0)
    failure = rig.failures.get(timeout=PATIENCE_S)
    assert isinstance(failure, CameraFailed)
    assert "back in time" in str(failure)


def test_a_camera_that_delivers_what_it_saw_long_ago_stops_the_film(rig: Rig) -> None:
    rig.open()
    data, keyframe = encoded_second()[0]
    rig.camera.deliver(data, keyframe, rig.clock.monotonic_s() - 2.5)
    assert "too late" in str(rig.failures.get(timeout=PATIENCE_S))


def test_a_microphone_that_falls_flat_is_told_once(rig: Rig) -> None:
    rig.open()
    rig.film(1.0)
    rig.film(7.0, flat=True)
    rig.sound_lost.get(timeout=PATIENCE_S)
    eventually(lambda: rig.capture.waiting == 0, "all is taken")
    assert rig.sound_lost.empty()
    assert rig.failures.empty()


def test_a_microphone_of_which_nothing_is_heard_never_counts_as_seen(rig: Rig) -> None:
    rig.open()
    rig.film(2.0, flat=True)
    eventually(lambda: rig.capture.waiting == 0, "all is taken")
    assert rig.capture.picture_seen
    assert not rig.capture.sound_seen


def test_a_hold_before_the_camera_came_up_opens_nothing_afterwards(rig: Rig) -> None:
    rig.capture.open()
    rig.capture.hold()
    assert rig.closed.wait(PATIENCE_S)
    assert not rig.camera.is_open()
    assert not rig.capture.sensor_on
