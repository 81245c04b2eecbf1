"""Every Dutch text a client can meet passes the measured gate of plain language."""

from __future__ import annotations

import re

import pytest

from console.texts import catalogue
from console.texts.labels import client_labels, errors_on_a_tablet
from console.texts.words import hard_words
from tests.console.consent_words import read_by_people, strings
from tests.console.plain_dutch import (
    LOWEST_FLESCH_DOUMA,
    flesch_douma,
    long_sentences,
    unexplained_words,
)

DUTCH = [text for text in catalogue.load() if text.source]
LABELS = list(client_labels())


def consent_screens():
    """Yield (name, texts) for every screen a Dutch consent text fills; each point of the law is one."""
    for text in DUTCH:
        for name, table in read_by_people(text.words).items():
            if name != "more":
                yield f"{text.version}-{name}", list(strings(table))
        for point in text.words["more"]["points"]:
            yield f"{text.version}-{point['key']}", list(strings(point))


SCREENS = dict(consent_screens())
EVERYTHING = [*LABELS, *(text for texts in SCREENS.values() for text in texts)]


@pytest.mark.parametrize("text", EVERYTHING)
def test_every_sentence_is_short(text):
    assert long_sentences(text) == []


@pytest.mark.parametrize("text", EVERYTHING)
def test_every_word_is_common_or_explained(text):
    assert unexplained_words(text) == []


@pytest.mark.parametrize("texts", SCREENS.values(), ids=SCREENS)
def test_every_screen_of_a_consent_text_reads_easily(texts):
    assert flesch_douma(texts) >= LOWEST_FLESCH_DOUMA


@pytest.mark.parametrize("row", hard_words(), ids=lambda row: row.anchor)
def test_every_explanation_reads_easily(row):
    assert flesch_douma([row.means]) >= LOWEST_FLESCH_DOUMA


@pytest.mark.parametrize("row", hard_words(), ids=lambda row: row.anchor)
def test_every_explained_word_stands_on_a_screen(row):
    shapes = "|".join(re.escape(shape) for shape in (row.word, *row.shapes))
    elsewhere = [text for text in EVERYTHING if text not in (row.word, row.means)]
    assert any(re.search(rf"\b(?:{shapes})", text, re.IGNORECASE) for text in elsewhere)


@pytest.mark.parametrize("error", list(errors_on_a_tablet()), ids=lambda error: error.code)
def test_what_the_box_says_reads_easily(error):
    assert flesch_douma([error.sentence, error.next_step]) >= LOWEST_FLESCH_DOUMA


def test_nobody_is_called_je_and_nothing_claims_a_level():
    for text in EVERYTHING:
        assert not re.search(r"\b(je|jij|jouw|B1)\b", text), text


def test_the_gate_stops_a_hard_text():
    hard = "De functionaris beoordeelt verwerkingsgrondslagen overeenkomstig toepasselijke gegevenswetgeving."
    assert flesch_douma([hard]) < LOWEST_FLESCH_DOUMA
    assert unexplained_words(hard)
    assert long_sentences("Dit is een zin met heel veel woorden die maar niet wil stoppen vandaag.")
    assert long_sentences("Dit is een korte zin. En dit ook.") == []
