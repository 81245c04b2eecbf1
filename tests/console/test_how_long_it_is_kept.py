"""The client reads the day on which the film is gone, for the viewers that the client chose."""

from __future__ import annotations

import pytest

from tests.console.conftest import begin, say_yes

DAYS = {"self": 180, "coach": 60, "leertafel": 30}


@pytest.fixture
def box_with_terms(box):
    box.purposes = [{"key": key, "title": key, "retention_days": days} for key, days in DAYS.items()]
    return box


def test_a_choice_that_shortens_the_term_says_so_where_it_is_made(tablet, klantmanager, box_with_terms):
    begin(klantmanager)
    tablet.open()
    tablet.press("Nederlands")
    tablet.press("Verder")
    assert tablet.heading == "Wie mag de film zien?"
    assert "Dan wissen wij de film na 60 dagen." in tablet.page
    assert "Dan wissen wij de film na 30 dagen." in tablet.page
    assert "na 180 dagen" not in tablet.page


def test_a_choice_that_changes_nothing_says_nothing(tablet, klantmanager):
    begin(klantmanager)
    tablet.open()
    tablet.press("Nederlands")
    tablet.press("Verder")
    assert tablet.heading == "Wie mag de film zien?"
    assert "Dan wissen wij" not in tablet.page


@pytest.mark.parametrize(("chosen", "days"), [([], 180), (["coach"], 60), (["coach", "leertafel"], 30)])
def test_more_to_know_tells_the_term_of_the_chosen_viewers(
    tablet, klantmanager, box_with_terms, chosen, days
):
    begin(klantmanager)
    tablet.open()
    tablet.press("Nederlands")
    tablet.press("Verder")
    tablet.press("Verder", kijker=chosen)
    tablet.open("/meer-weten")
    assert f"Langer dan {days} dagen bewaren wij hem nooit." in tablet.page


def test_the_code_and_the_slip_tell_the_day(tablet, klantmanager):
    begin(klantmanager)
    say_yes(tablet)
    for address in ("/", "/gesprek/briefje"):
        tablet.open(address)
        assert "Film gewist, uiterlijk op" in tablet.page
    assert "17-0123456789ab" in tablet.page


def test_who_looks_back_reads_the_day_too(tablet, box):
    film = box.record_one_film()
    tablet.open("/code")
    tablet.press("Verder", code=" ".join(film.codes["client"].words))
    assert tablet.heading.startswith("Uw film van")
    assert "Film gewist, uiterlijk op" in tablet.page
