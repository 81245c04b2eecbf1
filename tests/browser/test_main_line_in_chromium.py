"""The main line in a real Chromium: the tablet follows the talk by itself, and says when it cannot."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from console.security.roles import Role


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def say_yes(page: Page) -> None:
    for words in ("Nederlands", "Verder", "Verder", "Verder", "Ja, film maar", "Ik heb mijn code"):
        press(page, words)


def ask(house) -> None:
    house.box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client"])


def test_the_tablet_follows_the_talk_without_a_touch(house, tablet):
    ask(house)
    heading(tablet, "Kies uw taal")
    say_yes(tablet)
    heading(tablet, "U hebt ja gezegd")
    house.box.press()
    heading(tablet, "De film begint zo")
    house.box.counted_down()
    house.box.elapsed_s = 252.0
    heading(tablet, "De camera staat aan")
    expect(tablet.locator(".clock")).to_have_text("04:12")
    house.box.elapsed_s = 260.0
    expect(tablet.locator(".clock")).to_have_text("04:20")
    press(tablet, "STOP")
    heading(tablet, "De camera is uit")
    house.box.saved()
    expect(tablet.get_by_role("button", name="Stoppen en weggooien")).to_be_visible()


def test_a_silent_box_shows_the_word_about_the_lamp_and_takes_it_away_again(house, tablet):
    lost = tablet.get_by_text("Geen verbinding. Kijk naar het lampje op de camera.")
    expect(lost).to_be_hidden()
    house.box.reachable = False
    expect(lost).to_be_visible()
    house.box.reachable = True
    expect(lost).to_be_hidden()
    heading(tablet, "De camera staat uit")


def test_a_minute_without_a_touch_hides_the_question(house, context):
    tablet = house.pair(context)
    tablet.clock.install()
    ask(house)
    tablet.goto(house.url)
    press(tablet, "Nederlands")
    heading(tablet, "Wat vragen wij u?")
    tablet.wait_for_load_state()  # only then the page's script counts
    tablet.clock.fast_forward(61_000)
    tablet.clock.run_for(1_000)
    heading(tablet, "Bent u er nog?")


def test_back_and_history_show_nothing_of_a_talk(house, tablet):
    ask(house)
    heading(tablet, "Kies uw taal")
    say_yes(tablet)
    assert house.box.code is not None
    words = house.box.code.words
    heading(tablet, "U hebt ja gezegd")
    tablet.wait_for_load_state()
    for _ in range(3):
        with tablet.expect_event("load"):
            tablet.evaluate("history.back()")
        assert not any(re.search(rf">{word}<", tablet.content()) for word in words)
    assert tablet.url in (f"{house.url}/", "about:blank") or "/tablet/koppel/" in tablet.url


def test_without_script_the_page_still_follows_and_stops(house, chromium):
    context = chromium.new_context(java_script_enabled=False)
    tablet = house.pair(context)
    ask(house)
    tablet.goto(house.url)
    say_yes(tablet)
    house.box.press()
    house.box.counted_down()
    heading(tablet, "De camera staat aan")  # the meta refresh brought it here
    press(tablet, "STOP")
    assert house.box.state.value == "saving"
    context.close()


def test_no_page_of_the_talk_breaks_its_own_content_policy(house, context):
    tablet = house.pair(context)
    complaints: list[str] = []
    tablet.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    ask(house)
    heading(tablet, "Kies uw taal")
    say_yes(tablet)
    heading(tablet, "U hebt ja gezegd")
    assert complaints == []


def test_the_klantmanager_sees_the_talk_live_and_stops_it(house, context):
    page = house.log_in(context, Role.KLANTMANAGER)
    page.get_by_role("link", name="Nieuw gesprek").click()
    page.get_by_label("Ja, ik wil dat dit gesprek wordt gefilmd.").check()
    press(page, "Begin, en geef de tablet aan de cliënt")
    heading(page, "De mensen in de kamer kiezen nu.")
    house.box.film_begins()
    heading(page, "De camera staat aan.")
    press(page, "Stop de opname")
    heading(page, "Bezig met opslaan.")


def test_the_tablet_stays_awake_while_a_talk_goes_on_and_rests_without_one(house, tablet):
    tablet.add_init_script(
        "window.asked = []; navigator.wakeLock.request = async kind => { asked.push(kind); };"
    )
    tablet.reload()
    heading(tablet, "De camera staat uit")
    assert tablet.evaluate("asked") == []
    ask(house)
    heading(tablet, "Kies uw taal")
    tablet.wait_for_load_state()
    assert tablet.evaluate("asked") == ["screen"]


def test_a_dark_screen_is_one_tap_and_stays_dark(house, tablet):
    press(tablet, "Donker scherm")
    expect(tablet.get_by_role("button", name="Licht scherm")).to_be_visible()
    ground = "getComputedStyle(document.body).backgroundColor"
    assert tablet.evaluate(ground) == "rgb(16, 25, 30)"
    tablet.emulate_media(color_scheme="light")
    tablet.reload()
    assert tablet.evaluate(ground) == "rgb(16, 25, 30)"


def test_without_script_a_client_says_no_stops_and_withdraws(house, chromium):
    context = chromium.new_context(java_script_enabled=False)
    tablet = house.pair(context)
    ask(house)
    tablet.goto(house.url)
    for words in ("Nederlands", "Verder", "Verder", "Verder", "Nee"):
        press(tablet, words)
    heading(tablet, "Goed. Wij filmen niet.")
    film = house.box.record_one_film()
    house.box.ask("talk.closing", answer="look")
    tablet.goto(f"{house.url}/intrekken")
    tablet.get_by_label("Uw code: vijf woorden of de cijfers").fill(film.code.digits)
    press(tablet, "Verder")
    press(tablet, "Ja, trek in")
    heading(tablet, "Uw film is ingetrokken")
    expect(tablet.locator(".receipt")).to_be_visible()
    context.close()
