"""Withdrawing: one tap and one "zeker?", with the film open or with the code alone, in every state."""

from __future__ import annotations

import pytest

from appliance.domain.recording import RecordingEvent, RecordingState

E = RecordingEvent


@pytest.fixture
def film(box):
    film = box.record_one_film()
    box.ask("talk.closing", answer="keep")
    return film


def test_an_open_film_is_withdrawn_after_one_question(tablet, film):
    tablet.open("/code")
    tablet.press("Verder", code=" ".join(film.code.words))
    tablet.open("/film/intrekken")
    assert tablet.heading == "Weet u het zeker?"
    tablet.press("Ja, trek in")
    assert film.standing.state is RecordingState.SHREDDED
    assert tablet.heading == "Uw film is ingetrokken"


@pytest.mark.parametrize(
    ("events", "after"),
    [
        ((), RecordingState.SHREDDED),
        ((E.WINDOW_OVER,), RecordingState.RECALLING),
        ((E.WINDOW_OVER, E.DELIVERED), RecordingState.RECALLING),
        ((E.FREEZE,), RecordingState.SHREDDED),
        ((E.CORRUPT,), RecordingState.SHREDDED),
    ],
)
def test_the_code_alone_withdraws_in_every_state_that_holds_content(tablet, box, film, events, after):
    box.happens(film, *events)
    tablet.open("/intrekken")
    tablet.press("Verder", code=film.code.digits)
    assert tablet.heading == "Weet u het zeker?"
    assert film.code.digits not in tablet.page
    tablet.press("Ja, trek in")
    assert film.standing.state is after
    assert "ingetrokken MEREL-4171" in tablet.page


def test_saying_no_to_zeker_withdraws_nothing(tablet, film):
    tablet.open("/intrekken")
    tablet.press("Verder", code=film.code.digits)
    tablet.open("/")
    assert film.standing.state is RecordingState.CONFIRMED


def test_a_wrong_code_is_said_calmly_and_asked_again(tablet, film):
    tablet.open("/intrekken")
    tablet.press("Verder", code="aap noot mies")
    assert tablet.status == 422
    assert tablet.heading == "Uw film intrekken"
    assert "Kijk goed op uw briefje." in tablet.page


def test_the_receipt_goes_when_the_tablet_rests(tablet, film):
    tablet.open("/intrekken")
    tablet.press("Verder", code=film.code.digits)
    tablet.press("Ja, trek in")
    assert tablet.open("/bewijs").count("ingetrokken MEREL-4171") == 1
    tablet.open("/rust")
    tablet.open("/bewijs")
    assert "MEREL-4171" not in tablet.page


def test_a_yes_to_zeker_without_a_code_asks_for_the_code(tablet):
    assert tablet.browser.post("/intrekken", data={"zeker": "ja"}).location == "/intrekken"
