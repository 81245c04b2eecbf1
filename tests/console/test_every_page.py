"""Every page in every state of the talk: it always answers, in words, and never with a fault of ours."""

from __future__ import annotations

import pytest

from appliance.domain.session import TalkState
from console.security.roles import STAFF, Role
from tests.console.conftest import pair
from tests.console.test_default_deny import addresses

NOTICES = (
    None,
    {"code": "camera-failed", "sentence": "De camera doet het niet.", "next_step": "Bel beheer."},
)


@pytest.mark.parametrize("state", TalkState)
def test_every_page_of_the_tablet_opens_in_every_state(app, tablet, box, state):
    box.record_one_film()
    for notice in NOTICES:
        box.state, box.notice = state, notice
        for method, path in addresses(app, Role.TABLET):
            if method == "GET" and not path.startswith(("/film/", "/voorlezen/")):
                tablet.open(path)
                assert tablet.status in (200, 303), (path, tablet.heading)
                assert path.endswith(".json") or tablet.heading, path


@pytest.mark.parametrize("state", TalkState)
def test_every_button_of_the_tablet_answers_in_every_state_without_a_fault_of_ours(app, tablet, box, state):
    for method, path in addresses(app, Role.TABLET):
        if method == "POST":
            box.record_one_film() if box.state is TalkState.IDLE else None
            box.state = state
            answer = tablet.browser.post(path, data={"gesprek": box.talk_code, "antwoord": "keep"})
            assert answer.status_code < 500, path
            box.state = TalkState.IDLE


@pytest.mark.parametrize("state", TalkState)
@pytest.mark.parametrize("role", STAFF)
def test_every_page_of_staff_opens_in_every_state(app, log_in, parts, box, role, state):
    film = box.record_one_film()
    box.state = state
    page = log_in(role)
    film.klantmanager = parts.accounts.all()[0].id
    for method, path in addresses(app, role):
        if method == "GET":
            path = path.replace("0" * 32, film.id).replace("1" * 16, film.klantmanager)
            page.open(f"{path}?datum=2026-11-22")
            assert page.status == 200, path


@pytest.mark.parametrize("state", TalkState)
def test_the_strip_tells_in_words_whether_the_camera_is_on(tablet, box, state):
    words = {
        TalkState.RECORDING: "Opname aan",
        TalkState.STARTING: "De camera gaat aan",
        TalkState.STARTING_AGAIN: "De camera gaat aan",
        TalkState.CONSENTED: "De camera staat nog uit",
        TalkState.ALLOWED_AGAIN: "De camera staat nog uit",
        TalkState.SAVING: "Bezig met opslaan",
    }
    box.record_one_film()
    box.state = state
    tablet.open()
    assert words.get(state, "De camera staat uit") in tablet.page
    assert ("strip--red" in tablet.page) is (state.value in ("recording", "starting", "starting_again"))


def test_the_demo_says_on_the_screen_that_it_is_one(make_app, tablet, box):
    box.day_s = 10.0
    assert "Demo" not in tablet.open()
    assert "Demo: een dag duurt 10 seconden" in pair(make_app(demo=True)).open()
