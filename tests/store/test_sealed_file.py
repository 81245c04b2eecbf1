"""Sealed recordings on a real disk: made, read in ranges, found, destroyed, and opened by other tools."""

from __future__ import annotations

import hashlib
import os
import random
import stat
import subprocess
import tracemalloc
from pathlib import Path

import pyrage
import pytest

from appliance.crypto.header import make_header
from appliance.crypto.identities import new_identity
from appliance.crypto.payload import CHUNK_BYTES, FINAL_PLAINTEXT, SEALED_CHUNK_BYTES
from appliance.domain.errors import ContentDamaged, ContentTruncated, WrongState
from appliance.store.layout import Layout
from appliance.store.sealed_file import SealedInfo, SealedReader, SealedWriter, destroy, films, recover

ID, OTHER_ID = "a" * 32, "b" * 32
FILE_KEY = bytes(range(16))
FRAGMENTS = [random.Random(n).randbytes(n * CHUNK_BYTES) for n in (1, 3, 2)]
FILM = b"".join(FRAGMENTS) + FINAL_PLAINTEXT


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(data=tmp_path / "data", run=tmp_path / "run")


def make(layout: Layout, recording_id: str = ID) -> SealedInfo:
    return begin(layout, recording_id).close()


def begin(layout: Layout, recording_id: str = ID) -> SealedWriter:
    writer = SealedWriter.create(layout, recording_id, FILE_KEY)
    for fragment in FRAGMENTS:
        writer.append(fragment)
    return writer


def test_the_file_is_as_long_and_has_the_digest_it_says(layout: Layout) -> None:
    info = make(layout)
    content = layout.sealed(ID).read_bytes()
    assert info == SealedInfo(len(content), hashlib.sha256(content).hexdigest())
    assert len(content) == 16 + 6 * SEALED_CHUNK_BYTES + 24


def test_only_the_sealed_file_stays_after_closing(layout: Layout) -> None:
    make(layout)
    assert [path.name for path in layout.recordings.iterdir()] == [layout.sealed(ID).name]


def test_nothing_of_the_film_lies_on_the_disk_in_clear(layout: Layout) -> None:
    writer = begin(layout)
    while_making = b"".join(path.read_bytes() for path in layout.recordings.iterdir())
    writer.close()
    for piece in (fragment[at : at + 32] for fragment in FRAGMENTS for at in range(0, len(fragment), 4_096)):
        assert piece not in while_making
        assert piece not in layout.sealed(ID).read_bytes()


def test_syncs_group_may_read_the_file_and_nobody_else(layout: Layout) -> None:
    umask = os.umask(0o077)
    try:
        writer = begin(layout)
        modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in layout.recordings.iterdir()}
    finally:
        os.umask(umask)
        writer.abort()
    assert modes == {".sealed": 0o640, ".tail": 0o600}


def test_an_id_is_used_once(layout: Layout) -> None:
    make(layout)
    before = layout.sealed(ID).read_bytes()
    with pytest.raises(WrongState):
        SealedWriter.create(layout, ID, FILE_KEY)
    assert layout.sealed(ID).read_bytes() == before
    assert films(layout) == {ID}


def test_a_tail_log_that_was_left_is_not_written_over(layout: Layout) -> None:
    begin(layout).abort()
    layout.sealed(ID).unlink()
    before = layout.tail_log(ID).read_bytes()
    with pytest.raises(WrongState):
        SealedWriter.create(layout, ID, FILE_KEY)
    assert layout.tail_log(ID).read_bytes() == before
    assert not layout.sealed(ID).exists()


def test_two_recordings_under_one_key_have_nothing_in_common(layout: Layout) -> None:
    make(layout)
    make(layout, OTHER_ID)
    first, second = (layout.sealed(name).read_bytes() for name in (ID, OTHER_ID))
    assert first[:16] != second[:16]
    assert first[16:80] != second[16:80]


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES + 1])
def test_only_whole_chunks_are_taken(layout: Layout, length: int) -> None:
    writer = SealedWriter.create(layout, ID, FILE_KEY)
    with pytest.raises(ValueError, match="whole chunks"):
        writer.append(bytes(length))
    writer.append(FRAGMENTS[0])  # a wrong call spoils nothing
    writer.close()


def test_a_closed_recording_takes_nothing_more(layout: Layout) -> None:
    writer = begin(layout)
    writer.close()
    with pytest.raises(WrongState):
        writer.append(FRAGMENTS[0])
    with pytest.raises(WrongState):
        writer.close()
    writer.abort()
    with SealedReader(layout.sealed(ID), FILE_KEY) as reader:
        assert reader.read(0, len(FILM)) == FILM


def test_a_recording_that_was_let_go_is_recovered_whole(layout: Layout) -> None:
    writer = begin(layout)
    writer.abort()
    writer.abort()
    info = recover(layout, ID)
    content = layout.sealed(ID).read_bytes()
    assert info == SealedInfo(len(content), hashlib.sha256(content).hexdigest())
    with SealedReader(layout.sealed(ID), FILE_KEY) as reader:
        assert reader.read(0, len(FILM)) == FILM


# -- reading -----------------------------------------------------------------------------------

EDGES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 6 * CHUNK_BYTES - 1, 6 * CHUNK_BYTES, len(FILM)]


@pytest.mark.parametrize("offset", EDGES)
@pytest.mark.parametrize("length", [0, 1, 8, CHUNK_BYTES, 2 * CHUNK_BYTES + 1, 10 * CHUNK_BYTES])
def test_every_range_comes_back_byte_for_byte(layout: Layout, offset: int, length: int) -> None:
    make(layout)
    with SealedReader(layout.sealed(ID), FILE_KEY) as reader:
        assert reader.size_bytes == len(FILM)
        assert reader.read(offset, length) == FILM[offset : offset + length]


def test_ranges_come_in_any_order(layout: Layout) -> None:
    make(layout)
    chance = random.Random(1)
    with SealedReader(layout.sealed(ID), FILE_KEY) as reader:
        for _ in range(100):
            offset = chance.randrange(len(FILM))
            assert reader.read(offset, 1_000) == FILM[offset : offset + 1_000]


def test_behind_the_end_is_nothing(layout: Layout) -> None:
    make(layout)
    with SealedReader(layout.sealed(ID), FILE_KEY) as reader:
        assert reader.read(len(FILM) + 100, 5) == b""
        for offset, length in ((-1, 5), (5, -1)):
            with pytest.raises(ValueError, match="negative"):
                reader.read(offset, length)


def test_reading_takes_the_memory_of_a_few_chunks_however_long_the_film(layout: Layout) -> None:
    writer = SealedWriter.create(layout, ID, FILE_KEY)
    for _ in range(16):
        writer.append(bytes(8 * CHUNK_BYTES))
    writer.close()
    tracemalloc.start()
    try:
        with SealedReader(layout.sealed(ID), FILE_KEY) as reader:
            for offset in range(0, reader.size_bytes, CHUNK_BYTES // 2):
                reader.read(offset, CHUNK_BYTES // 2)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6 * CHUNK_BYTES


@pytest.mark.parametrize("cut", [1, 23, 24, 25, SEALED_CHUNK_BYTES, SEALED_CHUNK_BYTES + 24, 10_000_000])
def test_a_file_that_was_cut_off_is_refused_before_anything_is_shown(layout: Layout, cut: int) -> None:
    make(layout)
    size = layout.sealed(ID).stat().st_size
    os.truncate(layout.sealed(ID), max(0, size - cut))
    with pytest.raises((ContentTruncated, ContentDamaged)):
        SealedReader(layout.sealed(ID), FILE_KEY)


def test_a_missing_end_is_told_apart_from_damage(layout: Layout) -> None:
    make(layout)
    size = layout.sealed(ID).stat().st_size
    os.truncate(layout.sealed(ID), size - 24)
    with pytest.raises(ContentTruncated):
        SealedReader(layout.sealed(ID), FILE_KEY)


def test_a_missing_file_is_told(layout: Layout) -> None:
    with pytest.raises(ContentTruncated):
        SealedReader(layout.sealed(ID), FILE_KEY)


def test_another_key_opens_nothing(layout: Layout) -> None:
    make(layout)
    with pytest.raises(ContentDamaged):
        SealedReader(layout.sealed(ID), bytes(16))


@pytest.mark.parametrize("at", [0, 16, 16 + SEALED_CHUNK_BYTES - 1, 16 + 3 * SEALED_CHUNK_BYTES + 7, -1])
def test_an_altered_byte_is_never_shown(layout: Layout, at: int) -> None:
    make(layout)
    content = bytearray(layout.sealed(ID).read_bytes())
    content[at] ^= 1
    layout.sealed(ID).write_bytes(content)
    with pytest.raises(ContentDamaged), SealedReader(layout.sealed(ID), FILE_KEY) as reader:
        reader.read(0, len(FILM))


def test_two_chunks_that_changed_places_are_never_shown(layout: Layout) -> None:
    make(layout)
    content = layout.sealed(ID).read_bytes()
    one, two = 16 + SEALED_CHUNK_BYTES, 16 + 2 * SEALED_CHUNK_BYTES
    swapped = content[:16] + content[one:two] + content[16:one] + content[two:]
    layout.sealed(ID).write_bytes(swapped)
    with SealedReader(layout.sealed(ID), FILE_KEY) as reader, pytest.raises(ContentDamaged):
        reader.read(0, 1)


# -- destroying --------------------------------------------------------------------------------


def test_destroying_leaves_nothing_and_may_be_repeated(layout: Layout) -> None:
    make(layout)
    begin(layout, OTHER_ID).abort()
    assert films(layout) == {ID, OTHER_ID}
    for _ in range(2):
        destroy(layout, ID)
        destroy(layout, OTHER_ID)
        assert list(layout.recordings.iterdir()) == []
    assert films(layout) == set()


def test_there_is_nothing_to_find_or_destroy_on_a_new_box(layout: Layout) -> None:
    destroy(layout, ID)
    assert films(layout) == set()
    assert not layout.recordings.exists()


# -- other tools -------------------------------------------------------------------------------


@pytest.mark.parametrize("torn", [False, True], ids=["closed", "recovered"])
def test_age_and_rage_open_the_file_with_its_header_in_front(
    layout: Layout, tmp_path: Path, torn: bool
) -> None:
    identity = new_identity(pq=False)
    key_file = tmp_path / "key.txt"
    key_file.write_text(f"{identity}\n")
    writer = begin(layout)
    if torn:
        writer.abort()
        with layout.sealed(ID).open("ab") as sealed:
            sealed.write(bytes(70_000))  # what was in flight
        recover(layout, ID)
    else:
        writer.close()
    file = make_header(FILE_KEY, [identity.recipient]) + layout.sealed(ID).read_bytes()
    age = subprocess.run(["age", "-d", "-i", key_file], input=file, capture_output=True, check=True)
    assert age.stdout == FILM
    assert pyrage.decrypt(file, [pyrage.x25519.Identity.from_str(str(identity))]) == FILM
