"""The audit log: what the box did, one JSON line after the other, each bound to the line before it.

It never holds a name, a talk code, a review code, a key or a reason somebody gave. An entry is on disk
before the effect it announces. Logging for beheer is something else (stdlib logging to the journal). The
form of a line is audit_line.py's; the exact bytes of the lines are the leaves of a Merkle tree, whose root
goes into the checkpoints (audit_checkpoints.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from appliance.crypto.checkpoint import log_mark
from appliance.crypto.merkle import GrowingTree, leaf_hash
from appliance.domain.errors import AuditDamaged
from appliance.store.audit_line import START, AuditEntry, read_line, write_line


class AuditLog:
    """The log open for appending. One writer."""

    def __init__(self, path: Path) -> None:
        """Open or begin the log; a line torn by a power cut is taken off, its effect never began.

        Raises: AuditDamaged with the number of the first wrong line.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        take_off_torn_end(path, _whole_lines)
        self.path = path
        self._tree, self._last = GrowingTree(), START
        for line, _, self._last in _checked(path):
            self._tree.append(leaf_hash(line))
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    @property
    def size(self) -> int:
        """The number of lines."""
        return self._tree.size

    @property
    def root(self) -> bytes:
        """The Merkle root over the exact bytes of all lines, line ends included."""
        return self._tree.root

    @property
    def mark(self) -> str:
        """The log as it is now, short enough for a slip of paper."""
        return log_mark(self._tree.size, self._tree.root)

    def append(self, event: str, *, at: datetime, film: str = "", **detail: int | str) -> None:
        """Write one entry and return when it is on disk."""
        entry = AuditEntry(self.size, at.astimezone(UTC), event, film, detail)
        line, digest = write_line(entry, prev=self._last)
        os.write(self._fd, line)
        os.fdatasync(self._fd)
        self._tree.append(leaf_hash(line))
        self._last = digest

    def close(self) -> None:
        os.close(self._fd)


def read_audit(path: Path) -> tuple[AuditEntry, ...]:
    """Return every entry, checked. Raises: AuditDamaged with the number of the first wrong line."""
    return tuple(entry for _, entry, _ in _checked(path))


def take_off_torn_end(path: Path, whole_bytes: Callable[[bytes], int]) -> None:
    """Cut a file back to its whole records: what a power cut left behind them was never finished."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        content = file.read()
        whole = whole_bytes(content)
        if whole < len(content):
            file.truncate(whole)
            file.flush()
            os.fsync(file.fileno())


def _whole_lines(content: bytes) -> int:
    return content.rfind(b"\n") + 1


def _checked(path: Path) -> Iterator[tuple[bytes, AuditEntry, str]]:
    """Give the bytes, the entry and the hash of each line."""
    if not path.exists():
        return
    last = START
    with path.open("rb") as lines:
        for seq, line in enumerate(lines):
            try:
                found = read_line(line)
            except AuditDamaged as damage:
                raise AuditDamaged(f"regel {seq + 1} {damage.args[0]}") from None
            if found.entry.seq != seq or found.prev != last:
                raise AuditDamaged(f"regel {seq + 1} sluit niet aan op de regel ervoor")
            last = found.digest
            yield line, found.entry, last
