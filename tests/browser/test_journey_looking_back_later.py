"""The journeys page on looking back and withdrawing within the window: exceptions 30, 31 and 34."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from appliance.store.layout import Layout
from console.security.roles import Role
from tests.browser.pages import heading, press, until


def views_in_the_log(room):
    paths = room.box.settings.paths
    return Layout(paths.data, paths.run).audit.read_bytes().count(b'"view"')


@pytest.fixture
def room(room):
    room.film_to_look_back()
    return room


def test_30_looking_back_takes_the_code_and_nothing_else_and_is_logged_as_the_clients(room):
    room.tablet.goto(f"{room.url}/code")
    room.tablet.locator("[name=code]").first.fill("0000 0000 0000 0000 0000")
    press(room.tablet, "Verder")
    expect(room.tablet.get_by_role("status").first).to_be_visible()
    assert views_in_the_log(room) == 0
    room.fill_in_code()
    until(room.tablet, "document.getElementById('film')?.readyState >= 2")
    assert views_in_the_log(room) == 1
    press(room.tablet, "Ik ben klaar met kijken")
    room.fill_in_code()  # and once more, later
    until(room.tablet, "document.getElementById('film')?.readyState >= 2")
    assert views_in_the_log(room) == 2


def test_31_withdrawing_with_the_code_is_at_once_everywhere_and_gives_a_receipt_to_print(room, desk):
    room.fill_in_code()
    until(room.tablet, "document.getElementById('film')?.readyState >= 2")
    room.let_in(desk, Role.TABLET)  # another tablet in the building
    at_the_desk = desk.new_page()
    at_the_desk.goto(f"{room.url}/intrekken")
    at_the_desk.locator("[name=code]").first.fill(room.code)
    press(at_the_desk, "Verder")
    heading(at_the_desk, "Weet u het zeker?")
    press(at_the_desk, "Ja, trek in")
    heading(at_the_desk, "Uw film is ingetrokken")
    expect(at_the_desk.locator(".receipt")).to_be_visible()
    expect(at_the_desk.get_by_role("button", name="Print het bewijs")).to_be_visible()
    room.box.reach_recording()
    assert room.box.films_on_disk == set()
    room.tablet.goto(f"{room.url}/film/film.mp4")  # the film that stood open here
    expect(room.tablet.locator("video")).to_have_count(0)
    room.fill_in_code()
    expect(room.tablet.locator("#film")).to_have_count(0)
    assert room.box.refused("review.open", code=room.code) == "code-unknown"


def test_34_a_withdrawal_beats_a_release_that_is_due(room):
    room.fill_in_code()
    press(room.tablet, "Ja, bewaren")
    room.tablet.get_by_role("link", name="Nee, intrekken").click()
    press(room.tablet, "Ja, trek in")
    heading(room.tablet, "Uw film is ingetrokken")
    room.box.days_pass(15)
    room.box.reach_recording()
