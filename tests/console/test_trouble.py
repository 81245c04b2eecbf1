"""When something goes wrong: a calm Dutch page, no traceback, and no secret in the log."""

from __future__ import annotations

import logging

from tests.console.conftest import begin, pair


def test_a_box_that_does_not_answer_points_at_the_lamp(tablet, box):
    box.reachable = False
    tablet.open()
    assert tablet.status == 503
    assert "Kijk naar het lampje op de camera." in tablet.page
    assert tablet.browser.get("/status.json").status_code == 503


def test_what_the_box_refuses_is_said_in_its_own_words(tablet):
    tablet.open()
    tablet.browser.post("/opname/pauze")
    answer = tablet.browser.post("/opname/pauze")
    assert answer.status_code == 409
    assert "Dat kan nu niet." in answer.get_data(as_text=True)
    assert "Kijk op het scherm wat nu wel kan." in answer.get_data(as_text=True)


def test_a_press_without_a_yes_shows_in_words_on_the_neutral_page(tablet, box):
    box.press()
    tablet.open()
    assert "Eerst toestemming. De camera blijft uit." in tablet.page


def test_a_yes_that_ran_out_says_so(tablet, klantmanager, box):
    begin(klantmanager)
    box.state = type(box.state).CONSENTED
    box.consent_expired()
    tablet.open()
    assert "De toestemming is verlopen." in tablet.page


def test_an_address_that_is_not_there_says_so_in_dutch(tablet):
    tablet.open("/bestaat/niet")
    assert (tablet.status, tablet.heading) == (404, "Deze pagina is er niet.")


class BrokenBox:
    """A box whose answer we cannot read, with words in the fault that must stay out of the log."""

    def ask(self, verb, **fields):
        raise ValueError("aanrecht cirkel boeket limoen dakgoot")


def test_a_fault_of_ours_shows_no_traceback_and_logs_no_words(make_app, caplog):
    tablet = pair(make_app(box=BrokenBox()))
    with caplog.at_level(logging.INFO):
        tablet.open()
    assert (tablet.status, tablet.heading) == (500, "Er ging iets mis.")
    assert "Traceback" not in tablet.page
    assert "aanrecht" not in tablet.page + caplog.text
    assert "ValueError" in caplog.text


def test_a_form_that_is_far_too_large_is_refused(tablet):
    answer = tablet.browser.post("/code", data={"code": "x" * 100_000})
    assert answer.status_code == 413
