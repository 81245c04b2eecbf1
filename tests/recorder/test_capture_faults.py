"""What goes wrong while filming: the camera closes, the film so far is kept, and the screen says it."""

from __future__ import annotations

import pytest

from appliance.hardware.ports import LightColour
from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually
from tests.recorder.fake_parts import encoded_second
from tests.recorder.film import film_of, look_back, seconds_of


def _filming(bench: Bench, seconds: float = 2.0) -> str:
    code = bench.consent()["review_words"]
    bench.start_filming()
    bench.film(seconds)
    return " ".join(code)


def _fault_is(bench: Bench, code: str) -> None:
    bench.reach("help")
    assert bench.talk["notice"]["code"] == code
    eventually(lambda: bench.light.colour is LightColour.AMBER_FLASH, "the lamp asks for help")
    assert not bench.camera.is_open()


def _film_so_far_is_kept(bench: Bench, code: str) -> None:
    bench.ask("talk.self_test")
    assert bench.state == "closing"
    bench.ask("talk.closing", answer="look")
    playback, _ = look_back(bench, code)
    assert seconds_of(film_of(bench, playback))["video"] > 1.0


def test_a_camera_that_is_unplugged(bench: Bench) -> None:
    code = _filming(bench)
    bench.camera.unplug()
    _fault_is(bench, "camera-failed")
    _film_so_far_is_kept(bench, code)


def test_a_camera_that_freezes(bench: Bench) -> None:
    code = _filming(bench)
    bench.clock.pass_s(2.5)
    _fault_is(bench, "camera-failed")
    _film_so_far_is_kept(bench, code)


def test_a_disk_that_cannot_follow(bench: Bench) -> None:
    code = _filming(bench)
    at_s = bench.clock.monotonic_s()
    for number in range(20_000):  # more than any disk takes in a moment
        bench.camera.deliver(*encoded_second()[number % 10], at_s + number / 1_000)
        if not bench.camera.is_open():
            break
    _fault_is(bench, "slow-disk")
    _film_so_far_is_kept(bench, code)


def test_a_lamp_that_breaks_while_filming(bench: Bench) -> None:
    code = _filming(bench)
    bench.light.colour = LightColour.DARK  # the wire, not the program
    bench.clock.pass_s(1.1)
    bench.reach("help")
    assert bench.talk["notice"]["code"] == "light-failed"
    eventually(lambda: not bench.camera.is_open(), "the camera closes")
    _film_so_far_is_kept(bench, code)


def test_a_lamp_that_goes_out_during_three_two_one_keeps_nothing(bench: Bench) -> None:
    bench.consent()
    bench.press()
    bench.film(2.9)
    bench.light.colour = LightColour.DARK
    bench.film(0.3)
    bench.reach("help")
    assert (bench.recordings(), bench.films_on_disk) == ([], set())


def test_a_camera_that_does_not_open(bench: Bench) -> None:
    bench.consent()
    bench.camera.works = False
    bench.press()
    _fault_is(bench, "camera-failed")
    bench.camera.works = True
    bench.ask("talk.self_test")
    assert bench.state == "idle"
    assert bench.recordings() == []


@pytest.mark.parametrize("opens", [False, True], ids=["absent", "silent"])
def test_no_sound_at_the_start_means_no_film(bench: Bench, opens: bool) -> None:
    bench.consent()
    bench.microphone.opens, bench.microphone.works = opens, False
    bench.press()
    if opens:
        bench.film(4.0)
        bench.film(3.0)
    _fault_is(bench, "microphone-failed")
    assert (bench.recordings(), bench.films_on_disk) == ([], set())


def test_sound_that_is_lost_is_said_and_the_talk_goes_on(bench: Bench) -> None:
    code = _filming(bench)
    bench.microphone.works = False
    bench.film(2.0)
    eventually(lambda: bench.talk["notice"], "the tablet says so")
    assert bench.talk["notice"]["code"] == "microphone-failed"
    assert bench.talk["sound"] is False
    assert bench.state == "recording"
    bench.ask("talk.stop")
    bench.reach("closing")
    bench.ask("talk.closing", answer="look")
    playback, recording = look_back(bench, code)
    assert recording["sound"] is False
    seconds = seconds_of(film_of(bench, playback))
    assert seconds["audio"] == pytest.approx(seconds["video"], abs=0.1)  # silence keeps the time


def test_the_self_test_fails_while_the_lamp_is_broken(bench: Bench) -> None:
    bench.consent()
    bench.light.stuck = True
    bench.press()
    bench.reach("help")
    bench.light.works = False
    assert bench.refused("talk.self_test") == "light-failed"
    assert bench.state == "help"


def test_a_film_nobody_asks_about_after_a_fault_waits_in_its_window(bench: Bench) -> None:
    _filming(bench)
    bench.camera.unplug()
    bench.reach("help")
    bench.clock.pass_s(10 * 60 + 1)
    bench.reach_recording("in_review")
