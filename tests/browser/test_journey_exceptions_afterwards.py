"""The exceptions of the journeys page that come after the talk, by their numbers there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import heading, press, until


@pytest.fixture
def room(room):
    room.ask()
    room.say_yes()
    room.film()
    room.stop()
    press(room.tablet, "Eerst terugkijken")
    return room


def test_22_an_open_film_is_hidden_from_the_next_client(room):
    room.fill_in_code()
    until(room.tablet, "document.getElementById('film')?.readyState >= 2")
    room.tablet.goto(f"{room.url}/rust")
    heading(room.tablet, "De camera staat uit")
    room.tablet.goto(f"{room.url}/film")
    expect(room.tablet.locator("#film")).to_have_count(0)


def test_30_looking_back_takes_the_code_and_nothing_else(room):
    room.tablet.goto(f"{room.url}/code")
    room.tablet.locator("[name=code]").first.fill("0000 0000 0000 0000 0000")
    press(room.tablet, "Verder")
    expect(room.tablet.get_by_role("status").first).to_be_visible()
    room.fill_in_code()
    until(room.tablet, "document.getElementById('film')?.readyState >= 2")


def test_31_withdrawing_with_the_code_is_at_once_and_gives_a_receipt(room):
    room.fill_in_code("/intrekken")
    heading(room.tablet, "Weet u het zeker?")
    press(room.tablet, "Ja, trek in")
    heading(room.tablet, "Uw film is ingetrokken")
    expect(room.tablet.locator(".receipt")).to_be_visible()
    room.box.reach_recording()
    assert room.box.films_on_disk == set()
    room.fill_in_code()
    expect(room.tablet.locator("#film")).to_have_count(0)


def test_34_a_withdrawal_beats_a_release_that_is_due(room):
    room.fill_in_code()
    press(room.tablet, "Ja, bewaren")
    room.tablet.get_by_role("link", name="Nee, intrekken").click()
    press(room.tablet, "Ja, trek in")
    heading(room.tablet, "Uw film is ingetrokken")
    room.box.days_pass(15)
    room.box.reach_recording()
