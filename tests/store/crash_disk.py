"""A disk that can lose its power between any two calls, and then shows a state that is legal after that.

What was synced is there. What was written since, in pieces of 512 bytes, each arrived or did not, in any
order; a piece that did not arrive may be zeros or what lay on that place before; the size may have grown or
not. A name that was made, moved or removed since the folder was synced is there or not.
"""

from __future__ import annotations

import errno
import random
from dataclasses import dataclass, field
from pathlib import Path

_PIECE_BYTES = 512


class PowerCut(BaseException):
    """Everything stops here."""


@dataclass(eq=False)
class _Inode:
    durable: bytes = b""
    content: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)  # (offset, data) or (size, None)

    def after_power_cut(self, chance: random.Random) -> _Inode:
        arrives = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        grows = chance.random() < 0.5
        content = bytearray(self.durable)
        for offset, data in self.since:
            if data is None:
                if chance.random() < arrives:
                    del content[offset:]
                continue
            if grows:
                _grow(content, offset + len(data), chance)
            for at in range(0, len(data), _PIECE_BYTES):
                if chance.random() < arrives:
                    piece = data[at : at + _PIECE_BYTES]
                    _grow(content, offset + at, chance)
                    content[offset + at : offset + at + len(piece)] = piece
        return _Inode(bytes(content), bytearray(content))


class CrashDisk:
    """Serves ``appliance.store.disk.Disk``. Steps are counted from 1; ``stop_at`` 0 never comes."""

    def __init__(self, *, stop_at: int = 0, fail_at: int = 0, room_bytes: int | None = None) -> None:
        self.stop_at, self.fail_at, self.room_bytes = stop_at, fail_at, room_bytes
        self.steps = 0
        self.names: dict[Path, _Inode] = {}
        self._durable_names: dict[Path, _Inode] = {}
        self._names_since: list[tuple[Path, _Inode | None]] = []

    def after_power_cut(self, seed: int, *, stop_at: int = 0) -> CrashDisk:
        """Return the disk as it may come up again."""
        chance = random.Random(seed)
        names = dict(self._durable_names)
        for path, inode in self._names_since:
            if chance.random() < 0.5:
                _put(names, path, inode)
        disk = CrashDisk(stop_at=stop_at)
        came_up: dict[int, _Inode] = {}
        for path, inode in names.items():
            disk.names[path] = came_up.setdefault(id(inode), inode.after_power_cut(chance))
        disk._durable_names = dict(disk.names)
        return disk

    def content(self, path: Path) -> bytes:
        return bytes(self.names[path].content)

    def create(self, path: Path, mode: int) -> CrashFile:
        self.step()
        if path in self.names:
            raise FileExistsError(path)
        inode = _Inode()
        self._name(path, inode)
        return CrashFile(self, inode)

    def open(self, path: Path) -> CrashFile:
        if path not in self.names:
            raise FileNotFoundError(path)
        return CrashFile(self, self.names[path])

    def rename(self, old: Path, new: Path) -> None:
        self.step()
        self._name(new, self.names[old])
        self._name(old, None)

    def remove(self, path: Path) -> None:
        self.step()
        self._name(path, None)

    def sync_folder(self, folder: Path) -> None:
        self.step()
        self._durable_names = dict(self.names)
        self._names_since.clear()

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.stop_at:
            raise PowerCut
        if self.steps == self.fail_at:
            raise OSError(errno.EIO, "Input/output error")

    def room_for(self, more_bytes: int) -> int:
        """Return how many of these bytes still fit."""
        if self.room_bytes is None:
            return more_bytes
        used = sum(len(inode.content) for inode in self.names.values())
        return max(0, min(more_bytes, self.room_bytes - used))

    def _name(self, path: Path, inode: _Inode | None) -> None:
        _put(self.names, path, inode)
        self._names_since.append((path, inode))


class CrashFile:
    """Serves ``appliance.store.disk.DiskFile``."""

    def __init__(self, disk: CrashDisk, inode: _Inode) -> None:
        self._disk, self._inode = disk, inode

    def size_bytes(self) -> int:
        return len(self._inode.content)

    def read_at(self, offset: int, length: int) -> bytes:
        return bytes(self._inode.content[offset : offset + length])

    def write_at(self, offset: int, content: bytes) -> None:
        self._disk.step()
        grows_bytes = max(0, offset + len(content) - len(self._inode.content))
        fits = content[: len(content) - grows_bytes + self._disk.room_for(grows_bytes)]
        self._inode.content[offset : offset + len(fits)] = fits
        self._inode.since.append((offset, fits))
        self._disk.step()  # the power may go now: what arrived is not yet certain
        if len(fits) < len(content):
            raise OSError(errno.ENOSPC, "No space left on device")

    def truncate(self, size_bytes: int) -> None:
        self._disk.step()
        del self._inode.content[size_bytes:]
        self._inode.since.append((size_bytes, None))

    def sync(self) -> None:
        self._disk.step()
        self._inode.durable = bytes(self._inode.content)
        self._inode.since.clear()
        self._disk.step()

    def close(self) -> None:
        pass


def _grow(content: bytearray, size_bytes: int, chance: random.Random) -> None:
    missing = size_bytes - len(content)
    if missing > 0:
        content.extend(bytes(missing) if chance.random() < 0.5 else chance.randbytes(missing))


def _put(names: dict[Path, _Inode], path: Path, inode: _Inode | None) -> None:
    if inode is None:
        names.pop(path, None)
    else:
        names[path] = inode
