"""A sealer that notes what it sealed, seen from outside: every ciphertext is opened with its own cipher."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.crypto.payload import LiveSealer

Sealed = dict[tuple[bytes, bytes], set[bytes]]  # (payload key, nonce) -> all plaintexts under it


class RecordingSealer:
    """Seals as ``LiveSealer`` does, and notes it in ``sealed``."""

    def __init__(self, sealed: Sealed, file_key: bytes, nonce: bytes) -> None:
        self._sealed, self._inner = sealed, LiveSealer(file_key, nonce)
        self._key = HKDF(SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key)
        self._chunks = 0

    def seal(self, chunk: bytes) -> bytes:
        sealed = self._noted(self._inner.seal(chunk), b"\0")
        self._chunks += 1
        return sealed

    def ready_final(self) -> bytes:
        return self._noted(self._inner.ready_final(), b"\1")

    def _noted(self, sealed: bytes, flag: bytes) -> bytes:
        nonce = self._chunks.to_bytes(11, "big") + flag
        plaintext = ChaCha20Poly1305(self._key).decrypt(nonce, sealed, None)
        self._sealed.setdefault((self._key, nonce), set()).add(plaintext)
        return sealed
