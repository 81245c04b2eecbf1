"""The journeys of everybody beside the client in a real Chromium: exceptions 16, 18, 28, and one question."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from console.security.roles import Role
from tests.browser.house import House
from tests.browser.pages import heading, press
from tests.browser.walks import TO_THE_CODE, closing, filming


def _tablet(house: House, context: BrowserContext) -> Page:
    """Return a tablet that shows what is true now."""
    house.let_in(context, Role.TABLET)
    page = context.new_page()
    page.goto(house.url)
    return page


def test_a_maatje_says_an_own_yes_carries_an_own_code_and_withdraws_with_it(
    house: House, tablet: Page
) -> None:
    house.box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client", "maatje"])
    heading(tablet, "Kies uw taal")
    press(tablet, *TO_THE_CODE)
    heading(tablet, "Geef de tablet aan het maatje")
    press(tablet, "Ik heb de tablet")
    heading(tablet, "Mogen wij u ook filmen?")
    press(tablet, "Ja, film maar")
    heading(tablet, "Dit is uw code")
    own = house.box.codes["maatje"].digits
    expect(tablet.get_by_text(own)).to_be_visible()
    press(tablet, "Ik heb mijn code")
    heading(tablet, "Geef de tablet aan de cliënt")
    expect(tablet.get_by_text(own)).to_have_count(0)
    press(tablet, "Ik heb de tablet", "Ik heb mijn code")
    heading(tablet, "U hebt ja gezegd")
    house.box.press()
    house.box.counted_down()
    house.box.press()
    house.box.saved()
    house.box.ask("talk.closing", answer="keep")
    tablet.goto(f"{house.url}/intrekken")
    press(tablet, "Liever de cijfers")
    tablet.get_by_label("Uw code: vijf woorden of de cijfers").fill(own)
    press(tablet, "Verder", "Ja, trek in")
    heading(tablet, "Uw film is ingetrokken")


def test_somebody_comes_in_stays_and_is_asked_with_everybody(house: House, context: BrowserContext) -> None:
    filming(house)
    tablet = _tablet(house, context)
    heading(tablet, "De camera staat aan")
    press(tablet, "Er is iemand bij")
    heading(tablet, "Er is iemand bij. De camera staat uit.")
    tablet.get_by_role("link", name="Die persoon blijft").click()
    press(tablet, "De ander")
    for person in ("de cliënt", "de ander"):
        heading(tablet, f"Geef de tablet aan {person}")
        press(tablet, "Ik heb de tablet")
        expect(tablet.get_by_text("Er is iemand bij gekomen.")).to_be_visible()
        press(tablet, "Ja, film maar")
    heading(tablet, "Dit is uw code")
    expect(tablet.get_by_text(house.box.codes["ander"].digits)).to_be_visible()
    press(tablet, "Ik heb mijn code")
    heading(tablet, "U zei: verder filmen")
    house.box.press()
    house.box.counted_down()
    heading(tablet, "De camera staat aan")


def test_a_new_talk_stops_the_forgotten_film_and_wipes_its_end(house: House, context: BrowserContext) -> None:
    filming(house)
    page = house.log_in(context, Role.KLANTMANAGER)
    page.goto(f"{house.url}/klantmanager/nieuw")
    heading(page, "Er loopt nog een opname")
    page.get_by_label("Wis de laatste 15 minuten").check()
    press(page, "Stop die opname")
    assert (house.box.state.value, house.box.wiped_minutes) == ("saving", [15])
    house.box.saved()
    page.get_by_role("link", name="Verder").click()
    heading(page, "Nieuw gesprek")


def test_one_question_afterwards_is_answered_with_a_tap_and_a_word(
    house: House, context: BrowserContext
) -> None:
    closing(house)
    tablet = _tablet(house, context)
    press(tablet, "Bewaren")
    tablet.get_by_role("link", name="Wilt u iets zeggen over het filmen?").click()
    tablet.get_by_role("radio", name="Gaat wel").check()
    tablet.get_by_label("Wilt u er iets bij zeggen? Dat mag.").fill("Spannend.")
    press(tablet, "Verstuur")
    heading(tablet, "Dank u wel")
    assert house.box.opinions == [("so_so", "Spannend.")]
