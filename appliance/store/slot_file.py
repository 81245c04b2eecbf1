"""An erasable slot in a plain file: overwritten in place, synced, and read back from the disk.

Reduced assurance: flash may keep an overwritten block, and a copy-on-write file system always does. Good
enough for the demo and for a box that waits for its TPM; health and ``spiegelbox check`` say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.crypto.slots import SLOT_BYTES, SlotPair
from appliance.domain.errors import SlotFailed
from appliance.store.disk import Disk, DiskFile, RealDisk

_NOTHING = bytes(SLOT_BYTES)


class FileSlot:
    """One slot: 32 bytes in a file of mode 0600, all zero when erased."""

    def __init__(self, path: Path, *, disk: Disk | None = None) -> None:
        self._path, self._disk = path, disk or RealDisk()

    def read(self) -> bytes | None:
        """Return the 32 bytes, or None when erased or never written. Raises: SlotFailed."""
        with self._opened() as file:
            held = file.read_at(0, SLOT_BYTES).ljust(SLOT_BYTES, b"\0")
        return None if held == _NOTHING else held

    def write(self, key: bytes) -> None:
        """Overwrite with 32 bytes. Raises: SlotFailed."""
        with self._opened() as file:
            file.write_at(0, key)
            file.sync()

    def erase(self) -> None:
        """Overwrite with zeros. Raises: SlotFailed."""
        self.write(_NOTHING)

    @contextmanager
    def _opened(self) -> Iterator[DiskFile]:
        """Open the file, made in advance: a key must never lie in a file whose name can get lost."""
        try:
            try:
                file = self._disk.open(self._path)
            except FileNotFoundError:
                file = self._disk.create(self._path, 0o600)
                self._disk.sync_folder(self._path.parent)
            try:
                yield file
            finally:
                file.close()
        except OSError as error:
            raise SlotFailed(f"{self._path.name}: {error.strerror}") from error


def file_slots(folder: Path) -> SlotPair:
    """Return the pair of file slots in the keyring's folder."""
    return SlotPair(FileSlot(folder / "slot-0"), FileSlot(folder / "slot-1"))
