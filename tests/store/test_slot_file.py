"""An erasable slot in a plain file."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.crypto.keyring import Keyring, KeyringEntry
from appliance.crypto.slots import SLOT_BYTES
from appliance.domain.errors import SlotFailed
from appliance.store.durable_file import DurableFile
from appliance.store.slot_file import FileSlot, file_slots
from tests.store.crash_disk import CrashDisk, PowerCut

KEY, OTHER_KEY = bytes(range(1, SLOT_BYTES + 1)), b"o" * SLOT_BYTES


def test_a_slot_holds_the_last_key_until_it_is_erased(tmp_path: Path) -> None:
    slot = FileSlot(tmp_path / "slot")
    assert slot.read() is None
    for key in (KEY, OTHER_KEY):
        slot.write(key)
        assert FileSlot(tmp_path / "slot").read() == key
    slot.erase()
    assert slot.read() is None


def test_a_key_is_overwritten_on_its_place_and_never_moved(tmp_path: Path) -> None:
    path = tmp_path / "slot"
    slot = FileSlot(path)
    slot.write(KEY)
    inode, size = path.stat().st_ino, path.stat().st_size
    slot.write(OTHER_KEY)
    slot.erase()
    assert (path.stat().st_ino, path.stat().st_size) == (inode, size)
    assert path.read_bytes() == bytes(SLOT_BYTES)
    assert [file.name for file in tmp_path.iterdir()] == ["slot"]


def test_only_the_recorder_may_read_a_slot(tmp_path: Path) -> None:
    FileSlot(tmp_path / "slot").write(KEY)
    assert stat.S_IMODE((tmp_path / "slot").stat().st_mode) == 0o600


def test_a_slot_that_cannot_be_reached_says_so(tmp_path: Path) -> None:
    (tmp_path / "slot").mkdir()
    slot = FileSlot(tmp_path / "slot")
    for work in (slot.read, lambda: slot.write(KEY), slot.erase):
        with pytest.raises(SlotFailed, match="slot"):
            work()


def test_a_torn_key_is_not_an_empty_slot(tmp_path: Path) -> None:
    (tmp_path / "slot").write_bytes(KEY[:5])
    assert FileSlot(tmp_path / "slot").read() == KEY[:5].ljust(SLOT_BYTES, b"\0")


@given(st.integers(1, 20), st.integers(0, 2**32))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_what_was_erased_does_not_come_back_after_a_power_cut(stop_at: int, seed: int) -> None:
    disk = CrashDisk(stop_at=stop_at)
    slot = FileSlot(Path("/keyring/slot"), disk=disk)
    promised: list[bytes | None] = [None]
    with suppress(PowerCut):
        slot.write(KEY)
        promised.append(KEY)
        slot.erase()
        promised.append(None)
        slot.write(OTHER_KEY)
        promised.append(OTHER_KEY)
    came_up = FileSlot(Path("/keyring/slot"), disk=disk.after_power_cut(seed)).read()
    if stop_at > disk.steps:
        assert came_up == OTHER_KEY
    assert came_up not in set(promised[:-1]) - {promised[-1], None}


def test_the_keyring_lives_on_real_files(tmp_path: Path) -> None:
    folder = tmp_path / "keyring"
    entry = KeyringEntry(b"header", b"review")
    keyring = Keyring(DurableFile(folder / "ring"), file_slots(folder))
    keyring.put("1" * 32, entry)
    keyring.put("2" * 32, entry)
    keyring.remove("1" * 32)
    again = Keyring(DurableFile(folder / "ring"), file_slots(folder))
    assert (again.ids(), again.get("2" * 32)) == (("2" * 32,), entry)
    assert sorted(path.name for path in folder.iterdir()) == ["ring", "slot-0", "slot-1"]
