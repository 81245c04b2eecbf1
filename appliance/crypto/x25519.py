"""The X25519 recipient of age: ``age1...`` and ``AGE-SECRET-KEY-1...``.

Never shows a secret in a repr, never accepts a low-order point (every secret would give the same key).
Source: C2SP age.md, "The X25519 recipient type".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.crypto import bech32, canonical_base64
from appliance.crypto.file_key import check_wrapped, unwrap, wrap
from appliance.crypto.stanza import Stanza
from appliance.domain.errors import HeaderDamaged

POINT_BYTES = 32

_TYPE = "X25519"
_INFO = b"age-encryption.org/v1/X25519"


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """A public key of 32 bytes."""

    PREFIX: ClassVar[str] = "age"
    post_quantum: ClassVar[bool] = False
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what no identity can have.

        Raises: ValueError (not 32 bytes, or a low-order point).
        """
        exchange(X25519PrivateKey.generate(), self.public)

    def __str__(self) -> str:
        return bech32.encode(self.PREFIX, self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key for this recipient, under a fresh ephemeral share."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        body = wrap(_wrapping_key(exchange(ephemeral, self.public), share, self.public), file_key)
        return Stanza(_TYPE, (canonical_base64.encode(share),), body)


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """A secret key of 32 bytes; ``str()`` gives the text of the identity file."""

    PREFIX: ClassVar[str] = "age-secret-key-"
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse another length than 32 bytes with a ValueError."""
        X25519PrivateKey.from_private_bytes(self.secret)

    def __str__(self) -> str:
        return bech32.encode(self.PREFIX, self.secret).upper()

    @property
    def recipient(self) -> X25519Recipient:
        """The public half."""
        private = X25519PrivateKey.from_private_bytes(self.secret)
        return X25519Recipient(private.public_key().public_bytes_raw())

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the stanza is for somebody else.

        Raises: HeaderDamaged (an X25519 stanza that breaks its own rules).
        """
        if stanza.type != _TYPE:
            return None
        check_wrapped(stanza, arguments=1)
        try:
            share = canonical_base64.decode(stanza.arguments[0])
            shared = exchange(X25519PrivateKey.from_private_bytes(self.secret), share)
        except ValueError as error:
            raise HeaderDamaged("een ontvanger X25519 heeft een onmogelijk punt") from error
        return unwrap(_wrapping_key(shared, share, self.recipient.public), stanza.body)


def exchange(private: X25519PrivateKey, point: bytes) -> bytes:
    """Return the shared secret.

    Raises: ValueError (not 32 bytes, or a low-order point (the shared secret would be all zeroes)).
    """
    return private.exchange(X25519PublicKey.from_public_bytes(point))


def _wrapping_key(shared: bytes, share: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=share + public, info=_INFO).derive(shared)
