"""Every label of the screens: short sentences, and "u" for the client."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import console

TEMPLATES = sorted((Path(console.__file__).parent / "templates").rglob("*.html"))
LONGEST_SENTENCE_WORDS = 12


def labels(path: Path) -> list[str]:
    return re.findall(r"_\(\s*[\"'](.*?)[\"']\s*[,)]", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_sentence_of_a_label_is_at_most_twelve_words(path):
    for label in labels(path):
        for sentence in re.split(r"(?<=[.?!:])\s+", label):
            assert len(sentence.split()) <= LONGEST_SENTENCE_WORDS, sentence


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nobody_is_called_je(path):
    for label in labels(path):
        assert not re.search(r"\b(je|jij|jouw)\b", label, re.I), label


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_word_on_a_screen_can_be_translated(path):
    shown = re.sub(r"{% block (shape|refresh|room|follow|title) %}.*?{% endblock %}", " ", path.read_text())
    bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]+>", " ", shown, flags=re.S)
    assert not re.search(r"[A-Za-z]{3,}", bare.replace("Spiegelbox", "")), bare.split()
