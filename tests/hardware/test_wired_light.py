"""The lamp on its wires: what it shows, what it reads back, and how a broken or shorted one shows itself."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from queue import Queue

import pytest

from appliance.domain.errors import LightFailed
from appliance.hardware.ports import LightColour, Tone
from appliance.hardware.wired_light import RGB, THREE, Levels, Step, WiredLight

PATIENCE_S = 60.0
STEADY = (LightColour.DARK, LightColour.WHITE, LightColour.RED, LightColour.AMBER)


class Wires:
    """Lines that can be cut, and a red lamp that can burn out or burn by itself."""

    def __init__(self) -> None:
        self.levels: dict[str, bool] = {}
        self.driven: Queue[frozenset[str]] = Queue()
        self.pulled_down: frozenset[str] = frozenset()
        self.cut = False
        self.burnt_out = self.burns_by_itself = False

    def drive(self, levels: Levels) -> None:
        if self.cut:
            raise LightFailed("cut")
        self.levels = {name: name not in self.pulled_down for name, high in levels.items() if high}
        self.driven.put(frozenset(name for name, high in levels.items() if high))

    def read(self) -> Levels:
        return self.levels

    def sees_light(self) -> bool:
        return self.burns_by_itself or (self.levels.get("red", False) and not self.burnt_out)

    def sound(self, tone: Tone) -> None:
        self.tone = tone


def _lamp(
    wires: Wires, colours: Mapping[LightColour, Sequence[Step]] = RGB, *, eye: bool = True
) -> WiredLight:
    return WiredLight(wires, colours, doors=("door1", "door2"), eye=wires if eye else None, buzzer=wires)


@pytest.mark.parametrize("colours", [RGB, THREE], ids=["rgb", "three"])
@pytest.mark.parametrize("colour", STEADY)
def test_what_is_shown_is_read_back(
    colour: LightColour, colours: Mapping[LightColour, Sequence[Step]]
) -> None:
    lamp = _lamp(Wires(), colours)
    lamp.show(colour)
    assert lamp.read_back() is colour


@pytest.mark.parametrize("colours", [RGB, THREE], ids=["rgb", "three"])
def test_no_two_colours_look_the_same_and_only_red_is_red_alone(
    colours: Mapping[LightColour, Sequence[Step]],
) -> None:
    assert set(colours) == set(LightColour)
    assert len({tuple(steps) for steps in colours.values()}) == len(colours)
    alone = [c for c, steps in colours.items() if any(on == frozenset({"red"}) for on, _ in steps)]
    assert alone == [LightColour.RED]


@pytest.mark.parametrize("colours", [RGB, THREE], ids=["rgb", "three"])
def test_nothing_flashes_three_times_a_second(colours: Mapping[LightColour, Sequence[Step]]) -> None:
    for steps in colours.values():
        flashes = sum(bool(on) for on, _ in steps) if len(steps) > 1 else 0
        length_s = sum(seconds for _, seconds in steps)
        assert flashes == 0 or flashes / length_s < 3


def test_the_lights_at_the_doors_burn_with_the_red_one_only() -> None:
    wires = Wires()
    lamp = _lamp(wires)
    lamp.show(LightColour.RED)
    assert wires.driven.get() == {"red", "door1", "door2"}
    lamp.show(LightColour.AMBER)
    assert wires.driven.get() == {"red", "green"}


def test_a_burnt_out_red_light_is_read_back_as_dark() -> None:
    wires = Wires()
    lamp = _lamp(wires)
    wires.burnt_out = True
    lamp.show(LightColour.RED)
    assert lamp.read_back() is LightColour.DARK


def test_a_light_that_burns_by_itself_is_read_back_as_red() -> None:
    wires = Wires()
    lamp = _lamp(wires)
    lamp.show(LightColour.DARK)
    wires.burns_by_itself = True
    assert lamp.read_back() is LightColour.RED


def test_a_shorted_line_is_seen_without_an_eye_too() -> None:
    wires = Wires()
    lamp = _lamp(wires, eye=False)
    wires.pulled_down = frozenset({"red"})
    lamp.show(LightColour.RED)
    assert lamp.read_back() is not LightColour.RED


def test_a_door_light_that_is_shorted_counts_as_a_lamp_that_fails() -> None:
    wires = Wires()
    lamp = _lamp(wires, eye=False)
    wires.pulled_down = frozenset({"door2"})
    lamp.show(LightColour.RED)
    assert lamp.read_back() is not LightColour.RED


def test_a_pattern_goes_on_by_itself_and_ends_with_the_next_colour() -> None:
    wires = Wires()
    lamp = _lamp(wires)
    lamp.show(LightColour.AMBER_FLASH)
    seen = [wires.driven.get(timeout=PATIENCE_S) for _ in range(4)]
    assert frozenset() in seen
    assert {"red", "green"} in seen
    lamp.show(LightColour.DARK)
    assert threading.active_count() == len([t for t in threading.enumerate() if t.name != "lamp"])
    assert lamp.read_back() is LightColour.DARK


def test_a_lamp_on_cut_wires_is_an_error_and_not_a_colour() -> None:
    wires = Wires()
    lamp = _lamp(wires)
    wires.cut = True
    with pytest.raises(LightFailed):
        lamp.show(LightColour.RED)


def test_a_closed_lamp_is_dark_and_tones_go_to_the_buzzer() -> None:
    wires = Wires()
    lamp = _lamp(wires)
    lamp.show(LightColour.BLUE_PULSE)
    lamp.sound(Tone.HELP)
    lamp.close()
    assert wires.tone is Tone.HELP
    assert wires.read() == {}
