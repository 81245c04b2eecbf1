"""The file key of one age file, and how it is wrapped under another key.

The wrapping nonce is fixed, so every wrapping key must serve for one file key only. Source: C2SP age.md,
"File key" and the recipient types.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from appliance.crypto.stanza import Stanza
from appliance.domain.errors import HeaderDamaged

FILE_KEY_BYTES = 16
WRAPPED_BYTES = FILE_KEY_BYTES + 16

_NONCE = bytes(12)


def wrap(wrapping_key: bytes, file_key: bytes) -> bytes:
    """Return 32 bytes: the file key under a 32-byte key that is used this once."""
    return ChaCha20Poly1305(wrapping_key).encrypt(_NONCE, file_key, None)


def unwrap(wrapping_key: bytes, body: bytes) -> bytes | None:
    """Return the file key, or None when it was wrapped under another key."""
    try:
        return ChaCha20Poly1305(wrapping_key).decrypt(_NONCE, body, None)
    except InvalidTag:
        return None


def check_wrapped(stanza: Stanza, *, arguments: int) -> None:
    """Refuse a stanza of a known type in another form than its own.

    The length of the body is checked before anyone tries to open it: a body that opens under two keys
    would tell an attacker which of them was tried (age.md, "partitioning oracle").

    Raises: HeaderDamaged (another number of arguments, or a body that is no wrapped file key).
    """
    if len(stanza.arguments) != arguments:
        raise HeaderDamaged(f"een ontvanger {stanza.type} heeft een verkeerd aantal argumenten")
    if len(stanza.body) != WRAPPED_BYTES:
        raise HeaderDamaged(f"een ontvanger {stanza.type} heeft geen sleutel van 16 bytes")
