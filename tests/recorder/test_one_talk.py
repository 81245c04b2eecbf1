"""One talk on the bench: yes, press, film, stop, look back, and what the film then is."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.hardware.ports import LightColour, Tone
from appliance.recorder.times import Times
from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually
from tests.recorder.film import film_of, look_back, seconds_of


def test_the_lamp_is_red_before_the_camera_opens_and_until_it_is_closed(bench: Bench) -> None:
    bench.consent()
    assert bench.light.colour is LightColour.WHITE
    assert not bench.camera.is_open()
    bench.start_filming()
    assert bench.light.colour is LightColour.RED
    assert bench.light.tones == [Tone.START]
    bench.ask("talk.stop")
    bench.reach("closing")
    eventually(lambda: bench.light.colour is LightColour.DARK, "the lamp goes dark")
    assert bench.light.tones == [Tone.START, Tone.STOP]
    assert not bench.camera.is_open()


def test_a_camera_that_closes_slowly_stays_under_a_red_lamp(bench: Bench) -> None:
    bench.consent()
    bench.start_filming()
    bench.film(1.0)
    bench.camera.may_close.clear()
    bench.ask("talk.pause")
    assert bench.state == "paused"
    assert (bench.camera.is_open(), bench.light.colour) == (True, LightColour.RED)
    bench.camera.may_close.set()
    eventually(lambda: bench.light.colour is LightColour.AMBER, "the lamp is amber")
    assert not bench.camera.is_open()


def test_the_warm_up_is_not_in_the_film(bench: Bench) -> None:
    bench.consent()
    bench.press()
    bench.film(2.5)  # 3-2-1: seen, counted, thrown away
    assert bench.films_on_disk == set()
    bench.film(0.7)
    bench.reach("recording")
    bench.film(2.0)
    bench.ask("talk.stop")
    bench.reach("closing")
    bench.ask("talk.closing", answer="keep")
    assert bench.recordings()[0]["seconds"] == pytest.approx(2.0, abs=0.6)


def test_the_film_plays_back_with_picture_and_sound(bench: Bench) -> None:
    code = bench.record(3.0)
    playback, recording = look_back(bench, " ".join(code))
    assert recording["purposes"] == ["self", "coach"]
    seconds = seconds_of(film_of(bench, playback))
    assert seconds["video"] == pytest.approx(3.0, abs=0.6)
    assert seconds["audio"] == pytest.approx(seconds["video"], abs=0.06)


@pytest.mark.parametrize(("answer", "state"), [("keep", "confirmed"), ("look", "in_review")])
def test_the_closing_question_decides(bench: Bench, answer: str, state: str) -> None:
    bench.record(answer=answer)
    assert [r["state"] for r in bench.recordings()] == [state]
    assert bench.state == "idle"


def test_throwing_away_at_the_end_leaves_nothing(bench: Bench) -> None:
    code = bench.record(answer="discard")
    assert (bench.recordings(), bench.films_on_disk) == ([], set())
    assert bench.refused("review.open", code=" ".join(code)) == "code-unknown"


def test_stopping_and_throwing_away_in_one_go_asks_nothing_more(bench: Bench) -> None:
    bench.consent()
    bench.start_filming()
    bench.film(1.0)
    bench.ask("talk.stop", discard=True)
    bench.reach("idle")
    assert (bench.recordings(), bench.films_on_disk) == ([], set())


def test_the_button_stops(bench: Bench) -> None:
    bench.consent()
    bench.start_filming()
    bench.film(1.0)
    bench.press()
    bench.reach("closing")


def test_a_pause_keeps_its_minutes_out_and_one_film(bench: Bench) -> None:
    code = bench.consent()["review_words"]
    bench.start_filming()
    bench.film(2.0)
    bench.ask("talk.pause")
    eventually(lambda: bench.light.colour is LightColour.AMBER, "the lamp is amber")
    assert not bench.camera.is_open()
    bench.clock.pass_s(20)
    bench.ask("talk.resume")  # the client's tap; the camera waits for the button
    assert (bench.state, bench.camera.is_open()) == ("allowed_again", False)
    bench.start_filming()
    bench.film(2.0)
    bench.ask("talk.stop")
    bench.reach("closing")
    bench.ask("talk.closing", answer="look")
    playback, recording = look_back(bench, " ".join(code))
    assert recording["gaps"] == [pytest.approx(2.0, abs=0.6)]
    assert seconds_of(film_of(bench, playback))["video"] == pytest.approx(4.0, abs=1.0)
    assert len(bench.films_on_disk) == 1


def test_the_client_can_go_on_from_the_closing_question(bench: Bench) -> None:
    bench.consent()
    bench.start_filming()
    bench.film(1.0)
    bench.press()  # by accident
    bench.reach("closing")
    bench.ask("talk.resume_part")
    assert (bench.state, bench.camera.is_open()) == ("allowed_again", False)
    bench.start_filming()
    bench.film(1.0)
    bench.ask("talk.stop")
    bench.reach("closing")
    bench.ask("talk.closing", answer="keep")
    (recording,) = bench.recordings()
    assert recording["seconds"] == pytest.approx(2.0, abs=1.0)


def test_the_last_minutes_can_be_wiped_while_filming(bench: Bench) -> None:
    code = bench.consent()["review_words"]
    bench.start_filming()
    bench.film(63.0)
    bench.ask("talk.wipe_tail", minutes=1)
    assert not bench.talk["wipe_waits"]  # carried out at the end of the talk, by itself
    bench.film(2.0)
    before = bench.films_on_disk
    bench.ask("talk.stop")
    bench.reach("closing")
    bench.ask("talk.closing", answer="keep")
    bench.reach_recording("confirmed")
    assert bench.films_on_disk.isdisjoint(before)  # a new film, under a new key
    playback, recording = look_back(bench, " ".join(code))
    assert recording["gaps"] == [pytest.approx(3.0, abs=1.1)]
    assert recording["seconds"] == pytest.approx(5.0, abs=1.5)
    assert seconds_of(film_of(bench, playback))["video"] == pytest.approx(recording["seconds"], abs=0.2)


def test_wiping_everything_destroys_the_recording(bench: Bench) -> None:
    bench.consent()
    bench.start_filming()
    bench.film(2.0)
    bench.ask("talk.wipe_tail", minutes=5)
    bench.ask("talk.stop")
    bench.reach("closing")
    bench.ask("talk.closing", answer="keep")
    eventually(lambda: bench.recordings() == [], "destroyed")
    assert bench.films_on_disk == set()


def test_a_talk_is_reminded_and_stops_at_its_longest(tmp_path: Path) -> None:
    bench = Bench(tmp_path, times=Times(remind_s=3.0, limit_s=6.0))
    try:
        bench.consent()
        bench.start_filming()
        bench.film(4.0)
        assert Tone.STILL_THERE in bench.light.tones
        assert bench.state == "recording"
        bench.film(3.0)
        bench.reach("closing")
    finally:
        bench.shut_down()


def test_a_tablet_that_is_gone_pauses_and_then_stops(bench: Bench) -> None:
    bench.consent()
    bench.start_filming()
    bench.film(31.0, tablet=False)
    eventually(lambda: bench.ask("status")["talk"]["state"] == "paused", "paused")
    eventually(lambda: not bench.camera.is_open(), "the camera closes")
    bench.clock.pass_s(120)
    eventually(lambda: bench.ask("status")["talk"]["state"] == "closing", "stopped")
    assert bench.films_on_disk != set()


def test_holding_the_button_five_seconds_stops(bench: Bench) -> None:
    bench.consent()
    bench.clock.pass_s(1.0)
    bench.button.edge(True, bench.clock.monotonic_s())
    bench.film(6.0)  # starts at three seconds, stops at five: nobody wants this film
    bench.reach("closing")


@pytest.mark.parametrize("moment", ["recording", "paused", "closing"])
def test_withdrawing_with_the_code_while_the_talk_goes_on_ends_the_film(bench: Bench, moment: str) -> None:
    code = bench.consent()["review_words"]
    bench.start_filming()
    bench.film(2.0)
    if moment != "recording":
        bench.ask("talk.pause" if moment == "paused" else "talk.stop")
        bench.reach(moment)
    bench.ask("withdraw.by_code", code=" ".join(code))
    assert (bench.state, bench.camera.is_open()) == ("idle", False)
    assert (bench.recordings(), bench.films_on_disk) == ([], set())
    eventually(lambda: bench.light.colour is LightColour.DARK, "the lamp goes dark")
    bench.consent()  # and the next talk is not hindered by it
