"""The journeys page up to the moment that the camera opens: exceptions 1, 2, 7, 8, 11 and 12."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from appliance.hardware.ports import LightColour, Tone
from console.security.roles import Role
from tests.browser.pages import heading, press


def counted(room):
    """What was counted this month, by its name."""
    (month,) = room.box.ask("health")["counters"].values()
    return month


@pytest.mark.parametrize("answer", ["Nee", "Ik weet het niet"])
def test_1_a_no_and_a_do_not_know_are_the_same_and_leave_one_counter(room, desk, answer):
    page = room.log_in(desk, Role.KLANTMANAGER)
    room.begin(page)
    press(room.tablet, "Nederlands", "Verder", "Verder", "Verder", answer)
    heading(room.tablet, "Goed. Wij filmen niet.")
    room.lamp_is(LightColour.DARK)
    heading(page, "Geen opname. De camera staat uit.")
    expect(page.locator("main")).not_to_contain_text(re.compile("nee|weet", re.IGNORECASE))
    press(room.tablet, "Klaar")
    heading(room.tablet, "De camera staat uit")
    assert counted(room) == {"no": 1}
    room.box.press()
    assert not room.box.camera.is_open()
    assert (room.box.camera.delivered, room.box.films_on_disk) == (0, set())


def test_2_a_yes_taken_back_before_the_press(room):
    room.ask()
    room.say_yes()
    press(room.tablet, "Toch niet")
    heading(room.tablet, "Goed. Wij filmen niet.")
    room.lamp_is(LightColour.DARK)
    room.box.press()
    assert not room.box.camera.is_open()


def test_7_the_button_without_a_yes_films_nothing_and_is_counted(room, desk):
    room.box.press()
    expect(room.tablet.get_by_text("Eerst toestemming. De camera blijft uit.")).to_be_visible()
    room.lamp_is(LightColour.DARK)
    assert room.box.light.tones == [Tone.HELP]
    assert room.box.camera.delivered == 0
    assert counted(room) == {"press-without-token": 1}
    beheer = room.log_in(desk, Role.BEHEER)
    beheer.get_by_role("link", name="Tellers").click()
    expect(beheer.get_by_role("row", name="Knop zonder toestemming")).to_be_visible()


def test_8_a_second_press_in_the_countdown_cancels(room):
    room.ask()
    room.say_yes()
    room.box.press()
    heading(room.tablet, "De film begint zo")
    assert room.box.films_on_disk == set()
    room.box.press()
    heading(room.tablet, "De camera staat uit")
    room.lamp_is(LightColour.DARK)
    assert room.box.films_on_disk == set()


def test_11_a_yes_that_waits_too_long_is_asked_again(room):
    room.ask()
    room.say_yes()
    room.box.clock.pass_s(15 * 60 + 1)
    expect(room.tablet.get_by_text("De toestemming is verlopen. De camera blijft uit.")).to_be_visible()
    expect(room.tablet.get_by_text("Vraag het nog een keer.")).to_be_visible()
    room.lamp_is(LightColour.DARK)
    room.box.press()
    assert room.box.camera.delivered == 0


def test_11_the_same_people_are_asked_again_in_one_screen(room, desk):
    page = room.log_in(desk, Role.KLANTMANAGER)
    room.begin(page, "Maatje")
    press(room.tablet, "Nederlands", "Verder")
    room.tablet.get_by_label("Ook een coach").check()
    for words in (
        "Verder",
        "Verder",
        "Ja, film maar",
        "Ik heb de tablet",
        "Ja, film maar",
        "Ik heb mijn code",
    ):
        press(room.tablet, words)
    press(room.tablet, "Ik heb de tablet", "Ik heb mijn code")
    heading(room.tablet, "U hebt ja gezegd")
    room.box.clock.pass_s(15 * 60 + 1)
    expect(page.get_by_text("De toestemming is verlopen. De camera blijft uit.")).to_be_visible()
    press(page, "Ja, vraag het opnieuw")
    for words in ("Ja, film maar", "Nee", "Ik weet het niet"):
        expect(room.tablet.get_by_role("button", name=words, exact=True)).to_be_visible()
    press(room.tablet, "Ja, film maar")
    heading(room.tablet, "Geef de tablet aan het maatje")
    press(room.tablet, "Ik heb de tablet")
    expect(room.tablet.get_by_role("listitem").filter(has_text="coach")).to_have_count(1)
    press(room.tablet, "Nee")
    heading(room.tablet, "Goed. Wij filmen niet.")
    expect(page.get_by_role("button", name="Ja, vraag het opnieuw")).to_have_count(0)


def test_12_a_new_talk_closes_the_old_one_and_every_screen_says_which_talk_it_is(room):
    room.ask()
    strip = room.tablet.locator(".strip__talk")
    expect(strip).to_have_text(re.compile(r"Gesprek\s+[A-Z]+-\d{4}\s+·\s+\d{1,2}[.:]\d{2}"))
    before = strip.locator("strong").inner_text()
    press(room.tablet, "Nederlands")
    expect(strip.locator("strong")).to_have_text(before)
    room.ask()
    expect(strip.locator("strong")).not_to_have_text(before)
    assert room.box.refused("talk.take_back", talk_code=before)
