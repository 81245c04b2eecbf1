"""The journeys page at the desk of the contact person: exceptions 32, 35 and 36."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from appliance.crypto.age_file import decrypt_stream
from appliance.crypto.passphrase import PassphraseIdentity
from console.security.roles import Role
from tests.browser.house import PASSWORD
from tests.browser.pages import heading, press

SECOND = "Sam de Vries"


@pytest.fixture
def room(room):
    room.film_to_look_back()
    room.box.reach_recording("in_review")
    room.parts.accounts.put(name=SECOND, role=Role.CONTACTPERSOON, password=PASSWORD)
    return room


@pytest.fixture
def desk(room, desk):
    return room.log_in(desk, Role.CONTACTPERSOON)


def find(room, desk):
    """Find the film by the day of the talk alone."""
    desk.goto(f"{room.url}/contactpersoon/")
    desk.get_by_label("Datum van het gesprek").fill(room.box.clock.now().date().isoformat())
    press(desk, "Zoek")
    (row,) = room.box.recordings()
    desk.get_by_role("link", name=f"Open {row['talk_code']}").click()
    heading(desk, f"Gesprek {row['talk_code']}")


def decide(desk, title, *, password=PASSWORD, **filled):
    """Fill in the card of this title, with the second person's own name and password."""
    card = desk.locator("form.card", has=desk.get_by_role("heading", name=title))
    for label, value in filled.items():
        card.get_by_label(label.replace("_", " ")).fill(value)
    card.get_by_label("Naam van de tweede persoon").fill(SECOND)
    card.get_by_label("Wachtwoord van de tweede persoon").fill(password)
    card.get_by_role("button").click()


def test_32_a_lost_slip_takes_the_day_and_two_people_and_no_reason(room, desk):
    find(room, desk)
    expect(desk.get_by_text("Vraag nooit naar de reden.")).to_be_visible()
    decide(desk, "Intrekken", password="een ander wachtwoord")
    expect(desk.get_by_text("De naam of het wachtwoord van de tweede persoon klopt niet.")).to_be_visible()
    assert room.film_states() == ["in_review"]
    decide(desk, "Intrekken")
    room.box.reach_recording()
    assert room.box.films_on_disk == set()
    expect(desk.locator(".receipt")).to_be_visible()


def test_35_the_copy_for_the_client_opens_with_the_words_alone_and_moves_no_date(room, desk):
    before = room.box.recordings()
    desk.goto(f"{room.url}/contactpersoon/kopie")
    desk.get_by_label("Vijf woorden of de cijfers").fill(room.code)
    press(desk, "Maak de kopie")
    heading(desk, f"De kopie van {before[0]['talk_code']}")
    words = desk.locator(".once").inner_text()
    with desk.expect_download() as fetched:
        press(desk, "Sla de kopie op")
    copy = fetched.value.path().read_bytes()
    film = b"".join(decrypt_stream(io.BytesIO(copy), [PassphraseIdentity(words)]))
    assert film[4:8] == b"ftyp"
    assert b"ftyp" not in copy
    assert room.box.recordings() == before


def test_36_a_film_that_is_frozen_is_seen_by_nobody_and_outlives_the_window(room, desk):
    find(room, desk)
    until_day = (room.box.clock.now().date() + timedelta(days=30)).isoformat()
    decide(desk, "Op slot zetten", Op_slot_tot=until_day)
    expect(desk.get_by_role("status")).to_contain_text("De film staat op slot.")
    room.fill_in_code()
    heading(room.tablet, "Deze film kunt u hier niet meer zien")
    room.box.days_pass(15)
    room.box.reach_recording("frozen")
    assert len(room.box.films_on_disk) == 1
