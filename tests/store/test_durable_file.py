"""A small file that is always whole."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.store.durable_file import DurableFile
from tests.store.crash_disk import CrashDisk, PowerCut

PATH = Path("/keyring/ring")
OLD, NEW = b"old " * 1_000, b"new and longer " * 1_000

seeds = st.integers(0, 2**32)
quick = settings(max_examples=100, derandomize=True, deadline=None)


def test_it_gives_back_what_was_put_last(tmp_path: Path) -> None:
    file = DurableFile(tmp_path / "ring")
    assert file.read() is None
    for content in (OLD, NEW, b""):
        file.replace(content)
        assert DurableFile(tmp_path / "ring").read() == content
    assert [path.name for path in tmp_path.iterdir()] == ["ring"]


def test_only_the_recorder_may_read_it(tmp_path: Path) -> None:
    DurableFile(tmp_path / "ring").replace(NEW)
    assert stat.S_IMODE((tmp_path / "ring").stat().st_mode) == 0o600


def test_what_a_crash_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "ring.new").write_bytes(b"half")
    DurableFile(tmp_path / "ring").replace(NEW)
    assert DurableFile(tmp_path / "ring").read() == NEW


@quick
@given(st.integers(1, 12), seeds)
def test_after_a_power_cut_it_is_wholly_old_or_wholly_new(stop_at: int, seed: int) -> None:
    disk = CrashDisk()
    file = DurableFile(PATH, disk=disk)
    file.replace(OLD)
    disk.stop_at = disk.steps + stop_at
    returned = False
    with suppress(PowerCut):
        file.replace(NEW)
        returned = True
    after = DurableFile(PATH, disk=disk.after_power_cut(seed)).read()
    assert after in ((NEW,) if returned else (OLD, NEW))


@quick
@given(st.integers(1, 12), seeds)
def test_what_was_read_stays_also_when_an_earlier_process_died_half_way(stop_at: int, seed: int) -> None:
    disk = CrashDisk()
    DurableFile(PATH, disk=disk).replace(OLD)
    disk.stop_at = disk.steps + stop_at
    with suppress(PowerCut):  # here only the process dies
        DurableFile(PATH, disk=disk).replace(NEW)
    disk.stop_at = 0
    read = DurableFile(PATH, disk=disk).read()
    assert DurableFile(PATH, disk=disk.after_power_cut(seed)).read() == read


@quick
@given(st.integers(1, 12))
def test_a_disk_that_fails_leaves_the_old_or_the_new(fail_at: int) -> None:
    disk = CrashDisk()
    file = DurableFile(PATH, disk=disk)
    file.replace(OLD)
    disk.fail_at = disk.steps + fail_at
    with suppress(OSError):
        file.replace(NEW)
    disk.fail_at = 0
    assert file.read() in (OLD, NEW)
    file.replace(NEW)
    assert file.read() == NEW


def test_a_full_disk_leaves_the_old() -> None:
    disk = CrashDisk()
    file = DurableFile(PATH, disk=disk)
    file.replace(OLD)
    disk.room_bytes = len(OLD) + 100
    with pytest.raises(OSError, match="No space"):
        file.replace(NEW)
    assert file.read() == OLD
