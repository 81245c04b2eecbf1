"""The questions about feedback: one answer of a person after a talk, and what of a month may be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from appliance.control.replies import Reply
from appliance.domain.feedback import FEW, month_of, told
from appliance.hardware.ports import Clock
from appliance.recorder.owner import Owner
from appliance.store.feedback import Feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackVerbs:
    """Answers on socket threads; the owner does what touches state."""

    owner: Owner
    feedback: Feedback
    clock: Clock
    room: str

    def console(self) -> dict[str, Callable[..., Reply]]:
        return {"feedback.give": self._give, "feedback.month": self._month}

    def _give(self, *, face: str, line: str) -> Reply:
        month = month_of(self._now())
        self.owner.call(lambda: self.feedback.add(month, face=face, line=line.strip()))
        return Reply()

    def _month(self, *, month: str) -> Reply:
        """Tell a month of this room; ``None`` for a face is fewer than ``fewer_than``."""

        def look() -> Reply:
            found = told(
                month,
                now=self._now(),
                faces=self.feedback.faces(month),
                lines=tuple(self.feedback.lines(month)),
            )
            return Reply(
                {
                    "month": month,
                    "room": self.room,
                    "over": found.over,
                    "fewer_than": FEW,
                    "faces": dict(found.faces),
                    "lines": list(found.lines),
                }
            )

        return self.owner.call(look)

    def _now(self) -> datetime:
        return self.clock.now().astimezone()  # months as the calendar on the wall counts them
