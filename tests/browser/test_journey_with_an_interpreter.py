"""The journeys page on who needs another language or brings somebody along: exceptions 15 and 16."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from console.security.roles import Role
from tests.browser.pages import heading, press

# By the label of the klantmanager: what the tablet says when it is the interpreter's turn.
INTERPRETERS = {
    "Tolk in de kamer": "Geef de tablet aan de tolk",
    "Tolk aan de telefoon": "De tolk is aan de telefoon",
}
TOLD_BY_AN_INTERPRETER = "De tolk heeft de tekst uitgelegd."


def interpreter_says_yes(room, turn):
    """The interpreter says yes, in person or over the phone, and puts a code away. Return that code."""
    heading(room.tablet, turn)
    press(room.tablet, "Ik heb de tablet")
    heading(room.tablet, "Mogen wij u ook filmen?")
    press(room.tablet, "Ja, film maar")
    heading(room.tablet, "Dit is uw code")
    code = room.tablet.locator(".digits").inner_text()
    press(room.tablet, "Ik heb mijn code")
    return code


def client_takes_the_code(room):
    heading(room.tablet, "Geef de tablet aan de cliënt")
    press(room.tablet, "Ik heb de tablet")
    heading(room.tablet, "Dit is uw code")
    room.code = room.tablet.locator(".digits").inner_text()
    press(room.tablet, "Ik heb mijn code")
    heading(room.tablet, "U hebt ja gezegd")


def film_and_look_later(room):
    room.film()
    room.stop()
    press(room.tablet, "Eerst terugkijken")
    heading(room.tablet, "Uw film bekijken")


@pytest.mark.parametrize("interpreter", INTERPRETERS)
def test_15_an_interpreter_explains_and_the_record_of_the_yes_says_so(room, desk, interpreter):
    room.begin(room.log_in(desk, Role.KLANTMANAGER), interpreter)
    tablet = room.tablet
    expect(tablet.get_by_text("Staat uw taal er niet bij? Vraag om een tolk.")).to_be_visible()
    press(tablet, "Nederlands", "Verder", "Verder")
    heading(tablet, "Vertel het in uw eigen woorden")
    tablet.get_by_label(TOLD_BY_AN_INTERPRETER).check()
    press(tablet, "Verder", "Ja, film maar")
    interpreter_says_yes(room, INTERPRETERS[interpreter])
    client_takes_the_code(room)
    film_and_look_later(room)
    assert room.record_of_the_yes().count("via een tolk") == 2  # how the client heard it, and said yes


def test_15_without_an_interpreter_there_is_nothing_to_tick_and_nothing_is_recorded_of_one(room):
    room.ask()
    press(room.tablet, "Nederlands", "Verder", "Verder")
    heading(room.tablet, "Vertel het in uw eigen woorden")
    expect(room.tablet.get_by_label(TOLD_BY_AN_INTERPRETER)).to_have_count(0)
    press(room.tablet, "Verder", "Ja, film maar")
    heading(room.tablet, "Dit is uw code")
    room.code = room.tablet.locator(".digits").inner_text()
    press(room.tablet, "Ik heb mijn code")
    heading(room.tablet, "U hebt ja gezegd")
    film_and_look_later(room)
    assert "tolk" not in room.record_of_the_yes()


def test_15_without_the_language_and_without_an_interpreter_it_is_not_filmed(room, desk):
    page = room.log_in(desk, Role.KLANTMANAGER)
    page.get_by_role("link", name="Nieuw gesprek").first.click()
    expect(page.get_by_text("Staat de taal er niet bij? Werk met een tolk, of film niet.")).to_be_visible()
    page.get_by_role("link", name="Mijn gesprekken").click()
    room.ask()
    press(room.tablet, "Nederlands", "Verder", "Verder", "Verder", "Ik weet het niet")
    heading(room.tablet, "Goed. Wij filmen niet.")
    room.box.press()
    assert room.box.camera.delivered == 0


def test_15_no_language_is_offered_that_nobody_confirmed_and_no_browser_translates_the_question(room):
    room.ask()
    expect(room.tablet.locator("main form button")).to_have_text(["Nederlands"])
    for words in ("Nederlands", "Verder", "Verder", "Verder"):
        assert room.tablet.evaluate("document.documentElement.translate") is False
        press(room.tablet, words)
    assert room.tablet.evaluate("document.documentElement.translate") is False


@pytest.mark.parametrize("interpreter", INTERPRETERS)
def test_16_an_interpreter_has_an_own_yes_an_own_code_and_an_own_way_to_withdraw(room, desk, interpreter):
    room.begin(room.log_in(desk, Role.KLANTMANAGER), interpreter)
    room.answer_yes()
    own = interpreter_says_yes(room, INTERPRETERS[interpreter])
    client_takes_the_code(room)
    assert own != room.code
    film_and_look_later(room)
    assert len(room.box.films_on_disk) == 1
    room.code = own
    room.fill_in_code("/intrekken")
    press(room.tablet, "Ja, trek in")
    heading(room.tablet, "Uw film is ingetrokken")
    assert room.box.films_on_disk == set()


def test_16_one_no_of_a_companion_is_no_film(room, desk):
    room.begin(room.log_in(desk, Role.KLANTMANAGER), "Maatje")
    room.answer_yes()
    heading(room.tablet, "Geef de tablet aan het maatje")
    press(room.tablet, "Ik heb de tablet")
    press(room.tablet, "Nee")
    heading(room.tablet, "Goed. Wij filmen niet.")
    room.box.press()
    assert (room.box.camera.delivered, room.box.films_on_disk) == (0, set())


def test_16_who_may_watch_is_what_the_weakest_yes_allows(room, desk):
    who = room.account(Role.KLANTMANAGER)
    room.begin(room.log_in(desk, Role.KLANTMANAGER), "Maatje")
    press(room.tablet, "Nederlands", "Verder")
    room.tablet.get_by_label("Ook een coach").check()
    press(room.tablet, "Verder", "Verder", "Ja, film maar", "Ik heb de tablet")
    press(room.tablet, "Ja, maar alleen de klantmanager mag kijken")
    press(room.tablet, "Ik heb mijn code")
    client_takes_the_code(room)
    film_and_look_later(room)
    (film,) = room.box.ask("recordings.mine", klantmanager=who)["recordings"]
    assert film["purposes"] == ["self"]
