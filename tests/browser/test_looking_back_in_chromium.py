"""The client's player in a real Chromium: a real film, served through ``review.read``, and its marks."""

from __future__ import annotations

from functools import cache
from itertools import islice

import pytest
from av import VideoFrame
from playwright.sync_api import Page, expect

from appliance.media.test_card import TestCard
from console.security.roles import Role
from tests.browser.films import PICTURE, SOUND, card_film
from tests.browser.pages import heading, press, until

LONG_S = 12.0
FILM = "document.getElementById('film')"
NOW = f"{FILM}.currentTime"
GRID = (48, 27)  # enough to read the test card's clock, its flash and the block that crosses


@pytest.fixture
def watching(house, context) -> Page:
    house.box.film_data, house.box.film_index = card_film(LONG_S)
    film = house.box.record_one_film()
    film.seconds = LONG_S
    house.box.ask("talk.closing", answer="look")
    house.let_in(context, Role.TABLET)
    context.request.post(f"{house.url}/code", form={"code": film.code.digits})
    page = context.new_page()
    page.goto(f"{house.url}/film")
    until(page, f"{FILM}?.readyState >= 3")
    return page


def at_rest_on(page: Page, seconds: float) -> None:
    """Bring the film to a moment, as a finger on the slider does."""
    page.get_by_role("slider", name="Plek in de film").fill(str(seconds))
    until(page, f"!{FILM}.seeking && {FILM}.readyState >= 2 && Math.abs({NOW} - {seconds}) < 0.3")


def picture_of(page: Page) -> list[int]:
    """Return the lightness of the picture that is shown now, on a coarse grid."""
    return page.evaluate(
        """([wide, high]) => {
          const canvas = Object.assign(document.createElement('canvas'), { width: wide, height: high });
          const brush = canvas.getContext('2d');
          brush.drawImage(document.getElementById('film'), 0, 0, wide, high);
          const dots = brush.getImageData(0, 0, wide, high).data;
          return Array.from({ length: wide * high }, (_, n) => dots[4 * n + 1]);
        }""",
        list(GRID),
    )


@cache
def cards() -> list[list[int]]:
    """Return the lightness of every picture of the test card, on the same grid."""
    ticks = islice(TestCard(PICTURE, SOUND).ticks(), round(LONG_S * PICTURE.fps))
    return [lightness(tick.draw().reformat(width=GRID[0], height=GRID[1], format="rgb24")) for tick in ticks]


def lightness(frame: VideoFrame) -> list[int]:
    plane = frame.planes[0]
    dots = bytes(plane)
    return [dots[y * plane.line_size + 3 * x + 1] for y in range(GRID[1]) for x in range(GRID[0])]


def nearest_card(seen: list[int]) -> int:
    apart = [sum(abs(a - b) for a, b in zip(seen, card, strict=True)) for card in cards()]
    return apart.index(min(apart))


def test_the_film_plays_with_its_sound(watching):
    press(watching, "Speel")
    until(watching, f"{NOW} > 0.5")
    assert watching.evaluate(f"{FILM}.videoWidth") == PICTURE.width
    assert watching.evaluate(f"{FILM}.duration") == pytest.approx(LONG_S, abs=0.3)
    assert watching.evaluate(f"!{FILM}.muted && {FILM}.volume === 1")
    loudest = watching.evaluate(
        """() => new Promise(async done => {
          const room = new AudioContext();
          await room.resume();
          const ear = room.createAnalyser();
          room.createMediaElementSource(document.getElementById('film')).connect(ear).connect(room.destination);
          const heard = new Float32Array(ear.fftSize);
          let loudest = 0;
          for (let turn = 0; turn < 100 && loudest < 0.05; turn += 1) {
            await new Promise(next => setTimeout(next, 50));
            ear.getFloatTimeDomainData(heard);
            loudest = Math.max(loudest, ...heard.map(Math.abs));
          }
          done(loudest);
        })"""
    )
    assert loudest > 0.05  # the card's tone and its spoken count, really decoded
    assert watching.evaluate(f"{FILM}.webkitAudioDecodedByteCount") > 0


def test_a_press_on_play_is_kept_while_another_way_to_play_is_found(watching):
    asked = []
    watching.route(
        "**/film/lijst.m3u8", lambda route: route.fulfill(status=500) if asked else asked.append(route)
    )
    watching.reload()
    until(watching, f"{FILM}.currentSrc.startsWith('blob:')")  # hls.js waits for its list
    press(watching, "Speel")
    expect(watching.get_by_role("button", name="Pauze", exact=True)).to_be_visible()
    asked[0].fulfill(status=500)
    until(watching, f"{FILM}.currentSrc.endsWith('/film/film.mp4') && {NOW} > 0.3")
    press(watching, "Pauze")
    assert watching.evaluate(f"{FILM}.paused")


def test_seeking_lands_on_the_picture_of_that_moment(watching):
    for moment_s in (9.5, 3.0):
        at_rest_on(watching, moment_s)
        assert abs(nearest_card(picture_of(watching)) - moment_s * PICTURE.fps) <= 1


def test_five_seconds_back_is_five_seconds_back(watching):
    at_rest_on(watching, 9.5)
    press(watching, "5 seconden terug")
    until(watching, f"!{FILM}.seeking && Math.abs({NOW} - 4.5) < 0.1")
    press(watching, "5 seconden terug")
    until(watching, f"{NOW} === 0")  # and never before the beginning


def test_the_slider_is_one_for_the_keyboard_and_for_a_screen_reader(watching):
    slider = watching.get_by_role("slider", name="Plek in de film")
    slider.focus()
    for _ in range(4):
        watching.keyboard.press("ArrowRight")
    until(watching, f"Math.abs({NOW} - 2) < 0.1")
    assert slider.get_attribute("aria-valuetext") == "00:02 / 00:12"
    watching.keyboard.press("End")
    until(watching, f"{NOW} > 11.5")


NO_MEDIA_SOURCE = "delete window.MediaSource; delete window.ManagedMediaSource;"
NO_HLS_OF_ITS_OWN = "HTMLMediaElement.prototype.canPlayType = () => '';"


def plays_from(page: Page, address: str) -> None:
    until(page, f"{FILM}.readyState >= 2")
    assert page.evaluate(f"{FILM}.currentSrc").endswith(address)
    press(page, "Speel")
    until(page, f"{NOW} > 0.3")


def test_an_ipad_of_before_media_source_plays_by_its_own_hls(watching):
    watching.add_init_script(NO_MEDIA_SOURCE)
    watching.reload()
    plays_from(watching, "/film/lijst.m3u8")


def test_a_tablet_without_either_plays_the_plain_film_by_ranges(watching):
    watching.add_init_script(NO_MEDIA_SOURCE + NO_HLS_OF_ITS_OWN)
    watching.reload()
    plays_from(watching, "/film/film.mp4")


def test_a_list_that_does_not_play_falls_back_to_the_plain_film(watching):
    watching.route("**/film/lijst.m3u8", lambda route: route.fulfill(status=500))
    watching.reload()
    until(watching, f"{FILM}.currentSrc.endsWith('/film/film.mp4') && {FILM}.readyState >= 2")


def test_a_tablet_that_plays_nothing_says_so_in_words(watching):
    watching.add_init_script(NO_MEDIA_SOURCE)
    for name in ("lijst.m3u8", "film.mp4"):
        watching.route(
            f"**/film/{name}", lambda route: route.fulfill(body=b"no film", content_type="video/mp4")
        )
    watching.reload()
    expect(watching.get_by_text("De film speelt niet. Vraag hulp.")).to_be_visible()


def mark(page: Page, start: float, end: float) -> None:
    for name, moment in (("Begin van het stuk", start), ("Einde van het stuk", end)):
        at_rest_on(page, moment)
        press(page, name)


def test_marks_are_seen_on_the_line_and_can_be_undone(watching):
    watching.get_by_text("Een stuk weghalen").click()
    mark(watching, 2, 4)
    mark(watching, 6, 8)
    expect(watching.locator("#pieces li")).to_have_count(2)
    bars = watching.locator(".bar--piece")
    expect(bars).to_have_count(2)
    whole = watching.locator("#bars").bounding_box()
    piece = bars.first.bounding_box()
    assert (piece["x"] - whole["x"]) / whole["width"] == pytest.approx(2 / 12, abs=0.02)
    assert piece["width"] / whole["width"] == pytest.approx(2 / 12, abs=0.02)
    watching.get_by_role("button", name="Toch laten staan").first.click()
    expect(watching.locator("#pieces li")).to_have_count(1)
    expect(bars).to_have_count(1)


def test_one_piece_can_be_looked_at_and_stops_at_its_end(watching):
    watching.get_by_text("Een stuk weghalen").click()
    mark(watching, 4, 5)
    press(watching, "Bekijk dit stuk")
    until(watching, f"{FILM}.paused && {NOW} >= 5 && {NOW} < 6")


def test_a_piece_is_marked_moved_and_taken_out_with_the_keyboard_alone(watching, house):
    watching.get_by_text("Een stuk weghalen").focus()
    watching.keyboard.press("Enter")
    watching.get_by_role("slider", name="Plek in de film").focus()
    for _ in range(4):
        watching.keyboard.press("ArrowRight")
    watching.get_by_role("button", name="Begin van het stuk").focus()
    watching.keyboard.press("Enter")
    watching.get_by_role("slider", name="Plek in de film").focus()
    for _ in range(4):
        watching.keyboard.press("ArrowRight")
    watching.get_by_role("button", name="Einde van het stuk").focus()
    watching.keyboard.press("Enter")
    expect(watching.locator("#pieces strong")).to_have_text("00:02 tot 00:04")
    watching.get_by_role("slider", name="Einde van het stuk").focus()
    watching.keyboard.press("ArrowRight")
    watching.keyboard.press("ArrowRight")
    expect(watching.locator("#pieces strong")).to_have_text("00:02 tot 00:05")
    watching.get_by_role("button", name="Haal deze stukken weg").focus()
    watching.keyboard.press("Enter")
    expect(watching.get_by_text("van 00:02 tot 00:05")).to_be_visible()
    watching.get_by_role("button", name="Ja, haal weg").focus()
    watching.keyboard.press("Enter")
    expect(watching.get_by_text("Die stukken zijn weg.")).to_be_visible()
    (film,) = house.box.films.values()
    assert film.seconds == pytest.approx(LONG_S - 3, abs=0.1)


def test_the_ends_of_a_piece_never_cross(watching):
    watching.get_by_text("Een stuk weghalen").click()
    mark(watching, 4, 2)  # the wrong way round is what somebody may do
    expect(watching.locator("#pieces strong")).to_have_text("00:02 tot 00:04")
    watching.get_by_role("slider", name="Begin van het stuk").fill("9")
    assert watching.locator("[name=van]").input_value() == "3.5"


def test_a_cut_that_takes_long_says_so_and_comes_back_by_itself(watching, house):
    house.box.cut_may_end.clear()
    watching.get_by_text("Een stuk weghalen").click()
    mark(watching, 2, 4)
    press(watching, "Haal deze stukken weg")
    press(watching, "Ja, haal weg")
    heading(watching, "Wij halen de stukken weg")
    how_far = watching.get_by_role("progressbar", name="Zo ver zijn wij:")
    expect(how_far).to_be_visible()
    until(watching, "document.getElementById('passed').textContent >= '00:01'")
    assert how_far.get_attribute("value") is None
    house.box.cut_done = 0.25
    expect(watching.get_by_text("Zo ver zijn wij: 25 %")).to_be_visible()
    assert float(how_far.get_attribute("value") or 0) == 0.25
    house.box.cut_may_end.set()
    expect(watching.get_by_text("Die stukken zijn weg.")).to_be_visible()


def test_nothing_of_the_film_is_kept_by_the_browser(watching, house):
    until(watching, f"{FILM}.currentSrc.startsWith('blob:')")
    kept = watching.evaluate(
        "Promise.all([caches.keys(), indexedDB.databases()])"
        ".then(([names, bases]) => names.length + bases.length + localStorage.length + sessionStorage.length)"
    )
    assert kept == 0
    for name in ("lijst.m3u8", "film.mp4"):
        reply = watching.request.get(f"{house.url}/film/{name}", headers={"Range": "bytes=0-99"})
        assert reply.headers["cache-control"] == "no-store"
    blob = watching.evaluate(f"{FILM}.currentSrc")
    press(watching, "Ik ben klaar met kijken")
    heading(watching, "De camera staat uit")
    assert watching.evaluate("blob => fetch(blob).then(() => 'there', () => 'gone')", blob) == "gone"


def test_a_film_that_plays_is_not_a_tablet_at_rest(watching):
    press(watching, "Speel")
    until(watching, f"{NOW} > 0.2")
    watching.clock.install()
    watching.clock.fast_forward(61_000)
    watching.clock.run_for(600)
    expect(watching.locator("#film")).to_be_visible()
