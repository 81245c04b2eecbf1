"""Beheer switches a language on by saying who read it, and off again; Dutch stays."""

from __future__ import annotations

import pytest

from console.security.roles import Role
from console.texts.catalogue import LANGUAGES, load

TURKISH = next(text for text in load() if text.language == "tr")


@pytest.fixture
def beheer(log_in):
    page = log_in(Role.BEHEER)
    page.open("/beheer/talen")
    return page


def offered(tablet, box):
    """Return the languages on the client's first screen."""
    box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client"])
    tablet.open()
    assert "taal" in tablet.page, tablet.page
    return [language for language in LANGUAGES if f'name="taal" value="{language}"' in tablet.page]


def switch_on(beheer, **form):
    usual = {"taal": "tr", "vertaler": "Elif Kaya, tolk", "zeker": "ja"}
    return beheer.browser.post("/beheer/talen/aan", data={**usual, **form})


def test_all_seven_stand_there_and_only_dutch_is_on(beheer):
    assert beheer.page.count("<section") == 7
    assert beheer.page.count(">Aan</p>") == 1
    assert beheer.page.count(">Uit</p>") == 6
    assert "Nog niet getest met mensen die moeilijk lezen." in beheer.page


def test_a_language_that_was_read_is_on_and_says_who_read_it(beheer, tablet, box):
    switch_on(beheer)
    beheer.open("/beheer/talen")
    assert "Gelezen door Elif Kaya, tolk. Aangezet door jo beheer" in beheer.page
    assert offered(tablet, box) == ["nl", "tr"]


def test_a_language_that_was_switched_off_is_off(beheer, tablet, box):
    switch_on(beheer)
    beheer.browser.post("/beheer/talen/uit", data={"taal": "tr"})
    assert offered(tablet, box) == ["nl"]


@pytest.mark.parametrize("form", [{"vertaler": " "}, {"vertaler": "x" * 101}, {"zeker": ""}])
def test_nothing_is_switched_on_without_a_name_and_a_tick(beheer, tablet, box, form):
    assert switch_on(beheer, **form).status_code == 422
    assert offered(tablet, box) == ["nl"]


@pytest.mark.parametrize("language", ["nl", "xx", ""])
def test_dutch_and_what_is_no_language_are_left_alone(beheer, parts, language):
    assert switch_on(beheer, taal=language).status_code == 303
    assert beheer.browser.post("/beheer/talen/uit", data={"taal": language}).status_code == 303
    assert parts.confirmations.all() == {}


def test_a_text_the_box_does_not_accept_stays_off_and_the_page_says_why(beheer, tablet, box):
    box.accepted_texts = [load()[0].digest]
    switch_on(beheer)
    beheer.open("/beheer/talen")
    assert beheer.page.count("De box neemt geen ja aan op deze tekst.") == 6
    assert beheer.page.count(">Aan</p>") == 1
    assert offered(tablet, box) == ["nl"]
