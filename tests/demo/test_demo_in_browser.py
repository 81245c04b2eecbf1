"""The running demo in a real Chromium: a tablet, a klantmanager and the box, from yes to withdrawal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import until
from tests.demo.started import StartedDemo, started_demo

THREE_SECONDS = re.compile(r"00:(0[3-9]|[1-5]\d)")  # or more: a busy machine looks less often

A_SECOND_HAS_PLAYED = "document.querySelector('video').currentTime > 1"


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(data: Path) -> Iterator[StartedDemo]:
    with started_demo(data) as demo:
        yield demo


@pytest.fixture
def troubles() -> list[str]:
    """What a browser complained about."""
    return []


@pytest.fixture
def person(chromium: Browser, troubles: list[str]):
    """Return a function that gives somebody a browser of their own, with one page open."""
    contexts = []

    def open_page(address: str, width: int, height: int) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="nl-NL")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, name: str) -> None:
    page.get_by_role("heading", name=name).wait_for()


def shows(box: Page, words: str) -> None:
    expect(box.locator("#light")).to_have_text(words)


def begin(staff: Page, demo: StartedDemo) -> None:
    staff.get_by_label("Naam").fill("demo")
    staff.get_by_label("Wachtwoord").fill(demo.password)
    button(staff, "Inloggen")
    staff.get_by_role("link", name="Nieuw gesprek").first.click()
    staff.get_by_label("Ja, ik wil dat dit gesprek wordt gefilmd.").check()
    button(staff, "Begin, en geef de tablet aan de cliënt")


def say_yes(tablet: Page) -> str:
    """Go through the client's screens; return the code that the client writes down."""
    button(tablet, "Nederlands")
    for _ in range(3):
        shown = tablet.get_by_role("heading", level=1).inner_text()
        button(tablet, "Verder")
        expect(tablet.get_by_role("heading", level=1)).not_to_have_text(shown)
    button(tablet, "Ja, film maar")
    heading(tablet, "Dit is uw code")
    code = " ".join(tablet.locator("ol.words li").all_inner_texts())
    button(tablet, "Ik heb mijn code")
    return code


def test_a_talk_from_new_to_withdrawn(demo, data, person, troubles):
    tablet = person(demo.address("Tablet van de cliënt"), 800, 1280)
    staff = person(demo.address("Klantmanager"), 1280, 800)
    box = person(demo.address("De box aan de muur"), 1280, 800)
    button(tablet, "Koppel deze tablet")
    shows(box, "Het lampje is uit. De camera is uit.")

    button(box, "Knop")  # without a yes
    expect(box.locator("#tone")).to_contain_text("Eén lage toon")
    shows(box, "Het lampje is uit. De camera is uit.")
    expect(tablet.get_by_text("Eerst toestemming.")).to_be_visible()

    begin(staff, demo)
    code = say_yes(tablet)
    shows(box, "Het lampje is wit. Er is een ja. De camera staat nog uit.")
    expect(box.locator("#packets")).to_have_text("0")
    assert not list((data / "data" / "recordings").iterdir())

    button(box, "Knop")
    shows(box, "Het lampje is rood. De camera staat aan.")
    heading(tablet, "De camera staat aan")
    expect(tablet.locator(".clock").first).to_have_text(THREE_SECONDS)
    button(tablet, "STOP")
    shows(box, "Het lampje is uit. De camera is uit.")
    button(tablet, "Stoppen en bewaren")
    button(tablet, "Eerst terugkijken")

    tablet.get_by_label("Woord 1").fill(code)
    button(tablet, "Verder")
    heading(tablet, "Uw film van")
    film = tablet.locator("video")
    button(tablet, "Speel")
    until(tablet, A_SECOND_HAS_PLAYED)
    assert film.evaluate("video => video.videoWidth") == 1280

    tablet.get_by_role("link", name="Nee, intrekken").click()
    button(tablet, "Ja, trek in")
    heading(tablet, "Uw film is ingetrokken")
    assert not list((data / "data" / "recordings").iterdir())
    assert {path.name for path in (data / "store").iterdir()} <= {"audit"}
    assert troubles == []


def test_the_box_page_fits_a_phone_and_says_how_long_a_day_is(demo, person, troubles):
    box = person(demo.address("De box aan de muur"), 360, 640)
    shows(box, "Het lampje is uit. De camera is uit.")
    expect(box.locator("#day-length")).to_have_text("10 seconden")
    assert box.evaluate("document.documentElement.scrollWidth") <= 360
    assert troubles == []


def test_a_fault_is_played_by_hand_and_mended(demo, person, troubles):
    box = person(demo.address("De box aan de muur"), 1280, 800)
    box.get_by_text("Storing nabootsen").click()
    button(box, "Microfoon los")
    expect(box.locator("#broken")).to_have_text("De microfoon is los.")
    button(box, "Alles weer goed")
    expect(box.locator("#broken")).to_have_text("")
    assert troubles == []


def test_the_button_works_from_the_keyboard(demo, person, troubles):
    box = person(demo.address("De box aan de muur"), 1280, 800)
    shows(box, "Het lampje is uit. De camera is uit.")
    box.get_by_role("button", name="Knop").focus()
    box.keyboard.press("Enter", delay=150)
    expect(box.locator("#tone")).to_contain_text("Eén lage toon")
    assert troubles == []
