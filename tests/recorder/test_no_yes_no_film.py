"""Without a good token nothing is filmed: every way to a bad one, and every way to take a yes back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.control import new_token_key
from appliance.hardware.ports import LightColour, Tone
from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually


def _nothing_was_captured(bench: Bench) -> None:
    assert bench.camera.delivered == 0
    assert not bench.camera.is_open()
    assert LightColour.RED not in bench.light.seen
    assert bench.films_on_disk == set()
    assert bench.recordings() == []


BAD_TOKENS: dict[str, tuple[dict[str, Any], str]] = {
    "another box": ({"box": "other"}, "token-foreign"),
    "another room": ({"room": "Kamer 2"}, "token-foreign"),
    "another boot": ({"boot": "f" * 16}, "token-foreign"),
    "another talk": ({"talk": "UIL-1234"}, "token-mismatch"),
    "another console": ({"key": new_token_key()}, "token-altered"),
    "another text": ({"text": "sha256:" + "b" * 64}, "token-wrong-text"),
    "more purposes": ({"purposes": ("self", "coach", "leertafel")}, "token-mismatch"),
    "other people": ({"people": ("client", "maatje")}, "token-mismatch"),
    "a longer film": ({"max_duration_s": 6 * 3600}, "token-mismatch"),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_a_bad_token_leaves_the_camera_off(bench: Bench, name: str) -> None:
    changes, code = BAD_TOKENS[name]
    talk = bench.ask_everybody()
    token = bench.token(talk, **changes)
    assert bench.refused("talk.consent", talk_code=talk["talk_code"], token=token) == code
    bench.press()
    _nothing_was_captured(bench)


def test_an_expired_token_leaves_the_camera_off(bench: Bench) -> None:
    talk = bench.ask_everybody()
    now = bench.clock.now().replace(microsecond=0)
    token = bench.token(talk, iat=now - timedelta(minutes=16), exp=now - timedelta(minutes=1))
    assert bench.refused("talk.consent", talk_code=talk["talk_code"], token=token) == "token-expired"
    bench.press()
    _nothing_was_captured(bench)


def test_an_altered_token_leaves_the_camera_off(bench: Bench) -> None:
    talk = bench.ask_everybody()
    token = bench.token(talk).replace('"coach"', '"couch"')
    assert bench.refused("talk.consent", talk_code=talk["talk_code"], token=token) == "token-altered"
    bench.press()
    _nothing_was_captured(bench)


def test_a_token_before_everybody_answered_is_refused(bench: Bench) -> None:
    talk = bench.ask("talk.ask", klantmanager="anna", language="nl", people=["client", "maatje"])
    bench.say(talk["talk_code"], "client", "yes")
    whole = {**talk, "people": ["client", "maatje"], "purposes": ["self"]}
    code = bench.refused("talk.consent", talk_code=talk["talk_code"], token=bench.token(whole))
    assert code == "token-mismatch"


def test_a_used_token_films_only_once(bench: Bench) -> None:
    talk = bench.ask_everybody()
    token = bench.token(talk)
    bench.ask("talk.consent", talk_code=talk["talk_code"], token=token)
    bench.start_filming()
    bench.ask("talk.stop")
    bench.reach("closing")
    bench.ask("talk.closing", answer="discard")
    again = bench.ask_everybody()
    assert bench.refused("talk.consent", talk_code=again["talk_code"], token=token) == "token-used"


def test_a_token_from_before_a_restart_is_refused(bench: Bench) -> None:
    before = bench.ask_everybody()
    token = bench.token(before)
    bench.shut_down()
    bench.boot()
    now = bench.ask_everybody()
    assert bench.refused("talk.consent", talk_code=now["talk_code"], token=token) == "token-foreign"


def test_a_press_without_a_yes_gives_a_low_tone_and_a_word(bench: Bench) -> None:
    bench.press()
    assert bench.light.tones == [Tone.HELP]
    assert bench.talk["notice"]["sentence"] == "Eerst toestemming. De camera blijft uit."
    assert bench.ask("health")["counters"] == {"2026-11": {"press-without-token": 1}}
    _nothing_was_captured(bench)


@pytest.mark.parametrize("choice", ["no", "unsure"])
def test_a_no_leaves_one_counter_and_no_other_trace(bench: Bench, choice: str) -> None:
    bench.recorder.housekeep()  # writes what it writes every day, whoever says what
    before = _all_but_counters(bench)
    talk = bench.ask("talk.ask", klantmanager="anna", language="nl", people=["client"])
    bench.say(talk["talk_code"], "client", choice)
    assert bench.state == "idle"
    assert bench.ask("health")["counters"] == {"2026-11": {"no": 1}}
    assert _all_but_counters(bench) == before
    _nothing_was_captured(bench)


def _all_but_counters(bench: Bench) -> list[object]:
    """Everything the recorder wrote down, but the counters of the month."""
    data = bench.settings.paths.data
    state = sqlite3.connect(f"file:{data}/recorder/state.sqlite?mode=ro", uri=True)
    with closing(state):
        tables = [name for (name,) in state.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [state.execute(f"SELECT * FROM {name}").fetchall() for name in tables if name != "counter"]  # noqa: S608 - our own tables
    names = sorted(str(path) for path in data.rglob("*"))
    return [*rows, names, (data / "recorder/audit/audit.jsonl").read_bytes()]


def test_one_no_in_the_room_is_a_no(bench: Bench) -> None:
    talk = bench.ask("talk.ask", klantmanager="anna", language="nl", people=["client", "tolk"])
    bench.say(talk["talk_code"], "client", "yes")
    bench.say(talk["talk_code"], "tolk", "no")
    assert bench.state == "idle"


def test_the_weakest_yes_decides_who_may_watch(bench: Bench) -> None:
    talk = bench.ask("talk.ask", klantmanager="anna", language="nl", people=["client", "maatje"])
    bench.say(talk["talk_code"], "client", "yes", purposes=("self", "coach", "leertafel"))
    said = bench.say(talk["talk_code"], "maatje", "yes", purposes=("self", "leertafel"))
    assert (said["all_yes"], said["purposes"]) == (True, ["self", "leertafel"])


def test_a_yes_taken_back_before_the_press_is_gone(bench: Bench) -> None:
    talk = bench.ask_everybody()
    token = bench.token(talk)
    bench.ask("talk.consent", talk_code=talk["talk_code"], token=token)
    assert bench.light.colour is LightColour.WHITE
    bench.ask("talk.take_back", talk_code=talk["talk_code"])
    bench.press()
    assert bench.light.colour is LightColour.DARK
    _nothing_was_captured(bench)


def test_a_yes_runs_out_after_fifteen_minutes(bench: Bench) -> None:
    bench.consent()
    bench.clock.pass_s(15 * 60 + 1)
    bench.reach("idle")
    assert bench.talk["notice"]["code"] == "token-expired"
    bench.press()
    _nothing_was_captured(bench)


def test_a_question_nobody_answers_ends_after_five_minutes(bench: Bench) -> None:
    bench.ask("talk.ask", klantmanager="anna", language="nl", people=["client"])
    bench.clock.pass_s(5 * 60 + 1)
    bench.reach("idle")


def test_a_second_press_within_three_two_one_keeps_nothing(bench: Bench) -> None:
    bench.consent()
    bench.press()
    bench.film(1.0)
    bench.press()
    bench.reach("idle")
    eventually(lambda: bench.light.colour is LightColour.DARK, "the lamp goes dark")
    assert bench.films_on_disk == set()
    assert bench.recordings() == []


def test_a_press_on_a_disk_without_room_films_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, bitrate_kbps=10**9)  # twice the longest talk would be petabytes
    try:
        bench.consent()
        bench.press()
        assert bench.talk["notice"]["code"] == "disk-full"
        assert (bench.state, bench.light.colour) == ("idle", LightColour.DARK)
        _nothing_was_captured(bench)
    finally:
        bench.shut_down()


def test_a_box_that_does_not_know_the_time_films_nothing(bench: Bench) -> None:
    bench.consent()
    bench.clock.known = False
    bench.press()
    assert bench.talk["notice"]["code"] == "clock-unknown"
    _nothing_was_captured(bench)


@pytest.mark.parametrize("fault", ["works", "stuck"])
def test_a_lamp_that_is_not_red_keeps_the_camera_off(bench: Bench, fault: str) -> None:
    bench.consent()
    setattr(bench.light, fault, fault == "stuck")
    bench.press()
    bench.reach("help")
    assert bench.talk["notice"]["code"] == "light-failed"
    assert bench.camera.delivered == 0
    assert not bench.camera.is_open()
    assert bench.recordings() == []
