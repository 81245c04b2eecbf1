"""Somebody comes in while it is filmed: camera off until everybody says yes anew, or they have left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from appliance.hardware.ports import LightColour, Tone
from appliance.recorder.times import Times
from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually
from tests.recorder.film import film_of, look_back, seconds_of
from tests.recorder.lives import deliver


def _filming(bench: Bench, seconds: float = 2.0) -> tuple[str, dict[str, str]]:
    """Have a client filmed; return the talk's code and everybody's."""
    codes = bench.codes_of(bench.consent())
    bench.start_filming()
    bench.film(seconds)
    return str(bench.talk["talk_code"]), codes


def _asked_with(bench: Bench, role: str) -> dict[str, Any]:
    """Have the visitor stay, and everybody say yes anew but for the token."""
    talk = bench.talk["talk_code"]
    bench.ask("talk.visit")
    people = bench.ask("talk.ask_again", talk_code=talk, role=role)["people"]
    for person in people:
        said = bench.say(talk, person, "yes", purposes=("self",) if person == role else ("self", "coach"))
    status = bench.ask("status")
    facts = {"box": "bench", "room": status["room"], "boot": status["boot"], "max_duration_s": 90 * 60}
    return {**facts, "talk_code": talk, "people": people, "purposes": said["purposes"]}


def test_a_visit_closes_the_camera_and_the_client_s_tap_cannot_open_it(bench: Bench) -> None:
    _filming(bench)
    bench.ask("talk.visit")
    eventually(lambda: bench.light.colour is LightColour.AMBER, "the lamp is amber")
    assert bench.state == "visited"
    eventually(lambda: not bench.camera.is_open(), "the camera closes")
    assert bench.refused("talk.resume") == "wrong-state"


def test_when_the_visitor_left_the_film_goes_on_after_tap_and_button(bench: Bench) -> None:
    _, codes = _filming(bench)
    bench.ask("talk.visit")
    bench.ask("talk.visitor_left")
    bench.ask("talk.resume")
    bench.film_and_close(2.0)
    playback, recording = look_back(bench, codes["client"])
    assert recording["gaps"] == [pytest.approx(2.0, abs=0.1)]
    assert seconds_of(film_of(bench, playback))["video"] == pytest.approx(4.0, abs=0.1)


def test_a_visitor_who_says_yes_is_filmed_has_a_code_and_may_narrow_who_watches(bench: Bench) -> None:
    _, codes = _filming(bench)
    new = bench.codes_of(bench.hand_in(_asked_with(bench, "ander")))
    assert set(new) == {"ander"}  # the client has a code already
    assert (bench.state, bench.light.colour) == ("allowed_again", LightColour.WHITE)
    bench.film_and_close(2.0, answer="keep")
    assert look_back(bench, codes["client"])[1]["purposes"] == ["self"]
    bench.days_pass(15)
    bench.reach_recording("released")
    assert deliver(bench).count(b"-> X25519") == 1  # the coach's key was in the header of the first minutes
    bench.ask("withdraw.by_code", code=new["ander"])
    assert bench.recordings()[0]["state"] == "recalling"


def test_both_yeses_stand_on_the_receipt_each_with_its_people(bench: Bench) -> None:
    _, codes = _filming(bench)
    bench.hand_in(_asked_with(bench, "ander"))
    bench.film_and_close(1.0)
    playback, _ = look_back(bench, codes["client"])
    _, notes = bench.console.ask_body("review.receipt", playback=playback)
    first, second = notes.decode().split("spiegelbox/consent-receipt/v1\n")[1:]
    assert '"dct:title":"ander"' not in first
    assert '"dct:title":"ander"' in second
    assert '"dct:title":"client"' in first
    assert '"dct:title":"client"' in second


@pytest.mark.parametrize("who", ["client", "ander"])
def test_one_no_keeps_the_camera_off_until_the_visitor_left_and_says_not_whose_it_was(
    bench: Bench, who: str
) -> None:
    talk, codes = _filming(bench)
    bench.ask("talk.visit")
    bench.ask("talk.ask_again", talk_code=talk, role="ander")
    if who == "ander":
        bench.say(talk, "client", "yes")
    bench.say(talk, who, "no")
    seen = bench.talk
    assert seen["state"] == "visited"
    assert [(row["person"], row["answer"]) for row in seen["people"]] == [("client", "yes")]
    assert bench.ask("health")["counters"] == {"2026-11": {"no": 1}}
    bench.ask("talk.visitor_left")
    bench.ask("talk.resume")
    bench.film_and_close(1.0)
    assert look_back(bench, codes["client"])[1]["purposes"] == ["self", "coach"]


def test_the_yes_from_before_does_not_count_for_the_room_with_the_visitor(bench: Bench) -> None:
    talk, _ = _filming(bench)
    asked = _asked_with(bench, "ander")
    alone = bench.token({**asked, "people": ["client"]})
    assert bench.refused("talk.consent", talk_code=talk, token=alone) == "token-mismatch"
    wider = bench.token({**asked, "purposes": ["self", "coach"]})
    assert bench.refused("talk.consent", talk_code=talk, token=wider) == "token-mismatch"
    assert bench.state == "asked_again"


def test_a_press_before_everybody_said_yes_gives_a_low_tone_and_stops_nothing(bench: Bench) -> None:
    talk, _ = _filming(bench)
    bench.ask("talk.visit")
    bench.ask("talk.ask_again", talk_code=talk, role="maatje")
    bench.press()
    assert bench.state == "asked_again"
    assert bench.light.tones[-1] is Tone.HELP
    eventually(lambda: not bench.camera.is_open(), "the camera closes")


def test_a_child_that_comes_in_keeps_the_camera_off(bench: Bench) -> None:
    talk, _ = _filming(bench)
    bench.ask("talk.visit")
    assert bench.refused("talk.ask_again", talk_code=talk, role="kind16") == "child-present"
    assert bench.state == "visited"


def test_a_second_maatje_is_another_person(bench: Bench) -> None:
    codes = bench.codes_of(bench.consent("client", "maatje"))
    bench.start_filming()
    bench.film(1.0)
    talk = bench.talk["talk_code"]
    bench.ask("talk.visit")
    assert bench.ask("talk.ask_again", talk_code=talk, role="maatje")["people"] == [
        "client",
        "maatje",
        "maatje-2",
    ]
    assert set(codes) == {"client", "maatje"}


def test_the_minutes_since_somebody_came_in_can_be_wiped(bench: Bench) -> None:
    _, codes = _filming(bench, 65.0)
    bench.ask("talk.visit")
    bench.ask("talk.wipe_tail", minutes=1)
    bench.ask("talk.visitor_left")
    bench.ask("talk.resume")
    bench.film_and_close(1.0)
    bench.reach_recording("in_review")
    assert look_back(bench, codes["client"])[1]["seconds"] == pytest.approx(6.0, abs=1.5)


def test_nobody_answers_and_the_visitor_is_still_there(bench: Bench) -> None:
    talk, _ = _filming(bench)
    bench.ask("talk.visit")
    bench.ask("talk.ask_again", talk_code=talk, role="ander")
    eventually(lambda: not bench.camera.is_open(), "the camera closes")
    bench.clock.pass_s(0.1)
    capture = bench.recorder.capture
    eventually(lambda: capture.waiting == 0 and capture.disk_s == 0.0, "the last write is done")
    bench.clock.pass_s(100)
    bench.ask("status", tablet=True)
    for _ in range(3):
        bench.clock.pass_s(100)
        bench.ask("status", tablet=True)
    bench.reach("visited")
    bench.ask("talk.stop")
    bench.reach("closing")


def test_a_talk_that_runs_must_be_stopped_before_the_next_one_and_its_tail_can_go(bench: Bench) -> None:
    _, codes = _filming(bench, 65.0)
    next_talk = {"klantmanager": "bea", "language": "nl", "people": ["client"]}
    assert bench.refused("talk.ask", **next_talk) == "talk-runs"
    assert bench.state == "recording"
    bench.ask("talk.stop")
    bench.ask("talk.wipe_tail", minutes=1)
    bench.reach("closing")
    bench.ask("talk.ask", **next_talk)  # nobody answered for the film: it stays unconfirmed in its window
    bench.reach_recording("in_review")
    assert look_back(bench, codes["client"])[1]["seconds"] == pytest.approx(5.0, abs=1.5)


def test_the_screen_is_told_that_the_talk_stopped_by_itself(tmp_path: Path) -> None:
    bench = Bench(tmp_path, times=Times(remind_s=1.0, limit_s=2.0))
    try:
        bench.consent()
        bench.start_filming()
        bench.film(2.5)
        bench.reach("closing")
        assert bench.talk["stopped_by"] == "limit"
    finally:
        bench.shut_down()
