"""The measured gate of plain language: sentences, Flesch-Douma, and words that everybody knows.

Source: plain-language "Measured gate". Flesch-Douma is 206.835 - 0.93 * words a sentence - 77 * syllables a
word, by textstat (R. Flesch, 1948; W. H. Douma, 1960); Zipf is the logarithm of how often a word is used, by
wordfreq. A measure says what is too hard, never that a text is understood: for that people read it
(docs/texts/testen-met-lezers.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import textstat
import wordfreq

from console.texts.words import hard_words

LONGEST_SENTENCE_WORDS = 12
LOWEST_FLESCH_DOUMA = 75.0
RAREST_ZIPF = 4.0
# Names and the one word of an art. 13 number that a client may want to mention; nobody has to know them.
NAMES = frozenset({"spiegelbox", "demo", "dpia", "avg", "lid", "1a", "2a"})
_VALUE = re.compile(r"\b[A-Z]+-\d+\b|%\(\w+\)s|{\w+}|\b[\w.-]+\.nl\b|\d(?:[\d: -]*\d)?[a-z]?\b")
_END = re.compile(r"(?<=[.?!:])\s+")


def without_values(text: str) -> str:
    """Return the text with one short word for every day, name, number or address of one client."""
    return _VALUE.sub("X", text)


def long_sentences(text: str) -> list[str]:
    """Return the sentences of more than twelve words; what follows a colon is read by itself."""
    return [one for one in _END.split(text) if len(one.split()) > LONGEST_SENTENCE_WORDS]


def flesch_douma(texts: Iterable[str]) -> float:
    """Return how easily these texts read, one after the other; a label counts as a sentence."""
    textstat.set_lang("nl")
    ended = (text if text[-1] in ".?!" else f"{text.rstrip(':')}." for text in map(without_values, texts))
    return float(textstat.flesch_reading_ease(" ".join(ended)))


def unexplained_words(text: str) -> list[str]:
    """Return the rare words that stand in no list: neither common, nor explained, nor a name."""
    explained = {
        part
        for row in hard_words()
        for shape in (row.word, *row.shapes)
        for part in wordfreq.tokenize(shape, "nl")
    }
    return [
        word
        for word in wordfreq.tokenize(without_values(text), "nl")
        if word not in explained and word not in NAMES and not word.isdigit() and word != "x"
        if wordfreq.zipf_frequency(word, "nl") < RAREST_ZIPF
    ]
