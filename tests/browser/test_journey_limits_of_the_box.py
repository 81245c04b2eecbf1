"""The journeys page on what the box itself sets a limit to: exceptions 25, 26 and 27."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from appliance.hardware.ports import LightColour, Tone
from appliance.recorder.times import Times
from console.security.roles import Role
from tests.browser.pages import heading, press
from tests.browser.whole_room import a_room

NO_TIME = "De box weet niet hoe laat het is. De camera blijft uit."
CALL_BEHEER = "Bel beheer: de klok van de box moet goed staan."


@pytest.fixture
def short_room(tmp_path, chromium):
    """A room whose longest talk is over in seconds instead of in 90 minutes."""
    with a_room(tmp_path, chromium, times=Times(remind_s=5.0, limit_s=10.0)) as room:
        yield room


def a_disk_too_small(box):
    """Start the box again with films so large that twice the longest talk would be petabytes."""
    box.shut_down()
    box.settings = replace(box.settings, camera=replace(box.settings.camera, bitrate_kbps=10**9))
    box.boot()


def test_25_without_room_for_two_talks_nothing_starts_and_no_film_makes_room(room):
    room.film_to_look_back()
    a_disk_too_small(room.box)
    delivered, films = room.box.camera.delivered, room.box.films_on_disk
    room.ask()
    room.say_yes()
    room.box.press()
    expect(room.tablet.get_by_text("Er is te weinig ruimte op de box. De camera blijft uit.")).to_be_visible()
    room.lamp_is(LightColour.DARK)
    assert room.box.camera.delivered == delivered
    assert room.box.films_on_disk == films
    assert room.film_states() == ["in_review"]


def test_26_a_box_that_does_not_know_the_time_films_nothing_and_says_whom_to_call(room, desk):
    beheer = room.log_in(desk, Role.BEHEER)
    room.ask()
    room.say_yes()
    room.box.clock.known = False
    room.box.press()
    expect(room.tablet.get_by_text(NO_TIME)).to_be_visible()
    expect(room.tablet.get_by_text(CALL_BEHEER)).to_be_visible()
    room.lamp_is(LightColour.DARK)
    assert room.box.light.tones == [Tone.HELP]
    assert (room.box.camera.delivered, room.box.films_on_disk) == (0, set())
    beheer.reload()
    card = beheer.locator("[data-part='Klok']")
    expect(card).to_contain_text("Niet goed")
    expect(card).to_contain_text(CALL_BEHEER)
    room.box.clock.known = True  # the network's time, or the box's own battery
    room.ask()
    room.say_yes()
    room.film()


def test_26_a_box_that_does_not_know_the_time_takes_no_yes_either(room):
    room.box.clock.known = False
    room.ask()
    room.answer_yes()
    heading(room.tablet, NO_TIME)
    expect(room.tablet.get_by_text(CALL_BEHEER)).to_be_visible()
    room.box.press()
    room.lamp_is(LightColour.DARK)
    assert (room.box.camera.delivered, room.box.films_on_disk) == (0, set())


def test_26_a_clock_that_jumps_takes_no_day_from_the_client(room):
    room.film_to_look_back()
    room.fill_in_code()
    promised = room.tablet.get_by_text("Kiezen kan tot").inner_text()
    room.box.clock.jump_s(20 * 86_400.0)  # longer than the window
    room.box.recorder.housekeep()
    room.fill_in_code()
    expect(room.tablet.get_by_text("Kiezen kan tot")).to_have_text(promised)
    press(room.tablet, "Ja, bewaren")
    expect(room.tablet.get_by_text("Dank u wel. Wij mogen de film bewaren.")).to_be_visible()
    assert room.film_states() == ["confirmed"]


def test_27_a_forgotten_film_is_asked_about_stopped_and_its_tail_can_be_wiped(short_room):
    room = short_room
    room.ask()
    room.say_yes()
    room.film(4.0)
    assert Tone.STILL_THERE not in room.box.light.tones
    room.box.film(2.0)
    expect(room.tablet.get_by_text("Nog bezig?")).to_be_visible()
    assert room.box.light.tones[-1] is Tone.STILL_THERE
    assert room.box.state == "recording"
    room.box.film(5.0)
    heading(room.tablet, "Nog steeds goed?")
    assert not room.box.camera.is_open()
    expect(room.tablet.get_by_text("Nog bezig?")).to_have_count(0)
    expect(room.tablet.get_by_text("De opname stopte vanzelf. Was u al eerder klaar?")).to_be_visible()
    room.tablet.get_by_role("link", name="Wis de laatste minuten").click()
    heading(room.tablet, "Hoeveel minuten wissen wij?")
    press(room.tablet, "De laatste 5 minuten")
    heading(room.tablet, "Nog steeds goed?")
    press(room.tablet, "Bewaren")
    room.box.reach_recording()  # the tail was all there was
    assert room.box.films_on_disk == set()
