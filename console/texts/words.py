"""The explained words: what a hard word on a screen of the client means, in one or two short sentences.

``words.toml`` is the list; the page "Moeilijke woorden" shows it. A rare word may stand on a screen only
when it is in here (tests/console/test_readability.py). Word and meaning are labels like any other, so
that the page is there in every language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "words.toml"


@dataclass(frozen=True, slots=True)
class HardWord:
    """One word, the other shapes it takes on the screens, and what it means."""

    word: str
    means: str
    shapes: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Return the word's place on the page."""
        return self.word.replace(" ", "-")


@cache
def hard_words() -> tuple[HardWord, ...]:
    """Return the list in the order of the alphabet."""
    rows = tomllib.loads(LIST.read_text())["words"]
    found = [HardWord(row["word"], row["means"], tuple(row.get("shapes", ()))) for row in rows]
    return tuple(sorted(found, key=lambda row: row.word.casefold()))


def words_in(sentences: Iterable[str]) -> list[HardWord]:
    """Return the explained words that stand in these Dutch sentences."""
    text = " ".join(sentences)
    return [row for row in hard_words() if _pattern(row).search(text)]


@cache
def _pattern(row: HardWord) -> re.Pattern[str]:
    # A word may end otherwise than in the list: more than one tablet.
    return re.compile("|".join(rf"\b{re.escape(shape)}" for shape in (row.word, *row.shapes)), re.IGNORECASE)
