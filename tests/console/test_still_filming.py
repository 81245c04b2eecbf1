"""A new talk forces the old film to stop first, and the minutes of other people on it can go."""

from __future__ import annotations

from tests.console.conftest import begin


def test_a_new_talk_first_asks_to_stop_the_film_that_runs(recording, klantmanager):
    _, box = recording
    klantmanager.open("/klantmanager/nieuw")
    assert klantmanager.heading == "Er loopt nog een opname"
    assert box.talk_code in klantmanager.page
    assert box.state.value == "recording"
    klantmanager.press("Stop die opname", minuten="0")
    assert (box.state.value, box.wiped_minutes) == ("saving", [])
    assert "Bezig met opslaan." in klantmanager.page
    old = box.talk_film
    box.saved()
    begin(klantmanager)
    assert box.state.value == "asked"
    assert old.standing.state.value == "in_review"  # nobody answered for it: it stays unconfirmed


def test_the_minutes_of_the_next_client_can_go_without_the_old_client_s_code(recording, klantmanager):
    _, box = recording
    klantmanager.open("/klantmanager/nieuw")
    klantmanager.press("Stop die opname", minuten="15")
    assert box.wiped_minutes == [15]


def test_minutes_nobody_offered_are_not_wiped_at_a_desk_either(recording, klantmanager):
    _, box = recording
    klantmanager.open("/klantmanager/nieuw")
    klantmanager.press("Stop die opname", minuten="999")
    assert (box.state.value, box.wiped_minutes) == ("saving", [])


def test_a_form_that_was_open_when_the_film_began_leads_to_stopping_first(recording, klantmanager):
    _, box = recording
    answer = klantmanager.browser.post("/klantmanager/nieuw", data={"taal": "nl", "eigen_ja": "ja"})
    assert answer.location == "/klantmanager/eerst-stoppen"
    assert box.state.value == "recording"


def test_without_a_film_there_is_nothing_to_stop(klantmanager, box):
    klantmanager.open("/klantmanager/eerst-stoppen")
    assert klantmanager.heading == "Nieuw gesprek"
    klantmanager.browser.post("/klantmanager/eerst-stoppen", data={"minuten": "15"})
    assert (box.state.value, box.wiped_minutes) == ("idle", [])


def test_a_room_that_may_not_be_filmed_is_told_on_the_form(klantmanager, box):
    box.policy["children"] = "with-consent"
    klantmanager.open("/klantmanager/nieuw")
    box.policy["children"] = "never"  # changed by the municipality while the form was open
    page = klantmanager.press(
        "Begin, en geef de tablet aan de cliënt", taal="nl", eigen_ja="ja", wie=["kind16"]
    )
    assert "Met een kind erbij filmen wij niet." in page
    assert box.state.value == "idle"
