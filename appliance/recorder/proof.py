"""Did anything outlive its date? What the box holds, compared with what it promised. Pure: no I/O, no clock.

Four witnesses: the state file, the files on the disk, the keyring, and the listing of the store as sync tells
it. What one of them has and the others do not know is named. A frozen recording has no date of its own while
it is frozen (AVG art. 18); it is counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self

from appliance.domain.recording import KEY_ON_BOX, RecordingState, next_standing
from appliance.domain.retention import due
from appliance.store.state import RecordingRow

_S = RecordingState
_ENDS = frozenset({_S.SHREDDED, _S.RECALLING})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreListing:
    """What sync found when it compared the store's own listing with what the box says lies there."""

    at: datetime
    missing: tuple[str, ...]  # delivered, and no longer there
    unknown: tuple[str, ...]  # signed by this box, and unknown to it
    back: tuple[str, ...]  # erased before, and there again


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyProof:
    """One day's statement. Films by their random ids; a file that is no film by its name."""

    at: datetime
    on_box: int
    in_store: int
    recalling: int  # withdrawn or over; the store has not proved them gone yet
    frozen: int
    overdue: tuple[str, ...]
    unknown: tuple[str, ...]  # on the disk or in the keyring, and in no recording
    missing: tuple[str, ...]  # a recording without its file or its key
    store: StoreListing | None

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing outlived its date and nothing is unknown or missing."""
        return not (self.overdue or self.unknown or self.missing or self._found_in_store)

    @property
    def _found_in_store(self) -> bool:
        return self.store is not None and bool(self.store.missing or self.store.unknown or self.store.back)

    def to_fields(self) -> dict[str, object]:
        """Return the JSON object of the statement."""
        fields = {"v": 1, **asdict(self), "at": self.at.isoformat()}
        if self.store is not None:
            fields["store"] = {**asdict(self.store), "at": self.store.at.isoformat()}
        return fields

    @classmethod
    def from_fields(cls, fields: Mapping[str, object]) -> Self:
        """Undo ``to_fields``. Raises: ValueError, KeyError, TypeError (other fields)."""
        values = {name: _tupled(value) for name, value in fields.items() if name != "v"}
        store = fields["store"]
        if isinstance(store, dict):
            values["store"] = listing_of(store)
        values["at"] = datetime.fromisoformat(str(fields["at"]))
        return cls(**values)  # type: ignore[arg-type]  # wrong fields are the caller's errors


def listing_of(fields: Mapping[str, object]) -> StoreListing:
    """Return a listing from its JSON object. Raises: ValueError, KeyError, TypeError."""
    values = {name: _tupled(value) for name, value in fields.items()}
    values["at"] = datetime.fromisoformat(str(fields["at"]))
    return StoreListing(**values)  # type: ignore[arg-type]  # wrong fields are the caller's errors


def reckon(
    rows: Iterable[RecordingRow],
    *,
    files: frozenset[str],
    keys: frozenset[str],
    strange: tuple[str, ...],
    store: StoreListing | None,
    now: datetime,
    now_for: Callable[[RecordingRow], datetime],
) -> DailyProof:
    """Compare. ``files`` and ``keys`` are films; ``strange`` are names in the folder that are no film's.

    ``now_for`` is the time by which a recording's dates are judged (window_clock.py): after a jump of the
    clock that is not the wall clock's, and what is kept for it is not overdue.
    """
    rows = tuple(rows)
    films = {row.film: row for row in rows}
    on_box = [row for row in rows if row.standing.state in KEY_ON_BOX]
    held = files | keys
    return DailyProof(
        at=now,
        on_box=len(on_box),
        in_store=_count(rows, _S.IN_STORE),
        recalling=_count(rows, _S.RECALLING),
        frozen=_count(rows, _S.FROZEN),
        overdue=tuple(
            sorted(row.film for row in rows if _is_overdue(row, now_for(row)) or _is_left(row, held))
        ),
        unknown=(*sorted(held - films.keys()), *strange),
        missing=tuple(
            sorted(row.film for row in on_box if _should_be_whole(row) and row.film not in files & keys)
        ),
        store=store,
    )


def _count(rows: Iterable[RecordingRow], state: RecordingState) -> int:
    return sum(row.standing.state is state for row in rows)


def _is_overdue(row: RecordingRow, now: datetime) -> bool:
    """Tell whether the promised end came and something of it is still there, wherever that is."""
    if row.standing.state is _S.SHREDDED:  # decided, and for some reason not carried out
        return True
    if row.standing.state is _S.RECALLING:
        return now >= row.dates.retention_ends
    event = due(row.standing, row.dates, now, on_silence=row.on_silence)
    return event is not None and next_standing(row.standing, event).state in _ENDS


def _is_left(row: RecordingRow, held: frozenset[str]) -> bool:
    """Tell whether the box still has a film that it gave away or destroyed."""
    return row.standing.state not in KEY_ON_BOX and row.film in held


def _should_be_whole(row: RecordingRow) -> bool:
    """A frozen recording may have been in the store; a quarantined one may have lost its file."""
    if row.standing.state is _S.QUARANTINED or row.finished_at is None:
        return False
    return row.standing.frozen_from is not _S.IN_STORE


def _tupled(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
