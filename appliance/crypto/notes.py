"""Signed notes: a text and Ed25519 signatures over its exact bytes, in one form for every purpose.

Tokens, manifests, receipts, checkpoints and settings are all notes. What keeps one from passing for another
is the first line of the text, the *kind* (``spiegelbox/manifest/v1``): sign with ``sign_as``, verify with
``verify_as``. A private key leaves this room only through ``to_text``. Source: https://c2sp.org/signed-note
(signature type 0x01); the text of a private key after golang.org/x/mod/sumdb/note.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.crypto import canonical_base64
from appliance.crypto.note_form import (
    DASH,
    KEY_ID_BYTES,
    NOTE_MAX_BYTES,
    is_key_name,
    is_note_text,
    split_note,
)
from appliance.domain.errors import NoteAltered, NoteKeyDamaged

_ED25519 = b"\x01"
_KEY_BYTES = 32
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """A public key with a name; ``str()`` gives ``name+id+base64``."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a name that could not stand in a signature line, or a key of another length."""
        if not is_key_name(self.name) or len(self.public) != _KEY_BYTES:
            raise ValueError("a key needs a name without blanks or plus signs, and 32 bytes")

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.public)}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the text of a public key. Raises: NoteKeyDamaged."""
        return cls(*_read_key(text.strip()))

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; not a fingerprint to trust."""
        return _key_id(self.name, self.public)

    def verify(self, note: str) -> str:
        """Return the text of a note that this key signed; other keys may have signed it too.

        Raises: NoteAltered (no signature of this key, a wrong one, or not exactly the form of a note).
        """
        text, signatures = split_note(note)
        own = [
            value[KEY_ID_BYTES:]
            for name, value in signatures
            if (name, value[:KEY_ID_BYTES]) == self._signs_as
        ]
        if not own:
            raise NoteAltered("geen handtekening van deze sleutel")
        for signature in own:
            self._check(signature, text.encode())
        return text

    def verify_as(self, kind: str, note: str) -> str:
        """Return what follows the kind in a note that this key signed.

        Raises: NoteAltered (as ``verify``, or a note of another kind).
        """
        first_line, _, body = self.verify(note).partition("\n")
        if first_line != kind:
            raise NoteAltered("een ander soort bericht")
        return body

    @property
    def _signs_as(self) -> tuple[str, bytes]:
        return self.name, self.key_id

    def _check(self, signature: bytes, text: bytes) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError) as error:
            raise NoteAltered("een handtekening past niet op de tekst") from error


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """A private key with a name."""

    name: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse an impossible name or a key of another length with a ValueError."""
        NoteVerifier(self.name, self.secret)

    @classmethod
    def generate(cls, name: str) -> Self:
        """Make a key; the name has no blanks or plus signs, by custom a URL without ``https://``."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the text of a private key. Raises: NoteKeyDamaged."""
        if not text.strip().startswith(_PRIVATE):
            raise NoteKeyDamaged("dit is geen geheime sleutel")
        key_text = text.strip().removeprefix(_PRIVATE)
        try:
            name, secret = _read_key(key_text, private=True)
        except NoteKeyDamaged:
            raise NoteKeyDamaged from None  # without the cause: nothing of a secret in an error
        return cls(name, secret)

    def to_text(self) -> str:
        """Return the private key as text, for a file that only its owner reads."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_base64(_ED25519 + self.secret)}"

    @property
    def verifier(self) -> NoteVerifier:
        """The public half."""
        private = Ed25519PrivateKey.from_private_bytes(self.secret)
        return NoteVerifier(self.name, private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the note: the text, an empty line and one signature line.

        Raises: ValueError (the text does not end with a newline, holds control characters, or is too long).
        """
        if not text.endswith("\n") or not is_note_text(text):
            raise ValueError("the text of a note ends with a newline and has no other control characters")
        signature = Ed25519PrivateKey.from_private_bytes(self.secret).sign(text.encode())
        note = f"{text}\n{DASH}{self.name} {_base64(self.verifier.key_id + signature)}\n"
        if len(note.encode()) > NOTE_MAX_BYTES:
            raise ValueError("the text is too long for a note")
        return note

    def sign_as(self, kind: str, body: str) -> str:
        """Return a note of one kind; the body ends with a newline. Raises: ValueError (as ``sign``)."""
        if not kind or "\n" in kind:
            raise ValueError("a kind is one line")
        return self.sign(f"{kind}\n{body}")


def _read_key(text: str, *, private: bool = False) -> tuple[str, bytes]:
    """Read ``name+id+base64``: the name and 32 bytes of key."""
    name, _, id_and_key = text.partition("+")
    written_id, _, encoded = id_and_key.partition("+")
    try:
        key = canonical_base64.decode(encoded.encode(), padded=True)
    except ValueError as error:
        raise NoteKeyDamaged("geen zuivere base64") from error
    if not is_key_name(name) or len(key) != 1 + _KEY_BYTES or not key.startswith(_ED25519):
        raise NoteKeyDamaged("geen Ed25519-sleutel met een naam")
    key = key.removeprefix(_ED25519)
    public = Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw() if private else key
    if written_id != _key_id(name, public).hex():
        raise NoteKeyDamaged("het kenmerk past niet bij de sleutel")
    return name, key


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:KEY_ID_BYTES]


def _base64(data: bytes) -> str:
    return canonical_base64.encode(data, padded=True).decode()
