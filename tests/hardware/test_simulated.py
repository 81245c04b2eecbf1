"""The simulated box: nothing is filmed before it is opened, and its wires can break every part."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from appliance.domain.errors import CameraFailed, LightFailed, MicrophoneFailed
from appliance.hardware.clock import FastDayClock, SystemClock
from appliance.hardware.ports import AudioBlock, AudioFormat, LightColour, Tone, VideoFormat, VideoPacket
from appliance.hardware.simulated import (
    SimulatedButton,
    SimulatedCamera,
    SimulatedLight,
    SimulatedMicrophone,
    SimulatedStage,
)
from appliance.hardware.wires import Wires
from appliance.media.test_card import TestCard

PATIENCE_S = 60.0


class Person:
    """Somebody at the other end of the wires."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE_S)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")
        self.saw_first = self.sees()  # from here on the box tells this person everything

    def sees(self) -> dict[str, Any]:
        line: dict[str, Any] = json.loads(self._lines.readline())
        return line

    def sees_at_last(self, **wanted: object) -> dict[str, Any]:
        while True:
            line = self.sees()
            if all(line.get(name) == value for name, value in wanted.items()):
                return line

    def does(self, line: object) -> None:
        self._socket.sendall((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n")

    def leaves(self) -> None:
        self._lines.close()
        self._socket.close()


class Box:
    """All simulated parts together."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "wires.sock"
        self.clock = SystemClock()
        self.wires = Wires(self.path, day_s=10.0)
        self.stage = SimulatedStage(
            TestCard(VideoFormat(160, 96, 10), AudioFormat(48_000, 1)),
            kbps=200,
            clock=self.clock,
            wires=self.wires,
        )
        self.camera = SimulatedCamera(self.stage, self.wires)
        self.microphone = SimulatedMicrophone(self.stage, self.wires)
        self.light = SimulatedLight(self.wires)
        self.button = SimulatedButton(self.wires, self.clock)
        self.pictures: Queue[VideoPacket] = Queue()
        self.sounds: Queue[AudioBlock] = Queue()
        self.faults: Queue[str] = Queue()

    def film(self) -> None:
        self.microphone.open(self.sounds.put, self.faults.put)
        self.camera.open(self.pictures.put, self.faults.put)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    made = Box(tmp_path)
    yield made
    made.camera.close()
    made.wires.close()


@pytest.fixture
def person(box: Box) -> Iterator[Person]:
    somebody = Person(box.path)
    yield somebody
    somebody.leaves()


def test_somebody_who_connects_sees_how_the_box_is(person: Person) -> None:
    assert person.saw_first == {
        "light": "dark",
        "tone": None,
        "camera": "closed",
        "packets": 0,
        "day_s": 10.0,
    }


def test_not_one_picture_is_made_before_the_camera_opens_or_after_it_closes(box: Box, person: Person) -> None:
    assert person.saw_first["packets"] == 0
    box.film()
    first = box.pictures.get(timeout=PATIENCE_S)
    assert first.keyframe
    assert box.sounds.get(timeout=PATIENCE_S).samples
    box.camera.close()
    made = box.pictures.qsize() + 1
    assert person.sees_at_last(camera="closed", packets=made)
    assert not box.camera.is_open()


def test_pictures_and_sound_carry_the_time_they_were_taken(box: Box) -> None:
    box.film()
    pictures = [box.pictures.get(timeout=PATIENCE_S) for _ in range(6)]
    sounds = [box.sounds.get(timeout=PATIENCE_S) for _ in range(6)]
    steps = [later.captured_s - sooner.captured_s for sooner, later in pairwise(pictures)]
    assert steps == pytest.approx([0.1] * 5, abs=0.011)
    assert [s.captured_s for s in sounds] == pytest.approx([p.captured_s for p in pictures], abs=0.2)


def test_a_camera_pulled_out_says_so_once_and_does_not_open_again(box: Box, person: Person) -> None:
    box.film()
    box.pictures.get(timeout=PATIENCE_S)
    person.does({"part": "camera", "works": False})
    assert box.faults.get(timeout=PATIENCE_S)
    box.camera.close()
    with pytest.raises(CameraFailed):
        box.film()


def test_a_microphone_pulled_out_is_silent_and_does_not_open_again(box: Box, person: Person) -> None:
    person.does({"part": "microphone", "works": False})
    person.does({"button": "sideways"})  # answered when the line before it was done
    person.sees_at_last(error="Dit begrijpt de box niet.")
    with pytest.raises(MicrophoneFailed):
        box.film()


def test_the_lamp_is_seen_and_a_broken_one_reads_dark(box: Box, person: Person) -> None:
    box.light.show(LightColour.RED)
    assert person.sees_at_last(light="red")
    assert box.light.read_back() is LightColour.RED
    person.does({"part": "light", "works": False})
    assert person.sees_at_last(light="dark")
    assert box.light.read_back() is LightColour.DARK
    with pytest.raises(LightFailed):
        box.light.show(LightColour.RED)


def test_a_tone_is_heard_once(box: Box, person: Person) -> None:
    box.light.sound(Tone.START)
    assert person.sees_at_last(tone="start")
    box.light.show(LightColour.WHITE)
    assert person.sees_at_last(light="white")["tone"] is None


def test_a_hand_on_the_button_gives_edges(box: Box, person: Person) -> None:
    edges: Queue[tuple[bool, float]] = Queue()
    box.button.watch(lambda pressed, at_s: edges.put((pressed, at_s)))
    person.does({"button": "down"})
    person.does({"button": "up"})
    assert [edges.get(timeout=PATIENCE_S)[0] for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b"[]",
        {"button": "sideways"},
        {"button": "down", "more": 1},
        {"part": "door", "works": True},
        {"part": "light", "works": "frozen"},
        {"part": "camera", "works": 1},
    ],
)
def test_nonsense_is_answered_and_changes_nothing(box: Box, person: Person, line: object) -> None:
    person.does(line)
    assert person.sees_at_last(error="Dit begrijpt de box niet.")
    other = Person(box.path)
    assert other.saw_first["light"] == "dark"
    other.leaves()


def test_somebody_who_leaves_hinders_nobody(box: Box, person: Person) -> None:
    gone = Person(box.path)
    gone.leaves()
    box.light.show(LightColour.WHITE)
    assert person.sees_at_last(light="white")


def test_a_demo_day_is_short_and_a_real_one_is_not() -> None:
    assert SystemClock().day == timedelta(days=1)
    assert FastDayClock(timedelta(seconds=10)).day == timedelta(seconds=10)
    assert FastDayClock(timedelta(seconds=10)).is_known()


def test_a_film_without_sound_is_a_quiet_room_and_not_a_dead_microphone(tmp_path: Path) -> None:
    class Silent(TestCard):
        def _sound_of(self, number: int) -> bytes:
            return bytes(len(super()._sound_of(number)))

    box = Box(tmp_path)
    box.stage.scene = Silent(VideoFormat(160, 96, 10), AudioFormat(48_000, 1))
    box.film()
    heard = box.sounds.get(timeout=PATIENCE_S).samples
    box.camera.close()
    box.wires.close()
    assert any(heard)
    assert max(heard[1::2]) in (0x00, 0xFF), "far too soft to hear"
