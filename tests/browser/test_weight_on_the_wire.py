"""The first load of a screen stays under 60 kB, and what was loaded once is not loaded again."""

from __future__ import annotations

import pytest

from tests.browser.films import card_film
from tests.browser.scenes import SCENES
from tests.browser.weight import BUDGET_BYTES, first_load_bytes

# The heaviest of each kind; tests/bench/console_speed.py weighs every scene of the table.
HEAVIEST = (
    "client-05-who-may-watch",
    "client-13-review-code",
    "client-14-slip",
    "client-19-words",
    "client-40-code",
    "staff-11-km-new-talk",
    "staff-21-cp-recording",
    "other-07-accessibility",
)


@pytest.mark.parametrize("scene", [s for s in SCENES if s.name in HEAVIEST], ids=lambda scene: scene.name)
def test_the_first_load_of_a_screen_is_light(house, context, scene):
    address = scene.prepare(house)
    house.let_in(context, scene.who)
    loaded = first_load_bytes(context, house.url + address)
    assert any("latin.woff2" in address for address in loaded)
    assert sum(loaded.values()) < BUDGET_BYTES, sorted(loaded.items(), key=lambda row: -row[1])


def test_every_scene_that_is_weighed_is_in_the_table():
    assert {scene.name for scene in SCENES} >= set(HEAVIEST)


def test_the_page_of_the_film_is_light_before_the_film_itself_comes(house, context):
    house.box.film_data, house.box.film_index = card_film(4.0)
    film = house.box.record_one_film()
    house.box.ask("talk.closing", answer="keep")
    house.pair(context)
    context.request.post(f"{house.url}/code", form={"code": film.code.digits})
    loaded = first_load_bytes(context, f"{house.url}/film")
    assert any("film.js" in address for address in loaded)
    assert sum(loaded.values()) < BUDGET_BYTES, sorted(loaded.items(), key=lambda row: -row[1])


def test_the_second_page_brings_only_itself(house, context):
    page = house.pair(context)
    fetched: list[str] = []
    page.on("response", lambda answer: None if answer.from_service_worker else fetched.append(answer.url))
    wire = context.new_cdp_session(page)
    kept: list[str] = []
    wire.on("Network.requestServedFromCache", lambda event: kept.append(event["requestId"]))
    wire.send("Network.enable")
    page.goto(f"{house.url}/code")
    assert len(kept) >= 5  # style, script and letters
