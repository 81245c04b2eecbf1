"""The tables of the state file, as steps: each brings a file one version on, and none ever changes.

A new box takes every step from the first, so the way an old box takes is walked by every test. A step and
its version number are one transaction: a power cut leaves the file before it or behind it.
"""

from __future__ import annotations

import sqlite3

from appliance.domain.errors import StateFileTooNew

_FIRST = """
CREATE TABLE recording (
    id TEXT PRIMARY KEY,
    film TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    frozen_from TEXT,
    talk_code TEXT NOT NULL,
    klantmanager TEXT NOT NULL,
    language TEXT NOT NULL,
    people TEXT NOT NULL,
    purposes TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    code_tag TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    seconds REAL NOT NULL,
    sound INTEGER NOT NULL,
    gaps TEXT NOT NULL,
    unfinished_cuts TEXT NOT NULL,
    asks_at_boot INTEGER NOT NULL,
    review_ends TEXT,
    retention_ends TEXT,
    freeze_ends TEXT,
    size_bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    end_reason TEXT NOT NULL
) STRICT;
CREATE TABLE used_token (jti TEXT PRIMARY KEY, used_at TEXT NOT NULL) STRICT;
CREATE TABLE tombstone (
    film TEXT PRIMARY KEY, started_at TEXT NOT NULL, destroyed_at TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE TABLE counter (month TEXT, name TEXT, n INTEGER NOT NULL, PRIMARY KEY (month, name)) STRICT;
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT
"""

# Everybody who said yes has a code of their own; until here only the client had one.
_A_CODE_EACH = """
CREATE TABLE code_tag (
    tag TEXT PRIMARY KEY,
    recording TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    person TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO code_tag SELECT code_tag, id, 'client' FROM recording;
ALTER TABLE recording DROP COLUMN code_tag
"""

# A line lies at a random place, so that not even the order on the disk tells which talk it followed.
_FEEDBACK = """
CREATE TABLE feedback (month TEXT, face TEXT, n INTEGER NOT NULL, PRIMARY KEY (month, face)) STRICT;
CREATE TABLE feedback_line (
    place TEXT PRIMARY KEY, month TEXT NOT NULL, line TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""

# What people were told at their yes stands from the first picture on, and the end of a recording tells when
# and where it was destroyed. Films that an earlier version left open get the dates of the usual policy.
_PROMISE_AND_END = """
ALTER TABLE recording ADD COLUMN on_silence TEXT NOT NULL DEFAULT 'destroy';
ALTER TABLE recording ADD COLUMN ended_at TEXT;
ALTER TABLE recording ADD COLUMN recalled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE recording ADD COLUMN erased_at TEXT;
UPDATE recording SET
    review_ends = strftime('%Y-%m-%dT%H:%M:%S+00:00', started_at, '+14 days'),
    retention_ends = strftime('%Y-%m-%dT%H:%M:%S+00:00', started_at, '+180 days')
WHERE review_ends IS NULL
"""

STEPS: tuple[str, ...] = (_FIRST, _A_CODE_EACH, _FEEDBACK, _PROMISE_AND_END)

# The newest file that this program can read and go on with. Beyond the steps it takes itself only in a
# version that prepares for the next one: that is what a box can fall back to (update/migration.py).
READS_UP_TO = len(STEPS)


def bring_up_to_date(db: sqlite3.Connection) -> None:
    """Take every step this file has not taken. Raises: StateFileTooNew (a later version wrote it)."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > READS_UP_TO:
        raise StateFileTooNew(f"versie {version}")
    for number, step in enumerate(STEPS[version:], start=version + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            for statement in step.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version={number}")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
