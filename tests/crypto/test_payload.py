"""The chunks: the live writer's constant end, the opener's proof of the end, and no changed chunk."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.crypto.payload import (
    CHUNK_BYTES,
    FINAL_PLAINTEXT,
    SEALED_CHUNK_BYTES,
    TAG_BYTES,
    ChunkOpener,
    LiveSealer,
    PayloadCipher,
)
from appliance.domain.errors import ContentDamaged, ContentTruncated

FILE_KEY, NONCE = bytes(range(16)), bytes(range(16, 32))


def _chunk(number: int) -> bytes:
    return bytes([number]) * CHUNK_BYTES


def _recording(chunks: int) -> list[bytes]:
    sealer = LiveSealer(FILE_KEY, NONCE)
    return [sealer.seal(_chunk(number)) for number in range(chunks)] + [sealer.ready_final()]


def _opener(sealed: list[bytes]) -> ChunkOpener:
    return ChunkOpener(FILE_KEY, NONCE, sum(map(len, sealed)))


@pytest.mark.parametrize("chunks", [0, 1, 2, 5])
def test_a_recording_opens_whole_wherever_it_ended(chunks: int):
    sealed = _recording(chunks)
    opener = _opener(sealed)
    assert opener.open_chunk(chunks, sealed[chunks]) == FINAL_PLAINTEXT
    assert [opener.open_chunk(i, sealed[i]) for i in range(chunks)] == [_chunk(i) for i in range(chunks)]
    assert (opener.chunks, opener.plaintext_bytes) == (chunks + 1, chunks * CHUNK_BYTES + 8)


def test_the_end_can_be_made_ready_at_every_moment_and_is_always_the_same():
    sealer = LiveSealer(FILE_KEY, NONCE)
    for number in range(3):
        ready = sealer.ready_final()
        assert ready == sealer.ready_final()
        assert len(ready) == len(FINAL_PLAINTEXT) + TAG_BYTES
        assert PayloadCipher(FILE_KEY, NONCE).open(number, ready, final=True) == FINAL_PLAINTEXT
        assert len(sealer.seal(_chunk(number))) == SEALED_CHUNK_BYTES
        assert sealer.sealed_chunks == number + 1


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_a_live_chunk_of_another_length_is_refused_and_spends_no_number(size: int):
    sealer = LiveSealer(FILE_KEY, NONCE)
    with pytest.raises(ValueError):
        sealer.seal(bytes(size))
    assert sealer.sealed_chunks == 0


def test_nothing_opens_before_the_end_is_proven():
    sealed = _recording(2)
    opener = _opener(sealed)
    with pytest.raises(ValueError):
        opener.open_chunk(0, sealed[0])


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_a_chunk_that_is_not_there_is_refused(index: int):
    sealed = _recording(2)
    opener = _opener(sealed)
    opener.open_chunk(2, sealed[2])
    with pytest.raises(ValueError):
        opener.open_chunk(index, sealed[0])


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("place", [0, 1, 7, -17, -16, -1])
def test_no_changed_byte_of_a_chunk_passes(index: int, place: int):
    sealed = _recording(2)
    changed = bytearray(sealed[index])
    changed[place] ^= 0x01
    sealed[index] = bytes(changed)
    opener = _opener(sealed)
    with pytest.raises(ContentDamaged, match=f"deel {index}"):
        for number in (2, 0, 1):
            opener.open_chunk(number, sealed[number])


def test_chunks_cannot_change_places():
    sealed = _recording(2)
    opener = _opener(sealed)
    opener.open_chunk(2, sealed[2])
    with pytest.raises(ContentDamaged):
        opener.open_chunk(0, sealed[1])


def test_a_chunk_of_another_recording_does_not_pass():
    sealed = _recording(2)
    other = LiveSealer(FILE_KEY, bytes(16)).seal(_chunk(0))
    opener = _opener(sealed)
    opener.open_chunk(2, sealed[2])
    with pytest.raises(ContentDamaged):
        opener.open_chunk(0, other)


def test_a_file_cut_at_a_chunk_has_no_proven_end():
    sealed = _recording(3)[:2]
    with pytest.raises(ContentDamaged, match="deel 1"):
        _opener(sealed).open_chunk(1, sealed[1])


def test_after_one_failure_every_call_fails():
    sealed = _recording(2)
    opener = _opener(sealed)
    opener.open_chunk(2, sealed[2])
    with pytest.raises(ContentDamaged) as first:
        opener.open_chunk(0, bytes(SEALED_CHUNK_BYTES))
    with pytest.raises(ContentDamaged) as second:
        opener.open_chunk(1, sealed[1])
    assert second.value is first.value


@pytest.mark.parametrize("extra", [b"", b"x"])
def test_a_chunk_of_another_length_than_it_should_be_is_refused(extra: bytes):
    sealed = _recording(1)
    opener = _opener(sealed)
    opener.open_chunk(1, sealed[1])
    with pytest.raises(ContentDamaged):
        opener.open_chunk(0, sealed[0][: -1 if not extra else None] + extra)


@pytest.mark.parametrize(
    "size", [0, 1, TAG_BYTES - 1, SEALED_CHUNK_BYTES + 1, SEALED_CHUNK_BYTES + TAG_BYTES - 1]
)
def test_a_size_that_no_payload_has_is_cut_short(size: int):
    with pytest.raises(ContentTruncated):
        ChunkOpener(FILE_KEY, NONCE, size)


def test_an_empty_last_chunk_behind_others_is_refused():
    with pytest.raises(ContentDamaged):
        ChunkOpener(FILE_KEY, NONCE, SEALED_CHUNK_BYTES + TAG_BYTES)
    assert ChunkOpener(FILE_KEY, NONCE, TAG_BYTES).plaintext_bytes == 0


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 3), st.integers(0, CHUNK_BYTES))
def test_any_chunk_of_any_age_payload_opens(full_chunks: int, last_bytes: int):
    last_bytes = max(last_bytes, 1) if full_chunks else last_bytes
    plaintext = [_chunk(i) for i in range(full_chunks)] + [bytes(last_bytes)]
    cipher = PayloadCipher(FILE_KEY, NONCE)
    sealed = [cipher.seal(i, chunk, final=i == full_chunks) for i, chunk in enumerate(plaintext)]
    opener = _opener(sealed)
    assert opener.plaintext_bytes == sum(map(len, plaintext))
    for index in reversed(range(opener.chunks)):
        assert opener.open_chunk(index, sealed[index]) == plaintext[index]


@pytest.mark.parametrize(("file_key", "nonce"), [(bytes(15), NONCE), (FILE_KEY, bytes(12))])
def test_a_key_or_nonce_of_another_length_is_refused(file_key: bytes, nonce: bytes):
    with pytest.raises(ValueError):
        LiveSealer(file_key, nonce)
