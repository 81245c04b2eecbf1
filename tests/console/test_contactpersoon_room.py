"""The room of the contact person: find without a slip, decide with two, and print letters without names."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from appliance.domain.recording import RecordingEvent, RecordingState
from console.security.roles import Role
from tests.console.conftest import PASSWORD

DAY = "2026-11-22"
TODAY = {"datum": DAY}
SECOND = "Fatma Yilmaz"
CONFIRMED = {"tweede": SECOND, "tweede_wachtwoord": PASSWORD}
E = RecordingEvent


@pytest.fixture
def film(box):
    film = box.record_one_film()
    box.ask("talk.closing", answer="keep")
    return film


@pytest.fixture
def page(log_in, parts, film):
    """A contact person before a recording, with a colleague beside them."""
    parts.accounts.put(name=SECOND, role=Role.CONTACTPERSOON, password=PASSWORD)
    page = log_in(Role.CONTACTPERSOON)
    page.open(f"/contactpersoon/opname/{film.id}?datum={DAY}")
    return page


def test_a_lost_slip_is_found_back_by_date(page, film):
    page.open(f"/contactpersoon/?datum={DAY}")
    assert film.talk_code in page.page
    assert "Spreekkamer 3" in page.page
    page.open("/contactpersoon/?datum=2026-11-23")
    assert film.talk_code not in page.page
    assert "geen film gevonden" in page.page


def test_a_day_with_many_talks_is_narrowed_to_one_klantmanager(page, parts, box, film):
    mia = parts.accounts.put(name="Mia", role=Role.KLANTMANAGER, password=PASSWORD)
    ben = parts.accounts.put(name="Ben", role=Role.KLANTMANAGER, password=PASSWORD)
    film.klantmanager = mia.id
    assert ">Mia</option>" in page.open("/contactpersoon/")
    assert film.talk_code in page.open(f"/contactpersoon/?datum={DAY}&klantmanager={mia.id}")
    assert film.talk_code not in page.open(f"/contactpersoon/?datum={DAY}&klantmanager={ben.id}")


def test_the_films_of_a_klantmanager_who_left_are_still_found(page, parts, film):
    mia = parts.accounts.put(name="Mia", role=Role.KLANTMANAGER, password=PASSWORD)
    film.klantmanager = mia.id
    parts.accounts.switch(mia.id, off=True)
    assert ">Mia</option>" in page.open("/contactpersoon/")
    assert film.talk_code in page.open(f"/contactpersoon/?datum={DAY}&klantmanager={mia.id}")


def test_with_the_code_the_recording_is_found_and_not_opened(page, film, box):
    page.open("/contactpersoon/code")
    page.press("Zoek de film", code=" ".join(film.code.words).upper())
    assert page.heading == f"Gesprek {film.talk_code}"
    assert box.playbacks == {}
    assert not any(word in page.page for word in film.code.words)


def test_a_wrong_code_is_said_in_the_boxs_own_words_and_never_shown_again(page):
    page.open("/contactpersoon/code")
    page.press("Zoek de film", code="appel peer")
    assert page.status == 422
    assert "Wij begrijpen deze code niet." in page.page
    assert "appel peer" not in page.page


def test_with_the_code_one_person_withdraws_when_the_client_is_sure(page, film):
    page.open("/contactpersoon/code")
    page.browser.post("/contactpersoon/intrekken-met-code", data={"code": film.code.digits})
    assert film.standing.state is RecordingState.CONFIRMED
    answer = page.browser.post(
        "/contactpersoon/intrekken-met-code", data={"code": film.code.digits, "zeker": "ja"}
    )
    assert film.standing.state is RecordingState.SHREDDED
    assert "spiegelbox/receipt/v1" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"tweede": SECOND},
        {"tweede": SECOND, "tweede_wachtwoord": "fout"},
        {"tweede": "jo contactpersoon", "tweede_wachtwoord": PASSWORD},
        {"tweede": "JO  Contactpersoon", "tweede_wachtwoord": PASSWORD},
        {"tweede": "niemand", "tweede_wachtwoord": PASSWORD},
        {"tweede": "Beheerder", "tweede_wachtwoord": PASSWORD},
        {"tweede": "Weg", "tweede_wachtwoord": PASSWORD},
        {"tweede": "Nieuw", "tweede_wachtwoord": PASSWORD},
    ],
    ids=["nobody", "name-only", "wrong", "self", "self-again", "unknown", "other-role", "off", "temporary"],
)
@pytest.mark.parametrize("verb", ["intrekken", "bevriezen", "ontdooien"])
def test_nothing_is_decided_without_a_second_person_who_proves_to_be_one(
    page, parts, film, box, verb, second
):
    parts.accounts.put(name="Beheerder", role=Role.BEHEER, password=PASSWORD)
    parts.accounts.switch(
        parts.accounts.put(name="Weg", role=Role.CONTACTPERSOON, password=PASSWORD).id, off=True
    )
    parts.accounts.add(name="Nieuw", role=Role.CONTACTPERSOON, password=PASSWORD)
    if verb == "ontdooien":
        box.happens(film, E.FREEZE)
    before = film.standing
    answer = page.browser.post(
        f"/contactpersoon/{verb}", data={"id": film.id, **TODAY, "tot": "2026-12-24", **second}
    )
    assert answer.status_code == 422
    assert "tweede persoon" in answer.get_data(as_text=True)
    assert film.standing == before


def test_who_guesses_the_second_persons_password_must_wait(page, film):
    for _ in range(3):
        page.press("Trek de film in", tweede=SECOND, tweede_wachtwoord="fout")
    page.press("Trek de film in", **CONFIRMED)
    assert "Even wachten." in page.page
    assert film.standing.state is RecordingState.CONFIRMED


def test_two_people_withdraw_and_the_box_hears_two_ids_and_no_name(page, parts, film, box):
    heard = []
    ask = box.ask
    box.ask = lambda verb, **fields: (heard.append((verb, fields)), ask(verb, **fields))[1]
    page.press("Trek de film in", **CONFIRMED)
    assert film.standing.state is RecordingState.SHREDDED
    assert page.heading == "De film is ingetrokken"
    (by,) = [fields["by"] for verb, fields in heard if verb == "recordings.withdraw"]
    assert len(set(by)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{16}", account_id) for account_id in by)


def test_after_withdrawing_the_letter_and_the_proof_stand_ready_to_print(page, film):
    page.press("Trek de film in", **CONFIRMED)
    assert "Uw film is ingetrokken" in page.page
    assert film.talk_code in page.page
    assert "gemeente Voorbeeld" in page.page
    assert "spiegelbox/receipt/v1" in page.page
    assert "@page" not in page.page  # style lives in a file
    assert "letter.css" in page.page


def test_a_recording_is_locked_until_a_date_and_unlocked_by_two(page, film, box):
    page.press("Zet op slot", tot="2026-12-24", **CONFIRMED)
    assert film.standing.state is RecordingState.FROZEN
    assert "De film staat op slot." in page.page
    assert "bevriezing" in page.page
    page.press("Haal van het slot", **CONFIRMED)
    assert film.standing.state is RecordingState.CONFIRMED
    assert "De film is van het slot." in page.page


@pytest.mark.parametrize(("until", "days"), [("2026-11-23", 1), ("2026-12-24", 32), ("2036-11-19", 3650)])
def test_the_lock_lasts_until_the_chosen_day(page, film, box, until, days):
    heard = []
    freeze = box._recordings_freeze
    box._recordings_freeze = lambda id, by, days: (heard.append(days), freeze(id, by, days))[1]
    page.press("Zet op slot", tot=until, **CONFIRMED)
    assert heard == [days]


@pytest.mark.parametrize("until", ["", "2026-11-22", "2026-11-01", "2036-11-20", "morgen", "0001-01-01"])
def test_a_lock_needs_a_day_after_today_and_within_ten_years(page, film, until):
    page.press("Zet op slot", tot=until, **CONFIRMED)
    assert page.status == 422
    assert film.standing.state is RecordingState.CONFIRMED


def test_an_unknown_recording_or_another_day_is_not_there(page, film):
    for path in (f"opname/{'f' * 32}?datum={DAY}", f"opname/{film.id}?datum=2026-11-21", f"opname/{film.id}"):
        page.open(f"/contactpersoon/{path}")
        assert page.status == 404
    answer = page.browser.post("/contactpersoon/intrekken", data={"id": film.id, **CONFIRMED})
    assert answer.status_code == 404
    assert film.standing.state is RecordingState.CONFIRMED


def test_nothing_offers_a_film_or_asks_a_reason(page, film, box):
    for path in ("", "code", f"opname/{film.id}?datum={DAY}", "brieven"):
        page.open(f"/contactpersoon/{path}")
        assert "<video" not in page.page
        assert not re.search(r'name="(reden|naam|bsn)"', page.page)
    assert box.playbacks == {}


def test_the_recording_page_tells_until_when_it_is_kept(page, film, box):
    page.open(f"/contactpersoon/opname/{film.id}?datum={DAY}")
    ends = film.recorded_at + timedelta(days=180)
    assert f"{ends.day} mei 2027" in page.page
