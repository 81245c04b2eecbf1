"""The room of the klantmanager: an own yes, a talk that can only be made less, and own films' fate."""

from __future__ import annotations

import re

import pytest

from appliance.domain.recording import RecordingEvent, RecordingState
from appliance.domain.session import TalkState
from console.klantmanager.company import people_of
from console.klantmanager.fate import FATES, by_fate
from tests.console.conftest import begin, say_yes

E = RecordingEvent
BEGIN = "Begin, en geef de tablet aan de cliënt"


def own_film(klantmanager, box, *events):
    """Return a film of this klantmanager, moved on by ``events``."""
    if box.state is TalkState.IDLE:
        begin(klantmanager)
    own_id = box.klantmanager
    box.ask("talk.take_back", talk_code=box.talk_code)
    film = box.record_one_film(own_id)
    box.ask("talk.closing", answer="keep")
    box.happens(film, *events)
    return film


def test_nothing_begins_without_the_klantmanagers_own_yes(klantmanager, box):
    klantmanager.open("/klantmanager/nieuw")
    klantmanager.press(BEGIN, taal="nl", wie=["maatje"])
    assert klantmanager.status == 422
    assert "Zeg eerst zelf ja." in klantmanager.page
    assert box.state is TalkState.IDLE
    assert re.search(r'value="maatje" checked', klantmanager.page)  # what was chosen stays chosen


def test_the_own_yes_is_not_ticked_beforehand(klantmanager):
    klantmanager.open("/klantmanager/nieuw")
    assert not re.search(r'name="eigen_ja"[^>]* checked', klantmanager.page)


def test_the_box_learns_an_id_and_no_name_of_the_klantmanager(klantmanager, box):
    begin(klantmanager)
    assert re.fullmatch(r"[0-9a-f]{16}", box.klantmanager)


@pytest.mark.parametrize(
    ("ticked", "people"),
    [
        ([], ["client"]),
        (["tolk", "maatje"], ["client", "maatje", "tolk"]),
        (["maatje", "maatje-2"], ["client", "maatje", "maatje-2"]),
        (["tolk_telefoon"], ["client", "tolk_telefoon"]),
        (["kind"], ["client", "ouder", "kind"]),
        (["kind12"], ["client", "ouder", "kind12"]),
        (["kind16"], ["client", "kind16"]),
        (["wethouder", "client", "tolk"], ["client", "tolk"]),
    ],
)
def test_who_is_in_the_room_is_who_was_ticked_and_a_parent_where_one_must_say_yes(ticked, people):
    assert people_of(ticked) == people


def test_a_municipality_that_films_no_children_offers_none(klantmanager, box):
    klantmanager.open("/klantmanager/nieuw")
    assert "Is er een kind bij? Film dan niet." in klantmanager.page
    assert 'value="kind' not in klantmanager.page
    box.policy["children"] = "with-consent"
    klantmanager.open("/klantmanager/nieuw")
    assert klantmanager.page.count('value="kind') == 3


def test_before_the_button_the_klantmanager_may_take_the_own_yes_back(klantmanager, tablet, box):
    begin(klantmanager)
    say_yes(tablet)
    klantmanager.open("/klantmanager/gesprek")
    klantmanager.press("Ik wil toch niet filmen")
    assert box.state is TalkState.IDLE
    assert klantmanager.heading == "Geen opname. De camera staat uit."


def test_an_old_page_takes_back_nothing_of_a_new_talk(klantmanager, box):
    begin(klantmanager)
    klantmanager.browser.post("/klantmanager/gesprek/toch-niet", data={"gesprek": "MEREL-1"})
    assert box.state is TalkState.ASKED


def test_after_a_no_the_klantmanager_sees_only_that_there_is_no_recording(klantmanager, tablet, box):
    begin(klantmanager)
    tablet.open()
    for words in ("Nederlands", "Verder", "Verder", "Verder", "Nee"):
        tablet.press(words)
    klantmanager.open("/klantmanager/gesprek")
    assert klantmanager.heading == "Geen opname. De camera staat uit."
    assert "Nee" not in klantmanager.page


def test_while_people_choose_nobody_sees_who_answered_what(klantmanager, tablet, box):
    begin(klantmanager, wie=["tolk"])
    before = klantmanager.open("/klantmanager/gesprek")
    say_yes(tablet)  # the client; the interpreter has not answered
    assert box.state is TalkState.ASKED
    assert klantmanager.open("/klantmanager/gesprek") == before


def test_the_klantmanager_may_pause_and_stop_and_never_go_on(klantmanager, recording):
    _, box = recording
    klantmanager.open("/klantmanager/gesprek")
    klantmanager.press("Pauze")
    assert box.state.value == "paused"
    assert "Verder filmen kan alleen de cliënt kiezen." in klantmanager.page
    assert "/opname/verder" not in klantmanager.page
    klantmanager.press("Stop de opname")
    assert box.state.value == "saving"


@pytest.mark.parametrize("state", TalkState)
def test_every_state_stands_in_words_with_its_lamp(klantmanager, box, state):
    box.record_one_film()
    box.state = state
    klantmanager.open("/klantmanager/gesprek")
    assert klantmanager.heading
    assert "Het lampje" in klantmanager.page
    stop = "/klantmanager/gesprek/stop" in klantmanager.page
    camera_may_come_on = state.value in (
        ["starting", "recording", "paused", "allowed_again", "starting_again", "visited", "asked_again"]
    )
    assert stop is camera_may_come_on


def test_the_page_asks_anew_when_the_talk_the_lamp_or_the_notice_changes(klantmanager, box):
    seen = set()
    begin(klantmanager)
    for state in (TalkState.ASKED, TalkState.CONSENTED):
        box.state = state
        seen.add(klantmanager.browser.get("/klantmanager/status.json").json["screen"])
    box.notice = {"code": "token-missing", "sentence": "Eerst toestemming.", "next_step": ""}
    seen.add(klantmanager.browser.get("/klantmanager/status.json").json["screen"])
    assert len(seen) == 3
    klantmanager.open("/klantmanager/gesprek")
    assert f'data-screen="{klantmanager.browser.get("/klantmanager/status.json").json["screen"]}"' in (
        klantmanager.page
    )


def test_own_talks_keep_window_under_way_safe_and_gone_apart(klantmanager, box):
    films = [
        own_film(klantmanager, box, *events)
        for events in ((), (E.WINDOW_OVER,), (E.WINDOW_OVER, E.DELIVERED), (E.WITHDRAW,))
    ]
    strange = box.record_one_film("somebody else")
    klantmanager.open("/klantmanager/")
    cards = dict(re.findall(r'data-fate="(\w+)">(.*?)</section>', klantmanager.page, re.S))
    for fate, film in zip(("window", "under_way", "safe", "gone"), films, strict=True):
        assert [film.talk_code in card for card in cards.values()].count(True) == 1
        assert film.talk_code in cards[fate]
        assert "<svg" in cards[fate]
    for fate, words in (
        ("window", "In de bedenktijd"),
        ("under_way", "Onderweg naar de opslag"),
        ("safe", "Veilig in de opslag"),
        ("gone", "Gewist"),
    ):
        assert words in cards[fate]
    assert strange.talk_code not in klantmanager.page


def test_every_state_of_a_recording_has_one_fate():
    for state in RecordingState:
        groups = by_fate([{"state": state.value, "recorded_at": "2026-11-22"}])
        assert set(groups) == set(FATES)
        assert sum(map(len, groups.values())) == 1


@pytest.mark.parametrize("events", [(), (E.WINDOW_OVER,), (E.WINDOW_OVER, E.DELIVERED)])
def test_the_own_yes_is_taken_back_afterwards_in_every_state_that_holds_a_film(klantmanager, box, events):
    film = own_film(klantmanager, box, *events)
    klantmanager.open(f"/klantmanager/intrekken/{film.id}")
    assert film.talk_code in klantmanager.page
    assert "waarom" in klantmanager.page
    klantmanager.press("Ja, trek mijn ja in")
    assert film.standing.state in (RecordingState.SHREDDED, RecordingState.RECALLING)
    assert klantmanager.browser.get(f"/klantmanager/intrekken/{film.id}").status_code == 404


def test_a_film_that_a_client_had_frozen_stays_for_the_client(klantmanager, box):
    film = own_film(klantmanager, box, E.FREEZE)
    assert f"/klantmanager/intrekken/{film.id}" not in klantmanager.open("/klantmanager/")
    assert klantmanager.browser.get(f"/klantmanager/intrekken/{film.id}").status_code == 404
    assert klantmanager.browser.post(f"/klantmanager/intrekken/{film.id}").status_code == 409
    assert film.standing.state is RecordingState.FROZEN


def test_nobody_withdraws_the_film_of_another_klantmanager(klantmanager, box):
    film = box.record_one_film("somebody else")
    assert klantmanager.browser.get(f"/klantmanager/intrekken/{film.id}").status_code == 404
    assert klantmanager.browser.post(f"/klantmanager/intrekken/{film.id}").status_code == 404
    assert film.standing.state is RecordingState.IN_REVIEW


def test_what_to_read_aloud_is_the_text_the_client_sees(klantmanager, app):
    klantmanager.open("/klantmanager/voorlezen")
    dutch = next(t for t in app.extensions["spiegelbox"].texts if t.language == "nl").words
    for row in dutch["explain"]["sentences"]:
        assert row["text"] in klantmanager.page
    assert dutch["teach_back"]["question"] in klantmanager.page


def test_nothing_is_counted_or_scored_per_klantmanager(klantmanager, box):
    for _ in range(3):
        own_film(klantmanager, box)
    klantmanager.open("/klantmanager/")
    words = re.sub(r"<[^>]+>", " ", klantmanager.page)
    assert not re.search(r"score|cijfer|gemiddeld|percentage|\b3 (films|gesprekken|opnames)\b|\(3\)", words)
