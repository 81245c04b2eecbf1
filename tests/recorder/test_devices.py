"""Camera and microphone as one: opened only when wanted, closed on a thread of their own, and watched."""

from __future__ import annotations

import threading

import pytest

from appliance.domain.errors import MicrophoneFailed
from appliance.recorder.devices import Devices
from tests.recorder.eventually import PATIENCE_S, eventually
from tests.recorder.fake_parts import BenchCamera, BenchClock, BenchMicrophone


class Rig:
    def __init__(self) -> None:
        self.clock, self.camera, self.microphone = BenchClock(), BenchCamera(), BenchMicrophone()
        self.devices = Devices(
            camera=self.camera, microphone=self.microphone, machine_s=self.clock.monotonic_s
        )

    def open(self) -> object:
        return self.devices.open(print, on_fault=print, on_sound_fault=print)


def test_devices_that_nobody_wants_any_more_are_not_opened() -> None:
    rig = Rig()
    rig.devices.want()
    rig.devices.close()  # the stop was quicker than the opening
    assert rig.open() is None
    assert not rig.camera.is_open()
    assert not rig.devices.on


def test_devices_that_nobody_asked_for_are_not_opened() -> None:
    rig = Rig()
    assert rig.open() is None
    assert not rig.camera.is_open()


def test_what_may_still_come_on_counts_as_on() -> None:
    rig = Rig()
    rig.devices.want()
    assert rig.devices.on
    assert rig.open() is not None
    assert rig.devices.on
    rig.devices.close()
    assert not rig.devices.on


def test_a_camera_stays_on_in_our_eyes_until_its_closing_came_back() -> None:
    rig = Rig()
    rig.devices.want()
    rig.open()
    rig.camera.may_close.clear()
    done = threading.Event()
    rig.devices.close_soon(done.set)
    eventually(lambda: rig.clock.pass_s(0.1) or rig.devices.waits_s > 1.0, "the call is watched")
    assert rig.devices.on
    assert not done.is_set()
    rig.camera.may_close.set()
    assert done.wait(PATIENCE_S)
    assert (rig.devices.on, rig.devices.waits_s) == (False, 0.0)


def test_a_microphone_that_fails_leaves_a_camera_that_can_be_closed() -> None:
    rig = Rig()
    rig.microphone.opens = False
    rig.devices.want()
    with pytest.raises(MicrophoneFailed):
        rig.open()
    assert rig.devices.on, "the camera came up before it"
    rig.devices.close()
    assert not rig.camera.is_open()
