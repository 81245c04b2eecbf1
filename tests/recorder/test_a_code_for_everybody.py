"""Everybody who says yes has a code of their own: any withdraws, only the client's shows the film."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.settings.model import Policy
from tests.recorder.bench import Bench
from tests.recorder.film import look_back
from tests.recorder.lives import REACH, bring_to

ROOM = ("client", "maatje", "tolk_telefoon")


def test_everybody_gets_another_code_in_words_and_digits(bench: Bench) -> None:
    answer = bench.consent(*ROOM)
    assert [code["person"] for code in answer["codes"]] == list(ROOM)
    assert len({code["review_digits"] for code in answer["codes"]}) == len(ROOM)
    assert all(len(code["review_words"]) == 5 for code in answer["codes"])


@pytest.mark.parametrize("state", REACH)
def test_anybody_s_code_withdraws_in_every_state_that_holds_content(bench: Bench, state: str) -> None:
    codes = bring_to(bench, state, people=("client", "maatje"))
    assert bench.ask("withdraw.by_code", code=codes["maatje"])["receipt"]
    assert bench.films_on_disk == set()
    for film in [job["id"] for job in bench.sync.ask("sync.jobs")["erase"]]:
        bench.sync.ask("sync.erased", id=film)
    assert bench.recordings() == []
    # The row is gone, and with it the way from any of the codes.
    for code in codes.values():
        assert bench.refused("withdraw.by_code", code=code) == "code-unknown"
        bench.clock.pass_s(3600)


@pytest.mark.parametrize("moment", ["recording", "paused", "closing"])
def test_anybody_s_code_ends_the_film_while_the_talk_goes_on(bench: Bench, moment: str) -> None:
    codes = bench.codes_of(bench.consent("client", "maatje"))
    bench.start_filming()
    bench.film(1.0)
    if moment != "recording":
        bench.ask("talk.pause" if moment == "paused" else "talk.stop")
        bench.reach(moment)
    bench.ask("withdraw.by_code", code=codes["maatje"])
    assert (bench.state, bench.camera.is_open(), bench.films_on_disk) == ("idle", False, set())


def test_only_the_client_s_code_shows_the_film(bench: Bench) -> None:
    codes = bring_to(bench, "in_review", people=ROOM)
    for person in ("maatje", "tolk_telefoon"):
        assert bench.refused("review.open", code=codes[person]) == "code-withdraws-only"
    assert look_back(bench, codes["client"])[1]["state"] == "in_review"


def test_a_code_that_may_not_look_is_no_wrong_guess(bench: Bench) -> None:
    codes = bring_to(bench, "in_review", people=("client", "maatje"))
    for _ in range(8):
        assert bench.refused("review.open", code=codes["maatje"]) == "code-withdraws-only"
    assert look_back(bench, codes["client"])


def test_a_look_back_ends_when_somebody_else_withdraws(bench: Bench) -> None:
    codes = bring_to(bench, "in_review", people=("client", "maatje"))
    playback, _ = look_back(bench, codes["client"])
    bench.ask("withdraw.by_code", code=codes["maatje"])
    assert bench.refused("review.read", playback=playback, offset=0, length=10) == "playback-ended"


def test_the_receipt_of_a_withdrawal_does_not_say_whose_code_it_was(bench: Bench) -> None:
    codes = bring_to(bench, "in_review", people=("client", "maatje"))
    said = bench.ask("withdraw.by_code", code=codes["maatje"])["receipt"]
    audit = (bench.settings.paths.data / "recorder" / "audit" / "audit.jsonl").read_text()
    assert "maatje" not in said + audit


# -- children ----------------------------------------------------------------------------------


def _asked(bench: Bench, *people: str) -> str:
    return bench.refused("talk.ask", klantmanager="anna", language="nl", people=list(people))


@pytest.mark.parametrize("child", ["kind", "kind12", "kind16"])
def test_with_a_child_in_the_room_nobody_is_asked_unless_the_municipality_chose_so(
    bench: Bench, child: str
) -> None:
    assert _asked(bench, "client", child, "ouder") == "child-present"
    assert bench.state == "idle"


def test_under_sixteen_nobody_is_asked_without_a_parent(tmp_path: Path) -> None:
    bench = Bench(tmp_path, policy=Policy(children="with-consent"))
    try:
        assert _asked(bench, "client", "kind12") == "parent-missing"
        assert _asked(bench, "client", "kind") == "parent-missing"
    finally:
        bench.shut_down()


def test_a_small_child_is_not_asked_and_its_parent_says_yes_for_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path, policy=Policy(children="with-consent"))
    try:
        room = ["client", "kind", "ouder"]
        talk = bench.ask("talk.ask", klantmanager="anna", language="nl", people=room)
        assert [row["person"] for row in bench.talk["people"]] == ["client", "ouder"]
        bench.say(talk["talk_code"], "client", "yes")
        said = bench.say(talk["talk_code"], "ouder", "yes")
        assert (said["all_yes"], said["people"]) == (True, room)
        codes = bench.codes_of(bench.hand_in({**talk, "people": room, "purposes": ["self"]}))
        assert set(codes) == {"client", "ouder"}
        bench.film_and_close()
        playback, _ = look_back(bench, codes["client"])
        _, note = bench.console.ask_body("review.receipt", playback=playback)
        records = json.loads(note.decode().split("\n\n")[0].split("\n", 1)[1])["dpv:hasRecordOfActivity"]
        by_whom = {
            record["dpv:hasDataSubject"]["dct:title"]: record["dpv:hasConsentStatus"]["dpv:isIndicatedBy"]
            for record in records
        }
        assert by_whom["kind"] == "dpv:ParentOfDataSubject"
        assert by_whom["client"] == "dpv:DataSubject"
    finally:
        bench.shut_down()


def test_a_child_of_twelve_that_says_no_is_not_filmed(tmp_path: Path) -> None:
    bench = Bench(tmp_path, policy=Policy(children="with-consent"))
    try:
        room = ["client", "kind12", "ouder"]
        talk = bench.ask("talk.ask", klantmanager="anna", language="nl", people=room)
        bench.say(talk["talk_code"], "client", "yes")
        bench.say(talk["talk_code"], "ouder", "yes")
        bench.say(talk["talk_code"], "kind12", "no")
        assert bench.state == "idle"
    finally:
        bench.shut_down()
