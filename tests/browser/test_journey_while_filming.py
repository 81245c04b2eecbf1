"""The journeys page while it is filmed and at its end: exceptions 3, 4, 5, 9, 10 and 18."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from appliance.hardware.ports import LightColour
from console.security.roles import Role
from tests.browser.pages import heading, press, until

LENGTH_S = "document.getElementById('film')?.duration"


@pytest.fixture
def filming(room):
    room.ask()
    room.say_yes()
    room.film()
    return room


def look_back(room):
    """Stop, and open the film with the code."""
    room.stop()
    press(room.tablet, "Eerst terugkijken")
    room.box.reach_recording("in_review")
    room.fill_in_code()
    until(room.tablet, "document.getElementById('film')?.readyState >= 2")


def test_3_changing_ones_mind_midway_destroys_at_once(filming):
    press(filming.tablet, "STOP")
    heading(filming.tablet, "De camera is uit")
    assert filming.box.light.colour is not LightColour.RED
    expect(filming.tablet.get_by_role("button", name="Stoppen en bewaren")).to_be_visible()
    press(filming.tablet, "Stoppen en weggooien")
    heading(filming.tablet, "De film is weg")
    filming.box.reach_recording()
    assert filming.box.films_on_disk == set()
    assert filming.box.refused("recordings.by_code", code=filming.code) == "code-unknown"


def test_4_the_last_minutes_are_wiped_while_the_talk_goes_on_and_the_film_says_where(filming):
    filming.tablet.get_by_role("link", name="Laatste 5 minuten wissen").click()
    heading(filming.tablet, "De laatste 5 minuten wissen?")
    expect(filming.tablet.get_by_role("button", name="STOP")).to_be_visible()
    press(filming.tablet, "Ja, wissen")
    heading(filming.tablet, "De camera staat aan")
    filming.box.film(3.0)
    look_back(filming)
    until(filming.tablet, f"{LENGTH_S} > 1.5 && {LENGTH_S} < 4")
    expect(filming.tablet.get_by_text("Hier is een stuk weg: 00:00.")).to_be_visible()


def test_4_the_last_minutes_are_wiped_after_the_talk_too(filming):
    filming.stop()
    filming.tablet.get_by_role("link", name="Laatste 5 minuten wissen").click()
    press(filming.tablet, "Ja, wissen")
    heading(filming.tablet, "Nog steeds goed?")
    press(filming.tablet, "Bewaren")
    filming.box.reach_recording()  # the last five minutes were all there was
    assert filming.box.films_on_disk == set()


@pytest.mark.parametrize("who", ["client", "klantmanager"])
def test_5_anyone_pauses_and_only_the_clients_tap_and_the_button_go_on(filming, desk, who):
    page = filming.log_in(desk, Role.KLANTMANAGER)
    page.get_by_role("link", name="Gesprek van nu", exact=True).click()
    press(filming.tablet if who == "client" else page, "Pauze")
    heading(filming.tablet, "Pauze. De camera staat uit.")
    filming.lamp_is(LightColour.AMBER)
    assert not filming.box.camera.is_open()
    expect(page.get_by_text("Verder filmen kan alleen de cliënt kiezen.")).to_be_visible()
    expect(page.locator(".actions--now").get_by_role("button")).to_have_text(
        ["Stop de opname", "Er is iemand bij"]
    )
    filming.box.press()  # without the client's tap the button means: stop
    heading(filming.tablet, "Nog steeds goed?")
    press(filming.tablet, "Het gesprek gaat nog verder")
    heading(filming.tablet, "U zei: verder filmen")
    assert not filming.box.camera.is_open()
    filming.film()


def test_5_a_pause_is_marked_in_the_film_and_nobody_asked_why(filming):
    press(filming.tablet, "Pauze")
    press(filming.tablet, "Verder filmen")
    heading(filming.tablet, "U zei: verder filmen")
    filming.film()
    look_back(filming)
    expect(filming.tablet.get_by_text("Hier is een stuk weg: 00:04.")).to_be_visible()
    expect(filming.tablet.locator("#gaps .bar--gap")).to_have_count(1)


def test_9_a_press_while_filming_stops_and_the_client_can_go_on(filming):
    filming.box.press()
    heading(filming.tablet, "Nog steeds goed?")
    press(filming.tablet, "Het gesprek gaat nog verder")
    heading(filming.tablet, "U zei: verder filmen")
    filming.film()
    assert len(filming.box.recordings()) == 1


def test_10_a_long_press_stops_everything_and_still_asks(filming):
    filming.box.clock.pass_s(1.0)
    filming.box.button.edge(True, filming.box.clock.monotonic_s())
    filming.box.clock.pass_s(5.5)
    heading(filming.tablet, "Nog steeds goed?")
    assert not filming.box.camera.is_open()
    press(filming.tablet, "Bewaren")
    filming.box.reach_recording("confirmed")


def test_18_somebody_walks_in_the_camera_goes_off_and_the_minutes_since_can_go(filming):
    press(filming.tablet, "Er is iemand bij")
    heading(filming.tablet, "Er is iemand bij. De camera staat uit.")
    filming.lamp_is(LightColour.AMBER)
    assert not filming.box.camera.is_open()
    filming.tablet.get_by_role("link", name="Wis de laatste minuten").click()
    heading(filming.tablet, "Hoeveel minuten wissen wij?")
    press(filming.tablet, "De laatste minuut")
    press(filming.tablet, "Die persoon is weg")
    heading(filming.tablet, "Pauze. De camera staat uit.")
    press(filming.tablet, "Verder filmen")
    heading(filming.tablet, "U zei: verder filmen")
    filming.film(3.0)
    look_back(filming)
    until(filming.tablet, f"{LENGTH_S} > 1.5 && {LENGTH_S} < 4")


def test_18_who_came_in_and_stays_says_yes_with_everybody(filming):
    press(filming.tablet, "Er is iemand bij")
    filming.tablet.get_by_role("link", name="Die persoon blijft").click()
    press(filming.tablet, "De ander")
    for person in ("de cliënt", "de ander"):
        heading(filming.tablet, f"Geef de tablet aan {person}")
        press(filming.tablet, "Ik heb de tablet")
        expect(filming.tablet.get_by_text("Er is iemand bij gekomen.")).to_be_visible()
        assert not filming.box.camera.is_open()
        press(filming.tablet, "Ja, film maar")
    heading(filming.tablet, "Dit is uw code")
    press(filming.tablet, "Ik heb mijn code")
    heading(filming.tablet, "U zei: verder filmen")
    filming.film()
