"""The post-quantum hybrid recipient of age: ``age1pq1...`` and ``AGE-SECRET-KEY-PQ-1...``.

Whoever stores our files today and has a quantum computer later still meets ML-KEM-768; whoever breaks
ML-KEM still meets X25519. Never shows a secret in a repr. Source: C2SP age.md, "MLKEM768-X25519";
draft-ietf-hpke-pq (X-Wing): SHAKE256 stretches the 32-byte seed to the two private keys.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from appliance.crypto import bech32, canonical_base64
from appliance.crypto.file_key import check_wrapped
from appliance.crypto.stanza import Stanza
from appliance.crypto.x25519 import POINT_BYTES, exchange
from appliance.domain.errors import HeaderDamaged

SEED_BYTES = 32

_TYPE = "mlkem768x25519"
_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_MLKEM_SEED_BYTES = 64
_MLKEM_PUBLIC_BYTES = 1184
_MLKEM_SHARE_BYTES = 1088
_SHARE_BYTES = _MLKEM_SHARE_BYTES + POINT_BYTES


@dataclass(frozen=True, slots=True)
class HybridRecipient:
    """A public key of 1,216 bytes: ML-KEM-768 (1,184) and X25519 (32)."""

    PREFIX: ClassVar[str] = "age1pq"
    post_quantum: ClassVar[bool] = True
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what no identity can have.

        Raises: ValueError (another length, an impossible ML-KEM key or a low-order point).
        """
        self._key()
        exchange(X25519PrivateKey.generate(), self.public[_MLKEM_PUBLIC_BYTES:])

    def __str__(self) -> str:
        return bech32.encode(self.PREFIX, self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key for this recipient, under a fresh encapsulation."""
        sealed = _SUITE.encrypt(file_key, self._key(), info=_INFO)
        share, body = sealed[:_SHARE_BYTES], sealed[_SHARE_BYTES:]
        return Stanza(_TYPE, (canonical_base64.encode(share),), body)

    def _key(self) -> MLKEM768X25519PublicKey:
        mlkem, point = self.public[:_MLKEM_PUBLIC_BYTES], self.public[_MLKEM_PUBLIC_BYTES:]
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(mlkem), X25519PublicKey.from_public_bytes(point)
        )


@dataclass(frozen=True, slots=True)
class HybridIdentity:
    """A seed of 32 bytes; ``str()`` gives the text of the identity file."""

    PREFIX: ClassVar[str] = "age-secret-key-pq-"
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse another length than 32 bytes with a ValueError."""
        if len(self.secret) != SEED_BYTES:
            raise ValueError("a hybrid identity is 32 bytes")

    def __str__(self) -> str:
        return bech32.encode(self.PREFIX, self.secret).upper()

    @property
    def recipient(self) -> HybridRecipient:
        """The public half."""
        mlkem, point = self._keys()
        return HybridRecipient(mlkem.public_key().public_bytes_raw() + point.public_key().public_bytes_raw())

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the stanza is for somebody else.

        Raises: HeaderDamaged (a hybrid stanza that breaks its own rules).
        """
        if stanza.type != _TYPE:
            return None
        check_wrapped(stanza, arguments=1)
        mlkem, point = self._keys()
        try:
            share = canonical_base64.decode(stanza.arguments[0])
            # The library reports a low-order point as a key that does not fit; age wants it refused.
            exchange(point, share[_MLKEM_SHARE_BYTES:])
        except ValueError as error:
            raise HeaderDamaged("een ontvanger mlkem768x25519 heeft een onmogelijk punt") from error
        try:
            return _SUITE.decrypt(share + stanza.body, MLKEM768X25519PrivateKey(mlkem, point), info=_INFO)
        except InvalidTag:
            return None

    def _keys(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        stretched = hashlib.shake_256(self.secret).digest(_MLKEM_SEED_BYTES + POINT_BYTES)
        return (
            MLKEM768PrivateKey.from_seed_bytes(stretched[:_MLKEM_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(stretched[_MLKEM_SEED_BYTES:]),
        )
