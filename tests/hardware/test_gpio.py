"""The lines of the header, on gpiozero's mock pins: edges in, levels out, and nothing that raises inside."""

from __future__ import annotations

import threading
from queue import Queue

import pytest
from gpiozero.pins.mock import MockFactory

from appliance.domain.errors import NoSuchHardware
from appliance.hardware.gpio import (
    MELODIES,
    GpioButton,
    GpioBuzzer,
    GpioEye,
    GpioLines,
    GpioShutter,
    GpioSwitch,
)
from appliance.hardware.ports import Tone

PATIENCE_S = 60.0


def test_every_edge_of_the_button_is_handed_on_with_its_moment(header: MockFactory) -> None:
    edges: Queue[tuple[bool, float]] = Queue()
    moments = iter([1.0, 1.5])
    button = GpioButton(17, monotonic=lambda: next(moments))
    button.watch(lambda pressed, at_s: edges.put((pressed, at_s)))
    header.pin(17).drive_low()
    header.pin(17).drive_high()
    assert [edges.get(timeout=PATIENCE_S) for _ in range(2)] == [(True, 1.0), (False, 1.5)]
    button.close()


def test_a_handler_that_raises_leaves_the_button_alive(header: MockFactory) -> None:
    edges: Queue[bool] = Queue()

    def first_time_wrong(pressed: bool, at_s: float) -> None:
        edges.put(pressed)
        if edges.qsize() == 1:
            raise ZeroDivisionError

    button = GpioButton(17, monotonic=lambda: 0.0)
    button.watch(first_time_wrong)
    header.pin(17).drive_low()  # on a box this would end lgpio's only thread
    header.pin(17).drive_high()
    assert [edges.get(timeout=PATIENCE_S) for _ in range(2)] == [True, False]
    button.close()


def test_a_button_that_is_stuck_when_the_box_starts_is_told(header: MockFactory) -> None:
    edges: Queue[bool] = Queue()
    button = GpioButton(17, monotonic=lambda: 0.0)
    header.pin(17).drive_low()
    button.watch(lambda pressed, at_s: edges.put(pressed))
    assert edges.get(timeout=PATIENCE_S) is True
    assert button.is_down()
    button.close()


@pytest.mark.parametrize("active_low", [False, True])
def test_lines_are_driven_by_name_and_read_from_the_pins_themselves(
    header: MockFactory, active_low: bool
) -> None:
    lines = GpioLines({"red": 22, "green": 27}, active_low=active_low)
    lines.drive({"red": True})
    assert header.pin(22).state == (not active_low)
    assert lines.read() == {"red": True, "green": False}
    header.pin(22)._change_state(active_low)  # a short circuit pulls the line
    assert lines.read() == {"red": False, "green": False}
    lines.close()


def test_the_eye_sees_light_when_its_line_is_pulled_to_ground(header: MockFactory) -> None:
    eye = GpioEye(5)
    assert not eye.sees_light()
    header.pin(5).drive_low()
    assert eye.sees_light()
    eye.close()


def test_a_pin_that_is_taken_names_the_part(header: MockFactory) -> None:
    button = GpioButton(17, monotonic=lambda: 0.0)
    with pytest.raises(NoSuchHardware, match="zoemer"):
        GpioBuzzer(17)
    button.close()


def test_a_tone_is_played_without_waiting_and_ends_in_silence(header: MockFactory) -> None:
    buzzer = GpioBuzzer(18)
    pin = header.pin(18)
    pin.clear_states()
    caller = threading.get_ident()
    buzzer.sound(Tone.START)
    silent = threading.Event()
    for _ in range(200):
        if len(pin.states) > 2 and pin.state == 0.0:
            break
        silent.wait(0.05)
    assert [state.state for state in pin.states][-1] == 0.0
    assert 0.5 in [state.state for state in pin.states]
    assert threading.get_ident() == caller
    for _ in range(20):
        buzzer.sound(Tone.HELP)  # more than can wait: none of them holds anybody up
    buzzer.close()


def test_every_tone_has_a_melody_of_its_own() -> None:
    assert set(MELODIES) == set(Tone)
    assert len({tuple(melody) for melody in MELODIES.values()}) == len(Tone)
    start, stop = MELODIES[Tone.START], MELODIES[Tone.STOP]
    assert start[0][0] < start[1][0], "two rising tones"
    assert stop[0][0] > stop[1][0], "two falling tones"


def test_the_shutter_turns_and_then_lets_go(header: MockFactory) -> None:
    shutter = GpioShutter(19)
    pin = header.pin(19)
    pin.clear_states()
    shutter.turn(on=True)
    opened = [state.state for state in pin.states]
    shutter.turn(on=False)
    closed = [state.state for state in pin.states][len(opened) :]
    assert max(opened) > max(closed) > 0.0
    assert pin.state == 0.0, "no pulses: the servo does not hum"
    shutter.close()


def test_the_power_of_the_camera_is_a_line(header: MockFactory) -> None:
    power = GpioSwitch(26)
    power.turn(on=True)
    assert header.pin(26).state
    power.turn(on=False)
    assert not header.pin(26).state
    power.close()
