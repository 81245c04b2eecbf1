"""What a klantmanager who left has filmed: two people end it, but for what was agreed with a client."""

from __future__ import annotations

import pytest

from appliance.domain.recording import RecordingEvent
from console.security.roles import Role
from tests.console.conftest import PASSWORD

SECOND = "Fatma Yilmaz"
CONFIRMED = {"tweede": SECOND, "tweede_wachtwoord": PASSWORD}


@pytest.fixture
def mia(parts):
    parts.accounts.put(name=SECOND, role=Role.CONTACTPERSOON, password=PASSWORD)
    return parts.accounts.put(name="Mia", role=Role.KLANTMANAGER, password=PASSWORD).id


@pytest.fixture
def films(box, mia):
    found = []
    for _ in range(3):
        found.append(box.record_one_film(mia))
        box.ask("talk.closing", answer="keep")
    return found


@pytest.fixture
def page(log_in, parts, mia, films):
    parts.accounts.switch(mia, off=True)
    page = log_in(Role.CONTACTPERSOON)
    page.open("/contactpersoon/vertrokken")
    return page


def _states(films):
    return [film.standing.state.value for film in films]


def test_what_was_agreed_stays_and_the_rest_goes(page, films):
    assert "Mia" in page.page
    page.press("Wis de andere films", blijft=films[1].id, **CONFIRMED)
    assert _states(films) == ["shredded", "confirmed", "shredded"]
    assert films[1].talk_code in page.page
    assert films[0].talk_code not in page.page


def test_what_a_client_had_frozen_is_not_offered_and_stays(page, box, films):
    box.happens(films[2], RecordingEvent.FREEZE)
    page.open("/contactpersoon/vertrokken")
    assert films[2].talk_code not in page.page
    page.press("Wis de andere films", **CONFIRMED)
    assert _states(films) == ["shredded", "shredded", "frozen"]


def test_one_person_alone_ends_nothing(page, films):
    page.press("Wis de andere films", tweede=SECOND, tweede_wachtwoord="een ander wachtwoord")
    assert page.status == 422
    assert _states(films) == ["confirmed"] * 3


def test_who_still_works_here_is_not_on_the_page_and_keeps_everything(log_in, mia, films):
    page = log_in(Role.CONTACTPERSOON)
    page.open("/contactpersoon/vertrokken")
    assert "Mia" not in page.page
    answer = page.browser.post("/contactpersoon/vertrokken", data={"klantmanager": mia, **CONFIRMED})
    assert answer.status_code == 404
    assert _states(films) == ["confirmed"] * 3


def test_a_film_of_somebody_else_cannot_be_named_to_stay(page, box, films):
    other = box.record_one_film("km-other")
    box.ask("talk.closing", answer="keep")
    page.press("Wis de andere films", blijft=other.id, **CONFIRMED)
    assert _states(films) == ["shredded"] * 3
    assert other.standing.state.value == "confirmed"
