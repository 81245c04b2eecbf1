"""The payload of an age file: chunks of 64 KiB, each sealed with its number and whether it is the last.

The live writer seals only full chunks, and its final chunk is always the same eight bytes of plaintext (an
empty MP4 ``free`` box). So for every number the nonce "final" has one plaintext by construction, however
often it is made ready. A reader never gives a byte that did not authenticate. Source: C2SP age.md,
"Payload".
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.crypto.file_key import FILE_KEY_BYTES
from appliance.domain.errors import ContentDamaged, ContentTruncated, SealError

CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
NONCE_BYTES = 16
FINAL_PLAINTEXT = b"\0\0\0\x08free"


class PayloadCipher:
    """The key of one payload; callers keep the rule that a number is sealed once."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        if len(file_key) != FILE_KEY_BYTES or len(nonce) != NONCE_BYTES:
            raise ValueError("a payload needs a 16-byte file key and a 16-byte nonce")
        key = HKDF(SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key)
        self._cipher = ChaCha20Poly1305(key)

    def seal(self, index: int, plaintext: bytes, *, final: bool) -> bytes:
        """Return the chunk with its 16-byte tag."""
        return self._cipher.encrypt(_chunk_nonce(index, final=final), plaintext, None)

    def open(self, index: int, sealed: bytes, *, final: bool) -> bytes | None:
        """Return the plaintext, or None when this is not that chunk."""
        try:
            return self._cipher.decrypt(_chunk_nonce(index, final=final), sealed, None)
        except InvalidTag:
            return None


class LiveSealer:
    """Seals a recording while it is made, in such a way that it can end at any moment."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self._cipher = PayloadCipher(file_key, nonce)
        self._sealed = 0

    @property
    def sealed_chunks(self) -> int:
        """How many chunks were sealed so far."""
        return self._sealed

    def seal(self, chunk: bytes) -> bytes:
        """Seal exactly 65,536 bytes into 65,552, never as the last chunk.

        Raises: ValueError (another length; padding is the fragmenter's work).
        """
        if len(chunk) != CHUNK_BYTES:
            raise ValueError(f"a live chunk is {CHUNK_BYTES} bytes, not {len(chunk)}")
        sealed = self._cipher.seal(self._sealed, chunk, final=False)
        self._sealed += 1
        return sealed

    def ready_final(self) -> bytes:
        """Return the 24 bytes that end the file here; the recording may still go on."""
        return self._cipher.seal(self._sealed, FINAL_PLAINTEXT, final=True)


class ChunkOpener:
    """Opens any chunk of a payload of known size.

    The last chunk comes first: only a last chunk that authenticates as the last one proves the size, and
    with it that nothing was cut off. After one failure every call fails the same way.
    """

    def __init__(self, file_key: bytes, nonce: bytes, payload_bytes: int) -> None:
        """Take the size of the file without header and nonce.

        Raises: ContentTruncated (no payload has this size, because its last chunk would be less than a
        tag), ContentDamaged (nor this one: its last chunk would be empty behind others).
        """
        self._cipher = PayloadCipher(file_key, nonce)
        self.chunks = max(1, -(-payload_bytes // SEALED_CHUNK_BYTES))
        self._last_bytes = payload_bytes - (self.chunks - 1) * SEALED_CHUNK_BYTES
        if self._last_bytes < TAG_BYTES:
            raise ContentTruncated(f"deel {self.chunks - 1} is te kort")
        if self._last_bytes == TAG_BYTES and self.chunks > 1:
            raise ContentDamaged("het laatste deel is leeg")
        self.plaintext_bytes = payload_bytes - self.chunks * TAG_BYTES
        self._end_proven = False
        self._failure: SealError | None = None

    def open_chunk(self, index: int, sealed: bytes) -> bytes:
        """Return the plaintext of chunk ``index``, counted from 0.

        Raises: ContentDamaged (the chunk was changed, moved, or is not the last one where it should be),
        ValueError (there is no such chunk, or the last one was not opened yet).
        """
        final = index == self.chunks - 1
        if self._failure:
            raise self._failure
        if not 0 <= index < self.chunks or not (final or self._end_proven):
            raise ValueError(f"chunk {index} of {self.chunks} cannot be opened now")
        expected_bytes = self._last_bytes if final else SEALED_CHUNK_BYTES
        plaintext = self._cipher.open(index, sealed, final=final) if len(sealed) == expected_bytes else None
        if plaintext is None:
            self._failure = ContentDamaged(f"deel {index}")
            raise self._failure
        self._end_proven = self._end_proven or final
        return plaintext


def _chunk_nonce(index: int, *, final: bool) -> bytes:
    return index.to_bytes(11, "big") + (b"\x01" if final else b"\x00")
