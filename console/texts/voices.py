"""Which sentences are recorded in which language: everything a client can meet that is the same for
everyone.

A language without a usable voice has no ear rather than a bad one. espeak-ng has no Tigrinya; its Arabic
needs the short vowels that nobody writes, and says "nsdzl" for the word "nusajjil" without them. Human
recordings bring the ear back in any language (docs/texts/geluid-vervangen.md).
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from typing import Any

from console.texts.catalogue import SOURCE_LANGUAGE, TRANSLATIONS, load
from console.texts.labels import USUAL_BASIS, client_labels
from console.texts.spoken import sentences_of

# The language, and the voice of espeak-ng that reads it.
VOICES = {"nl": "nl", "en": "en-gb", "tr": "tr", "pl": "pl", "uk": "uk"}
_NOT_SAID = frozenset({"key", "picture"})
# A value of one municipality or one client stands in here.
_VALUES = ("%(", "{")


def sentences_in(language: str) -> list[str]:
    """Return what there is to record in a language, each sentence once, in the order of the screens."""
    texts = [*_consent(language), *_labels(language)]
    found = (sentence for text in texts for sentence in sentences_of(text))
    return list(dict.fromkeys(one for one in found if not any(value in one for value in _VALUES)))


def _labels(language: str) -> list[str]:
    # The basis in law only stands inside a sentence with what a municipality chose.
    labels = [label for label in client_labels() if label != USUAL_BASIS]
    if language == SOURCE_LANGUAGE:
        return labels
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        translated = gettext.GNUTranslations(file)
    said = ((label, translated.gettext(label)) for label in labels)
    return [translation for label, translation in said if translation != label]


def _consent(language: str) -> Iterator[str]:
    for text in load():
        if text.language == language:
            yield from _strings({key: value for key, value in text.words.items() if isinstance(value, dict)})


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _NOT_SAID:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
