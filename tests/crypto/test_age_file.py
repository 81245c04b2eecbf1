"""Whole files as streams: nothing unauthenticated comes out, nothing comes out after a failure."""

from __future__ import annotations

import io
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.crypto.age_file import decrypt_stream, encrypt_stream
from appliance.crypto.header import make_header
from appliance.crypto.identities import new_identity
from appliance.crypto.payload import CHUNK_BYTES, SEALED_CHUNK_BYTES, LiveSealer
from appliance.domain.errors import (
    ContentDamaged,
    ContentTruncated,
    HeaderDamaged,
    MixedRecipients,
    NotAgeFile,
    SealError,
)

X25519 = new_identity(pq=False)
HYBRID = new_identity(pq=True)
EDGES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 17]


def _sealed(plaintext: bytes) -> bytes:
    return b"".join(encrypt_stream(io.BytesIO(plaintext), [X25519.recipient]))


def _payload_start(file: bytes) -> int:
    return file.index(b"\n", file.index(b"\n--- ") + 1) + 1 + 16


def _open(file: bytes) -> tuple[bytes, SealError | None]:
    released = b""
    try:
        for piece in decrypt_stream(io.BytesIO(file), [X25519]):
            released += piece
    except SealError as error:
        return released, error
    return released, None


@pytest.mark.parametrize("identity", [X25519, HYBRID], ids=["x25519", "hybrid"])
@pytest.mark.parametrize("size", EDGES)
def test_a_file_of_every_edge_size_reads_back(identity, size: int):
    plaintext = os.urandom(size)
    file = io.BytesIO(b"".join(encrypt_stream(io.BytesIO(plaintext), [identity.recipient])))
    assert b"".join(decrypt_stream(file, [identity])) == plaintext


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=400), st.integers(0, 2))
def test_any_content_reads_back(content: bytes, full_chunks: int):
    plaintext = content + bytes(full_chunks * CHUNK_BYTES)
    assert _open(_sealed(plaintext)) == (plaintext, None)


def test_a_live_recording_behind_its_header_is_an_age_file():
    file_key, nonce = os.urandom(16), os.urandom(16)
    sealer = LiveSealer(file_key, nonce)
    chunks = sealer.seal(bytes(CHUNK_BYTES)), sealer.ready_final()
    file = make_header(file_key, [X25519.recipient]) + nonce + b"".join(chunks)
    assert _open(file) == (bytes(CHUNK_BYTES) + b"\0\0\0\x08free", None)


def test_no_changed_byte_of_a_small_file_passes():
    file = _sealed(b"een gesprek")
    for place in range(len(file)):
        changed = bytearray(file)
        changed[place] ^= 0x04
        released, error = _open(bytes(changed))
        assert (released, type(error)) != (b"een gesprek", None)
        assert released == b""
        assert error is not None


def test_no_file_cut_anywhere_passes():
    file = _sealed(b"een gesprek")
    for size in range(len(file)):
        released, error = _open(file[:size])
        assert released == b""
        assert error is not None


@pytest.mark.parametrize("chunk", [0, 1, 2])
@pytest.mark.parametrize("place", [0, 1000, SEALED_CHUNK_BYTES // 2, -17, -1])
def test_a_changed_chunk_stops_the_film_exactly_there(chunk: int, place: int):
    plaintext = os.urandom(3 * CHUNK_BYTES)
    file = bytearray(_sealed(plaintext))
    file[_payload_start(file) + (chunk + (place < 0)) * SEALED_CHUNK_BYTES + place] ^= 0x01
    released, error = _open(bytes(file))
    assert released == plaintext[: chunk * CHUNK_BYTES]
    assert isinstance(error, ContentDamaged)
    assert f"deel {chunk}" in str(error)


@pytest.mark.parametrize("whole_chunks", [0, 1, 2, 3])
def test_a_film_cut_at_a_chunk_is_not_complete(whole_chunks: int):
    plaintext = os.urandom(3 * CHUNK_BYTES + 5)
    file = _sealed(plaintext)
    cut = file[: _payload_start(file) + whole_chunks * SEALED_CHUNK_BYTES]
    released, error = _open(cut)
    assert released == plaintext[: whole_chunks * CHUNK_BYTES]
    assert isinstance(error, ContentTruncated)


@pytest.mark.parametrize("off", [-1, 1, 15, 16, 17, 1000])
def test_a_film_cut_beside_a_chunk_edge_releases_whole_chunks_only(off: int):
    plaintext = os.urandom(3 * CHUNK_BYTES + 5)
    file = _sealed(plaintext)
    released, error = _open(file[: _payload_start(file) + 2 * SEALED_CHUNK_BYTES + off])
    assert released == plaintext[: (2 - (off < 0)) * CHUNK_BYTES]
    assert isinstance(error, ContentDamaged | ContentTruncated)


def test_bytes_behind_the_end_are_refused():
    _, error = _open(_sealed(bytes(CHUNK_BYTES)) + b"x")
    assert isinstance(error, ContentDamaged)


def test_a_file_that_ends_inside_the_nonce_is_named():
    file = _sealed(b"een gesprek")
    with pytest.raises(HeaderDamaged, match="vlak achter de kop"):
        decrypt_stream(io.BytesIO(file[: _payload_start(file) - 1]), [X25519])


@pytest.mark.parametrize("content", [b"", b"\0\0\0\x18ftypmp42", b"age-encryption.com/v1\n"])
def test_something_else_is_no_age_file(content: bytes):
    with pytest.raises(NotAgeFile):
        decrypt_stream(io.BytesIO(content), [X25519])


def test_a_stream_that_failed_never_goes_on_and_never_ends_quietly():
    file = bytearray(_sealed(os.urandom(3 * CHUNK_BYTES)))
    file[_payload_start(file) + SEALED_CHUNK_BYTES] ^= 0x01
    pieces = decrypt_stream(io.BytesIO(bytes(file)), [X25519])
    next(pieces)
    with pytest.raises(ContentDamaged) as first:
        next(pieces)
    with pytest.raises(ContentDamaged) as second:
        next(pieces)
    assert second.value is first.value


def test_a_stream_that_ended_stays_ended():
    pieces = decrypt_stream(io.BytesIO(_sealed(b"een gesprek")), [X25519])
    assert list(pieces) == [b"een gesprek"]
    assert list(pieces) == []


class _Trickle(io.BytesIO):
    """A pipe that gives a few bytes at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size, 1021) if size and size > 0 else size)


def test_a_source_that_gives_small_portions_reads_the_same():
    plaintext = os.urandom(CHUNK_BYTES + 99)
    file = b"".join(encrypt_stream(_Trickle(plaintext), [X25519.recipient]))
    assert b"".join(decrypt_stream(_Trickle(file), [X25519])) == plaintext


def test_mixed_recipients_are_refused_before_anything_is_written():
    with pytest.raises(MixedRecipients):
        encrypt_stream(io.BytesIO(b""), [X25519.recipient, HYBRID.recipient])


def test_two_files_of_the_same_content_share_no_chunk():
    one, other = _sealed(b"een gesprek"), _sealed(b"een gesprek")
    assert one[_payload_start(one) :] != other[_payload_start(other) :]


def test_memory_stays_the_same_however_long_the_film_is(tmp_path: Path):
    film, sealed = tmp_path / "film", tmp_path / "film.age"
    film.write_bytes(bytes(24 * 1024 * 1024))
    tracemalloc.start()
    try:
        with film.open("rb") as source, sealed.open("wb") as out:
            out.writelines(encrypt_stream(source, [X25519.recipient]))
        with sealed.open("rb") as source:
            assert sum(len(piece) for piece in decrypt_stream(source, [X25519])) == film.stat().st_size
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * 1024 * 1024
