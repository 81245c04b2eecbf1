"""Sealed recordings when the power goes, or the disk fails, at any moment of their making."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.crypto.payload import (
    CHUNK_BYTES,
    FINAL_PLAINTEXT,
    NONCE_BYTES,
    SEALED_CHUNK_BYTES,
    ChunkOpener,
)
from appliance.domain.errors import ContentTruncated, DiskFull
from appliance.store.layout import Layout
from appliance.store.recovery import recover
from appliance.store.sealed_writer import SealedInfo, SealedWriter
from appliance.store.tail_log import RECORD_BYTES
from tests.store.crash_disk import CrashDisk, PowerCut
from tests.store.recording_sealer import RecordingSealer, Sealed

LAYOUT = Layout(data=Path("/data"), run=Path("/run"))
ID = "c0ffee" + "0" * 26
PATH, LOG = LAYOUT.sealed(ID), LAYOUT.tail_log(ID)
FILE_KEY = b"0123456789abcdef"

shapes = st.lists(st.integers(1, 3), min_size=1, max_size=5)  # chunks per append
seeds = st.integers(0, 2**32)
quick = settings(max_examples=120, deadline=None, derandomize=True)


def fragments(shape: list[int]) -> list[bytes]:
    return [bytes([n + 1, chunks]) * (chunks * CHUNK_BYTES // 2) for n, chunks in enumerate(shape)]


def film(disk: CrashDisk, shape: list[int], kept: list[bytes], *, sealed: Sealed | None = None) -> SealedInfo:
    """Make a recording; ``kept`` grows by what was promised to be safe."""
    new_sealer = partial(RecordingSealer, {} if sealed is None else sealed)
    writer = SealedWriter.create(LAYOUT, ID, FILE_KEY, new_sealer=new_sealer, disk=disk)
    for fragment in fragments(shape):
        writer.append(fragment)
        kept.append(fragment)
    return writer.close()


def opened(disk: CrashDisk) -> bytes:
    """Return the recording in clear; every chunk must open."""
    content = disk.content(PATH)
    opener = ChunkOpener(FILE_KEY, content[:NONCE_BYTES], len(content) - NONCE_BYTES)
    chunks = [
        content[at : at + SEALED_CHUNK_BYTES] for at in range(NONCE_BYTES, len(content), SEALED_CHUNK_BYTES)
    ]
    last = opener.open_chunk(len(chunks) - 1, chunks[-1])
    return b"".join(opener.open_chunk(n, chunk) for n, chunk in enumerate(chunks[:-1])) + last


def info_of(disk: CrashDisk) -> SealedInfo:
    content = disk.content(PATH)
    return SealedInfo(len(content), hashlib.sha256(content).hexdigest())


def check_recovered(disk: CrashDisk, info: SealedInfo | None, shape: list[int], kept: list[bytes]) -> None:
    """See that nothing is lost but what was in flight, and that the file is whole."""
    if info is None:
        assert kept == []
        return
    made = fragments(shape)
    possible = [b"".join(made[:n]) + FINAL_PLAINTEXT for n in (len(kept), len(kept) + 1)]
    assert opened(disk) in possible
    assert info == info_of(disk)
    assert LOG not in disk.names


@quick
@given(shapes, st.integers(1, 60), seeds)
def test_only_the_fragment_in_flight_is_lost(shape: list[int], stop_at: int, seed: int) -> None:
    disk, kept = CrashDisk(stop_at=stop_at), list[bytes]()
    with suppress(PowerCut):
        film(disk, shape, kept)
    disk = disk.after_power_cut(seed)
    check_recovered(disk, recover(LAYOUT, ID, disk=disk), shape, kept)


@quick
@given(shapes, st.integers(1, 60), seeds, st.integers(1, 8), seeds)
def test_a_power_cut_during_recovery_changes_nothing(
    shape: list[int], stop_at: int, seed: int, stop_again_at: int, seed_again: int
) -> None:
    disk, kept = CrashDisk(stop_at=stop_at), list[bytes]()
    with suppress(PowerCut):
        film(disk, shape, kept)
    disk = disk.after_power_cut(seed, stop_at=stop_again_at)
    with suppress(PowerCut):
        recover(LAYOUT, ID, disk=disk)
    disk = disk.after_power_cut(seed_again)
    info = recover(LAYOUT, ID, disk=disk)
    check_recovered(disk, info, shape, kept)
    assert recover(LAYOUT, ID, disk=disk) == info
    assert info is None or LOG not in disk.after_power_cut(seed).names


@quick
@given(shapes, seeds)
def test_a_closed_recording_survives_a_power_cut_whole(shape: list[int], seed: int) -> None:
    disk, kept = CrashDisk(), list[bytes]()
    info = film(disk, shape, kept)
    for came_up in (disk, disk.after_power_cut(seed)):
        assert opened(came_up) == b"".join(fragments(shape)) + FINAL_PLAINTEXT
        assert recover(LAYOUT, ID, disk=came_up) == info == info_of(came_up)


@quick
@given(shapes, st.integers(1, 60), st.booleans(), seeds)
def test_a_disk_that_fails_once_loses_only_what_came_after(
    shape: list[int], fail_at: int, closes: bool, seed: int
) -> None:
    disk, kept, sealed = CrashDisk(), list[bytes](), Sealed()
    writer = SealedWriter.create(LAYOUT, ID, FILE_KEY, new_sealer=partial(RecordingSealer, sealed), disk=disk)
    disk.fail_at = disk.steps + fail_at
    for fragment in fragments(shape):
        try:
            writer.append(fragment)
        except OSError:
            with pytest.raises(OSError, match="Input/output"):
                writer.append(fragment)  # it stays failed: nothing is sealed or written any more
            break
        kept.append(fragment)
    disk.fail_at = 0
    if closes:
        info: SealedInfo | None = writer.close()
        assert opened(disk) == b"".join(kept) + FINAL_PLAINTEXT
    else:
        disk = disk.after_power_cut(seed)
        info = recover(LAYOUT, ID, disk=disk)
    check_recovered(disk, info, shape, kept)
    assert_one_plaintext_each(sealed)


@quick
@given(shapes, st.integers(0, 16 * CHUNK_BYTES))
def test_a_full_disk_keeps_the_recording_so_far(shape: list[int], room_bytes: int) -> None:
    disk, kept = CrashDisk(room_bytes=room_bytes), list[bytes]()
    try:
        film(disk, shape, kept)
    except DiskFull:
        if PATH not in disk.names:
            assert room_bytes < NONCE_BYTES
            assert LOG not in disk.names
            return
        disk.room_bytes = None  # beheer made room
        check_recovered(disk, recover(LAYOUT, ID, disk=disk), shape, kept)
    else:
        assert opened(disk) == b"".join(fragments(shape)) + FINAL_PLAINTEXT


@quick
@given(shapes, st.integers(1, 60), seeds)
def test_every_nonce_has_one_plaintext_whatever_happens(shape: list[int], stop_at: int, seed: int) -> None:
    sealed, disk = Sealed(), CrashDisk(stop_at=stop_at)
    with suppress(PowerCut):
        film(disk, shape, [], sealed=sealed)
    disk = disk.after_power_cut(seed)
    recover(LAYOUT, ID, disk=disk)
    again = CrashDisk()  # the same recording made once more under the same key: a nonce of its own
    film(again, shape[::-1], [], sealed=sealed)
    assert_one_plaintext_each(sealed)
    finals = {plaintext for (_, nonce), texts in sealed.items() if nonce[-1] for plaintext in texts}
    assert finals <= {FINAL_PLAINTEXT}


Damage = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "damage",
    [
        lambda log: log[:-1],
        lambda log: log[:-RECORD_BYTES],
        lambda log: log[:-RECORD_BYTES] + bytes(RECORD_BYTES),
        lambda log: log + b"\xff" * 50,
        lambda log: log + bytes(3 * RECORD_BYTES),
        lambda log: log[-RECORD_BYTES:] + log[:-RECORD_BYTES],
        lambda log: bytes(RECORD_BYTES) + log[RECORD_BYTES:],
        lambda log: log[:-32] + bytes(24) + log[-8:],
    ],
)
def test_a_damaged_tail_log_costs_at_most_the_last_fragment(damage: Damage) -> None:
    disk, shape = torn_after(3)
    disk.names[LOG].content[:] = damage(disk.content(LOG))
    info = recover(LAYOUT, ID, disk=disk)
    assert info is not None
    check_recovered(disk, info, shape, fragments(shape)[:2])


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[:-SEALED_CHUNK_BYTES],
        lambda content: content[:-SEALED_CHUNK_BYTES] + bytes(SEALED_CHUNK_BYTES),
        lambda content: content[:-SEALED_CHUNK_BYTES] + content[NONCE_BYTES:][:SEALED_CHUNK_BYTES],
        lambda content: content + bytes(100_000),
    ],
)
def test_a_damaged_end_of_the_file_costs_at_most_the_last_fragment(damage: Damage) -> None:
    disk, shape = torn_after(3)
    disk.names[PATH].content[:] = damage(disk.content(PATH))
    info = recover(LAYOUT, ID, disk=disk)
    assert info is not None
    check_recovered(disk, info, shape, fragments(shape)[:2])


def test_records_out_of_order_still_prove_what_is_there() -> None:
    disk, shape = torn_after(3)
    log = disk.content(LOG)
    disk.names[LOG].content[:] = log[2 * RECORD_BYTES :] + log[: 2 * RECORD_BYTES]
    del disk.names[PATH].content[-1:]
    info = recover(LAYOUT, ID, disk=disk)
    assert info is not None
    check_recovered(disk, info, shape, fragments(shape)[:2])


def test_damage_in_the_middle_keeps_what_lies_before_it() -> None:
    disk, shape = torn_after(3)
    disk.names[PATH].content[NONCE_BYTES + SEALED_CHUNK_BYTES + 5] ^= 1  # in the second fragment
    info = recover(LAYOUT, ID, disk=disk)
    assert info is not None
    check_recovered(disk, info, shape, fragments(shape)[:1])


@pytest.mark.parametrize("path", [PATH, LOG])
@pytest.mark.parametrize("appends", [2, 3])
def test_more_damage_than_a_power_cut_does_is_told(path: Path, appends: int) -> None:
    disk, _ = torn_after(appends)
    disk.names[path].content[:] = bytes(len(disk.content(path)))
    before = disk.content(PATH), disk.content(LOG)
    with pytest.raises(ContentTruncated):
        recover(LAYOUT, ID, disk=disk)
    assert (disk.content(PATH), disk.content(LOG)) == before


@pytest.mark.parametrize("cut", [1, 8, 24, 25, 30_000])
def test_a_closed_recording_that_lost_its_end_is_told(cut: int) -> None:
    disk = CrashDisk()
    film(disk, [1, 1], [])
    del disk.names[PATH].content[-cut:]
    with pytest.raises(ContentTruncated):
        recover(LAYOUT, ID, disk=disk)


def test_nothing_at_all_recovers_to_nothing() -> None:
    assert recover(LAYOUT, ID, disk=CrashDisk()) is None


def torn_after(appends: int) -> tuple[CrashDisk, list[int]]:
    """Return a disk with a recording that ended without ``close``, all of it durable."""
    disk, shape = CrashDisk(), [1] * appends
    writer = SealedWriter.create(LAYOUT, ID, FILE_KEY, disk=disk)
    for fragment in fragments(shape):
        writer.append(fragment)
    writer.abort()
    return disk, shape


def assert_one_plaintext_each(sealed: Sealed) -> None:
    assert sealed
    assert [nonce for nonce, plaintexts in sealed.items() if len(plaintexts) != 1] == []
