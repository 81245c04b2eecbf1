"""The recorded sentences: one small MP3 for every sentence of the client's screens, in languages with a
voice.

A recording is found by the hash of exactly the sentence that is said in it, so a sentence that changed
has none until it is recorded again. A screen is read aloud as its sentences one after the other: MP3
frames of one format can simply be laid end to end (ISO/IEC 11172-3 has no header for the whole), which
the boxes of MP4 cannot. What stands in a sentence for one client only, a day, a name, a code, is never in
a recording: the loudspeaker is heard by everybody in the room.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "static" / "audio"
# Where a sentence ends, in our seven languages. Not at a colon: what follows belongs to it.
_END = re.compile(r"(?<=[.?!؟።])\s+")


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, with single spaces."""
    return [sentence for sentence in _END.split(" ".join(text.split())) if sentence]


def key_of(sentence: str) -> str:
    """Return the name of a sentence's recording: the first 16 digits of its SHA-256."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]


class Recordings:
    """The recordings in these folders; the first folder, a municipality's own, goes before the others."""

    def __init__(self, folders: Sequence[Path] = (SHIPPED,)) -> None:
        self._found: dict[tuple[str, str], Path] = {}
        for folder in reversed(folders):
            self._found.update(_listed(folder))

    def keys(self, language: str, sentences: Iterable[str]) -> list[str]:
        """Return the names of the recordings of these sentences; those without one are left out."""
        keys = (key_of(sentence) for sentence in sentences)
        return [key for key in keys if (language, key) in self._found]

    def join(self, language: str, keys: Iterable[str]) -> bytes:
        """Return one MP3 with these recordings in their order. Raises: KeyError for one that is not there."""
        return b"".join(self._found[language, key].read_bytes() for key in keys)


@cache
def _listed(folder: Path) -> dict[tuple[str, str], Path]:
    return {(path.parent.name, path.stem): path for path in folder.glob("*/*.mp3")}
