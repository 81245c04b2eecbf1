"""The client's player in a real Chromium: a real film, served through ``review.read``, and its marks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.films import PICTURE, card_film

WITHIN_MS = 15_000
STEP_MS = 50
NOW = "document.getElementById('film').currentTime"


@pytest.fixture
def watching(house, tablet) -> Page:
    house.box.film_data, house.box.film_index = card_film(12.0)
    film = house.box.record_one_film()
    film.seconds = 12.0
    house.box.ask("talk.closing", answer="look")
    expect(tablet.get_by_role("heading", level=1)).to_have_text("De camera staat uit")
    tablet.get_by_role("link", name="Mijn film bekijken").click()
    tablet.get_by_label("Uw code").fill(" ".join(film.code.words))
    tablet.get_by_role("button", name="Verder").click()
    until(tablet, "document.getElementById('film').readyState >= 3")
    return tablet


def until(page: Page, condition: str) -> None:
    """Wait for a condition in the page; Playwright's own way needs eval, which our pages forbid."""
    for _ in range(WITHIN_MS // STEP_MS):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(STEP_MS)
    pytest.fail(f"never: {condition}")


def play(page: Page) -> None:
    page.evaluate("(film => { film.muted = true; return film.play(); })(document.getElementById('film'))")


def test_the_film_plays_and_time_goes_on(watching):
    play(watching)
    until(watching, f"{NOW} > 0.5")
    assert watching.evaluate("document.getElementById('film').videoWidth") == PICTURE.width
    assert watching.evaluate("document.getElementById('film').duration") == pytest.approx(12, abs=0.3)


def test_seeking_shows_the_picture_of_that_moment(watching):
    watching.evaluate(f"{NOW} = 9")
    until(watching, "!document.getElementById('film').seeking")
    play(watching)
    until(watching, f"{NOW} > 9.3")


def test_the_plain_film_plays_as_well(watching):
    address = watching.evaluate("document.getElementById('film').dataset.film")
    watching.evaluate(
        "address => { const film = document.createElement('video'); film.id = 'plain';"
        " film.muted = true; film.src = address; document.body.append(film); return film.play(); }",
        address,
    )
    until(watching, "document.getElementById('plain').currentTime > 0.3")


def test_a_marked_piece_can_be_undone_before_it_is_cut(watching):
    watching.get_by_text("Een stuk weghalen").click()
    mark(watching, 2, 4)
    mark(watching, 6, 8)
    expect(watching.locator("#pieces li")).to_have_count(2)
    expect(watching.locator(".timeline__piece")).to_have_count(2)
    watching.get_by_role("button", name="Toch laten staan").first.click()
    expect(watching.locator("#pieces li")).to_have_count(1)


def test_a_marked_piece_is_cut_after_a_yes(watching, house):
    watching.get_by_text("Een stuk weghalen").click()
    mark(watching, 4, 2)  # the wrong way round is what somebody may do
    watching.get_by_role("button", name="Haal deze stukken weg").click()
    expect(watching.get_by_text("van 00:02 tot 00:04")).to_be_visible()
    watching.get_by_role("button", name="Ja, haal weg").click()
    expect(watching.get_by_text("Die stukken zijn weg.")).to_be_visible()
    (film,) = house.box.films.values()
    assert film.seconds == pytest.approx(10.0, abs=0.1)


def test_nothing_of_the_film_is_kept_by_the_browser(watching):
    kept = watching.evaluate("caches.keys().then(names => names.length + localStorage.length)")
    assert kept == 0
    reply = watching.request.get(watching.url + "/lijst.m3u8")
    assert reply.headers["cache-control"] == "no-store"


def test_a_film_that_plays_is_not_a_tablet_at_rest(watching):
    play(watching)
    until(watching, f"{NOW} > 0.2")
    watching.clock.install()
    watching.clock.fast_forward(61_000)
    watching.clock.run_for(600)
    expect(watching.locator("#film")).to_be_visible()


def mark(page: Page, start: float, end: float) -> None:
    for name, moment in (("Begin van het stuk", start), ("Einde van het stuk", end)):
        page.evaluate(f"{NOW} = {moment}")
        until(page, "!document.getElementById('film').seeking")
        page.get_by_role("button", name=name).click()
