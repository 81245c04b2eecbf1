"""A small file that is always whole: after a crash it holds the old content or the new, never a mixture.

Serves ``appliance.crypto.keyring.RingFile``.
"""

from __future__ import annotations

from pathlib import Path

from appliance.store.disk import Disk, RealDisk


class DurableFile:
    """One file of the recorder's own (mode 0600), replaced as a whole."""

    def __init__(self, path: Path, *, disk: Disk | None = None) -> None:
        self._path, self._disk = path, disk or RealDisk()

    def read(self) -> bytes | None:
        """Return the content, or None when there is no such file. Raises: OSError.

        It is durable on return: a process that died may have left its name half-way to the disk.
        """
        try:
            file = self._disk.open(self._path)
        except FileNotFoundError:
            return None
        try:
            self._disk.sync_folder(self._path.parent)
            return file.read_at(0, file.size_bytes())
        finally:
            file.close()

    def replace(self, content: bytes) -> None:
        """Put this content in the place of the old; durable on return. Raises: OSError."""
        new = self._path.with_name(self._path.name + ".new")
        self._disk.remove(new)  # a crash may have left one
        file = self._disk.create(new, 0o600)
        try:
            file.write_at(0, content)
            file.sync()
        finally:
            file.close()
        self._disk.rename(new, self._path)
        self._disk.sync_folder(self._path.parent)
