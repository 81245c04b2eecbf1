"""Erasable slots in a small chip that Linux shows as a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.crypto.slots import SLOT_BYTES
from appliance.domain.errors import SlotFailed
from appliance.store.slot_nvmem import NvmemSlot, nvmem_slots
from tests.store.crash_disk import CrashDisk, PowerCut

KEY, OTHER_KEY = bytes(range(1, SLOT_BYTES + 1)), b"o" * SLOT_BYTES
BEFORE, BEHIND = b"somebody else's " * 2, b"also not ours"
CHIP = Path("/chip/nvmem")


@pytest.fixture
def chip(tmp_path: Path) -> Path:
    path = tmp_path / "nvmem"
    path.write_bytes(BEFORE + bytes(2 * SLOT_BYTES) + BEHIND)
    return path


def test_each_slot_holds_its_last_key_until_it_is_erased(chip: Path) -> None:
    pair = nvmem_slots(chip, len(BEFORE))
    assert (pair.read(0), pair.read(1)) == (None, None)
    for slot, key in ((0, KEY), (1, OTHER_KEY), (0, OTHER_KEY)):
        pair.write(slot, key)
        assert nvmem_slots(chip, len(BEFORE)).read(slot) == key
    pair.erase(0)
    assert (pair.read(0), pair.read(1)) == (None, OTHER_KEY)


def test_nothing_around_the_slots_changes_and_the_file_stays_the_same_one(chip: Path) -> None:
    pair, inode = nvmem_slots(chip, len(BEFORE)), chip.stat().st_ino
    pair.write(0, KEY)
    pair.write(1, OTHER_KEY)
    assert chip.read_bytes() == BEFORE + KEY + OTHER_KEY + BEHIND
    pair.erase(0)
    pair.erase(1)
    assert chip.read_bytes() == BEFORE + bytes(2 * SLOT_BYTES) + BEHIND
    assert (chip.stat().st_ino, [path.name for path in chip.parent.iterdir()]) == (inode, ["nvmem"])


@pytest.mark.parametrize("blank", [b"\0", b"\xff"])
def test_a_chip_that_was_never_used_holds_no_key(chip: Path, blank: bytes) -> None:
    chip.write_bytes(blank * 2 * SLOT_BYTES)
    assert (nvmem_slots(chip).read(0), nvmem_slots(chip).read(1)) == (None, None)


@pytest.mark.parametrize("size_bytes", [0, 2 * SLOT_BYTES - 1])
def test_a_chip_that_is_too_small_is_not_lengthened(chip: Path, size_bytes: int) -> None:
    chip.write_bytes(bytes(size_bytes))
    pair = nvmem_slots(chip)
    every: tuple[Callable[[], object], ...] = (
        lambda: pair.read(1),
        lambda: pair.write(1, KEY),
        lambda: pair.erase(1),
    )
    for work in every:
        with pytest.raises(SlotFailed, match="32 bytes"):
            work()
    assert chip.read_bytes() == bytes(size_bytes)


def test_a_chip_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    pair = nvmem_slots(tmp_path / "nvmem")
    every: tuple[Callable[[], object], ...] = (
        lambda: pair.read(0),
        lambda: pair.write(0, KEY),
        lambda: pair.erase(0),
    )
    for work in every:
        with pytest.raises(SlotFailed, match="nvmem"):
            work()
    assert list(tmp_path.iterdir()) == []


def crash_chip() -> CrashDisk:
    disk = CrashDisk()
    file = disk.create(CHIP, 0o600)
    file.write_at(0, bytes(2 * SLOT_BYTES))
    file.sync()
    disk.sync_folder(CHIP.parent)
    return disk


@given(st.integers(1, 12), st.integers(0, 2**32))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_what_was_erased_does_not_come_back_after_a_power_cut(stop_at: int, seed: int) -> None:
    disk = crash_chip()
    disk.stop_at = disk.steps + stop_at
    slot = NvmemSlot(CHIP, SLOT_BYTES, disk=disk)
    promised: list[bytes | None] = [None]
    with suppress(PowerCut):
        slot.write(KEY)
        promised.append(KEY)
        slot.erase()
        promised.append(None)
        slot.write(OTHER_KEY)
        promised.append(OTHER_KEY)
    came_up = NvmemSlot(CHIP, SLOT_BYTES, disk=disk.after_power_cut(seed)).read()
    if stop_at > disk.steps:
        assert came_up == OTHER_KEY
    assert came_up not in set(promised[:-1]) - {promised[-1], None}


def test_a_chip_that_fails_half_way_says_so() -> None:
    for fail_at in (1, 2):
        disk = crash_chip()
        disk.fail_at = disk.steps + fail_at
        with pytest.raises(SlotFailed, match="nvmem"):
            NvmemSlot(CHIP, 0, disk=disk).write(KEY)
