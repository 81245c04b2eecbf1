"""Looking back with the code: see, cut, narrow, say yes again; and nothing without the code."""

from __future__ import annotations

import pytest

from appliance.domain.recording import RecordingEvent, RecordingState


@pytest.fixture
def film(box):
    film = box.record_one_film()
    box.ask("talk.closing", answer="look")
    return film


@pytest.fixture
def watching(tablet, film):
    tablet.open("/code")
    tablet.press("Verder", code=" ".join(film.code.words))
    return tablet


def test_the_words_open_the_film(watching):
    assert watching.heading == "Uw film van zondag 22 november 2026"
    assert "Ja, bewaren" in watching.page


def test_the_digits_open_it_as_well(tablet, film):
    tablet.open("/code")
    tablet.press("Verder", code=film.code.digits)
    assert tablet.heading.startswith("Uw film van")


def test_a_film_that_left_the_box_is_not_shown_but_can_still_be_withdrawn(tablet, box, film):
    box.happens(film, RecordingEvent.CONFIRM, RecordingEvent.WINDOW_OVER)
    tablet.open("/code")
    tablet.press("Verder", code=film.code.digits)
    assert tablet.heading == "Deze film kunt u hier niet meer zien"
    assert 'href="/intrekken"' in tablet.page


def test_a_code_that_is_not_understood_asks_again_and_is_not_shown(tablet, film):
    tablet.open("/code")
    tablet.press("Verder", code="appel peer")
    assert tablet.status == 422
    assert "Wij begrijpen deze code niet." in tablet.page
    assert "appel peer" not in tablet.page


def test_without_a_code_there_is_no_film(tablet, film):
    assert tablet.browser.get("/film").location == "/code"
    assert tablet.browser.get("/film/film.mp4").status_code == 404
    assert tablet.browser.get("/film/lijst.m3u8").status_code == 404


def test_the_film_comes_in_the_range_that_was_asked(watching, film):
    film.data = bytes(range(256)) * 4000
    film.index["size_bytes"] = len(film.data)
    answer = watching.browser.get("/film/film.mp4", headers={"Range": "bytes=300000-899999"})
    assert answer.status_code == 206
    assert answer.data == film.data[300_000:900_000]
    assert answer.headers["Content-Range"] == f"bytes 300000-899999/{len(film.data)}"
    assert watching.browser.get("/film/film.mp4").data == film.data


def test_a_range_behind_the_end_is_refused(watching, film):
    answer = watching.browser.get("/film/film.mp4", headers={"Range": "bytes=5000-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */1000"


def test_the_playlist_points_into_the_film(watching):
    text = watching.browser.get("/film/lijst.m3u8").get_data(as_text=True)
    assert '#EXT-X-MAP:URI="/film/film.mp4",BYTERANGE="100@0"' in text
    assert "#EXT-X-BYTERANGE:900@100" in text


def test_the_second_yes_confirms(watching, film):
    watching.press("Ja, bewaren")
    assert film.standing.state is RecordingState.CONFIRMED
    assert "Wij mogen de film bewaren." in watching.page
    assert "Ja, bewaren" not in watching.page


def test_fewer_people_may_watch_and_never_more(watching, film):
    watching.press("Bewaar mijn keuze", kijker=["coach"])
    assert film.purposes == ("self", "coach")
    watching.press("Bewaar mijn keuze", kijker=["coach", "leertafel"])
    assert film.purposes == ("self", "coach")


def test_pieces_are_cut_only_after_a_yes(watching, film):
    watching.press("Haal deze stukken weg", van=["10.00", "30.00"], tot=["15.00", "40.00"])
    assert watching.heading == "Deze stukken weghalen?"
    assert "van 00:10 tot 00:15" in watching.page
    assert film.gaps == 0
    watching.press("Ja, haal weg")
    assert film.gaps == 2
    assert film.seconds == 45.0
    assert "Die stukken zijn weg." in watching.page


def test_pieces_that_are_none_are_left_out(watching, film):
    pieces = {"van": ["9", "x", "-1", "nan"], "tot": ["9", "2", "3", "5"], "zeker": "ja"}
    watching.browser.post("/film/wissen", data=pieces)
    assert film.gaps == 0


def test_closing_ends_the_playback_in_the_box(watching, box, film):
    watching.press("Ik ben klaar met kijken")
    assert watching.heading == "De camera staat uit"
    assert box.playbacks == {}


def test_a_tablet_at_rest_closes_the_film(watching, box):
    watching.open("/rust")
    assert box.playbacks == {}
    assert watching.browser.get("/film").location == "/code"


def test_a_new_talk_takes_the_tablet_from_the_film(watching, box):
    box.ask("talk.ask", klantmanager="km", language="nl", people=["client"])
    watching.open()
    assert watching.heading == "Kies uw taal"
    assert box.playbacks == {}


def test_a_film_that_was_withdrawn_elsewhere_sends_back_to_the_code(watching, box, film):
    box.happens(film, RecordingEvent.WITHDRAW)
    watching.press("Ja, bewaren")
    assert watching.heading == "Het terugkijken is gestopt."
    assert 'href="/code"' in watching.page


def test_another_tablet_does_not_see_the_film(app, watching, parts):
    other = app.test_client()
    other.post(f"/tablet/koppel/{parts.tablets.new_secret()}")
    assert other.get("/film").location == "/code"


def test_a_tablet_whose_page_died_forgets_the_film_after_a_while(watching, clock):
    clock.passes(15 * 60)
    assert watching.browser.get("/film").location == "/code"
