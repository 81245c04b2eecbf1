"""A copy for the client: only with the client's code, words shown once, a file fetched once, nothing kept."""

from __future__ import annotations

import re

import pytest

from appliance.domain.recording import RecordingEvent as E
from console.security.roles import Role
from tests.console.conftest import PASSWORD, Tablet


@pytest.fixture
def film(box):
    film = box.record_one_film()
    box.ask("talk.closing", answer="keep")
    return film


@pytest.fixture
def page(log_in):
    page = log_in(Role.CONTACTPERSOON)
    page.open("/contactpersoon/kopie")
    return page


def words_on(page):
    return re.search(r'class="once"><strong>([a-z-]+)</strong>', page.page).group(1).split("-")


def test_with_the_code_of_the_client_eight_words_stand_on_the_screen_once(page, film):
    page.press("Maak de kopie", code=film.code.digits)
    assert len(words_on(page)) == 8
    assert film.talk_code in page.page
    assert "U vroeg om uw film" in page.page  # the letter goes with it
    page.open("/contactpersoon/kopie")
    assert 'class="once"' not in page.page


def test_the_copy_is_an_age_file_that_is_fetched_once(page, film, box):
    page.press("Maak de kopie", code=film.code.digits)
    answer = page.browser.post("/contactpersoon/kopie/ophalen")
    assert answer.data.startswith(b"age-encryption.org/v1\n")
    assert int(answer.headers["Content-Length"]) == len(answer.data) > 900
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="kopie-{film.talk_code.lower()}.mp4.age"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()
    assert box.playbacks == {}
    assert page.browser.post("/contactpersoon/kopie/ophalen").status_code == 404


def test_without_a_code_there_is_no_copy(page, film, box):
    for code in ("", "appel peer", "1" * 20):
        page.press("Maak de kopie", code=code)
        assert page.status == 422
    assert page.browser.post("/contactpersoon/kopie/ophalen").status_code == 404
    assert box.playbacks == {}


def test_another_contact_person_does_not_get_the_copy(app, parts, page, film):
    page.press("Maak de kopie", code=film.code.digits)
    parts.accounts.put(name="Ander", role=Role.CONTACTPERSOON, password=PASSWORD)
    other = Tablet(app.test_client())
    other.browser.post("/inloggen", data={"naam": "Ander", "wachtwoord": PASSWORD})
    assert other.browser.post("/contactpersoon/kopie/ophalen").status_code == 404
    assert page.browser.post("/contactpersoon/kopie/ophalen").status_code == 200


def test_beginning_anew_closes_what_was_begun(page, film, box):
    for _ in range(2):
        page.open("/contactpersoon/kopie")
        page.press("Maak de kopie", code=film.code.digits)
    assert len(box.playbacks) == 1


def test_a_film_that_left_the_box_is_said_to_be_elsewhere(page, film, box):
    box.happens(film, E.WINDOW_OVER, E.DELIVERED)
    page.press("Maak de kopie", code=film.code.digits)
    assert page.status == 422
    assert "gaat hier nu niet open" in page.page


def test_a_copy_changes_no_date_of_the_recording(page, film, box):
    before = box.ask("recordings.find", date="2026-11-22")
    page.press("Maak de kopie", code=film.code.digits)
    page.browser.post("/contactpersoon/kopie/ophalen").close()
    assert box.ask("recordings.find", date="2026-11-22") == before
