"""The journeys page when power, tablet, camera or microphone go: exceptions 20, 21, 23 and 24.

A camera that is covered is told from a dark room by its adapter (tests/hardware/test_covered_camera.py); on
the screen it is the camera that fails, as here.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from appliance.hardware.ports import LightColour, Tone
from console.security.roles import Role
from tests.browser.pages import heading, press, until


@pytest.fixture
def filming(room):
    room.ask()
    room.say_yes()
    room.film()
    return room


def test_20_after_a_power_cut_it_never_films_by_itself_and_still_asks(filming):
    filming.box.shut_down()
    filming.box.boot()
    heading(filming.tablet, "Nog steeds goed?")
    expect(filming.tablet.get_by_text(re.compile(r"De opname stopte om \d{1,2}[.:]\d{2}\."))).to_be_visible()
    expect(filming.tablet.get_by_role("button", name="Het gesprek gaat nog verder")).to_have_count(0)
    assert not filming.box.camera.is_open()
    filming.lamp_is(LightColour.DARK)
    press(filming.tablet, "Bewaren")
    filming.box.reach_recording("confirmed")


def test_21_a_tablet_that_is_gone_pauses_the_film_and_then_stops_it(filming):
    filming.tablet.goto("about:blank")
    filming.box.film(31.0, tablet=False)
    filming.lamp_is(LightColour.AMBER)
    assert not filming.box.camera.is_open()
    filming.box.clock.pass_s(95.0)
    filming.lamp_is(LightColour.DARK)
    filming.tablet.goto(filming.url)
    heading(filming.tablet, "Nog steeds goed?")


def test_21_the_button_works_without_a_tablet(filming):
    filming.tablet.goto("about:blank")
    filming.box.press()
    filming.lamp_is(LightColour.DARK)
    assert not filming.box.camera.is_open()
    filming.tablet.goto(filming.url)
    heading(filming.tablet, "Nog steeds goed?")


@pytest.mark.parametrize("how", ["unplugged", "frozen"])
def test_23_a_camera_that_fails_asks_for_help_and_what_was_good_is_kept(filming, how):
    if how == "unplugged":
        filming.box.camera.unplug()
    else:
        filming.box.clock.pass_s(2.5)  # without a single picture
    heading(filming.tablet, "De camera doet het niet. De camera is uit.")
    expect(filming.tablet.get_by_text("Er is hulp nodig. De camera staat uit.")).to_be_visible()
    expect(filming.tablet.get_by_text("Kijk of de kabel van de camera goed vast zit.")).to_be_visible()
    expect(filming.tablet.get_by_text("Praat gerust verder.")).to_be_visible()
    filming.lamp_is(LightColour.AMBER_FLASH)
    assert filming.box.light.tones[-1] is Tone.HELP
    press(filming.tablet, "Probeer opnieuw")
    heading(filming.tablet, "Nog steeds goed?")
    press(filming.tablet, "Bewaren")
    filming.box.reach_recording("confirmed")
    assert filming.box.recordings()[0]["seconds"] > 3.0


def test_24_without_a_microphone_nothing_starts(room):
    room.box.microphone.opens = False
    room.ask()
    room.say_yes()
    room.box.press()
    heading(room.tablet, "De microfoon doet het niet.")
    assert not room.box.camera.is_open()
    assert room.box.films_on_disk == set()


def test_24_a_microphone_that_dies_is_said_and_the_people_choose(filming, desk):
    page = filming.log_in(desk, Role.KLANTMANAGER)
    page.get_by_role("link", name="Gesprek van nu", exact=True).click()
    filming.box.microphone.works = False
    filming.box.film(6.0)
    expect(filming.tablet.get_by_text("De microfoon doet het niet.")).to_be_visible()
    expect(filming.tablet.get_by_role("button", name="STOP")).to_be_visible()
    filming.lamp_is(LightColour.RED)
    expect(page.get_by_text("Deze film heeft geen geluid.")).to_be_visible()
    press(page, "Stop de opname")
    heading(filming.tablet, "Nog steeds goed?")
    press(filming.tablet, "Eerst terugkijken")
    filming.box.reach_recording("in_review")
    filming.fill_in_code()
    until(filming.tablet, "document.getElementById('film')?.readyState >= 2")
    expect(filming.tablet.get_by_text("Deze film heeft geen geluid.")).to_be_visible()
