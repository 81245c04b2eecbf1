"""The journeys page on who may be filmed and how they are asked: exceptions 6, 13, 14 and 17."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from appliance.hardware.ports import LightColour
from appliance.settings.model import Policy
from console.security.roles import Role
from tests.browser.pages import heading, press, until
from tests.browser.whole_room import a_room

PLAYING = "[...document.querySelectorAll('audio')].some(one => !one.paused)"
TARGETS = "main button:visible, main a.utrecht-button:visible, main label:visible, .aid:visible"
TARGET_PX = 48


@pytest.fixture
def room_with_children(tmp_path, chromium):
    with a_room(tmp_path, chromium, policy=Policy(children="with-consent")) as room:
        yield room


def test_6_a_klantmanager_who_does_not_want_it_never_starts(room, desk):
    page = room.log_in(desk, Role.KLANTMANAGER)
    page.get_by_role("link", name="Nieuw gesprek").first.click()
    expect(page.get_by_text("Niemand vraagt waarom.")).to_be_visible()
    press(page, "Begin, en geef de tablet aan de cliënt")  # without the own yes
    heading(page, "Nieuw gesprek")
    assert room.box.state == "idle"


def test_6_a_klantmanager_takes_the_own_yes_back_and_no_trace_or_nudge_is_left(room, desk):
    page = room.log_in(desk, Role.KLANTMANAGER)
    before = page.locator("main").inner_text()
    home = page.url
    room.begin(page)
    room.answer_yes()
    press(room.tablet, "Ik heb mijn code")
    heading(room.tablet, "U hebt ja gezegd")
    page.get_by_role("button", name="Ik wil toch niet filmen").click()
    expect(page.get_by_role("link", name="Nieuw gesprek")).to_be_visible()
    room.box.reach("idle")
    room.lamp_is(LightColour.DARK)
    room.box.press()
    assert room.box.camera.delivered == 0
    page.goto(home)
    assert page.locator("main").inner_text() == before


@pytest.mark.parametrize("with_the_ear", [True, False])
def test_13_the_record_of_the_yes_says_whether_it_was_read_aloud(room, with_the_ear):
    room.ask()
    press(room.tablet, "Nederlands")
    heading(room.tablet, "Wat vragen wij u?")
    if with_the_ear:
        press(room.tablet, "Lees voor")
        until(room.tablet, PLAYING)
    press(room.tablet, "Verder", "Verder", "Verder", "Ja, film maar")
    heading(room.tablet, "Dit is uw code")
    room.code = room.tablet.locator(".digits").inner_text()
    press(room.tablet, "Ik heb mijn code")
    heading(room.tablet, "U hebt ja gezegd")
    room.film()
    room.stop()
    press(room.tablet, "Eerst terugkijken")
    heading(room.tablet, re.compile(".+"))
    assert ("voorgelezen" in room.record_of_the_yes()) is with_the_ear


def test_14_a_screen_reader_hears_each_question_and_its_answers_by_name(room):
    room.ask()
    for question, answers in (
        ("Kies uw taal", ["Nederlands"]),
        ("Wat vragen wij u?", ["Verder"]),
        ("Wie mag de film zien?", ["Verder"]),
        ("Vertel het in uw eigen woorden", ["Verder"]),
        (None, ["Ja, film maar", "Nee", "Ik weet het niet"]),
    ):
        main = room.tablet.get_by_role("main")
        if question:
            expect(main.get_by_role("heading", level=1, name=question, exact=True)).to_be_visible()
        for answer in answers:
            expect(main.get_by_role("button", name=answer, exact=True)).to_be_visible()
        heard = room.tablet.locator("body").aria_snapshot()
        assert not re.search(r"^\s*- (img|button|link|checkbox|radio)\s*$", heard, re.MULTILINE), heard
        for target in room.tablet.locator(TARGETS).all():
            box = target.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= TARGET_PX, target.inner_text()
        press(room.tablet, answers[0])
    heading(room.tablet, "Dit is uw code")


def test_14_light_and_sound_are_never_the_only_sign_of_a_film(room):
    room.ask()
    room.say_yes()
    heard = room.tablet.locator("body").aria_snapshot()
    assert "De camera staat nog uit" in heard
    room.film()
    heard = room.tablet.locator("body").aria_snapshot()
    assert "Opname aan" in heard
    assert 'button "STOP"' in heard


def test_17_a_child_is_not_filmed_unless_the_municipality_chose_so(room, desk):
    page = room.log_in(desk, Role.KLANTMANAGER)
    page.get_by_role("link", name="Nieuw gesprek").first.click()
    expect(page.get_by_text("Is er een kind bij? Film dan niet.")).to_be_visible()
    expect(page.get_by_label(re.compile("^Kind"))).to_have_count(0)
    for child in ("kind", "kind12", "kind16"):
        people = ["client", "ouder", child]
        assert room.box.refused("talk.ask", klantmanager="anna", language="nl", people=people)
    assert room.box.state == "idle"


def test_17_a_child_of_twelve_and_a_parent_both_say_yes(room_with_children, desk):
    room = room_with_children
    room.begin(room.log_in(desk, Role.KLANTMANAGER), "Kind van 12 tot en met 15")
    room.answer_yes()
    for who in ("de ouder", "het kind"):
        heading(room.tablet, re.compile(f"Geef de tablet aan {who}"))
        press(room.tablet, "Ik heb de tablet")
        press(room.tablet, "Ja, film maar")
    heading(room.tablet, "Dit is uw code")


def test_17_the_no_of_a_child_of_twelve_is_enough(room_with_children, desk):
    room = room_with_children
    room.begin(room.log_in(desk, Role.KLANTMANAGER), "Kind van 12 tot en met 15")
    room.answer_yes()
    press(room.tablet, "Ik heb de tablet")
    press(room.tablet, "Ja, film maar")
    press(room.tablet, "Ik heb de tablet")
    press(room.tablet, "Nee")
    heading(room.tablet, "Goed. Wij filmen niet.")
    assert room.box.films_on_disk == set()
