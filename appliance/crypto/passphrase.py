"""The scrypt recipient of age: a locked identity file is read with it, and a client's own copy written.

People choose passphrases that are too short for a film. So the one for a copy is drawn here, of everyday
words, and nobody can give another. Source: C2SP age.md, "The scrypt recipient type"; ADR 0014.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from appliance.crypto import canonical_base64
from appliance.crypto.file_key import check_wrapped, unwrap, wrap
from appliance.crypto.stanza import Stanza
from appliance.domain.errors import HeaderDamaged

STANZA_TYPE = "scrypt"
WORK_FACTOR_MAX = 20
"""Two to this power times 1 KiB of memory: 1 GiB at most. The age tool itself writes 18."""

NEW_WORDS = 8
_LEAST_BITS_A_WORD = 10  # 80 bits together
_NEW_WORK_FACTOR = 16  # 64 MiB, as much as a review code takes; age itself writes 18 for what people choose

_SALT_BYTES = 16
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_WORK_FACTOR = re.compile(rb"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class PassphraseRecipient:
    """Eight words, drawn for one file and told once; a file for it is for nobody else."""

    post_quantum: ClassVar[bool] = True  # scrypt and ChaCha20 lose to no quantum computer we know of
    words: tuple[str, ...] = field(repr=False)

    @classmethod
    def draw(cls, words: Sequence[str]) -> PassphraseRecipient:
        """Draw from a list of different words. Raises: ValueError (less than 1,024 of them)."""
        if len(set(words)) < 1 << _LEAST_BITS_A_WORD:
            raise ValueError("a passphrase is drawn from 1,024 words or more")
        return cls(tuple(secrets.choice(words) for _ in range(NEW_WORDS)))

    @property
    def passphrase(self) -> str:
        """What is typed: the words with a dash between them."""
        return "-".join(self.words)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key under a fresh salt. Takes 64 MiB for a moment."""
        salt = secrets.token_bytes(_SALT_BYTES)
        arguments = (canonical_base64.encode(salt), str(_NEW_WORK_FACTOR).encode())
        return Stanza(STANZA_TYPE, arguments, wrap(_key(self.passphrase, salt, _NEW_WORK_FACTOR), file_key))


@dataclass(frozen=True, slots=True)
class PassphraseIdentity:
    """A passphrase, as typed."""

    passphrase: str = field(repr=False)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the passphrase is another one.

        Raises: HeaderDamaged (a scrypt stanza that breaks its own rules or asks for too much memory).
        """
        if stanza.type != STANZA_TYPE:
            return None
        check_wrapped(stanza, arguments=2)
        salt, work_factor = _read_salt(stanza.arguments[0]), _read_work_factor(stanza.arguments[1])
        return unwrap(_key(self.passphrase, salt, work_factor), stanza.body)


def _key(passphrase: str, salt: bytes, work_factor: int) -> bytes:
    scrypt = Scrypt(_SALT_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1)
    return scrypt.derive(passphrase.encode())


def _read_salt(argument: bytes) -> bytes:
    try:
        salt = canonical_base64.decode(argument)
    except ValueError as error:
        raise HeaderDamaged("het zout van scrypt is geen zuivere base64") from error
    if len(salt) != _SALT_BYTES:
        raise HeaderDamaged("het zout van scrypt heeft een verkeerde lengte")
    return salt


def _read_work_factor(argument: bytes) -> int:
    # Two digits are enough to say "too much"; a longer number is not worth converting.
    if not _WORK_FACTOR.fullmatch(argument) or int(argument) > WORK_FACTOR_MAX:
        raise HeaderDamaged("scrypt vraagt een onmogelijke hoeveelheid werk")
    return int(argument)
