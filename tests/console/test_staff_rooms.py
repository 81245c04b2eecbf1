"""The rooms of klantmanager, contact person and beheer."""

from __future__ import annotations

import re

import pytest

from appliance.domain.recording import RecordingEvent, RecordingState
from console.klantmanager.fate import FATES, by_fate
from console.security.roles import Role
from tests.console.conftest import begin, say_yes

E = RecordingEvent


def test_beginning_a_talk_says_that_it_is_ones_own_yes(klantmanager):
    klantmanager.open("/klantmanager/nieuw")
    assert "Dan zegt u zelf ook ja tegen filmen." in klantmanager.page


def test_the_box_learns_an_id_and_no_name_of_the_klantmanager(klantmanager, box):
    begin(klantmanager)
    assert re.fullmatch(r"[0-9a-f]{16}", box.klantmanager)


def test_a_child_brings_a_parent_who_must_say_yes_too(klantmanager, box):
    begin(klantmanager, wie=["kind"])
    assert box.people == ("client", "kind", "ouder")


def test_somebody_who_is_no_company_is_not_asked(klantmanager, box):
    begin(klantmanager, wie=["wethouder", "tolk"])
    assert box.people == ("client", "tolk")


def test_after_a_no_the_klantmanager_sees_only_that_there_is_no_recording(klantmanager, tablet, box):
    begin(klantmanager)
    tablet.open()
    for words in ("Nederlands", "Verder", "Verder", "Verder", "Nee"):
        tablet.press(words)
    klantmanager.open("/klantmanager/gesprek")
    assert klantmanager.heading == "Geen opname. De camera staat uit."
    assert "Nee" not in klantmanager.page


def test_the_klantmanager_may_pause_and_stop_and_never_go_on(klantmanager, recording):
    _, box = recording
    klantmanager.open("/klantmanager/gesprek")
    klantmanager.press("Pauze")
    assert box.state.value == "paused"
    assert "Verder filmen kan alleen de cliënt kiezen." in klantmanager.page
    assert "/opname/verder" not in klantmanager.page
    klantmanager.press("Stop de opname")
    assert box.state.value == "saving"


def test_own_talks_keep_window_under_way_safe_and_gone_apart(klantmanager, tablet, box):
    begin(klantmanager)
    own_id = box.klantmanager
    box.ask("talk.take_back", talk_code=box.talk_code)
    for events in ((), (E.WINDOW_OVER,), (E.WINDOW_OVER, E.DELIVERED), (E.WITHDRAW,)):
        film = box.record_one_film(own_id)
        box.ask("talk.closing", answer="keep")
        box.happens(film, *events)
    box.record_one_film("somebody else")
    klantmanager.open("/klantmanager/")
    groups = dict(re.findall(r'data-fate="(\w+)">\s*<h3[^>]*>([^<]*)', klantmanager.page))
    assert groups == {
        "window": "In de bedenktijd (1)",
        "under_way": "Onderweg naar de opslag (1)",
        "safe": "Veilig in de opslag (1)",
        "gone": "Weg (1)",
    }


def test_every_state_of_a_recording_has_one_fate():
    for state in RecordingState:
        groups = by_fate([{"state": state.value, "recorded_at": "2026-11-22"}])
        assert set(groups) == set(FATES)
        assert sum(map(len, groups.values())) == 1


@pytest.fixture
def contact(log_in, box):
    film = box.record_one_film()
    box.ask("talk.closing", answer="keep")
    page = log_in(Role.CONTACTPERSOON)
    page.open(f"/contactpersoon/opname/{film.id}?datum=2026-11-22")
    return page, film


def test_a_lost_slip_is_found_back_by_date(contact):
    page, film = contact
    page.open("/contactpersoon/?datum=2026-11-22")
    assert film.talk_code in page.page
    page.open("/contactpersoon/?datum=2026-11-23")
    assert film.talk_code not in page.page


def test_withdrawing_takes_a_second_name_that_is_another(contact):
    page, film = contact
    for nobody in ("", "  ", "JO contactpersoon"):
        page.press("Trek de film in", id=film.id, datum="2026-11-22", tweede=nobody)
        assert film.standing.state is RecordingState.CONFIRMED
        assert "tweede persoon" in page.page
    page.press("Trek de film in", id=film.id, datum="2026-11-22", tweede="Fatma Yilmaz")
    assert film.standing.state is RecordingState.SHREDDED
    assert page.heading == "De film is ingetrokken"


def test_a_recording_is_locked_and_unlocked_by_two(contact):
    page, film = contact
    page.press("Zet op slot", tweede="Fatma Yilmaz", dagen="90")
    assert film.standing.state is RecordingState.FROZEN
    page.press("Haal van het slot", tweede="Fatma Yilmaz")
    assert film.standing.state is RecordingState.CONFIRMED


@pytest.mark.parametrize("days", ["", "0", "drie", "99999"])
def test_a_lock_needs_a_real_number_of_days(contact, days):
    page, film = contact
    page.press("Zet op slot", tweede="Fatma Yilmaz", dagen=days)
    assert film.standing.state is RecordingState.CONFIRMED


def test_the_contact_person_withdraws_by_code_when_the_client_is_sure(contact):
    page, film = contact
    page.open("/contactpersoon/code")
    page.press("Trek de film in", code=film.code.digits)
    assert film.standing.state is RecordingState.CONFIRMED
    page.press("Trek de film in", code=film.code.digits, zeker="ja")
    assert film.standing.state is RecordingState.SHREDDED


def test_an_unknown_recording_is_not_there(contact):
    page, _ = contact
    page.open(f"/contactpersoon/opname/{'f' * 32}?datum=2026-11-22")
    assert page.status == 404


def test_beheer_sees_the_health_the_counters_and_no_talk(log_in, box, klantmanager, tablet):
    begin(klantmanager)
    say_yes(tablet)
    box.counters = {"no": 3}
    beheer = log_in(Role.BEHEER)
    beheer.open("/beheer/")
    assert beheer.heading == "Er is iets te doen"
    assert "Kijk naar de kabel." in beheer.page
    assert "geen opname" in beheer.page
    assert box.talk_code not in beheer.page
