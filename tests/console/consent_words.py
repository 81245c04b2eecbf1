"""What the tests of the texts share: every string a person reads in a consent file, and its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Where a sentence ends in our seven languages; a colon ends one too, what follows is read by itself.
_END = re.compile(r"(?<=[.?!:؟።፤፦])\s+")
NOT_READ = ("key", "picture")


def strings(value: Any) -> Iterator[str]:
    """Yield every text a person reads, in its order; not the names of pictures and points."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in NOT_READ:
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def read_by_people(words: Any) -> dict[str, Any]:
    """Return the tables of a consent file: all but its own facts at the top."""
    return {key: value for key, value in words.items() if isinstance(value, dict)}


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [sentence for sentence in _END.split(text) if sentence]
