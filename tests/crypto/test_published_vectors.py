"""The 143 published vectors of the age format: what must open opens, and what must not is refused by name."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.crypto.age_file import decrypt_stream
from appliance.crypto.armor import without_armor
from appliance.crypto.identities import Unwrapper, read_identities
from appliance.crypto.passphrase import PassphraseIdentity
from appliance.crypto.payload import CHUNK_BYTES, SEALED_CHUNK_BYTES, PayloadCipher
from appliance.domain.errors import (
    ArmorDamaged,
    ContentDamaged,
    ContentTruncated,
    HeaderDamaged,
    NotAgeFile,
    SealError,
    WrongIdentity,
)

REFUSALS: dict[str, tuple[type[SealError], ...]] = {
    "no match": (WrongIdentity,),
    "HMAC failure": (HeaderDamaged,),
    "header failure": (HeaderDamaged, NotAgeFile),
    "payload failure": (ContentDamaged, ContentTruncated),
    # What starts as something else is not taken for armor at all.
    "armor failure": (ArmorDamaged, NotAgeFile),
}


@dataclass(frozen=True)
class Vector:
    expect: str
    payload: str | None
    file_key: bytes
    identities: Sequence[Unwrapper]
    file: bytes


def _read(content: bytes) -> Vector:
    head, file = content.split(b"\n\n", 1)
    fields = [line.split(": ", 1) for line in head.decode().split("\n")]
    named = dict(fields)
    keys = "\n".join(value for name, value in fields if name == "identity")
    identities: tuple[Unwrapper, ...] = read_identities(keys) if keys else ()
    passphrases = tuple(PassphraseIdentity(value) for name, value in fields if name == "passphrase")
    return Vector(
        expect=named["expect"],
        payload=named.get("payload"),
        file_key=bytes.fromhex(named.get("file key", "")),
        identities=identities + passphrases,
        file=zlib.decompress(file) if named.get("compressed") == "zlib" else file,
    )


with zipfile.ZipFile(Path(__file__).parent / "vectors" / "cctv-age-0.2.0.zip") as archive:
    VECTORS = {name: _read(archive.read(name)) for name in archive.namelist()}

SUCCESSES = [name for name, vector in VECTORS.items() if vector.expect == "success"]


def _open(vector: Vector) -> tuple[bytes, SealError | None]:
    """Return what came out, and the error that ended it."""
    released = b""
    try:
        for piece in decrypt_stream(without_armor(_buffered(vector.file)), vector.identities):
            released += piece
    except SealError as error:
        return released, error
    return released, None


def _buffered(file: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(file))


def test_the_whole_published_set_is_here():
    assert len(VECTORS) == 143


@pytest.mark.parametrize("name", VECTORS)
def test_a_published_vector_ends_as_it_should(name: str):
    vector = VECTORS[name]
    released, error = _open(vector)
    if vector.expect == "success":
        assert error is None
    else:
        assert isinstance(error, REFUSALS[vector.expect])
        assert ("MAC van de kop klopt niet" in str(error)) == (vector.expect == "HMAC failure")
    # Also behind a failure: exactly the part that authenticated may have come out.
    expected = vector.payload or hashlib.sha256(b"").hexdigest()
    assert hashlib.sha256(released).hexdigest() == expected


@pytest.mark.parametrize("name", SUCCESSES)
def test_sealing_a_published_payload_again_gives_the_same_bytes(name: str):
    vector = VECTORS[name]
    binary = without_armor(_buffered(vector.file)).read()
    plaintext, _ = _open(vector)
    chunks = [plaintext[start : start + CHUNK_BYTES] for start in range(0, len(plaintext), CHUNK_BYTES)] or [
        b""
    ]
    payload_bytes = sum(len(chunk) + SEALED_CHUNK_BYTES - CHUNK_BYTES for chunk in chunks)
    nonce, payload = binary[-payload_bytes - 16 : -payload_bytes], binary[-payload_bytes:]
    cipher = PayloadCipher(vector.file_key, nonce)
    sealed = [cipher.seal(i, chunk, final=i == len(chunks) - 1) for i, chunk in enumerate(chunks)]
    assert b"".join(sealed) == payload
