"""The exceptions of the journeys page that happen in the room, by their numbers there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from appliance.hardware.ports import LightColour, Tone
from tests.browser.pages import heading, press


@pytest.fixture
def filming(room):
    room.ask()
    room.say_yes()
    room.film()
    return room


@pytest.mark.parametrize("answer", ["Nee", "Ik weet het niet"])
def test_1_a_no_and_a_do_not_know_are_the_same_and_leave_nothing(room, answer):
    room.ask()
    for words in ("Nederlands", "Verder", "Verder", "Verder", answer):
        press(room.tablet, words)
    heading(room.tablet, "Goed. Wij filmen niet.")
    room.lamp_is(LightColour.DARK)
    room.box.press()
    assert not room.box.camera.is_open()
    assert room.box.camera.delivered == 0


def test_2_a_yes_taken_back_before_the_press(room):
    room.ask()
    room.say_yes()
    press(room.tablet, "Toch niet")
    heading(room.tablet, "Goed. Wij filmen niet.")
    room.lamp_is(LightColour.DARK)
    room.box.press()
    assert not room.box.camera.is_open()


def test_3_changing_ones_mind_midway_destroys_at_once(filming):
    press(filming.tablet, "STOP")
    heading(filming.tablet, "De camera is uit")
    assert filming.box.light.colour is not LightColour.RED
    press(filming.tablet, "Stoppen en weggooien")
    heading(filming.tablet, "De film is weg")
    filming.box.reach_recording()
    assert filming.box.films_on_disk == set()


def test_4_the_last_minutes_are_wiped_while_the_talk_goes_on(filming):
    filming.tablet.get_by_role("link", name="Laatste 5 minuten wissen").click()
    heading(filming.tablet, "De laatste 5 minuten wissen?")
    expect(filming.tablet.get_by_role("button", name="STOP")).to_be_visible()
    press(filming.tablet, "Ja, wissen")
    heading(filming.tablet, "De camera staat aan")


def test_5_anyone_pauses_and_only_the_clients_tap_and_the_button_go_on(filming):
    filming.box.ask("talk.pause")
    heading(filming.tablet, "Pauze. De camera staat uit.")
    filming.lamp_is(LightColour.AMBER)
    assert not filming.box.camera.is_open()
    press(filming.tablet, "Verder filmen")
    heading(filming.tablet, "U zei: verder filmen")
    assert not filming.box.camera.is_open()
    filming.film()


def test_7_the_button_without_a_yes_films_nothing(room):
    room.box.press()
    expect(room.tablet.get_by_text("Eerst toestemming. De camera blijft uit.")).to_be_visible()
    room.lamp_is(LightColour.DARK)
    assert room.box.light.tones == [Tone.HELP]
    assert room.box.camera.delivered == 0


def test_8_a_second_press_in_the_countdown_cancels(room):
    room.ask()
    room.say_yes()
    room.box.press()
    heading(room.tablet, "De film begint zo")
    room.box.press()
    heading(room.tablet, "De camera staat uit")
    room.lamp_is(LightColour.DARK)
    assert room.box.films_on_disk == set()


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


def test_11_a_yes_that_waits_too_long_is_asked_again(room):
    room.ask()
    room.say_yes()
    room.box.clock.pass_s(15 * 60 + 1)
    expect(room.tablet.get_by_text("De toestemming is verlopen. De camera blijft uit.")).to_be_visible()
    room.lamp_is(LightColour.DARK)


def test_12_a_new_talk_closes_the_old_one_and_every_screen_says_which_talk_it_is(room):
    room.ask()
    before = room.tablet.locator(".strip__talk strong").inner_text()
    press(room.tablet, "Nederlands")
    room.ask()
    assert room.tablet.locator(".strip__talk strong").inner_text() != before


def test_16_an_interpreter_says_yes_too_and_one_no_ends_it(room):
    room.ask("tolk")
    for words in ("Nederlands", "Verder", "Verder", "Verder", "Ja, film maar"):
        press(room.tablet, words)
    heading(room.tablet, "Geef de tablet aan de tolk")
    press(room.tablet, "Ik heb de tablet")
    heading(room.tablet, "Mogen wij u ook filmen?")
    press(room.tablet, "Nee")
    heading(room.tablet, "Goed. Wij filmen niet.")
    assert room.box.films_on_disk == set()


def test_18_somebody_walks_in_and_the_camera_goes_off(filming):
    press(filming.tablet, "Er is iemand bij")
    heading(filming.tablet, "Er is iemand bij. De camera staat uit.")
    assert not filming.box.camera.is_open()
    press(filming.tablet, "Die persoon is weg")
    heading(filming.tablet, "Pauze. De camera staat uit.")


def test_20_after_a_power_cut_it_never_films_by_itself_and_still_asks(filming):
    filming.box.shut_down()
    filming.box.boot()
    heading(filming.tablet, "Nog steeds goed?")
    assert not filming.box.camera.is_open()
    filming.lamp_is(LightColour.DARK)


def test_21_a_tablet_that_is_gone_pauses_the_film(filming):
    filming.tablet.goto("about:blank")
    filming.box.film(31.0, tablet=False)
    filming.box.reach("paused")
    assert not filming.box.camera.is_open()


def test_23_a_camera_that_is_unplugged_asks_for_help_and_keeps_what_was_good(filming):
    filming.box.camera.unplug()
    expect(filming.tablet.get_by_text("Er is hulp nodig. De camera staat uit.")).to_be_visible()
    expect(filming.tablet.get_by_text("Praat gerust verder.")).to_be_visible()


def test_24_a_microphone_that_dies_is_said_and_the_people_choose(filming):
    filming.box.microphone.works = False
    filming.box.film(6.0)
    expect(filming.tablet.get_by_text("De microfoon doet het niet.")).to_be_visible()
    expect(filming.tablet.get_by_role("button", name="STOP")).to_be_visible()
