"""The near end of the wires: what it believes, and what it sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.cli.demo.wires import Wires
from appliance.domain.errors import RecorderUnreachable


def test_it_knows_the_state_of_the_box_from_the_first_line(fake_wires):
    fake_wires.say(light="white", day_s=2.5)
    with Wires(fake_wires.path) as wires:
        state = wires.wait(lambda state: state.connected, 5)
        assert state is not None
        assert (state.light, state.camera, state.packets, state.day_s) == ("white", "closed", 0, 2.5)


def test_it_follows_every_change(fake_wires):
    with Wires(fake_wires.path) as wires:
        assert wires.wait(lambda state: state.connected, 5)
        fake_wires.say(light="red", camera="open", packets=3)
        state = wires.wait(lambda state: state.light == "red", 5)
        assert state is not None
        assert (state.camera, state.packets) == ("open", 3)


def test_waiting_ends_in_none_when_it_does_not_happen(fake_wires):
    with Wires(fake_wires.path) as wires:
        assert wires.wait(lambda state: state.light == "red", 0.01) is None


def test_a_tone_is_numbered_so_that_it_is_heard_once(fake_wires):
    with Wires(fake_wires.path) as wires:
        assert wires.wait(lambda state: state.connected, 5)
        fake_wires.say(light="red", tone="start")
        fake_wires.say(packets=1)
        fake_wires.say(light="blue-pulse", tone="stop")
        state = wires.wait(lambda state: len(state.tones) == 2, 5)
        assert state is not None
        assert state.tones == ((1, "start"), (2, "stop"))


def test_a_press_is_down_and_then_up(fake_wires):
    with Wires(fake_wires.path) as wires:
        wires.press(0)
        assert fake_wires.wait_heard(2) == [{"button": "down"}, {"button": "up"}]


@pytest.mark.parametrize(
    ("works", "broken"), [(False, (("camera", "off"),)), ("frozen", (("camera", "frozen"),)), (True, ())]
)
def test_it_remembers_which_part_it_broke(fake_wires, works, broken):
    with Wires(fake_wires.path) as wires:
        wires.part("camera", works)
        assert fake_wires.wait_heard(1) == [{"part": "camera", "works": works}]
        assert wires.state.broken == broken


def test_it_says_so_when_the_recorder_goes_away(fake_wires):
    with Wires(fake_wires.path) as wires:
        assert wires.wait(lambda state: state.connected, 5)
        fake_wires.hang_up()
        assert wires.wait(lambda state: not state.connected, 5)


@pytest.mark.parametrize(
    "line", [b"not json\n", b"[1, 2]\n", b'{"light": 1}\n', b'{"light": "red", "packets": "x"}\n']
)
def test_a_line_that_is_no_state_counts_as_a_lost_box_not_as_a_calm_one(fake_wires, line):
    with Wires(fake_wires.path) as wires:
        assert wires.wait(lambda state: state.connected, 5)
        fake_wires.send_raw(line)
        assert wires.wait(lambda state: not state.connected, 5)


def test_an_error_line_changes_nothing(fake_wires):
    with Wires(fake_wires.path) as wires:
        assert wires.wait(lambda state: state.connected, 5)
        fake_wires.send_raw(b'{"error": "unknown"}\n')
        fake_wires.say(packets=7)
        state = wires.wait(lambda state: state.packets == 7, 5)
        assert state is not None
        assert state.connected


def test_without_a_recorder_there_is_a_clear_error(tmp_path: Path):
    with pytest.raises(RecorderUnreachable, match=r"Geen verbinding met de box.*w\.sock"):
        Wires(tmp_path / "w.sock")


def test_pictures_without_the_red_lamp_are_counted(fake_wires):
    with Wires(fake_wires.path) as wires:
        assert wires.wait(lambda state: state.connected, 5)
        fake_wires.say(light="red", camera="open", packets=5)
        fake_wires.say(camera="closed", packets=7)
        fake_wires.say(light="blue-pulse")
        honest = wires.wait(lambda state: state.light == "blue-pulse", 5)
        fake_wires.say(light="dark", packets=9)
        wrong = wires.wait(lambda state: state.packets == 9, 5)
    assert honest is not None
    assert wrong is not None
    assert (honest.unlit, wrong.unlit) == (0, 2)
