"""The whole journey without a mouse or a finger: every step is a key, and the focus is never put anywhere."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from console.security.roles import Role
from tests.browser.house import PASSWORD
from tests.browser.pages import heading, press_by_keyboard, reach_by_keyboard, until
from tests.browser.whole_room import a_room


def type_into(page: Page, label: str, text: str) -> None:
    reach_by_keyboard(page, label)
    page.keyboard.type(text)


def test_everybody_does_everything_by_keyboard(tmp_path, chromium):
    with a_room(tmp_path, chromium) as room:
        tablet, who = room.tablet, room.account(Role.KLANTMANAGER)

        press_by_keyboard(tablet, "Voor medewerkers")  # the klantmanager, on the tablet
        heading(tablet, "Inloggen voor medewerkers")
        type_into(tablet, "Naam", "jo klantmanager")
        type_into(tablet, "Wachtwoord", PASSWORD)
        press_by_keyboard(tablet, "Inloggen")
        tablet.get_by_role("button", name="Uitloggen").wait_for()
        press_by_keyboard(tablet, "Nieuw gesprek")
        heading(tablet, "Nieuw gesprek")
        reach_by_keyboard(tablet, "Ja, ik wil dat dit gesprek wordt gefilmd.")
        tablet.keyboard.press("Space")
        press_by_keyboard(tablet, "Begin, en geef de tablet aan de cliënt")

        heading(tablet, "Kies uw taal")  # the client
        press_by_keyboard(tablet, "Nederlands")
        heading(tablet, "Wat vragen wij u?")
        press_by_keyboard(tablet, "Verder", "Space")
        heading(tablet, "Wie mag de film zien?")
        coach = tablet.get_by_label("Ook een coach")
        for _ in range(20):
            tablet.keyboard.press("Tab")
            if coach.evaluate("one => one === document.activeElement"):
                break
        tablet.keyboard.press("Space")
        expect(coach).to_be_checked()
        press_by_keyboard(tablet, "Verder")
        heading(tablet, "Vertel het in uw eigen woorden")
        press_by_keyboard(tablet, "Verder")
        expect(tablet.get_by_role("button", name="Ja, film maar")).to_be_visible()
        reach_by_keyboard(tablet, "Nee")
        reach_by_keyboard(tablet, "Ja, film maar", "Shift+Tab")
        tablet.keyboard.press("Enter")
        heading(tablet, "Dit is uw code")
        digits = tablet.locator(".digits").inner_text()
        press_by_keyboard(tablet, "Ik heb mijn code")
        heading(tablet, "U hebt ja gezegd")

        room.film()
        press_by_keyboard(tablet, "STOP")
        heading(tablet, "De camera is uit")
        assert not room.box.camera.is_open()
        press_by_keyboard(tablet, "Stoppen en bewaren")
        heading(tablet, "Nog steeds goed?")
        press_by_keyboard(tablet, "Eerst terugkijken", "Space")

        heading(tablet, "Uw film bekijken")
        until(tablet, "document.activeElement.matches('[name=code]')")
        tablet.keyboard.type(digits)
        tablet.keyboard.press("Enter")
        heading(tablet, re.compile("^Uw film van"))
        until(tablet, "document.getElementById('film')?.readyState >= 2")
        reach_by_keyboard(tablet, "Plek in de film")
        for _ in range(4):
            tablet.keyboard.press("ArrowRight")
        until(tablet, "document.getElementById('film').currentTime > 1")
        press_by_keyboard(tablet, "Nee, intrekken")
        heading(tablet, "Weet u het zeker?")
        press_by_keyboard(tablet, "Ja, trek in")
        heading(tablet, "Uw film is ingetrokken")
        assert room.box.films_on_disk == set()
        mine = room.box.ask("recordings.mine", klantmanager=who)["recordings"]
        assert mine == []
