"""Filling in a code in a real browser: by letters, by pictures, pasted, wrong, and by the camera."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from appliance.domain.errors import ThirdWordUnknown
from appliance.domain.review import WORDS
from tests.browser.house import House
from tests.browser.pages import YES, heading, press, until
from tests.browser.slip_camera import tablet_that_sees, write_y4m

PATIENCE_S = 20
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def film(house, tablet):
    made = house.box.record_one_film()
    house.box.ask("talk.closing", answer="look")
    tablet.goto(f"{house.url}/code")
    expect(tablet.get_by_label("Woord 1")).to_be_focused()
    return made


def option(page: Page, word: str):
    return page.get_by_role("option", name=word, exact=True)


def seen_film(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/film$"))


def test_first_letters_and_the_keyboard_alone_open_the_film(film, tablet):
    for at, word in enumerate(film.code.words, start=1):
        field = tablet.get_by_label(f"Woord {at}")
        expect(field).to_be_focused()
        typed = next(word[:n] for n in range(2, len(word) + 1) if len(begun(word[:n])) <= 9)
        tablet.keyboard.type(typed)
        for _ in range(begun(typed).index(word) + 1):
            tablet.keyboard.press("ArrowDown")
        active = field.get_attribute("aria-activedescendant")
        if typed != word:
            assert tablet.locator(f"#{active}").inner_text().strip() == word
        tablet.keyboard.press("Enter")
        expect(field).to_have_value(word)
    expect(tablet.get_by_role("button", name="Verder")).to_be_focused()
    tablet.keyboard.press("Enter")
    seen_film(tablet)


def begun(typed: str) -> list[str]:
    return [word for word in WORDS if word.startswith(typed)]


def test_who_cannot_read_taps_letters_and_then_the_picture(film, tablet):
    for at, word in enumerate(film.code.words, start=1):
        for sign in word:
            if option(tablet, word).count():
                break
            tablet.locator(".code-letters button", has_text=re.compile(f"^{sign}$")).click()
        expect(option(tablet, word).locator("svg")).to_be_visible()
        option(tablet, word).click()
        expect(tablet.get_by_label(f"Woord {at}")).to_have_value(word)
        expect(tablet.locator(".code-word__picture").nth(at - 1).locator("svg")).to_be_visible()
    press(tablet, "Verder")
    seen_film(tablet)


def test_a_whole_code_that_was_dictated_finds_its_five_places(film, tablet):
    tablet.get_by_label("Woord 1").fill(", ".join(film.code.words).upper())
    for at, word in enumerate(film.code.words, start=1):
        assert tablet.get_by_label(f"Woord {at}").input_value().lower() == word
    press(tablet, "Verder")
    seen_film(tablet)


def test_digits_of_any_script_go_to_the_field_for_digits(film, tablet):
    own = "".join(chr(0x660 + int(sign)) if sign.isdigit() else sign for sign in film.code.digits)
    tablet.get_by_label("Woord 1").fill(own)
    expect(tablet.get_by_label("Uw code: vijf woorden of de cijfers")).to_have_value(own)
    expect(tablet.get_by_label("Woord 1")).to_be_hidden()
    press(tablet, "Verder")
    seen_film(tablet)


def test_a_wrong_word_is_told_by_its_place_and_the_others_stay(film, tablet):
    typed = list(film.code.words)
    typed[2] = "geheimpje"
    for at, word in enumerate(typed, start=1):
        tablet.get_by_label(f"Woord {at}").fill(word)
    press(tablet, "Verder")
    told = tablet.locator("#wrong")
    expect(told).to_contain_text(ThirdWordUnknown.sentence)
    expect(told).not_to_contain_text("geheimpje")
    third = tablet.get_by_label("Woord 3")
    expect(third).to_be_focused()
    assert third.get_attribute("aria-invalid") == "true"
    third.fill(film.code.words[2])
    press(tablet, "Verder")
    seen_film(tablet)


def test_who_withdraws_keeps_the_other_words_too_and_is_asked_only_about_a_right_code(house, film, tablet):
    tablet.goto(f"{house.url}/intrekken")
    expect(tablet.get_by_label("Woord 1")).to_be_focused()
    wrong = [*film.code.words]
    wrong[2] = "qqqqq"
    for at, word in enumerate(wrong, start=1):
        tablet.get_by_label(f"Woord {at}").fill(word)
    press(tablet, "Verder")
    expect(tablet.get_by_text(ThirdWordUnknown.sentence)).to_be_visible()
    assert [tablet.get_by_label(f"Woord {at}").input_value() for at in range(1, 6)] == wrong
    tablet.get_by_label("Woord 3").fill(film.code.words[2])
    press(tablet, "Verder")
    heading(tablet, "Weet u het zeker?")
    press(tablet, "Ja, trek in")
    heading(tablet, "Uw film is ingetrokken")


def test_nothing_of_what_is_typed_leaves_the_page_but_in_the_form(house, film, tablet):
    asked = []
    tablet.on("request", lambda request: asked.append((request.method, request.url, request.post_data or "")))
    for at, word in enumerate(film.code.words, start=1):
        tablet.get_by_label(f"Woord {at}").fill(word[:4])
        tablet.get_by_label(f"Woord {at}").fill(word)
    press(tablet, "Verder")
    seen_film(tablet)
    told = [request for request in asked if holds_code(" ".join(request), film.code)]
    assert [(method, url) for method, url, _ in told] == [("POST", f"{house.url}/code")]
    kept = tablet.evaluate(KEPT)
    assert not holds_code(kept, film.code)
    tablet.go_back()
    assert not holds_code(tablet.content(), film.code)


KEPT = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, history.state, location.href, document.cookie,
  await caches.keys(), (await indexedDB.databases()).map(one => one.name)])"""


def holds_code(text: str, code) -> bool:
    plain = re.sub(r"[\s+]|%20", "", text)
    return code.digits.replace(" ", "") in plain or all(word in plain for word in code.words)


def test_the_code_on_the_screen_leaves_no_trace_of_its_words_in_an_address(house, tablet):
    asked = []
    tablet.on("request", lambda request: asked.append(request.url))
    house.box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client"])
    heading(tablet, "Kies uw taal")
    for words in YES[:-1]:
        press(tablet, words)
    heading(tablet, "Dit is uw code")
    expect(tablet.locator(".words svg")).to_have_count(5)
    tablet.goto(f"{house.url}/gesprek/briefje")
    expect(tablet.locator(".words svg")).to_have_count(5)
    words = tablet.locator(".words li span").all_inner_texts()
    assert not [url for url in asked for word in words if re.search(rf"\b{word}\b", url)]


def test_the_open_list_is_right_for_a_screen_reader(film, tablet):
    field = tablet.get_by_role("combobox", name="Woord 1")
    assert field.get_attribute("aria-expanded") == "false"
    field.press_sequentially(film.code.words[0][:2])
    tablet.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-expanded") == "true"
    assert tablet.locator("[aria-selected=true]").count() == 1
    found = Axe().run(tablet, options={"runOnly": {"type": "tag", "values": AA}})
    assert found.violations_count == 0, found.generate_report()
    tablet.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    expect(tablet.get_by_role("listbox")).to_be_hidden()


def test_without_script_one_field_is_enough(house, film, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = house.pair(context)
    page.goto(f"{house.url}/code")
    expect(page.get_by_role("button", name="Laat uw briefje zien")).to_be_hidden()
    page.get_by_label("Uw code: vijf woorden of de cijfers").fill(" ".join(film.code.words))
    press(page, "Verder")
    seen_film(page)
    context.close()


# -- the tablet's camera ------------------------------------------------------------------------


def printed_slip(house: House, tablet: Page) -> bytes:
    """Walk to the slip and return a picture of what is printed on it; the film it is for gets made."""
    house.box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client"])
    heading(tablet, "Kies uw taal")
    for words in YES[:-1]:
        press(tablet, words)
    heading(tablet, "Dit is uw code")
    tablet.goto(f"{house.url}/gesprek/briefje")
    tablet.emulate_media(media="print")
    slip = tablet.locator(".code").screenshot()
    tablet.emulate_media(media="screen")
    tablet.goto(house.url)
    press(tablet, "Ik heb mijn code")
    house.box.press()
    house.box.counted_down()
    house.box.ask("talk.stop")
    house.box.saved()
    house.box.ask("talk.closing", answer="keep")
    return slip


def test_the_slip_before_the_camera_opens_the_film(house, tablet, chromium, tmp_path):
    write_y4m(tmp_path / "slip.y4m", printed_slip(house, tablet))
    with tablet_that_sees(chromium, tmp_path / "slip.y4m") as context:
        page = house.pair(context)
        asked = []
        page.on("request", lambda request: asked.append((request.method, request.url)))
        page.goto(f"{house.url}/code")
        press(page, "Laat uw briefje zien")
        seen_film(page)
        outside = [url for _, url in asked if not url.startswith((house.url, "blob:"))]
        assert outside == []
        assert [request for request in asked if request[0] == "POST"] == [("POST", f"{house.url}/code")]
        assert not re.search(r"\d{4}", page.url.removeprefix(house.url))


def test_the_camera_stops_at_once_and_never_looks_longer_than_twenty_seconds(house, chromium, tmp_path):
    write_y4m(tmp_path / "table.y4m", None)
    with tablet_that_sees(chromium, tmp_path / "table.y4m") as context:
        page = house.pair(context)
        page.clock.install()
        page.goto(f"{house.url}/code")
        for _ in range(2):
            press(page, "Laat uw briefje zien")
            until(page, "(window.track = document.querySelector('video').srcObject?.getTracks()[0]) != null")
            assert page.evaluate("track.readyState") == "live"
            press(page, "Stop met kijken")
            assert page.evaluate("track.readyState") == "ended"
            assert page.evaluate("document.querySelector('video').srcObject") is None
        press(page, "Laat uw briefje zien")
        until(page, "(window.track = document.querySelector('video').srcObject?.getTracks()[0]) != null")
        waited_s = 0
        while page.evaluate("track.readyState") == "live":
            assert waited_s <= PATIENCE_S + 2
            page.clock.run_for(1_000)
            waited_s += 1
        assert waited_s >= PATIENCE_S - 1
        expect(page.get_by_text("Wij zien geen code. Vul uw code zelf in.")).to_be_visible()


def test_a_tablet_that_may_not_look_says_what_to_do(film, tablet):
    press(tablet, "Laat uw briefje zien")
    expect(tablet.get_by_text("De tablet kan nu niet kijken. Vul uw code zelf in.")).to_be_visible()
    expect(tablet.get_by_role("button", name="Laat uw briefje zien")).to_be_visible()
