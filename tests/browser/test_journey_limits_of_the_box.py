"""The journeys page on what the box itself sets a limit to: exceptions 25 and 27."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from appliance.hardware.ports import LightColour, Tone
from appliance.recorder.times import Times
from tests.browser.pages import heading, press
from tests.browser.whole_room import a_room


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
    room.ask()
    room.say_yes()
    room.film()
    room.stop()
    press(room.tablet, "Eerst terugkijken")
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
