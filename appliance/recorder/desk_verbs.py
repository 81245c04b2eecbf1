"""The questions of the desks: which recordings there are, and what is decided about one without a code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from appliance.control.replies import Reply
from appliance.domain.errors import MessageDamaged
from appliance.hardware.ports import Clock
from appliance.recorder.desk import Desk
from appliance.recorder.owner import Owner
from appliance.recorder.reviewing import Reviewing
from appliance.recorder.screens import recording_fields
from appliance.store.state import RecordingRow, StateDb


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskVerbs:
    """Answers on socket threads; the owner does what touches state. ``room`` is the box's own."""

    owner: Owner
    desk: Desk
    reviewing: Reviewing
    db: StateDb
    clock: Clock
    room: str

    def console(self) -> dict[str, Callable[..., Reply]]:
        desk = self.desk
        return {
            "recordings.mine": lambda klantmanager: self._list(lambda row: row.klantmanager == klantmanager),
            "recordings.find": self._find,
            "recordings.by_code": lambda code: self._one(self.reviewing.find_by_code(code)),
            "recordings.withdraw": lambda id, by: Reply(asdict(desk.withdraw(id, at_desk=bool(by)))),
            "recordings.withdraw_own": lambda id, klantmanager: Reply(
                asdict(desk.withdraw_own(id, klantmanager))
            ),
            "recordings.klantmanager_left": self._klantmanager_left,
            "recordings.freeze": lambda id, by, days: self._one(desk.freeze(id, days=days)),  # noqa: ARG005
            "recordings.thaw": lambda id, by: self._one(desk.thaw(id)),  # noqa: ARG005
        }

    def _find(self, *, date: str, klantmanager: str | None = None, room: str | None = None) -> Reply:
        """Tell the recordings of a day, of one klantmanager or of all; none for the room of another box."""
        that_day = _on_day(date)
        here = room is None or room.casefold() == self.room.casefold()
        return self._list(
            lambda row: here and that_day(row) and (klantmanager is None or row.klantmanager == klantmanager)
        )

    def _klantmanager_left(self, *, klantmanager: str, by: list[str], keep: list[str]) -> Reply:  # noqa: ARG002
        destroyed, kept = self.desk.klantmanager_left(klantmanager, keep=keep)
        return Reply({"destroyed": destroyed, "kept": kept})

    def _list(self, wanted: Callable[[RecordingRow], bool]) -> Reply:
        rows = self.owner.call(lambda: [row for row in self.db.recordings() if wanted(row)])
        return Reply({"recordings": [recording_fields(row, now=self.clock.now()) for row in rows]})

    def _one(self, row: RecordingRow) -> Reply:
        return Reply({"recording": recording_fields(row, now=self.clock.now())})


def _on_day(text: str) -> Callable[[RecordingRow], bool]:
    """Select the recordings of a day, as the clock on the wall of the room counts days."""
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        raise MessageDamaged("date") from None
    return lambda row: row.started_at.astimezone().date() == wanted
