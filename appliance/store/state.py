"""The recorder's state: one SQLite file, one writer, WAL with synchronous=FULL.

FULL: of 400 simulated power cuts it lost none of the acknowledged commits, where NORMAL lost some. STRICT
tables, so that a wrong type is an error and not a surprise. A recording's row leaves with its content; what
stays is a tombstone without anything about a person.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from appliance.domain.errors import TokenUsed, UnknownRecording
from appliance.domain.recording import RecordingState, Standing
from appliance.domain.retention import Deadlines

SCHEMA_VERSION = 1

_SCHEMA = """
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
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRow:
    """All the box knows about one recording. Times are aware UTC; pieces are [from_s, to_s]."""

    id: str
    film: str  # the sealed file of now; a cut makes a new one, with a new key
    standing: Standing
    talk_code: str
    klantmanager: str
    language: str
    people: tuple[str, ...]
    purposes: tuple[str, ...]
    text_hash: str
    code_tag: str  # finds the recording of a review code (hex); opens nothing
    started_at: datetime
    finished_at: datetime | None = None
    seconds: float = 0.0
    sound: bool = True
    gaps: tuple[float, ...] = ()  # film seconds where something is left out
    unfinished_cuts: tuple[tuple[float, float], ...] = ()  # promised to the client, not yet carried out
    asks_at_boot: bool = False  # a power cut came before "Nog steeds goed?"
    dates: Deadlines | None = None
    size_bytes: int = 0
    sha256: str = ""
    end_reason: str = ""  # why it is being destroyed


class StateDb:
    """The one writer of the state file. Not thread-safe: the recorder's owner thread uses it alone."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA secure_delete=ON")
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
            with self.transaction():
                for statement in _SCHEMA.split(";\n"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside happen, or nothing of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # -- recordings ----------------------------------------------------------------------------

    def begin(self, row: RecordingRow, *, jti: str) -> None:
        """Create a recording and use up its token in one transaction. Raises: TokenUsed."""
        with self.transaction():
            try:
                self._db.execute("INSERT INTO used_token VALUES (?, ?)", (jti, _text(row.started_at)))
            except sqlite3.IntegrityError:
                raise TokenUsed from None
            self._insert(row)

    def token_is_used(self, jti: str) -> bool:
        return self._db.execute("SELECT 1 FROM used_token WHERE jti=?", (jti,)).fetchone() is not None

    def save(self, row: RecordingRow) -> None:
        """Write a changed recording. Raises: UnknownRecording."""
        values = _to_columns(row)
        names = ", ".join(f"{name}=?" for name in values)
        done = self._db.execute(
            f"UPDATE recording SET {names} WHERE id=?",  # noqa: S608 - names are our own constants
            (*values.values(), row.id),
        )
        if done.rowcount != 1:
            raise UnknownRecording

    def recording(self, recording_id: str) -> RecordingRow:
        """Return one recording. Raises: UnknownRecording."""
        return self._one("id", recording_id)

    def by_film(self, film: str) -> RecordingRow:
        """Return the recording whose sealed file is ``film``. Raises: UnknownRecording."""
        return self._one("film", film)

    def by_code_tag(self, tag: bytes) -> RecordingRow:
        """Return the recording of a review code. Raises: UnknownRecording."""
        return self._one("code_tag", tag.hex())

    def recordings(self, *states: RecordingState) -> tuple[RecordingRow, ...]:
        """Return the recordings in these states (all when none is named), oldest first."""
        rows = self._db.execute("SELECT * FROM recording ORDER BY started_at, id").fetchall()
        found = tuple(_from_columns(dict(zip(_COLUMNS, row, strict=True))) for row in rows)
        return tuple(row for row in found if not states or row.standing.state in states)

    def bury(self, row: RecordingRow, *, destroyed_at: datetime) -> None:
        """Replace a destroyed recording by its tombstone, which names no one."""
        with self.transaction():
            self._db.execute("DELETE FROM recording WHERE id=?", (row.id,))
            self._db.execute("DELETE FROM fact WHERE name=?", (f"manifest:{row.film}",))
            self._db.execute(
                "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)",
                (row.film, _text(row.started_at), _text(destroyed_at), row.end_reason),
            )
        # The write-ahead log still holds the old page with its names: fold it in and empty it.
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def tombstones(self) -> dict[str, str]:
        """Return the reason of destruction by film."""
        return dict(self._db.execute("SELECT film, reason FROM tombstone"))

    # -- counters and facts --------------------------------------------------------------------

    def count(self, name: str, at: datetime) -> None:
        """Add one to a month's counter: the only trace of a no."""
        self._db.execute(
            "INSERT INTO counter VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1",
            (at.strftime("%Y-%m"), name),
        )

    def counters(self) -> dict[str, dict[str, int]]:
        """Return {month: {name: number}}."""
        found: dict[str, dict[str, int]] = {}
        for month, name, number in self._db.execute("SELECT month, name, n FROM counter ORDER BY 1, 2"):
            found.setdefault(month, {})[name] = number
        return found

    def fact(self, name: str) -> str | None:
        """Return one small fact about the box, such as its salt."""
        row = self._db.execute("SELECT value FROM fact WHERE name=?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_fact(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def forget_fact(self, name: str) -> None:
        self._db.execute("DELETE FROM fact WHERE name=?", (name,))

    # -- private -------------------------------------------------------------------------------

    def _insert(self, row: RecordingRow) -> None:
        values = {"id": row.id, **_to_columns(row)}
        marks = ", ".join("?" * len(values))
        self._db.execute(
            f"INSERT INTO recording ({', '.join(values)}) VALUES ({marks})",  # noqa: S608 - our own names
            tuple(values.values()),
        )

    def _one(self, column: str, value: str) -> RecordingRow:
        row = self._db.execute(
            f"SELECT * FROM recording WHERE {column}=?",  # noqa: S608 - column is a constant of this class
            (value,),
        ).fetchone()
        if row is None:
            raise UnknownRecording
        return _from_columns(dict(zip(_COLUMNS, row, strict=True)))


_COLUMNS = [
    line.split()[0]
    for line in _SCHEMA.split("recording (", 1)[1].split(") STRICT", 1)[0].splitlines()
    if line.strip()
]
_LISTS = ("people", "purposes", "gaps", "unfinished_cuts")
_FLAGS = ("sound", "asks_at_boot")
_PLAIN = [
    f.name
    for f in fields(RecordingRow)
    if f.name in _COLUMNS and f.name not in (*_LISTS, *_FLAGS, "id", "started_at", "finished_at")
]


def _to_columns(row: RecordingRow) -> dict[str, object]:
    """Return the columns of a row but its id."""
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        **{name: json.dumps(getattr(row, name)) for name in _LISTS},
        **{name: int(getattr(row, name)) for name in _FLAGS},
        "state": row.standing.state.value,
        "frozen_from": row.standing.frozen_from.value if row.standing.frozen_from else None,
        "started_at": _text(row.started_at),
        "finished_at": _text(row.finished_at),
        "review_ends": _text(row.dates.review_ends) if row.dates else None,
        "retention_ends": _text(row.dates.retention_ends) if row.dates else None,
        "freeze_ends": _text(row.dates.freeze_ends) if row.dates else None,
    }


def _from_columns(column: dict[str, object]) -> RecordingRow:
    """Undo ``_to_columns``."""
    lists = {name: json.loads(str(column[name])) for name in _LISTS}
    review_ends, retention_ends = _time(column["review_ends"]), _time(column["retention_ends"])
    started_at = _time(column["started_at"])
    assert started_at is not None  # noqa: S101 - NOT NULL in the schema
    dates = None
    if review_ends and retention_ends:
        dates = Deadlines(review_ends, retention_ends, _time(column["freeze_ends"]))
    frozen_from = column["frozen_from"]
    row = RecordingRow(
        id=str(column["id"]),
        standing=Standing(
            RecordingState(column["state"]), RecordingState(frozen_from) if frozen_from else None
        ),
        started_at=started_at,
        finished_at=_time(column["finished_at"]),
        people=tuple(lists["people"]),
        purposes=tuple(lists["purposes"]),
        gaps=tuple(lists["gaps"]),
        unfinished_cuts=tuple((a, b) for a, b in lists["unfinished_cuts"]),
        sound=bool(column["sound"]),
        asks_at_boot=bool(column["asks_at_boot"]),
        dates=dates,
        film="",
        talk_code="",
        klantmanager="",
        language="",
        text_hash="",
        code_tag="",
    )
    return replace(row, **{name: column[name] for name in _PLAIN})  # type: ignore[arg-type]


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _time(text: object) -> datetime | None:
    return None if text is None else datetime.fromisoformat(str(text))
