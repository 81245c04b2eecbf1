"""What the sync process remembers between runs: parts that were read back, ids that never go up again, and
the store that showed it can erase.

It only saves work. A part counts when it stands here *and* in a listing of the store; lose this file and
everything is read back anew. It holds ids, sizes and hashes of ciphertext, nothing else. Recorded
before the first byte leaves, so that a withdrawn upload is known to have left something.
WAL with synchronous=FULL, as design §4 measured for the recorder's state.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from appliance.crypto.merkle import EMPTY_ROOT
from appliance.sync.remote import Stored

_TABLES = """
CREATE TABLE IF NOT EXISTS upload (
    id TEXT PRIMARY KEY, cut TEXT NOT NULL, handed_over INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS part (
    id TEXT REFERENCES upload ON DELETE CASCADE, name TEXT, size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (id, name)) STRICT;
CREATE TABLE IF NOT EXISTS tombstone (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS foreign_folder (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS anchored (
    only INTEGER PRIMARY KEY CHECK (only = 1), size INTEGER NOT NULL, root TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS admission (store TEXT PRIMARY KEY, at_s REAL NOT NULL) STRICT;
"""


class Progress:
    """The memory of one box's sync process; one thread uses it."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute("PRAGMA foreign_keys = ON")
        self._database.execute("PRAGMA wal_autocheckpoint = 32")  # pages: the file beside it stays small
        self._database.executescript(_TABLES)

    def close(self) -> None:
        self._database.close()

    def begin(self, recording_id: str, cut: str) -> None:
        """Note that parts will go up; ``cut`` tells what is cut and how, so parts never mix."""
        row = self._database.execute("SELECT cut FROM upload WHERE id = ?", (recording_id,)).fetchone()
        if row != (cut,):
            self.forget(recording_id)
            self._database.execute("INSERT INTO upload VALUES (?, ?, 0)", (recording_id, cut))

    def part_is_good(self, recording_id: str, part: Stored) -> None:
        values = (recording_id, part.name, part.size_bytes, part.sha256)
        self._database.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?)", values)

    def good_parts(self, recording_id: str) -> dict[str, Stored]:
        query = "SELECT name, size_bytes, sha256 FROM part WHERE id = ?"
        return {row[0]: Stored(*row) for row in self._database.execute(query, (recording_id,))}

    def set_handed_over(self, recording_id: str, handed_over: bool) -> None:
        """Note that the recorder may have heard of the delivery, or surely has not."""
        values = (handed_over, recording_id)
        self._database.execute("UPDATE upload SET handed_over = ? WHERE id = ?", values)

    def uploads(self) -> dict[str, bool]:
        """Return every upload that was begun, with whether the recorder may have heard of its delivery."""
        return {row[0]: bool(row[1]) for row in self._database.execute("SELECT id, handed_over FROM upload")}

    def forget(self, recording_id: str) -> None:
        self._database.execute("DELETE FROM upload WHERE id = ?", (recording_id,))  # its parts go along

    def bury(self, recording_ids: Iterable[str]) -> None:
        """Set tombstones: these ids never go up again."""
        self._database.executemany(
            "INSERT OR IGNORE INTO tombstone VALUES (?)", ((each,) for each in recording_ids)
        )

    def anchored(self) -> tuple[int, str]:
        """Return how many lines of the audit log lie in the store, and their root in hex."""
        row = self._database.execute("SELECT size, root FROM anchored").fetchone()
        return (int(row[0]), str(row[1])) if row else (0, EMPTY_ROOT.hex())

    def set_anchored(self, size: int, root: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO anchored VALUES (1, ?, ?)", (size, root))

    def add_foreign(self, folder: str) -> None:
        """Remember a folder of the store that another box signed."""
        self._database.execute("INSERT OR IGNORE INTO foreign_folder VALUES (?)", (folder,))

    def foreign(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._database.execute("SELECT id FROM foreign_folder"))

    def tombstones(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._database.execute("SELECT id FROM tombstone"))

    def admit(self, store: str, at_s: float) -> None:
        """Remember the one store that passed the check, by a digest of its settings, and when (epoch)."""
        self.revoke()
        self._database.execute("INSERT INTO admission VALUES (?, ?)", (store, at_s))

    def revoke(self) -> None:
        self._database.execute("DELETE FROM admission")

    def admitted_at_s(self, store: str) -> float | None:
        """Return when this store passed, None when it never did."""
        row = self._database.execute("SELECT at_s FROM admission WHERE store = ?", (store,)).fetchone()
        return None if row is None else float(row[0])
