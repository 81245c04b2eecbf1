"""The disk as a port: the few calls that durability depends on, so that tests can cut the power in between.

Nothing is durable before ``sync``, and no name before ``sync_folder``. Every method raises OSError.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol


class DiskFile(Protocol):
    """One open file. Offsets and sizes are in bytes."""

    def size_bytes(self) -> int: ...

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes; less only at the end of the file."""

    def write_at(self, offset: int, content: bytes) -> None:
        """Overwrite in place, or lengthen the file."""

    def truncate(self, size_bytes: int) -> None: ...

    def sync(self) -> None:
        """Return when content and size are on the disk; what is read next comes from there."""

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""


class Disk(Protocol):
    """Files by their path."""

    def create(self, path: Path, mode: int) -> DiskFile:
        """Make and open a new file. Raises: FileExistsError."""

    def open(self, path: Path) -> DiskFile:
        """Open a file to read and overwrite it. Raises: FileNotFoundError."""

    def rename(self, old: Path, new: Path) -> None:
        """Put a file in the place of another, at once."""

    def remove(self, path: Path) -> None:
        """Remove a name. Safe to call twice."""

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the disk."""


class RealDisk:
    """The disk of this machine."""

    def create(self, path: Path, mode: int) -> DiskFile:
        path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        os.fchmod(fd, mode)  # a umask must not take the group's right to read
        return _RealFile(fd)

    def open(self, path: Path) -> DiskFile:
        return _RealFile(os.open(path, os.O_RDWR | os.O_CLOEXEC))

    def rename(self, old: Path, new: Path) -> None:
        old.replace(new)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


class _RealFile:
    def __init__(self, fd: int) -> None:
        self._fd = fd

    def size_bytes(self) -> int:
        return os.fstat(self._fd).st_size

    def read_at(self, offset: int, length: int) -> bytes:
        parts = []
        while length > 0 and (part := os.pread(self._fd, length, offset)):
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return b"".join(parts)

    def write_at(self, offset: int, content: bytes) -> None:
        left = memoryview(content)
        while left:
            written = os.pwrite(self._fd, left, offset)
            offset, left = offset + written, left[written:]

    def truncate(self, size_bytes: int) -> None:
        os.ftruncate(self._fd, size_bytes)

    def sync(self) -> None:
        os.fdatasync(self._fd)
        os.posix_fadvise(self._fd, 0, 0, os.POSIX_FADV_DONTNEED)

    def close(self) -> None:
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            os.close(fd)
