"""The journeys page on a klantmanager who leaves: exception 38."""

from __future__ import annotations

from playwright.sync_api import expect

from console.security.roles import Role
from tests.browser.house import PASSWORD
from tests.browser.pages import heading, press

SECOND = "Sam de Vries"


def test_38_the_account_goes_off_and_the_films_go_but_for_what_was_agreed(room, chromium, desk):
    who = room.account(Role.KLANTMANAGER)
    page = room.log_in(desk, Role.KLANTMANAGER)
    for _ in range(2):
        room.begin(page)
        room.say_yes()
        room.film()
        room.stop()
        press(room.tablet, "Bewaren")
        press(room.tablet, "Klaar")
        heading(room.tablet, "De camera staat uit")
        page.get_by_role("link", name="Mijn gesprekken").click()
    agreed, other = room.box.ask("recordings.mine", klantmanager=who)["recordings"]

    office = chromium.new_context(locale="nl-NL")
    beheer = room.log_in(office, Role.BEHEER)
    beheer.get_by_role("link", name="Accounts").click()
    beheer.get_by_role("link", name="Open jo klantmanager").click()
    expect(beheer.get_by_text("Twee contactpersonen beslissen over de films")).to_be_visible()
    press(beheer, "Zet het account uit")
    page.reload()
    heading(page, "Inloggen voor medewerkers")
    office.close()

    room.parts.accounts.put(name=SECOND, role=Role.CONTACTPERSOON, password=PASSWORD)
    counter = chromium.new_context(locale="nl-NL")
    contact = room.log_in(counter, Role.CONTACTPERSOON)
    contact.get_by_role("link", name="Vertrokken").click()
    heading(contact, "Vertrokken klantmanagers")
    expect(contact.get_by_text(other["talk_code"])).to_be_visible()
    contact.get_by_label(agreed["talk_code"]).check()
    contact.get_by_label("Naam van de tweede persoon").fill(SECOND)
    contact.get_by_label("Wachtwoord van de tweede persoon").fill(PASSWORD)
    press(contact, "Wis de andere films")
    expect(contact.get_by_text(other["talk_code"])).to_have_count(0)
    expect(contact.get_by_text(agreed["talk_code"])).to_be_visible()
    counter.close()
    left = room.box.ask("recordings.mine", klantmanager=who)["recordings"]
    assert [row["id"] for row in left] == [agreed["id"]]
    assert len(room.box.films_on_disk) == 1
