"""What people thought of being filmed: counts a month, and what they wrote, without any way back to a talk.

No time, no talk, no person and no order: a line lies under a random key, and comes out shuffled. What is
few is not told. Source: journeys "The client's own marks
and one-question feedback", issue "small numbers hidden".
"""

from __future__ import annotations

import secrets
import sqlite3

_KEPT_MONTHS = 24


class Feedback:
    """The two tables of the state file. Owner's thread only, as ``StateDb``."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, month: str, *, face: str, line: str) -> None:
        """Count one face in a month ("2026-11") and keep the line, if any; drop what is two years old."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "INSERT INTO feedback VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1", (month, face)
        )
        if line:
            self._db.execute(
                "INSERT INTO feedback_line VALUES (?, ?, ?)", (secrets.token_hex(16), month, line)
            )
        year, number = map(int, month.split("-"))
        oldest = divmod(year * 12 + number - 1 - _KEPT_MONTHS, 12)
        for table in ("feedback", "feedback_line"):
            self._db.execute(
                f"DELETE FROM {table} WHERE month < ?",  # noqa: S608 - our own names
                (f"{oldest[0]}-{oldest[1] + 1:02d}",),
            )
        self._db.execute("COMMIT")

    def faces(self, month: str) -> dict[str, int]:
        """Return {face: number} of a month."""
        return dict(self._db.execute("SELECT face, n FROM feedback WHERE month=?", (month,)))

    def lines(self, month: str) -> list[str]:
        """Return what people wrote in a month, in a new random order."""
        lines = [
            str(line)
            for (line,) in self._db.execute("SELECT line FROM feedback_line WHERE month=?", (month,))
        ]
        secrets.SystemRandom().shuffle(lines)
        return lines
