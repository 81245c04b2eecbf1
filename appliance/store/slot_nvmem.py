"""Erasable slots in a few bytes of RTC memory, FRAM or EEPROM, as Linux shows them: one file of fixed size.

Written in place, synced, and read back by the pair. Never made, never lengthened and never truncated: the
file is the chip, and what lies outside the two slots is somebody else's. A chip that was never used holds
zeros or ones, and both mean "no key"; other leftovers look like a key without a ring and stop a new box
(KeyringError), so beheer zeroes the 64 bytes once, when the chip is built in.

An EEPROM, and flash that plays one, may wear-level: choose battery-backed SRAM or FRAM for what must be gone.
Source: the kernel's Documentation/driver-api/nvmem.rst ("Userspace binary interface").
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.crypto.slots import SLOT_BYTES, SlotPair
from appliance.domain.errors import SlotFailed
from appliance.store.disk import Disk, DiskFile, RealDisk

_ERASED = bytes(SLOT_BYTES)
_NEVER_USED = b"\xff" * SLOT_BYTES


class NvmemSlot:
    """One slot: the 32 bytes at an offset, all zero when erased."""

    def __init__(self, path: Path, offset_bytes: int, *, disk: Disk | None = None) -> None:
        self._path, self._offset, self._disk = path, offset_bytes, disk or RealDisk()

    def read(self) -> bytes | None:
        """Return the 32 bytes, or None when erased or never used. Raises: SlotFailed."""
        with self._opened() as file:
            held = self._held(file)
        return None if held in (_ERASED, _NEVER_USED) else held

    def write(self, key: bytes) -> None:
        """Overwrite with 32 bytes. Raises: SlotFailed (also when they would not fit; nothing is written)."""
        with self._opened() as file:
            self._held(file)
            file.write_at(self._offset, key)
            file.sync()

    def erase(self) -> None:
        """Overwrite with zeros. Raises: SlotFailed."""
        self.write(_ERASED)

    def _held(self, file: DiskFile) -> bytes:
        # Read and not asked: the size that sysfs tells is not always the chip's.
        held = file.read_at(self._offset, SLOT_BYTES)
        if len(held) < SLOT_BYTES:
            raise SlotFailed(f"{self._path.name}: geen {SLOT_BYTES} bytes vanaf {self._offset}")
        return held

    @contextmanager
    def _opened(self) -> Iterator[DiskFile]:
        try:
            file = self._disk.open(self._path)
            try:
                yield file
            finally:
                file.close()
        except OSError as error:
            raise SlotFailed(f"{self._path.name}: {error.strerror}") from error


def nvmem_slots(path: Path, offset_bytes: int = 0, *, disk: Disk | None = None) -> SlotPair:
    """Return the pair of slots in the 64 bytes from ``offset_bytes``."""
    first, second = (NvmemSlot(path, offset_bytes + at, disk=disk) for at in (0, SLOT_BYTES))
    return SlotPair(first, second)
