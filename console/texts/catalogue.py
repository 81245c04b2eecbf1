"""The consent texts on disk, each with the hash of exactly the bytes that were shown.

A text never changes under its version: ``texts.lock`` pins every file, and the console does not start
when a file and its line differ. A translation that no person has confirmed is loaded but not offered,
until beheer has had it confirmed (``confirmations``). Dutch is the source: there is nothing to confirm.
Source: plain-language "Measured gate"; EDPB guidelines 05/2020 (the controller can prove the text).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TRANSLATIONS = FOLDER.parent / "translations"
# The seven languages, in the order of the language screen. The first is the one the others are made from.
LANGUAGES = ("nl", "en", "ar", "tr", "pl", "uk", "ti")
SOURCE_LANGUAGE = LANGUAGES[0]


class TextsAltered(ValueError):
    """A consent text is not the one that its version stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """One version in one language. ``words`` is the file's content, ``digest`` "sha256:..." of its bytes.

    ``source`` says that it is no translation. ``edition`` stands for everything a translator confirms:
    this text, and the labels of the screens around it.
    """

    id: str
    version: int
    language: str
    name: str
    direction: str
    source: bool
    confirmed_by_human: bool
    tested_with_people: bool
    digest: str
    edition: str
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


def load(folder: Path = FOLDER, translations: Path = TRANSLATIONS) -> tuple[ConsentText, ...]:
    """Read every text, Dutch first. Raises: TextsAltered when one is not as its line in the lock says."""
    found = [_read(path, translations) for path in folder.glob("*/consent-*.toml")]
    texts = tuple(sorted(found, key=lambda text: (LANGUAGES.index(text.language), text.version)))
    pinned = (folder / "texts.lock").read_text().splitlines()
    if [text.line for text in texts] != pinned:
        raise TextsAltered("Een toestemmingstekst klopt niet met texts.lock. Maak een nieuwe versie.")
    return texts


def offered(
    texts: Iterable[ConsentText], accepted: Iterable[str], confirmed: Container[str] = ()
) -> list[ConsentText]:
    """Return the texts a client may choose, the newest of each language, in the order of LANGUAGES.

    ``accepted`` are the digests the box takes a yes to; none at all means it takes what is shipped.
    ``confirmed`` are the editions a person confirmed here, beside those that came confirmed.
    """
    allowed = frozenset(accepted)
    newest: dict[str, ConsentText] = {}
    for text in sorted(texts, key=lambda text: text.version):
        trusted = text.source or text.confirmed_by_human or text.edition in confirmed
        if trusted and (not allowed or text.digest in allowed):
            newest[text.language] = text
    return [newest[language] for language in LANGUAGES if language in newest]


def _read(path: Path, translations: Path) -> ConsentText:
    content = path.read_bytes()
    words = tomllib.loads(content.decode())
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    labels = translations / words["language"] / "LC_MESSAGES" / "messages.mo"
    return ConsentText(
        id=words["id"],
        version=words["version"],
        language=words["language"],
        name=words["name"],
        direction=words["direction"],
        source=words["source"],
        confirmed_by_human=words["confirmed_by_human"],
        tested_with_people=words["tested_with_people"],
        digest=digest,
        edition=_edition(digest, labels.read_bytes() if labels.exists() else b""),
        words=words,
    )


def _edition(digest: str, labels: bytes) -> str:
    return hashlib.sha256(f"{digest} {hashlib.sha256(labels).hexdigest()}".encode()).hexdigest()


def _lines(point: Mapping[str, Any], on_silence: str) -> list[str]:
    return [*point["text"], *point.get(on_silence, ())]
