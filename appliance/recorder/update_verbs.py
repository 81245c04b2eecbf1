"""What the updater may ask: is anybody using the box, and after an update, is the box well? And its own word.

Nothing here starts, stops or delays anything: the updater decides for itself (appliance/update/moment.py).
What it tells is one line for beheer, kept in memory only. The camera is looked for, not opened: before a yes
nobody opens it, not even a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.domain.errors import CameraFailed
from appliance.domain.recording import RecordingState
from appliance.domain.session import TalkState
from appliance.hardware.ports import Clock
from appliance.recorder.conversation import Conversation
from appliance.recorder.delivery_queue import DeliveryQueue
from appliance.recorder.guard import Guard
from appliance.recorder.owner import Owner
from appliance.recorder.part import FINE, Part
from appliance.recorder.playbacks import Playbacks
from appliance.store.state import StateDb

_IN_A_WINDOW = (RecordingState.RECORDING, RecordingState.IN_REVIEW, RecordingState.CONFIRMED)


@dataclass(slots=True, kw_only=True)
class UpdateVerbs:
    """Answers on socket threads; the owner does what touches state."""

    owner: Owner
    conversation: Conversation
    db: StateDb
    queue: DeliveryQueue
    playbacks: Playbacks
    guard: Guard
    clock: Clock
    look_for_camera: Callable[[], None]
    version: str
    _heard_s: dict[Role, float] = field(default_factory=dict)
    _last: Part | None = None

    def updater(self) -> dict[str, Callable[..., Reply]]:
        return {
            "update.situation": self._situation,
            "update.wellness": self._wellness,
            "update.told": self._told,
        }

    def part(self) -> Part | None:
        """Return how updating goes, for beheer; None as long as no updater said anything."""
        return self._last

    def heard(self, role: Role) -> None:
        """Note that a process asked something."""
        self._heard_s[role] = self.clock.monotonic_s()

    def _situation(self) -> Reply:
        def look() -> dict[str, object]:
            now, rows = self.clock.now(), self.db.recordings()
            quiet_s = self.conversation.quiet_s
            return {
                "clock_known": self.clock.is_known(),
                "state": self.conversation.state.value,
                "quiet_s": min(quiet_s, 1e9),
                "looking_back": self.playbacks.any_open(),
                "delivering": self.queue.is_sending(rows, now=now),
                "window_ends": [
                    row.dates.review_ends.isoformat() for row in rows if row.standing.state in _IN_A_WINDOW
                ],
            }

        return Reply(self.owner.call(look))

    def _wellness(self) -> Reply:
        """Tell what must work in a version that stays; a store that is down is no fault of a version."""

        def look() -> dict[str, object]:
            heard = self._heard_s.get(Role.SYNC)
            return {
                "parts": [asdict(part) for part in (self._state(), self._camera(), self._devices())],
                "sync_heard_s": None if heard is None else self.clock.monotonic_s() - heard,
                "version": self.version,
            }

        return Reply(self.owner.call(look))

    def _told(self, *, ok: bool, sentence: str) -> Reply:
        self._last = Part(
            "Versie", ok, sentence, "" if ok else "Kijk op de box met: spiegelbox update status"
        )
        return Reply()

    def _state(self) -> Part:
        """Tell whether the state file answers: every row can be read, and the lamp asked for no help."""
        self.db.recordings()
        view = self.conversation.view()
        if view.state is TalkState.HELP and view.notice:
            return Part("Opname", False, view.notice.sentence, view.notice.next_step)
        return Part("Opname", True, FINE)

    def _camera(self) -> Part:
        try:
            self.look_for_camera()
        except CameraFailed as error:
            return Part("Camera", False, str(error), error.next_step)
        return Part("Camera", True, FINE)

    def _devices(self) -> Part:
        well = self.guard.is_well()
        return Part("Apparaten", well, FINE if well else "Een apparaat van de box hangt.", "")
