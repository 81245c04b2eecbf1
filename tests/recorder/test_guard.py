"""Faults that no part can tell of itself: each ends in S5, the light goes dark, the film so far is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.hardware.ports import LightColour, VideoFormat, VideoPacket
from appliance.recorder.board import Board
from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually
from tests.recorder.fake_parts import BenchCamera


class BenchVitals:
    """A board whose heat and power the test decides."""

    def __init__(self) -> None:
        self.degrees: float | None = 50.0
        self.low: bool | None = False

    def temperature_c(self) -> float | None:
        return self.degrees

    def under_voltage(self) -> bool | None:
        return self.low


class HangingCamera(BenchCamera):
    """A camera of which a call may not come back."""

    def __init__(self) -> None:
        super().__init__()
        self.may_open = threading.Event()
        self.may_open.set()

    def open(self, on_packet: Callable[[VideoPacket], None], on_fault: Callable[[str], None]) -> VideoFormat:
        assert self.may_open.wait(60.0)
        return super().open(on_packet, on_fault)


class GuardedBench(Bench):
    """A bench with a board of its own."""

    def boot(self) -> None:
        self.vitals: BenchVitals = BenchVitals()
        self.camera = HangingCamera()
        self.machine_s = self.clock.monotonic_s
        super().boot()

    def part(self, name: str) -> dict[str, object]:
        return next(part for part in self.ask("health")["parts"] if part["part"] == name)

    def looks(self, times: int = 1) -> None:
        for _ in range(times):
            self.recorder._board.look()
        self.ask("status")  # comes behind a tick

    def filming(self) -> None:
        self.consent()
        self.start_filming()
        self.film(2.0)

    def fault_is(self, code: str) -> None:
        self.reach("help")
        assert self.talk["notice"]["code"] == code
        eventually(lambda: not self.camera.is_open(), "the camera closes")
        eventually(lambda: self.light.colour is LightColour.AMBER_FLASH, "the light asks for help")


@pytest.fixture
def box(tmp_path: Path) -> Iterator[GuardedBench]:
    made = GuardedBench(tmp_path)
    yield made
    made.camera.may_open.set()
    made.camera.may_close.set()
    made.shut_down()


def test_a_box_that_is_too_hot_stops_filming_and_keeps_the_film(box: GuardedBench) -> None:
    box.filming()
    box.vitals.degrees = 84.5
    box.looks()
    box.fault_is("board-unwell")
    assert len(box.films_on_disk) == 1
    assert box.part("Warmte")["sentence"] == "De box is te warm: 84 graden."
    assert box.part("Warmte")["ok"] is False


def test_a_box_that_is_too_hot_and_not_filming_only_says_so(box: GuardedBench) -> None:
    box.vitals.degrees = 90.0
    box.looks()
    assert box.state == "idle"
    assert box.part("Warmte")["ok"] is False


def test_a_brown_out_stops_filming_when_it_lasts(box: GuardedBench) -> None:
    box.filming()
    box.vitals.low = True
    box.looks()
    assert box.state == "recording"
    box.looks()
    box.fault_is("board-unwell")
    assert box.part("Voeding")["ok"] is False
    assert len(box.films_on_disk) == 1


def test_a_board_that_tells_nothing_has_no_lines_in_health(box: GuardedBench) -> None:
    box.vitals.degrees, box.vitals.low = None, None
    box.looks()
    assert {"Warmte", "Voeding"}.isdisjoint(part["part"] for part in box.ask("health")["parts"])


def test_a_button_that_sticks_stops_filming_once_and_is_told(box: GuardedBench) -> None:
    box.filming()
    box.clock.pass_s(1.0)
    box.button.edge(True, box.clock.monotonic_s())
    box.reach("closing")  # the press itself is a stop, as any press
    box.clock.pass_s(31.0)
    box.fault_is("button-failed")
    assert box.part("Knop")["sentence"] == "De knop blijft ingedrukt."
    box.button.edge(False, box.clock.monotonic_s())
    box.ask("talk.self_test")
    assert box.state == "closing"
    assert box.part("Knop")["ok"] is True


def test_a_button_that_chatters_starts_nothing(box: GuardedBench) -> None:
    for n in range(40):
        box.clock.pass_s(0.1)
        box.button.edge(n % 2 == 0, box.clock.monotonic_s())
    box.fault_is("button-failed")
    assert "vanzelf" in str(box.part("Knop")["sentence"])
    assert box.films_on_disk == set()


def test_a_camera_that_does_not_come_back_from_opening_is_told_while_the_light_stays_red(
    box: GuardedBench,
) -> None:
    box.camera.may_open.clear()
    box.consent()
    box.press()
    box.clock.pass_s(9.0)
    box.reach("help")
    assert box.light.colour is LightColour.RED, "it may still come on"
    assert box.recorder._guard.is_well()
    box.clock.pass_s(10.0)
    assert not box.recorder._guard.is_well(), "from here on systemd hears nothing"
    box.camera.may_open.set()
    eventually(lambda: not box.camera.is_open() and box.recorder._guard.is_well(), "it closes after all")


def test_a_camera_that_does_not_come_back_from_closing_is_told(box: GuardedBench) -> None:
    box.filming()
    box.camera.may_close.clear()
    box.ask("talk.stop")
    eventually(
        lambda: box.camera.is_closing.is_set() and box.recorder.capture._writing_since_s is None,
        "the last write is done, and the camera is being closed",  # or the disk would seem to hang
    )
    box.clock.pass_s(9.0)
    box.reach("help")
    assert box.talk["notice"]["code"] == "device-hangs"
    assert box.light.colour is LightColour.RED
    box.clock.pass_s(4.0)
    assert not box.recorder._guard.is_well()
    box.camera.may_close.set()
    eventually(lambda: not box.camera.is_open(), "it closes after all")


def test_a_board_is_looked_at_by_itself() -> None:
    vitals = BenchVitals()
    board = Board(vitals)
    board.start()
    eventually(lambda: board.temperature_c == 50.0, "a look")
    board.stop()
