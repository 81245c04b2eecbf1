"""The consent texts on disk, each with the hash of exactly the bytes that were shown.

A text never changes under its version: ``texts.lock`` pins every file, and the console does not start
when a file and its line differ. A text that no person has confirmed is loaded but never offered.
Source: plain-language "Measured gate"; EDPB guidelines 05/2020 (the controller can prove the text).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
# The seven languages, in the order of the language screen.
LANGUAGES = ("nl", "en", "ar", "tr", "pl", "uk", "ti")


class TextsAltered(ValueError):
    """A consent text is not the one that its version stands for."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version in one language. ``words`` is the file's content, ``digest`` "sha256:..." of its bytes."""

    id: str
    version: int
    language: str
    name: str
    direction: str
    confirmed_by_human: bool
    digest: str
    words: Mapping[str, Any]

    @property
    def line(self) -> str:
        """Return this text's line of ``texts.lock``."""
        return f"{self.digest} {self.language} {self.id} {self.version}"

    def points(self, policy: Mapping[str, Any], municipality: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the points of AVG art. 13 as ``{key, title, text}``, with the municipality's own values."""
        values = {**policy, **municipality}
        return [
            {
                "key": point["key"],
                "title": point["title"],
                "text": [line.format_map(values) for line in _lines(point, policy["on_silence"])],
            }
            for point in self.words["more"]["points"]
        ]


def load(folder: Path = FOLDER) -> tuple[ConsentText, ...]:
    """Read every text below ``folder``. Raises: TextsAltered when one is not as its lock says."""
    texts = tuple(_read(path) for path in sorted(folder.glob("*/*.toml")))
    pinned = (folder / "texts.lock").read_text().splitlines()
    if sorted(text.line for text in texts) != sorted(pinned):
        raise TextsAltered("Een toestemmingstekst klopt niet met texts.lock. Maak een nieuwe versie.")
    return texts


def offered(texts: Iterable[ConsentText], accepted: Iterable[str]) -> list[ConsentText]:
    """Return the texts a client may choose: confirmed, accepted by the box, the newest of each language.

    ``accepted`` are digests; none at all means the box accepts what is shipped.
    """
    allowed = frozenset(accepted)
    newest: dict[str, ConsentText] = {}
    for text in sorted(texts, key=lambda text: text.version):
        if text.confirmed_by_human and (not allowed or text.digest in allowed):
            newest[text.language] = text
    return [newest[language] for language in LANGUAGES if language in newest]


def _read(path: Path) -> ConsentText:
    content = path.read_bytes()
    words = tomllib.loads(content.decode())
    return ConsentText(
        id=words["id"],
        version=words["version"],
        language=words["language"],
        name=words["name"],
        direction=words["direction"],
        confirmed_by_human=words["confirmed_by_human"],
        digest=f"sha256:{hashlib.sha256(content).hexdigest()}",
        words=words,
    )


def _lines(point: Mapping[str, Any], on_silence: str) -> list[str]:
    return [*point["text"], *point.get(on_silence, ())]
