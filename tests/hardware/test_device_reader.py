"""A device on a thread of its own: how its reading ends, also when the device froze."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from queue import Queue

from appliance.hardware.device_reader import DeviceReader

PATIENCE_S = 60.0


def test_a_device_that_froze_is_woken_and_let_go_without_a_word() -> None:
    woken, let_go = threading.Event(), threading.Event()
    faults: Queue[str] = Queue()

    def read(_device: object, _ended: threading.Event) -> None:
        assert woken.wait(PATIENCE_S)
        let_go.set()
        raise OSError("woken in the middle of a wait")

    reader = DeviceReader("camera", nullcontext(), read, faults.put, wake=woken.set)
    reader.close()
    assert let_go.is_set()
    assert faults.empty()


def test_a_device_that_works_is_not_woken() -> None:
    woken = threading.Event()

    def read(_device: object, ended: threading.Event) -> None:
        assert ended.wait(PATIENCE_S)

    DeviceReader("camera", nullcontext(), read, print, wake=woken.set).close()
    assert not woken.is_set()


def test_a_device_that_goes_away_by_itself_is_told_once() -> None:
    faults: Queue[str] = Queue()
    reader = DeviceReader("camera", nullcontext(), lambda _device, _ended: None, faults.put)
    assert faults.get(timeout=PATIENCE_S) == "the device stopped"
    reader.close()
    assert faults.empty()
