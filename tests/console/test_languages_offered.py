"""A language is off until a person confirmed it; switched on, only pages of the client speak it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask_babel import force_locale

from console.texts import catalogue
from console.texts.confirmations import Confirmations
from console.wording import day_text, time_text

TEXTS = {text.language: text for text in catalogue.load()}
DUTCH, TURKISH = TEXTS["nl"], TEXTS["tr"]
# Sunday 6 December 2026, as a calendar of that language has it (CLDR); Tigrinya has one too.
DAYS = {
    "nl": "zondag 6 december 2026",
    "en": "Sunday 6 December 2026",
    "ar": "الأحد 6 ديسمبر 2026",
    "tr": "Pazar 6 Aralık 2026",
    "pl": "niedziela 6 grudnia 2026",
    "uk": "неділя 6 грудня 2026",
    "ti": "ሰንበት 6 ታሕሳስ 2026",
}


def test_as_shipped_only_dutch_is_offered():
    assert [text.language for text in catalogue.offered(TEXTS.values(), [])] == ["nl"]


def test_a_confirmed_language_is_offered_in_the_order_of_the_screen():
    editions = {TEXTS["ti"].edition, TURKISH.edition}
    assert [text.language for text in catalogue.offered(TEXTS.values(), [], editions)] == ["nl", "tr", "ti"]


def test_a_text_that_came_confirmed_needs_no_confirmation_here():
    shipped = replace(TURKISH, confirmed_by_human=True)
    assert catalogue.offered([DUTCH, shipped], []) == [DUTCH, shipped]


def test_a_text_the_box_does_not_accept_is_never_offered_confirmed_or_not():
    assert catalogue.offered([DUTCH, TURKISH], [DUTCH.digest], {TURKISH.edition}) == [DUTCH]
    assert catalogue.offered([DUTCH], ["sha256:" + "2" * 64]) == []


def test_the_newest_version_the_box_accepts_is_the_one_that_is_offered():
    newer = replace(DUTCH, version=2, digest="sha256:" + "1" * 64)
    assert catalogue.offered([DUTCH, newer], []) == [newer]
    assert catalogue.offered([DUTCH, newer], [DUTCH.digest]) == [DUTCH]


def test_labels_that_change_after_the_confirmation_make_another_edition(tmp_path):
    for language in catalogue.LANGUAGES[1:]:
        labels = tmp_path / language / "LC_MESSAGES" / "messages.mo"
        labels.parent.mkdir(parents=True)
        labels.write_bytes(b"labels of " + language.encode())
    other = {text.language: text for text in catalogue.load(translations=tmp_path)}
    assert other["tr"].digest == TURKISH.digest
    assert other["tr"].edition != TURKISH.edition


def test_a_confirmation_says_who_and_can_be_taken_back(parts):
    confirmations: Confirmations = parts.confirmations
    confirmations.confirm(TURKISH, translator="Elif Kaya, tolk", by="beheer-1")
    (found,) = confirmations.all().values()
    assert (found.translator, found.by, found.at) == ("Elif Kaya, tolk", "beheer-1", 1_000.0)
    assert TURKISH.edition in confirmations.all()
    confirmations.withdraw(TURKISH)
    confirmations.withdraw(TURKISH)
    assert confirmations.all() == {}


@pytest.fixture
def confirmed(parts):
    """A municipality that had all seven languages read."""
    for text in TEXTS.values():
        if not text.source:
            parts.confirmations.confirm(text, translator="een tolk", by="beheer-1")
    return parts.confirmations


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_clients_pages_are_in_the_language_of_the_talk(tablet, box, confirmed, language):
    box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client"])
    tablet.open()
    tablet.press(TEXTS[language].name, taal=language)
    assert f'<html lang="{language}" dir="{TEXTS[language].direction}" translate="no">' in tablet.page
    assert tablet.heading == TEXTS[language].words["explain"]["title"]
    tablet.open("/meer-weten")
    assert f'<html lang="{language}"' in tablet.page
    assert tablet.heading == TEXTS[language].words["more"]["title"]


def test_the_yes_is_bound_to_the_text_in_the_clients_own_language(tablet, box, confirmed):
    box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client"])
    tablet.open()
    tablet.press("Türkçe", taal="tr")
    for _ in range(3):
        form = tablet.page.rindex("<form", 0, tablet.page.index("utrecht-button--primary-action"))
        address = tablet.page[form:].split('action="')[1].split('"')[0]
        tablet._keep(tablet.browser.post(address, data={"gesprek": box.talk_code}, follow_redirects=True))
    tablet.press(TURKISH.words["choice"]["yes"])
    assert box.tokens[-1].text == TURKISH.digest


def test_a_language_chosen_by_the_klantmanager_is_the_language_of_the_first_screen(tablet, box, confirmed):
    box.ask("talk.ask", klantmanager="km-1", language="ar", people=["client"])
    assert '<html lang="ar" dir="rtl" translate="no">' in tablet.open()


def test_a_language_that_is_not_offered_any_more_becomes_dutch_text_and_labels(tablet, box, confirmed):
    box.ask("talk.ask", klantmanager="km-1", language="ar", people=["client"])
    confirmed.withdraw(TEXTS["ar"])
    assert '<html lang="nl" dir="ltr" translate="no">' in tablet.open()


def test_the_last_word_is_in_the_clients_language_and_a_rested_tablet_is_dutch(tablet, box, confirmed):
    box.ask("talk.ask", klantmanager="km-1", language="en", people=["client"])
    tablet.open()
    tablet.browser.post("/gesprek/toch-niet", data={"gesprek": box.talk_code})
    assert '<html lang="en"' in tablet.open()
    tablet.open("/rust")
    assert '<html lang="nl"' in tablet.page


def test_the_basis_in_law_is_told_in_the_clients_language(tablet, box, confirmed):
    box.policy["legal_basis"] = "Uw toestemming (AVG artikel 6 lid 1a en artikel 9 lid 2a)"
    box.ask("talk.ask", klantmanager="km-1", language="en", people=["client"])
    assert "The reason the law names: Your consent (GDPR article 6(1)(a)" in tablet.open("/meer-weten")
    box.policy["legal_basis"] = "een eigen reden"
    assert "The reason the law names: een eigen reden." in tablet.open("/meer-weten")


def test_staff_reads_dutch_whatever_the_client_speaks(klantmanager, box, confirmed):
    box.ask("talk.ask", klantmanager="km-1", language="ar", people=["client"])
    assert '<html lang="nl" dir="ltr" translate="no">' in klantmanager.open("/klantmanager/gesprek")


def test_a_box_that_is_gone_is_told_in_the_clients_language(tablet, box, confirmed):
    box.ask("talk.ask", klantmanager="km-1", language="en", people=["client"])
    tablet.open()
    box.reachable = False
    assert '<html lang="en"' in tablet.open()
    assert tablet.status == 503


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_days_and_times_are_those_of_the_language_in_the_netherlands(app, language):
    when = datetime(2026, 12, 6, 13, 5, tzinfo=UTC)
    with app.test_request_context("/"), force_locale(language):
        assert day_text(when) == DAYS[language]
        assert time_text(when) == "14:05"
