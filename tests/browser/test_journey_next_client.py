"""The journeys page on what is left behind for the next client: exceptions 22 and 28."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from appliance.hardware.ports import LightColour
from console.security.roles import Role
from tests.browser.pages import heading, press, until
from tests.recorder.eventually import eventually

FILM = "document.getElementById('film')"


@pytest.fixture
def page(room, desk):
    """The klantmanager's own screen, on which nobody touches anything while the film runs on."""
    page = room.log_in(desk, Role.KLANTMANAGER)
    room.begin(page)
    room.say_yes()
    room.film(8.0)
    return page


def new_talk_is_refused(page):
    page.get_by_role("link", name="Mijn gesprekken").click()
    page.goto(page.url + "nieuw")
    heading(page, "Er loopt nog een opname")
    expect(page.get_by_text("Was dat gesprek al voorbij?")).to_be_visible()


def next_client_sits_down(room, page):
    """The next talk begins, and the tablet knows nothing of the one before."""
    heading(page, "Nieuw gesprek")
    page.get_by_label("Ja, ik wil dat dit gesprek wordt gefilmd.").check()
    press(page, "Begin, en geef de tablet aan de cliënt")
    heading(room.tablet, "Kies uw taal")
    room.lamp_is(LightColour.DARK)
    assert not room.box.camera.is_open()


def stop_that_film(room, page):
    press(page, "Stop die opname")
    room.box.reach("closing")
    next_page = page.get_by_role("link", name="Verder")
    if next_page.count():
        next_page.click()


def test_22_after_a_minute_the_tablet_shows_nothing_of_the_film_that_was_open(room, page):
    room.stop()
    press(room.tablet, "Eerst terugkijken")
    room.tablet.clock.install()
    room.fill_in_code()
    until(room.tablet, f"{FILM}?.readyState >= 2")
    room.tablet.wait_for_load_state()
    room.tablet.clock.fast_forward(61_000)
    room.tablet.clock.run_for(1_000)
    heading(room.tablet, "De camera staat uit")
    shown = room.tablet.goto(f"{room.url}/film")
    heading(room.tablet, "Uw film bekijken")
    assert shown is not None
    assert "no-store" in shown.headers["cache-control"]
    room.tablet.go_back()
    expect(room.tablet.locator("#film")).to_have_count(0)


def test_28_a_new_talk_stops_the_forgotten_film_first_and_wipes_who_came_after(room, page):
    new_talk_is_refused(page)
    room.lamp_is(LightColour.RED)  # nothing is stopped by looking
    page.get_by_label("Wis de laatste 5 minuten").check()
    stop_that_film(room, page)
    next_client_sits_down(room, page)
    eventually(lambda: not room.box.films_on_disk, "the last five minutes, all there was, are gone")
    assert room.box.refused("review.open", code=room.code) == "code-unknown"


def test_28_found_later_the_people_who_came_after_are_taken_off_with_the_code(room, page):
    new_talk_is_refused(page)
    stop_that_film(room, page)
    next_client_sits_down(room, page)
    press(room.tablet, "Nederlands")
    press(room.tablet, "Verder", "Verder", "Verder", "Nee")
    room.fill_in_code()
    until(room.tablet, f"{FILM}?.readyState >= 2")
    room.tablet.get_by_text("Een stuk weghalen").click()
    for moment, words in (("4", "Begin van het stuk"), ("9", "Einde van het stuk")):
        room.tablet.get_by_role("slider", name="Plek in de film").fill(moment)
        until(room.tablet, f"!{FILM}.seeking")
        press(room.tablet, words)
    press(room.tablet, "Haal deze stukken weg")
    press(room.tablet, "Ja, haal weg")
    expect(room.tablet.get_by_text("Die stukken zijn weg.")).to_be_visible()
    expect(room.tablet.get_by_text(re.compile("Hier is een stuk weg: 00:0[34]"))).to_be_visible()
    until(room.tablet, f"{FILM}.duration < 5")
