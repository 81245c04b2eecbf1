"""The ear in a real Chromium: it plays and stops, by finger and by key, says which, and needs no script."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.house import House
from tests.browser.pages import heading, press, until

PLAYING = "[...document.querySelectorAll('audio')].some(one => !one.paused)"
SILENT = f"!({PLAYING})"


def ask(house: House) -> None:
    house.box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client"])


def explanation(house: House, tablet: Page) -> None:
    ask(house)
    heading(tablet, "Kies uw taal")
    press(tablet, "Nederlands")
    heading(tablet, "Wat vragen wij u?")


def test_the_ear_plays_the_screen_and_stops_it_again(house: House, tablet: Page) -> None:
    explanation(house, tablet)
    tablet.get_by_role("button", name="Lees voor", exact=True).click()
    until(tablet, PLAYING)
    tablet.get_by_role("button", name="Stop met voorlezen", exact=True).click()
    until(tablet, SILENT)
    expect(tablet.get_by_role("button", name="Lees voor", exact=True)).to_be_visible()


def test_the_ear_works_with_enter_and_with_space(house: House, tablet: Page) -> None:
    explanation(house, tablet)
    tablet.get_by_role("button", name="Lees voor", exact=True).focus()
    tablet.keyboard.press("Enter")
    until(tablet, PLAYING)
    tablet.keyboard.press("Space")
    until(tablet, SILENT)
    tablet.keyboard.press("Space")
    until(tablet, PLAYING)


def test_the_word_goes_back_when_the_sound_is_over(house: House, tablet: Page) -> None:
    explanation(house, tablet)
    tablet.get_by_role("button", name="Lees voor", exact=True).click()
    until(tablet, PLAYING)
    tablet.evaluate("document.querySelector('audio').currentTime = 1e4")
    expect(tablet.get_by_role("button", name="Lees voor", exact=True)).to_be_visible()


def test_another_ear_on_the_page_takes_over(house: House, tablet: Page) -> None:
    tablet.goto(f"{house.url}/meer-weten")
    tablet.locator("summary").first.click()
    ears = tablet.locator(".ear:visible")
    ears.nth(0).click()
    until(tablet, PLAYING)
    ears.nth(1).click()
    expect(ears.nth(1)).to_have_text("Stop met voorlezen")
    expect(ears.nth(0)).to_have_text("Lees voor")
    assert tablet.evaluate("document.querySelectorAll('audio').length") == 1


def test_the_answer_knows_that_the_ear_was_used(house: House, tablet: Page) -> None:
    explanation(house, tablet)
    tablet.get_by_role("button", name="Lees voor", exact=True).click()
    until(tablet, PLAYING)
    for words in ("Verder", "Verder", "Verder", "Ja, film maar"):
        press(tablet, words)
    heading(tablet, "Dit is uw code")
    assert house.box.answers_given[-1]["read_aloud"] is True


def test_without_any_script_the_ear_is_a_link_to_the_sound(house: House, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = house.pair(context)
    ear = page.get_by_role("link", name="Lees voor", exact=True)
    answer = context.request.get(house.url + str(ear.get_attribute("href")))
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(answer.body()) > 10_000
    context.close()
